"""The half-year round at the desk, in a real browser: wishes, the proposal, another result, the decision."""

import re
from collections.abc import Callable
from datetime import UTC, datetime
from typing import Any

import httpx
import pytest
from playwright.sync_api import Locator, Page, expect

from tests.support.desk import at_desk, connected, faults, press_next, status
from tests.support.server import Server

FEBRUARY = datetime(2027, 2, 2, 9, 0, tzinfo=UTC)  # the list of the Sommerhalbjahr closed two days ago
SIZES = [(1920, 1080), (1280, 800), (390, 844)]
NewPage = Callable[..., Page]
Told = dict[str, Any]


@pytest.fixture(scope="module")
def house(start_server: Callable[..., Server]) -> tuple[Server, Told]:
    """The demo, for stories in which nothing is decided."""
    server = start_server("demo", "--json", now=FEBRUARY)
    return server, server.told()


@pytest.fixture
def fresh(start_server: Callable[..., Server]) -> tuple[Server, Told]:
    """A demo of its own: a round is decided once."""
    server = start_server("demo", "--json", now=FEBRUARY)
    return server, server.told()


@pytest.fixture
def open_round(new_page: NewPage) -> Callable[..., Page]:
    """Give the way to open the Sommerhalbjahr at the desk."""

    def open_it(told: Told, width: int = 1280, height: int = 800) -> Page:
        page = at_desk(new_page(width=width, height=height), told, "/desk/rounds")
        page.get_by_role("link", name="Sommerhalbjahr").click()
        connected(page)
        expect(page.get_by_role("heading", level=1)).to_have_text("Sommerhalbjahr")
        return page

    return open_it


def propose(page: Page) -> None:
    """Let the house propose, for the first time or again."""
    page.get_by_role("button", name=re.compile("Vorschlag machen|Neuer Vorschlag")).click()
    expect(status(page)).to_have_text("Der Vorschlag ist da.")


def card(page: Page, title: str) -> Locator:
    return page.locator(".card").filter(has=page.get_by_role("heading", name=title, exact=True))


def wish(page: Page, group: str, title: str, clock: str = "15:00") -> None:
    """Enter a wish for somebody at the counter: Sundays in the Stüble."""
    page.get_by_label("Gruppe", exact=True).select_option(label=group)
    page.get_by_label("Titel", exact=True).fill(title)
    page.get_by_label("1. Zeit: Tag").select_option(label="Sonntag")
    page.get_by_label("1. Zeit: Beginn").fill(clock)
    page.get_by_label("1. Zeit: Raum").select_option(label="Stüble")
    page.get_by_role("button", name="Wunsch eintragen").click()


def in_the_book(server: Server) -> list[str]:
    """Return the public titles that stand in the Stüble in the first two weeks of March."""
    told = server.get("/api/v1/rooms/stueble/busy", params={"from": "2027-03-01", "to": "2027-03-14"}).json()
    return sorted({one["title"] for one in told if "title" in one})


def test_of_two_who_want_the_same_time_both_stand_in_the_book_at_the_end(
    fresh: tuple[Server, Told], open_round: Callable[..., Page]
) -> None:
    server, page = fresh[0], open_round(fresh[1])
    for group, title in (("Schach für alle", "Schach am Sonntag"), ("Sprachcafé Deutsch", "Lesekreis")):
        wish(page, group, title)
        expect(status(page)).to_have_text(f"Eingetragen: {title}.")
        expect(card(page, title)).to_contain_text("sonntags, 15:00 – 16:30 Uhr, Stüble")

    propose(page)

    expect(card(page, "Lesekreis").locator(".check")).to_contain_text("sonntags, 15:00 – 16:30 Uhr, Stüble: ")
    lost = card(page, "Schach am Sonntag")
    expect(lost.locator(".check")).to_have_text("Keine feste Zeit")
    expect(lost).to_contain_text("Sprachcafé Deutsch hatte bis dahin weniger Stunden in der Woche")
    expect(page.locator(".round-week")).to_contain_text("Lesekreis")

    press_next(lost.get_by_role("button", name="Ergebnis ändern"))
    dialog = page.get_by_role("dialog", name="Ergebnis ändern")
    dialog.get_by_label("Diese Gruppe bekommt").select_option(label="Eine andere Zeit (unten eintragen)")
    dialog.get_by_role("button", name="So festlegen").click()
    expect(dialog.get_by_role("alert")).to_contain_text("nicht lesbar")
    dialog.get_by_label("Andere Zeit: Tag").select_option(label="Sonntag")
    dialog.get_by_label("Andere Zeit: Beginn").fill("17:00")
    dialog.get_by_label("Andere Zeit: Raum").select_option(label="Stüble")
    dialog.get_by_role("button", name="So festlegen").click()
    expect(dialog).to_have_count(0)
    expect(lost.locator(".check")).to_contain_text("sonntags, 17:00 – 18:30 Uhr, Stüble: ")
    expect(lost).to_contain_text("Vom Büro festgelegt")

    press_next(page.get_by_role("button", name="Beschließen"))
    asked = page.get_by_role("dialog", name="Belegungsrunde beschließen")
    expect(asked).to_contain_text("Schach am Sonntag: sonntags, 17:00 – 18:30 Uhr, Stüble")
    expect(asked).to_contain_text("Fällt aus: ")
    assert "Lesekreis" not in in_the_book(server)
    asked.get_by_role("button", name="Beschließen").click()

    expect(status(page)).to_have_text("Beschlossen. Alle Gruppen bekommen Post.")
    expect(page.get_by_role("button", name="Beschließen")).to_have_count(0)
    expect(page.get_by_role("button", name="Ergebnis ändern")).to_have_count(0)
    assert {"Lesekreis", "Schach am Sonntag"} <= {*in_the_book(server)}


