"""What the stories about bookings begin with: a session that writes, on each database, and the house of the cast."""

from collections.abc import Iterator

import pytest
from sqlmodel import Session

from booking.facts import HouseFacts
from models.database import Database
from tests.support.cast import move_in


@pytest.fixture
def session(db: Database) -> Iterator[Session]:
    """Give a session that writes."""
    with db.writing() as session:
        yield session


@pytest.fixture
def house(session: Session) -> HouseFacts:
    """Give the house of the cast."""
    return move_in(session)
