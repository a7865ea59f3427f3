"""The desk's reading of the book: all that waits, at once, with few looks."""

from datetime import date, timedelta
from itertools import product
from typing import Any

from sqlalchemy import event
from sqlmodel import Session

from booking import book, ledger, lifecycle, occupancy, refusals, rules, series
from booking.facts import HouseFacts
from booking.span import Span
from models.bookings import State
from tests.support.cast import TUESDAY, WEDNESDAY, at, wish

WHO = "group:vhs"


def ask(session: Session, house: HouseFacts, day: date, clock: str = "14:00", **changes: Any) -> str:
    """Ask for a course, which the desk decides, and return its uid."""
    wanted = wish(clock, day=day, group_slug="vhs", usage="course", **changes)
    return lifecycle.request_booking(session, house, wanted, who=WHO, now=TUESDAY).uid


def looks(session: Session, house: HouseFacts) -> int:
    """Return how many statements the desk's list takes."""
    seen: list[str] = []
    engine = session.get_bind().engine
    event.listen(engine, "before_cursor_execute", lambda *told: seen.append(told[2]))
    ledger.waiting_requests(session, house)
    return len(seen)


def test_the_list_takes_as_many_looks_however_much_waits(session: Session, house: HouseFacts) -> None:
    ask(session, house, WEDNESDAY)
    wanted = wish(day=date(2026, 12, 3), rrule="FREQ=WEEKLY;COUNT=2", group_slug="vhs", usage="course")
    series.request_series(session, house, wanted, who=WHO, now=TUESDAY)
    few = looks(session, house)

    for number in range(1, 20):
        ask(session, house, WEDNESDAY + timedelta(days=number), "17:00")

    assert looks(session, house) == few
    assert len(ledger.waiting_requests(session, house)) == 21


def test_a_series_waits_as_one_row_with_what_meets_each_of_its_dates(session: Session, house: HouseFacts) -> None:
    wanted = wish(day=date(2026, 12, 4), rrule="FREQ=WEEKLY;COUNT=5", group_slug="vhs", usage="course")
    made = series.request_series(session, house, wanted, who=WHO, now=TUESDAY)

    [row] = ledger.waiting_requests(session, house)

    assert (row.uid, row.dates, row.skipped) == (made.uid, 4, 1)  # not on 25 December
    assert row.objections == ()


def test_many_windows_at_once_find_what_each_finds_alone(session: Session, house: HouseFacts) -> None:
    for number, clock in product(range(9), ("10:15", "13:00", "17:00")):
        ask(session, house, WEDNESDAY + timedelta(days=number), clock, room=("quartierraum", "stueble")[number % 2])
    starts = [at(WEDNESDAY + timedelta(days=day), f"{hour}:30") for day, hour in product(range(9), range(8, 21, 3))]
    wanted = [(room, Span(start, start + timedelta(hours=2))) for room in house.rooms for start in starts]

    each = occupancy.taken_each(session, house, wanted)

    assert each == [occupancy.taken(session, house, room, span) for room, span in wanted]
    assert any(each)


def test_what_meets_a_waiting_wish_is_told_beside_it(session: Session, house: HouseFacts) -> None:
    wanted = book.booking_by_uid(session, ask(session, house, WEDNESDAY))
    wanted.state, wanted.released_at = State.CONFLICT, TUESDAY
    session.flush()
    there = lifecycle.request_booking(session, house, wish(), who="group:strickcafe", now=TUESDAY)

    [row] = ledger.waiting_requests(session, house)

    block = rules.block(house.room("quartierraum"), Span(there.starts_at, there.ends_at))
    assert row.objections == (refusals.Taken(block, there.uid, there.title),)
