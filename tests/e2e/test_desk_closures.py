"""Closing the house at the desk, in a real browser; the demo is on Wednesday, 25 November 2026."""

from datetime import date, timedelta

import httpx
import pytest
from playwright.sync_api import Locator, Page, expect

from tests.support.desk import at_desk, press_next, status

ROOM = "quartierraum"


@pytest.fixture(scope="module")
def server(start_server):
    return start_server("demo", "--json")


@pytest.fixture
def page(server, new_page) -> Page:
    return at_desk(new_page(width=1280, height=800), server.told(), "/desk/closures")


def fill(page: Page, first: date, last: date, text: str) -> None:
    page.get_by_label("Erster Tag").fill(first.isoformat())
    page.get_by_label("Letzter Tag").fill(last.isoformat())
    page.get_by_label("Satz für alle").fill(text)


def closure(page: Page, text: str) -> Locator:
    return page.locator("[data-slug]").filter(has_text=text)


def starts(server, day: date) -> list[str]:
    """Return when the room is taken on *day*."""
    window = {"from": day.isoformat(), "to": day.isoformat()}
    return [one["start"][11:16] for one in server.get(f"/api/v1/rooms/{ROOM}/busy", params=window).json()]


def book(server, day: date) -> dict[str, str]:
    """Book the first free hour of *day* for the group of the demo."""
    window = {"from": day.isoformat(), "to": day.isoformat(), "minutes": 30}
    free = server.get(f"/api/v1/rooms/{ROOM}/free", params=window).json()[0]
    wanted = {"room": ROOM, "title": "Basteln", **free}
    key = {"Authorization": f"Bearer {server.told()['group_key']}"}
    answer = httpx.post(f"{server.url}/api/v1/bookings", json=wanted, headers=key)
    assert answer.status_code == 201, answer.text
    told: dict[str, str] = answer.json()
    return told


def test_the_desk_sees_what_a_closure_meets_decides_and_opens_again(server, page):
    first = date(2026, 12, 14)
    last = first + timedelta(days=1)
    made = book(server, first)
    before = starts(server, first)
    fill(page, first, last, "Der Boden wird gemacht.")
    page.get_by_role("button", name="Ansehen, was das trifft").click()
    choice = page.get_by_label("Basteln")
    expect(choice).to_have_value("later")
    expect(page.locator("summary").filter(has_text="Termine von Reihen fallen aus")).to_be_visible()
    expect(status(page)).to_have_text("Noch ist nichts gespeichert.")
    assert starts(server, first) == before

    page.get_by_role("button", name="So schließen").click()

    row = closure(page, "Der Boden wird gemacht.")
    expect(row).to_contain_text("Noch zu entscheiden:")
    assert len(starts(server, first)) == 1
    expect(row.get_by_role("link", name="Basteln")).to_have_attribute("href", f"/desk/bookings/{made['uid']}")
    row.get_by_role("button", name="Findet statt").click()
    expect(row).not_to_contain_text("Noch zu entscheiden:")
    press_next(row.get_by_role("button", name="Doch öffnen"))
    page.get_by_role("dialog", name="Doch öffnen").get_by_role("button", name="Öffnen", exact=True).click()

    expect(row).to_have_count(0)
    assert starts(server, first) == before


def test_a_closure_of_a_morning_in_one_room_works_by_keyboard_alone(server, page):
    page.get_by_label("Erster Tag").fill("2026-12-10")  # how a day is typed is the browser's
    page.get_by_label("Letzter Tag").fill("2026-12-10")
    page.get_by_label("Von (leer: ganzer Tag)").fill("08:00")
    page.get_by_label("Bis (leer: ganzer Tag)").fill("10:00")
    for box in ("Stüble ist geschlossen", "Teeküche ist geschlossen"):
        page.get_by_label(box).focus()
        page.keyboard.press("Space")
    page.get_by_label("Satz für alle").focus()
    page.keyboard.type("Der Kamin wird gefegt.")
    page.keyboard.press("Enter")
    button = page.get_by_role("button", name="So schließen")
    expect(button).to_be_visible()
    button.focus()
    page.keyboard.press("Enter")

    row = closure(page, "Der Kamin wird gefegt.")
    expect(row).to_contain_text("Donnerstag, 10. Dezember 2026, 08:00 bis 10:00 Uhr")
    expect(row).to_contain_text("Quartierraum")
    row.get_by_role("button", name="Ändern").click()
    expect(page.get_by_role("heading", name="Ändern: Donnerstag, 10. Dezember 2026")).to_be_focused()
    expect(page.get_by_label("Stüble ist geschlossen")).not_to_be_checked()


def test_what_makes_no_sense_is_said_and_what_was_written_stays(page):
    fill(page, date(2026, 12, 18), date(2026, 12, 17), "Infos: www.example.org")
    page.get_by_role("button", name="Ansehen, was das trifft").click()

    answer = page.locator(".answer")
    expect(answer).to_contain_text("Das Ende muss nach dem Anfang liegen.")
    expect(answer).to_contain_text("Internet-Adresse")
    expect(page.get_by_label("Satz für alle")).to_have_value("Infos: www.example.org")
    expect(page.get_by_role("button", name="So schließen")).to_have_count(0)


def test_the_desk_opens_the_house_on_a_holiday_and_closes_it_again(page):
    row = page.locator("[data-day='2027-05-06']")
    expect(row).to_contain_text("Christi Himmelfahrt")
    row.get_by_role("button", name="Öffnen").click()
    page.get_by_role("dialog", name="Am Feiertag öffnen").get_by_role("button", name="Öffnen", exact=True).click()
    expect(row.locator(".tag")).to_have_text("geöffnet")

    press_next(row.get_by_role("button", name="Schließen"))

    expect(row.locator(".tag")).to_have_text("geschlossen")
