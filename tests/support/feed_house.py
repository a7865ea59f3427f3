"""A feed of a house that a test fills, and the same dates as they stand in its book."""

from collections.abc import Callable
from datetime import datetime

from sqlmodel import col, select

from booking.feeds import EVERYTHING, FeedStore
from models.bookings import Booking, State
from models.database import Database
from tests.support.calendars import Shown
from tests.support.feed_rows import BASE_URL, MONDAY, FeedHouse

Build = Callable[[FeedHouse], object]


def told(
    db: Database, build: Build, path: str = EVERYTHING, now: datetime = MONDAY, timezone: str = "Europe/Berlin"
) -> bytes:
    """Return the feed at *path* of a house whose programme *build* stores."""
    with db.writing() as session:
        build(FeedHouse(session, timezone=timezone))
    return fetched(db, path, now)


def fetched(db: Database, path: str = EVERYTHING, now: datetime = MONDAY) -> bytes:
    """Return the feed at *path* as a process sees it that has just started."""
    store = FeedStore(db, BASE_URL)
    feed = store.bring(path, now=now)
    store.close()
    assert feed is not None, f"there is no feed {path}"
    return feed.body


def in_the_book(db: Database) -> list[Shown]:
    """Return what stands in the book, as a calendar program should show it."""
    with db.reading() as session:
        rows = session.exec(select(Booking).where(col(Booking.state).in_([State.CONFIRMED, State.CANCELLED]))).all()
    return sorted(
        (row.starts_at, row.ends_at, f"ABGESAGT: {row.title}" if row.state is State.CANCELLED else row.title)
        for row in rows
    )
