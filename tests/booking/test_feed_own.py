"""A group's own calendar: everything of its own, nothing of anybody else's, until its address is taken back."""

from collections.abc import Iterator

import pytest

from booking import feedkeys
from booking.feeds import EVERYTHING, FeedStore
from booking.owndates import group_by_slug
from models.bookings import State
from models.community import Listing
from models.database import Database
from tests.support.calendars import events
from tests.support.feed_rows import BASE_URL, MONDAY, FeedHouse

DAY = "2026-12-01"


def own(db: Database) -> str:
    """Store a closed group with dates of every kind, and one of another group; return the address of its calendar."""
    with db.writing() as session:
        house = FeedHouse(session)
        closed = house.group("shg", "Selbsthilfegruppe", Listing.NEUTRAL)
        house.date(f"{DAY} 10:00", title="Gesprächskreis", group="shg", listing=Listing.NEUTRAL)
        house.date(f"{DAY} 12:00", title="Vorstand", group="shg", listing=Listing.INTERNAL)
        house.date(f"{DAY} 14:00", title="Ausflug", group="shg", title_hidden=True)
        house.date(f"{DAY} 16:00", title="Feier", group="shg", state=State.CANCELLED)
        house.date(f"{DAY} 18:00", title="Nur gefragt", group="shg", state=State.REQUESTED)
        house.date(f"{DAY} 20:00", title="Stricken")
        token = feedkeys.new_key(session, closed.id, who="group:shg", now=MONDAY)
    return f"/calendar/private/{token}.ics"


def summaries(store: FeedStore, path: str) -> list[str]:
    feed = store.bring(path, now=MONDAY)
    assert feed is not None
    return sorted(str(event["SUMMARY"]) for event in events(feed.body).values())


@pytest.fixture
def store(db: Database) -> Iterator[FeedStore]:
    store = FeedStore(db, BASE_URL)
    yield store
    store.close()


def test_it_tells_every_title_of_its_own_and_nothing_of_others(db: Database, store: FeedStore) -> None:
    path = own(db)

    assert summaries(store, path) == ["ABGESAGT: Feier", "Ausflug", "Gesprächskreis", "Vorstand"]
    feed = store.bring(path, now=MONDAY)
    assert feed is not None
    assert {str(event["CLASS"]) for event in events(feed.body).values()} == {"PRIVATE"}
    assert path.encode() not in feed.body


def test_the_public_reads_as_little_as_before(db: Database, store: FeedStore) -> None:
    path = own(db)

    for _turn in range(2):  # each has its own pieces, whichever is asked for first
        assert "Gesprächskreis" in summaries(store, path)
        told = store.bring(EVERYTHING, now=MONDAY)
        assert told is not None
        assert all(secret.encode() not in told.body for secret in ("Gesprächskreis", "Vorstand", "Ausflug"))


def test_a_change_is_in_it_at_once_and_without_one_the_bytes_stay(db: Database, store: FeedStore) -> None:
    path = own(db)
    before = store.bring(path, now=MONDAY)
    built = store.fragments_built

    assert store.bring(path, now=MONDAY) is before
    assert store.fragments_built == built


@pytest.mark.parametrize("token", ["", "invented", "a" * 22])
def test_a_guess_opens_no_calendar(db: Database, store: FeedStore, token: str) -> None:
    own(db)

    assert store.bring(f"/calendar/private/{token}.ics", now=MONDAY) is None


def test_taken_back_it_is_gone_with_the_next_look(db: Database, store: FeedStore) -> None:
    path = own(db)
    feed = store.bring(path, now=MONDAY)
    assert feed is not None
    with db.writing() as session:
        closed = group_by_slug(session, "shg")
        feedkeys.take_keys(session, closed.id, who="desk:manager", now=MONDAY)

    assert not store.is_current(feed)
    assert store.bring(path, now=MONDAY) is None
