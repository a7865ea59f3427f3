"""Everything about one booking at the desk, in a real browser; the demo is on Wednesday, 25 November 2026."""

import httpx
import pytest
from playwright.sync_api import Page, expect

from tests.support.desk import at_desk, status


@pytest.fixture(scope="module")
def server(start_server):
    return start_server("demo", "--json")


@pytest.fixture
def group(server):
    """Give the Strickcafé and its key; what it booked is taken back."""
    key = {"Authorization": f"Bearer {server.told()['group_key']}"}
    with httpx.Client(base_url=server.url, headers=key, timeout=10) as client:
        made: list[str] = []
        client.event_hooks["response"] = [lambda answer: _remember(answer, made)]
        yield client
        client.event_hooks = {}
        for uid in made:
            client.delete(f"/api/v1/bookings/{uid}")


def _remember(answer: httpx.Response, made: list[str]) -> None:
    if answer.request.method == "POST" and answer.status_code == 201:
        answer.read()
        made.append(str(answer.json()["uid"]))


def book(group: httpx.Client, **changes: str) -> str:
    times = {"start": "2026-12-02T20:00:00+01:00", "end": "2026-12-02T21:00:00+01:00"}
    answer = group.post("/api/v1/bookings", json={"room": "stueble", "title": "Probe", **times, **changes})
    assert answer.status_code == 201, answer.text
    return str(answer.json()["uid"])


@pytest.fixture
def page_of(server, new_page):
    def open_page(uid: str, width: int = 1280, height: int = 800) -> Page:
        return at_desk(new_page(width=width, height=height), server.told(), f"/desk/bookings/{uid}")

    return open_page


def test_a_booking_is_moved_and_its_group_finds_it_there(group, page_of):
    uid = book(group)
    page = page_of(uid)
    moving = page.locator("form.form").first
    moving.get_by_label("Von").fill("20:30")
    moving.get_by_label("Bis").fill("21:30")
    page.get_by_role("button", name="Verlegen", exact=True).click()

    expect(status(page)).to_have_text("Verlegt: Mittwoch, 2. Dezember, 20:30 – 21:30 Uhr.")
    expect(page.get_by_text("verlegt", exact=True)).to_be_visible()
    assert group.get(f"/api/v1/bookings/{uid}").json()["start"] == "2026-12-02T20:30:00+01:00"


def test_what_cannot_be_keeps_what_was_typed_and_shows_ways_out(group, page_of):
    uid = book(group)
    page = page_of(uid)
    moving = page.locator("form.form").first
    moving.get_by_label("Von").fill("22:30")
    moving.get_by_label("Bis").fill("23:30")
    page.get_by_role("button", name="Verlegen", exact=True).click()

    answer = page.locator(".answer:not(:empty)")
    expect(answer).to_contain_text("geöffnet")
    expect(answer).to_be_focused()
    expect(moving.get_by_label("Von")).to_have_value("22:30")
    offer = page.get_by_role("button", name="nehmen").first
    words = offer.inner_text().removesuffix(" nehmen")
    offer.click()
    expect(status(page)).to_have_text(f"Verlegt: {words}.")


def test_the_desk_asks_back_and_then_says_yes(group, page_of):
    times = {"start": "2026-12-06T15:00:00+01:00", "end": "2026-12-06T16:00:00+01:00"}
    uid = book(group, usage="course", **times)
    page = page_of(uid)
    page.get_by_label("Frage an die Gruppe").fill("Wie viele Personen kommen?")
    page.get_by_role("button", name="Rückfrage schicken").click()
    expect(page.get_by_text("noch keine Antwort")).to_be_visible()

    answer = group.post(f"/api/v1/bookings/{uid}/answer", json={"text": "Etwa zehn."})
    assert answer.is_success, answer.text
    expect(page.get_by_text("Etwa zehn.")).to_be_visible()
    page.get_by_role("button", name="Zusagen").click()

    expect(status(page)).to_have_text("Zugesagt.")
    assert group.get(f"/api/v1/bookings/{uid}").json()["state"] == "confirmed"


def test_the_town_takes_a_room_and_the_group_is_offered_another_time(group, page_of):
    uid = book(group, start="2026-12-03T20:00:00+01:00", end="2026-12-03T21:00:00+01:00")
    page = page_of(uid)
    page.get_by_text("Die Stadt braucht den Raum").click()
    page.get_by_label("Grund, für alle zu lesen").fill("Der Gemeinderat tagt im Haus.")
    page.get_by_label("Wer den Raum bekommt").select_option(label="Quartiersarbeit der Stadt")
    page.get_by_label("Titel dieses Termins").fill("Sitzung")
    page.get_by_role("button", name="Absagen und anderen Termin anbieten").click()

    expect(status(page)).to_contain_text("Abgesagt. Der Gruppe ist angeboten: ")
    again = {
        "room": "stueble",
        "title": "Probe",
        "start": "2026-12-03T20:00:00+01:00",
        "end": "2026-12-03T21:00:00+01:00",
    }
    assert group.post("/api/v1/bookings", json=again).status_code == 409
    offers = group.get("/api/v1/offers").json()
    assert len(offers) == 1
    assert group.post(f"/api/v1/offers/{offers[0]['uid']}/accept").is_success
    group.delete(f"/api/v1/bookings/{offers[0]['uid']}")


def test_a_broken_address_says_so(server, new_page):
    page = at_desk(new_page(), server.told(), "/desk/bookings/nowhere")

    expect(page.get_by_role("heading", level=1)).to_have_text("Diesen Termin gibt es nicht.")
