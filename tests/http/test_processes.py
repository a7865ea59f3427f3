"""Several processes serve one house: one winner, and what one of them changes all others show at once."""

import asyncio
import time
from collections import Counter
from collections.abc import Callable
from contextlib import closing
from functools import partial
from itertools import pairwise

import httpx
import pytest
from sqlalchemy import text
from sqlmodel import col, select

from booking import clock, journal
from kiosk.live import Live
from models import guards
from models.bookings import Booking
from models.database import Database
from models.rooms import House, Room
from tests.http.conftest import Served
from tests.support.server import Server
from tests.support.waiting import until
from tests.support.wishes import slot

CLIENTS, ROUNDS = 32, 4
IDLE = 1  # seconds: a line that the server closes after five is not used once more at that very moment
FEED = "/calendar/all.ics"
LISTENING = f"FROM pg_stat_activity WHERE datname = current_database() AND query = 'LISTEN {guards.CHANNEL}'"


@pytest.fixture(scope="module")
def served(plain_house: Callable[[str], Served]) -> Served:
    """A plain house on PostgreSQL."""
    return plain_house("postgres")


@pytest.fixture(scope="module")
def both(served) -> tuple[Server, Server]:
    """Two processes that serve it."""
    return served.serve(), served.serve()


async def ask_at_once(servers, headers, wishes) -> list[httpx.Response]:
    """Send all *wishes* at the same moment, to the servers by turns."""
    limits = httpx.Limits(max_connections=CLIENTS, keepalive_expiry=IDLE)
    async with httpx.AsyncClient(headers=headers, limits=limits, timeout=60) as client:
        return await asyncio.gather(
            *(
                client.post(f"{servers[number % len(servers)].url}/api/v1/bookings", json=wish)
                for number, wish in enumerate(wishes)
            )
        )


def test_one_slot_has_one_winner_whichever_process_is_asked(served, both):
    rounds = [asyncio.run(ask_at_once(both, served.headers, [slot(100 + day)] * CLIENTS)) for day in range(ROUNDS)]

    assert [Counter(answer.status_code for answer in answers) for answers in rounds] == [
        Counter({201: 1, 409: CLIENTS - 1})
    ] * ROUNDS


def test_what_is_free_is_booked_by_both_processes_at_once(served, both):
    wishes = [
        slot(110 + number // 20, 1 + number % 20, room=room) for number in range(40) for room in ("saal", "stube")
    ]

    answers = asyncio.run(ask_at_once(both, served.headers, wishes))

    assert {answer.status_code for answer in answers} == {201}
    with closing(Database(served.url)) as db, db.reading() as session:
        rows = session.exec(select(Booking).order_by(col(Booking.room_id), col(Booking.busy_from))).all()
    assert {answer.json()["uid"] for answer in answers} <= {row.uid for row in rows}
    assert all(
        one.busy_until <= other.busy_from for one, other in pairwise(rows) if (one.lo, one.hi) == (other.lo, other.hi)
    )


def events(server: Server) -> int:
    """Return how many events the feed tells."""
    answer = server.get(FEED)
    assert answer.status_code == 200
    return answer.text.count("BEGIN:VEVENT")


def tells(server: Server, name: str) -> bool:
    """Whether the feed tells *name*."""
    return name in server.get(FEED).text


async def ring_after(live: Live, change) -> float:
    """Return how many seconds after *change* began a screen is told."""
    rung = asyncio.Event()
    leave = live.subscribe(rung.set)
    began = time.monotonic()
    answer = await asyncio.to_thread(change)
    assert answer.status_code == 201
    await asyncio.wait_for(rung.wait(), 10)
    leave()
    return time.monotonic() - began


async def test_a_screen_of_one_process_hears_what_another_books(served, both):
    with closing(Database(served.url)) as db:
        db.hear_others()
        until(lambda: db.hears_others)
        live = Live(db, look_every=3600)
        async with live.running():
            await asyncio.sleep(0.2)  # the first bell has rung
            took = [await ring_after(live, partial(served.book, both[0], slot(day))) for day in (50, 51)]

    assert max(took) < 5  # nothing else would ring: it never looks around


def test_the_feed_of_one_process_tells_what_another_books(served, both):
    here, there = both
    before = events(here)
    assert events(there) == before

    assert served.book(here, slot(52)).status_code == 201

    assert events(here) == before + 1
    until(lambda: events(there) == before + 1, seconds=5, every=0.005)


def test_listening_goes_on_after_its_connection_was_cut(served, both):
    here, there = both
    told = events(there)
    with closing(Database(served.url)) as db:

        def listening() -> set[int]:
            with db.engine.connect() as connection:
                return set(connection.execute(text(f"SELECT pid {LISTENING}")).scalars())

        before = until(lambda: len(found := listening()) == 2 and found)
        with db.engine.begin() as connection:
            connection.execute(text(f"SELECT pg_terminate_backend(pid) {LISTENING}"))
        until(lambda: len(found := listening()) == 2 and not found & before, what="both to listen again")

    assert served.book(here, slot(53)).status_code == 201

    until(lambda: events(there) == told + 1, seconds=5, every=0.005)


def test_a_house_that_is_changed_elsewhere_is_the_new_one_for_all(served, both):
    names = [server.get("/api/v1/rooms").json()[0]["name"] for server in both]
    headings = [tells(server, "Haus am Markt") for server in both]
    assert (names, headings) == (["Saal", "Saal"], [False, False])

    with closing(Database(served.url)) as db, db.writing() as session:
        session.exec(select(Room).where(col(Room.slug) == "saal")).one().name = "Großer Saal"
        house = session.get_one(House, 1)
        house.name, house.revision = "Haus am Markt", house.revision + 1
        journal.record(session, "house.changed", who="desk:manager", now=clock.now())

    assert [server.get("/api/v1/rooms").json()[0]["name"] for server in both] == ["Großer Saal"] * 2
    for server in both:
        until(partial(tells, server, "Haus am Markt"), seconds=5, every=0.005)


@pytest.mark.browser
def test_a_kiosk_at_one_process_shows_what_is_booked_at_another(served, both, new_page):
    here, there = both
    page = new_page()
    page.goto(f"{there.url}/kiosk")
    page.wait_for_function("window.socket?.connected && window.did_handshake")
    assert page.locator(".shop-next li").count() == 0

    assert served.book(here, slot(1)).status_code == 201

    page.locator(".shop-next li").get_by_text("Treffen").wait_for(timeout=5000)


def test_another_process_at_a_file_is_noticed_within_a_second(plain_house):
    served = plain_house("sqlite")
    here, there = served.serve(), served.serve()
    assert (events(here), events(there)) == (0, 0)

    assert served.book(here, slot(50)).status_code == 201

    assert events(here) == 1
    until(lambda: events(there) == 1, seconds=5, every=0.01)
