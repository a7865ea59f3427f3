"""Pages for phones: plain HTML from the server, complete without a script, without a cookie."""

from fastapi import FastAPI

from booking.feeds import FeedStore
from booking.settings import Settings
from kiosk.phone import about, book, booking, calendar, contact, group, meeting, programme, quarter, seat, stored
from kiosk.phone.answers import error_page, not_found_page, status_page, trouble_page
from models.database import Database

__all__ = ["error_page", "not_found_page", "register", "status_page", "trouble_page"]


def register(app: FastAPI, db: Database, settings: Settings, store: FeedStore | None = None) -> None:
    """Declare `/`, `/m/…`, `/s/…`, `/book`, `/b/…`, `/g/…`, `/q/…`, `/contact`, `/about/…` and `/calendar`."""
    programme.register(app, db)
    meeting.register(app, db, settings)
    seat.register(app, db, settings)
    stored.register(app, db, settings)
    booking.register(app, db, settings)
    group.register(app, db, settings)
    book.register(app, db, settings)
    quarter.register(app, db)
    contact.register(app, db)
    about.register(app, db)
    calendar.register(app, db, settings, store or FeedStore(db, settings.public_url))
