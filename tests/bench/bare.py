"""Bare routes to compare with: one that books nothing, one that books in the shortest correct way, and a bare page.

`uvicorn tests.bench.bare:app`; the second keeps its bookings in the database that CONTROL names: a SQLite file, where
it stores the booking alone, or a PostgreSQL address, where one statement stores booking, journal and letter.
"""

import os
import sqlite3

import psycopg
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import HTMLResponse, JSONResponse
from starlette.routing import Route

_TABLE = """
PRAGMA journal_mode=WAL; PRAGMA synchronous=FULL;
CREATE TABLE IF NOT EXISTS booking (
    id INTEGER PRIMARY KEY, room TEXT NOT NULL, start TEXT NOT NULL, until TEXT NOT NULL
);
CREATE INDEX IF NOT EXISTS booking_by_start ON booking (room, start, until);
"""
_POSTGRES_TABLES = """
CREATE TABLE booking (
    id SERIAL PRIMARY KEY, room TEXT NOT NULL, start TIMESTAMPTZ NOT NULL, until TIMESTAMPTZ NOT NULL,
    EXCLUDE USING gist (tstzrange(start, until) WITH &&, int4range(hashtext(room), hashtext(room), '[]') WITH &&)
);
CREATE TABLE journal (id SERIAL PRIMARY KEY, at TIMESTAMPTZ NOT NULL, what TEXT NOT NULL, booking_id INTEGER);
CREATE TABLE letter (id SERIAL PRIMARY KEY, kind TEXT NOT NULL, once TEXT UNIQUE NOT NULL);
"""
_AT_ONCE = """
WITH booked AS (INSERT INTO booking (room, start, until) VALUES (%s, %s, %s) RETURNING id),
    noted AS (INSERT INTO journal (at, what, booking_id) SELECT now(), 'booking.confirmed', id FROM booked)
INSERT INTO letter (kind, once) SELECT 'booking-confirmed', id::text FROM booked RETURNING once
"""
_control = os.environ.get("CONTROL", ":memory:")
if _control.startswith("postgresql"):
    _server = psycopg.connect(_control, autocommit=True)
    _server.execute(_POSTGRES_TABLES)
else:
    _book = sqlite3.connect(_control, isolation_level=None)
    _book.executescript(_TABLE)


async def nothing(request: Request) -> JSONResponse:
    """Read a wish and answer it."""
    wanted = await request.json()
    return JSONResponse({"id": 1, "room": wanted["room"]}, 201)


async def shortest(request: Request) -> JSONResponse:
    """Check and insert in one transaction; no group, no rule."""
    wanted = await request.json()
    values = (wanted["room"], wanted["start"], wanted["end"])
    number = _at_once(values) if _control.startswith("postgresql") else _in_file(values)
    return JSONResponse({"id": number}, 201) if number is not None else JSONResponse({}, 409)


def _at_once(values: tuple[str, str, str]) -> str | None:
    try:
        found = _server.execute(_AT_ONCE, values).fetchone()
    except psycopg.errors.ExclusionViolation:
        return None
    return str(found[0]) if found else None


def _in_file(values: tuple[str, str, str]) -> int | None:
    room, start, end = values
    _book.execute("BEGIN IMMEDIATE")
    taken = _book.execute("SELECT 1 FROM booking WHERE room = ? AND start < ? AND until > ?", (room, end, start))
    if taken.fetchone():
        _book.execute("ROLLBACK")
        return None
    number = _book.execute("INSERT INTO booking (room, start, until) VALUES (?, ?, ?)", values).lastrowid
    _book.execute("COMMIT")
    return number


async def page(_request: Request) -> HTMLResponse:
    """Answer with the shortest page that says something: no style, no font, no picture."""
    return HTMLResponse(
        "<!doctype html><html lang=de><meta charset=utf-8><meta name=viewport content='width=device-width'>"
        "<link rel=icon href=data:,><title>Treffen</title><h1>Treffen</h1><p>Morgen um 14 Uhr."
    )


app = Starlette(
    routes=[
        Route("/nothing", nothing, methods=["POST"]),
        Route("/shortest", shortest, methods=["POST"]),
        Route("/page", page),
    ]
)
