"""How a machine becomes a kiosk over HTTP: by a code that nobody guesses, with a cookie that nobody reads."""

import logging
from collections.abc import Callable, Iterator
from typing import Any

import pytest
from fastapi import FastAPI
from sqlmodel import select
from starlette.testclient import TestClient

from booking import clock, screens
from booking.settings import Settings
from kiosk import troubles
from kiosk.routes import pairing
from models.journal import JournalEntry
from tests.kiosk.conftest import spoken
from tests.support.cast import move_in

SECRET = "ein Geheimnis nur für Tests"
WRONG = "Dieser Code gilt nicht oder nicht mehr."
BEAT = {"version": "0.1.0", "width": 1080, "height": 1920, "touched": 5}


@pytest.fixture
def open_browser(sqlite_db) -> Iterator[Callable[..., TestClient]]:
    """Give the way to open a browser with own cookies: `open_browser(public_url="https://…")`."""
    with sqlite_db.writing() as session:
        move_in(session)
    opened: list[TestClient] = []
    apps: dict[str, FastAPI] = {}

    def open_it(public_url: str = "http://testserver", **options: Any) -> TestClient:
        if public_url not in apps:
            app = apps[public_url] = FastAPI()
            settings = Settings(public_url=public_url, secret=SECRET, trust_proxy=True)
            app.state.db, app.state.settings = sqlite_db, settings
            pairing.register(app, sqlite_db, settings)
            troubles.register(app)
        client: TestClient = TestClient(apps[public_url], base_url=public_url, follow_redirects=False, **options)
        opened.append(client)
        return client

    yield open_it
    for client in opened:
        client.close()


@pytest.fixture
def browser_at_kiosk(open_browser: Callable[..., TestClient]) -> TestClient:
    return open_browser()


def code(db, name="Eingang") -> str:
    with db.writing() as session:
        return screens.offer_pairing(session, SECRET, name=name, who="desk:manager", now=clock.now())


def known(db):
    with db.reading() as session:
        return screens.screens(session)


def journal(db) -> list[str]:
    with db.reading() as session:
        return [entry.what for entry in session.exec(select(JournalEntry))]


def test_the_right_code_makes_the_browser_a_kiosk_and_leads_there(browser_at_kiosk, sqlite_db, caplog):
    caplog.set_level(logging.DEBUG)
    shown = code(sqlite_db)

    answer = browser_at_kiosk.post("/kiosk/pair", data={"code": shown})

    assert (answer.status_code, answer.headers["location"]) == (303, "/kiosk")
    name, *flags = answer.headers["set-cookie"].split("; ")
    assert sorted(flags) == ["HttpOnly", "Max-Age=34560000", "Path=/kiosk", "SameSite=strict"]
    token = name.removeprefix("kiosk=")
    assert [one.name for one in known(sqlite_db)] == ["Eingang"]
    assert (token in answer.headers["location"], token in caplog.text, shown in caplog.text) == (False, False, False)


def test_behind_https_the_cookie_goes_only_over_https(open_browser, sqlite_db):
    browser = open_browser("https://quartier.example.org")

    answer = browser.post("/kiosk/pair", data={"code": code(sqlite_db)})

    assert "; Secure" in answer.headers["set-cookie"]


def test_looking_changes_nothing(browser_at_kiosk, sqlite_db):
    shown, before = code(sqlite_db), journal(sqlite_db)

    pages = [browser_at_kiosk.get(path) for path in ("/kiosk/pair", f"/kiosk/pair?code={shown}", "/kiosk/pair?code=x")]

    assert [(page.status_code, "set-cookie" in page.headers) for page in pages] == [(200, False)] * 3
    assert (known(sqlite_db), journal(sqlite_db)) == ([], before)
    assert [page.headers["referrer-policy"] for page in pages] == ["no-referrer"] * 3
    assert "script-src 'self'" in pages[0].headers["content-security-policy"]
    assert browser_at_kiosk.post("/kiosk/pair", data={"code": shown}).status_code == 303


def test_a_code_in_the_address_is_shown_as_a_button_and_never_as_html(browser_at_kiosk):
    page = browser_at_kiosk.get("/kiosk/pair", params={"code": '"><script>alert(1)</script>'})

    assert "<script>alert" not in page.text
    assert 'type="hidden" name="code"' in page.text
    assert 'name="code" value=' not in browser_at_kiosk.get("/kiosk/pair", params={"code": "9" * 65}).text


def test_wrong_used_and_missing_codes_are_answered_alike(browser_at_kiosk, open_browser, sqlite_db):
    used = code(sqlite_db)
    assert open_browser().post("/kiosk/pair", data={"code": used}).status_code == 303

    answers = [
        browser_at_kiosk.post("/kiosk/pair", data=data) for data in ({"code": used}, {"code": "000000"}, {"code": ""})
    ]

    assert {(answer.status_code, spoken(answer), "set-cookie" in answer.headers) for answer in answers} == {
        (401, spoken(answers[0]), False)
    }
    assert WRONG in spoken(answers[0])


