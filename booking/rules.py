"""The rules of the house as pure questions: plain values and `now` in, every objection out.

The list of free times and the check of a wish ask the same functions, so they cannot disagree.
"""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from booking import refusals, titles
from booking.facts import ClosureFacts, HolidayFacts, HouseFacts, RoomFacts
from booking.refusals import Refusal
from booking.span import Span, days_of, local, minute_of, wall

_NOTHING = timedelta(0)


@dataclass(frozen=True, kw_only=True, slots=True)
class Ask:
    """What somebody wants, as far as the rules of the house are asked."""

    span: Span  # the public time
    title: str
    usage: str
    trusted: bool
    persons: int | None = None
    layout: str | None = None
    series: bool = False
    override: tuple[str, ...] = ()  # closures that the desk lifted for this one


def block(room: RoomFacts, span: Span) -> Span:
    """Return *span* with the set-up and tear-down of *room*: what has to be free."""
    return span.widened(room.setup_min, room.teardown_min)


# May it be then?


def open_windows(house: HouseFacts, room: RoomFacts, day: date, override: Iterable[str] = ()) -> list[Span]:
    """Return when a block may lie in *room* on the local *day*: hours minus closures and public holidays.

    *override* names closures that do not count; naming one also opens a public holiday.
    """
    lifted = tuple(override)
    if not lifted and public_holiday(house, day):
        return []
    windows = [Span(minute_of(day, 0, house.zone), minute_of(day, 1440, house.zone))]
    for part in house.parts(room):
        windows = [both for window in windows for both in _common(window, _hours(house, part, day))]
    shut = [span for closure, span in _closed(house, room, day) if closure.slug not in lifted]
    return [left for window in windows for left in window.without(shut)]


def fits(house: HouseFacts, room: RoomFacts, needed: Span, override: Iterable[str] = ()) -> bool:
    """Whether the block *needed* lies wholly in the hours of *room*."""
    return any(window.contains(needed) for window in _windows(house, room, days_of(needed, house.zone), override))


def _windows(house: HouseFacts, room: RoomFacts, days: list[date], override: Iterable[str] = ()) -> list[Span]:
    return _joined([window for day in days for window in open_windows(house, room, day, override)])


def public_holiday(house: HouseFacts, day: date) -> HolidayFacts | None:
    """Return the public holiday on *day*, if there is one."""
    return next((free for free in house.public_holidays if free.starts_on <= day <= free.ends_on), None)


def in_school_holidays(house: HouseFacts, day: date) -> bool:
    """Whether *day* lies in school holidays."""
    return any(free.starts_on <= day <= free.ends_on for free in house.school_holidays)


def hours_objections(house: HouseFacts, room: RoomFacts, span: Span, override: Iterable[str] = ()) -> Iterator[Refusal]:
    """Yield why the block around the public *span* does not fit the house's hours, if it does not."""
    needed = block(room, span)
    lifted = tuple(override)
    if fits(house, room, needed, lifted):
        return
    explained = False
    for day in days_of(needed, house.zone):
        for reason in _day_objections(house, room, needed, day, lifted):
            explained = True
            yield reason
    if not explained:  # each day is open, but not through the night between them
        yield _outside(house, room, local(span.start, house.zone).date())


def _day_objections(
    house: HouseFacts, room: RoomFacts, needed: Span, day: date, lifted: tuple[str, ...]
) -> Iterator[Refusal]:
    holiday = public_holiday(house, day)
    if holiday and not lifted:
        yield refusals.PublicHoliday(day, holiday.name)
        return
    closed = [
        closure for closure, span in _closed(house, room, day) if closure.slug not in lifted and span.overlaps(needed)
    ]
    yield from (refusals.Closed(day, closure.public_text, closure.slug) for closure in closed)
    whole = Span(minute_of(day, 0, house.zone), minute_of(day, 1440, house.zone))
    hours = [whole]
    for part in house.parts(room):
        hours = [both for window in hours for both in _common(window, _hours(house, part, day))]
    on_that_day = Span(max(whole.start, needed.start), min(whole.end, needed.end))
    if not any(window.contains(on_that_day) for window in _joined(hours)):
        yield _outside(house, room, day)


