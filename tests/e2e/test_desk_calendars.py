"""Other people's calendars at the desk, in a real browser; the demo is on Wednesday, 25 November 2026."""

from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Locator, Page, expect

from tests.support.desk import at_desk, faults, press_next, status
from tests.support.foreign_calendars import calendar, event, weekly
from tests.support.views import broken_rules_now


@pytest.fixture(scope="module")
def server(start_server):
    return start_server("demo", "--json")


@pytest.fixture
def page(server, new_page) -> Page:
    return at_desk(new_page(width=1280, height=800), server.told(), "/desk/calendars")


@pytest.fixture
def file(tmp_path: Path) -> Path:
    """A choir's calendar: six rehearsals, a feast, and something that nobody can read."""
    return written(
        tmp_path,
        weekly(title="Chorprobe"),
        event("fest", "20261205", title="Adventsfest"),
        event("x", "bald", title="Nie"),
    )


def written(folder: Path, *events: str, name: str = "chor.ics") -> Path:
    file = folder / name
    file.write_bytes(calendar(*events))
    return file


def fill(page: Page, name: str, file: Path | None, **more: str) -> None:
    page.get_by_label("Wie heißt der Kalender?").fill(name)
    for label, value in more.items():
        page.locator(f"[name={label}]").fill(value)
    if file is not None:
        page.get_by_label("Datei (.ics)").set_input_files(file)


def look(page: Page) -> None:
    page.get_by_role("button", name="Ansehen, was das bringt").click()


def known(page: Page, name: str) -> Locator:
    return page.get_by_role("article", name=name, exact=True)


def programme(server, name: str) -> list[dict[str, Any]]:
    window = {"from": "2026-11-25", "to": "2027-01-31"}
    dates = server.get("/api/v1/meetings", params=window).json()
    return [one for one in dates if one.get("source") == name]


def shown(server) -> list[tuple[str, str]]:
    return [(one["title"], one["place"]) for one in programme(server, "Liederkranz")]


def test_a_file_is_looked_at_taken_in_replaced_and_removed(server, page, file, tmp_path):
    fill(page, "Liederkranz", file, place="Musikschule")
    look(page)
    answer = page.locator(".answer")
    expect(answer).to_contain_text("7 Termine: 7 neu.")
    expect(answer).to_contain_text("„Nie“ wird nicht gelesen: Tag oder Uhrzeit sind nicht lesbar.")
    expect(status(page)).to_have_text("Noch ist nichts gespeichert.")
    assert shown(server) == []

    page.get_by_role("button", name="Übernehmen").click()
    expect(status(page)).to_have_text("„Liederkranz“ ist übernommen.")
    expect(known(page, "Liederkranz")).to_contain_text("7 kommende Termine")
    assert len(shown(server)) == 7
    assert set(shown(server)) == {("Chorprobe", "Musikschule"), ("Adventsfest", "Musikschule")}

    newer = written(tmp_path, weekly(title="Chorprobe"), event("fest", "20261206", title="Adventsfest"), name="neu.ics")
    fill(page, "Liederkranz", newer, place="Musikschule")
    press_next(page.get_by_role("button", name="Ansehen, was das bringt"))
    expect(answer).to_contain_text("7 Termine: 1 geändert, 6 wie bisher.")
    press_next(page.get_by_role("button", name="Übernehmen"))
    expect(status(page)).to_have_text("„Liederkranz“ ist übernommen.")

    press_next(page.get_by_role("button", name="Entfernen: Liederkranz"))
    page.get_by_role("dialog", name="Kalender entfernen").get_by_role("button", name="Entfernen", exact=True).click()
    expect(known(page, "Liederkranz")).to_have_count(0)
    assert shown(server) == []


def test_what_clashes_with_the_house_is_shown_before(server, page, tmp_path):
    strickcafe = event("1", "20261125T150000", title="Altes Buch")
    fill(page, "Altes Buch", written(tmp_path, strickcafe, event("2", "20261203T223000")))
    page.get_by_label("Was sind seine Termine?").select_option("room")
    page.get_by_label("Raum (nur wenn er belegt wird)").select_option("quartierraum")
    look(page)

    clash = page.locator("details").filter(has_text="Das geht nicht")
    expect(clash).to_contain_text("Altes Buch")
    expect(clash.get_by_role("listitem")).to_have_count(1)


@pytest.mark.parametrize(
    ("name", "place", "content", "said"),
    [
        ("", "Halle", calendar(event("a", "20261203")), "Bitte geben Sie dem Kalender einen Namen."),
        ("Verein", "", calendar(event("a", "20261203")), "Bitte geben Sie an, wo die Treffen dieses Kalenders sind."),
        ("Verein", "Halle", b"<html>", "Das ist kein Kalender (iCalendar, RFC 5545)."),
        ("Verein", "Halle", calendar(event("a", "20261203"))[:-20], "Der Kalender ist abgeschnitten: Sein Ende fehlt."),
        ("Verein", "Halle", None, "Bitte wählen Sie eine Datei, oder geben Sie eine Adresse an."),
        ("Verein", "Halle", b"x" * 2_000_001, "Die Datei ist größer als 2 MB."),
    ],
    ids=["no name", "no place", "no calendar", "half of one", "no file", "too large"],
)
def test_what_is_wrong_is_said_and_what_was_typed_stays(page, tmp_path, name, place, content, said):
    file = None
    if content is not None:
        file = tmp_path / "datei.ics"
        file.write_bytes(content)
    fill(page, name, file, place=place)
    look(page)

    expect(page.get_by_text(said)).to_be_visible()
    expect(page.get_by_label("Ort der Treffen")).to_have_value(place)


