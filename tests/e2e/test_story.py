"""The whole story on the running demo: booked at a kiosk, joined by phone, in the calendar, cancelled by the desk."""

import re
from datetime import date, datetime

import httpx
import icalendar
import pytest
from playwright.sync_api import Page, expect

from kiosk.calendar_words import long_day, short_day
from tests.support.cast import BERLIN
from tests.support.kiosk import Kiosk
from tests.support.waiting import until

THURSDAY = date(2026, 11, 26)  # the day after the demo starts
ROOM, GROUP = "stueble", "Strick- und Spielecafé"


@pytest.fixture(scope="module")
def demo(start_server):
    server = start_server("demo", "--json", as_people_do=True)
    yield server.told()
    server.stop()


def test_from_tap_to_calendar_and_back(demo, new_page):
    first, second, phone = new_page(), new_page(1920, 1080), new_page(390, 844, java_script_enabled=False)
    kiosk = watch_day(second, demo["kiosk"], THURSDAY)

    book(first, demo, THURSDAY)
    address = first.locator(".address").inner_text().strip()

    row = second.get_by_role("button").filter(has_text=GROUP)
    expect(row).to_be_visible()
    take_seats(phone, f"http://{address}")
    kiosk.use(row)
    expect(second.locator(".panel").get_by_text("noch 6 Plätze")).to_be_visible()

    event = in_feed(demo["url"], GROUP, THURSDAY)
    assert (event.start, event.end) == (at(THURSDAY, 9), at(THURSDAY, 10))
    assert event["STATUS"] == "CONFIRMED"

    cancel_at_desk(new_page(1280, 800), demo, THURSDAY)

    expect(second.locator(".panel").get_by_text("fällt aus").first).to_be_visible()
    expect(second.locator(".panel").get_by_text("Wasserschaden")).to_be_visible()
    until(lambda: in_feed(demo["url"], GROUP, THURSDAY)["STATUS"] == "CANCELLED", what="a cancelled event in the feed")
    phone.reload()
    expect(phone.get_by_text("Wasserschaden")).to_be_visible()


def watch_day(page: Page, address: str, day: date) -> Kiosk:
    """Open the programme of *day*, as a visitor who reads."""
    kiosk = Kiosk(page, address)
    kiosk.use(page.get_by_role("button").filter(has_text="Was ist los?"))
    kiosk.on("programme").use(page.get_by_role("button").filter(has_text=short_day(day).split(" ")[1]).first)
    return kiosk


def book(page: Page, demo: dict[str, str], day: date) -> None:
    """Book the Stüble at nine for an hour, by taps and the group's PIN."""
    kiosk = Kiosk(page, demo["kiosk"]).choose(ROOM, day.isoformat(), at(day, 9).isoformat(), 60)
    kiosk.find_group(demo["group"]).tap("take-group", demo["group"], then="pin").type_pin(demo["group_pin"])
    kiosk.tap("confirm", then="done")
    expect(page.locator(".panel").get_by_role("heading", name="Gebucht")).to_be_visible()


def take_seats(page: Page, address: str) -> None:
    """Take two seats on a phone that runs no script."""
    page.goto(address)
    expect(page.get_by_role("heading", name=GROUP)).to_be_visible()
    page.get_by_label("2", exact=True).check()
    page.get_by_role("button", name="Platz nehmen").click()
    expect(page.get_by_text("Ihr Merkwort")).to_be_visible()


def cancel_at_desk(page: Page, demo: dict[str, str], day: date) -> None:
    """Log in, find the date in this week and cancel it with a note."""
    page.goto(demo["desk"])
    page.get_by_label("Name der Anmeldung").fill(demo["desk_user"])
    page.get_by_label("Passwort").fill(demo["desk_password"])
    page.get_by_role("button", name="Anmelden").click()
    cancel = page.get_by_role("button", name=re.compile(f"^Absagen: {GROUP}, {re.escape(long_day(day))}, 09:00"))
    cancel.click()
    dialog = page.get_by_role("dialog")
    dialog.get_by_role("textbox").fill("Wasserschaden")
    dialog.get_by_role("button", name="Absagen").click()
    expect(dialog).to_be_hidden()


def in_feed(url: str, title: str, day: date) -> icalendar.Event:
    """Return the event of *day* that a calendar program finds in the feed of the house."""
    calendar = icalendar.Calendar.from_ical(httpx.get(f"{url}/calendar/all.ics").content)
    found = [event for event in calendar.events if event.start == at(day, 9) and title in str(event["SUMMARY"])]
    assert len(found) == 1, [str(event["SUMMARY"]) for event in calendar.events]
    return found[0]


def at(day: date, hour: int) -> datetime:
    return datetime(day.year, day.month, day.day, hour, tzinfo=BERLIN)
