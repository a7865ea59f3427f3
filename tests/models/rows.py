"""A small house for the tests of the tables: a hall in two halves, a kitchen, and the whole house."""

from datetime import UTC, datetime, timedelta

from sqlmodel import Session

from models.bookings import Booking, State
from models.rooms import Room

MONDAY = datetime(2026, 11, 23, tzinfo=UTC)
FLOORS = {"hall": (0, 2), "left": (0, 1), "right": (1, 2), "kitchen": (2, 3), "house": (0, 99)}


def at(hour: float) -> datetime:
    """Return a time on Monday, as hours after midnight UTC."""
    return MONDAY + timedelta(hours=hour)


def add_rooms(session: Session) -> dict[str, Room]:
    """Store the rooms of FLOORS and return them by slug."""
    rooms = {slug: Room(slug=slug, name=slug.title(), lo=lo, hi=hi) for slug, (lo, hi) in FLOORS.items()}
    session.add_all(rooms.values())
    session.flush()
    return rooms


def booking(room: Room, start: float, end: float, *, before: float = 0, after: float = 0) -> Booking:
    """Return a confirmed booking on Monday that is not stored yet; *before* and *after* are hours of set-up."""
    return Booking(
        room_id=room.id,
        lo=room.lo,
        hi=room.hi,
        busy_from=at(start - before),
        busy_until=at(end + after),
        starts_at=at(start),
        ends_at=at(end),
        wall_from=at(start).replace(tzinfo=None),
        wall_to=at(end).replace(tzinfo=None),
        title="Treffen",
        state=State.CONFIRMED,
        created_at=MONDAY,
        updated_at=MONDAY,
    )


def release(stored: Booking) -> None:
    """Take a booking out of the room."""
    stored.state, stored.released_at = State.CANCELLED, MONDAY


def revive(stored: Booking) -> None:
    """Put a released booking back into its room."""
    stored.state, stored.released_at = State.CONFIRMED, None
