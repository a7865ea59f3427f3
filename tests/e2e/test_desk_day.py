"""The manager's morning (UX §7, J12) on the real desk: how many clicks and fields it takes, and the program's own time.

What a person reads and types is not counted. The demo is on Wednesday, 25 November 2026.
"""

import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass

import httpx
import pytest
from playwright.sync_api import Page, expect

from tests.support import paper
from tests.support.desk import at_desk, connected, status
from tests.support.server import Server

_PATIENCE = 60_000  # milliseconds, for the press on a busy machine
# What each part may take: clicks, and fields that are filled in.
MOST = {
    "a request is granted": (2, 0),
    "somebody on the telephone gets a room": (2, 8),
    "the report of the month": (2, 0),
    "the poster of the week": (2, 0),
}


@dataclass
class Counted:
    """What one part of the morning took."""

    clicks: int = 0
    fields: int = 0
    seconds: float = 0.0


class Morning:
    """Somebody at the desk whose every click is counted, and how long the program then takes."""

    def __init__(self, page: Page) -> None:
        self.page = page
        self.parts: dict[str, Counted] = {}
        self._now = Counted()

    @contextmanager
    def part(self, name: str) -> Iterator[None]:
        """Count what is done inside under *name*."""
        self._now = self.parts[name] = Counted()
        yield

    @contextmanager
    def click(self, role: str, name: str, *, exact: bool = False) -> Iterator[None]:
        """Click the control *name*; what is waited for inside is the program's own time."""
        self._now.clicks += 1
        control = self.page.get_by_role(role, name=name, exact=exact).first  # type: ignore[arg-type]
        began = time.perf_counter()
        control.click()
        yield
        self._now.seconds += time.perf_counter() - began

    def fill(self, label: str, value: str) -> None:
        """Fill in or choose in the field *label*."""
        self._now.fields += 1
        field = self.page.get_by_label(label, exact=True)
        if field.evaluate("(one) => one.tagName") == "SELECT":
            field.select_option(value)
        else:
            field.fill(value)


@pytest.fixture(scope="module")
def server(start_server: Callable[..., Server]) -> Server:
    return start_server("demo", "--json")


def test_a_whole_morning_takes_few_clicks(server: Server, new_page: Callable[..., Page]) -> None:
    wish = {
        "room": "stueble",
        "title": "Nähkurs",
        "usage": "course",
        "start": "2026-12-04T20:00:00+01:00",
        "end": "2026-12-04T20:30:00+01:00",
    }
    key = {"Authorization": f"Bearer {server.told()['group_key']}"}
    assert httpx.post(f"{server.url}/api/v1/bookings", json=wish, headers=key).status_code == 201
    morning = Morning(at_desk(new_page(width=1280, height=800), server.told(), "/desk"))

    with morning.part("a request is granted"):
        _grant(morning)
    with morning.part("somebody on the telephone gets a room"):
        _enter(morning)
    with morning.part("the report of the month"):
        _report(morning)
    with morning.part("the poster of the week"):
        poster = _poster(morning)

    assert paper.faults(poster) == []
    print("\nclicks  fields  program's own time")
    for name, took in morning.parts.items():
        print(f"{took.clicks:6}  {took.fields:6}  {took.seconds:6.2f} s  {name}")
    over = {
        name: (took.clicks, took.fields)
        for name, took in morning.parts.items()
        if took.clicks > MOST[name][0] or took.fields > MOST[name][1]
    }
    assert over == {}
    assert set(morning.parts) == set(MOST)


def _grant(morning: Morning) -> None:
    page = morning.page
    card = page.locator("li, article").filter(has_text="Nähkurs").first
    expect(card).to_be_visible()  # with its conflict check and the group beside it
    with morning.click("button", "Zusagen: Nähkurs"):
        expect(status(page)).to_contain_text("Zugesagt")


def _enter(morning: Morning) -> None:
    page = morning.page
    with morning.click("link", "Eintragen", exact=True):
        page.wait_for_url("**/desk/book")
        connected(page)
    morning.fill("Gruppe", "strickcafe")
    morning.fill("Raum", "stueble")
    morning.fill("Titel", "Am Telefon eingetragen")
    morning.fill("Tag", "2026-12-09")
    morning.fill("Von", "20:00")
    morning.fill("Bis", "20:30")
    page.wait_for_timeout(450)  # a press within 0.4 s of another would count as its echo
    with morning.click("button", "Eintragen", exact=True):
        expect(status(page)).to_contain_text("Eingetragen: Am Telefon eingetragen")


def _report(morning: Morning) -> None:
    page = morning.page
    with morning.click("link", "Bericht", exact=True):
        page.wait_for_url("**/desk/report")
    with morning.click("link", "Dieser Monat"):
        expect(page.get_by_role("heading", name="01.11.2026 bis 30.11.2026")).to_be_visible()


def _poster(morning: Morning) -> bytes:
    page = morning.page
    with morning.click("link", "Drucken", exact=True):
        page.wait_for_url("**/desk/print")
        expect(page.locator(".sheets img").first).to_be_visible(timeout=_PATIENCE)
    with page.expect_download(timeout=_PATIENCE) as waiting, morning.click("link", "Herunterladen (PDF)"):
        pass
    assert waiting.value.suggested_filename == "2026-W48-a4-de.pdf"
    return waiting.value.path().read_bytes()
