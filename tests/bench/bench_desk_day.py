"""How long the desk itself takes on the manager's morning (UX §7, J12), set against a bare page of the same browser.

Run `python tests/bench/bench_desk_day.py [--rounds 5]`; it needs a Chromium and takes about a minute. What a person
reads and types is not counted: a part begins with a click and ends when its result is drawn.
"""

import argparse
import statistics
import sys
import tempfile
import time
from collections.abc import Callable
from functools import partial
from pathlib import Path

from playwright.sync_api import Page, expect

ROOT = Path(__file__).parents[2]
sys.path.insert(0, str(ROOT))

from tests.support.browsers import launched  # noqa: E402 - the repository need not be installed
from tests.support.desk import at_desk  # noqa: E402
from tests.support.fixtures_web import DEMO_DAY  # noqa: E402
from tests.support.server import Server  # noqa: E402

_PATIENCE = 60_000  # milliseconds
# UX §7: what a whole part may take, reading and typing included.
AIMS = {"request, details": 15.0, "entry, form": 45.0, "month report": 10.0, "week poster": 10.0}


def main() -> None:
    """Print a table: seconds of each part, as a multiple of a bare page, and the share of what it may take."""
    asked = argparse.ArgumentParser(description=__doc__)
    asked.add_argument("--rounds", type=int, default=5)
    rounds: int = asked.parse_args().rounds
    with tempfile.TemporaryDirectory() as folder:
        server = Server("demo", "--json", environment={"TREFFPUNKT_DATA": folder}, now=DEMO_DAY)
        with server, launched() as browser:
            page = browser.new_context(viewport={"width": 1280, "height": 800}).new_page()
            page.route("**/bare", lambda route: route.fulfill(body="<!doctype html><h1>x", content_type="text/html"))
            at_desk(page, server.told(), "/desk")
            bare = _took(lambda: _bare(page, server.url), rounds)
            parts = {name: _took(partial(act, page, server.url), rounds) for name, act in ACTS.items()}
    print(f"{'part':18} seconds   x bare   of what it may take")
    print(f"{'bare page':18} {bare:7.3f}")
    for name, seconds in parts.items():
        print(f"{name:18} {seconds:7.3f} {seconds / bare:8.1f}   {seconds / AIMS[name]:.0%}")


def _took(act: Callable[[], float], rounds: int) -> float:
    return statistics.median(act() for _round in range(rounds))


def _since(began: float) -> float:
    return time.perf_counter() - began


def _bare(page: Page, url: str) -> float:
    began = time.perf_counter()
    page.goto(f"{url}/bare")
    expect(page.get_by_role("heading")).to_be_visible()
    return _since(began)


def _request(page: Page, url: str) -> float:
    page.goto(f"{url}/desk")
    card = page.get_by_role("link", name="Ansehen: ").first
    expect(card).to_be_visible()
    began = time.perf_counter()
    card.click()
    expect(page.get_by_role("button", name="Zusagen").first).to_be_visible()
    return _since(began)


def _entry(page: Page, url: str) -> float:
    page.goto(f"{url}/desk")
    began = time.perf_counter()
    page.get_by_role("link", name="Eintragen", exact=True).click()
    expect(page.get_by_label("Titel", exact=True)).to_be_visible()
    return _since(began)


def _report(page: Page, url: str) -> float:
    page.goto(f"{url}/desk")
    began = time.perf_counter()
    page.get_by_role("link", name="Bericht", exact=True).click()
    page.get_by_role("link", name="Dieser Monat").click()
    expect(page.get_by_role("heading", name="01.11.2026 bis 30.11.2026")).to_be_visible()
    return _since(began)


def _poster(page: Page, url: str) -> float:
    page.goto(f"{url}/desk")
    began = time.perf_counter()
    page.get_by_role("link", name="Drucken", exact=True).click()
    expect(page.locator(".sheets img").first).to_be_visible(timeout=_PATIENCE)
    with page.expect_download(timeout=_PATIENCE):
        page.get_by_role("link", name="Herunterladen (PDF)").click()
    return _since(began)


ACTS = {"request, details": _request, "entry, form": _entry, "month report": _report, "week poster": _poster}

if __name__ == "__main__":
    main()
