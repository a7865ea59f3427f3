"""Entering a booking for somebody at the counter, in a real browser; the demo is on Wednesday, 25 November 2026."""

import pytest
from playwright.sync_api import Page, expect

from tests.support.desk import at_desk, connected, press_next, status

GROUP = "strickcafe"


@pytest.fixture(scope="module")
def server(start_server):
    return start_server("demo", "--json")


@pytest.fixture
def entry(server, new_page) -> Page:
    return at_desk(new_page(width=1280, height=800), server.told(), "/desk/book")


def fill(page: Page, day: str, begins: str, ends: str, **more: str) -> None:
    page.get_by_label("Gruppe").select_option(GROUP)
    page.get_by_label("Raum").select_option(more.get("room", "quartierraum"))
    page.get_by_label("Titel", exact=True).fill(more.get("title", "Basteln"))
    page.get_by_label("Tag", exact=True).fill(day)
    page.get_by_label("Von").fill(begins)
    page.get_by_label("Bis", exact=True).fill(ends)
    if "repeat" in more:
        page.get_by_label("Wie oft").select_option(more["repeat"])
        page.get_by_label("Bis zum Tag (freiwillig)").fill(more["until"])


def enter(page: Page) -> None:
    page.get_by_role("button", name="Eintragen").click()


def busy(server, day: str, room: str = "quartierraum") -> list[str]:
    window = {"from": day, "to": day}
    found = server.get(f"/api/v1/rooms/{room}/busy", params=window).json()
    return [one["start"][11:16] for one in found]


def test_one_form_and_the_room_is_booked(server, entry):
    fill(entry, "2026-12-02", "20:00", "21:30", room="stueble")
    enter(entry)

    expect(status(entry)).to_have_text("Eingetragen: Basteln, Mittwoch, 2. Dezember, 20:00 – 21:30 Uhr.")
    assert "20:00" in busy(server, "2026-12-02", "stueble")


def test_who_comes_too_late_is_offered_what_is_near(server, entry):
    fill(entry, "2026-11-25", "14:30", "16:00")
    enter(entry)

    expect(entry.locator(".answer")).to_contain_text("Der Raum ist schon belegt")
    expect(entry.get_by_label("Von")).to_have_value("14:30")
    offer = entry.get_by_role("button", name="nehmen").first
    words = offer.inner_text().removesuffix(" nehmen")
    offer.click()

    expect(status(entry)).to_have_text(f"Eingetragen: Basteln, {words}.")


def test_whoever_calls_too_late_waits_and_gets_what_becomes_free(server, entry):
    for day in ("2026-12-16", "2026-12-02"):
        fill(entry, day, "17:00", "18:30")
        enter(entry)
        press_next(entry.get_by_role("button", name="Auf die Warteliste setzen"))
        expect(status(entry)).to_contain_text("Auf der Warteliste: Basteln, Mittwoch")
    entry.get_by_role("link", name="Die Warteliste ansehen").click()
    connected(entry)
    rows = entry.get_by_role("row").filter(has_text="Basteln")
    expect(rows).to_have_count(2)
    expect(rows.first).to_contain_text("Platz 1")

    rows.last.get_by_role("button", name="Streichen: Strick- und Spielecafé, Mittwoch, 16. Dezember").click()
    entry.get_by_role("dialog").get_by_role("button", name="Streichen").click()
    expect(status(entry)).to_have_text("Gestrichen: Strick- und Spielecafé, Mittwoch, 16. Dezember, 17:00 – 18:30 Uhr.")
    expect(rows).to_have_count(1)

    base = server.told()["desk"]
    entry.goto(f"{base}?week=2026-12-02")
    connected(entry)
    entry.get_by_role("button", name="Absagen: Jugendtreff ab 12, Mittwoch, 2. Dezember").click()
    entry.get_by_role("dialog").get_by_role("button", name="Termin absagen").click()
    expect(status(entry)).to_contain_text("Abgesagt: Jugendtreff ab 12")
    entry.goto(f"{base}/waits")
    connected(entry)
    expect(rows).to_contain_text("angeboten bis")
    rows.get_by_role("link", name="Zum Angebot").click()
    connected(entry)
    entry.get_by_role("button", name="Für die Gruppe annehmen").click()
    expect(status(entry)).to_have_text("Angenommen. Der Termin ist zugesagt.")


def test_the_desk_may_open_the_house_on_a_holiday(server, entry):
    fill(entry, "2026-12-25", "15:00", "17:00", title="Weihnachten für alle")
    enter(entry)
    expect(entry.locator(".answer")).to_contain_text("Feiertag")
    entry.get_by_role("button", name="Trotzdem eintragen").click()

    expect(status(entry)).to_contain_text("Eingetragen: Weihnachten für alle")
    assert busy(server, "2026-12-25") == ["14:45"]


def test_every_field_that_cannot_be_read_is_named(entry):
    entry.get_by_label("Tag", exact=True).fill("")
    enter(entry)

    for field in ("Tag", "Von", "Bis"):
        expect(entry.locator(".answer")).to_contain_text(f"Die Angabe „{field}“ ist nicht lesbar.")


def test_a_series_asks_what_to_do_with_the_dates_that_are_taken(server, entry):
    fill(entry, "2026-12-01", "17:00", "18:00", repeat="weekly", until="2027-01-31", title="Singen")
    enter(entry)
    expect(entry.locator(".answer h2")).to_contain_text("Termine:")
    expect(status(entry)).to_have_text("Einige Termine gehen so nicht. Bitte wählen Sie.")
    first = entry.get_by_label("Di 1.12., 17:00 – 18:00 Uhr")
    expect(first).to_have_value("skip")
    first.select_option("room stueble")
    entry.get_by_role("button", name="Reihe so eintragen").click()

    expect(status(entry)).to_have_text("Reihe eingetragen: Singen.")
    assert "17:00" in busy(server, "2026-12-01", "stueble")
