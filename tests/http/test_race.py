"""Many want the same thing in the same moment, through the real server: one gets it, all are told."""

import asyncio
from collections.abc import Iterator
from contextlib import closing
from itertools import pairwise
from typing import Any

import httpx
import pytest
from sqlmodel import col, select

from models.bookings import Booking
from models.database import Database
from models.meetings import Seat, Standing
from tests.support.server import Server, run_command
from tests.support.shared import shared
from tests.support.wishes import slot

CLIENTS, ROUNDS = 32, 20
IDLE = 1  # seconds: a line that the server closes after five is not used once more at that very moment
LATER = ROUNDS + 1  # days of the tests that look at one meeting each
FIRST_DAY = 400  # open days ahead: the plain house knows no horizon


@pytest.fixture(scope="module", params=["sqlite", "postgres"])
def town(request, databases, start_server) -> Iterator[tuple[Server, str, str]]:
    """The plain house of the load runs, loaded and served as a town does it, a group's key, and the database."""
    with databases.empty(request.param) as url:
        settings = {"TREFFPUNKT_DATABASE": url}
        run_command("load", str(shared("load/house.yaml")), environment=settings)
        key = run_command("group-key", "last", environment=settings).strip()
        server = start_server("serve", environment=settings)
        yield server, key, url
        server.stop()


@pytest.fixture
def house(town) -> tuple[Server, str]:
    """The server and a group's key."""
    server, key, _url = town
    return server, key


def test_one_slot_has_one_winner_in_every_round(house):
    server, key = house

    rounds = asyncio.run(compete(server.url, key))

    assert [sum(status == 201 for status, _ in answers) for answers in rounds] == [1] * ROUNDS
    losers = [body for answers in rounds for status, body in answers if status != 201]
    assert all(len(body["clashes"]) == 1 and len(body["alternatives"]) == 3 for body in losers)
    busy = blocks(server)
    assert len(busy) == ROUNDS
    assert all(before["end"] <= after["start"] for before, after in pairwise(busy))


def test_the_last_seats_are_taken_once(house):
    server, key = house
    slot = wanted(LATER, 1)
    made = httpx.post(f"{server.url}/api/v1/bookings", json=slot, headers=as_group(key))
    code = made.json()["code"]

    answers = asyncio.run(sign_up(server.url, code, 40))

    inside = sum(body["persons"] for status, body in answers if "waiting" not in body)
    waiting = sorted(body["waiting"] for _status, body in answers if "waiting" in body)
    assert {status for status, _body in answers} == {201}
    assert (inside, waiting) == (28, list(range(1, 13)))


def test_parties_that_come_and_go_at_once_never_get_more_seats_than_there_are(town):
    """32 clients, parties of one to four, half of which change their minds; whoever was told yes keeps the seat."""
    server, key, url = town
    made = httpx.post(f"{server.url}/api/v1/bookings", json=wanted(LATER + 1, 1), headers=as_group(key))
    code = made.json()["code"]

    kept = asyncio.run(come_and_go(server.url, code))

    with closing(Database(url)) as database, database.reading() as session:
        kept_seats = select(Seat).join(Booking).where(col(Booking.code) == code, col(Seat.released_at).is_(None))
        seats = session.exec(kept_seats.order_by(col(Seat.id))).all()
    inside = [seat for seat in seats if seat.standing is Standing.IN]
    line = [seat for seat in seats if seat.standing is Standing.WAITING]
    free = 28 - sum(seat.persons for seat in inside)
    assert len(seats) == len(kept)
    assert free >= 0
    assert line == [] or line[0].persons > free  # nobody who fits is left at the head of the line
    assert all(seat.passed <= seat.persons for seat in line)
    promised = {answer["code_word"] for answer in kept if "waiting" not in answer}
    assert promised <= {seat.code_word for seat in inside}
    told = httpx.get(f"{server.url}/api/v1/meetings/{code}").json()
    assert (told["waiting"], told["free"]) == (sum(seat.persons for seat in line), 0 if line else free)


async def come_and_go(url: str, code: str) -> list[dict[str, Any]]:
    """Let 32 clients take two seats each, and give the first back; return what the seats that they kept were told."""
    limits = httpx.Limits(max_connections=CLIENTS, keepalive_expiry=IDLE)
    async with httpx.AsyncClient(base_url=url, limits=limits, timeout=60) as client:

        async def one(number: int) -> dict[str, Any]:
            path = f"/api/v1/meetings/{code}/seats"
            first = (await client.post(path, json={"persons": 1 + number % 4})).json()
            second: dict[str, Any] = (await client.post(path, json={"persons": 1 + number % 3})).json()
            assert (await client.delete(f"/api/v1/seats/{first['token']}")).status_code == 204
            return second

        return list(await asyncio.gather(*(one(number) for number in range(CLIENTS))))


async def compete(url: str, key: str) -> list[list[tuple[int, Any]]]:
    limits = httpx.Limits(max_connections=CLIENTS, keepalive_expiry=IDLE)
    async with httpx.AsyncClient(base_url=url, headers=as_group(key), limits=limits, timeout=60) as client:
        return [await one_round(client, wanted(number, 10)) for number in range(ROUNDS)]


async def one_round(client: httpx.AsyncClient, slot: dict[str, str]) -> list[tuple[int, Any]]:
    answers = await asyncio.gather(*(client.post("/api/v1/bookings", json=slot) for _ in range(CLIENTS)))
    return [(answer.status_code, answer.json()) for answer in answers]


async def sign_up(url: str, code: str, number: int) -> list[tuple[int, Any]]:
    async with httpx.AsyncClient(base_url=url, limits=httpx.Limits(keepalive_expiry=IDLE), timeout=60) as client:
        path = f"/api/v1/meetings/{code}/seats"
        answers = await asyncio.gather(*(client.post(path, json={"persons": 1}) for _ in range(number)))
        return [(answer.status_code, answer.json()) for answer in answers]


def wanted(number: int, hour: int) -> dict[str, str]:
    return slot(FIRST_DAY + number, hour, room="raum-1")


def as_group(key: str) -> dict[str, str]:
    return {"Authorization": f"Bearer {key}"}


def blocks(server: Server) -> list[dict[str, str]]:
    window = {"from": wanted(0, 1)["start"], "to": wanted(ROUNDS, 1)["start"]}
    found: list[dict[str, str]] = server.get("/api/v1/rooms/raum-1/busy", params=window).json()
    return found
