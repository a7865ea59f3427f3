"""Several people at work on the same booking or series; in a real browser, on Wednesday, 25 November 2026."""

from collections.abc import Callable, Iterator

import httpx
import pytest
from playwright.sync_api import Page, expect

from tests.support.desk import at_desk, connected, status
from tests.support.server import Server

NewPage = Callable[..., Page]


@pytest.fixture(scope="module")
def server(start_server: Callable[..., Server]) -> Server:
    return start_server("demo", "--json")


@pytest.fixture
def group(server: Server) -> Iterator[httpx.Client]:
    """The Strickcafé and its key."""
    key = {"Authorization": f"Bearer {server.told()['group_key']}"}
    with httpx.Client(base_url=server.url, headers=key, timeout=10) as client:
        yield client


def book(group: httpx.Client, title: str, day: str, **more: str) -> dict[str, str]:
    times = {"start": f"{day}T20:00:00+01:00", "end": f"{day}T21:00:00+01:00"}
    answer = group.post("/api/v1/bookings", json={"room": "stueble", "title": title, **times, **more})
    assert answer.status_code == 201, answer.text
    told: dict[str, str] = answer.json()
    return told


def state(group: httpx.Client, uid: str) -> str:
    return str(group.get(f"/api/v1/bookings/{uid}").json()["state"])


def test_what_is_being_typed_survives_what_others_do_to_the_booking(
    server: Server, group: httpx.Client, new_page: NewPage
) -> None:
    booking = book(group, "Lesung", "2026-12-02")
    page = at_desk(new_page(width=1280, height=800), server.told(), f"/desk/bookings/{booking['uid']}")
    page.get_by_text("Die Stadt braucht den Raum").click()
    reason = page.get_by_label("Grund, für alle zu lesen")
    reason.fill("Der Gemeinder")
    ends = page.get_by_label("Bis", exact=True)
    ends.fill("21:30")
    reason.focus()

    group.post(f"/api/v1/meetings/{booking['code']}/seats", json={"persons": 2}).raise_for_status()
    expect(page.locator(".journal")).to_contain_text("Platz genommen")
    group.patch(f"/api/v1/bookings/{booking['uid']}", json={"start": "2026-12-02T19:30:00+01:00"}).raise_for_status()
    expect(page.locator("dl").first).to_contain_text("19:30 – 20:30 Uhr")
    page.keyboard.type("at tagt.")

    expect(reason).to_have_value("Der Gemeinderat tagt.")
    expect(ends).to_have_value("21:30")
    expect(page.get_by_label("Von", exact=True)).to_have_value("19:30")


def test_what_is_being_typed_survives_what_others_do_to_the_series(
    server: Server, group: httpx.Client, new_page: NewPage
) -> None:
    series = book(group, "Spieleabend", "2026-12-05", rrule="FREQ=WEEKLY;COUNT=6")
    page = at_desk(new_page(width=1280, height=800), server.told(), f"/desk/series/{series['uid']}")
    page.get_by_label("Welche Termine").select_option("this")
    page.get_by_label("Der Termin", exact=True).select_option(label="Samstag, 19. Dezember 2026")
    title = page.get_by_label("Neuer Titel")
    title.fill("Spiele")

    second = group.get(f"/api/v1/series/{series['uid']}").json()["dates"][1]["uid"]
    group.delete(f"/api/v1/bookings/{second}").raise_for_status()
    expect(page.locator(".date-row", has_text="Sa 12.12.")).to_contain_text("abgesagt")
    page.keyboard.type("nacht")

    expect(title).to_have_value("Spielenacht")
    chosen = page.get_by_label("Der Termin", exact=True).locator("option:checked")
    expect(chosen).to_have_text("Samstag, 19. Dezember 2026")


def test_a_series_that_was_wished_for_is_granted_on_its_page(
    server: Server, group: httpx.Client, new_page: NewPage
) -> None:
    series = book(group, "Kurs: Filzen", "2026-12-04", rrule="FREQ=WEEKLY;COUNT=3", usage="course")
    page = at_desk(new_page(width=1280, height=800), server.told(), "/desk")
    page.locator(f".card[data-uid='{series['uid']}']").get_by_role("link", name="Ansehen").click()
    connected(page)
    expect(page.get_by_text("Der Raum ist frei. Nichts spricht dagegen.")).to_be_visible()

    page.get_by_role("button", name="Zusagen").click()

    expect(status(page)).to_have_text("Zugesagt.")
    expect(page.get_by_role("button", name="Zusagen")).to_have_count(0)
    expect(page.locator(".date-row .tag.confirmed")).to_have_count(3)
    assert page.evaluate("document.activeElement.tagName") == "H1"


def test_of_two_who_decide_about_a_series_the_second_is_told(
    server: Server, group: httpx.Client, new_page: NewPage
) -> None:
    series = book(group, "Kurs: Nähen", "2026-12-09", rrule="FREQ=WEEKLY;COUNT=3", usage="course")
    first, second = (
        at_desk(new_page(width=1280, height=800), server.told(), f"/desk/series/{series['uid']}") for _ in range(2)
    )
    for page in (first, second):
        page.get_by_role("button", name="Absagen …").click()
        page.get_by_role("dialog").get_by_label("Passt nicht zum Haus").check()

    first.get_by_role("dialog").get_by_role("button", name="Absagen").click()
    expect(status(first)).to_contain_text("Abgesagt: Kurs: Nähen")
    asked = second.get_by_role("dialog")
    asked.get_by_role("button", name="Absagen").click()

    expect(asked.get_by_role("alert")).to_have_text("Das wurde schon entschieden: abgelehnt.")
    second.keyboard.press("Escape")
    expect(asked).to_have_count(0)
    assert second.evaluate("document.activeElement.tagName") == "H1"


def test_a_wish_is_declined_on_its_page_with_a_reason(server: Server, group: httpx.Client, new_page: NewPage) -> None:
    wish = book(group, "Kurs: Häkeln", "2026-12-08", usage="course")
    page = at_desk(new_page(width=1280, height=800), server.told(), f"/desk/bookings/{wish['uid']}")
    page.get_by_role("button", name="Absagen …").click()
    dialog = page.get_by_role("dialog", name="Anfrage absagen")
    dialog.get_by_role("button", name="Absagen").click()
    expect(dialog.get_by_role("alert")).to_have_text("Bitte nennen Sie einen Grund.")
    dialog.get_by_label("Kein Platz zu dieser Zeit").check()
    dialog.get_by_role("button", name="Absagen").click()

    expect(page.locator(".headline .tag")).to_have_text("abgelehnt")
    expect(page.get_by_role("button", name="Zusagen")).to_have_count(0)
    assert state(group, wish["uid"]) == "declined"


def test_the_week_leads_to_a_booking_and_its_series_and_back(
    server: Server, group: httpx.Client, new_page: NewPage
) -> None:
    page = at_desk(new_page(width=1280, height=800), server.told(), "/desk?week=2026-11-30")
    line = page.locator("tr.booking").filter(has_text="Schach für alle").first
    line.get_by_role("link", name="Ändern").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Schach für alle")
    page.get_by_role("link", name="Zur Woche").click()
    expect(page).to_have_url(f"{server.url}/desk?week=2026-12-02")

    line.get_by_role("link", name="Ganze Reihe").click()

    expect(page.get_by_text("jede Woche: Mittwoch")).to_be_visible()
