"""Logins of the desk in a real browser: what each role is shown, and where one is logged in."""

from collections.abc import Callable
from datetime import datetime

import pytest
from playwright.sync_api import Page, expect
from sqlmodel import func, select

from booking import access, clock, journal, onetime
from models.database import Database
from models.staff import DeskSession, Role
from tests.support.desk import at_desk, connected, faults, log_in, status
from tests.support.server import Server
from tests.support.views import broken_rules_now

PASSPHRASE = "Kessel-Wolke-Tisch-Lampe"
NewPage = Callable[..., Page]


@pytest.fixture(scope="module")
def server(start_server: Callable[..., Server]) -> Server:
    server = start_server("demo", "--json")
    db = Database(server.told()["database"])
    with db.writing() as session:
        for role in (Role.SENIORS_COUNCIL, Role.CARETAKER):
            access.add_staff(session, role.value, PASSPHRASE, role, now=clock.now())
    db.close()
    return server


def clock_of(server: Server) -> datetime:
    """Return when somebody logged in last, by the server's own clock; the codes of the second step go by it."""
    db = Database(server.told()["database"])
    with db.reading() as session:
        last = session.exec(select(func.max(DeskSession.created_at))).one()
    db.close()
    return last


def as_role(server: Server, page: Page, role: Role) -> Page:
    """Log in with the passphrase of the tests, and wait for the first page."""
    log_in(page, server.told(), PASSPHRASE, role.value)
    page.wait_for_url(server.told()["desk"])
    connected(page)
    return page


def test_the_caretaker_sees_the_week_without_requests_acts_and_closed_groups(server: Server, new_page: NewPage) -> None:
    page = as_role(server, new_page(width=1280, height=800), Role.CARETAKER)

    expect(page.locator(".week .booking").first).to_be_visible()
    expect(page.locator(".requests")).to_be_hidden()
    expect(page.locator(".week .acts").get_by_role("button")).to_have_count(0)
    expect(page.get_by_role("navigation", name="Seiten des Büros").get_by_role("link")).to_have_text(
        ["Anfragen und Woche", "Drucken", "Mein Zugang"]
    )
    expect(page.locator(".booking .what", has_text="Geschlossene Gruppe").first).to_be_visible()
    assert broken_rules_now(page) == []

    page.goto(f"{server.url}/desk/groups")
    expect(page.get_by_role("heading", level=1)).to_have_text("Nicht für diesen Zugang")
    assert broken_rules_now(page) == []


def test_the_council_reads_the_requests_and_decides_none(server: Server, new_page: NewPage) -> None:
    page = as_role(server, new_page(width=1280, height=800), Role.SENIORS_COUNCIL)

    expect(page.locator(".requests .card").first).to_be_visible()
    expect(page.get_by_role("button", name="Zusagen")).to_have_count(0)


def test_a_login_that_is_ended_elsewhere_turns_its_open_pages_at_once(server: Server, new_page: NewPage) -> None:
    lost = at_desk(new_page(width=390, height=844), server.told(), "/desk/export")
    here = at_desk(new_page(width=1280, height=800), server.told(), "/desk/account")
    rows = here.locator(".account li")
    expect(rows).to_have_count(2)
    expect(rows.first).to_contain_text("dieses Gerät")
    assert broken_rules_now(here) == []

    here.get_by_role("button", name="Beenden").press("Enter")

    expect(status(here)).to_contain_text("Beendet:")
    expect(rows).to_have_count(1)
    lost.goto(f"{server.url}/desk/groups")
    lost.wait_for_url(f"{server.url}/desk/login?ended=1")


def test_all_other_logins_end_with_one_press(server: Server, new_page: NewPage) -> None:
    others = [at_desk(new_page(width=390, height=844), server.told(), "/desk/waits") for _ in range(2)]
    here = at_desk(new_page(width=1280, height=800), server.told(), "/desk/account")

    here.get_by_role("button", name="Alle anderen Anmeldungen beenden").click()

    for page in others:
        page.wait_for_url(f"{server.url}/desk/login?ended=1")
    expect(here.locator(".account li")).to_have_count(1)


def test_a_new_passphrase_counts_at_once_and_nothing_typed_stays(server: Server, new_page: NewPage) -> None:
    page = as_role(server, new_page(width=1280, height=800), Role.CARETAKER)
    page.goto(f"{server.url}/desk/account")
    connected(page)

    def change(old: str, new: str, again: str) -> None:
        for label, text in (
            ("Bisheriges Passwort", old),
            ("Neues Passwort", new),
            ("Neues Passwort noch einmal", again),
        ):
            page.get_by_label(label, exact=True).fill(text)
        page.keyboard.press("Enter")

    problem = page.locator(".account .problem")
    change(PASSPHRASE, "sommer-winter-2026", "sommer-winter-2026")
    expect(problem).to_contain_text("leicht zu erraten")
    change(PASSPHRASE, "blauer Esel auf dem Dach", "blauer Esel unter dem Dach")
    expect(problem).to_have_text("Die beiden Passwörter sind nicht gleich.")
    change("falsch, ganz falsch", "blauer Esel auf dem Dach", "blauer Esel auf dem Dach")
    expect(problem).to_have_text("Das bisherige Passwort stimmt nicht.")
    assert broken_rules_now(page) == []

    change(PASSPHRASE, "blauer Esel auf dem Dach", "blauer Esel auf dem Dach")
    expect(status(page)).to_have_text("Das neue Passwort gilt.")
    expect(page.get_by_label("Neues Passwort", exact=True)).to_have_value("")


