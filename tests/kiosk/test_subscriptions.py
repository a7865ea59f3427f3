"""Calendars at an address of somebody else, which changes, fails, comes back: on a real server, by the real fetcher."""

import asyncio
import socket
import threading
import time
from collections.abc import Iterator
from datetime import timedelta
from typing import Any

import pytest

from booking import clock, envelopes, outside
from booking.fetched import Fetched, NotModified
from booking.occupancy import house_facts
from booking.outside import Address, Plan, taking
from booking.refusals import CalendarUnread, MostLost, NotFetched, Refused
from booking.settings import Settings
from kiosk import work
from kiosk.fetcher import Fetcher, Limits
from kiosk.subscriptions import Subscriptions, running, usual_fetch
from models.outside import Means
from tests.support.calendarhost import Host, calendar_host, says
from tests.support.cast import move_in
from tests.support.foreign_calendars import calendar, event

SECRET = "ein Geheimnis des Hauses"
SETTINGS = Settings(secret=SECRET, subscribe=True)


class Club:
    """A club's server, whose answer a test changes."""

    def __init__(self) -> None:
        self.answer = says(b"")
        self.host: Host

    def says(self, line: socket.socket, head: str) -> None:
        """Answer as it is said now."""
        self.answer(line, head)

    def tells(self, *titles: str, **headers: Any) -> None:
        """Have a calendar of one date a title."""
        first = clock.now().replace(microsecond=0) + timedelta(days=2)
        events = [
            event(title, f"{first + timedelta(days=n):%Y%m%dT%H%M%SZ}", title=title) for n, title in enumerate(titles)
        ]
        self.answer = says(calendar(*events), content_type="text/calendar", **headers)


@pytest.fixture
def club() -> Iterator[Club]:
    """Give a server that has three dates."""
    club = Club()
    club.tells("Probe", "Konzert", "Fest")
    with calendar_host(club.says) as host:
        club.host = host
        yield club


@pytest.fixture
def house(db, club):
    """Give a house that knows the club's address, whose turn it is."""
    with db.writing() as session:
        house = move_in(session)
        address = Address("kalender.example", envelopes.closed(club.host.address(), SECRET))
        nothing = outside.read(calendar(), name="Verein", zone=house.zone, on=clock.now().date())
        plan = Plan(name="Verein", means=Means.MEETINGS, place="Halle")
        outside.add_source(
            session, house, plan, nothing, address=address, who="desk:manager", now=clock.now() - timedelta(hours=2)
        )
    return db


@pytest.fixture
def look(house, club):
    """Give the way to look once, as when its turn comes."""
    fetch = Fetcher(
        Limits(plain=True, is_allowed=lambda _ip: True, resolve=lambda _host, _port: ["127.0.0.1"], seconds=2)
    )
    keeper = Subscriptions(house, SETTINGS, fetch)

    async def now_look() -> None:
        await keeper.look_now(1)

    yield now_look
    keeper.close()


def state(db):
    """Return how the source is, and the titles that are planned."""
    with db.reading() as session:
        (row,) = outside.sources(session, house_facts(session), now=clock.now())
        dates = taking.dates_of(session, 1)
        return row, [one.title for one in dates if one.standing.value == "planned"]


async def test_an_address_is_followed_as_it_changes(house, club, look):
    await look()
    assert state(house)[1] == ["Probe", "Konzert", "Fest"]

    club.tells("Probe", "Konzert (neu)", "Fest")
    await look()
    row, titles = state(house)
    assert titles == ["Probe", "Konzert (neu)", "Fest"]
    assert row.failure is None

    club.tells("Probe", "Fest")
    await look()
    assert state(house)[1] == ["Probe", "Fest"]


async def test_a_server_that_knows_its_calendar_is_asked_only_for_news(house, club, look):
    club.tells("Probe", "Fest", etag='"1"', last_modified="Sun, 29 Nov 2026 06:00:00 GMT")
    await look()
    club.answer = says(status="304 Not Modified")
    await look()

    assert 'If-None-Match: "1"' in club.host.asked[1]
    row, titles = state(house)
    assert (titles, row.failure, row.failures) == (["Probe", "Fest"], None, 0)


def _silent(line, _head) -> None:
    time.sleep(3)


