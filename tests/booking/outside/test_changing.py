"""What the desk said of a foreign calendar is said anew: nothing is lost, pages and UIDs stay; on both databases."""

from dataclasses import replace
from datetime import date, timedelta

import pytest
from sqlmodel import col, select

from booking import elsewhere, lifecycle, outside
from booking.feeds import FeedStore
from booking.occupancy import house_facts
from booking.outside import Plan, taking
from booking.refusals import CalendarIncomplete, CalendarKnown, NotFetched, Refused, UnknownCalendar, UnknownRoom
from booking.span import Span
from models.bookings import Booking, State
from models.journal import JournalEntry
from models.outside import Means, OutsideSource, SourceKind
from tests.support.cast import BERLIN, TUESDAY, WEDNESDAY, move_in, wish
from tests.support.foreign_calendars import calendar, event, weekly

DESK = "desk:manager"
SECRET = "ein Geheimnis des Hauses"
CHOIR = Plan(name="Chor", means=Means.MEETINGS, place="Musikschule")
LATER = TUESDAY + timedelta(hours=5)
NEXT = WEDNESDAY + timedelta(days=7)
WEEKS = Span(TUESDAY, TUESDAY + timedelta(days=28))
UNTITLED = event("ohne", "20261126T190000", title="")


def read(*events: str, name: str = "Chor") -> outside.Reading:
    return outside.read(calendar(*events), name=name, zone=BERLIN, on=TUESDAY.date())


def add(session, house, *events: str, plan: Plan = CHOIR, address: bool = True) -> OutsideSource:
    there = outside.address_of("https://verein.example.org/chor.ics", SECRET) if address else None
    told = read(*(events or (weekly(count=2),)), name=plan.name)
    return outside.add_source(session, house, plan, told, address=there, who=DESK, now=TUESDAY)


def change(session, house, of: OutsideSource, plan: Plan, **more) -> None:
    own = outside.read(outside.copy_of(session, of.id), name=plan.name, zone=BERLIN, on=LATER.date())
    outside.change_source(session, house, of.id, plan, own, who=DESK, now=LATER, **more)


def codes(session, of: OutsideSource) -> list[str]:
    return [row.code for row in taking.dates_of(session, of.id)]


def kept(session) -> list[tuple[date, int, State]]:
    look = select(Booking).where(Booking.source == "outside").order_by(col(Booking.starts_at), col(Booking.id))
    return [(row.wall_from.date(), row.room_id, row.state) for row in session.exec(look)]


def journal(session) -> list[str]:
    return [entry.what for entry in session.exec(select(JournalEntry).order_by(col(JournalEntry.id)))]


def test_a_name_and_a_place_are_told_anew_by_the_same_uids(db):
    with db.writing() as session:
        house = move_in(session)
        number = add(session, house, weekly(count=2), UNTITLED).id
    store = FeedStore(db, "https://haus.example.org")
    before = store.bring("/calendar/all.ics", now=LATER).body

    with db.writing() as session:
        house, of = house_facts(session), outside.source(session, number)
        change(session, house, of, replace(CHOIR, name="Liederkranz", place="Stiftskirche"))
        assert {row.title for row in taking.dates_of(session, number)} == {"Chorprobe", "Liederkranz"}
        assert journal(session)[-2:] == ["outside.taken", "outside.changed"]

    after = store.bring("/calendar/all.ics", now=LATER).body
    store.close()
    assert uids(after) == uids(before)
    assert (b"LOCATION:Stiftskirche" in after, b"Aus dem Kalender: Liederkranz" in after) == (True, True)
    assert (b"Musikschule" in after, after.count(b"SEQUENCE:1\r\n")) == (False, before.count(b"BEGIN:VEVENT"))


def uids(feed: bytes) -> list[bytes]:
    return sorted(line for line in feed.splitlines() if line.startswith(b"UID:"))


def test_saying_the_same_again_changes_nothing(session, house):
    of = add(session, house)

    change(session, house, of, CHOIR)

    assert [row.revision for row in taking.dates_of(session, of.id)] == [0, 0]
    assert journal(session) == ["outside.added", "outside.taken"]


def test_meetings_become_hints_and_come_back_as_the_same_dates(session, house):
    of = add(session, house)
    known = codes(session, of)

    change(session, house, of, Plan(name="Chor", means=Means.HINTS))
    assert elsewhere.during(session, house, WEEKS) == []
    assert len(elsewhere.hints(session, house, WEEKS)) == 2

    change(session, house, of, CHOIR)
    assert [one.code for one in elsewhere.during(session, house, WEEKS)] == known


