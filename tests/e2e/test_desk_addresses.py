"""The desk enters the address of a calendar; the demo is on Wednesday, 25 November 2026, all servers are here."""

import socket
from pathlib import Path

import pytest
from playwright.sync_api import Page, expect

from tests.support.calendarhost import Host, calendar_host, says
from tests.support.desk import at_desk, faults, press_next, status
from tests.support.fixtures_web import DEMO_DAY
from tests.support.foreign_calendars import calendar, event, weekly
from tests.support.mailserver import own_certificate
from tests.support.server import Server
from tests.support.with_trust import INSIDE

BEFORE = calendar(weekly(title="Chorprobe"), event("fest", "20261205", title="Adventsfest"))
AFTER = calendar(weekly(title="Chorprobe"), event("fest", "20261206", title="Adventsfest"))
EMPTY = calendar()


class Club:
    """A club's server: what it answers can be changed while it runs."""

    def __init__(self) -> None:
        self.content = BEFORE

    def answer(self, line: socket.socket, head: str) -> None:
        """Answer as the address says."""
        if "/nach-innen" in head:
            return says(status="302 Found", location=f"https://{INSIDE}/geheim.ics")(line, head)
        if "/seite" in head:
            return says(b"<!doctype html><title>Anmelden</title>", content_type="text/html")(line, head)
        if "/weg" in head:
            return says(status="404 Not Found")(line, head)
        return says(self.content, content_type="text/calendar")(line, head)


@pytest.fixture(scope="module")
def club(tmp_path_factory):
    """A club with a certificate that the house believes."""
    folder: Path = tmp_path_factory.mktemp("club")
    tls, _trusting = own_certificate(folder)
    one = Club()
    with calendar_host(one.answer, tls=tls) as host:
        yield one, host, folder / "certificate.pem"


@pytest.fixture(scope="module")
def server(club, tmp_path_factory):
    _club, _host, certificate = club
    settings = {"TREFFPUNKT_DATA": str(tmp_path_factory.mktemp("data")), "TREFFPUNKT_SUBSCRIBE": "true"}
    program = ["tests.support.with_trust", str(certificate), DEMO_DAY.isoformat()]
    with Server("demo", "--json", environment=settings, program=program) as running:
        yield running


@pytest.fixture
def page(server, new_page) -> Page:
    return at_desk(new_page(width=1280, height=800), server.told(), "/desk/calendars")


def address(host: Host, path: str = "/chor.ics", *, scheme: str = "https", name: str = "localhost") -> str:
    return host.address(path, name=name, scheme=scheme)


def enter(page: Page, name: str, typed: str) -> None:
    page.get_by_label("Wie heißt der Kalender?").fill(name)
    page.get_by_label("Ort der Treffen").fill("Musikschule")
    page.get_by_label("oder seine Adresse im Netz").fill(typed)
    page.wait_for_timeout(1_050)  # what is sent within a second counts as the echo of a form with a file
    page.get_by_role("button", name="Ansehen, was das bringt").click()


def dates(server: Server) -> dict[str, str]:
    told = server.get("/api/v1/meetings", params={"from": "2026-11-25", "to": "2027-01-31"}).json()
    return {one["code"]: one["start"][:10] for one in told if one.get("source") == "Liederkranz"}


def test_an_address_is_looked_at_followed_held_paused_and_changed(server, club, page):
    there, host, _certificate = club
    enter(page, "Liederkranz", address(host).replace("https://", "webcal://") + "?key=geheim")
    answer = page.locator(".answer")
    expect(answer).to_contain_text("7 Termine: 7 neu.")
    assert faults(page) == []
    press_next(page.get_by_role("button", name="Übernehmen"))
    card = page.get_by_role("article", name="Liederkranz")
    expect(card).to_contain_text("Musikschule · localhost")
    assert "geheim" not in page.content()
    known = dates(server)
    assert len(known) == 7

    there.content = AFTER
    press_next(page.get_by_role("button", name="Jetzt nachsehen: Liederkranz"))
    expect(status(page)).to_contain_text("Liederkranz: Stand")
    assert dates(server).keys() == known.keys()
    assert sorted(dates(server).values()) != sorted(known.values())

    there.content = EMPTY
    press_next(page.get_by_role("button", name="Jetzt nachsehen: Liederkranz"))
    expect(card).to_contain_text("Plötzlich fehlen 7 von 7 kommenden Terminen.")
    assert len(dates(server)) == 7

    there.content = BEFORE
    press_next(page.get_by_role("button", name="Ändern: Liederkranz"))
    expect(page.get_by_role("heading", name="„Liederkranz“ ändern")).to_be_focused()
    page.get_by_label("Pause: vorerst nicht nachsehen.").check()
    page.get_by_label("Andere Adresse im Netz").fill(address(host, "/neu.ics"))
    press_next(page.get_by_role("button", name="Ansehen, was das ändert"))
    expect(answer).to_contain_text("Pause: ja (bisher nein)")
    press_next(page.get_by_role("button", name="Übernehmen"))
    expect(card).to_contain_text("Pausiert: Hier steht der Stand von")
    assert dates(server) == known


@pytest.mark.parametrize(
    ("typed", "said"),
    [
        ("/nach-innen", "Die Adresse führt in ein inneres Netz. Von dort wird nichts geholt."),
        ("/seite", "Dort ist eine Seite oder ein Bild, kein Kalender."),
        ("/weg", "Der andere Rechner gibt den Kalender nicht heraus (Antwort 404)."),
    ],
    ids=["a redirect to the inside", "a page to sign in on", "gone"],
)
def test_what_is_in_the_way_is_said_and_nothing_is_stored(club, page, typed, said):
    _club, host, _certificate = club
    enter(page, "Verein", address(host, typed))

    expect(page.locator(".answer")).to_contain_text(said)
    expect(page.get_by_role("article", name="Verein")).to_have_count(0)


def test_addresses_that_are_none_are_said_at_once(club, page):
    _club, host, _certificate = club
    enter(page, "Verein", address(host, scheme="http"))
    expect(page.locator(".answer")).to_contain_text("Die Adresse muss mit https:// beginnen.")
    enter(page, "Verein", address(host, name="fremder.example"))
    expect(page.locator(".answer")).to_contain_text("Der andere Rechner weist sich nicht richtig aus (Zertifikat).")
    enter(page, "Verein", f"https://{INSIDE}/kalender.ics")
    expect(page.locator(".answer")).to_contain_text("Die Adresse führt in ein inneres Netz.")
