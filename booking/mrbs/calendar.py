"""The calendar that MRBS makes of a report: one VEVENT for a series with RRULE and EXDATE, one for each changed date.

`LOCATION` is "area - room". Nobody who booked is named in it: ORGANIZER is MRBS itself.
"""

import hashlib
from collections import defaultdict
from collections.abc import Iterator
from datetime import UTC, date, datetime, timedelta
from typing import Any

import recurring_ical_events
from icalendar import Calendar, Component, Event

from booking.foreign import read_calendar
from booking.i18n import _
from booking.mrbs.found import Date, Found, MrbsRefused, Run

_DELIMITER = " - "
_AHEAD = timedelta(days=5 * 366)  # a series of MRBS has at most 365 dates
_GONE = "CANCELLED"


def from_calendar(told: bytes, *, now: datetime) -> Found:
    """Return the bookings from *now* on. Raises MrbsRefused, and CalendarRefused if *told* is no calendar."""
    read = read_calendar(told)
    if not any("//MRBS//" in str(calendar.get("PRODID", "")) for calendar in read.calendars):
        raise MrbsRefused(_("Dieser Kalender ist nicht von MRBS."))
    problems = [*read.refusals]
    singles: list[Date] = []
    runs: list[Run] = []
    for calendar in read.calendars:
        rules = _rules(calendar)
        members: defaultdict[str, list[Date]] = defaultdict(list)
        for event in _expanded(calendar, now):
            found = _date(event)
            if isinstance(found, str):
                problems.append(found)
            elif str(event.get("UID", "")) in rules:
                members[str(event["UID"])].append(found)
            else:
                singles.append(found)
        runs += (
            Run(where=dates[0].where, mark=_mark(uid, "series"), rules=(rules[uid],), dates=tuple(dates))
            for uid, dates in members.items()
        )
    every = (*singles, *(one for run in runs for one in run.dates))
    rooms = frozenset((one.area, one.room) for one in every)
    return Found(singles=tuple(singles), runs=tuple(runs), rooms=rooms, problems=tuple(problems))


def _rules(calendar: Calendar) -> dict[str, str]:
    """Return the rule of each series, by its UID."""
    masters = (event for event in calendar.walk("VEVENT") if "RRULE" in event and not isinstance(event["RRULE"], list))
    return {str(event.get("UID", "")): _bare(_told(event)) for event in masters}


def _told(event: Component) -> str:
    rule: Any = event["RRULE"]
    return str(rule.to_ical().decode())


def _bare(rule: str) -> str:
    return ";".join(part for part in rule.split(";") if not part.startswith(("UNTIL=", "COUNT=")))


def _expanded(calendar: Calendar, now: datetime) -> Iterator[Event]:
    query = recurring_ical_events.of(calendar, skip_bad_series=True)
    for event in query.between(now, now + _AHEAD):
        if str(event.get("STATUS", "")).upper() != _GONE:
            yield event


def _date(event: Event) -> Date | str:
    title = " ".join(str(event.get("SUMMARY", "")).split())
    starts, ends = event.start, event.end
    if not isinstance(starts, datetime) or not isinstance(ends, datetime) or starts.tzinfo is None:
        return _("„{title}“ am {day}: Es hat keine Uhrzeit.", title=title, day=f"{_day(starts):%d.%m.%Y}")
    where = _("„{title}“ am {day}", title=title, day=f"{starts:%d.%m.%Y}")
    area, _dash, room = str(event.get("LOCATION", "")).rpartition(_DELIMITER)
    return Date(
        where=where,
        mark=_mark(str(event.get("UID", "")), starts.astimezone(UTC).isoformat()),
        room=room.strip(),
        area=area.strip(),
        starts=starts.astimezone(UTC),
        ends=ends.astimezone(UTC),
        title=title,
        open=str(event.get("STATUS", "")).upper() == "TENTATIVE",
        changed=True,  # a calendar says what is, not what was meant
    )


def _day(moment: datetime | date) -> date:
    return moment.date() if isinstance(moment, datetime) else moment


def _mark(uid: str, place: str) -> str:
    return hashlib.sha256(f"{uid}|{place}".encode()).hexdigest()[:24]