def test_kept_time_moves_to_another_room_as_far_as_that_is_free(session, house):
    of = add(session, house, plan=Plan(name="Altes Buch", means=Means.ROOM, room="quartierraum"))
    there = house.rooms_by_slug["stueble"].id
    booked = replace(wish("18:30", minutes=60), room="stueble")
    lifecycle.request_booking(session, house, booked, who="group:strickcafe", now=TUESDAY)
    plan = Plan(name="Altes Buch", means=Means.ROOM, room="stueble")

    own = outside.read(outside.copy_of(session, of.id), name=plan.name, zone=BERLIN, on=LATER.date())
    seen = outside.preview_change(session, house, of.id, plan, own, now=LATER)
    assert [line.starts for line in seen.clashes] == [seen.lines[0].starts]
    change(session, house, of, plan)

    here = house.rooms_by_slug["quartierraum"].id
    assert kept(session) == [(WEDNESDAY, here, State.CANCELLED), (NEXT, there, State.CONFIRMED)]
    assert [row.problem for row in taking.dates_of(session, of.id)] == ["taken", ""]


def test_a_room_is_free_once_its_calendar_only_tells(session, house):
    of = add(session, house, plan=Plan(name="Chor", means=Means.ROOM, room="quartierraum"))

    change(session, house, of, CHOIR)

    assert [state for _day, _room, state in kept(session)] == [State.CANCELLED, State.CANCELLED]
    assert len(elsewhere.during(session, house, WEEKS)) == 2

    change(session, house, of, Plan(name="Chor", means=Means.ROOM, room="quartierraum"))
    assert [state for _day, _room, state in kept(session)].count(State.CONFIRMED) == 2


def test_a_pause_leaves_what_stands_here_and_ends_with_a_look_at_once(session, house):
    of = add(session, house)
    tomorrow = LATER + timedelta(days=1)

    change(session, house, of, CHOIR, paused=True)
    outside.note_failure(session, of.id, NotFetched("too_slow"), who="clock", now=LATER)
    (due,) = outside.claim_due(session, house, fetches=True, now=tomorrow)
    assert due.address == ""  # only its copy is counted anew, for the days to come
    assert (outside.troubled(session), len(elsewhere.during(session, house, WEEKS))) == (0, 2)
    assert not outside.anything_due(session, house, fetches=True, now=LATER + timedelta(hours=3))

    change(session, house, of, CHOIR)
    assert [bool(one.address) for one in outside.claim_due(session, house, fetches=True, now=LATER)] == [True]


def test_what_waits_for_a_yes_still_waits(session, house):
    of = add(session, house, weekly())
    outside.note_answer(session, house, of.id, read(), who="clock", now=LATER)

    change(session, house, of, replace(CHOIR, place="Halle"))

    assert (of.held_at, of.failure) == (LATER, "most_lost")
    assert outside.held_reading(session, house, of.id, now=LATER).dates == ()


def test_another_address_is_followed_from_now_on_and_a_file_may_get_one(session, house):
    of = add(session, house, address=False)
    known = codes(session, of)
    there = outside.address_of("https://neu.example.org/chor.ics", SECRET)

    outside.change_source(session, house, of.id, CHOIR, read(weekly(count=3)), address=there, who=DESK, now=LATER)

    assert (of.kind, of.host, len(codes(session, of))) == (SourceKind.ADDRESS, "neu.example.org", 3)
    assert codes(session, of)[:2] == known


@pytest.mark.parametrize(
    ("plan", "why"),
    [
        (replace(CHOIR, name="Ferien"), CalendarKnown("Ferien")),
        (replace(CHOIR, place=" "), CalendarIncomplete("place")),
        (Plan(name="Chor", means=Means.ROOM, room="keller"), UnknownRoom("keller")),
    ],
    ids=["the name of another", "no place", "no such room"],
)
def test_what_is_wrong_is_told_and_all_stays(session, house, plan, why):
    add(session, house, plan=Plan(name="Ferien", means=Means.HINTS), address=False)
    of = add(session, house)
    number = of.id

    with pytest.raises(Refused) as refused:
        change(session, house, of, plan)

    assert refused.value.reasons == (why,)
    assert (outside.source(session, number).name, journal(session)[-1]) == ("Chor", "outside.taken")


def test_what_was_dropped_meanwhile_is_told(session, house):
    with pytest.raises(Refused) as refused:
        outside.change_source(session, house, 99, CHOIR, read(), who=DESK, now=LATER)

    assert refused.value.reasons == (UnknownCalendar(),)


def test_the_desk_reads_what_it_said(session, house):
    plan = replace(CHOIR, own_places=True, group="strickcafe")
    add(session, house, plan=plan)

    (row,) = outside.sources(session, house, now=LATER)
    assert (row.plan, row.paused_at) == (plan, None)
