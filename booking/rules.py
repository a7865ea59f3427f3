"""The rules of the house as pure questions: plain values and `now` in, every objection out.

The list of free times and the check of a wish ask the same functions, so they cannot disagree.
"""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from booking import quiet, refusals, titles
from booking.facts import ClosureFacts, HolidayFacts, HouseFacts, RoomFacts
from booking.refusals import Refusal
from booking.span import Span, day_span, days_of, local, minute_of, wall

_NOTHING = timedelta(0)
HOLIDAY = "public_holiday"  # lifts a public holiday where there is no closure to be lifted
OPENING_HOURS = "opening_hours"  # lifts the weekly hours, and nothing else


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
    noise: str | None = None  # a word of booking.quiet; none: as people talk
    override: tuple[str, ...] = ()  # closures that the desk lifted for this one


def block(room: RoomFacts, span: Span) -> Span:
    """Return *span* with the set-up and tear-down of *room*: what has to be free."""
    return span.widened(room.setup_min, room.teardown_min)


# May it be then?


def open_windows(house: HouseFacts, room: RoomFacts, day: date, override: Iterable[str] = ()) -> list[Span]:
    """Return when a block may lie in *room* on the local *day*: hours minus closures and public holidays.

    *override* names closures that do not count; naming one also opens a public holiday. The word OPENING_HOURS
    among them opens the whole day.
    """
    lifted = tuple(override)
    if not _lifts_holidays(lifted) and public_holiday(house, day):
        return []
    shut = [span for closure, span in _closed(house, room, day) if closure.slug not in lifted]
    return [left for window in _hours(house, room, day, lifted) for left in window.without(shut)]


def _lifts_holidays(lifted: tuple[str, ...]) -> bool:
    return any(word != OPENING_HOURS for word in lifted)


def fits(house: HouseFacts, room: RoomFacts, needed: Span, override: Iterable[str] = ()) -> bool:
    """Whether the block *needed* lies wholly in the hours of *room*."""
    return any(window.contains(needed) for window in windows(house, room, days_of(needed, house.zone), override))


def windows(house: HouseFacts, room: RoomFacts, days: Iterable[date], override: Iterable[str] = ()) -> list[Span]:
    """Return when a block may lie in *room* on *days*, through midnight where the house is open then."""
    return _joined([window for day in days for window in open_windows(house, room, day, override)])


def hour_windows(house: HouseFacts, room: RoomFacts, days: Iterable[date]) -> list[Span]:
    """Return when *room* is open on *days* by its weekly hours, whatever closes it besides."""
    return _joined([window for day in days for window in _hours(house, room, day)])


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


def word_that_lifts(reason: Refusal) -> str:
    """Return the word among a booking's `override` for which *reason*, of `hours_objections`, counts no more."""
    if isinstance(reason, refusals.Closed):
        return reason.slug
    return HOLIDAY if isinstance(reason, refusals.PublicHoliday) else OPENING_HOURS


def _day_objections(
    house: HouseFacts, room: RoomFacts, needed: Span, day: date, lifted: tuple[str, ...]
) -> Iterator[Refusal]:
    holiday = public_holiday(house, day)
    if holiday and not _lifts_holidays(lifted):
        yield refusals.PublicHoliday(day, holiday.name)
    closed = [
        closure for closure, span in _closed(house, room, day) if closure.slug not in lifted and span.overlaps(needed)
    ]
    yield from (_shut(closure, day) for closure in closed)
    whole = day_span(day, house.zone)
    on_that_day = Span(max(whole.start, needed.start), min(whole.end, needed.end))
    if not any(window.contains(on_that_day) for window in _joined(_hours(house, room, day, lifted))):
        yield _outside(house, room, day)


def _shut(closure: ClosureFacts, day: date) -> refusals.Closed:
    hours = _clock(closure.from_min), _clock(closure.to_min)
    return refusals.Closed(day, closure.public_text, closure.slug, *hours, closure.ends_on)


