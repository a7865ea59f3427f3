"""A foreign calendar is looked at, taken in, and every change of it is followed; on both databases."""

from datetime import date, datetime, timedelta

import pytest
from sqlmodel import col, select

from booking import outside
from booking.outside import Plan, taking
from booking.refusals import CalendarIncomplete, CalendarKnown, CalendarUnread, ManyDates, MostLost, Refused
from models.journal import JournalEntry
from models.outside import DateStanding, Means, OutsideCopy, OutsideDate, OutsideSource
from tests.support.cast import BERLIN, TUESDAY, at
from tests.support.foreign_calendars import calendar, event, weekly

DESK = "desk:manager"
CHOIR = Plan(name="Liederkranz", means=Means.MEETINGS, place="Musikschule")
LATER = TUESDAY + timedelta(hours=5)
ADDRESS = outside.address_of("https://verein.example.org/chor.ics", "ein Geheimnis des Hauses")
FEST = event("fest", "20261212", title="Adventsfest")


def read(*events: str, now: datetime = TUESDAY) -> outside.Reading:
    return outside.read(calendar(*events), name="Liederkranz", zone=BERLIN, on=now.astimezone(BERLIN).date())


def add(session, house, *events: str, plan: Plan = CHOIR) -> OutsideSource:
    return outside.add_source(session, house, plan, read(*events), address=ADDRESS, who=DESK, now=TUESDAY)


def follow(session, house, of: OutsideSource, *events: str, now: datetime = LATER) -> None:
    outside.note_answer(session, house, of.id, read(*events, now=now), who="clock", now=now)


def known(session, of: OutsideSource) -> list[tuple[str, datetime, str]]:
    return [(row.title, row.starts_at, row.standing.value) for row in taking.dates_of(session, of.id)]


def journal(session) -> list[str]:
    return [entry.what for entry in session.exec(select(JournalEntry).order_by(col(JournalEntry.id)))]


def test_a_calendar_is_shown_before_it_is_taken_and_nothing_is_stored(session, house):
    seen = outside.preview(session, house, read(weekly(count=2), FEST), now=TUESDAY)

    assert [(line.what, line.title, line.all_day) for line in seen.lines] == [
        ("new", "Chorprobe", False),
        ("new", "Chorprobe", False),
        ("new", "Adventsfest", True),
    ]
    assert seen.lines[0].starts == at(date(2026, 11, 25), "19:00")
    assert session.exec(select(OutsideSource)).all() == []


def test_its_dates_are_taken_in_with_the_clock_of_the_house(session, house):
    of = add(session, house, weekly(count=2), FEST)

    assert known(session, of) == [
        ("Chorprobe", at(date(2026, 11, 25), "19:00"), "planned"),
        ("Chorprobe", at(date(2026, 12, 2), "19:00"), "planned"),
        ("Adventsfest", at(date(2026, 12, 12), "00:00"), "planned"),
    ]
    assert journal(session) == ["outside.added", "outside.taken"]
    assert (of.good_at, of.failure, of.read_on) == (TUESDAY, "", date(2026, 11, 24))


def test_the_same_calendar_again_changes_nothing(session, house):
    of = add(session, house, weekly(), FEST)
    before = [(row.id, row.revision) for row in taking.dates_of(session, of.id)]

    follow(session, house, of, weekly(), FEST)

    assert [(row.id, row.revision) for row in taking.dates_of(session, of.id)] == before
    assert journal(session) == ["outside.added", "outside.taken"]
    assert of.good_at == LATER


def test_a_moved_date_stays_the_same_row_and_remembers_where_it_was(session, house):
    of = add(session, house, weekly(count=2), FEST)
    (code,) = [row.code for row in taking.dates_of(session, of.id) if row.starts_at == at(date(2026, 12, 2), "19:00")]

    moved = event("probe", "20261203T200000", "RECURRENCE-ID;TZID=Europe/Berlin:20261202T190000", title="Chorprobe")
    follow(session, house, of, weekly(count=2), moved, FEST)

    row = session.exec(select(OutsideDate).where(OutsideDate.code == code)).one()
    assert (row.starts_at, row.moved_from) == (at(date(2026, 12, 3), "20:00"), at(date(2026, 12, 2), "19:00"))
    assert (row.revision, row.updated_at) == (1, LATER)

    follow(session, house, of, weekly(count=2), FEST)
    assert (row.starts_at, row.moved_from) == (at(date(2026, 12, 2), "19:00"), None)


