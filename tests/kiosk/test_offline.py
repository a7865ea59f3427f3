"""What a kiosk keeps for bad times: public and whole; and what the server forgets when it is left."""

import asyncio
from collections.abc import Iterator
from dataclasses import replace
from datetime import datetime, timedelta
from html import unescape

import pytest
from fastapi import FastAPI
from nicegui import Client, core, ui
from sqlalchemy import text
from sqlmodel import Session
from starlette.requests import Request
from starlette.responses import HTMLResponse
from starlette.testclient import TestClient

from booking import clock, contacts, lifecycle, occupancy
from booking.contacts import Help
from booking.i18n import LANGUAGES
from kiosk import troubles
from kiosk.live import Live
from kiosk.pages.board import Boards, read_board
from kiosk.pages.kept_words import spoken_everywhere
from kiosk.pages.snapshot import Helpers, days, draw
from kiosk.routes import offline
from models.community import Contact
from models.rooms import House, Section
from tests.support.cast import BERLIN, TUESDAY, move_in, wish

HOSTILE = "<img src=x onerror=alert(1)>"
NOBODY = Helpers((), None)


@pytest.fixture
def house(sqlite_db) -> None:
    """A house with a date for everybody, one that was hidden and one that is internal."""
    with sqlite_db.writing() as session:
        facts = move_in(session)
        for wanted in (
            wish("14:00"),
            wish("16:00", group_slug="shg-a", title="Seelische Gesundheit"),
            wish("18:00", title="Vorstand", open_to_all=False),
        ):
            booked = lifecycle.request_booking(session, facts, wanted, who="group:strickcafe", now=TUESDAY)
            if booked.title == wish().title:
                booked.title = HOSTILE


@pytest.fixture
def browser(sqlite_db, house) -> Iterator[TestClient]:
    app = FastAPI()
    offline.register(app, sqlite_db, Boards(sqlite_db, Live(sqlite_db)))
    troubles.register(app)
    with TestClient(app, raise_server_exceptions=False) as client:
        yield client


def page(session: Session, now: datetime = TUESDAY) -> str:
    return draw(read_board(session, now), NOBODY)


def test_what_is_kept_is_public_and_only_text(sqlite_db, house):
    with sqlite_db.reading() as session:
        kept = page(session)

    assert unescape(kept).count(HOSTILE) == 1
    assert HOSTILE not in kept
    assert "Geschlossene Gruppe" in kept
    assert "Seelische" not in kept
    assert "Vorstand" not in kept


def test_two_weeks_are_kept_each_day_once(sqlite_db, house):
    with sqlite_db.reading() as session:
        found = days(read_board(session, TUESDAY))

    today = TUESDAY.astimezone(BERLIN).date()
    assert [one.day for one in found] == [today + timedelta(days=number) for number in range(14)]


def test_what_runs_over_midnight_is_kept_on_its_own_day(sqlite_db, house):
    with sqlite_db.reading() as session:
        board = read_board(session, TUESDAY)
    late = replace(board.dates[0], starts=board.at - timedelta(days=1), ends=board.at + timedelta(hours=1))

    found = days(replace(board, dates=(late, *board.dates)))

    assert [one.day for one in found[:2]] == [board.today - timedelta(days=1), board.today]
    assert [line.starts for line in found[0].lines] == [late.starts]


def test_the_page_is_stored_by_nobody_and_runs_only_what_is_ours(browser):
    answer = browser.get("/kiosk/snapshot")

    assert answer.status_code == 200
    assert answer.headers["cache-control"] == "no-store"
    assert "script-src 'self';" in answer.headers["content-security-policy"]
    assert "unsafe" not in answer.headers["content-security-policy"]
    assert abs(datetime.fromisoformat(answer.headers["house-time"]) - clock.now()) < timedelta(seconds=10)
    assert "<script>" not in answer.text
    assert "style=" not in answer.text


def test_the_worker_may_stand_before_the_kiosk(browser):
    answer = browser.get("/kiosk/sw.js")

    assert answer.headers["content-type"].startswith("text/javascript")
    assert answer.headers["service-worker-allowed"] == "/kiosk"
    assert answer.headers["cache-control"] == "no-cache"


def test_a_sign_of_life_means_that_the_kiosk_can_be_drawn(browser, sqlite_db):
    alive = browser.get("/kiosk/ping").status_code
    with sqlite_db.engine.begin() as connection:
        connection.execute(text("ALTER TABLE journal RENAME TO lost"))

    assert alive == 204
    assert browser.get("/kiosk/ping").status_code == 500


def test_without_a_house_there_is_nothing_to_keep(sqlite_db):
    app = FastAPI()
    offline.register(app, sqlite_db, Boards(sqlite_db, Live(sqlite_db)))
    troubles.register(app)

    with TestClient(app) as client:
        assert client.get("/kiosk/snapshot").status_code >= 400


