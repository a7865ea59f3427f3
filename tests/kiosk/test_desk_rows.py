"""Bookings in the desk's words."""

import ast
import re
from collections.abc import Iterator
from dataclasses import replace
from datetime import date, timedelta
from pathlib import Path

import pytest
from sqlmodel import Session

import booking
from booking import decisions, holds, journal, ledger, lifecycle, series, signups, waits, wishes
from booking.elsewhere import Hint
from booking.facts import HouseFacts
from booking.grouppast import Past
from booking.ledger import DeskRow
from booking.span import day_span, local
from kiosk.desk import rows, wording
from kiosk.desk.rows import Week
from kiosk.desk.waits import wait_row
from kiosk.reasonwords import REASONS
from models.bookings import Booking, State
from models.community import Listing
from models.database import Database
from models.staff import Role
from tests.support.cast import BERLIN, TUESDAY, WEDNESDAY, at, move_in, wish

DESK = "desk:manager"
MONDAY = date(2026, 11, 23)


@pytest.fixture
def session(sqlite_db: Database) -> Iterator[Session]:
    with sqlite_db.writing() as session:
        yield session


@pytest.fixture
def house(session: Session) -> HouseFacts:
    return move_in(session)


def waiting(session: Session, house: HouseFacts) -> DeskRow:
    [row] = ledger.waiting_requests(session, house)
    return row


def week(session: Session, house: HouseFacts) -> list[DeskRow]:
    return ledger.desk_week(session, house, day_span(MONDAY, BERLIN, days=7))


@pytest.mark.parametrize(
    ("known", "said"),
    [
        ((0, 0, 0, 0, 0, 0), "0 Termine im letzten Jahr"),
        ((1, 0, 0, 0, 3, 1), "1 Termin im letzten Jahr"),
        (
            (12, 2, 1, 1, 0, 0),
            "12 Termine im letzten Jahr, 2 abgesagt, 1 Mal kam niemand, 1 Anfrage abgelehnt",
        ),
    ],
)
def test_a_request_says_how_it_went_with_its_group(session: Session, house: HouseFacts, known, said) -> None:
    lifecycle.request_booking(session, house, wish(usage="course"), who="group:strickcafe", now=TUESDAY)

    card = rows.request_card(waiting(session, house), house, Past(TUESDAY, *known))

    assert ["Bisher", said] in card["facts"]


def test_a_request_says_who_wants_what_when(session: Session, house: HouseFacts) -> None:
    asked = lifecycle.request_booking(
        session, house, wish(usage="course", persons=12, source="kiosk"), who="group:strickcafe", now=TUESDAY
    )

    card = rows.request_card(waiting(session, house), house)

    assert card == {
        "uid": asked.uid,
        "title": "Stricken für den Basar",
        "when": "Mittwoch, 25. November, 14:00 – 15:30 Uhr",
        "facts": [
            ["Wer", "Strick- und Spielecafé (bekannt)"],
            ["Raum", "Quartierraum"],
            ["Mit Auf- und Abbau", "13:45 – 15:45 Uhr"],
            ["Personen", "12"],
            ["Nutzung", "Kurs"],
            ["Kam von", "Bildschirm im Haus"],
        ],
        "href": f"/desk/bookings/{asked.uid}",
        "problems": [],
        "clashes": {},
        "see_label": "Ansehen: Stricken für den Basar, Mittwoch, 25. November, 14:00 – 15:30 Uhr",
        "approve_label": "Zusagen: Stricken für den Basar, Mittwoch, 25. November, 14:00 – 15:30 Uhr",
        "decline_label": "Absagen: Stricken für den Basar, Mittwoch, 25. November, 14:00 – 15:30 Uhr",
    }


def test_a_newcomers_request_says_how_long_it_is_held(session: Session, house: HouseFacts) -> None:
    friday = wish(group_slug="neue-nachbarn", day=date(2026, 12, 4))
    lifecycle.request_booking(session, house, friday, who="group:neue-nachbarn", now=TUESDAY)

    facts = dict(rows.request_card(waiting(session, house), house)["facts"])

    assert facts["Wer"] == "Balkonkraftwerk-Stammtisch (neu im Haus)"
    assert facts["Wird gehalten bis"] == "Do 26.11., 10:00"


