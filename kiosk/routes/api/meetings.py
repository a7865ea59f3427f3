"""The programme for machines."""

from datetime import timedelta
from typing import Any

from fastapi import APIRouter

from booking import clock, meetings, occupancy
from booking.meetings import Occurrence
from kiosk import work
from kiosk.routes.api.asked import Db, Since, Until, window
from models.database import Session

_LONGEST_LOOK = timedelta(days=400)

router = APIRouter(tags=["meetings"])


@router.get("/meetings")
async def programme(db: Db, since: Since = None, to: Until = None) -> list[dict[str, Any]]:
    """Tell every public date, also the cancelled ones."""
    return await work.reading(db, lambda session: _programme(session, since, to))


@router.get("/meetings/{code}")
async def one(db: Db, code: str) -> dict[str, Any]:
    """Tell one public date."""
    return await work.reading(db, lambda session: _one(session, code))


def _programme(session: Session, since: str | None, to: str | None) -> list[dict[str, Any]]:
    house, now = occupancy.house_facts(session), clock.now()
    span = window(since, to, house.zone, now, _LONGEST_LOOK)
    return [_told(date) for date in meetings.programme(session, house, span, now=now)]


def _one(session: Session, code: str) -> dict[str, Any]:
    house = occupancy.house_facts(session)
    return _told(meetings.occurrence(session, house, code, now=clock.now()))


def _told(date: Occurrence) -> dict[str, Any]:
    return {
        "code": date.code,
        "uid": date.uid,
        "title": date.title,
        "start": date.starts.isoformat(timespec="seconds"),
        "end": date.ends.isoformat(timespec="seconds"),
        "room": date.room_slug or None,
        **({"place": date.room_name, "source": date.source} if date.source else {}),
        "group": date.group_slug or None,
        "capacity": date.capacity,
        "free": date.free,
        "offered": date.offered,
        "waiting": date.waiting,
        "signup": str(date.signup),
        "open": date.is_open,
        "status": date.status,
        **_moved_from(date),
        "note": date.note,
        "topic": date.topic,
        "access": list(date.access),
    }


def _moved_from(date: Occurrence) -> dict[str, Any]:
    """Return when and where it was to be at first, if it was moved."""
    if date.moved_from is None:
        return {}
    return {"moved_from": {"start": date.moved_from.isoformat(timespec="seconds"), "room": date.moved_from_room}}
