"""Whatever people do, in any order: the database takes exactly what the plain definition allows."""

from collections.abc import Iterator
from dataclasses import dataclass, replace
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import Connection, Executable, insert, update
from sqlalchemy.exc import IntegrityError
from sqlmodel import col

from models.bookings import NO_OVERLAP, Booking
from models.database import Database
from models.rooms import Room
from tests.models.rows import FLOORS, add_rooms, at, booking


@dataclass(frozen=True)
class Held:
    """A rectangle of floor and time; *start* and *end* count half hours."""

    room: str
    start: int
    end: int
    live: bool = True

    def meets(self, other: "Held") -> bool:
        """Whether both hold a piece of floor at an instant: the plain definition."""
        (lo, hi), (other_lo, other_hi) = FLOORS[self.room], FLOORS[other.room]
        same_floor = lo < other_hi and other_lo < hi
        return self.live and other.live and same_floor and self.start < other.end and other.start < self.end


PLACES = st.builds(
    lambda room, start, length: Held(room, start, start + length),
    st.sampled_from(list(FLOORS)),
    st.integers(0, 12),
    st.integers(1, 5),
)
# Which booking it is about is a number that wraps around.
STEPS = st.tuples(st.sampled_from(["add", "add", "move", "release", "revive"]), st.integers(0, 11), PLACES)


class House:
    """Does each step in the database and says by the plain definition what must come of it."""

    def __init__(self, connection: Connection, rooms: dict[str, int]) -> None:
        self._connection = connection
        self._rooms = rooms
        self.held: dict[int, Held] = {}

    def do(self, verb: str, number: int, place: Held) -> tuple[bool, bool]:
        """Do one step. Return whether the definition allows it, and whether the database took it."""
        ids = list(self.held)
        if verb == "add" or not ids:
            wanted, one = place, None
        else:
            one = ids[number % len(ids)]
            wanted = changed(self.held[one], verb, place)
        allowed = not any(wanted.meets(other) for key, other in self.held.items() if key != one)
        stored = self._store(wanted, one)
        if stored is not None:
            self.held[stored] = wanted
        return allowed, stored is not None

    def _store(self, wanted: Held, one: int | None) -> int | None:
        values = self._columns(wanted)
        statement: Executable = (
            update(Booking).where(col(Booking.id) == one).values(**values).returning(col(Booking.id))
        )
        if one is None:
            statement = insert(Booking).values(**values).returning(col(Booking.id))
        try:
            with self._connection.begin_nested():
                return int(self._connection.execute(statement).scalar_one())
        except IntegrityError as refusal:
            if NO_OVERLAP not in str(refusal.orig):
                raise
            return None

    def _columns(self, wanted: Held) -> dict[str, Any]:
        lo, hi = FLOORS[wanted.room]
        room = Room(id=self._rooms[wanted.room], slug=wanted.room, name=wanted.room, lo=lo, hi=hi)
        values = booking(room, wanted.start / 2, wanted.end / 2).model_dump(exclude={"id"})
        if not wanted.live:
            values |= {"state": "cancelled", "released_at": at(0)}
        return values


def changed(held: Held, verb: str, place: Held) -> Held:
    """Return what *held* should be after the step."""
    return {
        "move": replace(place, live=held.live),
        "release": replace(held, live=False),
        "revive": replace(held, live=True),
    }[verb]


@pytest.fixture
def rooms(db: Database) -> dict[str, int]:
    """Give the ids of the small house's rooms."""
    with db.writing() as session:
        return {slug: room.id for slug, room in add_rooms(session).items()}


@pytest.fixture
def connection(db: Database) -> Iterator[Connection]:
    """Give a connection without a transaction."""
    with db.engine.connect() as connection:
        yield connection


@settings(
    max_examples=120, deadline=None, derandomize=True, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
@given(steps=st.lists(STEPS, min_size=1, max_size=25))
def test_the_database_takes_what_the_definition_allows(
    connection: Connection, rooms: dict[str, int], steps: list[tuple[str, int, Held]]
) -> None:
    house = House(connection, rooms)

    transaction = connection.begin()
    answers = [house.do(*step) for step in steps]
    transaction.rollback()  # the next history starts with an empty house

    assert [taken for _, taken in answers] == [allowed for allowed, _ in answers]
