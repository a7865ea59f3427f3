"""From the desk to an office of the town and back by its link: with a real mail server, at the office no JavaScript."""

import re
from collections.abc import Callable, Iterator
from email.message import EmailMessage
from typing import Any

import pytest
from playwright.sync_api import Page, expect
from sqlmodel import col, select

from models.bookings import Booking, State
from models.database import Database
from tests.e2e.test_desk_byletter import asks, body, faults_of, looked_at_by_a_scanner, parsed
from tests.support.desk import at_desk, faults, status
from tests.support.mailserver import PostOffice, post_office
from tests.support.server import Server
from tests.support.views import broken_rules_now
from tests.support.waiting import until

NewPage = Callable[..., Page]
ADDRESS = "bauhof@example.org"
PHONE: dict[str, Any] = {"width": 390, "height": 844, "java_script_enabled": False}


@pytest.fixture(scope="module")
def office() -> Iterator[PostOffice]:
    with post_office() as office:
        yield office


@pytest.fixture(scope="module")
def server(start_server: Callable[..., Server], office: PostOffice) -> Server:
    return start_server("demo", "--json", environment={"TREFFPUNKT_MAIL_URL": office.url})


def newest_wish(server: Server) -> str:
    db = Database(server.told()["database"])
    with db.reading() as session:
        look = select(Booking.uid).where(Booking.state == State.REQUESTED, Booking.title == "Werkstatt")
        uid = session.exec(look.order_by(col(Booking.id).desc())).first()
    db.close()
    assert uid is not None
    return uid


def link_in_the_letter(office: PostOffice) -> str:
    """Wait for the office's letter and return where its button leads; both versions of it lead there."""

    def to_office() -> list[EmailMessage]:
        return [parsed(text) for receiver, text in list(office.letters) if receiver == ADDRESS]

    until(lambda: bool(to_office()), what="the office's letter")
    (letter,) = to_office()
    (link,) = dict.fromkeys(re.findall(r"http://\S+/o/[\w-]+", body(letter, "plain")))
    assert link in body(letter, "html")
    return str(link)


def test_an_office_answers_from_its_mail_without_scripts_and_the_open_desk_reads_it(
    server: Server, office: PostOffice, new_page: NewPage
) -> None:
    desk = at_desk(new_page(width=1280, height=800), server.told(), "/desk")
    asks(server)
    desk.goto(re.sub(r"/desk.*", f"/desk/bookings/{newest_wish(server)}", desk.url))
    desk.get_by_text("Ein Amt fragen …").click()
    desk.get_by_label("Amt", exact=True).fill("Bauhof")
    desk.get_by_label("E-Mail-Adresse des Amts").fill("bauhof@")
    desk.get_by_label("Frage an das Amt").fill("Ist die Zufahrt frei?\nWann geht es?")
    assert (broken_rules_now(desk), faults(desk)) == ([], [])
    desk.get_by_role("button", name="Frage an das Amt schicken").click()
    expect(desk.locator("form .problem").filter(has_text="E-Mail-Adresse")).to_be_visible()
    desk.get_by_label("E-Mail-Adresse des Amts").fill(ADDRESS)
    desk.wait_for_timeout(1100)  # the same form sooner is a double click
    desk.get_by_role("button", name="Frage an das Amt schicken").click()
    expect(status(desk)).to_contain_text("Die Frage ist unterwegs.")
    expect(desk.locator(".offices")).to_contain_text("noch keine Antwort")

    link = link_in_the_letter(office)
    looked_at_by_a_scanner(link)
    phone = new_page(**PHONE)
    phone.goto(link)
    assert faults_of(new_page, link) == []
    phone.get_by_label("Ihre Antwort").fill("Ja, ab acht Uhr.")
    phone.get_by_role("button", name="Antwort schicken").click()
    expect(phone.get_by_role("status")).to_contain_text("Danke!")
    assert faults_of(new_page, link) == []

    # Nobody touched the desk's page meanwhile.
    expect(desk.locator(".offices")).to_contain_text(re.compile(r"Bauhof hat am .+ geantwortet:"))
    expect(desk.locator(".offices")).to_contain_text("Ja, ab acht Uhr.")
    assert (broken_rules_now(desk), faults(desk)) == ([], [])
    desk.get_by_role("button", name="Antwort abschließen: Bauhof").click()
    expect(status(desk)).to_contain_text("Abgeschlossen.")
    phone.get_by_label("Ihre Antwort").fill("Doch nicht.")
    phone.get_by_role("button", name="Geänderte Antwort schicken").click()
    expect(phone.get_by_role("alert")).to_contain_text("Dieser Link gilt nicht mehr.")
    expect(desk.locator(".offices")).to_contain_text("Ja, ab acht Uhr.")
    assert phone.locator("form").count() == 0
