"""What a series says, as a value: its rule, and where each of its dates belongs."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from datetime import date, datetime, time, timedelta

from booking import recurrence, refusals, rules
from booking.facts import HouseFacts, RoomFacts
from booking.housefile.dates import CLOSURE, HOLIDAY, SCHOOL_HOLIDAY
from booking.refusals import Refusal, Refused
from booking.span import YEARS, Span, instant, wall
from models.bookings import Series, State

# Why a date does not take place, beside the words of the house's file.
LEFT_OUT, CLASH, HOURS, RULE = "left_out", "clash", "hours", "rule"
OF_THE_HOUSE = (HOLIDAY, CLOSURE, SCHOOL_HOLIDAY, HOURS)  # gone when the house is open after all
STANDING = (State.CONFIRMED, State.REQUESTED)  # of a series whose dates come, change and come back
_MOST_AHEAD = 399  # days; a date a day are then as many as a series may have
_LAST_MINUTE = time(23, 59)


@dataclass(frozen=True, slots=True)
class Place:
    """Where a date is: a room, with its set-up and tear-down, and the public time; clocks beside instants."""

    room: RoomFacts
    start: datetime  # naive, on the clock
    end: datetime
    span: Span

    @property
    def block(self) -> Span:
        """The public time with set-up and tear-down."""
        return rules.block(self.room, self.span)


def place(house: HouseFacts, room: RoomFacts, start: datetime, minutes: int) -> Place:
    """Return where *minutes* from the wall-clock *start* are in *room*.

    In the night that skips an hour, what begins in it begins when it is over, and lasts as long as it was meant to
    where it would else end before it begins.
    """
    end = start + timedelta(minutes=minutes)
    begin, until = instant(start, house.zone), instant(end, house.zone)
    return Place(room, start, end, Span(begin, until if until > begin else begin + timedelta(minutes=minutes)))


@dataclass(frozen=True, slots=True, kw_only=True)
class Pattern:
    """A rule with its ends, the dates beside it, and the room with the series' own set-up and tear-down."""

    rrule: str  # without COUNT and UNTIL
    first: datetime
    last: datetime | None
    minutes: int
    room: RoomFacts
    pause_school: bool = False
    extra: tuple[datetime, ...] = ()
    left_out: frozenset[datetime] = frozenset()
    horizon: datetime | None = None

    @property
    def end(self) -> datetime:
        """No date is after it, and after it there may not be a row yet."""
        ends = [moment for moment in (self.last, self.horizon) if moment is not None]
        return min(ends, default=self.first)

    def starts(self, since: datetime | None = None) -> list[datetime]:
        """Return the place in the rule of every date that there should be, or of those from *since* on, in order."""
        by_rule = recurrence.between(self.rrule, self.first, since or self.first, self.end)
        return sorted({*by_rule, *(start for start in self.extra if since is None or start >= since)})

    def place(self, house: HouseFacts, start: datetime) -> Place:
        """Return where its date *start* belongs."""
        return place(house, self.room, start, self.minutes)


def pattern_of(house: HouseFacts, series: Series) -> Pattern:
    """Return what *series* says."""
    room = house.rooms_by_id[series.room_id]
    return Pattern(
        rrule=series.rrule,
        first=series.first,
        last=series.last,
        minutes=series.minutes,
        room=replace(room, setup_min=series.setup_min, teardown_min=series.teardown_min),
        pause_school=series.pause_school,
        extra=tuple(sorted(map(datetime.fromisoformat, series.extra))),
        left_out=frozenset(map(datetime.fromisoformat, series.left_out)),
        horizon=series.horizon,
    )


def write(series: Series, pattern: Pattern) -> None:
    """Make *series* say what *pattern* says."""
    series.rrule, series.first, series.last = pattern.rrule, pattern.first, pattern.last
    series.minutes, series.room_id = pattern.minutes, pattern.room.id
    series.setup_min, series.teardown_min = pattern.room.setup_min, pattern.room.teardown_min
    series.pause_school, series.horizon = pattern.pause_school, pattern.horizon
    series.extra = [start.isoformat(timespec="minutes") for start in sorted(pattern.extra)]
    series.left_out = []
    leave_out(series, pattern.left_out)


