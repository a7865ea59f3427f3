"""The town's own log-in over HTTP, with a real provider and with one that lies: what lets somebody in, what never."""

import hmac
import html
import json
import re
from collections.abc import Callable, Iterator
from datetime import timedelta
from typing import Any
from urllib.parse import parse_qs, urlsplit

import httpx
import pytest
from fastapi import FastAPI
from fastapi.testclient import TestClient
from joserfc import jwt
from sqlmodel import select
from webauthn.helpers import bytes_to_base64url

from booking import access, clock, desksessions, seals, townlogin
from booking.settings import Settings
from booking.townlogin import Subject
from kiosk.desk import login, logincode
from kiosk.desk import townlogin as pages
from kiosk.desk.visits import COOKIE, Visits
from kiosk.townprovider import Provider, Started
from models.database import Database
from models.staff import Role, Staff
from tests.support.townhost import Told, another_key, real_provider, told_provider

PASSPHRASE, SECRET, US = "vier Wörter im Garten", "the house's own secret", "http://testserver"
CLIENT = "treffpunkt"


@pytest.fixture
def house(sqlite_db: Database) -> Database:
    with sqlite_db.writing() as session:
        access.add_staff(session, "manager", PASSPHRASE, Role.MANAGER, now=clock.now())
    return sqlite_db


@pytest.fixture
def told() -> Iterator[Told]:
    """A provider that lies where a test wants it to."""
    with told_provider() as told:
        yield told


@pytest.fixture
def browser(house: Database, told: Told) -> Iterator[TestClient]:
    joined(house, told.url)
    with _browser(house, told.url) as client:
        yield client


def joined(house: Database, issuer: str, number: str = "4711") -> None:
    with house.writing() as session:
        token = desksessions.begin(session, session.exec(select(Staff)).one(), "", now=clock.now())
    with house.writing() as session:
        townlogin.join(session, seals.token_seal(token), Subject(issuer, number), now=clock.now())


def _browser(house: Database, issuer: str, **more: Any) -> TestClient:
    app = FastAPI()
    settings = Settings(
        public_url=US, secret=SECRET, oidc_issuer=issuer, oidc_client_id=CLIENT, oidc_client_secret="geheim", **more
    )
    login.register(app, house, Visits(house), settings)
    logincode.register(app, house, settings)
    pages.register(app, house, settings)
    return TestClient(app, base_url=US, follow_redirects=False)


def begin(client: TestClient, **fields: str) -> dict[str, str]:
    """Press the button; return what is asked of the provider."""
    page = client.post("/desk/login/town", data=fields or {"": ""})
    assert page.status_code == 200, page.text
    found = re.search(r'content="0;url=([^"]+)"', page.text)
    assert found
    address = html.unescape(found[1])
    return {"address": address, **{name: values[0] for name, values in parse_qs(urlsplit(address).query).items()}}


def claims(told: Told, asked: dict[str, str], **other: Any) -> dict[str, Any]:
    now = int(clock.now().timestamp())
    right = {"iss": told.url, "aud": CLIENT, "sub": "4711", "iat": now, "exp": now + 300, "nonce": asked["nonce"]}
    return {**right, **other}


def come_back(client: TestClient, state: str, **query: str) -> Any:
    return client.get("/desk/login/town/back", params={"code": "abc", "state": state, **query})


def is_in(client: TestClient) -> bool:
    return COOKIE in client.cookies


def test_whom_the_town_knows_and_the_desk_too_comes_in(browser: TestClient, told: Told) -> None:
    asked = begin(browser)
    told.sign(claims(told, asked))

    answer = come_back(browser, asked["state"])

    assert answer.status_code == 200
    assert 'content="0;url=/desk"' in answer.text
    assert is_in(browser)
    assert pages.STATE not in browser.cookies


def test_it_is_asked_with_state_nonce_and_pkce_for_a_number_alone(browser: TestClient, told: Told) -> None:
    asked = begin(browser)

    assert asked["address"].startswith(f"{told.url}/ask?")
    assert (asked["response_type"], asked["scope"], asked["code_challenge_method"]) == ("code", "openid", "S256")
    assert asked["redirect_uri"] == f"{US}/desk/login/town/back"
    assert min(len(asked[name]) for name in ("state", "nonce", "code_challenge")) >= 43


def test_looking_starts_nothing_and_the_cookie_is_for_the_way_back_alone(browser: TestClient) -> None:
    page = browser.get("/desk/login")
    assert "Mit dem Zugang der Stadt anmelden" in page.text
    assert page.headers.get_list("set-cookie") == []
    assert browser.get("/desk/login/town").status_code == 405

    kept = browser.post("/desk/login/town", data={"": ""}).headers["set-cookie"].lower()

    assert all(part in kept for part in ("httponly", "samesite=lax", "path=/desk/login/town", "max-age=600"))


