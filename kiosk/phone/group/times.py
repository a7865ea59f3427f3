"""Free times as pages show them: a strip of days, then the times of one day; every choice is a link."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from booking import rules
from booking.facts import RoomFacts
from booking.i18n import _
from booking.span import Span, local
from kiosk.calendar_words import clock_time
from kiosk.freewords import handy, part_of, part_tabs
from kiosk.phone.group.place import Caller
from kiosk.phone.wording import day_heading

DAYS = 14  # on one page


@dataclass(frozen=True, slots=True)
class DayLine:
    """A day to choose; *words* say whether a time is left."""

    value: str
    name: str
    words: str
    free: bool


@dataclass(frozen=True, slots=True)
class Part:
    """The free times of a part of the day."""

    name: str
    times: list["Time"]


@dataclass(frozen=True, slots=True)
class Time:
    """A free start, and when it would end."""

    value: str
    begins: str
    until: str


@dataclass(frozen=True, slots=True)
class Strip:
    """The days of one page, and the first days of the pages beside it; empty: there is none."""

    first: date
    last: date
    earlier: str
    later: str


def strip(caller: Caller, wanted: str) -> Strip:
    """Return the days from *wanted* (ISO; today if it is none) on, as far ahead as the house lends its rooms."""
    ahead = caller.house.rules.days_ahead_single
    end = caller.today + timedelta(days=364 if ahead is None else ahead)
    first = min(max(day_of(wanted) or caller.today, caller.today), end)
    last = min(first + timedelta(days=DAYS - 1), end)
    before = max(first - timedelta(days=DAYS), caller.today)
    return Strip(
        first,
        last,
        earlier=before.isoformat() if first > caller.today else "",
        later=(last + timedelta(days=1)).isoformat() if last < end else "",
    )


def day_lines(caller: Caller, room: RoomFacts, days: Strip, free: Iterable[Span]) -> list[DayLine]:
    """Return the days of the strip, each with the word for what is left of it."""
    left = {local(span.start, caller.zone).date() for span in free}
    lines = []
    for number in range((days.last - days.first).days + 1):
        day = days.first + timedelta(days=number)
        is_open = any(span.end > caller.now for span in rules.open_windows(caller.house, room, day))
        words = _("frei") if day in left else _("voll") if is_open else _("zu")
        lines.append(DayLine(day.isoformat(), day_heading(day, caller.today), words, day in left))
    return lines


def parts(caller: Caller, free: Sequence[Span], minutes: int) -> list[Part]:
    """Return the free times of one day that people say, by part of the day."""
    starts = handy([local(span.start, caller.zone) for span in free], caller.house.rules.slot_step_min)
    return [
        Part(tab.name, [_time(start, minutes) for start in starts if part_of(start) == tab.value])
        for tab in part_tabs(starts, "")
    ]


def day_of(text: str) -> date | None:
    """Return the day that *text* names (ISO); none if it names none."""
    try:
        return date.fromisoformat(text[:10])
    except ValueError:
        return None


def moment_of(text: str) -> datetime | None:
    """Return the instant that *text* names (ISO with an offset); none if it names none."""
    try:
        moment = datetime.fromisoformat(text[:32])
    except ValueError:
        return None
    return moment if moment.utcoffset() is not None else None


def _time(start: datetime, minutes: int) -> Time:
    until = _("bis {time} Uhr", time=clock_time(start + timedelta(minutes=minutes)))
    return Time(start.isoformat(), clock_time(start), until)
