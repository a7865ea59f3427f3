"""Groups take by their key what is offered to them, or let go of it."""

from typing import Any

from fastapi import APIRouter, Response

from booking import clock, occupancy, offers
from booking.facts import HouseFacts
from kiosk import work
from kiosk.answers import iso
from kiosk.routes.api.asked import Db
from kiosk.routes.api.told import booking_told
from kiosk.routes.api.who import Who
from models.bookings import Booking
from models.database import Session

router = APIRouter(tags=["offers"])


@router.get("/offers")
async def offered(db: Db, who: Who) -> list[dict[str, Any]]:
    """Tell what is held for the own group, and until when it may be taken."""

    def look(session: Session) -> list[dict[str, Any]]:
        house = occupancy.house_facts(session)
        return [_told(house, one) for one in offers.offers_of(session, who.id, now=clock.now())]

    return await work.reading(db, look)


@router.post("/offers/{uid}/accept")
async def accept(db: Db, who: Who, uid: str) -> dict[str, Any]:
    """Take what is offered: it is booked, or asked for where the desk decides."""

    def change(session: Session) -> dict[str, Any]:
        house = occupancy.house_facts(session)
        by = f"group:{who.slug}"
        return booking_told(house, offers.accept_offer(session, house, uid, who=by, now=clock.now(), group_id=who.id))

    return await work.writing(db, change)


@router.post("/offers/{uid}/decline", status_code=204)
async def decline(db: Db, who: Who, uid: str) -> Response:
    """Let go of what is offered; whoever waits next is asked."""

    def change(session: Session) -> None:
        house = occupancy.house_facts(session)
        offers.decline_offer(session, house, uid, who=f"group:{who.slug}", now=clock.now(), group_id=who.id)

    await work.writing(db, change)
    return Response(status_code=204)


def _told(house: HouseFacts, one: Booking) -> dict[str, Any]:
    until = {"until": iso(one.held_until, house.zone)} if one.held_until is not None else {}
    return {**booking_told(house, one), **until}
