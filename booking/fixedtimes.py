"""Fixed times of a week or a month: which dates they give in a period, and which of those can be had."""

from bisect import bisect_right
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from datetime import UTC, date, datetime, time, timedelta
from typing import Any

from booking import refusals, rules
from booking.facts import HouseFacts, RoomFacts
from booking.recurrence import expand
from booking.refusals import Refusal, Refused
from booking.rrule import parse
from booking.rules import Ask
from booking.span import Span, instant

WEEK = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")
RHYTHMS = (1, 2, 4)  # weeks
PLACES = (1, 2, 3, 4, 5, -1)  # of a weekday in its month; -1 is the last one
_DAY = 1440  # minutes
_BYDAY = ("MO", "TU", "WE", "TH", "FR", "SA", "SU")

# Why a date of a fixed time cannot be had. The first three are nobody's fault and cost nobody the time.
HOLIDAY, CLOSURE, SCHOOL_HOLIDAY, OUTSIDE, CLASH = "holiday", "closure", "school_holiday", "hours", "clash"
_HOUSE_RESTS = (HOLIDAY, CLOSURE, SCHOOL_HOLIDAY)
# About one date or about today, not about the fixed time.
_OF_ONE_DATE = (
    refusals.InThePast,
    refusals.TooSoon,
    refusals.TooFarAhead,
    refusals.PublicHoliday,
    refusals.Closed,
)


Taken = tuple[int, int, str | None]  # from, until, public title


@dataclass(frozen=True, kw_only=True, slots=True)
class Choice:
    """A fixed time that would do: one weekday, every so many weeks or at places of the month."""

    room: str  # slug
    extras: tuple[str, ...] = ()  # slugs of rooms joined to it
    weekday: int  # 0 is Monday
    start: int  # minutes after midnight, on the clock
    every_weeks: int = 1  # one of RHYTHMS
    nth: tuple[int, ...] = ()  # of PLACES; then every_weeks says nothing
    pause_school: bool = False  # not in school holidays

    @classmethod
    def from_facts(cls, facts: Mapping[str, Any]) -> "Choice":
        """Read what `as_facts` wrote."""
        hour, minute = facts["start"].split(":")
        return cls(
            room=facts["room"],
            extras=tuple(facts.get("extras", ())),
            weekday=WEEK.index(facts["weekday"]),
            start=int(hour) * 60 + int(minute),
            every_weeks=facts.get("every_weeks", 1),
            nth=tuple(facts.get("monthly", ())),
            pause_school=facts.get("pause_school", False),
        )

    def as_facts(self) -> dict[str, Any]:
        """Return it as plain values: `{"room": "saal", "weekday": "tue", "start": "18:15"}`, and what is not usual."""
        facts: dict[str, Any] = {"room": self.room, "weekday": WEEK[self.weekday], "start": clock(self.start)}
        if self.extras:
            facts["extras"] = list(self.extras)
        if self.nth:
            facts["monthly"] = list(self.nth)
        elif self.every_weeks != 1:
            facts["every_weeks"] = self.every_weeks
        if self.pause_school:
            facts["pause_school"] = True
        return facts

    @property
    def rule(self) -> str:
        """The RRULE (RFC 5545) of its dates, without an end."""
        day = _BYDAY[self.weekday]
        if self.nth:
            return f"FREQ=MONTHLY;BYDAY={','.join(f'{place}{day}' for place in self.nth)}"
        interval = f"INTERVAL={self.every_weeks};" if self.every_weeks != 1 else ""
        return f"FREQ=WEEKLY;{interval}BYDAY={day}"

    @property
    def phases(self) -> int:
        """In how many ways its weeks can be laid: groups that come every two weeks can take turns."""
        return 1 if self.nth else self.every_weeks


def clock(minute: int) -> str:
    """Return `18:15` for a minute of the day."""
    return f"{minute // 60:02}:{minute % 60:02}"


def choice_like(
    rrule: str, first: datetime, *, room: str, extras: Iterable[str] = (), pause_school: bool = False
) -> Choice:
    """Return the fixed time of a series that began at *first* on the clock.

    Raises Refused(NoFixedTime) if its rule is none: several weekdays, days of the month, every three weeks.
    """
    rule = parse(rrule)
    days = rule.by_day or ((first.weekday(), 0),)
    weekdays, places = {day for day, _nth in days}, tuple(nth for _day, nth in days if nth)
    weekly = rule.freq == "WEEKLY" and rule.interval in RHYTHMS and not places
    monthly = rule.freq == "MONTHLY" and rule.interval == 1 and len(places) == len(days) and {*places} <= {*PLACES}
    plain = not (rule.by_month or rule.by_month_day or rule.by_place)
    if len(weekdays) != 1 or not plain or not (weekly or monthly):
        raise Refused(refusals.NoFixedTime())
    return Choice(
        room=room,
        extras=tuple(extras),
        weekday=weekdays.pop(),
        start=first.hour * 60 + first.minute,
        every_weeks=rule.interval if weekly else 1,
        nth=places,
        pause_school=pause_school,
    )