def test_of_two_who_decide_at_once_the_second_is_told(
    fresh: tuple[Server, Told], open_round: Callable[..., Page]
) -> None:
    first, second = open_round(fresh[1]), open_round(fresh[1])
    propose(first)
    for page in (first, second):
        press_next(page.get_by_role("button", name="Beschließen"))
    asked = second.get_by_role("dialog", name="Belegungsrunde beschließen")
    expect(asked).to_contain_text("Termine")

    first.get_by_role("dialog").get_by_role("button", name="Beschließen").click()
    expect(status(first)).to_have_text("Beschlossen. Alle Gruppen bekommen Post.")
    asked.get_by_role("button", name="Beschließen").click()

    expect(asked.get_by_role("alert")).to_have_text("Diese Belegungsrunde ist schon beschlossen.")


def test_groups_wish_until_the_deadline_that_the_desk_sets(
    fresh: tuple[Server, Told], open_round: Callable[..., Page]
) -> None:
    server, told = fresh
    [summer] = [one for one in server.get("/api/v1/rounds").json() if one["name"] == "Sommerhalbjahr"]
    sunday = {"room": "stueble", "weekday": "sun", "start": "15:00"}
    asked = {"title": "Lesekreis", "minutes": 90, "choices": [sunday]}

    def ask() -> int:
        key = {"Authorization": f"Bearer {told['group_key']}"}
        return httpx.post(f"{server.url}/api/v1/rounds/{summer['uid']}/wishes", json=asked, headers=key).status_code

    page = open_round(told)
    assert ask() == 409
    page.get_by_role("button", name="Anmeldeschluss ändern").click()
    dialog = page.get_by_role("dialog", name="Anmeldeschluss ändern")
    dialog.get_by_label("Anmeldeschluss").fill("2027-02-14")
    dialog.get_by_role("button", name="Ändern").click()
    expect(page.locator(".summary")).to_contain_text("Anmelden können sich Gruppen bis Sonntag, 14. Februar 2027.")

    assert ask() == 201
    expect(card(page, "Lesekreis")).to_be_visible()
    propose(page)
    press_next(page.get_by_role("button", name="Beschließen"))
    decision = page.get_by_role("dialog", name="Belegungsrunde beschließen")
    decision.get_by_role("button", name="Beschließen").click()
    expect(decision.get_by_role("alert")).to_contain_text("Bis Sonntag, 14. Februar können Gruppen sich noch anmelden.")


def test_a_new_round_is_begun_and_says_how_it_is_shared_out(house: tuple[Server, Told], new_page: NewPage) -> None:
    page = at_desk(new_page(width=1280, height=800), house[1], "/desk/rounds")
    form = page.locator("form.form")
    form.get_by_label("Name").fill("Winterhalbjahr 2027/28")
    form.get_by_label("Erster Tag").fill("2027-09-13")
    form.get_by_label("Letzter Tag").fill("2027-03-13")
    form.get_by_label("Anmeldeschluss").fill("2027-02-20")
    form.get_by_role("button", name="Runde beginnen").click()
    expect(form.get_by_role("alert")).to_contain_text("Der Zeitraum endet vor seinem Anfang.")

    form.get_by_label("Letzter Tag").fill("2028-02-29")
    form.get_by_role("button", name="Runde beginnen").click()

    expect(page.get_by_role("heading", level=1)).to_have_text("Winterhalbjahr 2027/28")
    expect(page.get_by_text("Noch hat sich keine Gruppe angemeldet.")).to_be_visible()
    expect(page.get_by_role("button", name="Beschließen")).to_have_count(0)
    page.get_by_text("So wird verteilt").click()
    expect(page.locator(".rule")).to_contain_text("Sonst entscheidet das Los.")


def test_the_keyboard_is_enough(house: tuple[Server, Told], open_round: Callable[..., Page]) -> None:
    page = open_round(house[1])
    page.get_by_role("button", name=re.compile("Vorschlag machen|Neuer Vorschlag")).focus()
    page.keyboard.press("Enter")
    expect(status(page)).to_have_text("Der Vorschlag ist da.")

    page.get_by_role("button", name="Ergebnis ändern: Schach für Kinder").focus()
    page.wait_for_timeout(450)  # what comes sooner after a press counts as its echo, as in press_next
    page.keyboard.press("Enter")
    dialog = page.get_by_role("dialog", name="Ergebnis ändern")
    expect(dialog).to_be_visible()
    dialog.get_by_label("Diese Gruppe bekommt").press("End")
    page.keyboard.press("Escape")

    expect(dialog).to_have_count(0)
    expect(page.get_by_role("button", name="Ergebnis ändern: Schach für Kinder")).to_be_focused()


@pytest.mark.parametrize(("width", "height"), SIZES, ids=["wide", "laptop", "telephone"])
def test_nothing_sticks_out_and_everything_is_large_enough(
    house: tuple[Server, Told], open_round: Callable[..., Page], width: int, height: int
) -> None:
    page = open_round(house[1], width, height)
    propose(page)

    assert faults(page) == []
    press_next(page.get_by_role("button", name="Ergebnis ändern").first)
    expect(page.get_by_role("dialog")).to_be_visible()
    assert faults(page) == []
