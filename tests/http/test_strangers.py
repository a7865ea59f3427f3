"""Whoever comes from the open net to a running house: foreign pages, made-up frames, and what its log says of them."""

import json
import re
import secrets
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from typing import Any

import httpx
import pytest
from websockets.exceptions import ConnectionClosed, InvalidStatus
from websockets.sync.client import ClientConnection, connect

from kiosk.lines import LARGEST, PLACE
from tests.support.server import Server

FOREIGN = "https://evil.example"
MAIL = {"TREFFPUNKT_MAIL_URL": "smtp://127.0.0.1:9?from=treffpunkt@example.org"}  # nobody takes it
FORM = {"sec-fetch-site": "same-origin", "content-type": "application/x-www-form-urlencoded"}


@pytest.fixture(scope="module")
def server(start_server):
    """The demo house, open."""
    return start_server("demo", "--json", environment=MAIL)


def line(server: Server, **options: Any):
    """Open a socket as a page does."""
    address = server.url.replace("http", "ws", 1) + f"{PLACE}socket.io/?EIO=4&transport=websocket"
    return connect(address, open_timeout=10, max_size=None, **options)


@contextmanager
def joined(server: Server) -> Iterator[tuple[ClientConnection, str]]:
    """Give a line that has joined a page of the kiosk, and the name of that page."""
    page = re.search(r"client_id.{1,8}([0-9a-f-]{36})", server.get("/kiosk").text)
    assert page is not None
    with line(server, origin=server.url) as socket:
        assert str(socket.recv(10)).startswith("0")
        socket.send("40")
        assert str(socket.recv(10)).startswith("40")
        say(socket, "handshake", {"client_id": page[1], "tab_id": "t", "document_id": "d", "next_message_id": 0})
        yield socket, page[1]


def say(socket: ClientConnection, name: str, told: object) -> None:
    """Send one event."""
    socket.send("42" + json.dumps([name, told]))


@pytest.mark.parametrize("origin", [FOREIGN, "null", "http://127.0.0.1:1", "https://[broken"])
def test_a_page_of_another_site_gets_no_line(server, origin):
    with pytest.raises(InvalidStatus) as refused:
        line(server, origin=origin)
    asked = server.get(f"{PLACE}socket.io/?EIO=4&transport=polling", headers={"origin": origin})

    assert refused.value.response.status_code == 403
    assert (asked.status_code, asked.headers.get("access-control-allow-origin")) == (403, None)


def test_our_own_pages_and_programs_have_a_line(server):
    for origin in (server.url, None):
        with line(server, origin=origin) as socket:
            assert str(socket.recv(10)).startswith("0{")


def test_frames_that_somebody_made_up_end_nothing_and_fill_no_log(server):
    before = len(server.log)
    nonsense: tuple[object, ...] = ({}, None, 7, [])
    told: list[tuple[str, object]] = [
        *((name, wrong) for name in ("handshake", "event", "javascript_response", "ack") for wrong in nonsense),
        ("handshake", {"client_id": "x", "tab_id": 1}),
        ("nonsense", {}),
        ("log", {}),
    ]
    for name, wrong in told:
        with joined(server) as (socket, _page):
            say(socket, name, wrong)
    for frame in ("4", "42", "42[", '45-1["x"]', '451-["event",{"_placeholder":true,"num":0}]', "9", "2probe", b"\0"):
        with joined(server) as (socket, _page):
            socket.send(frame)
    with joined(server) as (socket, page):
        for arguments in ([1], ["{"], "x", {"a": 1}):
            say(socket, "event", {"client_id": page, "id": 1, "listener_id": "x", "args": arguments})
        with joined(server):  # the others are heard all the same, and what came before them was
            assert server.get("/healthz").status_code == 200

    assert server.log[before:] == []


def test_a_message_that_is_too_large_ends_its_line_only(server):
    with pytest.raises(ConnectionClosed), joined(server) as (socket, _page):
        say(socket, "event", "x" * (LARGEST + 1))
        while True:
            socket.recv(10)

    with joined(server):
        assert server.get("/healthz").status_code == 200


def test_nobody_writes_into_the_log_by_way_of_a_page(server):
    before = len(server.log)
    with joined(server) as (socket, page):
        for level in ("error", "warning", "info"):
            say(socket, "log", {"client_id": page, "level": level, "message": "482913\n2026-11-29 ERROR kiosk made up"})
        with joined(server):  # what came before was heard
            assert server.get("/healthz").status_code == 200

    assert server.log[before:] == []


