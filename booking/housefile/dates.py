"""The dates that follow from the entries of a house's file, each with where it stands."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime, time, timedelta
from functools import cached_property

from booking import rules
from booking.facts import HouseFacts, RoomFacts
from booking.housefile.faults import Fault
from booking.housefile.programme import Meeting, Occasion, Request, Series, SeriesException, rule_words
from booking.i18n import _
from booking.recurrence import expand
from booking.refusals import Closed, PublicHoliday, Refusal, Refused
from booking.span import Span, instant
from models.bookings import LIVE, State

# Why a date of a series does not take place.
HOLIDAY, CLOSURE, SCHOOL_HOLIDAY, REPLACED = "holiday", "closure", "school_holiday", "replaced"


@dataclass(frozen=True, kw_only=True, eq=False)
class Planned:
    """One date of an entry; wall-clock times are naive."""

    entry: Series | Meeting | Request
    room: RoomFacts  # with the entry's own set-up and tear-down
    starts: datetime
    ends: datetime
    span: Span  # the public time
    rule_start: datetime | None = None  # none: no series
    state: State = State.CONFIRMED
    reason: str = ""
    note: str = ""
    moved: bool = False

    @cached_property
    def block(self) -> Span:
        """The public time with set-up and tear-down."""
        return rules.block(self.room, self.span)

    @property
    def is_live(self) -> bool:
        """Whether it holds floor and time."""
        return self.state in LIVE

    @property
    def override(self) -> tuple[str, ...]:
        """The closures that do not count for it."""
        named = self.entry.override_closure if isinstance(self.entry, Meeting) else None
        return (named,) if named else ()

    def shares_floor_and_time(self, other: "Planned") -> bool:
        """Whether both cannot take place."""
        return self.room.shares_floor(other.room) and self.block.overlaps(other.block)

    def skipped(self, reason: str) -> "Planned":
        """Return the date as one that does not take place."""
        return replace(self, state=State.SKIPPED, reason=reason)


def at(day: date, minute: int) -> datetime:
    """Return the wall-clock time *minute* minutes after midnight; 1440 is the midnight that ends the day."""
    return datetime.combine(day, time(0)) + timedelta(minutes=minute)


def planned(
    house: HouseFacts, entry: Series | Meeting | Request, day: date, start: int, end: int, *, room: str | None = None
) -> Planned | None:
    """Return *entry* on *day* between two minutes, in *room* or its own; none if the house has no such room."""
    try:
        found = house.room(room or entry.room, entry.extras)
    except Refused:
        return None
    if isinstance(entry, Occasion):
        found = replace(
            found,
            setup_min=found.setup_min if entry.setup is None else entry.setup,
            teardown_min=found.teardown_min if entry.teardown is None else entry.teardown,
        )
    starts, ends = at(day, start), at(day, end)
    begin, until = instant(starts, house.zone), instant(ends, house.zone)
    if until <= begin:  # inside the hour that the clocks skip
        until = begin + (ends - starts)
    return Planned(entry=entry, room=found, starts=starts, ends=ends, span=Span(begin, until))


def meeting_on(house: HouseFacts, meeting: Meeting, day: date) -> Planned | None:
    """Return a single meeting as it would be on *day*."""
    return planned(house, meeting, day, meeting.start, meeting.end)


def hours_objections(house: HouseFacts, entry: Planned) -> list[Refusal]:
    """Return why the block of *entry* does not fit the house's hours, closures and public holidays."""
    return list(rules.hours_objections(house, entry.room, entry.span, entry.override))


def series_dates(
    house: HouseFacts, series: Series, exceptions: Sequence[SeriesException], faults: list[Fault]
) -> list[Planned]:
    """Return every date of the rule of *series*; mistakes go to *faults*.

    An exception counts first, then public holidays, closures, and the pause in school holidays.
    """
    days = _days(house, series, series.dtstart, series.until, faults)
    by_day: dict[date, SeriesException] = {}
    for exception in exceptions:
        if exception.date in by_day:
            faults.append(Fault(exception.line, _("Für diesen Tag steht schon eine Ausnahme da.")))
        elif days and exception.date not in days:
            text = _("Die Terminreihe „{series}“ hat am {day} keinen Termin.", series=series.slug, day=_day(exception))
            faults.append(Fault(exception.line_of("date"), text))
        by_day[exception.date] = exception
    dates = []
    for day in days:
        on_the_day = planned(house, series, day, series.start, series.end)
        if on_the_day is not None:
            by_rule = replace(on_the_day, rule_start=on_the_day.starts)
            dates.append(_excepted(house, by_rule, by_day[day], faults) if day in by_day else _kept(house, by_rule))
    return dates


def request_dates(house: HouseFacts, request: Request, faults: list[Fault]) -> list[Planned]:
    """Return what is asked for: one date, or every date of a series with those skipped on which the house is closed."""
    days = _days(house, request, request.date, None, faults) if request.rrule else [request.date]
    found = [planned(house, request, day, request.start, request.end) for day in days]
    asked = [replace(date, state=State(request.state), reason=request.reason_code or "") for date in found if date]
    if request.rrule is None:
        return asked
    dates = [_kept(house, replace(date, rule_start=date.starts)) for date in asked]
    expected = request.expect_conflict
    closed = [reason for date in asked for reason in hours_objections(house, date) if isinstance(reason, Closed)]
    if expected and dates and expected not in {reason.slug for reason in closed}:
        text = _("Kein Termin fällt auf „{closure}“.", closure=expected)
        faults.append(Fault(request.line_of("expect_conflict"), text))
    return dates


def _day(exception: SeriesException) -> str:
    return exception.date.strftime("%d.%m.%Y")


def _days(
    house: HouseFacts, entry: Series | Request, first: date, last: date | None, faults: list[Fault]
) -> list[date]:
    until = datetime.combine(last, time.max) if last else None
    try:
        starts = expand(entry.rrule or "", at(first, entry.start), until, zone=house.zone)
    except Refused as refused:
        faults.append(Fault(entry.line_of("rrule"), rule_words(refused)))
        return []
    return [start.date() for start in starts]


def _kept(house: HouseFacts, date: Planned) -> Planned:
    """Return the date of a rule, skipped if the house is closed then or the series pauses."""
    objections = hours_objections(house, date)
    if any(isinstance(reason, PublicHoliday) for reason in objections):
        return date.skipped(HOLIDAY)
    if any(isinstance(reason, Closed) for reason in objections):
        return date.skipped(CLOSURE)
    pauses = isinstance(date.entry, Series) and date.entry.pause == "school"
    if pauses and rules.in_school_holidays(house, date.starts.date()):
        return date.skipped(SCHOOL_HOLIDAY)
    return date


def _excepted(house: HouseFacts, date: Planned, exception: SeriesException, faults: list[Fault]) -> Planned:
    """Return the date of a rule as its exception says."""
    if exception.kind == "cancelled":
        return replace(date, state=State.CANCELLED, note=exception.note)
    series = date.entry
    start = series.start if exception.start is None else exception.start
    end = series.end if exception.end is None else exception.end
    if end <= start:
        faults.append(Fault(exception.line, _("Das Ende liegt nicht nach dem Anfang.")))
        return date
    moved = planned(house, series, exception.date, start, end, room=exception.room)
    if moved is None:
        faults.append(Fault(exception.line_of("room"), _("Mit seinen Zusätzen geht das Treffen nicht in diesen Raum.")))
        return date
    # The set-up of the new room may differ; the series' own stays where it was given.
    return replace(moved, rule_start=date.rule_start, note=exception.note, moved=True)