def test_another_site_cannot_begin_it(browser: TestClient) -> None:
    answer = browser.post("/desk/login/town", data={"": ""}, headers={"sec-fetch-site": "cross-site"})

    assert answer.status_code == 403
    assert pages.STATE not in browser.cookies


@pytest.mark.parametrize(
    "lie",
    [
        {"iss": "https://other.example"},
        {"aud": "somebody else"},
        {"aud": [CLIENT, "somebody else"]},
        {"azp": "somebody else"},
        {"nonce": "of another press"},
        {"nonce": None},
        {"exp": 1},
        {"iat": 9_999_999_999, "exp": 9_999_999_999},
        {"exp": "never"},
        {"sub": ""},
        {"sub": "x" * 256},
        {"sub": 4711},
    ],
    ids=lambda lie: " ".join(f"{name}={value}"[:30] for name, value in lie.items()),
)
def test_a_token_that_is_not_for_this_press_lets_nobody_in(
    browser: TestClient, told: Told, lie: dict[str, Any]
) -> None:
    asked = begin(browser)
    told.sign(claims(told, asked, **lie))

    answer = come_back(browser, asked["state"])

    assert answer.status_code == 401
    assert "passt nicht zu dieser Seite" in answer.text
    assert 'name="password"' in answer.text
    assert not is_in(browser)


def _part(value: dict[str, Any]) -> str:
    return bytes_to_base64url(json.dumps(value).encode())


def _signed_by_none(right: dict[str, Any], told: Told) -> str:
    return f"{_part({'alg': 'none'})}.{_part(right)}."


def _signed_by_what_everybody_reads(right: dict[str, Any], told: Told) -> str:
    text = f"{_part({'alg': 'HS256', 'kid': 'first'})}.{_part(right)}"
    seal = hmac.digest(told.key.as_pem(private=False), text.encode(), "sha256")
    return f"{text}.{bytes_to_base64url(seal)}"


def _signed_by_another(right: dict[str, Any], _told: Told) -> str:
    return str(jwt.encode({"alg": "RS256", "kid": "first"}, right, another_key("first")))


@pytest.mark.parametrize(
    "make",
    [
        _signed_by_none,
        _signed_by_what_everybody_reads,
        _signed_by_another,
        lambda _right, _told: "a.b.c",
        lambda _right, _told: "",
        lambda _right, _told: None,
        lambda _right, _told: {"a": 1},
    ],
    ids=["alg none", "alg HS256", "another key of that name", "no token", "empty", "none", "an object"],
)
def test_a_token_that_the_provider_did_not_sign_lets_nobody_in(
    browser: TestClient, told: Told, make: Callable[[dict[str, Any], Told], Any]
) -> None:
    asked = begin(browser)
    told.token = make(claims(told, asked), told)

    assert come_back(browser, asked["state"]).status_code == 401
    assert not is_in(browser)


def test_only_the_browser_that_pressed_comes_back_and_once(house: Database, browser: TestClient, told: Told) -> None:
    asked = begin(browser)
    told.sign(claims(told, asked))

    with _browser(house, told.url) as other:
        assert come_back(other, asked["state"]).status_code == 401
    assert come_back(browser, "of another press").status_code == 401
    assert come_back(browser, asked["state"]).status_code == 401  # that one was used up by the wrong one
    browser.cookies.set(pages.STATE, "changed", path="/desk/login/town")
    assert come_back(browser, asked["state"]).status_code == 401
    assert not is_in(browser)


def test_who_says_no_is_told_so_and_still_has_the_passphrase(browser: TestClient, told: Told) -> None:
    asked = begin(browser)

    answer = come_back(browser, asked["state"], error="access_denied", code="")

    assert "Die Anmeldung bei der Stadt wurde abgebrochen." in answer.text
    assert 'name="password"' in answer.text
    answer = come_back(browser, asked["state"], error="temporarily_unavailable", code="")
    assert "gerade nicht zu erreichen" in answer.text
    assert come_back(browser, "", code="").status_code == 401


def test_somebody_the_desk_does_not_know_is_told_how_to_join(browser: TestClient, told: Told) -> None:
    asked = begin(browser)
    told.sign(claims(told, asked, sub="4712"))

    answer = come_back(browser, asked["state"])

    assert "Ihr Zugang der Stadt ist hier noch nicht verbunden." in answer.text
    assert not is_in(browser)


