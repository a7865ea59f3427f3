"""A full disk, seen from outside: everybody is told in words, nothing is half stored, and room again heals it."""

import asyncio
import time
from collections.abc import Iterator
from dataclasses import replace
from datetime import timedelta

import pytest
from fastapi import FastAPI
from sqlalchemy.exc import OperationalError
from sqlmodel import col, func, select
from starlette.testclient import TestClient

from booking import access, clock, occupancy
from booking.refusals import BookBusy, Refused
from booking.settings import Settings
from booking.span import local
from kiosk import outages, work
from kiosk.app import register_plain
from kiosk.components.region import Tap
from kiosk.pages.board import read_board
from kiosk.pages.state import Screen
from models.bookings import Booking
from models.journal import JournalEntry
from tests.support.cast import BERLIN, at, move_in
from tests.support.outages import FullDisk
from tests.support.screens import visit_at
from tests.support.wishes import open_days

FULL = "Der Speicher des Raumbuchs ist voll. Es wurde nichts geändert. Bitte sagen Sie im Büro Bescheid."
TITLE = "Stricken für den Basar und für alle, die gern dabei sind"


@pytest.fixture
def key(sqlite_db) -> str:
    with sqlite_db.writing() as session:
        move_in(session, quota={}, max_ahead_days={})
        return access.new_group_key(session, "strickcafe", now=clock.now())


@pytest.fixture
def client(sqlite_db, key) -> Iterator[TestClient]:
    app = FastAPI()
    register_plain(app, sqlite_db, Settings(public_url="http://testserver"))
    headers = {"Authorization": f"Bearer {key}"}
    with TestClient(app, raise_server_exceptions=False, headers=headers) as client:
        yield client


def stored(db) -> tuple[int, int]:
    """Return how many bookings there are, and how many of them the journal tells of."""
    with db.reading() as session:
        bookings = session.exec(select(func.count(col(Booking.id)))).one()
        told = session.exec(select(func.count(func.distinct(col(JournalEntry.booking_id))))).one()
    return bookings, told


def wishes() -> Iterator[dict[str, str]]:
    """Yield what a group may ask for, one after the other."""
    for day in open_days(7):
        for hour in range(13, 20):
            start = at(day, f"{hour}:00").astimezone(BERLIN)
            end = start + timedelta(hours=1)
            yield {"room": "stueble", "title": TITLE, "start": start.isoformat(), "end": end.isoformat()}


def test_a_full_disk_is_told_and_room_again_is_enough(client, sqlite_db):
    asked, booked = wishes(), 0
    with FullDisk(sqlite_db):
        while (answer := client.post("/api/v1/bookings", json=next(asked))).status_code == 201:
            booked += 1  # as long as there is room left on the last pages
        assert answer.status_code == 507
        assert answer.json()["errors"] == [{"code": "book_full", "message": FULL}]
        assert int(answer.headers["retry-after"]) >= 1
        assert client.get("/api/v1/rooms").status_code == 200
        assert client.get("/").status_code == 200
        assert stored(sqlite_db) == (booked, booked)

    assert client.post("/api/v1/bookings", json=next(asked)).status_code == 201
    assert stored(sqlite_db) == (booked + 1, booked + 1)


def test_the_log_tells_of_an_outage_once_and_of_its_end(client, sqlite_db, caplog):
    asked = wishes()
    with FullDisk(sqlite_db):
        while client.post("/api/v1/bookings", json=next(asked)).status_code == 201:
            pass
        client.post("/api/v1/bookings", json=next(asked))
    client.post("/api/v1/bookings", json=next(asked))

    told = [record.getMessage() for record in caplog.records if record.name == outages.__name__]
    assert told == [
        "the database cannot be used (full): (sqlite3.OperationalError) database or disk is full",
        "the database can be used again (it was full)",
    ]


async def test_a_kiosk_keeps_what_was_chosen_while_the_disk_is_full(sqlite_db, key):
    board = await work.reading(sqlite_db, lambda session: read_board(session, clock.now()))
    visit = visit_at(sqlite_db, board)
    start = at(next(open_days(7)), "14:00")
    visit._state = replace(
        visit._state,
        screen=Screen.TIME,
        room="stueble",
        day=local(start, BERLIN).date(),
        minutes=60,
        group="strickcafe",
        proved="strickcafe",
    )
    await visit._tapped(Tap("take-time", start.isoformat(), 1))
    chosen = visit._state
    assert chosen.screen is Screen.CHECK
    with FullDisk(sqlite_db), sqlite_db.engine.connect() as connection:
        _leave_no_room(connection)
        await visit._tapped(Tap("confirm", "", 2))
        drawing = await visit._drawing()
    assert FULL in drawing
    assert replace(visit._state, reasons=()) == chosen

    await visit._tapped(Tap("confirm", "", 3))

    assert visit._state.screen is Screen.DONE


def _leave_no_room(connection) -> None:
    """Use up what the last pages have left."""
    for size in (2000, 500, 100, 20):
        with pytest.raises(OperationalError, match="full"):
            while True:
                with connection.begin():
                    connection.exec_driver_sql(
                        "INSERT INTO journal (at, what, who, facts) VALUES ('2026-11-24 09:00:00', 'x', ?, '{}')",
                        ("x" * size,),
                    )


async def test_whoever_waited_too_long_for_the_others_is_refused_and_stores_nothing(sqlite_db, monkeypatch):
    monkeypatch.setattr(work, "PATIENCE", 0.05)

    slow = asyncio.create_task(work.writing(sqlite_db, lambda _session: time.sleep(0.3)))
    await asyncio.sleep(0.1)
    last = asyncio.create_task(work.writing(sqlite_db, occupancy.house_facts))
    await slow

    with pytest.raises(Refused) as refused:
        await last
    assert refused.value.reasons == (BookBusy(),)