def _outside(house: HouseFacts, room: RoomFacts, day: date) -> refusals.OutsideHours:
    hours = tuple((_clock(opens), _clock(closes)) for opens, closes in opening_minutes(house, room, day))
    return refusals.OutsideHours(day, hours, room.setup_min, room.teardown_min)


def _clock(minute: int) -> str:
    return f"{minute // 60:02}:{minute % 60:02}"


def opening_minutes(house: HouseFacts, room: RoomFacts, day: date) -> list[tuple[int, int]]:
    """Return from when to when every part of *room* is open on *day*, in minutes, closures not counted; joined."""
    common = [(0, 1440)]
    for part in house.parts(room):
        hours = [
            (opening.opens_min, opening.closes_min)
            for opening in house.openings
            if opening.room_id == part.id and opening.counts_on(day)
        ]
        common = [
            (max(begin, opens), min(end, closes))
            for begin, end in common
            for opens, closes in hours
            if opens < end and begin < closes
        ]
    joined: list[tuple[int, int]] = []
    for opens, closes in sorted(common):
        if joined and opens <= joined[-1][1]:
            joined[-1] = joined[-1][0], max(joined[-1][1], closes)
        else:
            joined.append((opens, closes))
    return joined


def _hours(house: HouseFacts, room: RoomFacts, day: date, lifted: tuple[str, ...] = ()) -> list[Span]:
    """Return when *room* is open on *day*; what lies in an hour that clocks skip is no time at all."""
    if OPENING_HOURS in lifted:
        return [day_span(day, house.zone)]
    ends = [
        (minute_of(day, opens, house.zone), minute_of(day, closes, house.zone))
        for opens, closes in opening_minutes(house, room, day)
    ]
    return [Span(begin, end) for begin, end in ends if begin < end]


def _closed(house: HouseFacts, room: RoomFacts, day: date) -> Iterator[tuple[ClosureFacts, Span]]:
    names = {part.slug for part in house.parts(room)}
    for closure in house.closures:
        begin, end = (minute_of(day, minute, house.zone) for minute in (closure.from_min, closure.to_min))
        if closure.counts_on(day) and names & set(closure.rooms) and begin < end:
            yield closure, Span(begin, end)


def _joined(several: list[Span]) -> list[Span]:
    """Return windows with those that touch made one: a night may be open through midnight."""
    joined: list[Span] = []
    for window in sorted(several):
        if joined and window.start <= joined[-1].end:
            joined[-1] = Span(joined[-1].start, max(joined[-1].end, window.end))
        else:
            joined.append(window)
    return joined


# May it be so early, so long, so far ahead?


def time_objections(house: HouseFacts, ask: Ask, now: datetime) -> Iterator[Refusal]:
    """Yield what is wrong with the times of *ask* by themselves, whoever else has the room."""
    yield from clock_objections(house, ask.span, ask.noise)
    yield from _notice_objections(house, ask, now)


def clock_objections(house: HouseFacts, span: Span, noise: str | None = None) -> Iterator[Refusal]:
    """Yield what is wrong with the public *span* whenever it is asked for: its steps, its length, its noise."""
    yield from _length_objections(house, span)
    yield from _twice(house, span)
    yield from quiet.objections(house, span, noise)


def may_begin(house: HouseFacts, now: datetime, *, trusted: bool, series: bool = False) -> tuple[datetime, date | None]:
    """Return from which instant on, and up to which local day (none: any), a time asked for *now* may begin."""
    hours = house.rules.lead_hours_trusted if trusted else house.rules.lead_hours_new
    ahead = house.rules.days_ahead_series if series else house.rules.days_ahead_single
    latest = local(now, house.zone).date() + timedelta(days=ahead) if ahead is not None else None
    return now + timedelta(hours=hours), latest


