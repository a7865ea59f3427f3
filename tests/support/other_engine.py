"""Dates of a rule by recurring-ical-events: what a calendar program makes of it."""

import re
from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import icalendar
import recurring_ical_events

_WRITTEN = datetime(2026, 1, 1, tzinfo=UTC)


def by_another_engine(rule: str, first: datetime, last: datetime, zone: ZoneInfo) -> list[datetime]:
    """Return the aware starts of a meeting that repeats by *rule* from the naive *first* to *last*, in order."""
    meeting = icalendar.Event.new(uid="1", stamp=_WRITTEN, start=first.replace(tzinfo=zone))
    meeting.add("RRULE", icalendar.vRecur.from_ical(rule))
    calendar = icalendar.Calendar.new()
    calendar.add_component(meeting)
    found = recurring_ical_events.of(calendar).between(first.date(), last.date() + timedelta(days=1))
    starts = sorted(date["DTSTART"].dt for date in found)
    return [start for start in starts if start.replace(tzinfo=None) <= last]


def as_programs_write_it(rule: str, zone: ZoneInfo) -> str:
    """Return *rule* with UNTIL in UTC, as RFC 5545 wants it of a meeting with a zone; a bare day counts whole."""
    return re.sub(r"(?<=UNTIL=)\d{8}(T\d{6})?(?=;|$)", lambda until: _in_utc(until[0], zone), rule)


def _in_utc(until: str, zone: ZoneInfo) -> str:
    end = datetime.fromisoformat(until if "T" in until else f"{until}T235959")
    return f"{end.replace(tzinfo=zone).astimezone(UTC):%Y%m%dT%H%M%SZ}"
