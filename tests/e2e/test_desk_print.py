"""Printing at the desk: looked at, downloaded, scanned; the demo is on Wednesday, 25 November 2026."""

import httpx
import pytest
from playwright.sync_api import expect

from kiosk.paper.orders import KINDS
from tests.e2e.test_desk_keyboard import tab_to
from tests.support import paper
from tests.support.desk import at_desk, connected, faults
from tests.support.views import broken_rules_now


@pytest.fixture(scope="module")
def server(start_server):
    return start_server("demo", "--json")


_PATIENCE = 60_000  # milliseconds; the press gives way to everything else on a busy machine


def set_by_now(page):
    """Wait until the sheet is shown."""
    expect(page.locator(".sheets img").first).to_be_visible(timeout=_PATIENCE)


def downloaded(page):
    """Press the link and return the file's name and content."""
    set_by_now(page)
    with page.expect_download(timeout=_PATIENCE) as waiting:
        page.get_by_role("link", name="Herunterladen (PDF)").click()
    return waiting.value.suggested_filename, waiting.value.path().read_bytes()


def test_the_poster_of_this_week_takes_two_clicks(server, new_page):
    page = at_desk(new_page(1280, 800), server.told(), "/desk")

    page.get_by_role("link", name="Drucken").click()
    page.wait_for_url("**/desk/print")
    name, pdf = downloaded(page)

    assert name == "2026-W48-a4-de.pdf"
    assert paper.faults(pdf) == []
    assert paper.codes(pdf) == [f"{server.url}/"]
    words = " ".join(paper.texts(pdf))
    assert "Strick- und Spielecafé" in words
    assert "Anrufen: 030 23125-101" in words


def test_another_week_paper_and_language_by_keyboard_alone(server, new_page):
    page = at_desk(new_page(1280, 800), server.told(), "/desk/print")
    set_by_now(page)

    tab_to(page, "Woche")
    page.keyboard.press("ArrowDown")
    tab_to(page, "Papier")
    page.keyboard.type("A3")
    tab_to(page, "Sprache")
    page.keyboard.type("Rom")
    tab_to(page, "Ansehen")
    page.keyboard.press("Enter")
    page.wait_for_url("**/desk/print?*lang=ro*")
    connected(page)

    expect(page.get_by_label("Papier")).to_have_value("a3")
    name, pdf = downloaded(page)
    assert name == "2026-W49-a3-ro.pdf"
    assert paper.language(pdf) == "ro"


@pytest.mark.parametrize(("kind", "choose", "name", "code"), [
    ("Zettel fürs Treppenhaus", {"Sprache": "tr", "Zweite Sprache": "ar"}, "zettel-2026-W48-tr-ar", "/"),
    ("Türschild", {"Raum": "stueble", "Zeitraum": "day"}, "tuer-stueble-2026-11-25-de", "/book?room=stueble"),
    ("Einladung für ein Viertel", {}, "einladung-altstadt-de", "/m/"),
    ("Tagesblatt für den Hausdienst", {}, "tag-2026-11-25", ""),
])  # fmt: skip
def test_each_kind_of_sheet_is_chosen_looked_at_and_downloaded(server, new_page, kind, choose, name, code):
    page = at_desk(new_page(1280, 800), server.told(), "/desk/print")

    page.get_by_role("navigation", name="Was soll gedruckt werden?").get_by_role("link", name=kind).click()
    connected(page)
    if kind.startswith("Einladung"):
        choose = {"Viertel": planned(page)}
    for label, value in choose.items():
        page.get_by_label(label, exact=True).select_option(value)
    page.get_by_role("button", name="Ansehen").click()
    page.wait_for_url("**/desk/print?kind=*&*=*")
    connected(page)
    file, pdf = downloaded(page)

    assert file == (f"einladung-{choose['Viertel']}-de.pdf" if "Viertel" in choose else f"{name}.pdf")
    assert paper.faults(pdf) == []
    assert all(address.startswith(f"{server.url}{code}") for address in paper.codes(pdf))
    assert bool(paper.codes(pdf)) == bool(code)


def planned(page):
    """Return the quarter that is offered first because something is planned there."""
    return page.get_by_label("Viertel", exact=True).input_value()


def test_a_quarter_without_a_meeting_is_told_and_nothing_is_printed(server, new_page):
    page = at_desk(new_page(1280, 800), server.told(), "/desk/print?kind=letter")
    told = page.get_by_text("In diesem Viertel ist noch kein Treffen geplant")
    empty = next(
        slug
        for slug in page.get_by_label("Viertel", exact=True)
        .locator("option")
        .evaluate_all("all => all.map(o => o.value)")
        if page.request.get(f"{server.url}/desk/print/sheet.pdf?kind=letter&quarter={slug}", timeout=_PATIENCE).status
        == 404
    )

    page.goto(f"{server.url}/desk/print?kind=letter&quarter={empty}")

    expect(told).to_be_visible()
    expect(page.locator(".sheets img")).to_have_count(0)


def test_the_page_is_fit_for_everybody(server, new_page):
    for width, height in ((1280, 800), (390, 844)):
        page = at_desk(new_page(width, height), server.told(), "/desk/print")
        for kind in KINDS:
            page.goto(f"{server.url}/desk/print?kind={kind}")
            connected(page)
            set_by_now(page)

            assert broken_rules_now(page) == []
            assert faults(page) == []


def test_a_change_of_the_house_is_on_the_sheet_at_once(server, new_page):
    page = at_desk(new_page(1280, 800), server.told(), "/desk/print?week=2026-12-14")
    set_by_now(page)
    picture = page.locator(".sheets img")
    before = picture.get_attribute("src")

    key = {"Authorization": f"Bearer {server.told()['group_key']}"}
    wish = {
        "room": "stueble",
        "title": "Waffeln",
        "start": "2026-12-16T20:00:00+01:00",
        "end": "2026-12-16T21:00:00+01:00",
    }
    assert httpx.post(f"{server.url}/api/v1/bookings", json=wish, headers=key).status_code == 201

    expect(picture).not_to_have_attribute("src", before, timeout=_PATIENCE)
    assert "Waffeln" in " ".join(paper.texts(downloaded(page)[1]))


def test_a_house_without_a_public_address_is_told_that_no_phone_opens_its_codes(server, new_page):
    page = at_desk(new_page(1280, 800), server.told(), "/desk/print")

    expect(page.get_by_text("Kein Handy öffnet diese Codes, sie zeigen auf 127.0.0.1")).to_be_visible()


def test_nobody_else_prints_and_nonsense_in_the_address_is_as_usual(server, new_page):
    stranger = httpx.get(f"{server.url}/desk/print/sheet.pdf")
    assert (stranger.status_code, stranger.headers["location"]) == (303, "/desk/login")
    assert httpx.get(f"{server.url}/desk/print/page/1.png").status_code == 303

    page = at_desk(new_page(1280, 800), server.told(), "/desk/print?kind=x&week=9999-99-99&paper=a0&lang=xx&second=de")

    expect(page.get_by_label("Papier")).to_have_value("a4")
    assert downloaded(page)[0] == "2026-W48-a4-de.pdf"
    assert page.request.get(f"{server.url}/desk/print/page/9.png", timeout=_PATIENCE).status == 404
