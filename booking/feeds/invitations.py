"""The calendar part of a letter (iTIP, RFC 5546): what brings a date into a calendar, moves it, takes it out.

Where the room has a mailbox that somebody reads, it invites: only then do mail programs move or remove what they
entered before. Where it has none, the date is published, and people enter it by themselves.
"""

from dataclasses import dataclass, replace
from datetime import datetime
from enum import StrEnum

from icalendar import Calendar
from icalendar.prop import vCalAddress, vText

from booking.feeds.wire import FOOT, Entry, event_of, one_line


class Method(StrEnum):
    """What the receiver's program is asked to do; in the letter's header, too."""

    REQUEST = "REQUEST"
    CANCEL = "CANCEL"
    PUBLISH = "PUBLISH"


@dataclass(frozen=True, slots=True, kw_only=True)
class Invitation:
    """Entries that go into one letter; *gone*: they take place no more, or not with the receiver."""

    entries: tuple[Entry, ...]
    gone: bool = False
    timezone: bytes  # a whole VTIMEZONE or nothing
    more: tuple["Invitation", ...] = ()  # what goes along under other names, each a message of its own

    def method(self, mailbox: str) -> Method:
        """Return what can be asked for in the name of *mailbox*, empty where the room has none."""
        if not mailbox or len({entry.uid for entry in self.entries}) > 1:  # RFC 5546, 3.2.2: one UID
            return Method.PUBLISH
        return Method.CANCEL if self.gone else Method.REQUEST

    def told(self, *, mailbox: str, name: str, receiver: str, written: datetime) -> bytes:
        """Return the whole VCALENDAR, written at the instant *written*, from the room called *name*."""
        method = self.method(mailbox)
        calendar = Calendar()
        calendar["VERSION"] = vText("2.0")
        calendar["PRODID"] = vText("-//Treffpunkt//Treffpunkt//DE")
        calendar["CALSCALE"] = vText("GREGORIAN")
        calendar["METHOD"] = vText(method)
        head: bytes = calendar.to_ical()
        events = (self._event(entry, method, mailbox, name, receiver, written) for entry in self.entries)
        return b"".join([head.removesuffix(FOOT), self.timezone, *events, FOOT])

    def _event(self, entry: Entry, method: Method, mailbox: str, name: str, receiver: str, written: datetime) -> bytes:
        words = replace(entry.words, cancelled=self.gone or entry.words.cancelled)
        # With a METHOD, DTSTAMP is when the letter was written (RFC 5545, 3.8.7.2).
        event = event_of(replace(entry, touched=max(entry.touched, written), words=words))
        if mailbox:
            organizer = vCalAddress(f"mailto:{mailbox}")
            organizer.params["CN"] = one_line(name)
            event["ORGANIZER"] = organizer
        if method is not Method.PUBLISH:
            attendee = vCalAddress(f"mailto:{receiver}")
            attendee.params.update({"ROLE": "REQ-PARTICIPANT", "PARTSTAT": "ACCEPTED", "RSVP": "FALSE"})
            event["ATTENDEE"] = attendee
        told: bytes = event.to_ical()
        return told
