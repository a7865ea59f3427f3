"""What lies outside of the weekly hours: bookings that other hours meet, and those that lie outside by now."""

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import select
from sqlmodel import Session, col

from booking import hits, meetings, rules
from booking.facts import HouseFacts, RoomFacts
from booking.hits import Hit, Kind
from booking.meetings import Crowd
from booking.span import Span, days_of
from models.bookings import LIVE, Booking, Hold, Series, State
from models.community import Group
from models.requests import Wait, Waiting


@dataclass(frozen=True, slots=True)
class Case:
    """One thing that is decided as one: a single date, or all dates of one series that are met."""

    key: str  # uid of the booking or of the series
    is_series: bool
    hits: tuple[Hit, ...]  # in order
    bookings: tuple[Booking, ...]

    @property
    def first(self) -> Hit:
        """What is met first."""
        return self.hits[0]


@dataclass(frozen=True, slots=True)
class Met:
    """Everything that lies outside: what was promised, to be decided, and all else."""

    cases: tuple[Case, ...]
    others: tuple[Hit, ...]  # requests, offers, holds, waits
    let_go: tuple[Booking, ...]  # offers and holds


def met(session: Session, house: HouseFacts, *, before: HouseFacts | None, now: datetime) -> Met:
    """Return what lies ahead and outside of the hours of *house*; of it only what *before* has inside, if it is given.

    What the desk made an exception for is left out.
    """
    is_new = _question(house, before)
    found = [(booking, group) for booking, group in hits.ahead(session, now) if is_new(*_needed(house, booking))]
    crowds = meetings.crowds(session, [booking.id for booking, _group in found])
    singles: list[Case] = []
    of_series: dict[int, list[tuple[Booking, Hit]]] = {}
    others: list[Hit] = []
    let_go: list[Booking] = []
    for booking, group in found:
        kind = _kind(booking)
        hit = hits.hit_of(house, booking, group, crowds.get(booking.id, Crowd()), kind)
        if kind is Kind.SINGLE:
            singles.append(Case(booking.uid, False, (hit,), (booking,)))
        elif kind is Kind.DATE and booking.series_id is not None:
            of_series.setdefault(booking.series_id, []).append((booking, hit))
        else:
            others.append(hit)
            let_go += [booking] if kind in (Kind.OFFER, Kind.HOLD) else []
    cases = [*singles, *_series_cases(session, of_series)]
    others += _waits(session, house, is_new, now)
    return Met(
        tuple(sorted(cases, key=lambda case: (case.first.starts, case.key))),
        tuple(sorted(others, key=lambda hit: (hit.starts, hit.uid))),
        tuple(let_go),
    )


IsNew = Callable[[RoomFacts, Span, tuple[str, ...]], bool]


def _question(house: HouseFacts, before: HouseFacts | None) -> IsNew:
    """Return whether a block in a room, with what was lifted for it, lies outside and did not before."""
    known: dict[tuple[object, ...], list[Span]] = {}

    def fits(which: HouseFacts, room: RoomFacts, block: Span, lifted: tuple[str, ...]) -> bool:
        # What closes the house on some days is decided where that is written down.
        days = days_of(block, house.zone)
        key = (which is house, room.id, *days)
        if key not in known:
            known[key] = rules.hour_windows(which, room, days)
        return rules.OPENING_HOURS in lifted or any(window.contains(block) for window in known[key])

    def is_new(room: RoomFacts, block: Span, lifted: tuple[str, ...]) -> bool:
        return not fits(house, room, block, lifted) and (before is None or fits(before, room, block, lifted))

    return is_new


def _needed(house: HouseFacts, booking: Booking) -> tuple[RoomFacts, Span, tuple[str, ...]]:
    return house.rooms_by_id[booking.room_id], Span(booking.busy_from, booking.busy_until), tuple(booking.override)


def _kind(booking: Booking) -> Kind:
    if booking.state is State.CONFIRMED:
        return Kind.DATE if booking.series_id is not None else Kind.SINGLE
    if booking.state is State.HELD and booking.held_for in (Hold.TAP, Hold.OFFER):
        return hits.kind_of(booking)
    return Kind.REQUEST


def _series_cases(session: Session, of_series: dict[int, list[tuple[Booking, Hit]]]) -> Iterator[Case]:
    for number, dates in of_series.items():
        uid = session.get_one(Series, number).uid
        yield Case(uid, True, tuple(hit for _booking, hit in dates), tuple(booking for booking, _hit in dates))


def _waits(session: Session, house: HouseFacts, is_new: IsNew, now: datetime) -> Iterator[Hit]:
    look = (
        select(Wait, Group)
        .join(Group, col(Wait.group_id) == col(Group.id))
        .where(col(Wait.state) == Waiting.WAITING, col(Wait.starts_at) > now)
    )
    for wait, group in session.execute(look):
        room = house.rooms_by_id.get(wait.room_id)
        if room is not None and is_new(room, rules.block(room, Span(wait.starts_at, wait.ends_at)), ()):
            yield hits.wait_hit(house, wait, group, room)


# Where would it lie inside?


def shift_inside(house: HouseFacts, bookings: Iterable[Booking]) -> timedelta | None:
    """Return by how much *bookings*, of one series, would all have to move on their days; none if nothing helps all."""
    shifts = {_shift(house, booking) for booking in bookings}
    return shifts.pop() if len(shifts) == 1 else None


def _shift(house: HouseFacts, booking: Booking) -> timedelta | None:
    block = Span(booking.busy_from, booking.busy_until)
    room = house.rooms_by_id[booking.room_id]
    windows = rules.windows(house, room, days_of(block, house.zone))
    starts = [min(max(block.start, one.start), one.end - block.length) for one in windows if one.length >= block.length]
    by = min((start - block.start for start in starts), key=abs, default=None)
    if by is None:
        return None
    moved = Span(booking.starts_at + by, booking.ends_at + by)
    return None if any(rules.clock_objections(house, moved, booking.facts.get("noise"))) else by


def live_dates(session: Session, series_id: int, first: datetime, last: datetime | None) -> list[Booking]:
    """Return the dates of a series that hold a place and begin from *first* to *last*, in order."""
    look = select(Booking).where(
        col(Booking.series_id) == series_id, col(Booking.state).in_(LIVE), col(Booking.starts_at) >= first
    )
    if last is not None:
        look = look.where(col(Booking.starts_at) <= last)
    return list(session.execute(look.order_by(col(Booking.starts_at))).scalars())
