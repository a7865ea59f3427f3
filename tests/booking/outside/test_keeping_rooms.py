"""A foreign calendar keeps time of a room: as bookings, never over somebody else's; on both databases."""

from datetime import date, timedelta

from sqlmodel import col, select

from booking import lifecycle, outside
from booking.outside import Plan, taking
from booking.refusals import Taken
from booking.span import Span
from models.bookings import Booking, State
from models.community import Listing
from models.outside import Means
from tests.support.cast import BERLIN, TUESDAY, WEDNESDAY, at, wish
from tests.support.foreign_calendars import calendar, event, weekly

PLAN = Plan(name="Altes Buch", means=Means.ROOM, room="quartierraum")
LATER = TUESDAY + timedelta(hours=5)
NEXT = WEDNESDAY + timedelta(days=7)


def read(*events: str) -> outside.Reading:
    return outside.read(calendar(*events), name="Altes Buch", zone=BERLIN, on=TUESDAY.date())


def add(session, house, *events: str):
    return outside.add_source(session, house, PLAN, read(*events), who="desk:manager", now=TUESDAY)


def kept(session) -> list[tuple[date, str, State]]:
    look = select(Booking).where(Booking.source == "outside").order_by(col(Booking.starts_at), col(Booking.id))
    return [
        (row.wall_from.date(), f"{row.wall_from:%H:%M}–{row.wall_to:%H:%M}", row.state) for row in session.exec(look)
    ]


def test_each_date_is_a_booking_of_its_exact_time_that_tells_the_public_nothing(session, house):
    add(session, house, weekly(count=2, title="Selbsthilfegruppe"))

    assert kept(session) == [
        (WEDNESDAY, "19:00–20:30", State.CONFIRMED),
        (NEXT, "19:00–20:30", State.CONFIRMED),
    ]
    first = session.exec(select(Booking).where(Booking.source == "outside")).first()
    assert (first.busy_from, first.busy_until) == (first.starts_at, first.ends_at)
    assert (first.listing, first.group_id, first.title) == (Listing.INTERNAL, None, "Selbsthilfegruppe")


def test_what_clashes_is_told_before_and_takes_nothing_from_anybody(session, house):
    booked = lifecycle.request_booking(session, house, wish("18:30", minutes=60), who="group:strickcafe", now=TUESDAY)
    room = house.rooms_by_slug["quartierraum"].id

    seen = outside.preview(session, house, read(weekly(count=2)), room_id=room, now=TUESDAY)

    block = Span(at(WEDNESDAY, "18:15"), at(WEDNESDAY, "19:45"))
    assert [line.reasons for line in seen.lines] == [(Taken(block, booked.uid, "Stricken für den Basar"),), ()]
    assert seen.clashes == seen.lines[:1]

    of = add(session, house, weekly(count=2))
    assert kept(session) == [(NEXT, "19:00–20:30", State.CONFIRMED)]
    assert [row.problem for row in taking.dates_of(session, of.id)] == ["taken", ""]
    (shown,) = outside.sources(session, house, now=TUESDAY)
    assert (shown.ahead, shown.unkept, shown.room) == (2, 1, "quartierraum")


def test_a_time_that_was_taken_is_kept_once_it_is_free(session, house):
    booked = lifecycle.request_booking(session, house, wish("18:30", minutes=60), who="group:strickcafe", now=TUESDAY)
    of = add(session, house, weekly(count=2))
    lifecycle.cancel_booking(session, house, booked.uid, who="group:strickcafe", now=TUESDAY)

    outside.bring_file(session, house, of.id, read(weekly(count=2)), who="desk:manager", now=LATER)

    assert [one[0] for one in kept(session)] == [WEDNESDAY, NEXT]
    assert [row.problem for row in taking.dates_of(session, of.id)] == ["", ""]


def test_dates_that_clash_with_each_other_keep_the_room_once(session, house):
    of = add(session, house, event("a", "20261125T190000"), event("b", "20261125T200000", title="Zweite"))

    assert kept(session) == [(WEDNESDAY, "19:00–20:30", State.CONFIRMED)]
    assert [row.problem for row in taking.dates_of(session, of.id)] == ["", "taken"]