def test_a_large_calendar_comes_in_many_pieces(page, tmp_path):
    many = [event(f"t{number}", "20261203T190000", f"COMMENT:{'x' * 900}") for number in range(1500)]
    fill(page, "Groß", written(tmp_path, *many), place="Halle")
    look(page)

    expect(page.locator(".answer")).to_contain_text("1500 Termine: 1500 neu.", timeout=60_000)


@pytest.mark.parametrize(("width", "height"), [(1280, 800), (390, 844)])
def test_the_page_is_large_enough_and_right_for_screen_readers(server, new_page, tmp_path, width, height):
    page = at_desk(new_page(width=width, height=height), server.told(), "/desk/calendars")
    name = f"Posaunenchor {width}"
    fill(page, name, written(tmp_path, weekly()), place="Stiftskirche")
    look(page)
    expect(page.locator(".answer")).to_contain_text("6 Termine")
    assert faults(page) == []
    press_next(page.get_by_role("button", name="Übernehmen"))
    expect(known(page, name)).to_be_visible()

    assert faults(page) == []
    assert broken_rules_now(page) == []


def test_it_works_by_keyboard_alone(page, file):
    fill(page, "Tastatur", file, place="Halle")
    page.get_by_label("Datei (.ics)").focus()
    page.keyboard.press("Tab")
    expect(page.get_by_role("button", name="Ansehen, was das bringt")).to_be_focused()
    page.keyboard.press("Enter")
    expect(page.locator(".answer")).to_be_focused()
    take = page.get_by_role("button", name="Übernehmen")
    for _control in range(6):
        if take.evaluate("control => control === document.activeElement"):
            break
        page.keyboard.press("Tab")
    page.wait_for_timeout(450)
    page.keyboard.press("Enter")

    expect(known(page, "Tastatur")).to_be_visible()


def test_what_was_said_of_a_calendar_is_said_anew(server, page, tmp_path):
    fill(page, "Kantorei", written(tmp_path, weekly(title="Singen")), place="Halle")
    look(page)
    press_next(page.get_by_role("button", name="Übernehmen"))
    expect(known(page, "Kantorei")).to_be_visible()
    before = {one["code"] for one in programme(server, "Kantorei")}

    press_next(page.get_by_role("button", name="Ändern: Kantorei"))
    expect(page.get_by_role("heading", name="„Kantorei“ ändern")).to_be_focused()
    expect(page.get_by_label("Ort der Treffen")).to_have_value("Halle")
    fill(page, "Stadtkantorei", None, place="Stiftskirche")
    press_next(page.get_by_role("button", name="Ansehen, was das ändert"))
    answer = page.locator(".answer")
    expect(answer.get_by_role("listitem")).to_have_text(
        ["Name: Stadtkantorei (bisher Kantorei)", "Ort: Stiftskirche (bisher Halle)"]
    )
    expect(answer).to_contain_text("6 Termine: 6 wie bisher.")
    assert faults(page) == []
    press_next(page.get_by_role("button", name="Übernehmen"))

    expect(status(page)).to_have_text("„Stadtkantorei“ ist geändert.")
    expect(known(page, "Kantorei")).to_have_count(0)
    expect(page.get_by_role("heading", name="Einen Kalender holen")).to_be_visible()
    after = programme(server, "Stadtkantorei")
    assert {one["code"] for one in after} == before
    assert {one["place"] for one in after} == {"Stiftskirche"}


def test_a_room_that_a_calendar_shall_keep_shows_its_clashes_before(page, tmp_path):
    fill(page, "Tanz", written(tmp_path, event("1", "20261125T150000"), event("2", "20261203T223000")), place="Halle")
    look(page)
    press_next(page.get_by_role("button", name="Übernehmen"))
    press_next(page.get_by_role("button", name="Ändern: Tanz"))
    expect(page.get_by_role("heading", name="„Tanz“ ändern")).to_be_focused()
    page.get_by_label("Was sind seine Termine?").select_option("room")
    page.get_by_label("Raum (nur wenn er belegt wird)").select_option("quartierraum")
    press_next(page.get_by_role("button", name="Ansehen, was das ändert"))

    clash = page.locator("details").filter(has_text="Das geht nicht")
    expect(clash.get_by_role("listitem")).to_have_count(1)
    press_next(page.get_by_role("button", name="Doch nicht ändern"))
    expect(page.get_by_role("heading", name="Einen Kalender holen")).to_be_visible()
    expect(known(page, "Tanz")).to_contain_text("Treffen woanders · Halle")