def everything_that_is_asked(server: Server, told: dict[str, Any], made_up: str) -> set[str]:
    """Do what people and programs do, rightly and wrongly; return every word that is nobody's business."""
    mail, name = f"{made_up}@example.org", f"Erika{made_up}"
    kept = {made_up, mail, name, "203.0.113.77", *(told[key] for key in ("desk_password", "group_pin", "group_key"))}
    web = httpx.Client(base_url=server.url, headers={"x-forwarded-for": "203.0.113.77"}, timeout=30, verify=False)
    key = {"authorization": f"Bearer {told['group_key']}"}
    with web:
        code, date = open_meeting(web)
        seat = web.post(f"/api/v1/meetings/{code}/seats", json={"persons": 1}).json()["token"]
        form = {"persons": "1", "once": secrets.token_urlsafe(16), "email": mail}
        own = web.post(f"/m/{code}", data=form, headers=FORM).headers.get("location", "")
        assert own.startswith("/s/"), own
        kept |= {seat, own.removeprefix("/s/").partition("?")[0]}
        for path in (f"/s/{seat}", own, f"/s/{seat}/absagen", "/g", "/", f"/m/{code}", "/calendar", "/book"):
            assert web.get(path, headers=FORM).status_code == 200, path
        assert web.delete(f"/api/v1/seats/{seat}").status_code == 204
        assert web.post("/g", data={"email": mail}, headers=FORM).status_code < 500
        wish = {"room": "quartierraum", "start": date, "end": date, "title": name}
        assert web.post("/api/v1/bookings", json=wish, headers=key).status_code == 422
        assert (
            web.post("/api/v1/bookings", json=wish, headers={"authorization": f"Bearer {made_up}"}).status_code == 401
        )
        for password in (made_up, told["desk_password"]):
            login = web.post("/desk/login", data={"login": told["desk_user"], "password": password}, headers=FORM)
            kept |= set(login.cookies.values())
        paired = web.post("/kiosk/pair", data={"code": made_up}, headers=FORM)
        assert paired.status_code == 401
        for place in PLACES:
            path = place.replace("{}", made_up)
            for method in ("GET", "HEAD", "POST", "PUT", "DELETE", "OPTIONS"):
                answer = web.request(method, path, params={"pin": made_up}, data={"pin": made_up}, headers=FORM)
                assert answer.status_code < 500, (method, path)
    return kept


PLACES = (
    *("/d/{}", "/o/{}", "/desk/login/address/{}"),
    *("/s/{}", "/s/{}/absagen", "/s/{}/nie", "/b/{}", "/b/{}/x", "/g/{}", "/g/{}/termin/{}", "/g/{}/kalender"),
    *("/m/{}", "/m/{}.ics", "/i/{}", "/q/{}", "/calendar/private/{}.ics", "/calendar/{}", "/desk/{}", "/kiosk/{}"),
    *("/api/v1/seats/{}", "/api/v1/bookings/{}", "/api/v1/meetings/{}/seats", "/api/v1/rooms/{}/free", "/{}", "/{}/x"),
    *("/assets/{}", "/_nicegui/{}", "/qr/{}", "/{}%00", "/{}%0a2026-11-29", "/%2e%2e/%2e%2e/{}"),
)


def open_meeting(web: httpx.Client) -> tuple[str, str]:
    """Return code and start of a coming meeting in which somebody may take a seat."""
    now = datetime(2026, 11, 25, 9, tzinfo=UTC)  # of the demo
    window = {"from": now.isoformat(), "to": (now + timedelta(days=60)).isoformat()}
    found = web.get("/api/v1/meetings", params=window).json()
    for one in found:
        if one["open"] and (one["free"] or 0) >= 4:
            return one["code"], one["start"]
    raise AssertionError(found[:3])


def test_the_log_knows_no_token_no_pin_no_key_no_address_and_no_name(server):
    before = len(server.log)

    kept = everything_that_is_asked(server, server.told(), "geheim" + secrets.token_hex(4))

    said = "".join(server.log)
    assert {word for word in kept if len(word) >= 4 and word in said} == set()
    assert not [entry for entry in server.log[before:] if "Traceback" in entry]
