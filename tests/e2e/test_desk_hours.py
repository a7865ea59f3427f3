"""Other opening hours at the desk, in a real browser; the demo is on Wednesday, 25 November 2026."""

import httpx
import pytest
from playwright.sync_api import Locator, Page, expect

from tests.support.desk import at_desk, press_next, status

ROOM = "stueble"
FAR = "2027-02-01"  # a Monday


@pytest.fixture(scope="module")
def server(start_server):
    return start_server("demo", "--json")


@pytest.fixture
def page(server, new_page) -> Page:
    return at_desk(new_page(width=1280, height=800), server.told(), "/desk/hours")


def book(server, start: str, end: str, title: str) -> str:
    wish = {"room": ROOM, "title": title, "start": f"{start}:00+01:00", "end": f"{end}:00+01:00"}
    key = {"Authorization": f"Bearer {server.told()['group_key']}"}
    answer = httpx.post(f"{server.url}/api/v1/bookings", json=wish, headers=key)
    assert answer.status_code == 201, answer.text
    return str(answer.json()["uid"])


def fill(page: Page, first: str, last: str, **days: str) -> None:
    page.get_by_label("Gilt ab").fill(first)
    page.get_by_label("Gilt bis").fill(last)
    for name, hours in days.items():
        page.get_by_label(name, exact=True).fill(hours)


def only(page: Page, room: str) -> None:
    for box in page.get_by_role("checkbox", name="gilt für").all():
        box.set_checked(False)
    page.get_by_label(f"gilt für: {room}").set_checked(True)


def times(page: Page, room: str) -> Locator:
    return page.locator("ul.hours > li").filter(has_text=room)


def test_the_desk_sees_what_other_hours_meet_and_moves_or_decides(server, page):
    """Until the middle of February the Stüble closes at eight: one date moves, another is decided afterwards."""
    book(server, "2027-02-06T20:00", "2027-02-06T21:30", "Basteln")
    stays = book(server, "2027-02-07T18:00", "2027-02-07T19:30", "Vorlesen")
    fill(page, FAR, "2027-02-14", Samstag="8-20 Uhr", Sonntag="10:00 bis 12:00, 13:00–18:30")
    only(page, "Stüble")
    page.get_by_role("button", name="Ansehen, was das trifft").click()
    expect(status(page)).to_have_text("Noch ist nichts gespeichert.")
    expect(page.get_by_label("Basteln")).to_have_value("later")
    expect(times(page, "Stüble")).to_have_count(1)

    page.get_by_label("Basteln").select_option("move")
    page.get_by_role("button", name="So ändern").click()

    expect(status(page)).to_have_text("Die Zeiten sind geändert.")
    expect(times(page, "Stüble").filter(has_text="10:00–12:00, 13:00–18:30")).to_contain_text("1. Februar 2027 bis")
    busy = server.get(f"/api/v1/rooms/{ROOM}/busy", params={"from": "2027-02-06", "to": "2027-02-06"}).json()
    assert "18:30" in {one["start"][11:16] for one in busy}
    open_case = page.locator("ul.open > li")
    expect(open_case.get_by_role("link", name="Vorlesen")).to_have_attribute("href", f"/desk/bookings/{stays}")
    press_next(open_case.get_by_role("button", name="Bleibt als Ausnahme"))
    expect(page.locator("ul.open")).to_have_count(0)
    expect(status(page)).to_contain_text("Entschieden:")


def test_wrong_hours_are_said_in_plain_words_and_stay_as_written(page):
    fill(page, "2027-03-01", "2027-02-01", Montag="acht bis acht", Mittwoch="10:00–9:00", Freitag="25-26")
    page.get_by_role("button", name="Ansehen, was das trifft").click()

    answer = page.locator(".answer")
    expect(answer).to_contain_text("Montag: Diese Zeiten sind nicht zu lesen.")
    expect(answer).to_contain_text("Freitag: Diese Zeiten sind nicht zu lesen.")
    expect(page.get_by_label("Montag", exact=True)).to_have_value("acht bis acht")
    fill(page, "2027-03-01", "2027-02-01", Montag="8-20", Freitag="zu")
    page.get_by_role("button", name="Ansehen, was das trifft").click()
    expect(answer).to_contain_text("Das Ende muss nach dem Anfang liegen.")
    expect(answer).to_contain_text("Mittwoch: Diese Zeiten sind nicht zu lesen.")
    expect(page.get_by_role("button", name="So ändern")).to_have_count(0)


def test_hours_are_changed_by_keyboard_alone_and_other_windows_follow(server, page, new_page):
    other = at_desk(new_page(width=390, height=844), server.told(), "/desk/hours")
    kitchen = times(page, "Teeküche")
    kitchen.get_by_role("button", name="Ändern").focus()
    page.keyboard.press("Enter")
    expect(page.get_by_role("heading", name="Zeiten ändern")).to_be_focused()
    expect(page.get_by_label("gilt für: Teeküche")).to_be_checked()
    expect(page.get_by_label("gilt für: Stüble")).not_to_be_checked()
    page.get_by_label("Gilt ab").fill("2027-04-01")
    page.get_by_label("Sonntag", exact=True).focus()
    page.keyboard.press("Control+A")
    page.keyboard.type("zu")
    page.keyboard.press("Enter")
    button = page.get_by_role("button", name="So ändern")
    expect(button).to_be_visible()
    button.focus()
    page.keyboard.press("Enter")

    expect(kitchen.filter(has_text="ab Donnerstag, 1. April 2027")).to_contain_text("zu")
    expect(times(other, "Teeküche").filter(has_text="ab Donnerstag, 1. April 2027")).to_be_visible()
