"""What is looked at once a day, on the first page of the desk; in a real browser."""

from datetime import timedelta

from playwright.sync_api import expect

from booking.screens import QUIET_AFTER
from models.database import Database
from models.screens import KioskScreen
from tests.support.desk import at_desk, press_next, status
from tests.support.fixtures_web import DEMO_DAY


def test_what_was_looked_at_today_is_noted_with_one_press(start_server, new_page):
    server = start_server("demo", "--json")
    page = at_desk(new_page(width=1280, height=900), server.told(), "/desk")
    other = at_desk(new_page(width=390, height=844), server.told(), "/desk")
    sticker = page.locator(".checks li").filter(has_text="QR-Code")

    press_next(sticker.get_by_role("button", name="Gesehen"))

    expect(status(page)).to_contain_text("Gesehen: Kein fremder Aufkleber")
    expect(sticker.get_by_role("button")).to_have_count(0)
    expect(sticker).to_contain_text("gesehen, ")
    expect(other.locator(".checks li").filter(has_text="QR-Code")).to_contain_text("gesehen, ")
    expect(page.locator(".checks button")).to_have_count(3)


def test_a_kiosk_that_fell_silent_is_named_on_the_first_page(start_server, new_page):
    server = start_server("demo", "--json", now=DEMO_DAY)
    db = Database(server.told()["database"])
    with db.writing() as session:
        silent_since = DEMO_DAY - QUIET_AFTER - timedelta(seconds=1)
        session.add(KioskScreen(name="Flur", token_hash="-", created_at=silent_since, last_seen_at=silent_since))
        session.add(KioskScreen(name="neu", token_hash="=", created_at=DEMO_DAY))  # has not told anything yet
    db.close()
    page = at_desk(new_page(width=1280, height=900), server.told(), "/desk")

    page.get_by_role("link", name="Ein Bildschirm meldet sich nicht: Flur", exact=True).click()

    expect(page).to_have_url(f"{server.url}/desk/kiosks")
