"""The database goes away, or somebody else holds it: told in words, healed without a restart."""

import sqlite3
from contextlib import closing
from pathlib import Path

import httpx
import pytest

from models.database import Database
from tests.http.conftest import Served
from tests.support.drill import Drill
from tests.support.screens import as_kiosk
from tests.support.server import Server
from tests.support.waiting import until
from tests.support.wishes import slot

FEED = "/calendar/all.ics"
ENGLISH = ("Error", "Traceback", "psycopg", "sqlite", "connection")


def kind(answer: httpx.Response) -> bool:
    """Whether *answer* says nothing that only programmers understand."""
    return not [word for word in ENGLISH if word in answer.text]


def assert_away(server: Server, served: Served, feed: httpx.Response) -> None:
    """Check that everything that *server* says is in words while its database is away."""
    booking = served.book(server, slot(60))
    assert (booking.status_code, booking.json()["errors"][0]["code"]) == (503, "book_away")
    assert int(booking.headers["retry-after"]) >= 1
    assert kind(booking)
    for path in ("/", "/kiosk"):
        page = server.get(path)
        assert (page.status_code, "Das Raumbuch ist gerade nicht erreichbar." in page.text) == (503, True)
        assert int(page.headers["retry-after"]) >= 1
        assert kind(page)
    assert int(page.headers["refresh"]) >= 1  # nobody stands at the kiosk to load it again
    until(lambda: server.get("/healthz").status_code == 503, seconds=5)  # a good answer counts for a second
    same = server.get(FEED)
    assert (same.status_code, same.content, same.headers["etag"]) == (200, feed.content, feed.headers["etag"])
    unknown = server.get("/calendar/room/saal.ics")
    assert (unknown.status_code, unknown.headers["retry-after"]) == (503, "60")


@pytest.mark.slow
def test_a_postgresql_that_goes_away_and_comes_back(own_postgres, start_server, tmp_path):
    served = Served(own_postgres.url(own_postgres.create()), tmp_path, start_server)
    here, there = served.serve(), served.serve()
    assert served.book(here, slot(50)).status_code == 201
    until(lambda: there.get(FEED).text.count("BEGIN:VEVENT") == 1)
    feeds = [(server, server.get(FEED)) for server in (here, there)]

    own_postgres.go_away()
    for server, feed in feeds:
        assert_away(server, served, feed)
    own_postgres.come_back()

    for server in (here, there):
        until(lambda server=server: server.get("/healthz").status_code == 200)  # type: ignore[misc]
        assert server.get("/").status_code == 200
    assert served.book(here, slot(60)).status_code == 201
    # What another process writes is heard again.
    until(lambda: there.get(FEED).text.count("BEGIN:VEVENT") == 2, seconds=5)
    served.close()  # no log holds a traceback


@pytest.mark.slow
def test_the_screen_of_a_kiosk_waits_for_the_database_and_goes_on(own_postgres, start_server, tmp_path, new_page):
    served = Served(own_postgres.url(own_postgres.create()), tmp_path, start_server)
    page, url = new_page(), served.serve().url
    with closing(Database(served.url)) as db:
        as_kiosk(page.context, db)
    page.goto(f"{url}/kiosk")
    page.wait_for_function("window.socket?.connected && window.did_handshake")
    page.locator('[data-tap="book"]').click()
    page.locator('[data-tap="take-day"]').first.wait_for()

    own_postgres.go_away()
    page.locator('[data-tap="take-day"]:not([aria-disabled])').nth(2).click()
    page.get_by_text("Das Raumbuch ist gerade nicht erreichbar.").wait_for()
    assert page.locator('[data-screen="pause"]').count() == 1
    own_postgres.come_back()

    page.locator('[data-screen="time"]').wait_for()  # by itself: nobody has to tap
    served.close()


@pytest.mark.slow
def test_a_file_that_another_program_holds_for_long(plain_house):
    served = plain_house("sqlite")
    server = served.serve()
    path = served.url.removeprefix("sqlite:///")
    with closing(sqlite3.connect(path, isolation_level=None)) as other:
        other.execute("BEGIN IMMEDIATE")
        busy = served.book(server, slot(50))
        assert (busy.status_code, busy.json()["errors"][0]["code"]) == (503, "book_busy")
        assert kind(busy)
        assert server.get("/").status_code == 200  # who looks does not wait
        other.execute("ROLLBACK")

    assert served.book(server, slot(50)).status_code == 201


@pytest.mark.slow
@pytest.mark.parametrize("kind", ["sqlite", "postgres"])
def test_a_server_that_is_killed_loses_nothing_that_it_said(databases, tmp_path: Path, kind: str):
    with databases.empty(kind) as url:
        tally = Drill(url, tmp_path, seed=7).run(3)

    assert tally.faults == []
    assert tally.kills == 3
    assert tally.acts["book"] > 0
    assert tally.acts["series"] > 0