def test_a_series_that_is_shifted_by_an_hour_keeps_its_dates(session, house):
    of = add(session, house, weekly())
    codes = [row.code for row in taking.dates_of(session, of.id)]

    follow(session, house, of, weekly(starts="20261125T200000"))

    rows = taking.dates_of(session, of.id)
    assert [row.code for row in rows] == codes
    assert {row.standing for row in rows} == {DateStanding.PLANNED}
    assert rows[0].starts_at == at(date(2026, 11, 25), "20:00")


@pytest.mark.parametrize(
    ("second", "standing"),
    [
        (
            [weekly(count=2), event("probe", "20261202T190000", "RECURRENCE-ID;TZID=Europe/Berlin:20261202T190000",
                                    "STATUS:CANCELLED"), FEST],
            ["planned", "cancelled", "planned"],
        ),
        ([weekly("probe", "20261125T190000", 2, "EXDATE;TZID=Europe/Berlin:20261202T190000"), FEST],
         ["planned", "gone", "planned"]),
        ([weekly(count=1), FEST], ["planned", "gone", "planned"]),
        ([weekly(count=2)], ["planned", "planned", "gone"]),
    ],
    ids=["cancelled", "left out", "shorter rule", "deleted"],
)  # fmt: skip
def test_what_is_cancelled_or_deleted_is_followed_and_comes_back(session, house, second, standing):
    of = add(session, house, weekly(count=2), FEST)

    follow(session, house, of, *second)
    assert [one[2] for one in known(session, of)] == standing

    follow(session, house, of, weekly(count=2), FEST)
    assert [one[2] for one in known(session, of)] == ["planned"] * 3


def test_what_is_over_stays_as_it_was(session, house):
    of = add(session, house, event("heute", "20261124T110000", title="Probe heute"), weekly(), FEST)
    tomorrow = TUESDAY + timedelta(days=1)

    follow(session, house, of, weekly(), FEST, now=tomorrow)

    assert known(session, of)[0] == ("Probe heute", at(date(2026, 11, 24), "11:00"), "planned")


@pytest.mark.parametrize("left", [[], [FEST], [weekly(count=2), FEST]], ids=["empty", "one", "a third"])
def test_a_calendar_that_loses_most_of_its_dates_waits_for_the_desk(session, house, left):
    of = add(session, house, weekly(), FEST)
    before = known(session, of)

    follow(session, house, of, *left)

    assert known(session, of) == before
    assert (of.held_at, of.failure) == (LATER, MostLost.code)
    assert journal(session)[-1] == "outside.held"
    seen = outside.preview(
        session, house, outside.held_reading(session, house, of.id, now=LATER), of=of, room_id=of.room_id, now=LATER
    )
    assert seen.number("gone") == seen.lost.lost > 0

    outside.trust_held(session, house, of.id, who=DESK, now=LATER)
    assert [one for one in known(session, of) if one[2] == "planned"] == [
        one for one in before if one[1] in {told.starts for told in read(*left).dates}
    ]
    assert (of.held_at, of.failure) == (None, "")
    with pytest.raises(Refused):
        outside.trust_held(session, house, of.id, who=DESK, now=LATER)


def test_what_was_held_is_forgotten_when_the_calendar_is_whole_again(session, house):
    of = add(session, house, weekly(), FEST)
    follow(session, house, of)

    follow(session, house, of, weekly(), FEST, now=LATER + timedelta(hours=1))

    assert (of.held_at, of.failure, session.get(OutsideCopy, of.id).held) == (None, "", None)
    assert {one[2] for one in known(session, of)} == {"planned"}


def test_days_to_come_are_counted_anew_from_what_is_kept(session, house):
    of = add(session, house, event("offen", "20261125T190000", "RRULE:FREQ=WEEKLY"))
    assert len(known(session, of)) == 57
    in_a_year = TUESDAY + timedelta(days=364)

    copy = session.get_one(OutsideCopy, of.id).good
    reading = outside.read(copy, name=of.name, zone=BERLIN, on=in_a_year.date())
    outside.roll_on(session, house, of.id, reading, now=in_a_year)

    ahead = [one for one in known(session, of) if one[1] > in_a_year]
    assert len(ahead) == 57
    assert {one[2] for one in known(session, of)} == {"planned"}
    assert min(one[1] for one in known(session, of)) > in_a_year - timedelta(days=61)
    assert of.good_at == TUESDAY  # nobody has heard from its address since


