"""The running demo for stories at the kiosk: what its group and its desk do meanwhile, by the API and in the book."""

from collections.abc import Iterator
from contextlib import closing, contextmanager
from datetime import date, timedelta
from typing import Any

import httpx
from sqlmodel import Session, col, select

from booking import cards, clock, holds, occupancy
from models.bookings import Booking, Hold, State
from models.database import Database
from tests.support.kiosk import Kiosk
from tests.support.server import Server

# The demo starts on Wednesday, 25 November 2026.
FRIDAY, SATURDAY, SUNDAY, MONDAY = (date(2026, 11, 27) + timedelta(days=number) for number in range(4))
GROUP_NAME = "Strick- und Spielecafé"


class Demo:
    """The running demo and what its group can do by the API."""

    def __init__(self, server: Server) -> None:
        self.server = server
        self.told: dict[str, Any] = server.told()

    def post(self, path: str, body: dict[str, Any]) -> dict[str, Any]:
        answer = httpx.post(self.server.url + path, json=body, headers=self._key, timeout=10)
        assert answer.status_code == 201, answer.text
        told: dict[str, Any] = answer.json()
        return told

    def book(self, start: str, end: str, title: str = "Basar", day: date = SATURDAY) -> dict[str, Any]:
        """Book the Stüble for the group and return what the API tells."""
        times = {"start": f"{day}T{start}:00+01:00", "end": f"{day}T{end}:00+01:00"}
        return self.post("/api/v1/bookings", {"room": "stueble", "title": title, **times})

    def cancel(self, uid: str) -> None:
        answer = httpx.delete(f"{self.server.url}/api/v1/bookings/{uid}", headers=self._key, timeout=10)
        assert answer.status_code == 204, answer.text

    def busy(self, day: date = SATURDAY) -> list[str]:
        """Return when the Stüble is taken."""
        window = {"from": f"{day}T00:00:00+01:00", "to": f"{day}T23:59:00+01:00"}
        found = self.server.get("/api/v1/rooms/stueble/busy", params=window).json()
        return [f"{one['start'][11:16]}–{one['end'][11:16]}" for one in found]

    def take_all_back(self) -> None:
        """Cancel what the group booked: it may hold only a few dates."""
        database = Database(self.told["database"])
        with database.reading() as session:
            ours = [
                one.uid for one in session.exec(select(Booking)) if one.source in ("kiosk", "card", "phone_qr", "api")
            ]
        database.close()
        self.let_time_pass()
        for uid in ours:
            httpx.delete(f"{self.server.url}/api/v1/bookings/{uid}", headers=self._key, timeout=10)

    def new_card(self) -> str:
        """Give the group another card, as the desk does."""
        with self._writing() as session:
            return cards.give_card(session, self.told["group"], now=clock.now(), who="desk:manager")

    def held(self) -> int:
        """Return how many times are held by taps."""
        with self._writing() as session:
            return sum(one.state is State.HELD and one.held_for is Hold.TAP for one in session.exec(select(Booking)))

    def booked(self) -> int:
        """Return how many bookings the kiosk made that still count."""
        with self._writing() as session:
            made = session.exec(select(Booking).where(col(Booking.source).in_(("kiosk", "card", "phone_qr"))))
            return sum(one.state is State.CONFIRMED for one in made)

    def let_time_pass(self) -> None:
        """Let the minutes of what is held be over now, as the clock's job does."""
        with self._writing() as session:
            house = occupancy.house_facts(session)
            for one in session.exec(select(Booking).where(col(Booking.state) == State.HELD)):
                if one.held_for is Hold.TAP:
                    holds.let_go(session, house, one.uid, who="clock", now=clock.now())

    @contextmanager
    def _writing(self) -> Iterator[Session]:
        database = Database(self.told["database"])
        with closing(database), database.writing() as session:
            yield session

    @property
    def _key(self) -> dict[str, str]:
        return {"Authorization": f"Bearer {self.told['group_key']}"}


def at_the_keypad(kiosk: Kiosk, demo: Demo, day: date = SATURDAY) -> Kiosk:
    """Choose the Stüble from ten to eleven, and the group."""
    kiosk.choose("stueble", day.isoformat(), f"{day}T10:00:00+01:00", 60)
    kiosk.find_group(demo.told["group"])
    return kiosk.tap("take-group", demo.told["group"], then="pin")