def _outside(house: HouseFacts, room: RoomFacts, day: date) -> refusals.OutsideHours:
    main = house.main_room(room)
    hours = [
        (_clock(opening.opens_min), _clock(opening.closes_min))
        for opening in house.openings
        if opening.room_id == main.id and opening.counts_on(day)
    ]
    return refusals.OutsideHours(day, tuple(sorted(hours)), room.setup_min, room.teardown_min)


def _clock(minute: int) -> str:
    return f"{minute // 60:02}:{minute % 60:02}"


def _hours(house: HouseFacts, part: RoomFacts, day: date) -> list[Span]:
    return [
        Span(minute_of(day, opening.opens_min, house.zone), minute_of(day, opening.closes_min, house.zone))
        for opening in house.openings
        if opening.room_id == part.id and opening.counts_on(day)
    ]


def _closed(house: HouseFacts, room: RoomFacts, day: date) -> Iterator[tuple[ClosureFacts, Span]]:
    names = {part.slug for part in house.parts(room)}
    for closure in house.closures:
        if closure.counts_on(day) and names & set(closure.rooms):
            yield (
                closure,
                Span(minute_of(day, closure.from_min, house.zone), minute_of(day, closure.to_min, house.zone)),
            )


def _common(window: Span, others: list[Span]) -> list[Span]:
    return [
        Span(max(window.start, other.start), min(window.end, other.end)) for other in others if window.overlaps(other)
    ]


def _joined(windows: list[Span]) -> list[Span]:
    """Return windows with those that touch made one: a night may be open through midnight."""
    joined: list[Span] = []
    for window in sorted(windows):
        if joined and window.start <= joined[-1].end:
            joined[-1] = Span(joined[-1].start, max(joined[-1].end, window.end))
        else:
            joined.append(window)
    return joined


# May it be so early, so long, so far ahead?


def time_objections(house: HouseFacts, ask: Ask, now: datetime) -> Iterator[Refusal]:
    """Yield what is wrong with the times of *ask* by themselves, whoever else has the room."""
    yield from _length_objections(house, ask.span)
    rules = house.rules
    lead = rules.lead_hours_trusted if ask.trusted else rules.lead_hours_new
    earliest = now + timedelta(hours=lead)
    if ask.span.start < now:
        yield refusals.InThePast()
    elif ask.span.start < earliest:
        yield refusals.TooSoon(lead, local(earliest, house.zone))
    ahead = rules.days_ahead_series if ask.series else rules.days_ahead_single
    if ahead is not None:
        latest = local(now, house.zone).date() + timedelta(days=ahead)
        if local(ask.span.start, house.zone).date() > latest:
            yield refusals.TooFarAhead(ahead, latest)


def _length_objections(house: HouseFacts, span: Span) -> Iterator[Refusal]:
    rules, minutes = house.rules, span.length // timedelta(minutes=1)
    if not (_on_grid(span.start, house) and _on_grid(span.end, house)):
        yield refusals.OffGrid(rules.slot_step_min)
    if minutes < rules.min_public_min:
        yield refusals.TooShort(rules.min_public_min)
    if minutes > rules.max_public_min:
        yield refusals.TooLong(rules.max_public_min)


def _on_grid(moment: datetime, house: HouseFacts) -> bool:
    return _since_midnight(moment, house.zone) % timedelta(minutes=house.rules.slot_step_min) == _NOTHING


# May it be this?


