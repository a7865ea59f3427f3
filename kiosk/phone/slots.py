"""Times that are free instead, and what was chosen before one of them is: it goes along."""

import dataclasses
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import timedelta

from booking.facts import HouseFacts
from booking.refusals import Alternative
from booking.span import local
from kiosk.calendar_words import from_to, short_day


@dataclass(frozen=True, slots=True)
class Time:
    """A free time, as the form sends it."""

    value: str  # ROOM MINUTES START
    words: str
    more: str


@dataclass(frozen=True, slots=True)
class Kept:
    """What somebody chose on the page of a held time, before another time; nothing of it tells who they are."""

    instead_of: str = ""  # token of what was held before
    way: str = ""
    group: str = ""
    usage: str = ""
    persons: str = ""

    @classmethod
    def read(cls, fields: Mapping[str, str]) -> "Kept":
        """Return what the form of free times sent along."""
        return cls(**{one.name: fields.get(one.name, "")[:80] for one in dataclasses.fields(cls)})


def instead(house: HouseFacts, one: Alternative, wanted: str = "") -> Time:
    """Return a time that is free instead, as the form sends it.

    It names the room that people know; whoever asked for the room *wanted*, which has the kitchen, gets it with it.
    """
    start, end = local(one.span.start, house.zone), local(one.span.end, house.zone)
    minutes = one.span.length // timedelta(minutes=1)
    room = house.rooms_by_slug[wanted if wanted.startswith(f"{one.room}+") else one.room]
    return Time(
        f"{room.slug} {minutes} {start.isoformat()}", f"{short_day(start.date())}, {from_to(start, end)}", room.name
    )