def leave_out(series: Series, starts: Iterable[datetime]) -> None:
    """Let *starts* be dates of *series* that are not wanted, beside those that are not already."""
    series.left_out = sorted({*series.left_out, *(start.isoformat(timespec="minutes") for start in starts)})


def horizon_at(house: HouseFacts, now: datetime) -> datetime:
    """Return how far a series without end has dates now: to the end of the last day that can be booked."""
    ahead = min(house.rules.days_ahead_series or _MOST_AHEAD, _MOST_AHEAD)
    return datetime.combine(wall(now, house.zone).date() + timedelta(days=ahead), _LAST_MINUTE)


def why_skipped(house: HouseFacts, pattern: Pattern, start: datetime, said: list[Refusal]) -> str:
    """Return why the date *start*, about which the rules *said* something, does not take place; empty if it does.

    Left out comes first, then public holidays and closures, then the pause in school holidays.
    """
    if start in pattern.left_out:
        return LEFT_OUT
    if any(isinstance(reason, refusals.PublicHoliday) for reason in said):
        return HOLIDAY
    if any(isinstance(reason, refusals.Closed) for reason in said):
        return CLOSURE
    if pattern.pause_school and school_holidays(house, start.date()):
        return SCHOOL_HOLIDAY
    return ""


def school_holidays(house: HouseFacts, day: date) -> str:
    """Return the name of the school holidays that *day* lies in; empty if it lies in none."""
    found: Iterator[str] = (free.name for free in house.school_holidays if free.starts_on <= day <= free.ends_on)
    return next(found, "")


def new_pattern(
    house: HouseFacts,
    room: RoomFacts,
    rule: str,
    span: Span,
    now: datetime,
    *,
    pause_school: bool = False,
    extra: tuple[datetime, ...] = (),
    left_out: tuple[date | datetime, ...] = (),
) -> Pattern:
    """Return what a new series says whose first date is *span*; a rule without end gets a horizon.

    Raises Refused(RuleRefused) like `booking.recurrence.expand`, Refused(UnknownDate) for what is left out
    and is no date of it.
    """
    first, until = wall(span.start, house.zone), wall(span.end, house.zone)
    endless = recurrence.is_endless(rule, zone=house.zone)
    # What is further ahead than the book is open is for the rules to say.
    horizon = max(horizon_at(house, now), first) if endless else None
    starts = recurrence.expand(rule, first, horizon, zone=house.zone)
    if not starts:  # its end lies before its first date
        raise Refused(refusals.RuleRefused("no_dates"))
    beside = tuple(sorted({on_the_clock(house, moment) for moment in extra} - {*starts}))
    if len(starts) + len(beside) > recurrence.MOST_DATES:
        raise Refused(refusals.RuleRefused("too_many", recurrence.MOST_DATES))
    length = until - first if until > first else span.length
    return Pattern(
        rrule=recurrence.bare(rule),
        first=first,
        last=None if endless else starts[-1],
        minutes=length // timedelta(minutes=1),
        room=room,
        pause_school=pause_school,
        extra=beside,
        left_out=named(house, left_out, [*starts, *beside]),
        horizon=horizon,
    )


def named(house: HouseFacts, wanted: tuple[date | datetime, ...], starts: list[datetime]) -> frozenset[datetime]:
    """Return which of *starts* are *wanted*, by day or by start. Raises Refused(UnknownDate) with all that are none."""
    found: set[datetime] = set()
    unknown: list[Refusal] = []
    for one in wanted:
        if isinstance(one, datetime):
            start = on_the_clock(house, one)
            meant = [start] if start in starts else []
        else:
            meant = [start for start in starts if start.date() == one]
        found.update(meant)
        if not meant:
            unknown.append(refusals.UnknownDate(one if not isinstance(one, datetime) else on_the_clock(house, one)))
    if unknown:
        raise Refused(*unknown)
    return frozenset(found)


def on_the_clock(house: HouseFacts, moment: datetime) -> datetime:
    """Return what clocks of the house show at *moment*; a time without zone is meant like that already.

    Raises Refused(UnknownDate) for a year in which no house has a calendar.
    """
    if moment.year not in YEARS:
        raise Refused(refusals.UnknownDate(moment.replace(tzinfo=None)))
    return wall(moment, house.zone) if moment.tzinfo is not None else moment
