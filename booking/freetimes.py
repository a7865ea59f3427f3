"""Which times are left: asked of the same rules as a wish, so that what is offered can be booked."""

from bisect import bisect_right
from collections.abc import Iterator, Sequence
from datetime import date, datetime, timedelta
from functools import lru_cache
from heapq import merge
from zoneinfo import ZoneInfo

from booking import rules
from booking.facts import HouseFacts, RoomFacts
from booking.span import Span, days_of, local, minute_of


def free_starts(
    house: HouseFacts,
    room: RoomFacts,
    day: date,
    minutes: int,
    blocked: Sequence[Span],
    *,
    trusted: bool,
    now: datetime,
    noise: str | None = None,
) -> Iterator[Span]:
    """Yield every public time of *minutes* on the local *day* that breaks no rule and meets no *blocked* block."""
    reach = rules.block(room, Span(minute_of(day, 0, house.zone), minute_of(day, 1440 + minutes, house.zone)))
    free = _left(house, room, reach, blocked)
    for start in _steps(house, day):
        span = Span(start, start + timedelta(minutes=minutes))
        if _can_be_offered(house, room, span, free, trusted=trusted, now=now, noise=noise):
            yield span


def free_around(
    house: HouseFacts,
    room: RoomFacts,
    wanted: Span,
    days: int,
    blocked: Sequence[Span],
    *,
    trusted: bool,
    now: datetime,
    noise: str | None = None,
) -> Iterator[Span]:
    """Yield public times as long as *wanted* that can be booked, nearest first, less than *days* away."""
    earliest, latest = rules.may_begin(house, now, trusted=trusted)
    first, last = wanted.start - timedelta(days=days), wanted.start + timedelta(days=days)
    # Looking through weeks in which nobody may book costs as much as through others.
    if last < earliest or (latest is not None and local(first, house.zone).date() > latest):
        return
    reach, needed = rules.block(room, Span(first, last + wanted.length)), rules.block(room, wanted).length
    free = [left for left in _left(house, room, reach, blocked) if left.length >= needed]
    for start in _outwards(house, wanted.start, days):
        if start < earliest:
            continue
        span = Span(start, start + wanted.length)
        if _can_be_offered(house, room, span, free, trusted=trusted, now=now, noise=noise):
            yield span


def _outwards(house: HouseFacts, wanted: datetime, days: int) -> Iterator[datetime]:
    """Yield the steps of the clock less than *days* from *wanted*, nearest first, of two as near the earlier."""
    first = local(wanted, house.zone).date()
    later = (start for n in range(days + 1) for start in _steps(house, first + timedelta(days=n)) if start >= wanted)
    earlier = (
        start for n in range(days + 1) for start in reversed(_steps(house, first - timedelta(days=n))) if start < wanted
    )
    for start in merge(later, earlier, key=lambda one: (abs(one - wanted), one)):
        if abs(start - wanted) >= timedelta(days=days):
            return
        yield start


def _steps(house: HouseFacts, day: date) -> tuple[datetime, ...]:
    """Return every start of *day* that the house lends."""
    return _steps_of(house.zone, house.rules.slot_step_min, day)


@lru_cache(maxsize=400)  # a year, and the days around it
def _steps_of(zone: ZoneInfo, step_min: int, day: date) -> tuple[datetime, ...]:
    steps = ((minute, minute_of(day, minute, zone)) for minute in range(0, 1440, step_min))
    # Clocks do not show the hour that they skip.
    return tuple(start for minute, start in steps if rules.since_midnight(start, zone) == timedelta(minutes=minute))


def _left(house: HouseFacts, room: RoomFacts, reach: Span, blocked: Sequence[Span]) -> list[Span]:
    """Return what nobody has of the hours of *room*, in order of time."""
    windows = rules.windows(house, room, days_of(reach, house.zone))
    return [left for window in windows for left in window.without(blocked)]


def _begins(window: Span) -> datetime:
    return window.start


def _can_be_offered(
    house: HouseFacts,
    room: RoomFacts,
    span: Span,
    free: list[Span],
    *,
    trusted: bool,
    now: datetime,
    noise: str | None,
) -> bool:
    needed = rules.block(room, span)
    place = bisect_right(free, needed.start, key=_begins)
    if not place or not free[place - 1].contains(needed):
        return False
    ask = rules.Ask(span=span, title="-", usage="", trusted=trusted, noise=noise)
    return not any(True for _ in rules.time_objections(house, ask, now))
