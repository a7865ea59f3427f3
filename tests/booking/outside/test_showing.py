"""What was taken in is told where people look: programme, page, quarter, calendars; marked as not ours."""

from datetime import date, timedelta
from typing import Any

import pytest
from icalendar import Calendar

from booking import elsewhere, meetings, outside
from booking.feeds import FeedStore
from booking.occupancy import house_facts
from booking.outside import Plan
from booking.refusals import Refused
from booking.span import Span
from models.community import District
from models.outside import Means
from models.rooms import Section
from tests.support.cast import BERLIN, TUESDAY, WEDNESDAY, at, move_in
from tests.support.foreign_calendars import calendar, event, weekly

WEEK = Span(TUESDAY, TUESDAY + timedelta(days=14))
FEST = event("fest", "20261128", title="Adventsfest")


@pytest.fixture
def house(session):
    """A house with a topic and a quarter."""
    session.add_all([District(slug="altstadt", name="Altstadt"), Section(name="tags", content={"topic": ["musik"]})])
    return move_in(session)


def add(session, house, *events: str, name: str = "Liederkranz", means: Means = Means.MEETINGS, **more):
    told = outside.read(calendar(*events), name=name, zone=BERLIN, on=TUESDAY.date())
    plan = Plan(name=name, means=means, place="Musikschule" if means is Means.MEETINGS else "", **more)
    address = outside.address_of("https://verein.example.org/a.ics", "ein Geheimnis des Hauses")
    return outside.add_source(session, house, plan, told, address=address, who="desk:manager", now=TUESDAY)


def follow(session, house, of, *events: str) -> None:
    told = outside.read(calendar(*events), name="Liederkranz", zone=BERLIN, on=TUESDAY.date())
    outside.note_answer(session, house, of.id, told, who="clock", now=TUESDAY + timedelta(hours=1))


def programme(session, house):
    return meetings.programme(session, house, WEEK, now=TUESDAY)


def test_the_programme_tells_where_it_is_and_whose_calendar_says_so(session, house):
    add(session, house, weekly(), FEST, topic="musik", district="altstadt")

    shown = programme(session, house)

    assert [(one.title, one.starts, one.room_name, one.source) for one in shown] == [
        ("Chorprobe", at(WEDNESDAY, "19:00"), "Musikschule", "Liederkranz"),
        ("Adventsfest", at(date(2026, 11, 28), "00:00"), "Musikschule", "Liederkranz"),
        ("Chorprobe", at(date(2026, 12, 2), "19:00"), "Musikschule", "Liederkranz"),
    ]
    first, fest = shown[:2]
    assert (first.room_slug, first.group_name, first.group_slug, first.topic) == ("", "Liederkranz", "", "musik")
    assert (first.is_open, first.free, first.capacity) == (False, None, None)
    assert (first.all_day, fest.all_day) == (False, True)
    assert [one.code for one in meetings.coming_in(session, house, "altstadt", now=TUESDAY)] == [
        one.code for one in shown
    ]


def test_a_date_has_its_page_which_stays_when_it_is_moved(session, house):
    of = add(session, house, event("a", "20261127T190000"), weekly())
    code = next(one.code for one in programme(session, house) if one.starts.date() == date(2026, 11, 27))

    follow(session, house, of, event("a", "20261128T200000"), weekly())

    one = meetings.occurrence(session, house, code, now=TUESDAY)
    assert (one.status, one.starts) == ("moved", at(date(2026, 11, 28), "20:00"))
    assert one.moved_from == at(date(2026, 11, 27), "19:00")


def test_what_repeats_names_its_next_dates(session, house):
    add(session, house, weekly(), event("a", "20261127T190000"))
    first = programme(session, house)[0]

    later = meetings.next_dates(session, house, first, now=TUESDAY)

    assert [one.starts.date() for one in later] == [date(2026, 12, 2), date(2026, 12, 9), date(2026, 12, 16)]


def test_a_place_that_a_date_names_is_told_only_where_the_desk_said_so(session, house):
    there = event("a", "20261127T190000", "LOCATION:Stiftskirche")
    add(session, house, there, name="Ohne")
    add(session, house, there, name="Mit", own_places=True)

    assert {(one.source, one.room_name) for one in programme(session, house)} == {
        ("Ohne", "Musikschule"),
        ("Mit", "Stiftskirche"),
    }