def test_one_place_is_stopped_after_ten_wrong_codes(open_browser, sqlite_db):
    guesser, person = (open_browser(headers={"X-Forwarded-For": f"192.0.2.{number}"}) for number in (1, 2))

    tried = [guesser.post("/kiosk/pair", data={"code": "000000"}).status_code for _guess in range(12)]
    right = guesser.post("/kiosk/pair", data={"code": code(sqlite_db)})

    assert tried == [401] * 10 + [429] * 2
    assert (right.status_code, int(right.headers["retry-after"]) > 60) == (429, True)
    assert person.post("/kiosk/pair", data={"code": code(sqlite_db)}).status_code == 303


def test_all_together_are_stopped_after_twenty_wrong_codes_a_minute(open_browser):
    guessers = [open_browser(headers={"X-Forwarded-For": f"192.0.2.{number}"}) for number in range(30)]

    tried = [one.post("/kiosk/pair", data={"code": "000000"}).status_code for one in guessers]

    assert tried == [401] * 20 + [429] * 10


def test_a_foreign_page_pairs_nothing(browser_at_kiosk, sqlite_db):
    foreign = {"Sec-Fetch-Site": "cross-site"}

    answer = browser_at_kiosk.post("/kiosk/pair", data={"code": code(sqlite_db)}, headers=foreign)

    assert (answer.status_code, known(sqlite_db)) == (403, [])


def test_the_same_form_twice_makes_one_kiosk(browser_at_kiosk, sqlite_db):
    with sqlite_db.writing() as session:
        shown = screens.invite(session, SECRET, name="Probe", now=clock.now())

    first, again = (browser_at_kiosk.post("/kiosk/pair", data={"code": shown}) for _time in range(2))

    assert (first.status_code, again.status_code, len(known(sqlite_db))) == (303, 303, 1)
    page = browser_at_kiosk.get("/kiosk/pair", params={"code": shown})
    assert (page.status_code, page.headers["location"]) == (303, "/kiosk")


@pytest.mark.parametrize(
    "body", [b"", b"code=%00", b"code=" + b"1" * 5000, b"\xff"], ids=["nothing", "NUL", "long", "no text"]
)
def test_nonsense_is_no_code(browser_at_kiosk, sqlite_db, body):
    kind = {"Content-Type": "application/x-www-form-urlencoded"}

    assert browser_at_kiosk.post("/kiosk/pair", content=body, headers=kind).status_code in (400, 401)
    assert known(sqlite_db) == []


# What its page tells


def test_the_page_of_a_kiosk_tells_that_it_lives_and_keeps_its_cookie_young(browser_at_kiosk, sqlite_db):
    browser_at_kiosk.post("/kiosk/pair", data={"code": code(sqlite_db)})
    before = journal(sqlite_db)

    first, soon = (browser_at_kiosk.post("/kiosk/alive", json=BEAT) for _time in range(2))

    assert [(answer.status_code, "set-cookie" in answer.headers) for answer in (first, soon)] == [
        (204, True),
        (204, False),
    ]
    heard = known(sqlite_db)[0]
    assert (heard.version, heard.width, heard.height) == ("0.1.0", 1080, 1920)
    assert heard.last_seen_at is not None
    assert journal(sqlite_db) == before


def test_a_revoked_kiosk_hears_so_at_once(browser_at_kiosk, sqlite_db):
    browser_at_kiosk.post("/kiosk/pair", data={"code": code(sqlite_db)})
    with sqlite_db.writing() as session:
        screens.revoke(session, screens.screens(session)[0].id, who="desk:manager", now=clock.now())

    assert browser_at_kiosk.post("/kiosk/alive", json=BEAT).status_code == 401
    assert browser_at_kiosk.get("/kiosk/pair").status_code == 200


def test_nobody_else_tells_anything(browser_at_kiosk, open_browser, sqlite_db):
    browser_at_kiosk.post("/kiosk/pair", data={"code": code(sqlite_db)})

    answers = [
        open_browser().post("/kiosk/alive", json=BEAT),
        open_browser(cookies={"kiosk": "x" * 32}).post("/kiosk/alive", json=BEAT),
        browser_at_kiosk.post("/kiosk/alive", json=BEAT, headers={"Sec-Fetch-Site": "cross-site"}),
    ]

    assert [answer.status_code for answer in answers] == [401, 401, 401]
    assert known(sqlite_db)[0].last_seen_at is None


@pytest.mark.parametrize(
    "told",
    [{**BEAT, "width": 0}, {**BEAT, "touched": -1}, {**BEAT, "more": 1}, {**BEAT, "version": "x" * 65}, {}, []],
    ids=["no width", "a touch to come", "more than asked", "a long version", "nothing", "a list"],
)
def test_a_page_that_tells_nonsense_is_not_heard(browser_at_kiosk, sqlite_db, told):
    browser_at_kiosk.post("/kiosk/pair", data={"code": code(sqlite_db)})

    assert browser_at_kiosk.post("/kiosk/alive", json=told).status_code == 422
    assert known(sqlite_db)[0].last_seen_at is None
