"""In which form a feed is written: what stands before, between and after its entries."""

from collections.abc import Callable
from dataclasses import dataclass, replace

from booking.feeds import atom, jsonfeed, wire
from booking.feeds.wire import Entry, Heading


@dataclass(frozen=True, slots=True)
class Form:
    """How the bytes of a feed are made. Each entry is written by itself, so that one change writes one."""

    name: str
    content_type: str
    head: Callable[[Heading, bytes], bytes]  # the heading and the VTIMEZONE of the house
    entry: Callable[[Entry], bytes]
    between: bytes
    foot: bytes
    by_time: bool = False  # the next first; else by UID, so that a date that moves changes little


ICALENDAR = Form("ics", "text/calendar; charset=utf-8", wire.head_bytes, wire.entry_bytes, b"", wire.FOOT)
OWN = replace(ICALENDAR, name="own")  # the same entries as its group reads them
ATOM = Form(
    "atom", "application/atom+xml; charset=utf-8", atom.head_bytes, atom.entry_bytes, b"", atom.FOOT, by_time=True
)
JSON = Form(
    "json",
    "application/feed+json; charset=utf-8",
    jsonfeed.head_bytes,
    jsonfeed.entry_bytes,
    b",\n",
    jsonfeed.FOOT,
    by_time=True,
)
