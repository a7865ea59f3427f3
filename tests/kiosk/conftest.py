"""What tests of the kiosk begin with: a loaded house in a folder; one with dates of every kind, asked over HTTP.

And who stands at the kiosk of a house, with the card of a group.
"""

from collections.abc import Callable, Iterator
from datetime import date, datetime, time, timedelta
from html.parser import HTMLParser
from pathlib import Path
from typing import Any

import pytest
from fastapi import FastAPI
from sqlmodel import col, select
from starlette.testclient import TestClient

from booking import cards, clock
from booking.settings import Settings
from booking.span import local
from kiosk import phone, troubles
from kiosk.routes import qr
from models.bookings import Booking
from models.database import Database
from models.meetings import Seat, Signup
from models.rooms import House
from tests.support.cast import TUESDAY
from tests.support.feed_rows import BERLIN, FeedHouse
from tests.support.house import DEMO
from tests.support.server import run_command
from tests.support.visitor import Visitor


class _Speaker(HTMLParser):
    """Collects what a page says, as a screen reader meets it."""

    def __init__(self) -> None:
        super().__init__()
        self.words: list[str] = []

    def handle_data(self, data: str) -> None:
        """Take a piece of text."""
        self.words += data.split()


def spoken(answer: Any) -> str:
    """Return the words of a page with single spaces."""
    speaker = _Speaker()
    speaker.feed(answer.text)
    return " ".join(speaker.words)


class Neighbourhood:
    """A house on the real clock; `monday` is that of next week."""

    def __init__(self, db: Database) -> None:
        self.db = db
        self.now: datetime = clock.now()
        today = local(self.now, BERLIN).date()
        self.monday: date = today + timedelta(days=7 - today.weekday())
        with db.writing() as session:
            self.rows = FeedHouse(session, now=self.now)
            house = session.get_one(House, 1)
            house.about = {"claim": "Ein Raum für alle", "street": "Beispielgasse 1", "postcode": "71083"}

    def date(self, start: str = "14:00", *, day: int = 2, minutes: int = 90, **facts: Any) -> str:
        """Store a date on the *day*-th day of next week (0 is Monday) and return its code."""
        begin = datetime.combine(self.monday + timedelta(days=day), time.fromisoformat(start))
        with self.db.writing() as session:
            self.rows.session = session
            return self.rows.date(begin, minutes, **facts).code

    def meeting(self, capacity: int = 4, signup: Signup = Signup.SEATS, **facts: Any) -> str:
        """Store a date with seats and return its code."""
        return self.date(title=facts.pop("title", "Mittagstisch"), capacity=capacity, signup=signup, **facts)

    def change(self, code: str, **facts: Any) -> None:
        """Change a stored date."""
        with self.db.writing() as session:
            booking = session.exec(select(Booking).where(col(Booking.code) == code)).one()
            for name, value in facts.items():
                setattr(booking, name, value)

    def seats(self) -> list[tuple[int, bool]]:
        """Return (persons, still wanted) of every seat, in order of coming."""
        with self.db.reading() as session:
            rows = session.exec(select(Seat).order_by(col(Seat.id)))
            return [(seat.persons, seat.released_at is None) for seat in rows]


@pytest.fixture(scope="session")
def loaded(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The folder of a house that `treffpunkt load` made of the demo, once for all tests: they copy it."""
    folder = tmp_path_factory.mktemp("loaded")
    run_command("load", str(DEMO), environment={"TREFFPUNKT_DATA": str(folder)})
    return folder


@pytest.fixture
def neighbourhood(sqlite_db) -> Neighbourhood:
    return Neighbourhood(sqlite_db)


@pytest.fixture
def open_phone(neighbourhood) -> Iterator[Callable[..., TestClient]]:
    """Give the way to ask for pages as a phone: `open_phone(trust_proxy=True)`; redirects are not followed."""
    opened: list[TestClient] = []

    def open_it(**settings: Any) -> TestClient:
        app = FastAPI()
        chosen = Settings(public_url="https://quartier.example.org", **settings)
        app.state.settings = chosen
        phone.register(app, neighbourhood.db, chosen)
        qr.register(app, neighbourhood.db, chosen)
        troubles.register(app)
        opened.append(TestClient(app, raise_server_exceptions=False, follow_redirects=False))
        return opened[-1]

    yield open_it
    for client in opened:
        client.close()


@pytest.fixture
def browse(open_phone):
    """A phone."""
    return open_phone()


@pytest.fixture
def card(house) -> str:
    """The card of the Strickcafé, whose *house* a file of tests brings."""
    with house.writing() as session:
        return cards.give_card(session, "strickcafe", who="desk:manager", now=TUESDAY)


@pytest.fixture
async def visitor(house, monkeypatch) -> Visitor:
    """Somebody at a kiosk of that house, on Tuesday at ten."""
    somebody = Visitor(house, TUESDAY)
    monkeypatch.setattr(clock, "now", lambda: somebody.now)
    return await somebody.open()
