"""The desk by keyboard alone, in a real browser; the demo is on Wednesday, 25 November 2026."""

from collections.abc import Callable
from typing import Any

import httpx
import pytest
from playwright.sync_api import Page, expect

from tests.support.desk import at_desk, connected, status
from tests.support.server import Server

NewPage = Callable[..., Page]


@pytest.fixture(scope="module")
def server(start_server: Callable[..., Server]) -> Server:
    return start_server("demo", "--json")


@pytest.fixture
def series(server: Server) -> dict[str, Any]:
    """Six Saturdays in the Stüble; one of them is a public holiday."""
    times = {"start": "2026-12-05T20:00:00+01:00", "end": "2026-12-05T21:00:00+01:00"}
    wish = {"room": "stueble", "title": "Spieleabend", "rrule": "FREQ=WEEKLY;COUNT=6", **times}
    key = {"Authorization": f"Bearer {server.told()['group_key']}"}
    answer = httpx.post(f"{server.url}/api/v1/bookings", json=wish, headers=key)
    assert answer.status_code == 201, answer.text
    told: dict[str, Any] = answer.json()
    return told


# What the focused control is called: by its label, or by its own words.
_FOCUSED = """() => {
    const at = document.activeElement;
    return (at.ariaLabel || at.labels?.[0]?.textContent || at.textContent).trim();
}"""


def tab_to(page: Page, name: str) -> None:
    """Press Tab until the control *name* has the focus; with a colon or comma at its end, one that begins so."""
    for _ in range(80):
        page.keyboard.press("Tab")
        focused = str(page.evaluate(_FOCUSED))
        if focused == name or (name[-1] in ":," and focused.startswith(name)):
            return
    raise AssertionError(f"80 times Tab did not reach {name}")


def put(page: Page, value: str) -> None:
    """Fill in a day or a time; how it is typed is the browser's."""
    page.locator(":focus").fill(value)


def test_a_booking_is_entered_by_keyboard_alone(server: Server, new_page: NewPage) -> None:
    page = at_desk(new_page(width=1280, height=800), server.told(), "/desk/book")
    tab_to(page, "Gruppe")
    page.keyboard.type("Strick")
    tab_to(page, "Titel")
    page.keyboard.type("Basteln")
    tab_to(page, "Von")
    put(page, "14:30")
    tab_to(page, "Bis")
    put(page, "16:00")
    page.keyboard.press("Enter")

    answer = page.locator(".answer")
    expect(answer).to_contain_text("Der Raum ist schon belegt: Mittwoch, 25. November")
    expect(answer).to_be_focused()
    tab_to(page, "Diesen Termin ansehen")
    tab_to(page, "Mittwoch, 25. November,")
    words = page.locator(":focus").inner_text().removesuffix(" nehmen")
    page.keyboard.press("Enter")

    expect(status(page)).to_have_text(f"Eingetragen: Basteln, {words}.")
    expect(page.get_by_role("heading", name="Termin eintragen")).to_be_focused()
    expect(page.get_by_label("Titel", exact=True)).to_have_value("Basteln")
    tab_to(page, "Den Termin ansehen")
    page.keyboard.press("Enter")
    expect(page.get_by_role("heading", level=1)).to_have_text("Basteln")


def test_a_series_is_changed_by_keyboard_alone(server: Server, series: dict[str, Any], new_page: NewPage) -> None:
    page = at_desk(new_page(width=1280, height=800), server.told(), f"/desk/series/{series['uid']}")
    tab_to(page, "Welche Termine")
    page.keyboard.type("nur")
    tab_to(page, "Der Termin")
    page.keyboard.type("Samstag, 12. Dezember")
    tab_to(page, "Diese Termine absagen")
    page.keyboard.press("Space")
    expect(page.get_by_label("Neuer Titel")).to_be_hidden()
    tab_to(page, "Mitteilung an alle (freiwillig)")
    page.keyboard.type("Wir feiern Advent.")
    page.keyboard.press("Enter")

    answer = page.locator(".answer:not(:empty)")
    expect(answer).to_contain_text("fällt aus")
    expect(answer).to_be_focused()
    tab_to(page, "So ändern")
    page.keyboard.press("Enter")
    expect(status(page)).to_have_text("Die Terminreihe ist geändert.")
    expect(page.get_by_role("heading", name="Ändern", exact=True)).to_be_focused()
    expect(page.get_by_label("Diese Termine absagen")).not_to_be_checked()

    tab_to(page, "Findet doch statt: Sa 12.12., 20:00 – 21:00 Uhr")
    page.keyboard.press("Enter")
    expect(status(page)).to_have_text("Findet doch statt: Sa 12.12., 20:00 – 21:00 Uhr.")
    expect(page.get_by_role("heading", name="Kommende Termine")).to_be_focused()


@pytest.mark.parametrize("key", ["Tab", "Shift+Tab"])
def test_the_status_line_never_covers_what_has_the_focus(server: Server, new_page: NewPage, key: str) -> None:
    page = at_desk(new_page(width=390, height=844, reduced_motion="reduce"), server.told(), "/desk/book")
    page.get_by_role("button", name="Eintragen").click()
    expect(status(page)).to_have_text("Das geht so nicht. Nichts wurde eingetragen.")

    covered = []
    for _ in range(25):
        page.keyboard.press(key)
        if page.evaluate(_COVERED):
            covered.append(page.evaluate(_FOCUSED))

    assert covered == []


_COVERED = """() => {
    const line = document.querySelector('.status').getBoundingClientRect();
    const box = document.activeElement.getBoundingClientRect();
    return document.activeElement.closest('.desk') && box.top < line.bottom && box.bottom > line.top;
}"""


def test_a_double_click_and_a_double_enter_count_once(server: Server, new_page: NewPage) -> None:
    page = at_desk(new_page(width=1280, height=800), server.told(), "/desk/book")
    page.get_by_label("Gruppe").select_option("strickcafe")
    page.get_by_label("Raum").select_option("stueble")
    page.get_by_label("Titel", exact=True).fill("Gleich zweimal")
    page.get_by_label("Tag", exact=True).fill("2026-12-09")
    page.get_by_label("Von").fill("20:00")
    page.get_by_label("Bis", exact=True).fill("20:30")
    page.keyboard.press("Enter")
    page.keyboard.press("Enter")
    expect(page.get_by_role("link", name="Den Termin ansehen")).to_be_visible()
    expect(status(page)).to_contain_text("Eingetragen: Gleich zweimal")

    page.goto(f"{server.url}/desk")
    connected(page)
    page.get_by_role("link", name="Ändern: Elterncafé").click()
    connected(page)
    page.get_by_role("button", name="Um 30 Minuten verlängern").dblclick()
    expect(status(page)).to_have_text("Verlängert.")
    expect(page.locator(".journal li")).to_have_count(1)
    expect(page.locator(".journal")).to_contain_text("verlängert")
    expect(page.locator("dl").first).to_contain_text("09:30 – 12:00 Uhr")
