"""The desk takes everything along in one file; whoever is not logged in gets nothing."""

import json
from collections.abc import Callable
from io import BytesIO
from pathlib import Path
from zipfile import ZipFile

import httpx
import pytest
from playwright.sync_api import Page, expect

from tests.support.calendars import events
from tests.support.desk import at_desk, faults, status
from tests.support.server import Server


@pytest.fixture(scope="module")
def server(start_server: Callable[..., Server]) -> Server:
    return start_server("demo", "--json")


def downloaded(page: Page) -> dict[str, bytes]:
    with page.expect_download() as waiting:
        page.get_by_role("button", name="ZIP-Datei herunterladen").click()
    assert waiting.value.suggested_filename.startswith("treffpunkt-20")
    with ZipFile(BytesIO(Path(waiting.value.path()).read_bytes())) as packed:
        return {name: packed.read(name) for name in packed.namelist()}


def test_everything_comes_in_one_file(server, new_page):
    page = at_desk(new_page(1280, 800), server.told(), "/desk/export")
    assert faults(page) == []

    plain = downloaded(page)
    page.get_by_label("Auch E-Mail-Adressen").check()
    page.get_by_label("Ihr Passwort").fill(server.told()["desk_password"])
    whole = downloaded(page)

    told, more = (json.loads(files["haus.json"]) for files in (plain, whole))
    assert (told["with_contacts"], more["with_contacts"]) == (False, True)
    assert len(told["bookings"]) > 100
    assert len(events(plain["kalender/all.ics"])) > 10
    noted = [entry for entry in more["journal"] if entry["what"] == "house.exported"]
    assert [(entry["who"], entry["facts"]) for entry in noted] == [
        ("desk:manager", {"with_contacts": False}),
        ("desk:manager", {"with_contacts": True}),
    ]


def test_nobody_else_gets_it(server):
    stranger = httpx.post(f"{server.url}/desk/export", data={"contacts": "yes"})
    looked = httpx.get(f"{server.url}/desk/export")

    assert (stranger.status_code, stranger.headers["location"]) == (303, "/desk/login")
    assert looked.status_code == 303


def test_another_page_cannot_ask_for_it(server, new_page):
    page = at_desk(new_page(1280, 800), server.told(), "/desk/export")
    (cookie,) = (one for one in page.context.cookies() if one["name"] == "desk")
    answer = httpx.post(
        f"{server.url}/desk/export",
        cookies={"desk": cookie["value"]},
        data={"contacts": "yes"},
        headers={"Origin": "https://elsewhere.example"},
    )

    assert answer.status_code == 403
    assert not answer.content.startswith(b"PK")


def test_how_people_are_reached_is_not_given_out_without_the_passphrase(server, new_page):
    page = at_desk(new_page(390, 844), server.told(), "/desk/export")
    page.get_by_label("Auch E-Mail-Adressen").check()
    page.get_by_label("Ihr Passwort").fill("nicht das Passwort")
    page.get_by_role("button", name="ZIP-Datei herunterladen").click()

    expect(status(page)).to_contain_text("Das Passwort stimmt nicht.")
    assert faults(page) == []