def _notice_objections(house: HouseFacts, ask: Ask, now: datetime) -> Iterator[Refusal]:
    rules = house.rules
    earliest, latest = may_begin(house, now, trusted=ask.trusted, series=ask.series)
    if ask.span.start < now:
        yield refusals.InThePast()
    elif ask.span.start < earliest:
        lead = rules.lead_hours_trusted if ask.trusted else rules.lead_hours_new
        yield refusals.TooSoon(lead, local(earliest, house.zone))
    ahead = rules.days_ahead_series if ask.series else rules.days_ahead_single
    if ahead is not None and latest is not None and local(ask.span.start, house.zone).date() > latest:
        yield refusals.TooFarAhead(ahead, latest)


def _length_objections(house: HouseFacts, span: Span) -> Iterator[Refusal]:
    rules, minutes = house.rules, span.length // timedelta(minutes=1)
    if not (_on_grid(span.start, house) and _on_grid(span.end, house)):
        yield refusals.OffGrid(rules.slot_step_min)
    if minutes < rules.min_public_min:
        yield refusals.TooShort(rules.min_public_min)
    if minutes > rules.max_public_min:
        yield refusals.TooLong(rules.max_public_min)


def _twice(house: HouseFacts, span: Span) -> Iterator[Refusal]:
    """Yield an objection to a time that clocks show for the second time in one night.

    What people mean is kept as the clock shows it, where both times are one: the first.
    """
    for moment in (span.start, span.end):
        shown = local(moment, house.zone)
        if shown.fold:
            yield refusals.TwiceOnTheClock(shown.replace(fold=0))
            return


def _on_grid(moment: datetime, house: HouseFacts) -> bool:
    return since_midnight(moment, house.zone) % timedelta(minutes=house.rules.slot_step_min) == _NOTHING


def since_midnight(moment: datetime, zone: ZoneInfo) -> timedelta:
    """Return what clocks show at *moment*, as time since 00:00."""
    shown = wall(moment, zone)
    return shown - datetime.combine(shown.date(), time(0))


# May it be this?


def what_objections(house: HouseFacts, room: RoomFacts, ask: Ask) -> Iterator[Refusal]:
    """Yield what is wrong with room, title, usage and number of people."""
    yield from word_objections(house, ask.title, ask.usage)
    yield from room_objections(house, room, ask.layout, ask.persons)


def word_objections(house: HouseFacts, title: str, usage: str) -> Iterator[Refusal]:
    """Yield what is wrong with what is said about a wish, whatever its room and time."""
    yield from titles.objections(title)
    known = house.usage(usage)
    if known is None:
        yield refusals.UnknownUsage(usage, tuple(one.slug for one in house.usages if one.allowed))
    elif not known.allowed:
        yield refusals.UsageNotAllowed(known.name, known.why)


def room_objections(house: HouseFacts, room: RoomFacts, layout: str | None, persons: int | None) -> Iterator[Refusal]:
    """Yield what is wrong with a room, how it is set up and how many people come, whatever the time.

    Where no *layout* is named the room is set up so that all fit in (booking.facts.RoomFacts.layout_for).
    """
    main = house.main_room(room)
    if not main.public:
        yield refusals.RoomOnlyAsExtra(main.name, tuple(one.name for one in house.joined_to(main)))
    if layout is not None and not main.holds(layout):
        yield refusals.UnknownLayout(layout, tuple(main.layouts))
    elif persons is not None:
        holds = main.holds(layout)
        if persons < 1:
            yield refusals.BadNumber(1, holds)
        elif persons > holds:
            yield refusals.TooManyPersons(holds, tuple(one for one, most in main.layouts.items() if most >= persons))


def objections(house: HouseFacts, room: RoomFacts, ask: Ask, now: datetime) -> list[Refusal]:
    """Return every rule that *ask* breaks, so that a form can show all at once; who else has the
    room and what the group already has is asked in booking.occupancy and booking.lifecycle."""
    return [
        *what_objections(house, room, ask),
        *time_objections(house, ask, now),
        *hours_objections(house, room, ask.span, ask.override),
    ]
