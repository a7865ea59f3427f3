"""What a group is asked about before it is done with one of its dates: cancelled, moved, longer, over, left."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta

from starlette.requests import Request

from booking import damages, door, lifecycle, moves, offers, owndates, presence
from booking.book import booking_by_uid
from booking.i18n import _
from booking.owndates import May, OwnDate
from booking.refusals import Malformed, Refused
from booking.span import Span
from kiosk.calendar_words import clock_time, duration, from_to, long_day
from kiosk.damagewords import KINDS
from kiosk.ownwords import QUESTIONS, facts_of
from kiosk.phone import addresses
from kiosk.phone.group import times
from kiosk.phone.group.date import uid_of
from kiosk.phone.group.form import FormPage, Sent
from kiosk.phone.group.place import Caller, Values
from models.bookings import Booking, State
from models.handovers import Moment

# What the address says, and what is asked there.
_ASKED = {"absagen": "cancel", "beenden": "end", "ablehnen": "decline", "verlegen": "move"}
_TO_LIST = ("cancel", "decline")
_MOST_ITEMS = 10


@dataclass(frozen=True, slots=True)
class Item:
    """Something to tick."""

    name: str
    words: str
    pictogram: str = ""


class DeedPages(FormPage):
    """`/g/{token}/termin/{uid}/{way}`: the questions about one date; POST answers with yes."""

    def template(self, request: Request, sent: Sent) -> str:
        """Return the question of this way."""
        return _template(_way(request), sent)

    def values(self, request: Request, caller: Caller, sent: Sent, refused: Refused | None) -> Values:
        """Return the date and what would become of it."""
        way = _way(request)
        return {"way": way, **_VIEWS[_template(way, sent)](caller, _own(caller, uid_of(request)), way, sent)}

    def done(self, request: Request, caller: Caller, sent: Sent) -> str:
        """Do it; what is gone leads to the list, what stays to its page."""
        uid = uid_of(request)
        said = _do(caller, uid, _way(request), sent)
        return f"{'' if said in _TO_LIST else f'/termin/{uid}'}?gesagt={said}"


def _way(request: Request) -> str:
    way: str = request.path_params["way"]
    return way


def _template(way: str, sent: Sent) -> str:
    if way == "verlegen":
        return "sure.html" if times.moment_of(sent.get("zeit", "")) else "days.html"
    return {"laenger": "longer.html", "gehen": "leaving.html", "kaputt": "broken.html"}.get(way, "sure.html")


def _own(caller: Caller, uid: str) -> OwnDate:
    return owndates.own_date(caller.session, caller.house, caller.group.slug, uid, private=True, now=caller.now)


# What is shown


def _sure(caller: Caller, one: OwnDate, way: str, sent: Sent) -> Values:
    ask = _ASKED.get(way)
    if ask is None:
        raise Refused(Malformed("way", "one of our pages"))
    title, then, yes = QUESTIONS[ask]
    start = times.moment_of(sent.get("zeit", "")) if ask == "move" else None
    return {
        "one": one,
        "facts": facts_of(one),
        "title": _(title),
        "then": _(then),
        "yes": _(yes),
        "start": start.isoformat() if start else "",
        "new": _new_time(one, start) if start else None,
        "is_gone": not _still(one, ask),
    }


def _new_time(one: OwnDate, start: datetime) -> tuple[str, str]:
    zone = one.starts.tzinfo
    begins = start.astimezone(UTC)  # minutes are added to instants, never to a clock on the wall
    ends = begins + (one.ends.astimezone(UTC) - one.starts.astimezone(UTC))
    return long_day(begins.astimezone(zone).date()), from_to(begins.astimezone(zone), ends.astimezone(zone))


def _still(one: OwnDate, ask: str) -> bool:
    """Whether what is asked about can be done still; a second look at an old page says that it cannot."""
    needed = {"cancel": May.CANCEL, "end": May.END, "decline": May.DECLINE, "move": May.MOVE}[ask]
    return needed in one.may


def _longer(caller: Caller, one: OwnDate, _way: str, _sent: Sent) -> Values:
    ends = owndates.longer_ends(caller.session, caller.house, caller.group.slug, one.uid, now=caller.now)
    return {
        "one": one,
        "facts": facts_of(one),
        "ends": [
            (end.isoformat(), _("bis {time} Uhr", time=clock_time(end)), f"+ {duration(_minutes(end - one.ends))}")
            for end in ends
        ],
    }


def _days(caller: Caller, one: OwnDate, _way: str, sent: Sent) -> Values:
    room = caller.house.rooms_by_slug[one.room]
    shown = {"one": one, "facts": facts_of(one), "base": addresses.group(caller.token, "termin", one.uid, "verlegen")}
    day = times.day_of(sent.get("tag", ""))
    if day is not None and May.MOVE in one.may:
        free = _free(caller, one, day, day)
        return {**shown, "day": long_day(day), "parts": times.parts(caller, free, _minutes(one.ends - one.starts))}
    days = times.strip(caller, sent.get("ab", ""))
    free = _free(caller, one, days.first, days.last) if May.MOVE in one.may else []
    return {**shown, "day": "", "strip": days, "days": times.day_lines(caller, room, days, free)}


def _free(caller: Caller, one: OwnDate, first: date, last: date) -> list[Span]:
    return owndates.other_times(caller.session, caller.house, caller.group.slug, one.uid, first, last, now=caller.now)


def _leaving(caller: Caller, one: OwnDate, _way: str, _sent: Sent) -> Values:
    booking = booking_by_uid(caller.session, one.uid, group_id=caller.group.id)
    return {
        "one": one,
        "facts": facts_of(one),
        "items": [Item(slug, words) for slug, words in _listed(caller)],
        "damages": _damages(),
        "most": door.most_heads(caller.house, booking),
    }


def _broken(_caller: Caller, one: OwnDate, _way: str, _sent: Sent) -> Values:
    return {"one": one, "facts": facts_of(one), "damages": _damages()}


def _damages() -> list[Item]:
    return [Item(kind, _(KINDS[kind][1]), KINDS[kind][0]) for kind in damages.KINDS]


_VIEWS: dict[str, Callable[[Caller, OwnDate, str, Sent], Values]] = {
    "sure.html": _sure,
    "longer.html": _longer,
    "days.html": _days,
    "leaving.html": _leaving,
    "broken.html": _broken,
}


# What is done


def _do(caller: Caller, uid: str, way: str, sent: Sent) -> str:
    deed = _DEEDS.get(way)
    if deed is None:
        raise Refused(Malformed("way", "one of our pages"))
    return deed(caller, uid, sent)


def _cancel(caller: Caller, uid: str, _sent: Sent) -> str:
    lifecycle.cancel_booking(caller.session, caller.house, uid, **caller.by)
    return "cancel"


def _decline(caller: Caller, uid: str, _sent: Sent) -> str:
    offers.decline_offer(caller.session, caller.house, uid, **caller.by)
    return "decline"


def _end(caller: Caller, uid: str, _sent: Sent) -> str:
    moves.end_early(caller.session, caller.house, uid, **caller.by)
    return "end"


def _extend(caller: Caller, uid: str, sent: Sent) -> str:
    until = _moment(sent, "bis")
    return _asked(moves.extend(caller.session, caller.house, uid, until=until, **caller.by), "longer")


def _move(caller: Caller, uid: str, sent: Sent) -> str:
    start = _moment(sent, "zeit")
    return _asked(moves.move_booking(caller.session, caller.house, uid, start=start, **caller.by), "move")


def _leave(caller: Caller, uid: str, sent: Sent) -> str:
    presence.check_out(
        caller.session,
        caller.house,
        uid,
        head_count=_number(sent.get("personen", "")),
        undone=[slug for slug, _words in _listed(caller) if f"erledigt-{slug}" not in sent],
        damage=_broken_things(sent),
        note=sent.get("notiz", ""),
        **caller.by,
    )
    return "leave"


def _tell_damage(caller: Caller, uid: str, sent: Sent) -> str:
    booking = door.promised(caller.session, uid, group_id=caller.group.id)
    room = caller.house.main_room(caller.house.rooms_by_id[booking.room_id]).slug
    for what in _broken_things(sent):
        damages.report(
            caller.session, caller.house, what, room=room, booking_id=booking.id, who=caller.who, now=caller.now
        )
    return "damage"


_DEEDS: dict[str, Callable[[Caller, str, Sent], str]] = {
    "absagen": _cancel,
    "ablehnen": _decline,
    "beenden": _end,
    "laenger": _extend,
    "verlegen": _move,
    "gehen": _leave,
    "kaputt": _tell_damage,
}


def _asked(booking: Booking, said: str) -> str:
    return "asked" if booking.state is State.REQUESTED else said


def _listed(caller: Caller) -> list[tuple[str, str]]:
    """Return what the house wants to be looked at before a group goes; a form of ours has no more fields."""
    return list(presence.checklist(caller.house, Moment.LEFT).items())[:_MOST_ITEMS]


def _broken_things(sent: Sent) -> list[str]:
    return [kind for kind in damages.KINDS if f"kaputt-{kind}" in sent]


def _moment(sent: Sent, name: str) -> datetime:
    found = times.moment_of(sent.get(name, ""))
    if found is None:
        raise Refused(Malformed(name, "one of our times"))
    return found


def _number(text: str) -> int:
    """Return the number that was sent; -1, which no room takes, if it is none."""
    return int(text) if text.isascii() and text.isdigit() and len(text) <= 4 else -1


def _minutes(length: timedelta) -> int:
    return length // timedelta(minutes=1)
