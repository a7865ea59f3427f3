"""One visit: taps in their turn, each answered once, and a word for people when something breaks."""

import asyncio
from dataclasses import replace
from datetime import timedelta

import pytest
from sqlalchemy import text

from booking import clock
from kiosk import work
from kiosk.components.region import Tap
from kiosk.pages.board import read_board
from kiosk.pages.state import Held, Screen
from kiosk.pages.visit import Visit
from tests.support.cast import move_in
from tests.support.screens import visit_at

SORRY = "Das hat nicht geklappt. Bitte noch einmal."


@pytest.fixture
async def visit(sqlite_db) -> Visit:
    """A kiosk that somebody stands at."""
    with sqlite_db.writing() as session:
        move_in(session)
    board = await work.reading(sqlite_db, lambda session: read_board(session, clock.now()))
    return visit_at(sqlite_db, board)


async def tap(visit: Visit, *actions: tuple[str, str]) -> str:
    """Tap one after the other and return what is drawn then."""
    for number, (action, value) in enumerate(actions, 1):
        await visit._tapped(Tap(action, value, number))
    return await visit._drawing()


async def test_the_same_tap_many_times_is_followed_once(visit):
    await asyncio.gather(*(visit._tapped(Tap("book", "", 1)) for _number in range(50)))
    await asyncio.gather(*(visit._tapped(Tap("take-day", "2030-01-07", 2)) for _number in range(50)))

    assert visit._state.screen is Screen.TIME


async def test_a_screen_that_cannot_be_drawn_is_told_and_the_start_is_one_tap_away(visit, sqlite_db, caplog):
    await tap(visit, ("book", ""))
    with sqlite_db.engine.begin() as connection:
        connection.execute(text("ALTER TABLE booking RENAME TO lost"))

    drawing = await tap(visit, ("take-day", "2030-01-07"))

    assert SORRY in drawing
    assert "a tap failed: take-day" in caplog.text
    assert 'data-screen="home"' in await tap(visit, ("home", ""))


async def test_a_booking_that_breaks_keeps_the_choices(visit, sqlite_db, caplog):
    start = clock.now()
    visit._state = replace(
        visit._state,
        screen=Screen.CHECK,
        room="stueble",
        day=start.date(),
        start=start,
        minutes=60,
        group="strickcafe",
        proved="strickcafe",
        held=Held(uid="uid", until=start + timedelta(minutes=3), token="token"),
    )
    with sqlite_db.engine.begin() as connection:
        connection.execute(text("ALTER TABLE groups RENAME TO lost"))

    drawing = await tap(visit, ("confirm", ""))

    assert SORRY in drawing
    assert (visit._state.screen, visit._state.aside) == (Screen.SORRY, Screen.CHECK)
    assert (visit._state.proved, visit._state.room) == ("strickcafe", "stueble")


async def test_a_pin_that_could_not_be_compared_is_in_no_log_and_typed_again(visit, sqlite_db, caplog):
    now = clock.now()
    held = Held(uid="uid", until=now + timedelta(minutes=3), token="token")
    visit._state = replace(
        visit._state, screen=Screen.PIN, room="stueble", start=now, minutes=60, group="strickcafe", held=held
    )
    with sqlite_db.engine.begin() as connection:
        connection.execute(text("ALTER TABLE groups RENAME TO lost"))

    drawing = await tap(visit, ("pin", "918273"))

    assert SORRY in drawing
    with sqlite_db.engine.begin() as connection:
        connection.execute(text("ALTER TABLE lost RENAME TO groups"))
    assert 'data-keypad="pin"' in await tap(visit, ("back", ""))
    assert "918273" not in caplog.text + repr(vars(visit))


async def test_only_the_check_screen_books(visit, sqlite_db):
    visit._state = done = replace(visit._state, screen=Screen.HOME, group="strickcafe")

    await tap(visit, ("confirm", ""))

    assert visit._state == done


async def test_a_change_before_the_page_is_open_is_kept(visit):
    newer = replace(visit._board, rooms=())

    visit.show(newer)

    assert visit._board is newer
