"""What may be done at an address is told as HTTP tells it, also in front of NiceGUI's pages."""

from collections.abc import Iterator

import pytest
from fastapi import FastAPI
from starlette.responses import PlainTextResponse
from starlette.routing import Mount
from starlette.testclient import TestClient

from booking.settings import Settings
from kiosk.app import register_plain
from tests.support.cast import move_in

CODE = "http_405"


@pytest.fixture
def client(sqlite_db) -> Iterator[TestClient]:
    """The plain addresses, and behind them something that answers everything, as NiceGUI does."""
    with sqlite_db.writing() as session:
        move_in(session)
    app = FastAPI()
    register_plain(app, sqlite_db, Settings(public_url="http://testserver"))
    app.router.routes.append(Mount("/", PlainTextResponse("behind", 404)))
    with TestClient(app, raise_server_exceptions=False) as client:
        yield client


@pytest.mark.parametrize("path", ["/api/v1/rooms", "/api/v1/meetings", "/api/v1/rooms/stueble/busy", "/healthz", "/"])
def test_head_is_like_get_without_a_body(client, path):
    whole, head = client.get(path), client.head(path)

    assert (head.status_code, head.content) == (200, b"")
    assert head.headers["content-type"] == whole.headers["content-type"]
    assert head.headers["content-length"] == whole.headers["content-length"]


def test_head_tells_the_same_trouble_as_get(client):
    path = "/api/v1/meetings/nix"

    assert (client.head(path).status_code, client.get(path).status_code) == (404, 404)


@pytest.mark.parametrize(
    ("method", "path", "allowed"),
    [
        ("PUT", "/api/v1/rooms", "GET, HEAD"),
        ("DELETE", "/api/v1/meetings", "GET, HEAD"),
        ("GET", "/api/v1/bookings", "POST"),
        ("HEAD", "/api/v1/bookings", "POST"),
        ("POST", "/healthz", "GET, HEAD"),
        ("DELETE", "/m/x", "GET, HEAD, POST"),
    ],
)
def test_another_method_is_told_what_is_possible(client, method, path, allowed):
    answer = client.request(method, path)

    assert (answer.status_code, answer.headers["allow"]) == (405, allowed)
    if path.startswith("/api/") and method != "HEAD":
        assert answer.json()["errors"][0] == {"code": CODE, "message": "Das geht an dieser Adresse nicht."}


@pytest.mark.parametrize("path", ["/api/v1/nix", "/kiosk", "/api/v2/rooms"])
def test_what_is_not_ours_is_passed_on(client, path):
    answer = client.put(path)

    assert (answer.status_code, answer.text) == (404, "behind")
