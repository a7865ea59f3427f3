"""Calendar entries as the bytes that go over the wire (RFC 5545 and 7986).

Only what every calendar program understands the same way is written: no METHOD, no ORGANIZER, no
RDATE, no RECURRENCE-ID. The same values always give the same bytes.
"""

import re
import unicodedata
from dataclasses import dataclass
from datetime import datetime
from functools import lru_cache

from icalendar import Calendar, Event
from icalendar.prop import vCategory, vInt, vRecur, vText, vUri

FOOT = b"END:VCALENDAR\r\n"
_LINE_ENDS = re.compile("\r\n|[\r\n\v\f\x1c\x1d\x1e\x85\u2028\u2029]")
# Explicit signs of direction turn round what other people wrote beside them.
_DIRECTIONS = {ord(sign): None for sign in "\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069\ufeff"}
_HOURLY = "PT1H"


@dataclass(frozen=True, slots=True, kw_only=True)
class Words:
    """What an entry says to people."""

    summary: str
    description: str = ""
    location: str = ""
    url: str = ""
    categories: tuple[str, ...] = ()
    private: bool = False
    cancelled: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Entry:
    """One VEVENT. *starts*, *ends* and *left_out* are aware, in UTC or in the zone of the house."""

    uid: str
    touched: datetime  # when the public last learned something new: DTSTAMP and LAST-MODIFIED
    revision: int
    tzid: str  # "UTC" or the house's zone; two times may be equal and still be written differently
    starts: datetime
    ends: datetime
    rule: str = ""  # RRULE with UNTIL in UTC; empty: one date
    left_out: tuple[datetime, ...] = ()
    words: Words


@dataclass(frozen=True, slots=True, kw_only=True)
class Heading:
    """What a feed says about itself."""

    name: str
    description: str
    colour: str  # a name of CSS 3
    source: str  # address of the feed
    url: str  # address of the page that explains it


def plain(text: str) -> str:
    r"""Return *text* without what calendar programs stumble over.

    Control signs, lone surrogates and signs of direction go, every kind of line end becomes `\n`,
    and a backslash becomes a slash, because many programs read `\\n` as a line break.
    """
    lines = _LINE_ENDS.sub("\n", text).translate(_DIRECTIONS).replace("\\", "/")
    kept = "".join(sign for sign in lines if sign == "\n" or unicodedata.category(sign) not in ("Cc", "Cs"))
    return kept.strip()


def one_line(text: str) -> str:
    """Return *text* as `plain` does, in one line with single spaces."""
    return " ".join(plain(text).split())


def entry_bytes(entry: Entry) -> bytes:
    """Return the VEVENT of *entry*, folded, with CRLF."""
    event = Event()
    event["UID"] = vText(entry.uid)
    for name in ("DTSTAMP", "LAST-MODIFIED"):
        event.add(name, entry.touched)
    event["SEQUENCE"] = vInt(entry.revision)
    event.add("DTSTART", entry.starts)
    event.add("DTEND", entry.ends)
    if entry.rule:
        event["RRULE"] = vRecur.from_ical(entry.rule)
    for moment in entry.left_out:
        event.add("EXDATE", moment)
    _add_words(event, entry.words)
    told: bytes = event.to_ical()
    return told


def _add_words(event: Event, words: Words) -> None:
    event["SUMMARY"] = vText(one_line(words.summary))
    if description := plain(words.description):
        event["DESCRIPTION"] = vText(description)
    if location := one_line(words.location):
        event["LOCATION"] = vText(location)
    if words.url:
        event["URL"] = vUri(words.url)
    if words.categories:
        event["CATEGORIES"] = vCategory([vText(one_line(word)) for word in words.categories])
    event["CLASS"] = vText("PRIVATE" if words.private else "PUBLIC")
    event["TRANSP"] = vText("TRANSPARENT" if words.cancelled else "OPAQUE")
    event["STATUS"] = vText("CANCELLED" if words.cancelled else "CONFIRMED")


@lru_cache(maxsize=64)
def head_bytes(heading: Heading, timezone: bytes) -> bytes:
    """Return everything before the first VEVENT; *timezone* is a whole VTIMEZONE or nothing."""
    name, description = vText(one_line(heading.name)), vText(plain(heading.description))
    calendar = Calendar()
    calendar["VERSION"] = vText("2.0")
    calendar["PRODID"] = vText("-//Treffpunkt//Treffpunkt//DE")
    calendar["CALSCALE"] = vText("GREGORIAN")
    # Each fact twice: by RFC 7986, and as older programs know it.
    calendar["NAME"] = calendar["X-WR-CALNAME"] = name
    calendar["DESCRIPTION"] = calendar["X-WR-CALDESC"] = description
    calendar["COLOR"] = vText(heading.colour)
    calendar["REFRESH-INTERVAL"] = vText(_HOURLY, params={"VALUE": "DURATION"})
    calendar["X-PUBLISHED-TTL"] = vText(_HOURLY)
    calendar["SOURCE"] = vUri(heading.source, params={"VALUE": "URI"})
    calendar["URL"] = vUri(heading.url)
    head: bytes = calendar.to_ical()
    return head.removesuffix(FOOT) + timezone
