"""A series at the desk, in a real browser; the demo is on Wednesday, 25 November 2026."""

from datetime import date, timedelta

import httpx
import pytest
from playwright.sync_api import Page, expect

from tests.support.desk import at_desk, status

FIRST = date(2026, 12, 5)  # Saturdays at eight in the evening the Stüble is free


@pytest.fixture(scope="module")
def server(start_server):
    return start_server("demo", "--json")


@pytest.fixture
def group(server):
    key = {"Authorization": f"Bearer {server.told()['group_key']}"}
    with httpx.Client(base_url=server.url, headers=key, timeout=10) as client:
        yield client


@pytest.fixture
def series(group):
    """Give a series of six Saturdays in the Stüble; taken back at the end."""
    wish = {"room": "stueble", "title": "Spieleabend", "rrule": "FREQ=WEEKLY;COUNT=6"}
    times = {"start": f"{FIRST}T20:00:00+01:00", "end": f"{FIRST}T21:00:00+01:00"}
    answer = group.post("/api/v1/bookings", json={**wish, **times})
    assert answer.status_code == 201, answer.text
    yield answer.json()
    group.delete(f"/api/v1/bookings/{answer.json()['uid']}")


@pytest.fixture
def page(server, new_page, series) -> Page:
    return at_desk(new_page(width=1280, height=800), server.told(), f"/desk/series/{series['uid']}")


def show(page: Page) -> None:
    page.get_by_role("button", name="Zeigen, was sich ändert").click()
    expect(page.locator(".answer h2")).to_contain_text("Termin")


def starts(group: httpx.Client, series) -> list[str]:
    dates = [group.get(f"/api/v1/bookings/{one['uid']}").json() for one in series["dates"]]
    return [f"{one['start'][5:16].replace('T', ' ')} {one['state']}" for one in dates if one["state"] != "skipped"]


def test_every_date_is_there_with_its_state(page, series):
    expect(page.get_by_text("jede Woche: Samstag")).to_be_visible()
    expect(page.locator(".date-row")).to_have_count(len(series["dates"]))
    expect(page.locator(".date-row", has_text="Sa 26.12.")).to_contain_text("fällt aus")


def test_all_dates_are_moved_after_a_look_at_them(page, group, series):
    page.get_by_label("Neue Zeit: von").fill("20:30")
    page.get_by_label("Neue Zeit: bis").fill("21:30")
    show(page)
    assert starts(group, series)[0] == "12-05 20:00 confirmed"
    page.get_by_role("button", name="So ändern").click()

    expect(status(page)).to_have_text("Die Terminreihe ist geändert.")
    assert {one[6:] for one in starts(group, series)} == {"20:30 confirmed"}


def test_one_date_is_cancelled_and_comes_back(page, group, series):
    page.get_by_label("Welche Termine").select_option("this")
    page.get_by_label("Der Termin", exact=True).select_option(label="Samstag, 12. Dezember 2026")
    page.get_by_label("Diese Termine absagen").check()
    page.get_by_label("Mitteilung an alle").fill("Wir feiern Advent.")
    show(page)
    page.get_by_role("button", name="So ändern").click()
    expect(status(page)).to_have_text("Die Terminreihe ist geändert.")
    assert "12-12 20:00 cancelled" in starts(group, series)

    page.get_by_role("button", name="Findet doch statt: Sa 12.12.").click()
    expect(status(page)).to_contain_text("Findet doch statt: Sa 12.12.")
    assert "12-12 20:00 confirmed" in starts(group, series)


def test_from_one_date_on_it_is_a_series_of_its_own(page, group, series):
    page.get_by_label("Welche Termine").select_option("following")
    page.get_by_label("Der Termin", exact=True).select_option(label="Samstag, 19. Dezember 2026")
    page.get_by_label("Neue Zeit: von").fill("19:00")
    page.get_by_label("Neue Zeit: bis").fill("20:00")
    show(page)
    page.get_by_role("button", name="So ändern").click()
    page.wait_for_url(lambda url: not url.endswith(series["uid"]))

    expect(page.get_by_text("Samstag, 19. Dezember 2026").first).to_be_visible()
    found = starts(group, series)
    assert found[:3] == ["12-05 20:00 confirmed", "12-12 20:00 confirmed", "12-19 19:00 confirmed"]


def test_a_clash_is_shown_with_what_could_be_instead(page, group, series):
    other = {"room": "stueble", "title": "Besuch", "start": f"{FIRST + timedelta(7)}T19:00:00+01:00"}
    taken = group.post("/api/v1/bookings", json={**other, "end": f"{FIRST + timedelta(7)}T20:00:00+01:00"})
    assert taken.status_code == 201, taken.text
    page.get_by_label("Neue Zeit: von").fill("19:00")
    page.get_by_label("Neue Zeit: bis").fill("20:00")
    show(page)
    choice = page.get_by_label("Sa 12.12., 19:00 – 20:00 Uhr")
    expect(choice).to_have_value("skip")
    assert choice.locator("option").count() > 1
    page.get_by_role("button", name="So ändern").click()
    expect(status(page)).to_have_text("Die Terminreihe ist geändert.")

    assert "12-12 19:00 confirmed" not in starts(group, series)
    group.delete(f"/api/v1/bookings/{taken.json()['uid']}")


def test_a_change_that_says_nothing_sensible_is_refused(page):
    page.get_by_label("Welche Termine").select_option("between")
    page.get_by_role("button", name="Zeigen, was sich ändert").click()

    expect(status(page)).to_have_text("Das geht so nicht. Nichts wurde geändert.")