def test_who_helps_is_told_by_function_and_number(sqlite_db, house):
    with sqlite_db.writing() as session:
        session.add(Contact(slug="buero", function="Quartiersmanagerin", phone="030 1", hours="Di", card=True))
        session.add(Contact(slug="still", function="Hausdienst", phone="030 2"))
        session.add(Contact(slug="stumm", function="Amt"))
        lines = [
            {"icon": "notruf", "title": "Notruf", "phone": "112"},
            {"icon": "reden", "title": "Reden", "contact": "buero"},
            {"icon": "amt", "title": "Amt", "contact": "stumm"},
        ]
        session.add(Section(name="help_directory", content=lines))
        session.add(
            Section(
                name="staffed_hours", content=[{"day": "tue", "start": "09:00", "end": "12:00", "contact": "still"}]
            )
        )
        session.get_one(House, 1).revision += 1

    with sqlite_db.reading() as session:
        facts = occupancy.house_facts(session)
        found = contacts.help_list(session, facts)
        call = contacts.house_phone(session, facts)

    assert [(one.title, one.phone, one.hours) for one in found] == [("Notruf", "112", ""), ("Reden", "030 1", "Di")]
    assert call == Help("Quartiersmanagerin", "030 1", "Di", office="buero")


# Leaving


@pytest.fixture
async def open_page(monkeypatch):
    """The way to open a page that a browser is connected to: `open_page("/kiosk")`."""
    monkeypatch.setattr(core, "loop", asyncio.get_running_loop())

    async def open_it(path: str) -> Client:
        request = Request({"type": "http", "path": path, "headers": [], "query_string": b""})
        client = Client(ui.page(path, reconnect_timeout=60.0), request=request)
        await client.handle_handshake(f"socket {client.id}", "tab", None, "document", None)
        return client

    yield open_it
    for client in tuple(Client.instances.values()):
        client.delete()


@pytest.mark.parametrize("hung_up", [False, True], ids=["while the socket is open", "when the socket is closed"])
async def test_a_page_that_is_left_is_forgotten_at_once(open_page, hung_up):
    client = await open_page("/kiosk")
    told: list[str] = []
    client.on_delete(lambda: told.append("deleted"))
    if hung_up:
        client.handle_disconnect(f"socket {client.id}")

    await offline.forget(client.id)
    await offline.forget(client.id)

    assert told == ["deleted"]
    assert client.id not in Client.instances
    assert not client._delete_tasks


async def test_only_a_page_of_the_kiosk_is_forgotten(open_page):
    desk = await open_page("/desk")

    await offline.forget(desk.id)
    await offline.forget("nobody")

    assert desk.id in Client.instances


def test_a_foreign_page_makes_nobody_forget(browser):
    answer = browser.post("/kiosk/leave", content="x" * 36, headers={"sec-fetch-site": "cross-site"})

    assert answer.status_code == 204
    assert browser.post("/kiosk/leave", content="x" * 10_000).status_code == 204


# Foreign words


@pytest.mark.parametrize(("status", "words"), [(500, "Da ist etwas schiefgegangen"), (404, "Das gibt es hier nicht")])
def test_a_trouble_in_foreign_words_is_told_in_ours(status, words):
    app = FastAPI()

    @app.get("/slow")
    async def slow() -> HTMLResponse:
        return HTMLResponse("The page took longer than 3 seconds.", status, {"X-NiceGUI-Content": "page"})

    answer = TestClient(troubles.OwnWords(app)).get("/slow")

    assert answer.status_code == status
    assert words in answer.text
    assert "longer" not in answer.text
    assert answer.headers.get("refresh") == ("10" if status == 500 else None)


def test_every_language_is_kept_with_its_days_and_titles(sqlite_db, house):
    with sqlite_db.reading() as session:
        board = read_board(session, TUESDAY)
        told = [replace(board.dates[0], titles={"tr": "Çarşı için örgü"}), *board.dates[1:]]

    spoken = spoken_everywhere([board.today], told)

    assert list(spoken) == list(LANGUAGES)
    assert spoken["de"]["titles"] == {}
    assert spoken["tr"]["titles"][0] == ("Çarşı için örgü", "tr")
    assert spoken["ar"]["dir"] == "rtl"
    assert spoken["tr"]["days"]["2026-11-24"][0] == "24 Kasım Salı"
    assert all(set(one["words"]) == set(spoken["de"]["words"]) for one in spoken.values())


def test_a_closed_group_is_called_so_in_the_language_of_who_reads(sqlite_db, house):
    with sqlite_db.reading() as session:
        board = read_board(session, TUESDAY)
    hidden = next(number for number, one in enumerate(board.dates) if one.hidden)

    spoken = spoken_everywhere([board.today], board.dates)

    assert spoken["en"]["titles"][hidden] == ("Private group", "en")
