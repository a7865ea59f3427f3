"""The rules of the house at the desk, in a real browser."""

import pytest
from playwright.sync_api import Page, expect

from tests.support.desk import at_desk, status


@pytest.fixture(scope="module")
def server(start_server):
    return start_server("demo", "--json")


def test_rules_are_changed_within_their_limits_and_other_windows_follow(server, new_page):
    page: Page = at_desk(new_page(width=1280, height=900), server.told(), "/desk/rules")
    other: Page = at_desk(new_page(width=390, height=844), server.told(), "/desk/rules")
    page.get_by_label("Längste Buchung").fill("20")
    page.get_by_label("Stunden einer Gruppe").fill("")
    page.get_by_label("Ein Angebot hält").fill("")
    page.get_by_role("button", name="Regeln speichern").click()
    answer = page.locator(".answer")
    expect(answer).to_contain_text("Ein Angebot hält die Zeit frei")
    page.get_by_label("Ein Angebot hält").fill("12")
    page.get_by_role("button", name="Regeln speichern").click()
    expect(answer).to_contain_text("Längste Buchung")
    expect(page.get_by_label("Längste Buchung")).to_have_value("20")

    page.get_by_label("Längste Buchung").fill("240")
    page.get_by_label("Längste Buchung").press("Enter")

    expect(status(page)).to_have_text("Die Regeln sind gespeichert.")
    expect(other.get_by_label("Längste Buchung")).to_have_value("240")
    expect(other.get_by_label("Stunden einer Gruppe")).to_have_value("")