@dataclass(frozen=True, slots=True)
class Standing:
    """A block that stands in the book: its floor, its time with set-up and tear-down, its title where it is public."""

    lo: int
    hi: int
    span: Span
    title: str | None = None


@dataclass(frozen=True, slots=True)
class Date:
    """One date of a fixed time. Its block is counted in minutes since 1970, to be compared quickly."""

    starts: datetime  # naive local start of the public time
    begin: int
    until: int
    why: str = ""  # none: it can be had
    who: str | None = None  # the public title of what stands there

    @property
    def is_free(self) -> bool:
        """Whether it can be had."""
        return not self.why

    def clashing(self) -> "Date":
        """Return it as one that somebody else has."""
        return replace(self, why=CLASH)


def enough(dates: Iterable[Date], least_percent: int) -> bool:
    """Whether so many of *dates* can be had that the fixed time can; days on which the house rests do not count."""
    counted = [date for date in dates if date.why not in _HOUSE_RESTS]
    free = sum(date.is_free for date in counted)
    return free > 0 and free * 100 >= least_percent * len(counted)


def of_how_many(dates: Iterable[Date]) -> tuple[int, int]:
    """Return how many of *dates* can be had, and how many there are when the house does not rest."""
    counted = [date for date in dates if date.why not in _HOUSE_RESTS]
    return sum(date.is_free for date in counted), len(counted)


def objections(house: HouseFacts, choice: Choice, ask: Ask, first: date, last: date) -> list[Refusal]:
    """Return which rules of the house keep *choice* from being had at any date of the period.

    *ask* says what is wanted; of its span only the length counts. What concerns only one date is no objection.
    """
    try:
        room = house.room(choice.room, choice.extras)
    except Refused as refused:
        return list(refused.reasons)
    found: dict[Refusal, None] = {}
    for day in days_of(choice, first, last)[:3]:  # one of them is no holiday
        start = instant(datetime.combine(day, time(0)) + timedelta(minutes=choice.start), house.zone)
        asked = replace(ask, span=Span(start, start + ask.span.length))
        reasons = rules.objections(house, room, asked, start)
        kept = [reason for reason in reasons if not isinstance(reason, _OF_ONE_DATE)]
        found = dict.fromkeys(kept)
        if len(kept) == len(reasons):
            break
    return list(found)


def days_of(choice: Choice, first: date, last: date, phase: int = 0) -> list[date]:
    """Return the days of *choice* from *first* to *last* inclusive; *phase* lets it begin some weeks later."""
    begins = first + timedelta(days=(choice.weekday - first.weekday()) % 7 + 7 * phase)
    end = datetime.combine(last, time(0))
    while choice.nth and begins <= last and not _is_place(begins, choice.nth):
        begins += timedelta(days=7)
    if begins > last:
        return []
    return [start.date() for start in expand(choice.rule, datetime.combine(begins, time(0)), end)]


def _is_place(day: date, places: tuple[int, ...]) -> bool:
    in_a_week = (day + timedelta(days=7)).month
    return (day.day - 1) // 7 + 1 in places or (-1 in places and in_a_week != day.month)