def test_titles_of_strangers_are_made_fit_and_private_things_left_out(session, house):
    odd = event(
        "odd",
        "20261203T190000",
        "ATTENDEE:mailto:jemand@example.org",
        "DESCRIPTION:Telefon 0171 2345678",
        "LOCATION:bei Familie\\, Tel. 0171 2345678",
        title="Fest \U0001f389 https://evil.example <b>x</b> \u202e",
    )
    bare = event("bare", "20261204T190000", title="http://evil.example")

    of = add(session, house, odd, bare)

    rows = taking.dates_of(session, of.id)
    assert [row.title for row in rows] == ["Fest b x /b", "Liederkranz"]
    assert rows[0].place == "bei Familie, Tel."
    assert b"example.org" not in session.get_one(OutsideCopy, of.id).good


def test_what_cannot_be_read_is_named_and_costs_nothing_else(session, house):
    of = add(session, house, weekly(count=2), event("nie", "bald", title="Irgendwann"))

    assert of.left_out == ["„Irgendwann“ wird nicht gelesen: Tag oder Uhrzeit sind nicht lesbar."]
    assert len(known(session, of)) == 2


@pytest.mark.parametrize(
    ("content", "why"),
    [
        (b"<html>Anmelden</html>", CalendarUnread("Das ist kein Kalender (iCalendar, RFC 5545).")),
        (calendar(weekly())[:-20], CalendarUnread("Der Kalender ist abgeschnitten: Sein Ende fehlt.")),
        (calendar(*(event(f"t{n}", "20261125", f"RRULE:FREQ=DAILY;COUNT={399}") for n in range(6))), ManyDates(2000)),
    ],
    ids=["no calendar", "half of one", "too many dates"],
)
def test_what_is_no_whole_calendar_is_refused_by_name(content, why):
    with pytest.raises(Refused) as refused:
        outside.read(content, name="Verein", zone=BERLIN, on=date(2026, 11, 24))

    assert refused.value.reasons == (why,)


def test_a_date_without_an_end_or_a_name_is_taken_as_far_as_it_makes_sense():
    lines = ["BEGIN:VEVENT", "SUMMARY:Ohne Namen", "DTSTART:20261203T180000Z", "END:VEVENT", ""]
    content = calendar("\r\n".join(lines), "\r\n".join(lines))

    (one,) = outside.read(content, name="Verein", zone=BERLIN, on=date(2026, 11, 24)).dates

    assert one.ends - one.starts == timedelta(hours=1)
    assert one.uid != ""


def test_two_dates_that_share_a_name_are_two():
    both = calendar(event("1", "20261203T190000", title="A")) + calendar(event("1", "20261204T190000", title="B"))

    found = outside.read(both + both, name="Verein", zone=BERLIN, on=date(2026, 11, 24)).dates

    assert [(one.title, one.recurrence) for one in found] == [("A", ""), ("B", "~2")]


@pytest.mark.parametrize(
    ("changes", "codes"),
    [
        ({"name": " "}, [CalendarIncomplete("name")]),
        ({"place": ""}, [CalendarIncomplete("place")]),
        ({"means": Means.ROOM}, [CalendarIncomplete("room")]),
        ({"topic": "gibt-es-nicht"}, [CalendarIncomplete("topic")]),
        ({"district": "gibt-es-nicht"}, [CalendarIncomplete("district")]),
        ({"name": "Liederkranz  "}, [CalendarKnown("Liederkranz")]),
        ({"name": "", "place": " "}, [CalendarIncomplete("name"), CalendarIncomplete("place")]),
    ],
    ids=["no name", "no place", "no room", "topic", "district", "known", "all at once"],
)
def test_what_is_missing_is_told_at_once_and_nothing_is_stored(session, house, changes, codes):
    add(session, house, FEST)
    plan = {"name": "Neu", "means": Means.MEETINGS, "place": "Halle", **changes}

    with pytest.raises(Refused) as refused:
        add(session, house, FEST, plan=Plan(**plan))

    assert list(refused.value.reasons) == codes
    assert len(session.exec(select(OutsideSource)).all()) == 1


def test_a_dropped_calendar_leaves_nothing(session, house):
    of = add(session, house, weekly(), FEST)

    outside.drop_source(session, house, of.id, who=DESK, now=LATER)

    for table in (OutsideSource, OutsideDate, OutsideCopy):
        assert session.exec(select(table)).all() == []
    assert journal(session)[-1] == "outside.dropped"
