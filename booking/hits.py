"""What a closure or a public holiday meets in the book: what stands there, who waits, who has a seat."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from enum import StrEnum

from sqlalchemy import ColumnElement, or_, select
from sqlmodel import Session, col

from booking import meetings, rules
from booking.facts import ClosureFacts, HolidayFacts, HouseFacts, RoomFacts
from booking.meetings import Crowd
from booking.span import Span, days_of, local, minute_of
from models.bookings import LONGEST, Booking, Hold, State
from models.community import Group
from models.requests import Wait, Waiting


class Kind(StrEnum):
    """What is met, and so what becomes of it."""

    DATE = "date"  # of a series: it is left out, and comes back when the closure goes
    SINGLE = "single"  # promised: the desk decides
    REQUEST = "request"  # waits for the desk, who reads there what speaks against it
    OFFER = "offer"  # held for a group: let go of
    HOLD = "hold"  # somebody is choosing it right now: let go of
    WAIT = "wait"  # a group waits for a time that it will not be offered


@dataclass(frozen=True, kw_only=True, slots=True)
class Hit:
    """One thing that is met; times are aware, in the house's zone."""

    kind: Kind
    uid: str  # of the booking or the wait
    booking_id: int | None  # none: a wait
    series_id: int | None
    title: str
    group_name: str
    room_name: str
    starts: datetime
    ends: datetime
    usage: str
    seated: int = 0  # persons with a seat
    waiting: int = 0  # persons on its waiting list


def hits_of(session: Session, house: HouseFacts, closure: ClosureFacts, *, now: datetime) -> list[Hit]:
    """Return everything ahead that *closure* meets and that the desk did not lift it for, by start."""
    found = [(booking, group) for booking, group in _bookings(session, house, closure, now)]
    crowds = meetings.crowds(session, [booking.id for booking, _group in found])
    hits = [hit_of(house, booking, group, crowds.get(booking.id, Crowd())) for booking, group in found]
    return sorted([*hits, *_waits(session, house, closure, now)], key=lambda hit: (hit.starts, hit.uid))


def bookings_met(session: Session, house: HouseFacts, closure: ClosureFacts, *, now: datetime) -> list[Booking]:
    """Return the bookings ahead that *closure* meets and that the desk did not lift it for, by start."""
    return [booking for booking, _group in _bookings(session, house, closure, now)]


def as_closure(house: HouseFacts, holiday: HolidayFacts) -> ClosureFacts:
    """Return *holiday* as what it is for the book: the whole house closed; lifted by the word for any holiday."""
    rooms = tuple(room.slug for room in house.rooms if room.main_id is None)
    days = holiday.starts_on, holiday.ends_on
    return ClosureFacts(rules.HOLIDAY, *days, 0, 1440, rooms, holiday.name)


def kind_of(booking: Booking) -> Kind:
    """Return what becomes of *booking* when the house closes."""
    if booking.state is State.HELD and booking.held_for is Hold.TAP:
        return Kind.HOLD
    if booking.state is State.HELD and booking.held_for is Hold.OFFER:
        return Kind.OFFER
    if booking.series_id is not None:
        return Kind.DATE
    return Kind.SINGLE if booking.state is State.CONFIRMED else Kind.REQUEST


def shuts(house: HouseFacts, closure: ClosureFacts, room_id: int, block: Span) -> bool:
    """Whether *closure* closes a part of that room during *block*."""
    names = {part.slug for part in house.parts(house.rooms_by_id[room_id])}
    if not names & set(closure.rooms):
        return False
    return any(shut.overlaps(block) for shut in _shut(house, closure, days_of(block, house.zone)))


def whole(house: HouseFacts, closure: ClosureFacts) -> Span:
    """Return from the first to the last instant of *closure*."""
    return Span(minute_of(closure.starts_on, 0, house.zone), minute_of(closure.ends_on, 1440, house.zone))


def _shut(house: HouseFacts, closure: ClosureFacts, days: Iterable[date]) -> Iterator[Span]:
    for day in days:
        begin, end = (minute_of(day, minute, house.zone) for minute in (closure.from_min, closure.to_min))
        if closure.counts_on(day) and begin < end:
            yield Span(begin, end)


def _bookings(
    session: Session, house: HouseFacts, closure: ClosureFacts, now: datetime
) -> Iterator[tuple[Booking, Group | None]]:
    span = whole(house, closure)
    inside = (
        col(Booking.busy_from) >= span.start - LONGEST,
        col(Booking.busy_from) < span.end,
        col(Booking.busy_until) > span.start,
    )
    for booking, group in ahead(session, now, *inside):
        block = Span(booking.busy_from, booking.busy_until)
        if not lifted(closure, booking) and shuts(house, closure, booking.room_id, block):
            yield booking, group


def ahead(session: Session, now: datetime, *inside: ColumnElement[bool]) -> Iterator[tuple[Booking, Group | None]]:
    """Return every booking that may still be met at *now*, with its group, by start; of them those *inside*."""
    look = (
        select(Booking, Group)
        .outerjoin(Group, col(Booking.group_id) == col(Group.id))
        .where(
            or_(col(Booking.released_at).is_(None), col(Booking.state) == State.CONFLICT),
            col(Booking.starts_at) > now,
            *inside,
        )
        .order_by(col(Booking.starts_at), col(Booking.id))
    )
    yield from session.execute(look)


def lifted(closure: ClosureFacts, booking: Booking) -> bool:
    """Whether the desk said that *closure* does not count for *booking*; any closure's word lifts a public holiday."""
    if closure.slug == rules.HOLIDAY:
        return any(word != rules.OPENING_HOURS for word in booking.override)
    return closure.slug in booking.override


def hit_of(house: HouseFacts, booking: Booking, group: Group | None, crowd: Crowd, kind: Kind | None = None) -> Hit:
    """Return *booking* as what is met; *kind* if it is not what a closure makes of it."""
    return Hit(
        kind=kind or kind_of(booking),
        uid=booking.uid,
        booking_id=booking.id,
        series_id=booking.series_id,
        title=booking.title,
        group_name=group.name if group else "",
        room_name=house.rooms_by_id[booking.room_id].name,
        starts=local(booking.starts_at, house.zone),
        ends=local(booking.ends_at, house.zone),
        usage=booking.usage,
        seated=crowd.taken,
        waiting=crowd.waiting,
    )


def _waits(session: Session, house: HouseFacts, closure: ClosureFacts, now: datetime) -> Iterator[Hit]:
    span = whole(house, closure)
    look = (
        select(Wait, Group)
        .join(Group, col(Wait.group_id) == col(Group.id))
        .where(
            col(Wait.state) == Waiting.WAITING,
            col(Wait.starts_at) > now,
            col(Wait.starts_at) >= span.start - LONGEST,
            col(Wait.starts_at) < span.end + timedelta(days=1),
        )
    )
    for wait, group in session.execute(look):
        room = house.rooms_by_id.get(wait.room_id)
        block = rules.block(room, Span(wait.starts_at, wait.ends_at)) if room else None
        if room and block and shuts(house, closure, room.id, block):
            yield wait_hit(house, wait, group, room)


def wait_hit(house: HouseFacts, wait: Wait, group: Group, room: RoomFacts) -> Hit:
    """Return *wait* of *group* for a time in *room* as what is met."""
    return Hit(
        kind=Kind.WAIT,
        uid=wait.uid,
        booking_id=None,
        series_id=None,
        title=wait.title,
        group_name=group.name,
        room_name=room.name,
        starts=local(wait.starts_at, house.zone),
        ends=local(wait.ends_at, house.zone),
        usage=wait.usage,
    )
