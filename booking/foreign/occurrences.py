"""Which dates a foreign calendar has in a stretch of days: its rules, exceptions and moved dates expanded."""

import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from itertools import chain
from typing import Any
from zoneinfo import ZoneInfo

import recurring_ical_events
from icalendar import Calendar, Event

from booking.foreign.reading import NOT_READABLE, CalendarRefused, Foreign
from booking.i18n import _
from booking.span import instant
from booking.titles import DIRECTIONS

MOST_DATES = 20_000
_STEP = timedelta(days=28)  # expanded piece by piece, so that too many are noticed before all of them are counted


@dataclass(frozen=True, slots=True, order=True)
class Occurrence:
    """One date: aware UTC instants, or days of which the last does not count."""

    starts: datetime | date
    ends: datetime | date
    summary: str
    uid: str
    recurrence: str = ""  # its place in what repeats (RECURRENCE-ID), in UTC or as a day; empty: it does not repeat
    location: str = ""
    cancelled: bool = False


def occurrences(calendar: Foreign, since: date, until: date, zone: ZoneInfo) -> list[Occurrence]:
    """Return what begins from *since* on and before *until*, in order; floating times are those of *zone*.

    Raises CalendarRefused if there are more than MOST_DATES, or what its events say of each other makes no sense.
    """
    found: list[Occurrence] = []
    try:
        for one in calendar.calendars:
            repeating = _repeating(one)
            for event in _expanded(one, since, until):
                found.append(_occurrence(event, zone, repeating))
                _not_too_many(found)
    except NOT_READABLE as error:
        # Each event could be read by itself; what they say of each other makes no sense.
        raise CalendarRefused(_("Die Termine dieses Kalenders widersprechen sich.")) from error
    return sorted((one for one in found if since <= _day(one, zone) < until), key=_in_order)


def _not_too_many(found: list[Occurrence]) -> None:
    if len(found) > MOST_DATES:
        raise CalendarRefused(_("Der Kalender hat in dieser Zeit mehr als {most} Termine.", most=MOST_DATES))


def _expanded(calendar: Calendar, since: date, until: date) -> Iterator[Event]:
    query = recurring_ical_events.of(calendar, skip_bad_series=True)
    # A day more on either side: the days of another zone begin earlier or later than ours.
    first, last = since - timedelta(days=1), until + timedelta(days=1)
    steps = (first + number * _STEP for number in range((last - first) // _STEP + 1))
    return chain.from_iterable(
        (event for event in query.between(step, min(step + _STEP, last)) if _begins_in(event, step)) for step in steps
    )


def _begins_in(event: Event, step: date) -> bool:
    """Whether *event* begins in the piece from *step* on: one that lasts longer is in the next pieces as well."""
    start = event.start.date() if isinstance(event.start, datetime) else event.start
    return step <= start < step + _STEP


def _repeating(calendar: Calendar) -> set[str]:
    """Return the UID of everything that has more than one date; the library gives a place to each date of any event."""
    marks = ("RRULE", "RDATE", "RECURRENCE-ID")
    return {str(event.get("UID", "")) for event in calendar.walk("VEVENT") if any(mark in event for mark in marks)}


def _occurrence(event: Event, zone: ZoneInfo, repeating: set[str]) -> Occurrence:
    starts, ends = (_moment(moment, zone) for moment in (event.start, event.end))
    return Occurrence(
        starts=starts,
        ends=ends if type(ends) is type(starts) and _not_before(ends, starts) else starts,
        summary=_clean(event.get("SUMMARY", "")),
        uid=_clean(event.get("UID", "")),
        recurrence=_place(event, zone) if str(event.get("UID", "")) in repeating else "",
        location=_clean(event.get("LOCATION", "")),
        cancelled=str(event.get("STATUS", "")).strip().upper() == "CANCELLED",
    )


def _place(event: Event, zone: ZoneInfo) -> str:
    told: Any = event["RECURRENCE-ID"]
    return _stamp(_moment((told[0] if isinstance(told, list) else told).dt, zone))


def _stamp(moment: datetime | date) -> str:
    return f"{moment:%Y%m%dT%H%M%SZ}" if isinstance(moment, datetime) else f"{moment:%Y%m%d}"


def _moment(moment: datetime | date, zone: ZoneInfo) -> datetime | date:
    if not isinstance(moment, datetime):
        return moment
    return instant(moment, zone) if moment.tzinfo is None else moment.astimezone(UTC)


def _not_before(ends: datetime | date, starts: datetime | date) -> bool:
    return _sortable(ends) >= _sortable(starts)


def _day(one: Occurrence, zone: ZoneInfo) -> date:
    return one.starts.astimezone(zone).date() if isinstance(one.starts, datetime) else one.starts


def _in_order(one: Occurrence) -> tuple[datetime, datetime, str]:
    return _sortable(one.starts), _sortable(one.ends), one.summary


def _sortable(moment: datetime | date) -> datetime:
    return moment if isinstance(moment, datetime) else datetime(moment.year, moment.month, moment.day, tzinfo=UTC)


def _clean(value: object) -> str:
    """Return one line without control signs and signs of direction, which turn round what stands beside them."""
    text = "".join(sign for sign in str(value) if sign.isspace() or unicodedata.category(sign) not in ("Cc", "Cs"))
    return " ".join(unicodedata.normalize("NFC", text.translate(DIRECTIONS)).split())
