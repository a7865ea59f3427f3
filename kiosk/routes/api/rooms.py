"""Rooms, and when they are free or taken."""

from datetime import timedelta
from typing import Annotated, Any
from zoneinfo import ZoneInfo

from fastapi import APIRouter, Query

from booking import clock, occupancy, refusals, rules
from booking.facts import HouseFacts, RoomFacts
from booking.refusals import Refused
from booking.span import Span, local
from kiosk import work
from kiosk.answers import iso
from kiosk.routes.api.asked import Db, Since, Until, window
from models.database import Session

_LONGEST_BUSY = timedelta(days=400)
_LONGEST_FREE = timedelta(days=62)
_MONTH_MINUTES = 31 * 1440

router = APIRouter(tags=["rooms"])


@router.get("/rooms")
async def rooms(db: Db) -> list[dict[str, Any]]:
    """Tell which rooms can be asked for."""
    house = await work.reading(db, occupancy.house_facts)
    return [_told(house, room) for room in house.public_rooms]


@router.get("/rooms/{slug}/free")
async def free(
    db: Db,
    slug: str,
    since: Since = None,
    to: Until = None,
    minutes: Annotated[int, Query(ge=1, le=_MONTH_MINUTES)] = 60,
) -> list[dict[str, str]]:
    """Tell every public time of this length that can be booked."""
    return await work.reading(db, lambda session: _free(session, slug, since, to, minutes))


@router.get("/rooms/{slug}/busy")
async def busy(db: Db, slug: str, since: Since = None, to: Until = None) -> list[dict[str, str]]:
    """Tell every block that is taken, set-up and tear-down included; titles only where they are public."""
    return await work.reading(db, lambda session: _busy(session, slug, since, to))


def _free(session: Session, slug: str, since: str | None, to: str | None, minutes: int) -> list[dict[str, str]]:
    house, now = occupancy.house_facts(session), clock.now()
    span = window(since, to, house.zone, now, _LONGEST_FREE)
    room = _known(house, slug)
    if wrong := [*rules.room_objections(house, room, None, None)]:
        raise Refused(*wrong)
    first = max(local(span.start, house.zone), local(now, house.zone)).date()
    last = local(span.end - timedelta(microseconds=1), house.zone).date()
    if last < first:
        return []
    spans = occupancy.free_between(session, house, room, first, last, minutes=minutes, now=now)
    return [_times(one, house.zone) for one in spans if span.contains(one)]


def _busy(session: Session, slug: str, since: str | None, to: str | None) -> list[dict[str, str]]:
    house, now = occupancy.house_facts(session), clock.now()
    span = window(since, to, house.zone, now, _LONGEST_BUSY)
    found = occupancy.taken(session, house, _known(house, slug), span, now=now)
    return [
        {**_times(taking.span, house.zone), "uid": taking.uid, **({"title": taking.title} if taking.title else {})}
        for taking in found
    ]


def _known(house: HouseFacts, slug: str) -> RoomFacts:
    room = house.rooms_by_slug.get(slug)
    if room is None:
        raise Refused(refusals.UnknownRoom(slug, tuple(room.slug for room in house.public_rooms)))
    return room


def _times(span: Span, zone: ZoneInfo) -> dict[str, str]:
    return {"start": iso(span.start, zone), "end": iso(span.end, zone)}


def _told(house: HouseFacts, room: RoomFacts) -> dict[str, Any]:
    return {
        "slug": room.slug,
        "name": room.name,
        "capacity": {"standing": room.standing, "rows": room.rows, "tables": room.tables},
        "setup_min": room.setup_min,
        "teardown_min": room.teardown_min,
        "extras": sorted({extra for other in house.rooms if other.main_id == room.id for extra in other.extras}),
    }
