"""Bare routes to compare with: one that answers at once and books nothing, one that books in the shortest correct way.

`uvicorn tests.bench.bare:app`; the second keeps its bookings in the SQLite file that CONTROL names.
"""

import os
import sqlite3

from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import JSONResponse
from starlette.routing import Route

_TABLE = """
PRAGMA journal_mode=WAL; PRAGMA synchronous=FULL;
CREATE TABLE IF NOT EXISTS booking (
    id INTEGER PRIMARY KEY, room TEXT NOT NULL, start TEXT NOT NULL, until TEXT NOT NULL
);
CREATE INDEX IF NOT EXISTS booking_by_start ON booking (room, start, until);
"""
_book = sqlite3.connect(os.environ.get("CONTROL", ":memory:"), isolation_level=None)
_book.executescript(_TABLE)


async def nothing(request: Request) -> JSONResponse:
    """Read a wish and answer it."""
    wanted = await request.json()
    return JSONResponse({"id": 1, "room": wanted["room"]}, 201)


async def shortest(request: Request) -> JSONResponse:
    """Check and insert in one transaction; no group, no rule, no journal, no letter."""
    wanted = await request.json()
    _book.execute("BEGIN IMMEDIATE")
    taken = _book.execute(
        "SELECT 1 FROM booking WHERE room = ? AND start < ? AND until > ?",
        (wanted["room"], wanted["end"], wanted["start"]),
    )
    if taken.fetchone():
        _book.execute("ROLLBACK")
        return JSONResponse({}, 409)
    values = (wanted["room"], wanted["start"], wanted["end"])
    number = _book.execute("INSERT INTO booking (room, start, until) VALUES (?, ?, ?)", values).lastrowid
    _book.execute("COMMIT")
    return JSONResponse({"id": number}, 201)


app = Starlette(routes=[Route("/nothing", nothing, methods=["POST"]), Route("/shortest", shortest, methods=["POST"])])