@pytest.mark.parametrize(
    ("answer", "why"),
    [
        (says(b"kaputt", status="500 Internal Server Error"), NotFetched("status", 500)),
        (says(b"<html>Bitte anmelden</html>", content_type="text/html"), NotFetched("no_calendar")),
        (
            says(calendar(event("a", "20261202T180000Z"))[:-30]),
            CalendarUnread("Der Kalender ist abgeschnitten: Sein Ende fehlt."),
        ),
        (says(bytes(range(256)) * 20), CalendarUnread("Das ist kein Kalender (iCalendar, RFC 5545).")),
        (says(b"x" * 2_000_001), NotFetched("too_large")),
        (_silent, NotFetched("too_slow")),
        (lambda line, _head: line.close(), None),
        (says(calendar()), MostLost(3, 3)),
    ],
    ids=["error", "a page", "half of it", "garbage", "too large", "silent", "hangs up", "suddenly empty"],
)
async def test_what_fails_keeps_its_last_good_state_and_comes_back(house, club, look, answer, why):
    await look()
    good = state(house)[0].good_at

    club.answer = answer
    await look()
    row, titles = state(house)
    assert titles == ["Probe", "Konzert", "Fest"]
    assert row.failure == why if why else isinstance(row.failure, NotFetched)
    assert row.good_at == good

    club.tells("Probe", "Konzert", "Fest", "Nachfeier")
    await look()
    row, titles = state(house)
    assert titles == ["Probe", "Konzert", "Fest", "Nachfeier"]
    assert (row.failure, row.failures, row.held_at) == (None, 0, None)


async def test_what_is_due_is_looked_at_by_itself_and_copies_are_counted_anew(house, club):
    fetch = Fetcher(Limits(plain=True, is_allowed=lambda _ip: True, resolve=lambda _host, _port: ["127.0.0.1"]))
    keeper = Subscriptions(house, SETTINGS, fetch)

    async with running(keeper, every=0.05):
        await _until(lambda: state(house)[1] == ["Probe", "Konzert", "Fest"])

    with house.writing() as session:
        of = outside.source(session, 1)
        of.read_on = clock.now().date() - timedelta(days=1)
        session.add(of)
    offline = Subscriptions(house, SETTINGS, None)
    async with running(offline, every=0.05):
        await _until(lambda: _read_on(house) == clock.now().date())
    assert len(club.host.asked) == 1


async def test_a_server_that_hangs_does_not_keep_the_house_from_working(house, club):
    hangs, goes_on = threading.Event(), threading.Event()

    def fetch(address: str, *, etag: str, modified: str) -> Fetched | NotModified:
        hangs.set()
        goes_on.wait(10)
        raise Refused(NotFetched("too_slow"))

    keeper = Subscriptions(house, SETTINGS, fetch)
    looking = asyncio.create_task(keeper.look_now(1))
    await _until(hangs.is_set)

    assert await work.reading(house, lambda session: house_facts(session).slug) == "haus"
    goes_on.set()
    await looking
    assert state(house)[0].failure == NotFetched("too_slow")
    keeper.close()


async def test_with_another_secret_the_address_is_told_to_be_lost(house, club):
    keeper = Subscriptions(house, Settings(secret="ein ganz anderes Geheimnis", subscribe=True), Fetcher())

    await keeper.look_now(1)

    assert state(house)[0].failure == NotFetched("lost")
    assert club.host.asked == []
    keeper.close()


async def test_a_house_that_has_not_switched_it_on_asks_nobody(house, club):
    keeper = Subscriptions(house, Settings(secret=SECRET), usual_fetch(Settings(secret=SECRET)))

    assert await keeper.once() in (0, 1)  # a copy may be counted anew at midnight
    for look in (keeper.look_now(1), keeper.first_look("https://verein.example/a.ics", "Verein")):
        with pytest.raises(Refused) as refused:
            await look
        assert refused.value.reasons == (NotFetched("off"),)
    assert club.host.asked == []
    keeper.close()


async def test_the_usual_fetcher_does_not_reach_into_the_house(house, club):
    keeper = Subscriptions(house, SETTINGS, usual_fetch(SETTINGS))

    with pytest.raises(Refused) as refused:
        await keeper.first_look("https://127.0.0.1/kalender.ics", "Verein")

    assert refused.value.reasons == (NotFetched("not_public"),)
    keeper.close()


def _read_on(db):
    with db.reading() as session:
        return outside.source(session, 1).read_on


async def _until(is_so) -> None:
    deadline = time.monotonic() + 20
    while not is_so():
        assert time.monotonic() < deadline
        await asyncio.sleep(0.02)
