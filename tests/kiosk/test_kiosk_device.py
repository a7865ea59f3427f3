"""What a browser may do that the desk has not paired, or not any more: read the public programme, nothing else."""

import asyncio
from collections.abc import AsyncIterator

import pytest
from starlette.requests import Request

from booking import clock, journal, screens
from booking.screens import ScreenFacts
from kiosk import work
from kiosk.components.region import Tap
from kiosk.live import Live
from kiosk.pages import journeys
from kiosk.pages.board import read_board
from kiosk.pages.device import Devices
from kiosk.pages.state import KioskState
from tests.support.cast import move_in
from tests.support.screens import paired, visit_at


@pytest.fixture
async def board(sqlite_db):
    with sqlite_db.writing() as session:
        move_in(session)
    return await work.reading(sqlite_db, lambda session: read_board(session, clock.now()))


@pytest.fixture
async def live(sqlite_db) -> AsyncIterator[Live]:
    bell = Live(sqlite_db)
    async with bell.running():
        yield bell


class Told(asyncio.Queue[ScreenFacts | None]):
    """What an open page hears."""


def asking(**cookies: str) -> Request:
    header = "; ".join(f"{name}={value}" for name, value in cookies.items())
    return Request({"type": "http", "headers": [(b"cookie", header.encode())]})


async def test_a_stranger_reads_the_programme(sqlite_db, board):
    visit = visit_at(sqlite_db, board, known=False)
    assert "/kiosk/pair" in await visit._drawing()

    await visit._tapped(Tap("programme", "", 1))

    assert 'data-screen="programme"' in await visit._drawing()


async def test_a_stranger_does_nothing_else_whatever_is_sent(sqlite_db, board):
    visit = visit_at(sqlite_db, board, known=False)  # without a panel every tap counts as one on a control
    known = {*journeys._CHANGES, *journeys.ACTS, "no-such-tap"}
    kept = {action for action in known if not journeys.is_for_all(action)}
    before = journal_length(sqlite_db)

    assert {"book", "take-room", "take-time", "take-group", "pin", "confirm"} <= kept
    for number, action in enumerate(sorted(kept), 1):
        await visit._tapped(Tap(action, "stueble", number))

    assert visit._state == KioskState()
    assert journal_length(sqlite_db) == before


def journal_length(db) -> int:
    with db.reading() as session:
        return journal.newest(session)


def test_whoever_only_looks_writes_nothing():
    """A journey is for paired machines until somebody decides otherwise; one that writes never is for all."""
    assert [journey for journey in journeys._JOURNEYS if journey.for_all and journey.acts] == []


async def test_a_visit_ends_when_the_desk_takes_the_rights_back(sqlite_db, board):
    visit = visit_at(sqlite_db, board)
    await visit._tapped(Tap("book", "", 1))
    assert 'data-screen="day"' in await visit._drawing()

    visit.told_of_device(None)
    await visit._tapped(Tap("take-room", "stueble", 2))

    assert visit._state.room != "stueble"


async def test_only_the_right_cookie_is_a_kiosk(sqlite_db, live):
    token, screen = paired(sqlite_db)
    devices = Devices(sqlite_db, live)

    found = [
        await devices.of(asking(**cookies)) for cookies in ({}, {"kiosk": "x" * 32}, {"desk": token}, {"kiosk": token})
    ]

    assert found == [None, None, None, screen]


async def test_an_open_page_hears_within_a_moment_that_it_was_revoked(sqlite_db, live):
    devices, told = Devices(sqlite_db, live), Told()
    (_token, first), (_other, second) = paired(sqlite_db), paired(sqlite_db, "Flur")
    stop = devices.watch(first, told.put_nowait)
    devices.watch(second, told.put_nowait)
    heard = asyncio.create_task(told.get())

    with sqlite_db.writing() as session:
        screens.revoke(session, first.id, who="desk:manager", now=clock.now())

    assert await asyncio.wait_for(heard, 5) is None
    assert told.empty()  # the other one counts
    stop()


async def test_an_open_page_hears_that_its_controls_were_put_down(sqlite_db, live):
    devices, told = Devices(sqlite_db, live), Told()
    _token, screen = paired(sqlite_db)
    devices.watch(screen, told.put_nowait)
    beat = screens.Heartbeat(version="", width=1920, height=1080)

    with sqlite_db.writing() as session:
        who, now = "desk:manager", clock.now()
        screens.seen(session, screen.id, beat, now=now)
        screens.measure(session, screen.id, diagonal_inch=55, lower_edge_mm=700, who=who, now=now)
        screens.put_controls_low(session, screen.id, True, who=who, now=now)

    heard = await asyncio.wait_for(told.get(), 5)
    assert heard is not None
    assert heard.scale() < 1
