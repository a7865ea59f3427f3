"""Groups wait by their key for a time that somebody has."""

from typing import Any

from fastapi import APIRouter, Response

from booking import clock, occupancy, waits
from booking.facts import HouseFacts
from booking.wishes import Wish
from kiosk import work
from kiosk.answers import iso
from kiosk.routes.api.asked import Db
from kiosk.routes.api.bookings import DateIn, wish_of
from kiosk.routes.api.partly import tells_the_rest
from kiosk.routes.api.who import Who
from models.database import Session
from models.requests import Wait

router = APIRouter(tags=["waits"])


@router.post("/waits", status_code=201)
@tells_the_rest
async def wait(db: Db, who: Who, wanted: DateIn) -> dict[str, Any]:
    """Wait for a time that is taken; `place` 1 is offered it first."""
    wish = wish_of(wanted, who)
    return await work.writing(db, lambda session: _wait(session, wish))


@router.get("/waits")
async def waiting(db: Db, who: Who) -> list[dict[str, Any]]:
    """Tell what the own group waits for, or is offered now."""

    def look(session: Session) -> list[dict[str, Any]]:
        house = occupancy.house_facts(session)
        return [_told(session, house, one) for one in waits.waits_of(session, who.id)]

    return await work.reading(db, look)


@router.delete("/waits/{uid}", status_code=204)
async def withdraw(db: Db, who: Who, uid: str) -> Response:
    """Wait no longer; what was offered goes to the next."""

    def change(session: Session) -> None:
        house = occupancy.house_facts(session)
        waits.withdraw(session, house, uid, who=f"group:{who.slug}", now=clock.now(), group_id=who.id)

    await work.writing(db, change)
    return Response(status_code=204)


def _wait(session: Session, wish: Wish) -> dict[str, Any]:
    house = occupancy.house_facts(session)
    made = waits.wait_for(session, house, wish, who=f"group:{wish.group_slug}", now=clock.now())
    return _told(session, house, made)


def _told(session: Session, house: HouseFacts, one: Wait) -> dict[str, Any]:
    room = house.rooms_by_id[one.room_id]
    return {
        "uid": one.uid,
        "state": str(one.state),
        "place": waits.place_of(session, house, one),
        "room": house.main_room(room).slug,
        "extras": list(room.extras),
        "start": iso(one.starts_at, house.zone),
        "end": iso(one.ends_at, house.zone),
        "title": one.title,
    }
