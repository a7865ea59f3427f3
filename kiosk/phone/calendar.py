"""All calendars, and for each one a link for each calendar program."""

from fastapi import FastAPI
from starlette.requests import Request
from starlette.responses import Response

from booking import occupancy
from booking.refusals import Refused
from booking.settings import Settings
from kiosk.phone import addresses, feeds
from kiosk.phone.answers import HouseSign, page, trouble_page
from kiosk.phone.declare import declare
from kiosk.work import reading
from models.database import Database, Session


def register(app: FastAPI, db: Database, settings: Settings) -> None:
    """Declare `/calendar` and `/calendar?feed=…`."""

    async def show(request: Request) -> Response:
        try:
            if key := request.query_params.get("feed"):
                return await one(request, key)
            return await every()
        except Refused as refused:
            return trouble_page(refused.reasons)

    async def every() -> Response:
        house, offer = await reading(db, _every)
        return page("calendar.html", house=house, offer=offer)

    async def one(request: Request, key: str) -> Response:
        house, feed = await reading(db, lambda session: _one(session, key))
        links = feeds.links(addresses.base(request, settings), feed, house.short)
        return page("subscribe.html", house=house, feed=feed, links=links)

    declare(app, addresses.CALENDAR, get=show)


def _every(session: Session) -> tuple[HouseSign, feeds.Offer]:
    house = occupancy.house_facts(session)
    return HouseSign.of(house), feeds.offer(session, house)


def _one(session: Session, key: str) -> tuple[HouseSign, feeds.Feed]:
    return HouseSign.of(occupancy.house_facts(session)), feeds.find(session, key)