def what_objections(house: HouseFacts, room: RoomFacts, ask: Ask) -> Iterator[Refusal]:
    """Yield what is wrong with room, title, usage and number of people."""
    yield from titles.objections(ask.title)
    if not house.main_room(room).public:
        yield refusals.RoomOnlyAsExtra(house.main_room(room).name)
    usage = house.usage(ask.usage)
    if usage is None:
        yield refusals.UnknownUsage(ask.usage)
    elif not usage.allowed:
        yield refusals.UsageNotAllowed(usage.name, usage.why)
    if ask.layout is not None and not house.main_room(room).holds(ask.layout):
        yield refusals.UnknownLayout(ask.layout)
    elif ask.persons is not None:
        holds = house.main_room(room).holds(ask.layout)
        if ask.persons < 1:
            yield refusals.BadNumber(1, holds)
        elif ask.persons > holds:
            yield refusals.TooManyPersons(holds)


def objections(house: HouseFacts, room: RoomFacts, ask: Ask, now: datetime) -> list[Refusal]:
    """Return every rule that *ask* breaks, so that a form can show all at once; who else has the
    room and what the group already has is asked in booking.occupancy and booking.lifecycle."""
    return [
        *what_objections(house, room, ask),
        *time_objections(house, ask, now),
        *hours_objections(house, room, ask.span, ask.override),
    ]


# Which times are left?


def free_starts(
    house: HouseFacts,
    room: RoomFacts,
    day: date,
    minutes: int,
    blocked: Sequence[Span],
    *,
    trusted: bool,
    now: datetime,
) -> Iterator[Span]:
    """Yield every public time of *minutes* on the local *day* that breaks no rule and meets no *blocked* block."""
    reach = block(room, Span(minute_of(day, 0, house.zone), minute_of(day, 1440 + minutes, house.zone)))
    free = _left(house, room, reach, blocked)
    for minute in range(0, 1440, house.rules.slot_step_min):
        start = minute_of(day, minute, house.zone)
        span = Span(start, start + timedelta(minutes=minutes))
        # Clocks do not show the hour that they skip.
        if _shows(start, minute, house.zone) and _can_be_offered(house, room, span, free, trusted, now):
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
) -> Iterator[Span]:
    """Yield public times as long as *wanted* that can be booked, nearest first, at most *days* away."""
    reach = block(room, Span(wanted.start - timedelta(days=days), wanted.end + timedelta(days=days)))
    free = _left(house, room, reach, blocked)
    step = timedelta(minutes=house.rules.slot_step_min)
    on_grid = wanted.start - _since_midnight(wanted.start, house.zone) % step
    ahead = on_grid != wanted.start  # then the step after is as good a beginning as the step before
    for number in range(int(timedelta(days=days) / step)):
        starts = [on_grid - number * step, on_grid + (number + ahead) * step]
        for start in sorted(set(starts), key=lambda one: (abs(one - wanted.start), one)):
            span = Span(start, start + wanted.length)
            if _can_be_offered(house, room, span, free, trusted, now):
                yield span


def _left(house: HouseFacts, room: RoomFacts, reach: Span, blocked: Sequence[Span]) -> list[Span]:
    windows = _windows(house, room, days_of(reach, house.zone))
    return [left for window in windows for left in window.without(blocked)]


def _can_be_offered(
    house: HouseFacts, room: RoomFacts, span: Span, free: list[Span], trusted: bool, now: datetime
) -> bool:
    needed = block(room, span)
    if not any(window.contains(needed) for window in free):
        return False
    ask = Ask(span=span, title="-", usage="", trusted=trusted)
    return not any(True for _ in time_objections(house, ask, now))


def _shows(moment: datetime, minute: int, zone: ZoneInfo) -> bool:
    return _since_midnight(moment, zone) == timedelta(minutes=minute)


def _since_midnight(moment: datetime, zone: ZoneInfo) -> timedelta:
    """Return what clocks show at *moment*, as time since 00:00."""
    shown = wall(moment, zone)
    return shown - datetime.combine(shown.date(), time(0))