def test_what_is_cancelled_stays_marked_and_what_is_gone_goes(session, house):
    of = add(session, house, weekly(), FEST, event("weg", "20261127T190000", title="Versehen"))

    follow(session, house, of, weekly(), event("fest", "20261128", "STATUS:CANCELLED", title="Adventsfest"))

    assert [(one.title, one.status) for one in programme(session, house)] == [
        ("Chorprobe", "planned"),
        ("Adventsfest", "cancelled"),
        ("Chorprobe", "planned"),
    ]


def test_a_group_of_the_house_invites_to_its_own_dates_elsewhere(session, house):
    add(session, house, weekly(), group="strickcafe")
    add(session, house, weekly(), name="Still", group="shg-a")

    shown = {one.source: (one.group_name, one.group_slug) for one in programme(session, house)}

    assert shown == {"Liederkranz": ("Strick- und Spielecafé", "strickcafe"), "Still": ("Still", "")}
    assert {one.source for one in meetings.coming_of(session, house, "strickcafe", now=TUESDAY)} == {"Liederkranz"}


@pytest.mark.parametrize("means", [Means.HINTS, Means.ROOM])
def test_hints_and_kept_rooms_are_no_meetings(session, house, means):
    room = {"room": "stueble"} if means is Means.ROOM else {}
    add(session, house, event("ferien", "20261125", title="Ferien"), means=means, **room)

    assert programme(session, house) == []
    known = [(one.title, one.source) for one in elsewhere.hints(session, house, WEEK)]
    assert known == ([("Ferien", "Liederkranz")] if means is Means.HINTS else [])


def test_calendars_tell_it_by_a_name_that_stays_and_as_whole_days(db):
    with db.writing() as session:
        session.add_all(
            [District(slug="altstadt", name="Altstadt"), Section(name="tags", content={"topic": ["musik"]})]
        )
        house = move_in(session)
        number = add(session, house, weekly(count=4), FEST, topic="musik", district="altstadt", group="strickcafe").id
    store = FeedStore(db, "https://haus.example.org")

    before = events(store, "/calendar/all.ics")

    assert len(before) == 5
    fest = next(one for one in before.values() if one["SUMMARY"] == "Adventsfest")
    assert (fest["DTSTART"].dt, fest["DTEND"].dt) == (date(2026, 11, 28), date(2026, 11, 29))
    assert fest["LOCATION"] == "Musikschule"
    assert "Aus dem Kalender: Liederkranz" in fest["DESCRIPTION"]
    for path in ("topic/musik", "district/altstadt", "group/strickcafe"):
        assert events(store, f"/calendar/{path}.ics").keys() == before.keys()
    assert events(store, "/calendar/room/quartierraum.ics") == {}
    code = fest["URL"].rpartition("/")[2]
    assert list(events(store, f"/m/{code}.ics")) == [fest["UID"]]

    with db.writing() as session:
        of = outside.source(session, number)
        house_now = house_facts(session)
        follow(session, house_now, of, weekly(count=4), event("fest", "20261129", title="Adventsfest im Hof"))
    after = events(store, "/calendar/all.ics")
    assert after.keys() == before.keys()
    moved = after[fest["UID"]]
    assert (moved["SUMMARY"], moved["DTSTART"].dt, moved["SEQUENCE"]) == ("Adventsfest im Hof", date(2026, 11, 29), 1)
    assert b"Adventsfest im Hof" in store.bring("/calendar/all.atom", now=TUESDAY).body
    store.close()


def test_a_failed_look_leaves_every_byte_of_the_calendars(db):
    with db.writing() as session:
        house = move_in(session)
        number = add(session, house, weekly(), FEST).id
    store = FeedStore(db, "https://haus.example.org")
    before = store.bring("/calendar/all.ics", now=TUESDAY)

    with db.writing() as session:
        house = house_facts(session)
        of = outside.source(session, number)
        follow(session, house, of)  # suddenly empty
        assert of.held_at is not None

    assert store.bring("/calendar/all.ics", now=TUESDAY).body == before.body
    store.close()


def test_a_dropped_calendar_is_told_nowhere(session, house):
    of = add(session, house, weekly(), FEST)
    code = programme(session, house)[0].code

    outside.drop_source(session, house, of.id, who="desk:manager", now=TUESDAY)

    assert programme(session, house) == []
    with pytest.raises(Refused):
        meetings.occurrence(session, house, code, now=TUESDAY)


def events(store: FeedStore, path: str) -> dict[str, Any]:
    feed = store.bring(path, now=TUESDAY)
    return {str(one["UID"]): one for one in Calendar.from_ical(feed.body).walk("VEVENT")}
