"""What a calendar program makes of a feed, by libraries that know nothing of ours."""

from datetime import UTC, datetime

import icalendar
import recurring_ical_events

Shown = tuple[datetime, datetime, str]  # start and end in UTC, title

_SINCE, _UNTIL = datetime(2026, 1, 1, tzinfo=UTC), datetime(2030, 1, 1, tzinfo=UTC)


def shown(feed: bytes, since: datetime = _SINCE, until: datetime = _UNTIL) -> list[Shown]:
    """Return every date that a calendar program shows between two instants, in order."""
    calendar = icalendar.Calendar.from_ical(feed)
    dates = recurring_ical_events.of(calendar).between(since, until)
    return sorted((date.start.astimezone(UTC), date.end.astimezone(UTC), str(date["SUMMARY"])) for date in dates)


def events(feed: bytes) -> dict[str, icalendar.Component]:
    """Return the VEVENTs of a feed by the part of their UID before the domain."""
    found = icalendar.Calendar.from_ical(feed).walk("VEVENT")
    by_uid = {str(event["UID"]).partition("@")[0]: event for event in found}
    assert len(by_uid) == len(found), "a UID stands twice"
    return by_uid


def lines(feed: bytes) -> list[str]:
    """Return the lines of a feed unfolded, as a program reads them that knows no iCalendar library."""
    return feed.decode().replace("\r\n ", "").split("\r\n")
