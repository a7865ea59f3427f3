"""Pages for phones: plain HTML from the server, complete without a script, without a cookie."""

from fastapi import FastAPI

from booking.settings import Settings
from kiosk.phone import booking, calendar, meeting, programme, seat
from kiosk.phone.answers import error_page, not_found_page, status_page, trouble_page
from models.database import Database

__all__ = ["error_page", "not_found_page", "register", "status_page", "trouble_page"]


def register(app: FastAPI, db: Database, settings: Settings) -> None:
    """Declare `/`, `/m/…`, `/s/…`, `/b/…` and `/calendar`."""
    programme.register(app, db)
    meeting.register(app, db, settings)
    seat.register(app, db, settings)
    booking.register(app, db, settings)
    calendar.register(app, db, settings)
