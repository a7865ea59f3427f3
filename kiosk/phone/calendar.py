"""All calendars, and for each one a link for each calendar program, and how fresh it is elsewhere."""

from dataclasses import dataclass
from datetime import datetime

from fastapi import FastAPI
from starlette.requests import Request
from starlette.responses import Response

from booking import clock, occupancy, subscribers
from booking.facts import HouseFacts
from booking.feeds import FeedStore
from booking.refusals import Refused
from booking.settings import Settings
from kiosk.phone import addresses, feeds
from kiosk.phone.answers import HouseSign, page, trouble_page
from kiosk.phone.declare import declare
from kiosk.subscriberwords import ReaderWords, reader_words
from kiosk.work import reading
from models.database import Database, Session


@dataclass(frozen=True, slots=True)
class FeedLook:
    """Everything that the page of one calendar shows."""

    house: HouseSign
    feed: feeds.Feed
    holds: str  # what stands in it
    back: feeds.Back
    readers: list[ReaderWords]  # of whom everybody may be told


def register(app: FastAPI, db: Database, settings: Settings, store: FeedStore) -> None:
    """Declare `/calendar`, `/calendar?only=…` (a kind of calendars) and `/calendar?feed=…`.

    *store* knows what each feed tells now.
    """

    async def show(request: Request) -> Response:
        try:
            if key := request.query_params.get("feed"):
                return await one(request, key)
            return await every(request.query_params.get(addresses.KIND, ""))
        except Refused as refused:
            return trouble_page(refused.reasons)

    async def every(only: str) -> Response:
        house, offer = await reading(db, _every)
        kind = only if offer.of(only) else ""
        shared = addresses.calendars(kind) if kind else addresses.CALENDAR
        return page("calendar.html", shared=shared, house=house, offer=offer, only=kind)

    async def one(request: Request, key: str) -> Response:
        seen = await reading(db, lambda session: look(session, store, key, now=clock.now()))
        links = feeds.links(addresses.base(request, settings), seen.feed, seen.house.short)
        shared = addresses.calendar(seen.feed.key)
        return page("subscribe.html", shared=shared, house=seen.house, feed=seen.feed, seen=seen, links=links)

    declare(app, addresses.CALENDAR, get=show)


def _every(session: Session) -> tuple[HouseSign, feeds.Offer]:
    house = occupancy.house_facts(session)
    return HouseSign.of(house), feeds.offer(session, house)


def look(session: Session, store: FeedStore, key: str, *, now: datetime) -> FeedLook:
    """Return what is told about the calendar *key*. Raises Refused(UnknownFeed) if the public has no such calendar."""
    house = occupancy.house_facts(session)
    feed = feeds.find(session, key)
    told = _readers(session, store, house, key, now)
    return FeedLook(HouseSign.of(house), feed, feeds.holds(feed), feeds.back(feed), told)


def _readers(session: Session, store: FeedStore, house: HouseFacts, key: str, now: datetime) -> list[ReaderWords]:
    found = subscribers.readers(session, now=now, feed=key).get(key, [])
    told = [one for one in found if one.is_public]
    if not told:
        return []
    state = store.state(addresses.calendar_file(key), now=now)
    return [reader_words(one, state, house.zone, now) for one in told]