def test_a_request_tells_every_objection_in_words(session: Session, house: HouseFacts) -> None:
    lifecycle.request_booking(session, house, wish(usage="course", persons=12), who="group:strickcafe", now=TUESDAY)
    row = waiting(session, house)
    other = replace(row, objections=tuple(decisions.objections(session, house, _elsewhen(session, house))))

    problems = rows.request_card(other, house)["problems"]

    assert problems == [
        "So viele Personen passen nicht hinein. Höchstens 50 sind möglich.",
        "Am Montagvormittag wird die Heizung gewartet. Geschlossen ist von 08:00 bis 12:00 Uhr.",
    ]


def _elsewhen(session: Session, house: HouseFacts) -> Booking:
    order = wishes.read_wish(session, house, wish("09:00", day=date(2026, 11, 30), persons=60))
    booking = wishes.new_booking(house, order, order.span, TUESDAY)
    booking.id = 0
    return booking


def test_a_series_is_one_request(session: Session, house: HouseFacts) -> None:
    weekly = wish("18:00", day=date(2026, 12, 18), usage="course", rrule="FREQ=WEEKLY;COUNT=3")
    series.request_series(session, house, weekly, who="group:strickcafe", now=TUESDAY)

    facts = dict(rows.request_card(waiting(session, house), house)["facts"])

    # The second of the three dates is the first day of Christmas.
    assert facts["Termine"] == "Reihe: 2 Termine, 1 weiterer geht nicht"


def test_the_week_has_seven_days_and_every_booking_on_its_own(session: Session, house: HouseFacts) -> None:
    lifecycle.request_booking(session, house, wish(), who="group:strickcafe", now=TUESDAY)
    sunday = wish("10:15", day=date(2026, 11, 29), room="stueble")
    lifecycle.request_booking(session, house, sunday, who="group:strickcafe", now=TUESDAY)

    days = rows.week_days(Week(MONDAY), week(session, house), house, TUESDAY)

    assert [day["short"] for day in days] == [
        "Mo 23.11.", "Di 24.11.", "Mi 25.11.", "Do 26.11.", "Fr 27.11.", "Sa 28.11.", "So 29.11.",
    ]  # fmt: skip
    assert [len(day["rows"]) for day in days] == [0, 0, 1, 0, 0, 0, 1]
    assert [day["today"] for day in days] == [False, True, False, False, False, False, False]
    assert (days[2]["heading"], days[2]["count"]) == ("Mittwoch, 25. November", "1 Termin")


def test_what_is_good_to_know_stands_beside_each_day_of_it(house: HouseFacts) -> None:
    first, after = at(date(2026, 11, 26), "00:00"), at(date(2026, 11, 28), "00:00")
    holidays = Hint("Brückentage", local(first, BERLIN), local(after, BERLIN), "Schulferien")

    days = rows.week_days(Week(MONDAY), [], house, TUESDAY, [holidays])

    known = ["Brückentage, 26.11. – 27.11."]
    assert [day["hints"] for day in days] == [[], [], [], known, known, [], []]


def test_a_row_says_how_it_stands_and_what_can_be_done(session: Session, house: HouseFacts) -> None:
    booking = lifecycle.request_booking(session, house, wish(), who="group:strickcafe", now=TUESDAY)
    for persons in (5, 5, 5, 5, 5, 4):
        signups.take_seat(session, house, booking.code, persons, now=TUESDAY)

    [row] = week(session, house)
    line = rows.week_row(row, TUESDAY)

    assert (line["times"], line["block"], line["room"]) == ("14:00 – 15:30 Uhr", "13:45 – 15:45 Uhr", "Quartierraum")
    assert (line["state_word"], line["seats"]) == ("zugesagt", "25 von 28, 4 warten")
    assert (line["can_cancel"], line["can_hide"], line["waits"], line["over"]) == (True, True, False, False)


