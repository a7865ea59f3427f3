"""Passkeys over HTTP: what is answered to whom, and what is never."""

from collections.abc import Iterator
from datetime import timedelta
from typing import Any

import pytest
from fastapi import FastAPI
from fastapi.testclient import TestClient
from sqlmodel import select

from booking import access, clock, desksessions, onetime, ownlogin, passkeys, secondstep
from booking.passkeychecks import Party
from booking.settings import Settings
from kiosk.desk import login, logincode, passkeylogin
from kiosk.desk.visits import COOKIE, Visits
from models.database import Database
from models.staff import Challenge, Role, Staff
from tests.support.authenticator import Authenticator

PASSPHRASE, SECRET = "vier Wörter im Garten", "the house's own secret"
ORIGIN = "https://raum.example.org"
DESK = Party("raum.example.org", ORIGIN)
KEY = onetime.new_secret()


@pytest.fixture
def house(sqlite_db: Database) -> Database:
    with sqlite_db.writing() as session:
        access.add_staff(session, "manager", PASSPHRASE, Role.MANAGER, now=clock.now())
    return sqlite_db


@pytest.fixture
def phone(house: Database) -> Authenticator:
    """A telephone with a passkey of the manager."""
    phone, now = Authenticator(ORIGIN), clock.now()
    with house.writing() as session:
        token = desksessions.begin(session, session.exec(select(Staff)).one(), "", now=now)
    with house.writing() as session:
        tried = ownlogin.claim_own(session, token, now=now)
        ok = access.check_password(tried, PASSPHRASE)
        asked = passkeys.begin_adding(session, token, tried, ok, DESK, now=now)
    with house.writing() as session:
        assert passkeys.add(session, token, phone.make(str(asked)), "Handy", DESK, now=now) is None
    return phone


@pytest.fixture
def browser(house: Database) -> Iterator[TestClient]:
    with _browser(house, ORIGIN) as client:
        yield client


def _browser(house: Database, url: str, public_url: str = "") -> TestClient:
    app, settings = FastAPI(), Settings(public_url=public_url or url, secret=SECRET)
    login.register(app, house, Visits(house), settings)
    logincode.register(app, house, settings)
    passkeylogin.register(app, house, settings)
    return TestClient(app, base_url=url, follow_redirects=False)


def asked(client: TestClient, path: str = passkeylogin.PATH, **headers: str) -> Any:
    return client.post(f"{path}/challenge", headers=headers)


def come_in(client: TestClient, phone: Authenticator, path: str = passkeylogin.PATH, **headers: str) -> Any:
    return client.post(path, data={"credential": phone.show(asked(client, path).text)}, headers=headers)


def test_it_opens_the_desk_with_the_cookie_of_every_log_in(
    house: Database, browser: TestClient, phone: Authenticator
) -> None:
    answer = come_in(browser, phone)

    assert (answer.status_code, answer.headers["location"]) == (303, "/desk")
    cookies = answer.headers.get_list("set-cookie")
    assert all("HttpOnly" in one and "Secure" in one and "SameSite=strict" in one for one in cookies)
    with house.reading() as session:
        token = browser.cookies.get(COOKIE) or ""
        assert desksessions.staff_by_token(session, token, now=clock.now() + timedelta(hours=1.9)) is not None


def test_the_script_is_one_file_of_ours_and_only_where_it_is_of_use(house: Database, browser: TestClient) -> None:
    page = browser.get("/desk/login")

    policy = page.headers["content-security-policy"]
    assert "script-src 'self'; connect-src 'self'" in policy
    assert "unsafe" not in policy
    assert page.text.count("<script") == 1
    with _browser(house, "http://testserver") as plain:
        page = plain.get("/desk/login")
    assert "<script" not in page.text
    assert "by-passkey" not in page.text
    assert "script-src" not in page.headers["content-security-policy"]
    assert "Mit Passkey geht es nur" in page.text


def test_looking_at_the_pages_stores_nothing(house: Database, browser: TestClient, phone: Authenticator) -> None:
    for path in ("/desk/login", passkeylogin.PATH, f"{passkeylogin.PATH}/challenge"):
        browser.get(path)

    with house.reading() as session:
        assert session.exec(select(Challenge)).all() == []


def test_another_site_is_told_nothing_and_logs_nobody_in(browser: TestClient, phone: Authenticator) -> None:
    elsewhere = {"sec-fetch-site": "cross-site"}

    assert asked(browser, **elsewhere).status_code == 403
    assert come_in(browser, phone, **elsewhere).status_code == 403
    assert COOKIE not in browser.cookies


def test_a_page_of_another_name_is_refused(browser: TestClient, phone: Authenticator) -> None:
    phone.origin = "https://raum.example.org.evil.example"

    answer = come_in(browser, phone)

    assert answer.status_code == 401
    assert "Dieser Passkey passt hier nicht." in answer.text


def test_it_counts_for_the_towns_address_and_for_this_machine_alone(house: Database, phone: Authenticator) -> None:
    with _browser(house, "http://inside.example.org", ORIGIN) as by_proxy:
        assert asked(by_proxy).json()["rpId"] == "raum.example.org"
    with _browser(house, "http://localhost:8080", ORIGIN) as here:
        assert asked(here).json()["rpId"] == "localhost"
    with _browser(house, "http://127.0.0.1:8080") as number:
        assert asked(number).status_code == 401


@pytest.mark.parametrize("body", [{}, {"credential": ""}, {"credential": "{"}, {"credential": "x" * 4000}])
def test_whatever_is_sent_is_answered_in_words(browser: TestClient, phone: Authenticator, body: dict[str, str]) -> None:
    answer = browser.post(passkeylogin.PATH, data=body)

    assert answer.status_code in (400, 401)
    assert 'role="alert" id="message"' in answer.text


def test_who_asks_again_and_again_is_slowed_down(house: Database, browser: TestClient) -> None:
    answers = [asked(browser).status_code for _number in range(login.TRIES + 1)]

    assert answers == [200] * login.TRIES + [401]


def test_after_the_passphrase_it_is_shown_instead_of_the_code(
    house: Database, browser: TestClient, phone: Authenticator
) -> None:
    with house.writing() as session:
        token = desksessions.begin(session, session.exec(select(Staff)).one(), "", now=clock.now())
        code = onetime.code(KEY, onetime.step_at(clock.now()))
        secondstep.set_up(session, token, KEY, code, secret=SECRET, now=clock.now())
    assert asked(browser, passkeylogin.STEP).status_code == 401  # without the passphrase
    browser.post("/desk/login", data={"login": "manager", "password": PASSPHRASE})
    assert "by-passkey" in browser.get(login.CODE).text

    answer = come_in(browser, phone, passkeylogin.STEP)

    assert answer.headers["location"] == "/desk"
    assert login.TICKET not in browser.cookies


def test_a_login_without_passkeys_is_offered_none_at_the_code(house: Database, browser: TestClient) -> None:
    browser.cookies.set(login.TICKET, "1.2.3", path=login.CODE)

    assert "by-passkey" not in browser.get(login.CODE).text