@pytest.mark.parametrize(
    "facts",
    [
        {"issuer": "https://other.example"},
        {"authorization_endpoint": "http://other.example/ask"},
        {"authorization_endpoint": "javascript:alert(1)"},
        {"authorization_endpoint": None},
    ],
)
def test_a_provider_that_says_something_odd_is_not_followed(
    browser: TestClient, told: Told, facts: dict[str, Any]
) -> None:
    told.facts = facts

    answer = browser.post("/desk/login/town", data={"": ""})

    assert "Die Anmeldung der Stadt ist gerade nicht zu erreichen." in answer.text
    assert pages.STATE not in browser.cookies


def test_a_provider_that_is_down_leaves_the_passphrase(house: Database) -> None:
    with _browser(house, "http://127.0.0.1:9") as client:
        answer = client.post("/desk/login/town", data={"": ""})
        assert "Die Anmeldung der Stadt ist gerade nicht zu erreichen." in answer.text
        assert client.post("/desk/login", data={"login": "manager", "password": PASSPHRASE}).status_code == 303


def test_a_house_without_it_shows_and_begins_nothing(house: Database) -> None:
    app, settings = FastAPI(), Settings(public_url=US, secret=SECRET)
    login.register(app, house, Visits(house), settings)
    pages.register(app, house, settings)
    with TestClient(app, base_url=US) as client:
        assert "/desk/login/town" not in client.get("/desk/login").text
        assert "nicht zu erreichen" in client.post("/desk/login/town", data={"": ""}).text


async def test_what_is_published_is_kept_and_new_keys_are_looked_for(told: Told) -> None:
    door = Settings(oidc_issuer=told.url, oidc_client_id=CLIENT).town_door
    assert door
    at = [0.0]
    provider, started, now = Provider(door, lambda: at[0]), Started("state", "nonce", "v" * 43), clock.now()

    async def ask(key: Any = None) -> Subject:
        told.sign(claims(told, {"nonce": "nonce"}, amr=["pwd", "mfa"]), key)
        return await provider.subject(started, "abc", US, now=now)

    assert await ask() == Subject(told.url, "4711", both=True)
    await ask()
    assert [path for path in told.asked if path != "/token"] == ["/.well-known/openid-configuration", "/keys"]

    told.published = [told.key, new := another_key("second")]
    at[0] = 61.0
    await ask(new)
    at[0] = 62.0
    with pytest.raises(Exception, match="town_wrong"):
        await ask(another_key("third"))  # whoever invents keys lets us ask no more than once a minute
    assert told.asked.count("/keys") == 2
    at[0] = 3700.0
    await ask()
    assert told.asked.count("/.well-known/openid-configuration") == 2


def test_a_real_provider_gives_a_code_that_counts_once(house: Database) -> None:
    with real_provider({"sub": "4711"}) as issuer, _browser(house, issuer) as client:
        joined(house, issuer)
        asked = begin(client)
        kept = client.cookies.get(pages.STATE) or ""
        back = httpx.post(asked["address"], data={"sub": "4711"}, verify=False).headers["location"]
        query = {name: values[0] for name, values in parse_qs(urlsplit(back).query).items()}

        assert come_back(client, query["state"], code=query["code"]).status_code == 200
        assert is_in(client)
        client.cookies.delete(COOKIE)
        client.cookies.set(pages.STATE, kept, path="/desk/login/town")
        assert come_back(client, query["state"], code=query["code"]).status_code == 401
        assert not is_in(client)


def test_who_comes_by_the_town_is_asked_for_the_own_second_step(
    house: Database, browser: TestClient, told: Told
) -> None:
    with house.writing() as session:
        session.exec(select(Staff)).one().factor = "set up"

    asked = begin(browser)
    told.sign(claims(told, asked))
    answer = come_back(browser, asked["state"])
    assert 'content="0;url=/desk/login/code"' in answer.text
    assert not is_in(browser)

    asked = begin(browser)
    told.sign(claims(told, asked, amr=["mfa"]))
    come_back(browser, asked["state"])
    assert is_in(browser)
    with _browser(house, told.url, oidc_trust=True) as trusting:
        asked = begin(trusting)
        told.sign(claims(told, asked))
        come_back(trusting, asked["state"])
        assert is_in(trusting)


def test_an_open_desk_is_joined_by_a_press_right_after_logging_in(house: Database, told: Told) -> None:
    with _browser(house, told.url) as client:
        client.post("/desk/login", data={"login": "manager", "password": PASSPHRASE})
        asked = begin(client, join="1")
        told.sign(claims(told, asked))
        assert 'content="0;url=/desk/account"' in come_back(client, asked["state"]).text
        with house.writing() as session:
            row = session.exec(select(Staff)).one()
            old = desksessions.begin(session, row, "", now=clock.now() - timedelta(minutes=11))
        client.cookies.clear()
        client.cookies.set(COOKIE, old, path="/desk")
        answer = client.post("/desk/login/town", data={"join": "1"})
        assert "gerade erst angemeldet" in answer.text