@pytest.mark.parametrize(
    ("changes", "can"),
    [
        ({}, (True, True)),
        ({"state": State.REQUESTED}, (False, True)),
        ({"state": State.CANCELLED}, (False, True)),
        ({"listing": Listing.NEUTRAL}, (True, False)),
        ({"starts": at(WEDNESDAY, "06:00") - timedelta(days=2), "ends": at(MONDAY, "07:00")}, (False, False)),
    ],
    ids=["confirmed", "waits for an answer", "cancelled", "title not public", "over"],
)
def test_only_what_is_possible_is_offered(
    session: Session, house: HouseFacts, changes: dict[str, object], can: tuple[bool, bool]
) -> None:
    lifecycle.request_booking(session, house, wish(), who="group:strickcafe", now=TUESDAY)
    [row] = week(session, house)

    line = rows.week_row(replace(row, **changes), TUESDAY)  # type: ignore[arg-type]  # fields of DeskRow

    assert (line["can_cancel"], line["can_hide"]) == can
    assert not line["can_end"]


def test_what_runs_is_ended_and_not_cancelled(session: Session, house: HouseFacts) -> None:
    lifecycle.request_booking(session, house, wish(), who="group:strickcafe", now=TUESDAY)
    [row] = week(session, house)

    lines = [rows.week_row(row, at(WEDNESDAY, clock)) for clock in ("13:59", "14:00", "15:29", "15:30")]

    can = [(line["can_cancel"], line["can_end"]) for line in lines]
    assert can == [(True, False), (False, True), (False, True), (False, False)]


def test_what_began_before_the_week_stands_on_its_first_day(session: Session, house: HouseFacts) -> None:
    lifecycle.request_booking(session, house, wish(), who="group:strickcafe", now=TUESDAY)
    [row] = week(session, house)
    early = replace(row, starts=row.starts - timedelta(days=4))

    days = rows.week_days(Week(MONDAY), [early], house, TUESDAY)

    assert [len(day["rows"]) for day in days] == [1, 0, 0, 0, 0, 0, 0]


def test_a_week_is_named_by_its_number_and_days() -> None:
    last = Week.of(date(2027, 1, 2))

    assert last.heading() == "Woche 53: 28. Dezember bis 3. Januar 2027"
    assert last.turned(1) == Week(date(2027, 1, 4))


def test_the_story_of_a_booking_tells_who_did_what_when(session: Session, house: HouseFacts) -> None:
    booking = lifecycle.request_booking(session, house, wish(usage="course"), who="group:strickcafe", now=TUESDAY)
    decisions.decline_booking(
        session, house, booking.uid, reason="other", text="Zu laut", who=DESK, now=TUESDAY + timedelta(minutes=5)
    )

    entries = journal.story(session, booking.id)

    assert wording.story(entries, BERLIN, "Strickcafé") == [
        ("Di 24.11., 10:00", "Strickcafé", "angefragt"),
        ("Di 24.11., 10:05", "Büro (Quartiersmanagement)", "abgelehnt: Anderer Grund"),
    ]


def test_the_same_thing_many_times_is_one_line(session: Session, house: HouseFacts) -> None:
    booking = lifecycle.request_booking(session, house, wish(), who="group:strickcafe", now=TUESDAY)
    for _ in range(3):
        signups.take_seat(session, house, booking.code, 1, now=TUESDAY)

    entries = journal.story(session, booking.id)

    assert [line[2] for line in wording.story(entries, BERLIN, "")] == ["zugesagt", "3 × Platz genommen"]


def test_the_details_leave_out_what_is_not_there(session: Session, house: HouseFacts) -> None:
    booking = lifecycle.request_booking(session, house, wish(), who="group:strickcafe", now=TUESDAY)
    [row] = week(session, house)

    told = dict(rows.details(row, house))

    assert told["Öffentliche Adresse"] == f"/m/{booking.code}"
    assert told["Sichtbar"] == "mit Titel"
    assert "Personen" not in told
    assert "Notiz" not in told


