"""The bar of the desk: what is needed all day is one press away, all else folds out; in a real browser."""

from collections.abc import Callable

import pytest
from playwright.sync_api import Page, expect

from tests.support.desk import at_desk, connected, go_to
from tests.support.server import Server

NewPage = Callable[..., Page]


@pytest.fixture(scope="module")
def server(start_server: Callable[..., Server]) -> Server:
    return start_server("demo", "--json")


@pytest.mark.parametrize("width", [1280, 1920])
def test_the_bar_is_one_row(server: Server, new_page: NewPage, width: int) -> None:
    page = at_desk(new_page(width=width, height=900), server.told(), "/desk")

    tops = page.locator(".desk-head nav > *").evaluate_all("all => all.map(one => one.getBoundingClientRect().top)")
    assert len(tops) == 9
    assert len(set(tops)) == 1


def test_a_group_of_pages_unfolds_by_key_and_folds_in_again(server: Server, new_page: NewPage) -> None:
    page = at_desk(new_page(width=1280, height=900), server.told(), "/desk")
    group, journal = page.locator("summary").filter(has_text="Verwaltung"), page.locator(".fold a", has_text="Journal")
    expect(journal).to_be_hidden()
    group.focus()
    page.keyboard.press("Enter")
    expect(journal).to_be_visible()
    page.keyboard.press("Tab")
    page.keyboard.press("Escape")
    expect(journal).to_be_hidden()
    expect(group).to_be_focused()

    page.keyboard.press("Space")
    expect(journal).to_be_visible()
    page.keyboard.press("Shift+Tab")  # whoever goes on leaves it folded in
    expect(journal).to_be_hidden()
    group.click()
    page.get_by_role("heading", level=1).click()
    expect(journal).to_be_hidden()


@pytest.mark.parametrize(("width", "height"), [(1280, 900), (390, 844)], ids=["laptop", "telephone"])
def test_every_page_is_reached_and_marked(server: Server, new_page: NewPage, width: int, height: int) -> None:
    page = at_desk(new_page(width=width, height=height), server.told(), "/desk")
    names = page.locator(".desk-head nav a").all_text_contents()
    assert len(names) == len(set(names))
    for name in names[5:]:
        go_to(page, name)
        page.wait_for_load_state()
        connected(page)
        expect(page.locator(".desk-head nav [aria-current=page]")).to_have_text(name)
        marked = page.locator(".desk-head .fold.here, .desk-head nav > a[aria-current]")
        expect(marked).to_have_count(1)
