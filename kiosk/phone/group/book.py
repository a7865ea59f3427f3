"""A group books on its phone: room and day, then the time, then what it is; nothing is held meanwhile."""

import secrets
from collections import Counter
from dataclasses import dataclass
from datetime import date, timedelta
from urllib.parse import urlencode

from starlette.requests import Request

from booking import occupancy, owndates
from booking.facts import RoomFacts
from booking.i18n import N_, _
from booking.owndates import OwnDate
from booking.refusals import Malformed, Refused, Taken
from booking.repeats import Repeat
from booking.span import Span, local
from booking.titles import LONGEST
from kiosk.calendar_words import duration, from_to, long_day
from kiosk.freewords import lengths_of
from kiosk.phone import addresses
from kiosk.phone.group import times, wishing
from kiosk.phone.group.form import FormPage, Sent
from kiosk.phone.group.place import Caller, Values
from models.community import Listing, Trust

_USUAL_MINUTES = 90
_WEEKS = 12  # that a series lasts, unless somebody says otherwise
_HOW_OFTEN = {
    "": N_("einmal"),
    Repeat.WEEKLY.value: N_("jede Woche"),
    Repeat.TWO_WEEKS.value: N_("alle zwei Wochen"),
    Repeat.FOUR_WEEKS.value: N_("alle vier Wochen"),
}


@dataclass(frozen=True, slots=True)
class Choice:
    """A room or a length to choose: a link, or what is chosen."""

    words: str
    link: str
    chosen: bool


class BookPage(FormPage):
    """`/g/{token}/buchen`: three steps by GET, one POST."""

    def template(self, _request: Request, sent: Sent) -> str:
        """Return the step that what was chosen so far leads to."""
        return _template(sent)

    def values(self, _request: Request, caller: Caller, sent: Sent, refused: Refused | None) -> Values:
        """Return what this step offers; whether one may wait for a time that somebody has."""
        clash = refused is not None and any(isinstance(reason, Taken) for reason in refused.reasons)
        return {**_VIEWS[_template(sent)](caller, sent), "clash": clash}

    def done(self, _request: Request, caller: Caller, sent: Sent) -> str:
        """Book, or wait."""
        return wishing.done(caller, sent)


def _template(sent: Sent) -> str:
    if sent.get("zeit"):
        return "book_check.html"
    return "book_time.html" if times.day_of(sent.get("tag", "")) else "book_day.html"


def _link(caller: Caller, **chosen: object) -> str:
    return f"{addresses.group(caller.token, 'buchen')}?{urlencode(chosen)}"


def _room(caller: Caller, sent: Sent) -> RoomFacts:
    """Return the room that was chosen; else the one that the group has most often."""
    rooms = {room.slug: room for room in caller.house.bookable_rooms}
    if not rooms:
        raise Refused(Malformed("room", "a house with rooms"))
    chosen = rooms.get(sent.get("raum", ""))
    if chosen is not None:
        return chosen
    usual = Counter(one.room for one in _own(caller) if one.room in rooms).most_common(1)
    return rooms[usual[0][0]] if usual else next(iter(rooms.values()))


def _minutes(caller: Caller, sent: Sent) -> int:
    """Return the length that was chosen; else the one that the group has most often."""
    lengths = lengths_of(caller.house)
    asked = wishing.number(sent.get("dauer", ""))
    if asked in lengths:
        return asked
    own = Counter(minutes for one in _own(caller) if (minutes := _length(one)) in lengths).most_common(1)
    return own[0][0] if own else min(lengths, key=lambda minutes: abs(minutes - _USUAL_MINUTES))


def _fitting(caller: Caller, sent: Sent, room: RoomFacts, day: date) -> tuple[int, list[Span]]:
    """Return a length and when it is free on *day*: what was chosen, else the usual one or, if it is not, the next."""
    usual = _minutes(caller, sent)
    lengths = [usual] if sent.get("dauer") else sorted(lengths_of(caller.house), key=lambda one: abs(one - usual))
    for minutes in lengths:
        if free := _free(caller, room, day, day, minutes):
            return minutes, free
    return usual, []


def _own(caller: Caller) -> list[OwnDate]:
    return owndates.dates_ahead(caller.session, caller.house, caller.group.slug, private=True, now=caller.now)


def _length(one: OwnDate) -> int:
    return (one.ends - one.starts) // timedelta(minutes=1)


def _free(caller: Caller, room: RoomFacts, first: date, last: date, minutes: int) -> list[Span]:
    return occupancy.free_between(
        caller.session,
        caller.house,
        room,
        first,
        last,
        minutes=minutes,
        now=caller.now,
        trusted=caller.group.trust is not Trust.NEW,
    )


# Three steps


def _days(caller: Caller, sent: Sent) -> Values:
    room = _room(caller, sent)
    days = times.strip(caller, sent.get("ab", ""))
    free = _free(caller, room, days.first, days.last, lengths_of(caller.house)[0])
    return {
        "rooms": [Choice(one.name, _link(caller, raum=one.slug), one == room) for one in caller.house.bookable_rooms],
        "days": times.day_lines(caller, room, days, free),
        "strip": days,
        "link": _link(caller, raum=room.slug) + "&",
    }


def _times(caller: Caller, sent: Sent) -> Values:
    room, day = _room(caller, sent), times.day_of(sent.get("tag", "")) or caller.today
    minutes, free = _fitting(caller, sent, room, day)
    chosen = {"raum": room.slug, "tag": day.isoformat()}
    return {
        "day": long_day(day),
        "room": room.name,
        "lengths": [
            Choice(duration(one), _link(caller, **chosen, dauer=one), one == minutes)
            for one in lengths_of(caller.house)
        ],
        "parts": times.parts(caller, free, minutes),
        "link": _link(caller, raum=room.slug, dauer=minutes) + "&zeit=",
        "back": _link(caller, raum=room.slug),
        "fields": {**chosen, "dauer": str(minutes)},
    }


def _check(caller: Caller, sent: Sent) -> Values:
    room, minutes = _room(caller, sent), _minutes(caller, sent)
    start = wishing.start_of(caller, sent)
    end = local(start + timedelta(minutes=minutes), caller.zone)
    return {
        "day": long_day(start.date()),
        "times": from_to(start, end),
        "room": room.name,
        "fields": {"raum": room.slug, "dauer": str(minutes), "zeit": start.isoformat()},
        "once": sent.get("once") or secrets.token_urlsafe(16),
        "title": sent.get("titel", caller.group.name),
        "longest": LONGEST,
        "often": [(value, _(words)) for value, words in _HOW_OFTEN.items()],
        "until": sent.get("bis") or (start.date() + timedelta(weeks=_WEEKS)).isoformat(),
        "asks_public": caller.group.listing is Listing.PUBLIC,
        "open": "offen" in sent or "titel" not in sent,
        "decides": caller.group.trust is Trust.NEW,
        "wants_to_wait": "warten" in sent,
        "back": _link(caller, raum=room.slug, tag=start.date().isoformat(), dauer=minutes),
    }


_VIEWS = {"book_day.html": _days, "book_time.html": _times, "book_check.html": _check}
