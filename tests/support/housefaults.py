"""Files of a house with mistakes, and what is told of them."""

import pytest

from booking.housefile.checking import check_house_file
from booking.housefile.faults import FileRefused

HERE = "# <-"  # marks the line that the mistake should be told of

SERIES = """
series:
  - slug: chor
    group: probe
    room: saal
    title: Chor
    dtstart: 2026-11-23
    start: "19:00"
    end: "20:00"
    rrule: "FREQ=WEEKLY"
    until: 2026-12-21
    type: open_event
"""
MEETING = """
meetings:
  - slug: fest
    group: probe
    room: saal
    extras: [kueche]
    title: Fest
    date: 2026-11-24
    start: "14:00"
    end: "17:00"
    type: open_event
"""
REQUEST = """
requests:
  - id: R-1
    group: probe
    room: saal
    title: Kurs
    date: 2026-11-25
    start: "10:00"
    end: "12:00"
    state: requested
"""


def faults(text: str) -> list[str]:
    """Return what is told of *text*, with the line's number replaced by HERE if it is the marked one."""
    marked = next((number for number, line in enumerate(text.splitlines(), start=1) if HERE in line), 0)
    with pytest.raises(FileRefused) as refused:
        check_house_file(text)
    return [f"{HERE if fault.line == marked else fault.line} {fault.text}" for fault in refused.value.faults]


def changed(text: str, old: str, new: str) -> str:
    """Return *text* with a part replaced, which must be there once."""
    assert text.count(old) == 1, old
    return text.replace(old, new)