@dataclass
class Calendar:
    """The period as fixed times see it: when rooms are open and what stands in the book."""

    house: HouseFacts
    first: date
    last: date
    standing: tuple[Standing, ...]
    _open: dict[str, list[tuple[int, int]]] = field(default_factory=dict)
    _taken: dict[str, dict[int, list[Taken]]] = field(default_factory=dict)
    _hours: dict[tuple[str, date], list[tuple[int, int]]] = field(default_factory=dict)
    _days: dict[tuple[Any, ...], list[date]] = field(default_factory=dict)

    def dates(self, choice: Choice, minutes: int, phase: int = 0) -> list[Date]:
        """Return every date of *choice* for *minutes* of public time, each with why it cannot be had, if so.

        Raises Refused(UnknownRoom).
        """
        room = self.house.room(choice.room, choice.extras)
        pattern = (choice.weekday, choice.every_weeks, choice.nth, phase)
        if pattern not in self._days:
            self._days[pattern] = days_of(choice, self.first, self.last, phase)
        return [self._date(room, choice, minutes, day) for day in self._days[pattern]]

    def take(self, room: RoomFacts, dates: Iterable[Date]) -> None:
        """Note that those of *dates* that can be had are somebody's now."""
        given = [Standing(room.lo, room.hi, Span(moment(one.begin), moment(one.until))) for one in dates if one.is_free]
        self.standing = (*self.standing, *given)
        self._taken.clear()

    def _date(self, room: RoomFacts, choice: Choice, minutes: int, day: date) -> Date:
        starts = datetime.combine(day, time(0)) + timedelta(minutes=choice.start)
        span = public_span(self.house, starts, minutes)
        needed = rules.block(room, span)
        one = Date(starts, _minute(needed.start), _minute(needed.end))
        if choice.pause_school and rules.in_school_holidays(self.house, day):
            return replace(one, why=SCHOOL_HOLIDAY)
        if not _inside(self._windows(room), one):
            return replace(one, why=self._why_shut(room, starts, minutes))
        met = _meets(self._blocks(room), one)
        return replace(one, why=CLASH, who=met[2]) if met else one

    def _why_shut(self, room: RoomFacts, starts: datetime, minutes: int) -> str:
        day, minute = starts.date(), starts.hour * 60 + starts.minute
        if rules.public_holiday(self.house, day):
            return HOLIDAY
        begin, until = minute - room.setup_min, minute + minutes + room.teardown_min
        if (room.slug, day) not in self._hours:
            self._hours[room.slug, day] = rules.opening_minutes(self.house, room, day)
        usual = any(opens <= begin and until <= closes for opens, closes in self._hours[room.slug, day])
        through_midnight = begin < 0 or until > _DAY
        return CLOSURE if usual or through_midnight else OUTSIDE

    def _windows(self, room: RoomFacts) -> list[tuple[int, int]]:
        if room.slug not in self._open:
            self._open[room.slug] = _joined(self._windows_of_days(room))
        return self._open[room.slug]

    def _windows_of_days(self, room: RoomFacts) -> Iterator[tuple[int, int]]:
        # A day more at both ends, because a block may reach into it.
        for number in range(-1, (self.last - self.first).days + 2):
            for window in rules.open_windows(self.house, room, self.first + timedelta(days=number)):
                yield _minute(window.start), _minute(window.end)

    def _blocks(self, room: RoomFacts) -> dict[int, list[Taken]]:
        """Return the blocks that share floor with *room*, under each day since 1970 that they touch."""
        if room.slug not in self._taken:
            by_day: dict[int, list[Taken]] = defaultdict(list)
            for one in self.standing:
                if one.lo < room.hi and room.lo < one.hi:
                    begin, until = _minute(one.span.start), _minute(one.span.end)
                    for day in range(begin // _DAY, (until - 1) // _DAY + 1):
                        by_day[day].append((begin, until, one.title))
            self._taken[room.slug] = by_day
        return self._taken[room.slug]


def public_span(house: HouseFacts, starts: datetime, minutes: int) -> Span:
    """Return the instants of a public time that begins at *starts* on the clock."""
    begin = instant(starts, house.zone)
    until = instant(starts + timedelta(minutes=minutes), house.zone)
    # Inside the hour that the clocks skip it would end before it starts.
    return Span(begin, max(until, begin + timedelta(minutes=house.rules.slot_step_min)))


def moment(minute: int) -> datetime:
    """Return the instant of a minute since 1970."""
    return datetime.fromtimestamp(minute * 60, UTC)


def _minute(moment: datetime) -> int:
    return int(moment.timestamp()) // 60


def _joined(windows: Iterable[tuple[int, int]]) -> list[tuple[int, int]]:
    joined: list[tuple[int, int]] = []
    for begin, until in sorted(windows):
        if joined and begin <= joined[-1][1]:
            joined[-1] = (joined[-1][0], max(joined[-1][1], until))
        else:
            joined.append((begin, until))
    return joined


def _inside(windows: list[tuple[int, int]], date: Date) -> bool:
    place = bisect_right(windows, (date.begin, 1 << 62)) - 1
    return place >= 0 and date.until <= windows[place][1]


def _meets(blocks: dict[int, list[Taken]], date: Date) -> Taken | None:
    for day in range(date.begin // _DAY, (date.until - 1) // _DAY + 1):
        for block in blocks.get(day, ()):
            if block[0] < date.until and date.begin < block[1]:
                return block
    return None
