"""The whole desk without a mouse: each control of each page is reached, in order and seen; dialogs keep the focus."""

from collections.abc import Callable

import pytest
from playwright.sync_api import Page, expect

from kiosk.desk.frame import _BAR, _FOLDED
from tests.support.by_keyboard import walked, walked_in
from tests.support.desk import at_desk, connected, faults
from tests.support.server import Server
from tests.support.views import broken_rules_now

# Every page of the bar, with those that fold out of it.
_PAGES = (*_BAR, *(page for _name, pages in _FOLDED for page in pages))
# A button that asks first, by the page on which it stands: how its name begins.
ASKING = (
    ("/desk", "Absagen: "),
    ("/desk", "Einzelheiten: "),
    ("/desk", "Jetzt beenden"),
    ("/desk/groups", "Neue PIN für "),
    ("/desk/groups", "Neuer Schlüssel für "),
    ("/desk/closures", "Doch öffnen"),
    ("/desk/closures", "Öffnen"),
    ("/desk/people", "Neuer Link"),
    ("/desk/people", "Pausieren"),
    ("/desk/people", "Entfernen"),
)


@pytest.fixture(scope="module")
def server(start_server: Callable[..., Server]) -> Server:
    return start_server("demo", "--json")


@pytest.fixture
def page(server: Server, new_page: Callable[..., Page]) -> Page:
    return at_desk(new_page(width=1280, height=800, reduced_motion="reduce"), server.told(), "/desk")


def test_each_control_of_each_page_is_reached_in_order_and_seen(server: Server, page: Page) -> None:
    found = {}
    for path, _name in [*_PAGES, ("/desk/groups/strickcafe", "")]:
        page.goto(server.url + path)
        connected(page)
        expect(page.get_by_role("heading", level=1)).to_be_visible()
        found[path] = walked(page)

    assert {path: wrong for path, wrong in found.items() if wrong} == {}


def test_log_in_is_walked_too(server: Server, new_page: Callable[..., Page]) -> None:
    page = new_page(width=1280, height=800, reduced_motion="reduce")
    page.goto(f"{server.url}/desk/login")

    assert walked(page) == []


def test_the_first_press_of_tab_leads_past_the_head_of_every_page(server: Server, page: Page) -> None:
    for path, _name in _PAGES:
        page.goto(server.url + path)
        connected(page)
        page.keyboard.press("Tab")
        skip = page.get_by_role("link", name="Zum Inhalt")
        expect(skip).to_be_focused()
        page.keyboard.press("Enter")
        page.keyboard.press("Tab")
        assert page.evaluate("document.activeElement.closest('.desk-head')") is None, path


@pytest.mark.parametrize(("path", "name"), ASKING, ids=[f"{path} {name}" for path, name in ASKING])
def test_a_dialog_keeps_the_focus_and_gives_it_back(server: Server, page: Page, path: str, name: str) -> None:
    page.goto(server.url + path)
    connected(page)
    button = page.locator(".desk").get_by_role("button", name=name).first
    button.focus()
    page.wait_for_timeout(450)  # what comes within 0.4 s of another press counts as its echo
    page.keyboard.press("Enter")
    dialog = page.get_by_role("dialog")
    expect(dialog).to_be_visible()

    assert faults(page) == []
    assert broken_rules_now(page) == []
    assert walked_in(page, dialog) == []
    page.keyboard.press("Escape")

    expect(dialog).to_have_count(0)
    expect(button).to_be_focused()
