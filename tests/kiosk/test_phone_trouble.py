"""When something is not there or goes wrong: our words, never a framework's, and nothing of the fault."""

import pytest
from fastapi import FastAPI
from starlette.testclient import TestClient

from booking.settings import Settings
from kiosk import phone
from models.rooms import House
from tests.kiosk.conftest import spoken

ENGLISH = ("Not Found", "Method Not Allowed", "Internal Server Error", "Traceback", '"detail"')


def assert_kind(answer, code, heading):
    assert answer.status_code == code
    assert answer.headers["content-type"] == "text/html; charset=utf-8"
    assert answer.headers["x-robots-tag"] == "noindex"
    assert answer.headers["content-security-policy"].startswith("default-src 'none'")
    assert f"<h1>{heading}</h1>" in answer.text
    assert '<html lang="de" dir="ltr">' in answer.text
    assert 'href="/"' in answer.text
    assert not [word for word in ENGLISH if word in answer.text]


@pytest.mark.parametrize(
    "path", ["/nix", "/m", "/m/", "/s/", "/s/a/b/c", "/qr/x", "/wp-login.php", "/%2e%2e/etc/passwd"]
)
def test_an_address_that_leads_nowhere(browse, path):
    assert_kind(browse.get(path), 404, "Das gibt es hier nicht")


@pytest.mark.parametrize(
    ("method", "path"), [("POST", "/"), ("PUT", "/m/x"), ("DELETE", "/s/x"), ("POST", "/calendar")]
)
def test_a_way_that_an_address_does_not_take(browse, method, path):
    answer = browse.request(method, path)

    assert_kind(answer, 405, "So geht das nicht")
    assert answer.headers["allow"]


def test_a_fault_of_ours_tells_nothing_of_itself(neighbourhood, browse):
    with neighbourhood.db.writing() as session:
        session.get_one(House, 1).timezone = "Tulpe/Geheim"

    answer = browse.get("/")

    assert_kind(answer, 500, "Da ist etwas schiefgegangen")
    assert "Tulpe" not in answer.text


def test_the_page_for_a_fault_works_when_the_look_is_broken_too():
    def broken(_code):
        raise OSError("the template is gone")

    answer = phone.error_page(broken)

    assert answer.status_code == 500
    assert "<h1>Da ist etwas schiefgegangen</h1>" in answer.body.decode()


@pytest.mark.parametrize("code", [400, 403, 404, 405, 413, 422, 429, 500, 502, 503])
def test_every_trouble_has_a_page(code):
    answer = phone.status_page(code)

    assert (answer.status_code, "<h1>" in answer.body.decode()) == (code, True)


@pytest.mark.parametrize("path", ["/", "/calendar", "/m/x", "/s/x"])
def test_a_house_that_nobody_furnished_says_so(sqlite_db, path):
    app = FastAPI()
    phone.register(app, sqlite_db, Settings())

    answer = TestClient(app).get(path)

    assert_kind(answer, 503, "Gleich wieder da")
    assert "Das Haus ist noch nicht eingerichtet." in spoken(answer)
