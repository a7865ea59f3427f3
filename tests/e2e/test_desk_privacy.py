"""Somebody asks what the house knows and wants it gone: two clicks each; the demo is on Wednesday, 25 November 2026."""

import json
import sqlite3

import httpx
import pytest
from playwright.sync_api import expect

from tests.e2e.test_desk_keyboard import tab_to
from tests.support.desk import at_desk, connected, faults, go_to, status
from tests.support.views import broken_rules_now

PATH = "/desk/privacy"
MAIL = "rosa.beispiel@example.org"


@pytest.fixture(scope="module")
def server(start_server):
    return start_server("demo", "--json")


@pytest.fixture
def rosa(server):
    """Rosa has two seats and an address for letters; return where her page is."""
    coming = server.get("/api/v1/meetings", params={"from": "2026-11-26T00:00:00Z", "to": "2026-12-20T00:00:00Z"})
    code = next(one["code"] for one in coming.json() if one["capacity"] and one["free"])
    sent = httpx.post(f"{server.url}/m/{code}", data={"persons": "2", "email": MAIL})
    assert sent.status_code == 303, sent.text
    return server.url + sent.headers["location"]


def search(page, who):
    page.get_by_label("E-Mail-Adresse, Name, Merkwort oder Link").fill(who)
    page.get_by_role("button", name="Suchen").click()


def test_what_is_known_is_told_in_two_clicks_and_gone_in_two(server, new_page, rosa):
    page = at_desk(new_page(1280, 800), server.told(), PATH)
    search(page, MAIL)
    expect(page.get_by_text("Adresse oder Name zu einem Platz")).to_be_visible()
    assert broken_rules_now(page) == []
    assert faults(page) == []

    with page.expect_download() as waiting:
        page.get_by_role("button", name="Auskunft als Datei (JSON)").click()
    told = json.loads(waiting.value.path().read_text(encoding="utf-8"))
    assert MAIL in [one["data"].get("email") for one in told["found"]]
    with page.context.expect_page() as opened:
        page.get_by_role("button", name="Auskunft zum Lesen und Drucken").click()
    read = opened.value
    expect(read.get_by_role("heading", level=1, name="Auskunft über gespeicherte Daten")).to_be_visible()
    expect(read.get_by_text(MAIL).first).to_be_visible()
    assert broken_rules_now(read) == []
    assert MAIL not in read.url

    page.get_by_role("button", name="Alles löschen").click()
    page.get_by_role("dialog").get_by_role("button", name="Endgültig löschen").click()
    expect(status(page)).to_contain_text("Alles gelöscht.")

    search(page, MAIL)
    expect(page.get_by_text("Darüber steht nichts im Haus.")).to_be_visible()
    assert httpx.get(rosa).status_code == 404
    stored = "\n".join(sqlite3.connect(server.told()["database"].removeprefix("sqlite:///")).iterdump())
    assert MAIL not in stored
    assert "person.erased" in stored
    assert MAIL not in "\n".join([*server.log, *server.output])


def test_a_link_finds_the_same_person(server, new_page, rosa):
    page = at_desk(new_page(390, 844), server.told(), PATH)

    search(page, rosa)

    expect(page.get_by_text("Adresse oder Name zu einem Platz")).to_be_visible()
    assert broken_rules_now(page) == []
    assert faults(page) == []


def test_too_little_means_nobody_and_what_goes_next_is_told(server, new_page):
    page = at_desk(new_page(1280, 800), server.told(), PATH)

    search(page, "ab")

    expect(page.get_by_role("alert").filter(has_text="mindestens drei Zeichen")).to_be_visible()
    expect(page.get_by_role("row", name="Adressen und Namen zu Plätzen bis sieben Tage")).to_be_visible()


def test_nobody_else_is_told_anything(server, new_page):
    for path in ("/auskunft", "/auskunft.json"):
        answer = httpx.post(f"{server.url}{PATH}{path}", data={"who": MAIL})
        assert (answer.status_code, answer.headers["location"]) == (303, "/desk/login")
    page = at_desk(new_page(1280, 800), server.told(), PATH)
    (cookie,) = (one for one in page.context.cookies() if one["name"] == "desk")
    answer = httpx.post(
        f"{server.url}{PATH}/auskunft.json",
        cookies={"desk": cookie["value"]},
        data={"who": MAIL},
        headers={"Origin": "https://elsewhere.example"},
    )
    assert answer.status_code == 403


def test_the_journal_says_what_was_done_without_names_for_everybody(server, new_page, rosa):
    page = at_desk(new_page(1280, 800), server.told(), PATH)
    search(page, MAIL)
    page.get_by_role("button", name="Alles löschen").click()
    page.get_by_role("dialog").get_by_role("button", name="Endgültig löschen").click()
    expect(status(page)).to_contain_text("Alles gelöscht.")

    go_to(page, "Journal")
    page.wait_for_url("**/desk/audit")
    connected(page)
    tab_to(page, "Worum es geht")
    page.keyboard.type("Ausk")
    tab_to(page, "Ansehen")
    page.keyboard.press("Enter")
    page.wait_for_url("**/desk/audit?*kind=person*")
    connected(page)

    expect(page.get_by_role("cell", name="Auskunft und Löschung: über jemanden alles gelöscht").first).to_be_visible()
    expect(page.get_by_role("cell", name="Büro (Quartiersmanagement)").first).to_be_visible()
    assert MAIL not in page.content()
    assert MAIL not in page.request.get(f"{server.url}/desk/audit/journal.csv").text()
    for width, height in ((1280, 800), (390, 844)):
        page.set_viewport_size({"width": width, "height": height})
        page.goto(f"{server.url}/desk/audit")
        connected(page)
        assert broken_rules_now(page) == []
        assert faults(page) == []
    assert httpx.get(f"{server.url}/desk/audit/journal.csv").status_code == 303


def test_the_settings_are_told_without_a_secret_for_everybody(server, new_page):
    for width, height in ((1280, 800), (390, 844)):
        page = at_desk(new_page(width, height), server.told(), "/desk/settings")
        expect(page.get_by_text("TREFFPUNKT_MAIL_URL")).to_be_visible()
        expect(page.get_by_text("Post: keine eingerichtet, Briefe warten")).to_be_visible()
        expect(page.get_by_role("cell", name="im Datenordner, selbst gemacht")).to_be_visible()
        assert broken_rules_now(page) == []
        assert faults(page) == []
    assert httpx.get(f"{server.url}/desk/settings").headers["location"] == "/desk/login"
