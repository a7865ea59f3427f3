"""The programme for phones, week by week, and what it says of each date."""

from datetime import UTC, date, datetime, timedelta

import pytest

from kiosk.phone.programme import WEEKS_AHEAD, look, monday_of, week_name
from models.bookings import State
from models.community import Listing
from models.meetings import Signup
from models.rooms import Closure
from tests.kiosk.conftest import spoken
from tests.support.feed_rows import FeedHouse

TUESDAY = datetime(2026, 11, 24, 9, 0, tzinfo=UTC)  # 10:00 in Herrenberg
FRIDAY = datetime(2026, 11, 27, 9, 0, tzinfo=UTC)


@pytest.fixture
def session(sqlite_db):
    with sqlite_db.writing() as session:
        yield session


@pytest.fixture
def house(session):
    return FeedHouse(session, now=TUESDAY)


def told(session, wanted="", *, now=TUESDAY):
    """Return the heading of every day and the titles below it."""
    return {day.heading: [line.title for line in day.lines] for day in look(session, wanted, now=now).days}


def test_this_week_begins_now(session, house):
    for start, title in (
        ("2026-11-23 14:00", "Montag"),
        ("2026-11-24 08:00", "Heute früh"),
        ("2026-11-24 09:30", "Läuft noch"),
        ("2026-11-24 18:00", "Heute Abend"),
        ("2026-11-25 18:00", "Morgen"),
        ("2026-11-29 18:00", "Sonntag"),
        ("2026-11-30 18:00", "Nächste Woche"),
    ):
        house.date(start, 60, title=title)

    assert told(session) == {
        "Heute, Dienstag, 24. November": ["Läuft noch", "Heute Abend"],
        "Morgen, Mittwoch, 25. November": ["Morgen"],
        "Sonntag, 29. November": ["Sonntag"],
    }
    assert told(session, "2026-W49") == {"Montag, 30. November": ["Nächste Woche"]}


def test_at_the_end_of_a_week_the_next_one_is_shown_too(session, house):
    for start in ("2026-11-28 14:00", "2026-12-02 14:00", "2026-12-07 14:00"):
        house.date(start, title=start)

    week = look(session, "", now=FRIDAY)

    assert (week.heading, week.later) == ("Diese und nächste Woche", "2026-W50")
    assert list(told(session, now=FRIDAY)) == ["Morgen, Samstag, 28. November", "Mittwoch, 2. Dezember"]
    assert list(told(session, "2026-W48", now=FRIDAY)) == ["Morgen, Samstag, 28. November"]


def test_what_runs_over_several_days_stands_at_its_first_day_of_the_page(session, house):
    house.date("2026-11-22 10:00", 60 * 24 * 4, title="Ausstellung", room="stueble")

    (day,) = look(session, "", now=TUESDAY).days

    assert day.heading == "Heute, Dienstag, 24. November"
    assert [(line.starts, line.ends) for line in day.lines] == [("", "Do 26.11., 10:00")]


def test_a_date_says_how_it_stands(session, house):
    house.date(
        "2026-11-25 09:00", title="Abgesagt", state=State.CANCELLED, reason="desk", note="Die Leitung ist krank."
    )
    house.date("2026-11-25 10:00", title="Verlegt", moved=True)
    house.date("2026-11-25 12:00", title="Mit Plätzen", signup=Signup.SEATS, capacity=5)

    (day,) = look(session, "", now=TUESDAY).days

    assert [(line.title, [chip.words for chip in line.chips], line.note, line.cancelled) for line in day.lines] == [
        ("Abgesagt", ["fällt aus"], "Die Leitung ist krank.", True),
        ("Verlegt", ["verlegt", "ohne Anmeldung"], "", False),
        ("Mit Plätzen", ["noch 5 Plätze"], "", False),
    ]


def test_a_neutral_group_is_told_without_name_and_link(session, house):
    house.date("2026-11-25 09:00", title="Selbsthilfe", listing=Listing.NEUTRAL)
    house.date("2026-11-25 12:00", title="Intern", listing=Listing.INTERNAL)

    (day,) = look(session, "", now=TUESDAY).days

    assert [(line.title, line.path) for line in day.lines] == [("Geschlossene Gruppe", "")]


def test_closures_of_the_week_are_said(session, house):
    closure = Closure(slug="putz", starts_on=date(2026, 12, 1), ends_on=date(2026, 12, 9), rooms=["stueble"])
    closure.public_text = "Es wird geputzt."
    session.add(closure)
    session.flush()

    shown = {week: look(session, week, now=TUESDAY).closed for week in ("", "2026-W49", "2026-W50", "2026-W51")}

    assert shown == {"": [], "2026-W49": ["Es wird geputzt."], "2026-W50": ["Es wird geputzt."], "2026-W51": []}


@pytest.mark.parametrize(
    ("week", "monday"),
    [
        ("2026-W48", date(2026, 11, 23)),
        ("2026-W53", date(2026, 12, 28)),
        ("2027-W01", date(2027, 1, 4)),
        ("2020-W01", date(2019, 12, 30)),
        ("2027-W53", None),
        ("2026-W00", None),
        ("2026-W99", None),
        ("0000-W01", None),
        ("9999-W52", None),
        ("2026-48", None),
        ("2026-W48'", None),
        ("", None),
    ],
)
def test_a_week_is_read_from_the_address(week, monday):
    assert monday_of(week, date(2026, 11, 23)) == monday


def test_every_week_that_is_told_leads_to_the_next(session, house):
    week, seen = look(session, "2026-W48", now=TUESDAY), ["2026-W48"]
    while week.later:
        seen.append(week.later)
        week = look(session, week.later, now=TUESDAY)

    assert seen == [week_name(date(2026, 11, 23) + timedelta(7 * number)) for number in range(WEEKS_AHEAD + 1)]


def test_a_week_that_is_over_shows_this_one(neighbourhood, browse):
    answer = browse.get("/?week=2020-W01")

    assert (answer.status_code, "gibt es im Kalender nicht" in spoken(answer)) == (200, False)


@pytest.mark.parametrize("week", ["2026-W99", "nächste", "<script>", "9999-W01", "1' OR 1=1"])
def test_a_week_that_there_is_not_is_said(neighbourhood, browse, week):
    answer = browse.get("/", params={"week": week})

    assert answer.status_code == 404
    assert "Diese Woche gibt es im Kalender nicht. Hier ist das Programm von heute an." in spoken(answer)
    assert "<script" not in answer.text


def test_the_page_leads_from_house_to_day_to_meeting(neighbourhood, browse):
    code = neighbourhood.date("14:00", title="Seniorencafé")

    answer = browse.get("/", params={"week": week_name(neighbourhood.monday)})

    said = spoken(answer)
    assert "Quartierraum Kernstadt Deutsch" in said
    assert "Ein Raum für alle" in said
    assert "14:00 – 15:30 Seniorencafé Quartierraum ohne Anmeldung" in said
    assert f'<a href="/m/{code}">Seniorencafé</a>' in answer.text
    assert 'href="/calendar"' in answer.text
    assert "set-cookie" not in answer.headers


def test_an_empty_week_says_so(neighbourhood, browse):
    said = spoken(browse.get("/", params={"week": week_name(neighbourhood.monday)}))

    assert "In dieser Woche ist kein Treffen mehr." in said
