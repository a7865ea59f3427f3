"""A booking put somewhere: what goes along, what was promised before, and the way back."""

from collections.abc import Mapping
from datetime import datetime, timedelta
from typing import Any

from sqlmodel import Session

from booking import book, occupancy, pattern, rules
from booking.facts import HouseFacts, RoomFacts
from booking.overdue import ASKED_FROM
from booking.pattern import Place
from booking.refusals import Refused
from booking.span import Span, wall
from models.bookings import Booking, Series, State

ASKED_RULE = "asked_rule"  # among the facts: what its series said, while the desk is asked about another rule
OWN_SEATS = "own_seats"  # among the facts: how many the desk wants, also where its room holds fewer
_FIRST, _LONGER = "moved_from", "longer"  # where it was promised first; a date of a series that only got longer


def here(house: HouseFacts, room: RoomFacts, span: Span) -> Place:
    """Return the public *span* in *room* as a place."""
    return Place(room, wall(span.start, house.zone), wall(span.end, house.zone), span)


def columns(where: Place) -> dict[str, Any]:
    """Return what is stored for *where*, by column."""
    block = where.block
    return {
        "room_id": where.room.id,
        "lo": where.room.lo,
        "hi": where.room.hi,
        "busy_from": block.start,
        "busy_until": block.end,
        "starts_at": where.span.start,
        "ends_at": where.span.end,
        "wall_from": where.start,
        "wall_to": where.end,
    }


def put(session: Session, booking: Booking, where: Place) -> None:
    """Let *booking* be *where*, and let go of where it was."""
    if booking.released_at is None:
        book.note_freed(session, booking)
    for name, value in columns(where).items():
        setattr(booking, name, value)


def fitted(
    house: HouseFacts, old_id: int, room: RoomFacts, layout: str, capacity: int | None, persons: int | None
) -> dict[str, Any]:
    """Return layout and seats of what goes from the room *old_id* to *room*, by column.

    There are never more seats than were wanted, or than the room holds.
    """
    old, new = house.main_room(house.rooms_by_id[old_id]), house.main_room(room)
    if old.id == new.id:
        return {"layout": layout, "capacity": capacity}
    there = layout if new.holds(layout) else new.layout_for(persons)
    most = new.holds(there)
    if capacity is not None:
        capacity = most if capacity >= old.holds(layout) else min(capacity, most)
    return {"layout": there, "capacity": capacity}


def fitted_to(house: HouseFacts, booking: Booking, room: RoomFacts) -> dict[str, Any]:
    """Return what `fitted` returns for one booking that goes to *room*; where the desk set its seats, so many again."""
    going = fitted(house, booking.room_id, room, booking.layout, booking.capacity, booking.persons)
    own = booking.facts.get(OWN_SEATS)
    if own is not None and going["capacity"] is not None:
        going["capacity"] = min(own, house.main_room(room).holds(going["layout"]))
    return going


# What was promised


def words(house: HouseFacts, booking: Booking) -> dict[str, str]:
    """Return where *booking* is as it is told and kept: clock times and the room's slug."""
    room = house.main_room(house.rooms_by_id[booking.room_id]).slug
    return {"start": booking.wall_from.isoformat(), "end": booking.wall_to.isoformat(), "room": room}


def standing(house: HouseFacts, booking: Booking) -> dict[str, Any]:
    """Return all that is needed to put *booking* back to where it is."""
    room = house.rooms_by_id[booking.room_id]
    return {**words(house, booking), "extras": list(room.extras), "override": list(booking.override)}


def facts_of(booking: Booking, promised: Mapping[str, str] | None, *, moved: bool) -> dict[str, Any]:
    """Return the facts of *booking*: if it is *moved*, with what the public was promised first, or *promised* now."""
    facts = {name: value for name, value in booking.facts.items() if name not in (_FIRST, _LONGER)}
    first = booking.facts.get(_FIRST) or promised
    return {**facts, _FIRST: first} if moved and first else facts


def mark(session: Session, house: HouseFacts, booking: Booking, promised: Mapping[str, str] | None) -> None:
    """Note whether *booking* is elsewhere than the public was *promised*; a date of a series: than its rule says."""
    first = booking.facts.get(_FIRST) or promised
    is_back = first is None or first == words(house, booking)
    booking.facts = facts_of(booking, promised, moved=not is_back)
    booking.moved = not (is_back if booking.series_id is None else as_the_rule_says(session, booking))


def mark_longer(booking: Booking) -> None:
    """Note that a date of a series, which is where its rule has it, only gets longer: to the public it is not moved."""
    booking.moved, booking.facts = True, {**booking.facts, _LONGER: True}


def forget_asked(booking: Booking) -> None:
    """Note that the desk is not asked any more about where *booking* is, nor about the rule of its series."""
    _forget(booking, ASKED_FROM, ASKED_RULE)


def _forget(booking: Booking, *facts: str) -> None:
    booking.facts = {name: value for name, value in booking.facts.items() if name not in facts}


def as_the_rule_says(session: Session, booking: Booking) -> bool:
    """Whether a date of a series is where its rule has it, as long as it says."""
    series = session.get_one(Series, booking.series_id)
    as_long = booking.wall_to - booking.wall_from == timedelta(minutes=series.minutes)
    return booking.wall_from == booking.rule_start and booking.room_id == series.room_id and as_long


# The way back


def put_back(session: Session, house: HouseFacts, booking: Booking, *, now: datetime) -> bool:
    """Put what the desk was asked to move back to where it had promised it, confirmed; return whether it is there.

    It is not, and nothing changes, if it was not promised before, or that time has begun, is closed or somebody's.
    """
    old: dict[str, Any] = booking.facts.get(ASKED_FROM) or {}
    where = _free_again(session, house, booking, old, now) if old else None
    if where is None:
        return False
    going = fitted_to(house, booking, where.room)
    put(session, booking, where)
    booking.layout, booking.capacity, booking.override = going["layout"], going["capacity"], old["override"]
    booking.state, booking.held_until, booking.released_at, booking.reason = State.CONFIRMED, None, None, ""
    mark(session, house, booking, None)
    _forget(booking, ASKED_FROM)
    book.touch(session, booking, now)
    session.flush()
    return True


def _free_again(
    session: Session, house: HouseFacts, booking: Booking, old: Mapping[str, Any], now: datetime
) -> Place | None:
    try:
        room = house.room(old["room"], tuple(old["extras"]))
    except Refused:
        return None  # the house changed since: no such room any more
    begin, end = datetime.fromisoformat(old["start"]), datetime.fromisoformat(old["end"])
    where = pattern.place(house, room, begin, int((end - begin).total_seconds() // 60))
    if where.span.start <= now or any(rules.hours_objections(house, room, where.span, old["override"])):
        return None
    return None if occupancy.taken(session, house, room, where.block, but=(booking.id,)) else where
