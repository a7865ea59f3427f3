"""Meetings in a list, day by day, as the programme and the page of a quarter show them."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from itertools import groupby

from booking.i18n import _
from booking.meetings import Occurrence
from kiosk.calendar_words import clock_time, short_day, whole_days
from kiosk.components.meeting_words import Chip, title_of, where
from kiosk.phone import addresses, wording


@dataclass(frozen=True, slots=True)
class Line:
    """One date in the list; without *path* it is told but leads nowhere."""

    path: str
    starts: str
    ends: str
    title: str
    lang: str  # of the title
    room: str
    note: str
    cancelled: bool
    chips: list[Chip]


@dataclass(frozen=True, slots=True)
class Day:
    """A day and what is on."""

    heading: str
    lines: list[Line]


def days_of(dates: Iterable[Occurrence], heading: Callable[[date], str], *, first: date, now: datetime) -> list[Day]:
    """Return *dates*, which are in order, by day; what began before *first* stands there."""
    return [
        Day(heading(day), [_line(one, first, now) for one in on_it])
        for day, on_it in groupby(dates, key=lambda one: max(one.starts.date(), first))
    ]


def _line(one: Occurrence, first: date, now: datetime) -> Line:
    title = title_of(one)
    return Line(
        path="" if one.hidden else addresses.meeting(one.code),
        starts=_from(one, first),
        ends="" if one.all_day else _until(one),
        title=title.words,
        lang=title.lang,
        room=f"{whole_days(one.starts, one.ends)} · {where(one)}" if one.all_day else where(one),
        note=one.note,
        cancelled=one.status == "cancelled",
        chips=wording.list_chips(one, now),
    )


def _from(one: Occurrence, first: date) -> str:
    if one.all_day:
        return _("Tag")
    return clock_time(one.starts) if one.starts.date() >= first else ""


def _until(one: Occurrence) -> str:
    """Return when it ends, with the day if that is another."""
    one_day = one.ends - one.starts < timedelta(days=1)
    return (
        clock_time(one.ends)
        if one_day
        else _("{day}, {time}", day=short_day(one.ends.date()), time=clock_time(one.ends))
    )
