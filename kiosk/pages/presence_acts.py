"""What anybody may say at the door: a group has come, it has gone, something is broken. It frees and shows nothing."""

from collections.abc import Callable
from dataclasses import replace
from datetime import datetime
from typing import Any

from booking import clock, damages, door, occupancy, owndates, presence
from booking.door import promised
from booking.facts import HouseFacts
from booking.refusals import Refused
from kiosk import work
from kiosk.pages.broken import ELSEWHERE
from kiosk.pages.mine_state import AtDoor
from kiosk.pages.place import Place
from kiosk.pages.state import KioskState, Screen, refused, start, to
from kiosk.words import sentences
from models.database import Session

Deed = Callable[[Session, HouseFacts, datetime], Any]


async def arrive(place: Place, state: KioskState, uid: str) -> KioskState:
    """Note that the group is there."""

    def deed(session: Session, house: HouseFacts, now: datetime) -> AtDoor:
        presence.check_in(session, house, uid, **_by(session, place, state), now=now)
        return AtDoor(booking=uid, tapped_at=now)

    return await _write(place, state, deed, Screen.ARRIVED)


async def leave(place: Place, state: KioskState, uid: str) -> KioskState:
    """Open the house's list; the numbers start where as many as were expected stand."""

    def look(session: Session) -> AtDoor:
        house = occupancy.house_facts(session)
        one = door.around_one(session, house, uid, clock.now())
        return AtDoor(booking=uid, heads=min(one.persons or 1, one.most))

    try:
        at_door = await work.reading(place.db, look)
    except Refused as reasons:
        return await _told(place, state, reasons)
    return to(state, Screen.LEAVING, door=at_door)


async def gone(place: Place, state: KioskState, number: str) -> KioskState:
    """Note that the group has gone and how many came; the rest of its time is free only if it showed who it is."""
    if state.screen is not Screen.HEADS:
        return state
    chosen, heads = state.door, int(number)

    def deed(session: Session, house: HouseFacts, now: datetime) -> AtDoor:
        by = _by(session, place, state)
        is_known = "group_id" in by
        presence.check_out(
            session, house, chosen.booking, head_count=heads, undone=chosen.undone, frees=is_known, now=now, **by
        )
        return AtDoor(booking=chosen.booking, heads=heads, tapped_at=None if is_known else now)

    return await _write(place, state, deed, Screen.LEFT)


async def take_back(place: Place, state: KioskState, uid: str) -> KioskState:
    """Undo the last tap at the door."""

    def deed(session: Session, house: HouseFacts, now: datetime) -> AtDoor:
        presence.take_back(session, uid, who=place.terminal, now=now)
        return AtDoor()

    done = await _write(place, state, deed, Screen.HOME)
    return done if done.reasons else start(done)


async def broken(place: Place, state: KioskState, what: str, room: str) -> KioskState:
    """Note that something is broken, in the room of a booking or in *room*; where nobody said yet, ask."""
    uid = state.door.booking
    if not uid and not room:
        return to(state, Screen.BROKEN_WHERE, door=replace(state.door, what=what))

    def deed(session: Session, house: HouseFacts, now: datetime) -> AtDoor:
        booking = promised(session, uid) if uid else None
        there = house.rooms_by_id[booking.room_id].slug if booking else "" if room == ELSEWHERE else room
        booking_id = booking.id if booking else None
        damages.report(session, house, what, room=there, booking_id=booking_id, who=place.terminal, now=now)
        return replace(state.door, what=what)

    return await _write(place, state, deed, Screen.BROKEN_TOLD)


async def _write(place: Place, state: KioskState, deed: Deed, leads: Screen) -> KioskState:
    try:
        at_door = await work.writing(
            place.db, lambda session: deed(session, occupancy.house_facts(session), clock.now())
        )
    except Refused as reasons:
        return await _told(place, state, reasons)
    return to(state, leads, door=at_door)


async def _told(place: Place, state: KioskState, reasons: Refused) -> KioskState:
    house = await work.reading(place.db, occupancy.house_facts)
    return refused(state, *sentences(reasons.reasons, house.zone))


def _by(session: Session, place: Place, state: KioskState) -> dict[str, Any]:
    """Return who says so: the group, if it showed who it is; else whoever stands at this kiosk."""
    if not state.mine.group:
        return {"who": place.terminal}
    group = owndates.group_by_slug(session, state.mine.group)
    return {"who": f"group:{group.slug}", "group_id": group.id}
