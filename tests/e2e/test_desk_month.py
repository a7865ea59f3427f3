"""A month of the desk, and a booking dragged to another day; the demo is on Wednesday, 25 November 2026."""

from collections.abc import Callable

import httpx
import pytest
from playwright.sync_api import Locator, Page, expect

from tests.support.desk import at_desk, connected, faults, press_next, status
from tests.support.server import Server

NewPage = Callable[..., Page]


@pytest.fixture(scope="module")
def server(start_server: Callable[..., Server]) -> Server:
    return start_server("demo", "--json")


def book(server: Server, title: str, day: str) -> str:
    """Book the Stüble late on *day* for the Strickcafé."""
    wish = {"room": "stueble", "title": title, "start": f"{day}T21:00:00+01:00", "end": f"{day}T21:45:00+01:00"}
    key = {"Authorization": f"Bearer {server.told()['group_key']}"}
    answer = httpx.post(f"{server.url}/api/v1/bookings", json=wish, headers=key)
    assert answer.status_code == 201, answer.text
    return str(answer.json()["uid"])


def busy(server: Server, day: str) -> set[str]:
    found = server.get("/api/v1/rooms/stueble/busy", params={"from": day, "to": day}).json()
    return {one["start"][11:16] for one in found}


def drag(page: Page, what: Locator, to: Locator) -> None:
    """Drag *what* as a hand does: press, go some way, over the day, let go."""
    what.scroll_into_view_if_needed()
    start, end = what.bounding_box(), to.bounding_box()
    assert start is not None
    assert end is not None
    page.mouse.move(start["x"] + 8, start["y"] + 8)
    page.mouse.down()
    page.mouse.move(start["x"] + 30, start["y"] + 20, steps=4)
    page.mouse.move(end["x"] + 12, end["y"] + 10, steps=4)
    page.mouse.move(end["x"] + 14, end["y"] + 12)
    page.mouse.up()


def test_a_dragged_booking_asks_where_to_before_it_moves(server: Server, new_page: NewPage) -> None:
    uid = book(server, "Basteln", "2026-12-03")
    page = at_desk(new_page(width=1280, height=2400), server.told(), "/desk?week=2026-11-30")
    row, friday = page.locator(f"[data-uid='{uid}']"), page.locator("tbody[data-day='2026-12-04'] th")
    asked = page.get_by_role("dialog", name="Verlegen: Basteln")

    drag(page, row.locator(".time"), friday)
    expect(asked.get_by_label("Tag")).to_have_value("2026-12-04")
    page.keyboard.press("Escape")
    expect(asked).to_have_count(0)
    assert "21:00" in busy(server, "2026-12-03")

    drag(page, row.locator(".time"), friday)
    asked.get_by_label("Von").fill("23:00")
    asked.get_by_label("Bis").fill("23:45")
    asked.get_by_role("button", name="Verlegen").click()
    expect(asked.get_by_role("alert")).to_contain_text("geöffnet")
    asked.get_by_label("Von").fill("21:00")
    asked.get_by_label("Bis").fill("21:45")
    asked.get_by_role("button", name="Verlegen").click()

    expect(status(page)).to_contain_text("Verlegt: Freitag, 4. Dezember")
    expect(page.locator("tbody[data-day='2026-12-04']").locator(f"[data-uid='{uid}']")).to_be_visible()
    assert "21:00" in busy(server, "2026-12-04")


def test_letting_go_over_the_same_day_or_nowhere_asks_nothing(server: Server, new_page: NewPage) -> None:
    uid = book(server, "Vorlesen", "2026-12-10")
    page = at_desk(new_page(width=1280, height=2400), server.told(), "/desk?week=2026-12-07")
    row = page.locator(f"[data-uid='{uid}']")

    drag(page, row.locator(".time"), page.locator("tbody[data-day='2026-12-10'] th"))
    drag(page, row.locator(".time"), page.get_by_role("heading", level=1))
    press_next(row.get_by_role("button", name="Einzelheiten"))

    expect(page.get_by_role("dialog")).to_have_count(1)
    expect(page.get_by_role("dialog", name="Vorlesen")).to_be_visible()


def test_a_month_is_walked_by_keyboard_and_leads_to_every_day_and_booking(server: Server, new_page: NewPage) -> None:
    uid = book(server, "Singen", "2027-01-14")
    page = at_desk(new_page(width=1280, height=900), server.told(), "/desk")
    page.get_by_role("link", name="Ganzer Monat").focus()
    page.keyboard.press("Enter")
    connected(page)
    heading = page.locator("#month-heading")
    expect(heading).to_have_text("November 2026")
    for name in ("Dezember 2026", "Januar 2027"):
        page.get_by_role("button", name="Nächster Monat").focus()
        page.wait_for_timeout(450)  # what comes sooner is the echo of a press
        page.keyboard.press("Enter")
        expect(heading).to_have_text(name)
    expect(page).to_have_url(f"{server.url}/desk?month=2027-01")
    day = page.locator("[data-day='2027-01-14']")
    expect(day.locator(f"[data-uid='{uid}']")).to_contain_text("21:00")
    assert page.locator(f"[data-uid='{uid}']").count() == 1
    day.get_by_role("link", name="Ändern: Singen").focus()
    page.keyboard.press("Enter")
    expect(page.get_by_role("heading", level=1)).to_have_text("Singen")


@pytest.mark.parametrize(("width", "height"), [(1920, 1080), (390, 844)], ids=["wide", "telephone"])
def test_a_month_is_large_enough_and_nothing_sticks_out(
    server: Server, new_page: NewPage, width: int, height: int
) -> None:
    page = at_desk(new_page(width=width, height=height), server.told(), "/desk?month=2026-12")
    expect(page.locator("#month-heading")).to_have_text("Dezember 2026")

    found = faults(page)
    assert found == [], "\n".join(found[:12])


def test_a_month_that_is_none_shows_the_week(server: Server, new_page: NewPage) -> None:
    page = at_desk(new_page(width=1280, height=900), server.told(), "/desk?month=2026-13")

    expect(page.locator("#week-heading")).to_contain_text("Woche 48")
