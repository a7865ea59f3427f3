"""Polls are counted in memory and written down now and then; a fault there takes no calendar away."""

import asyncio

import httpx
import pytest
from sqlmodel import select

from booking import feedkeys
from booking.feeds import EVERYTHING, FeedStore
from booking.owndates import group_by_slug
from kiosk import polls
from kiosk.polls import PollCounter
from kiosk.routes.feeds import FeedLayer
from models.database import Database
from models.polls import FeedPolls
from tests.support.feed_rows import BASE_URL, MONDAY, FeedHouse
from tests.support.waiting import until

APPLE = "iOS/18.0 (22A3354) dataaccessd/1.0"


class World:
    """A house whose feeds are asked for, with its counter and a clock that is set by hand."""

    def __init__(self, db: Database) -> None:
        self.db, self.at = db, MONDAY.timestamp() + 90
        with db.writing() as session:
            self.house = FeedHouse(session)
            self.house.date("2026-12-01 14:00", title="Café")
        self.counter = PollCounter(lambda: self.at)
        store = FeedStore(db, BASE_URL)
        self.layer = FeedLayer(None, store, now=lambda: MONDAY, polls=self.counter)  # type: ignore[arg-type]

    async def ask(self, path: str, agent: str = APPLE, method: str = "GET", **headers: str) -> httpx.Response:
        transport = httpx.ASGITransport(self.layer)
        async with httpx.AsyncClient(transport=transport, base_url=BASE_URL) as client:
            named = {name.replace("_", "-"): value for name, value in headers.items()}
            return await client.request(method, path, headers={"user-agent": agent, **named})

    def stored(self) -> list[tuple[object, ...]]:
        with self.db.reading() as session:
            rows = session.exec(select(FeedPolls).order_by(FeedPolls.feed, FeedPolls.program)).all()
        return [(row.feed, row.program, row.first, row.renewed, row.unchanged) for row in rows]


@pytest.fixture
def world(sqlite_db):
    world = World(sqlite_db)
    yield world
    world.layer.close()


async def test_a_poll_is_counted_by_what_came_of_it(world):
    etag = (await world.ask(EVERYTHING)).headers["etag"]
    await world.ask(EVERYTHING, if_none_match=etag)
    await world.ask(EVERYTHING, if_none_match=etag)
    await world.ask(EVERYTHING, if_none_match='W/"older"')
    await world.ask(EVERYTHING, "Google-Calendar-Importer")
    assert world.stored() == []

    await world.counter.write(world.db)

    assert world.stored() == [("all", "apple", 1, 1, 2), ("all", "google", 1, 0, 0)]
    with world.db.reading() as session:
        row = session.exec(select(FeedPolls)).first()
    assert row.state == etag.removeprefix('W/"').removesuffix('"')
    assert row.last_at == MONDAY.replace(minute=1)  # whole minutes


@pytest.mark.parametrize(
    ("path", "method"),
    [(EVERYTHING, "HEAD"), (EVERYTHING, "POST"), ("/calendar/room/nowhere.ics", "GET"), ("/robots.txt", "GET")],
)
async def test_what_brings_nobody_a_calendar_is_not_counted(world, path, method):
    await world.ask(path, method=method)

    await world.counter.write(world.db)

    assert world.stored() == []


async def test_no_secret_address_is_stored(world):
    with world.db.writing() as session:
        group = group_by_slug(session, "strickcafe")
        token = feedkeys.new_key(session, group.id, who="group:strickcafe", now=MONDAY)
    for path in (f"/calendar/private/{token}.ics", "/m/code-1.ics", "/calendar/room/stueble.ics", "/calendar/all.json"):
        assert (await world.ask(path)).status_code == 200

    await world.counter.write(world.db)

    assert [row[0] for row in world.stored()] == ["all.json", "date", "private", "room/stueble"]


async def test_counts_are_written_by_themselves_and_at_the_end(world):
    async with world.counter.running(world.db, every=0.02):
        await world.ask(EVERYTHING)
        await asyncio.to_thread(until, lambda: world.stored() == [("all", "apple", 1, 0, 0)], what="the first count")
    async with world.counter.running(world.db, every=3600):
        await world.ask(EVERYTHING)

    assert world.stored() == [("all", "apple", 2, 0, 0)]


async def test_what_cannot_be_written_now_is_written_later(world, sqlite_db, tmp_path):
    await world.ask(EVERYTHING)
    away = Database(f"sqlite:///{tmp_path / 'no-such-folder' / 'house.db'}")

    await world.counter.write(away)
    await world.ask(EVERYTHING)
    await world.counter.write(sqlite_db)

    assert world.stored() == [("all", "apple", 2, 0, 0)]


async def test_whoever_invents_names_fills_no_memory(world, monkeypatch):
    monkeypatch.setattr(polls, "_MOST", 2)
    for agent in ("curl/8", "wget/1", APPLE, "Evolution/3.60", "Nextcloud Webcal Service"):
        assert (await world.ask(EVERYTHING, agent)).status_code == 200

    await world.counter.write(world.db)

    assert world.stored() == [("all", "apple", 1, 0, 0), ("all", "other", 2, 0, 0)]
