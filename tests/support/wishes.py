"""Bookings that programs ask a plain house for, each at a time of its own, when the house is open."""

from collections.abc import Iterator
from datetime import date, timedelta
from itertools import count, islice

import holidays

from booking import clock
from booking.span import local
from tests.support.cast import BERLIN, at

_CLOSED = holidays.country_holidays("DE", subdiv="BW")


def is_open(day: date) -> bool:
    """Whether *day* is no public holiday."""
    return day not in _CLOSED


def open_days(first: int) -> Iterator[date]:
    """Yield every day on which a plain house is open, from *first* days ahead."""
    today = local(clock.now(), BERLIN).date()
    return (day for ahead in count(first) if is_open(day := today + timedelta(days=ahead)))


def slot(number: int, hour: int = 10, *, room: str = "saal", minutes: int = 60, **more: str) -> dict[str, str]:
    """Return the wish for *hour* o'clock on the open day *number*, counted from tomorrow."""
    start = at(next(islice(open_days(1), number, None)), f"{hour}:00").astimezone(BERLIN)
    times = {"start": start.isoformat(), "end": (start + timedelta(minutes=minutes)).isoformat()}
    return {"room": room, "title": "Treffen", **times, **more}
