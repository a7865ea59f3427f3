"""One bell for all open screens: it rings soon, not too often, and for everybody."""

import asyncio
import time
from collections.abc import AsyncIterator
from itertools import pairwise

import pytest
from sqlmodel import Session

from booking import clock, journal
from kiosk import live as bell
from kiosk import work
from kiosk.live import Live
from models.database import Database


class Listener:
    """Counts when it was called, and waits for it."""

    def __init__(self) -> None:
        self.times: list[float] = []

    def __call__(self) -> None:
        self.times.append(time.monotonic())

    async def heard(self, *, after: float = 0.0, seconds: float = 5.0) -> None:
        """Wait until it is called after that moment of the monotonic clock."""
        deadline = time.monotonic() + seconds
        while not self.times or self.times[-1] <= after:
            assert time.monotonic() < deadline, f"not called after {after}: {self.times}"
            await asyncio.sleep(0.005)


def change(session: Session) -> None:
    journal.record(session, "booking.confirmed", who="desk:manager", now=clock.now())


@pytest.fixture
async def live(sqlite_db) -> AsyncIterator[Live]:
    bell = Live(sqlite_db, look_every=0.05)
    async with bell.running():
        yield bell


@pytest.fixture
async def silent(sqlite_db) -> AsyncIterator[Live]:
    """A bell that does not look around, and so hears its own process only."""
    bell = Live(sqlite_db, look_every=3600)
    async with bell.running():
        yield bell


async def test_it_rings_after_a_commit_of_this_process(silent, sqlite_db):
    listener = Listener()
    silent.subscribe(listener)

    started = time.monotonic()
    await work.writing(sqlite_db, change)
    await listener.heard()

    assert listener.times[0] - started < 1.0


async def test_a_change_of_another_process_is_heard_as_well(live, sqlite_url):
    listener = Listener()
    live.subscribe(listener)
    other = Database(sqlite_url)

    await work.writing(other, change)
    await listener.heard()

    other.close()


async def test_a_change_that_is_rolled_back_is_not_heard(silent, sqlite_db):
    listener = Listener()
    silent.subscribe(listener)

    def fail(session: Session) -> None:
        change(session)
        raise LookupError

    with pytest.raises(LookupError):
        await work.writing(sqlite_db, fail)
    await work.writing(sqlite_db, change)
    await listener.heard()

    assert len(listener.times) == 1


async def test_a_burst_rings_at_its_start_and_at_its_end(silent, sqlite_db):
    listener = Listener()
    silent.subscribe(listener)

    for _number in range(20):
        begun = time.monotonic()
        await work.writing(sqlite_db, change)
    await listener.heard(after=begun)

    assert min(later - earlier for earlier, later in pairwise(listener.times)) >= bell.SETTLE * 0.9


async def test_whoever_left_is_not_called(silent, sqlite_db):
    gone, stays = Listener(), Listener()
    leave = silent.subscribe(gone)
    silent.subscribe(stays)

    leave()
    leave()
    await work.writing(sqlite_db, change)
    await stays.heard()

    assert gone.times == []


async def test_one_screen_that_fails_does_not_silence_the_others(silent, sqlite_db, caplog):
    def fails() -> None:
        raise LookupError("no screen")

    listener = Listener()
    silent.subscribe(fails)
    silent.subscribe(silent.subscribe(Listener()))  # sends another away while the bell rings
    silent.subscribe(listener)

    await work.writing(sqlite_db, change)
    await listener.heard()

    assert "a screen could not be told of a change" in caplog.text


async def test_it_rings_when_the_minute_is_full(live, monkeypatch):
    listener = Listener()
    live.subscribe(listener)

    live._minute = (live._minute + 1) % 60  # as if the last look had been in another minute
    await listener.heard()
