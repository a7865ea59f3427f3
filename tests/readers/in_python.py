"""Shows calendars as one Python library reads them: `in_python.py LIBRARY SINCE UNTIL FILE…`, seconds since 1970.

Prints one date a line: number of the file, start in seconds, title, with tabs between.
"""

import sys
import warnings
from collections.abc import Iterable, Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

warnings.simplefilter("ignore")  # what other people's libraries think of each other
BERLIN = ZoneInfo("Europe/Berlin")
Found = Iterable[tuple[Any, Any]]  # start and title, as the library has them


def recurring_ical_events(text: str, since: datetime, until: datetime) -> Found:
    """Read as Open Web Calendar and others do."""
    import icalendar
    import recurring_ical_events as library

    for date in library.of(icalendar.Calendar.from_ical(text)).between(since, until):
        yield date["DTSTART"].dt, str(date["SUMMARY"])


def vobject(text: str, _since: datetime, until: datetime) -> Found:
    """Read as Radicale and Calendar Server do."""
    import vobject as library

    for event in getattr(library.readOne(text), "vevent_list", []):
        starts = event.getrruleset(addRDate=True) if hasattr(event, "rrule") else [event.dtstart.value]
        yield from ((start, event.summary.value) for start in _up_to(starts, until, event.dtstart.value.tzinfo))


def _up_to(starts: Iterable[datetime], until: datetime, zone: Any) -> Iterator[datetime]:
    for start in starts:
        aware = start if start.tzinfo else start.replace(tzinfo=zone)
        if aware > until:
            return
        yield aware


def home_assistant(text: str, since: datetime, until: datetime) -> Found:
    """Read as Home Assistant does."""
    from ical.calendar_stream import IcsCalendarStream

    calendar = IcsCalendarStream.calendar_from_ics(text)
    for event in calendar.timeline_tz(BERLIN).overlapping(since, until):
        yield event.dtstart, event.summary


def icalevents(text: str, since: datetime, until: datetime) -> Found:
    """Read as many small displays do."""
    from icalevents.icalevents import events

    for event in events(string_content=text.encode(), start=since, end=until, tzinfo=BERLIN, strict=False):
        yield event.start, event.summary


def khal(text: str, since: datetime, until: datetime) -> Found:
    """Read as the terminal calendar does that vdirsyncer fills."""
    from khal.icalendar import expand, split_ics

    for one in split_ics(text, default_timezone=BERLIN):
        import icalendar

        for event in icalendar.Calendar.from_ical(one).walk("VEVENT"):
            for start, _end in expand(event):
                yield _aware(start), str(event["SUMMARY"])


def _aware(start: datetime) -> datetime:
    return start if start.tzinfo else start.replace(tzinfo=UTC)


def main(library: str, since: str, until: str, *files: str) -> None:
    """Print what *library* shows of each of *files*."""
    first, last = (datetime.fromtimestamp(int(second), UTC) for second in (since, until))
    read = globals()[library]
    for number, file in enumerate(files):
        text = Path(file).read_bytes().decode()
        for start, title in read(text, first - timedelta(days=2), last + timedelta(days=2)):
            print(number, int(start.timestamp()), title, sep="\t")


if __name__ == "__main__":
    main(*sys.argv[1:])
