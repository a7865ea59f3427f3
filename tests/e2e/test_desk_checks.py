"""What is looked at once a day, on the first page of the desk; in a real browser."""

from playwright.sync_api import expect

from tests.support.desk import at_desk, press_next, status


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