def test_the_second_step_is_set_up_asked_and_switched_off(server: Server, new_page: NewPage) -> None:
    page = as_role(server, new_page(width=390, height=844), Role.SENIORS_COUNCIL)
    page.goto(f"{server.url}/desk/account")
    connected(page)

    page.get_by_role("button", name="Einrichten").click()
    key = page.locator(".second-step .typed-key").inner_text().replace(" ", "")
    db = Database(server.told()["database"])
    with db.writing() as session:
        journal.record(session, "house.named", who="operator", now=clock.now())  # every open page looks again
    db.close()
    page.get_by_label("Code, den die App jetzt zeigt").fill("000000")
    page.get_by_role("button", name="Fertig").click()
    expect(page.locator(".second-step .problem")).to_contain_text("Der Code stimmt nicht.")
    assert broken_rules_now(page) == []
    page.get_by_label("Code, den die App jetzt zeigt").fill(onetime.code(key, onetime.step_at(clock_of(server))))
    page.keyboard.press("Enter")
    codes = page.locator(".recovery-codes li")
    expect(codes).to_have_count(10)
    on_paper = codes.all_inner_texts()
    assert (faults(page), broken_rules_now(page)) == ([], [])
    page.get_by_role("button", name="Ich habe sie aufgehoben").click()
    page.get_by_role("button", name="Abmelden").click()

    log_in(page, server.told(), PASSPHRASE, Role.SENIORS_COUNCIL.value)
    page.wait_for_url(f"{server.url}/desk/login/code")
    assert broken_rules_now(page) == []
    page.get_by_label("Code").fill("falsch")
    page.keyboard.press("Enter")
    expect(page.get_by_role("alert")).to_contain_text("Der Code stimmt nicht.")
    page.get_by_label("Code").fill(on_paper[0])
    page.keyboard.press("Enter")
    page.wait_for_url(f"{server.url}/desk")

    page.goto(f"{server.url}/desk/account")
    connected(page)
    expect(page.locator(".second-step")).to_contain_text("Noch 9 Ersatzcodes.")
    page.get_by_role("button", name="Ausschalten …").click()
    page.get_by_role("dialog").get_by_label("Code aus der App oder Ersatzcode").fill(on_paper[1])
    page.keyboard.press("Enter")
    expect(status(page)).to_have_text("Der zweite Schritt ist ausgeschaltet.")


def test_a_house_that_demands_the_second_step_opens_after_it(
    start_server: Callable[..., Server], new_page: NewPage
) -> None:
    server = start_server("demo", "--json", environment={"TREFFPUNKT_SECOND_STEP": "manager"})
    page = new_page(width=1280, height=800)
    log_in(page, server.told())
    page.wait_for_url(f"{server.url}/desk/account")
    connected(page)
    expect(page.locator(".second-step")).to_contain_text("In diesem Haus brauchen Sie ihn.")
    assert (faults(page), broken_rules_now(page)) == ([], [])
    page.get_by_role("link", name="Gruppen").click()
    page.wait_for_url(f"{server.url}/desk/account")
    connected(page)

    page.get_by_role("button", name="Einrichten").click()
    key = page.locator(".second-step .typed-key").inner_text().replace(" ", "")
    page.get_by_label("Code, den die App jetzt zeigt").fill(onetime.code(key, onetime.step_at(clock_of(server))))
    page.keyboard.press("Enter")
    page.get_by_role("button", name="Ich habe sie aufgehoben").click()
    expect(page.locator(".second-step")).to_contain_text("Er ist eingerichtet.")
    expect(page.get_by_role("button", name="Ausschalten …")).to_have_count(0)
    page.get_by_role("link", name="Gruppen").click()

    expect(page.get_by_role("heading", name="Gruppen", level=1)).to_be_visible()


def test_somebody_is_invited_and_let_go_of(server: Server, new_page: NewPage) -> None:
    page = at_desk(new_page(width=1280, height=800), server.told(), "/desk/people")
    page.get_by_label("Name der Anmeldung").fill("viertel-nord")
    page.get_by_label("Rolle", exact=True).select_option("Quartiersvertretung")
    page.get_by_role("button", name="Einladen").click()
    link = page.get_by_role("dialog").locator(".secret").inner_text()
    page.get_by_role("button", name="Ich habe es aufgeschrieben").click()
    card = page.locator(".people .card", has_text="viertel-nord")
    expect(card).to_contain_text("eingeladen")
    expect(page.get_by_role("dialog")).to_have_count(0)  # while it goes, its colours are pale
    assert broken_rules_now(page) == []

    guest = new_page(width=390, height=844)
    guest.goto(link)
    for label in ("Neues Passwort", "Neues Passwort noch einmal"):
        guest.get_by_label(label, exact=True).fill("Wiese-Löffel-Kamin-Hut")
    assert broken_rules_now(guest) == []
    guest.keyboard.press("Enter")
    expect(guest.get_by_role("alert")).to_contain_text("Ihr Passwort gilt.")
    log_in(guest, server.told(), "Wiese-Löffel-Kamin-Hut", "viertel-nord")
    guest.wait_for_url(f"{server.url}/desk")
    connected(guest)

    page.reload()
    connected(page)
    expect(card).to_contain_text("mit 1 Gerät")
    card.get_by_role("button", name="Entfernen").click()
    page.get_by_role("dialog").get_by_role("button", name="Entfernen").click()
    expect(card).to_have_count(0)
    guest.wait_for_url(f"{server.url}/desk/login?ended=1")
    guest.goto(link)
    expect(guest.get_by_role("alert")).to_contain_text("nur einmal")

    mine = page.locator(".people .card", has_text="manager")
    mine.get_by_role("button", name="Pausieren").click()
    page.get_by_role("dialog").get_by_role("button", name="Pausieren").click()
    expect(page.get_by_role("dialog")).to_contain_text("Das ist der letzte Zugang")