def test_what_is_held_says_for_whom_and_until_when(session: Session, house: HouseFacts) -> None:
    tapped = holds.hold(session, house, wish("09:00", group_slug="", title=""), who="kiosk:1", now=TUESDAY)
    taken = lifecycle.request_booking(session, house, wish(), who="group:strickcafe", now=TUESDAY)
    waits.wait_for(session, house, wish(group_slug="vhs"), who="group:vhs", now=TUESDAY)
    before = dict(rows.details(ledger.desk_row(session, house, taken.uid)[1], house))
    lifecycle.cancel_booking(session, house, taken.uid, who="group:strickcafe", now=TUESDAY)

    words = {row.group_name: rows.week_row(row, TUESDAY)["state_word"] for row in week(session, house)}
    details = dict(rows.details(ledger.desk_row(session, house, tapped.uid)[1], house))

    assert words == {
        "": "vorgemerkt: jemand wählt gerade",
        "Strick- und Spielecafé": "abgesagt",
        "Volkshochschule": "vorgemerkt: der Gruppe angeboten",
    }
    assert (details["Stand"], details["Wird gehalten bis"]) == (words[""], "Di 24.11., 10:03")
    assert before["Warteliste"] == "1 Gruppe wartet auf diese Zeit"
    assert "Warteliste" not in details


def test_the_waiting_list_says_who_is_next_and_who_is_asked(session: Session, house: HouseFacts) -> None:
    taken = lifecycle.request_booking(session, house, wish(), who="group:strickcafe", now=TUESDAY)
    first = waits.wait_for(session, house, wish(group_slug="vhs", persons=8), who="group:vhs", now=TUESDAY)
    waits.wait_for(session, house, wish(group_slug="shg-a"), who="group:shg-a", now=TUESDAY)
    before = [wait_row(row, house) for row in ledger.desk_waits(session, house)]
    lifecycle.cancel_booking(session, house, taken.uid, who="group:strickcafe", now=TUESDAY)

    asked, next_one = [wait_row(row, house) for row in ledger.desk_waits(session, house)]

    assert before[0] == {
        "uid": first.uid,
        "when": "Mittwoch, 25. November, 14:00 – 15:30 Uhr",
        "room": "Quartierraum",
        "group": "Volkshochschule",
        "title": "Stricken für den Basar, 8 Personen",
        "state": "quiet",
        "stands": "Platz 1",
        "since": "seit Di 24.11., 10:00",
        "offer_href": "",
        "offer_label": "Zum Angebot: Volkshochschule, Mittwoch, 25. November, 14:00 – 15:30 Uhr",
        "withdraw_label": "Streichen: Volkshochschule, Mittwoch, 25. November, 14:00 – 15:30 Uhr",
    }
    assert [row["stands"] for row in before] == ["Platz 1", "Platz 2"]
    assert (asked["stands"], next_one["stands"]) == ("angeboten bis Di 24.11., 19:20", "Platz 1")
    assert asked["offer_href"].startswith("/desk/bookings/")


def test_every_state_reason_and_role_has_a_word() -> None:
    assert set(wording.STATES) == set(State)
    assert set(REASONS) == set(decisions.REASONS)
    assert set(wording.ROLES) == set(Role)


def test_everything_that_is_journalled_about_a_booking_has_a_word() -> None:
    """`series.*` is noted of the whole series; each of its dates has a line of its own."""
    found = set()
    kinds = re.compile(r"(booking|seat)\.[a-z_]+|desk\.decided_by_letter")
    for path in Path(booking.__path__[0]).rglob("*.py"):
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if isinstance(node, ast.Constant) and kinds.fullmatch(str(node.value)):
                found.add(node.value)
            if isinstance(node, ast.JoinedStr) and re.fullmatch(r"f'booking\.\{.*state\}'", ast.unparse(node)):
                found |= {f"booking.{state}" for state in State}

    assert found == set(wording.ACTS)
