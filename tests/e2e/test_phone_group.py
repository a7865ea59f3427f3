"""A group on its own phone, without a script, from the desk's first press to the day it is handed over."""

import re
from collections.abc import Callable
from typing import Any

import pytest
from playwright.sync_api import Page, expect

from tests.support.desk import at_desk, faults
from tests.support.server import Server
from tests.support.views import broken_rules_now

NewPage = Callable[..., Page]
PHONE: dict[str, Any] = {"width": 390, "height": 844}


@pytest.fixture(scope="module")
def server(start_server: Callable[..., Server]) -> Server:
    return start_server("demo", "--json")


class Taps:
    """A phone that counts how often a finger touches it."""

    def __init__(self, page: Page) -> None:
        self.page = page
        self.number = 0

    def tap(self, name: str | re.Pattern[str], role: Any = "link") -> None:
        """Tap the first control that is called so."""
        self.page.get_by_role(role, name=name).first.click()
        self.number += 1

    def counted(self) -> int:
        """Return how many taps there were, and begin anew."""
        number, self.number = self.number, 0
        return number


def given_at_desk(desk: Page) -> str:
    """Let whoever answers for the group have a new address by keyboard alone, and return it."""
    desk.get_by_role("button", name="Adresse machen").focus()
    desk.keyboard.press("Enter")
    letter = desk.locator(".access-letter")
    expect(letter.get_by_role("img")).to_be_visible()
    address = letter.locator(".address").inner_text()
    desk.keyboard.press("Escape")
    expect(letter).to_be_visible()  # it is shown once: only the button closes it
    desk.get_by_role("button", name="Ich habe sie weitergegeben").press("Enter")
    expect(letter).to_have_count(0)
    return address


def test_from_the_desk_to_the_phone_and_on_to_somebody_new(server: Server, new_page: NewPage) -> None:
    desk = at_desk(new_page(1280, 900), server.told(), "/desk/groups/strickcafe")
    address = given_at_desk(desk)
    assert faults(desk) == []
    assert broken_rules_now(desk) == []
    page = new_page(**PHONE, java_script_enabled=False, base_url=server.url)
    page.goto(address)
    phone = Taps(page)

    # J6c: book
    phone.tap("Raum buchen")
    phone.tap(re.compile("frei$"))
    phone.tap(re.compile("bis .* Uhr$"))
    phone.tap("Buchen", "button")
    expect(page.get_by_role("status")).to_have_text("Gebucht! Der Raum gehört Ihnen.")
    assert phone.counted() <= 4

    # J8: cancel one date of a series
    page.goto(address)
    page.get_by_role("listitem").filter(has_text="Quartierraum mit Teeküche").get_by_role("link").first.click()
    phone.tap("Absagen")
    phone.tap("Ja, absagen", "button")
    expect(page.get_by_role("status")).to_have_text("Abgesagt. Der Raum ist wieder frei.")
    assert phone.counted() + 1 <= 4

    # On to somebody new: the open page of before is out at once, and kindly so
    open_page = page.url
    desk.get_by_role("button", name="Übergeben").click()
    fresh = desk.locator(".access-letter .address").inner_text()
    page.goto(open_page)
    expect(page.get_by_role("heading", level=1)).to_have_text("Das gibt es hier nicht")
    expect(page.get_by_text("Vielleicht hat Ihre Gruppe eine neue.")).to_be_visible()
    page.goto(fresh)
    expect(page.get_by_role("heading", level=1)).to_have_text("Unsere Termine")


def test_every_page_of_a_group_can_be_used_by_everybody(server: Server, new_page: NewPage) -> None:
    desk = at_desk(new_page(1280, 900), server.told(), "/desk/groups/singkreis")
    home = given_at_desk(desk).removeprefix(server.url)
    one = re.findall(rf"{home}/termin/\w+", server.get(home).text)
    time = re.findall(r'href="([^"]*zeit=[^"]*)"', _first_times(server, home))
    paths = ["", "/buchen", "/feste-zeiten", "/kalender", "/zugang", "/uebergeben"]
    pages = [home + path for path in paths] + [time[0].replace("&amp;", "&"), "/g"]
    if one:
        pages += [one[0] + path for path in ("", "/absagen", "/verlegen", "/laenger", "/gehen", "/kaputt")]
        pages += [one[0] + "/reihe", f"{one[0]}/reihe?welche=alle&was=absagen"]
        pages += [f"{one[0]}/reihe?welche=alle&was=raum+{room}" for room in ("stueble", "quartierraum")]

    for look in ({"color_scheme": "light"}, {"color_scheme": "dark"}, {"locale": "ar", "width": 320, "height": 700}):
        page = new_page(**{**PHONE, **look}, base_url=server.url)
        for path in pages:
            page.goto(path)
            assert broken_rules_now(page, strong=True) == [], (look, path)
            wide = page.evaluate("document.documentElement.scrollWidth - document.documentElement.clientWidth")
            assert wide <= 0, (look, path)


def test_a_group_asks_for_another_room_and_cancels_what_is_left_of_its_series(
    server: Server, new_page: NewPage
) -> None:
    desk = at_desk(new_page(1280, 900), server.told(), "/desk/groups/schachfreunde")
    page = new_page(**PHONE, java_script_enabled=False, base_url=server.url)
    page.goto(given_at_desk(desk))
    phone = Taps(page)
    titles = page.locator(".lines h3 a")
    titles.nth(1).click()
    phone.tap("Die ganze Terminreihe")
    page.get_by_label("Nur dieser Termin").check()
    page.get_by_label("Anderer Raum: Stüble", exact=True).check()
    phone.tap("Zeigen, was sich ändert", "button")
    expect(page.get_by_role("heading", level=1)).to_have_text("In den Raum Stüble wechseln?")
    phone.tap("Nein, zurück")

    page.get_by_label("Dieser und alle danach").check()
    page.get_by_label("Absagen").check()
    phone.tap("Zeigen, was sich ändert", "button")
    expect(page.get_by_role("heading", level=1)).to_have_text("Diese Termine absagen?")
    phone.tap("Ja, absagen", "button")

    expect(page.get_by_role("status")).to_have_text("Abgesagt. Die Zeiten sind wieder frei.")
    expect(titles).to_have_count(1)
    assert phone.counted() <= 5


def _first_times(server: Server, home: str) -> str:
    days = re.findall(r'href="([^"]*tag=[^"]*)"', server.get(f"{home}/buchen").text)
    return server.get(days[-1].replace("&amp;", "&")).text
