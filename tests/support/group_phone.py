"""A group on its phone in the house of the cast, asked for over HTTP without a script."""

import re
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import date, timedelta
from typing import Any

from fastapi import FastAPI
from sqlmodel import col, select
from starlette.testclient import TestClient

from booking import clock, lifecycle, members, occupancy, series
from booking.owndates import group_by_slug
from booking.settings import Settings
from booking.span import local
from kiosk import phone, troubles
from models.bookings import Booking
from models.database import Database
from models.journal import JournalEntry
from models.members import Duty
from tests.support.cast import BERLIN, move_in, wish

SECRET = "a secret of sixteen"
# As a browser sends a form, also one without fields.
OURS = {"sec-fetch-site": "same-origin", "content-type": "application/x-www-form-urlencoded"}


class GroupPhone:
    """The phone of whoever answers for a group; the house stands on the real clock."""

    def __init__(self, db: Database, client: TestClient, slug: str = "strickcafe") -> None:
        self.db, self.client, self.slug = db, client, slug
        today = local(clock.now(), BERLIN).date()
        self.day: date = today + timedelta(days=14 - today.weekday() + 1)  # a Tuesday, in a week at least
        self.token = self.new_token()

    @property
    def home(self) -> str:
        """The first page of the group."""
        return f"/g/{self.token}"

    def new_token(self, duty: Duty = Duty.RESPONSIBLE, slug: str = "") -> str:
        """Return the token of one more function of the group."""
        with self.db.writing() as session:
            group = group_by_slug(session, slug or self.slug)
            return members.add_member(session, group.id, duty, who="desk:manager", now=clock.now())[1]

    def booked(self, clock_time: str = "14:00", **changes: Any) -> str:
        """Book the big room on that Tuesday and return the uid."""
        with self.db.writing() as session:
            house = occupancy.house_facts(session)
            asked = wish(clock_time, **{"day": self.day, "group_slug": self.slug, **changes})
            return lifecycle.request_booking(session, house, asked, who="x", now=clock.now()).uid

    def repeated(self, clock_time: str = "14:00", times: int = 4, **changes: Any) -> list[str]:
        """Book the big room on that Tuesday and so many in all, a week apart; return the uids."""
        with self.db.writing() as session:
            house = occupancy.house_facts(session)
            rule = f"FREQ=WEEKLY;COUNT={times}"
            asked = wish(clock_time, **{"day": self.day, "group_slug": self.slug, "rrule": rule, **changes})
            made = series.request_series(session, house, asked, who="x", now=clock.now())
            return [date.uid for date in series.dates(session, made)]

    def get(self, path: str = "") -> Any:
        """Ask for a page below the group's own."""
        return self.client.get(self.home + path)

    def post(self, path: str, **fields: str) -> Any:
        """Send a form."""
        return self.client.post(self.home + path, data=fields)

    def booking(self, uid: str) -> Booking:
        """Return how a booking stands."""
        with self.db.reading() as session:
            return session.exec(select(Booking).where(col(Booking.uid) == uid)).one()

    def bookings(self) -> list[Booking]:
        """Return every booking, in order of being made."""
        with self.db.reading() as session:
            return list(session.exec(select(Booking).order_by(col(Booking.id))))

    def acts(self) -> list[tuple[str, str]]:
        """Return what was done, and by whom."""
        with self.db.reading() as session:
            return [(entry.what, entry.who) for entry in session.exec(select(JournalEntry))]


@contextmanager
def group_phone(db: Database, slug: str = "strickcafe", **settings: Any) -> Iterator[GroupPhone]:
    """Give the phone of a group in a fresh house of the cast."""
    app, chosen = FastAPI(), Settings(public_url="https://quartier.example.org", secret=SECRET, **settings)
    with db.writing() as session:
        move_in(session)
    app.state.db, app.state.settings = db, chosen
    phone.register(app, db, chosen)
    troubles.register(app)
    with TestClient(app, raise_server_exceptions=False, follow_redirects=False, headers=OURS) as client:
        yield GroupPhone(db, client, slug)


def fields_of(answer: Any) -> dict[str, str]:
    """Return what stands in the hidden fields of a page."""
    found = re.findall(r'<input type="hidden" name="([^"]+)" value="([^"]*)"', answer.text)
    return dict(found)


def links_of(answer: Any, part: str) -> list[str]:
    """Return where the links of a page lead that have *part* in them, as a browser reads them."""
    return [link.replace("&amp;", "&") for link in re.findall(r'href="([^"]+)"', answer.text) if part in link]