def test_a_moved_date_moves_its_booking(session, house):
    of = add(session, house, event("a", "20261125T190000"), weekly("b", "20261201T100000"))
    before = session.exec(select(Booking.uid).where(Booking.source == "outside")).first()

    outside.bring_file(
        session, house, of.id, read(event("a", "20261125T193000"), weekly("b", "20261201T100000")),
        who="desk:manager", now=LATER,
    )  # fmt: skip

    assert kept(session)[0] == (WEDNESDAY, "19:30–21:00", State.CONFIRMED)
    moved = session.exec(select(Booking).where(Booking.uid == before)).one()
    assert (moved.starts_at, moved.revision) == (at(WEDNESDAY, "19:30"), 1)


def test_two_dates_that_change_places_both_keep_the_room(session, house):
    of = add(
        session, house, event("a", "20261125T080000"), event("b", "20261125T100000"), weekly("c", "20261201T100000")
    )

    swapped = read(event("a", "20261125T100000"), event("b", "20261125T080000"), weekly("c", "20261201T100000"))
    outside.bring_file(session, house, of.id, swapped, who="desk:manager", now=LATER)

    rows = [(row.uid, row.problem) for row in taking.dates_of(session, of.id)[:2]]
    assert rows == [("b", ""), ("a", "")]
    assert [one[1] for one in kept(session) if one[2] is State.CONFIRMED][:2] == ["08:00–09:30", "10:00–11:30"]


def test_a_date_that_moves_onto_somebody_elses_time_lets_go_and_tells(session, house):
    of = add(session, house, event("a", "20261125T080000"), weekly("b", "20261201T100000"))
    lifecycle.request_booking(session, house, wish("14:00"), who="group:strickcafe", now=TUESDAY)

    moved = read(event("a", "20261125T140000"), weekly("b", "20261201T100000"))
    outside.bring_file(session, house, of.id, moved, who="desk:manager", now=LATER)

    assert kept(session)[0] == (WEDNESDAY, "08:00–09:30", State.CANCELLED)
    assert taking.dates_of(session, of.id)[0].problem == "taken"


def test_what_is_gone_or_cancelled_frees_the_room_and_comes_back(session, house):
    of = add(session, house, weekly(count=2), weekly("b", "20261201T100000"))
    rest = weekly("b", "20261201T100000")

    outside.bring_file(session, house, of.id, read(weekly(count=1), rest), who="desk:manager", now=LATER)
    assert (NEXT, "19:00–20:30", State.CANCELLED) in kept(session)

    outside.bring_file(session, house, of.id, read(weekly(count=2), rest), who="desk:manager", now=LATER)
    assert (NEXT, "19:00–20:30", State.CONFIRMED) in kept(session)


def test_what_the_desk_cancelled_is_not_taken_again(session, house):
    of = add(session, house, event("a", "20261125T190000"), weekly("b", "20261201T100000"))
    booking = session.exec(select(Booking).where(Booking.source == "outside")).first()
    lifecycle.cancel_booking(session, house, booking.uid, who="desk:manager", now=TUESDAY)

    later = read(event("a", "20261125T193000"), weekly("b", "20261201T100000"))
    outside.bring_file(session, house, of.id, later, who="desk:manager", now=LATER)

    assert kept(session)[0] == (WEDNESDAY, "19:00–20:30", State.CANCELLED)
    assert len(kept(session)) == 7


def test_a_dropped_calendar_frees_what_is_ahead_and_leaves_what_was(session, house):
    of = add(session, house, event("a", "20261124T120000"), event("b", "20261126T190000"))

    outside.drop_source(session, house, of.id, who="desk:manager", now=LATER)

    assert [one[2] for one in kept(session)] == [State.CONFIRMED, State.CANCELLED]


def test_more_than_a_month_without_a_break_is_no_booking(session, house):
    of = add(session, house, event("lang", "20261201", "DTEND;VALUE=DATE:20270115"))

    assert kept(session) == []
    assert [row.problem for row in taking.dates_of(session, of.id)] == ["too_long"]
