"""Logging in at the desk: a plain form, five tries, nothing told to strangers."""

from collections.abc import Iterator
from datetime import timedelta
from typing import Any

import pytest
from fastapi import FastAPI
from fastapi.testclient import TestClient

from booking import access, clock, desksessions
from booking.settings import Settings
from kiosk.desk import login
from kiosk.desk.visits import COOKIE, Visits
from models.database import Database
from models.staff import Role

PASSPHRASE = "vier Wörter im Garten"


@pytest.fixture
def house(sqlite_db: Database) -> Database:
    with sqlite_db.writing() as session:
        access.add_staff(session, "manager", PASSPHRASE, Role.MANAGER, now=clock.now())
    return sqlite_db


@pytest.fixture
def browser_of_manager(house: Database) -> Iterator[TestClient]:
    with _browser(house, "http://testserver") as client:
        yield client


def _browser(house: Database, url: str) -> TestClient:
    app = FastAPI()
    login.register(app, house, Visits(house), Settings(public_url=url))
    return TestClient(app, base_url=url, follow_redirects=False)


def log_in(client: TestClient, password: str = PASSPHRASE, name: str = "manager", **headers: str) -> Any:
    return client.post("/desk/login", data={"login": name, "password": password}, headers=headers)


def is_logged_in(house: Database, client: TestClient, **later: float) -> bool:
    with house.reading() as session:
        token = client.cookies.get(COOKIE) or ""
        return desksessions.staff_by_token(session, token, now=clock.now() + timedelta(**later)) is not None


def test_the_form_is_plain_and_keeps_to_itself(browser_of_manager: TestClient) -> None:
    answer = browser_of_manager.get("/desk/login")

    assert answer.status_code == 200
    assert "<script" not in answer.text
    assert answer.headers["cache-control"] == "no-store"
    assert "default-src 'none'" in answer.headers["content-security-policy"]


def test_the_right_passphrase_opens_the_desk_for_two_idle_hours(
    house: Database, browser_of_manager: TestClient
) -> None:
    answer = log_in(browser_of_manager)

    assert (answer.status_code, answer.headers["location"]) == (303, "/desk")
    assert is_logged_in(house, browser_of_manager, hours=1.9)
    assert not is_logged_in(house, browser_of_manager, hours=2.1)


def test_the_cookie_is_for_the_desk_alone(browser_of_manager: TestClient) -> None:
    token, *attributes = log_in(browser_of_manager).headers.get_list("set-cookie")[0].split("; ")

    assert len(token) >= len("desk=") + 22  # 128 bits
    assert sorted(attribute.lower() for attribute in attributes) == [
        "httponly",
        "max-age=28800",
        "path=/desk",
        "samesite=strict",
    ]


def test_where_the_house_is_served_safely_the_cookie_travels_no_other_way(house: Database) -> None:
    with _browser(house, "https://quartier.example.org") as client:
        assert "Secure" in log_in(client).headers["set-cookie"].split("; ")


def test_a_wrong_passphrase_is_told_in_a_sentence_and_the_name_stays(browser_of_manager: TestClient) -> None:
    answer = log_in(browser_of_manager, "falsch, ganz falsch", '"><b>manager')

    assert answer.status_code == 401
    assert "Name oder Passwort stimmt nicht." in answer.text
    assert 'value="&#34;&gt;&lt;b&gt;manager"' in answer.text
    assert "set-cookie" not in answer.headers


def test_after_five_wrong_passphrases_the_next_has_to_wait_a_minute(browser_of_manager: TestClient) -> None:
    answers = [log_in(browser_of_manager, "falsch, ganz falsch") for _ in range(5)]
    locked = log_in(browser_of_manager)

    assert [answer.status_code for answer in answers] == [401, 401, 401, 401, 429]
    assert locked.status_code == 429
    assert "Zu viele falsche Versuche. Bitte warten Sie 1 Minute." in locked.text
    assert 50 < int(locked.headers["retry-after"]) <= 60


def test_the_manager_gets_in_from_a_known_browser_while_others_guess(house, browser_of_manager):
    log_in(browser_of_manager)
    browser_of_manager.post("/desk/logout")
    with _browser(house, "http://testserver") as stranger:
        guesses = [log_in(stranger, "falsch, ganz falsch").status_code for _ in range(6)]

    assert guesses == [401, 401, 401, 401, 429, 429]
    assert log_in(browser_of_manager).status_code == 303


def test_an_unknown_name_is_answered_as_a_known_one(browser_of_manager: TestClient) -> None:
    def answers(name: str) -> list[tuple[int, str]]:
        told = [log_in(browser_of_manager, "falsch, ganz falsch", name) for _ in range(6)]
        return [(answer.status_code, answer.text.replace(name, "")) for answer in told]

    assert answers("niemand") == answers("manager")


@pytest.mark.parametrize(
    "headers",
    [
        {"Sec-Fetch-Site": "cross-site"},
        {"Sec-Fetch-Site": "same-site"},
        {"Origin": "https://fremd.example"},
        {"Origin": "http://testserver.fremd.example"},
    ],
    ids=["another site", "a neighbour's site", "another origin", "an origin that looks alike"],
)
def test_another_site_cannot_log_anybody_in(
    house: Database, browser_of_manager: TestClient, headers: dict[str, str]
) -> None:
    answer = log_in(browser_of_manager, **headers)

    assert answer.status_code == 403
    assert "von einer fremden Seite" in answer.text
    assert not is_logged_in(house, browser_of_manager)


def test_another_site_cannot_log_anybody_out(house: Database, browser_of_manager: TestClient) -> None:
    log_in(browser_of_manager)

    answer = browser_of_manager.post("/desk/logout", headers={"Sec-Fetch-Site": "cross-site"})

    assert answer.status_code == 403
    assert is_logged_in(house, browser_of_manager)


def test_a_log_out_ends_the_login_in_the_book_too(house: Database, browser_of_manager: TestClient) -> None:
    log_in(browser_of_manager)
    token = browser_of_manager.cookies[COOKIE]

    answer = browser_of_manager.post("/desk/logout")

    assert (answer.status_code, answer.headers["location"]) == (303, "/desk/login")
    with house.reading() as session:
        assert desksessions.staff_by_token(session, token, now=clock.now()) is None


def test_looking_does_not_log_out(house: Database, browser_of_manager: TestClient) -> None:
    log_in(browser_of_manager)

    assert browser_of_manager.get("/desk/logout").status_code == 405
    assert is_logged_in(house, browser_of_manager)


@pytest.mark.parametrize(
    ("body", "kind"),
    [
        ("login=manager&password=" + "x" * 5000, "application/x-www-form-urlencoded"),
        ('{"login": "manager"}', "application/json"),
        ("login=%ff&password=%fe", "application/x-www-form-urlencoded"),
    ],
    ids=["too long", "no form", "no text"],
)
def test_what_is_no_form_of_ours_is_refused(browser_of_manager: TestClient, body: str, kind: str) -> None:
    answer = browser_of_manager.post("/desk/login", content=body, headers={"Content-Type": kind})

    assert answer.status_code == 400
    assert "Das Formular kam nicht vollständig an." in answer.text


def test_a_program_that_guesses_is_slowed_down(browser_of_manager: TestClient) -> None:
    answers = [log_in(browser_of_manager, "kurz", f"name-{number}") for number in range(21)]

    assert [answer.status_code for answer in answers] == [401] * 20 + [429]
    assert "Zu viele falsche Versuche. Bitte warten Sie 1 Minute." in answers[-1].text
