"""The JSON API under /api/v1: the same use cases as the kiosk, for machines. DESIGN §8."""

from fastapi import APIRouter, FastAPI

from kiosk.routes.api import bookings, life, meetings, offers, rooms, rounds, seats, series, waits
from kiosk.routes.api.straight import Straight


def register(app: FastAPI) -> None:
    """Add the API to *app*, whose state holds `db` and `settings`."""
    router = APIRouter(prefix="/api/v1")
    for part in (rooms, meetings, seats, bookings, life, series, waits, offers, rounds):
        router.include_router(part.router)
    app.include_router(router)
    app.router.routes.insert(0, Straight())
