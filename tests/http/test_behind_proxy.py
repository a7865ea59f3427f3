"""Two processes on one PostgreSQL behind nginx and behind Caddy, set up as `assets/deploy/server` says."""

from contextlib import ExitStack

import pytest

from tests.support.proxies import Proxy
from tests.support.server import Server
from tests.support.waiting import until
from tests.support.wishes import slot

FEED = "/calendar/all.ics"
CONNECTED = "window.socket?.connected && window.did_handshake"


@pytest.fixture(scope="module", params=["nginx", "caddy"])
def proxy(request, tmp_path_factory) -> Proxy:
    """One of the two, not started yet."""
    return Proxy(request.param, tmp_path_factory.mktemp(request.param))


@pytest.fixture(scope="module")
def house(proxy, plain_house):
    """A plain house on PostgreSQL that knows its public address and its proxy."""
    served = plain_house("postgres")
    served.settings |= {"TREFFPUNKT_PUBLIC_URL": proxy.url, "TREFFPUNKT_TRUST_PROXY": "true"}
    return served


def from_both(processes: tuple[Server, Server], path: str) -> list[tuple[int, str, bytes]]:
    """Return what each process answers to *path*."""
    answers = [server.get(path) for server in processes]
    return [(answer.status_code, answer.headers.get("etag", ""), answer.content) for answer in answers]


def lines(page):
    """Return the number by which the browser's lines lead to one process."""
    return next(cookie["value"] for cookie in page.context.cookies() if cookie["name"] == "treffpunkt_line")


@pytest.mark.browser
def test_two_processes_are_one_house_and_one_may_end(proxy, house, start_server, new_page):
    processes = here, there = start_server("serve", environment=house.settings), house.serve()
    with ExitStack() as opened:
        opened.enter_context(proxy.in_front_of([here.port, there.port]))
        web = opened.enter_context(proxy.client())
        kiosks = [new_page(ignore_https_errors=True) for _kiosk in range(4)]
        for page in kiosks:
            page.goto(f"{proxy.url}/kiosk")
            page.wait_for_function(CONNECTED)

        assert house.book(here, slot(1)).status_code == 201
        for page in kiosks:
            page.locator(".shop-next li").get_by_text("Treffen").wait_for()
        until(lambda: len(set(from_both(processes, FEED))) == 1, what="the same bytes and tag from both")
        whole = web.get(FEED)
        assert (whole.status_code, whole.content) == (200, here.get(FEED).content)
        assert web.get(FEED, headers={"if-none-match": whole.headers["etag"]}).status_code == 304
        assert all(lines(page) for page in kiosks)

        here.kill()
        assert [web.get("/").status_code for _try in range(6)] == [200] * 6
        assert house.book(there, slot(2)).status_code == 201
        for page in kiosks:
            page.locator(".shop-next li").nth(1).wait_for(timeout=40_000)


def test_what_the_proxy_adds_and_keeps_out(proxy, house):
    with ExitStack() as opened:
        processes = house.serve(), house.serve()
        opened.enter_context(proxy.in_front_of([server.port for server in processes]))
        web = opened.enter_context(proxy.client())

        page, kiosk = web.get("/"), web.get("/kiosk")
        assert page.headers["strict-transport-security"] == "max-age=31536000"
        assert "treffpunkt_line" not in page.headers.get("set-cookie", "")
        assert "treffpunkt_line=" in kiosk.headers["set-cookie"]
        assert kiosk.headers["strict-transport-security"] == "max-age=31536000"
        assert web.get("/metrics").status_code == 404
        assert web.post("/g", content=b"x" * 70_000).status_code == 413
        assert web.get(FEED, headers={"accept-encoding": "gzip"}).headers["content-encoding"] == "gzip"
        told = web.get("/kiosk", headers={"x-forwarded-prefix": "/elsewhere"})
        assert "/elsewhere" not in told.text

        # One caller who invents another address each time is one caller still.
        own = {"sec-fetch-site": "same-origin", "content-type": "application/x-www-form-urlencoded"}
        tries = [
            web.post("/kiosk/pair", content="code=guess", headers={**own, "x-forwarded-for": f"203.0.113.{number}"})
            for number in range(11)
        ]
        assert [answer.status_code for answer in tries] == [401] * 10 + [429]
