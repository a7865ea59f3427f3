"""Calendar entries as the bytes that go over the wire (RFC 5545 and 7986).

Only what every calendar program understands the same way is written: no METHOD, no ORGANIZER, no
RDATE, and in feeds no RECURRENCE-ID. The same values always give the same bytes.
"""

import re
from dataclasses import dataclass
from datetime import datetime
from functools import lru_cache
from typing import Any

from icalendar import Calendar, Event, Parameters
from icalendar.prop import vCategory, vDDDLists, vDDDTypes, vGeo, vInt, vRecur, vText, vUri

from booking.titles import DIRECTIONS

FOOT = b"END:VCALENDAR\r\n"
_LINE_ENDS = re.compile("\r\n|[\r\n\v\f\x1c\x1d\x1e\x85\u2028\u2029]")
_NO_TEXT = re.compile("[\x00-\x09\x0b-\x1f\x7f-\x9f\ud800-\udfff]")  # control signs (Cc) but \n, lone surrogates (Cs)
_BEGIN, _END = b"BEGIN:VEVENT\r\n", b"END:VEVENT\r\n"
_LINE = 75  # octets
_ESCAPING = b"\\^"
_HOURLY = "PT1H"
_GERMAN = {"LANGUAGE": "de"}  # what the house says, and what it adds
_BY_VIDEO = {"VALUE": "URI", "FEATURE": "VIDEO"}  # one feature: the library quotes a list of them as one
_PICTURE = {"VALUE": "URI", "DISPLAY": "GRAPHIC", "FMTTYPE": "image/png"}


@dataclass(frozen=True, slots=True, kw_only=True)
class Words:
    """What an entry says to people."""

    summary: str
    description: str = ""
    location: str = ""
    place: tuple[float, float] | None = None  # of the house on the globe: degrees north and east
    url: str = ""
    online: str = ""  # where one joins by video; empty: in the house only
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
    all_day: bool = False  # from midnight to midnight, told as days
    instead_of: datetime | None = None  # the date of the rule that this one stands for; in letters only
    words: Words


@dataclass(frozen=True, slots=True, kw_only=True)
class Heading:
    """What a feed says about itself."""

    name: str
    description: str
    colour: str  # a name of CSS 3
    source: str  # address of the feed; empty: it is a secret
    url: str  # address of the page that explains it
    zone: str = ""  # in which its times are meant; empty: nobody is told
    picture: str = ""  # address of one for all of it, a PNG
    updated: datetime | None = None  # when something in it last changed; told where a form asks for it


def plain(text: str) -> str:
    r"""Return *text* without what calendar programs stumble over.

    Control signs, lone surrogates and signs of direction go, every kind of line end becomes `\n`,
    and a backslash becomes a slash, because many programs read `\\n` as a line break.
    """
    lines = _LINE_ENDS.sub("\n", text).translate(DIRECTIONS).replace("\\", "/")
    return _NO_TEXT.sub("", lines).strip()


def one_line(text: str) -> str:
    """Return *text* as `plain` does, in one line with single spaces."""
    return " ".join(plain(text).split())


def entry_bytes(entry: Entry) -> bytes:
    """Return the VEVENT of *entry*, folded, with CRLF.

    As icalendar joins lines from the values that it wrote, in half of the time.
    """
    event = event_of(entry)
    lines = [_BEGIN]
    for name in event.sorted_keys():
        values = event[name]
        lines += [_line(name, value) for value in (values if isinstance(values, list) else [values])]
    return b"".join([*lines, _END])


def _line(name: str, value: Any) -> bytes:
    told = value.to_ical()  # a few kinds give text
    return folded(_named(name, tuple(value.params.items())) + (told.encode() if isinstance(told, str) else told))


@lru_cache(maxsize=256)
def _named(name: str, params: tuple[tuple[str, str], ...]) -> bytes:
    """Return how a line begins, up to its value."""
    told = Parameters(params).to_ical()
    return f"{name};".encode() + told + b":" if told else f"{name}:".encode()


def folded(line: bytes) -> bytes:
    """Return a content line with its end, with no more than 75 octets before each line end.

    No letter is split, and no sign from what it escapes, which some programs would misread.
    """
    lines, start = [], 0
    while len(line) - start >= _LINE:
        end = start + _LINE - 1  # one octet is the space that a line which goes on begins with
        while line[end] & 0xC0 == 0x80:  # in the midst of a letter
            end -= 1
        if line[end - 1] in _ESCAPING and end - 1 > start:
            end -= 1
        lines.append(line[start:end])
        start = end
    return b"\r\n ".join([*lines, line[start:]]) + b"\r\n" if lines else line + b"\r\n"


def event_of(entry: Entry) -> Event:
    """Return the VEVENT of *entry*."""
    event = Event()
    event["UID"] = vText(entry.uid)
    # As Event.add makes them, which looks for the kind of each value once more.
    event["DTSTAMP"] = event["LAST-MODIFIED"] = vDDDTypes(entry.touched)
    event["SEQUENCE"] = vInt(entry.revision)
    starts, ends = (entry.starts.date(), entry.ends.date()) if entry.all_day else (entry.starts, entry.ends)
    event["DTSTART"], event["DTEND"] = vDDDTypes(starts), vDDDTypes(ends)
    if entry.rule:
        event["RRULE"] = vRecur.from_ical(entry.rule)
    if entry.left_out:
        event["EXDATE"] = [vDDDLists([moment]) for moment in entry.left_out]  # a line each
    if entry.instead_of is not None:
        event.add("RECURRENCE-ID", entry.instead_of)
    _add_words(event, entry.words)
    return event


def _add_words(event: Event, words: Words) -> None:
    event["SUMMARY"] = vText(one_line(words.summary), params=_GERMAN)
    if description := plain(words.description):
        event["DESCRIPTION"] = vText(description, params=_GERMAN)
    if location := one_line(words.location):
        event["LOCATION"] = vText(location)
    if words.place is not None:
        event["GEO"] = vGeo(words.place)
    if words.url:
        event["URL"] = vUri(words.url)
    if words.online:
        event["CONFERENCE"] = vUri(words.online, params=_BY_VIDEO)
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
    if heading.source:
        calendar["SOURCE"] = vUri(heading.source, params={"VALUE": "URI"})
    calendar["URL"] = vUri(heading.url)
    if heading.zone:
        calendar["X-WR-TIMEZONE"] = vText(heading.zone)
    if heading.picture:
        calendar["IMAGE"] = vUri(heading.picture, params=_PICTURE)
    head: bytes = calendar.to_ical()
    return head.removesuffix(FOOT) + timezone
