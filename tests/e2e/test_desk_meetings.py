"""Seats at the desk: for somebody at the counter or on the telephone, found again by code word, given back."""

import httpx
import pytest
from playwright.sync_api import expect

from tests.support.desk import at_desk, faults, status


@pytest.fixture(scope="module")
def server(start_server):
    return start_server("demo", "--json")


@pytest.fixture
def meeting(server):
    """A meeting for which the house counts seats and one can sign up."""
    span = {"from": "2026-11-27T00:00:00+01:00", "to": "2026-12-01T00:00:00+01:00"}
    dates = httpx.get(f"{server.url}/api/v1/meetings", params=span).json()
    return next(one for one in dates if one["title"].startswith("Adventsbasteln"))


def test_a_seat_for_somebody_on_the_telephone_takes_two_clicks_and_is_found_by_its_word(server, new_page, meeting):
    page = at_desk(new_page(1280, 800), server.told(), "/desk/meetings")
    other = at_desk(new_page(1280, 800), server.told(), f"/desk/meetings/{meeting['code']}")

    page.get_by_role("link", name=meeting["title"]).click()
    page.get_by_label("Personen").fill("2")
    page.get_by_role("button", name="Platz nehmen").click()
    word = page.locator(".secret").inner_text()
    expect(other.locator(".door")).to_contain_text(word)  # at once, on every open page
    assert faults(page) == []
    page.get_by_role("button", name="Ich habe es aufgeschrieben").click()

    page.goto(f"{server.url}/desk/meetings")
    page.get_by_label("Merkwort").fill(word.upper())
    page.keyboard.press("Enter")
    page.wait_for_url(f"**/desk/meetings/{meeting['code']}#seat-*")
    page.get_by_role("button", name=f"Zurückgeben: {word}").click()
    page.get_by_role("button", name="Zurückgeben", exact=True).click()

    expect(status(page)).to_contain_text(f"Zurückgegeben: {word}.")
    expect(page.locator(".door")).not_to_contain_text(word)
    expect(other.locator(".door")).not_to_contain_text(word)


def test_fewer_seats_than_people_are_told_and_more_let_in_who_waits(server, new_page, meeting):
    page = at_desk(new_page(1280, 800), server.told(), f"/desk/meetings/{meeting['code']}")
    seats = page.get_by_label("Plätze")
    before = seats.input_value()
    taken = httpx.post(f"{server.url}/api/v1/meetings/{meeting['code']}/seats", json={"persons": 3})
    assert taken.status_code == 201

    seats.fill("1")
    page.get_by_role("button", name="Ändern").click()
    expect(page.locator(".seats")).to_contain_text("zu viel")
    expect(page.get_by_text("Wer einen Platz hat, behält ihn.")).to_be_visible()
    assert faults(page) == []

    seats.fill(before)
    page.get_by_role("button", name="Ändern").click()
    expect(page.locator(".seats")).not_to_contain_text("zu viel")
    seats.fill("5000")
    page.get_by_role("button", name="Ändern").click()
    expect(page.get_by_role("alert")).to_be_visible()
    expect(seats).to_have_value("5000")


def test_what_is_wrong_is_said_beside_the_form(server, new_page, meeting):
    page = at_desk(new_page(1280, 800), server.told(), f"/desk/meetings/{meeting['code']}")
    page.get_by_label("Personen").fill("50")
    page.get_by_role("button", name="Platz nehmen").click()
    expect(page.get_by_role("alert")).to_contain_text("8")

    page.goto(f"{server.url}/desk/meetings")
    page.get_by_label("Merkwort").fill("Ahorn Ahorn 1")
    page.keyboard.press("Enter")
    expect(page.get_by_role("alert")).to_contain_text("Dieses Merkwort kennen wir nicht.")


def test_the_printed_list_has_a_box_to_tick_and_no_buttons(server, new_page, meeting):
    page = at_desk(new_page(1280, 800), server.told(), f"/desk/meetings/{meeting['code']}")
    expect(page.locator(".door li").first).to_be_visible()

    page.emulate_media(media="print")

    expect(page.locator(".door .tick").first).to_be_visible()
    expect(page.locator(".take").first).to_be_hidden()
    assert page.locator(".desk button:visible").all_inner_texts() == []


def test_what_people_left_is_shown_on_a_click_that_is_noted(server, new_page, meeting):
    page = at_desk(new_page(1280, 800), server.told(), f"/desk/meetings/{meeting['code']}")

    page.get_by_role("button", name="Kontakte zeigen").click()

    expect(page.get_by_role("dialog")).to_contain_text("Das Ansehen steht im Verlauf.")
    expect(page.get_by_role("dialog")).to_contain_text("Niemand hat etwas hinterlassen.")


def test_a_course_asks_on_the_phone_who_comes_as_soon_as_the_desk_says_so(server, new_page, meeting):
    page = at_desk(new_page(1280, 800), server.told(), f"/desk/meetings/{meeting['code']}")
    page.get_by_role("button", name="Nach dem Namen fragen", exact=True).click()
    expect(status(page)).to_contain_text("wird jetzt nach dem Namen gefragt")
    assert faults(page) == []
    assert 'name="name"' in httpx.get(f"{server.url}/m/{meeting['code']}").text

    page.wait_for_timeout(450)  # sooner it would be the second half of a double click
    page.get_by_role("button", name="Nicht mehr nach dem Namen fragen").click()
    expect(page.get_by_role("button", name="Nach dem Namen fragen", exact=True)).to_be_visible()
    assert 'name="name"' not in httpx.get(f"{server.url}/m/{meeting['code']}").text
