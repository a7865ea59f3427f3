"""From the phone to the mailbox of the desk and back by its link: with a real mail server, and without JavaScript."""

import re
from collections.abc import Callable, Iterator
from dataclasses import replace
from datetime import timedelta
from email import policy
from email.message import EmailMessage
from email.parser import BytesParser
from typing import Any

import httpx
import pytest
from playwright.sync_api import Page, expect
from sqlmodel import select

from booking import lifecycle
from booking.occupancy import house_facts
from booking.refusals import Refused
from booking.wishes import Wish
from models.community import Group, Trust
from models.database import Database
from tests.e2e.test_desk_account import clock_of
from tests.support.cast import BERLIN, at
from tests.support.desk import at_desk, faults, status
from tests.support.mailserver import PostOffice, post_office
from tests.support.server import Server
from tests.support.views import broken_rules_now
from tests.support.waiting import until

NewPage = Callable[..., Page]
ADDRESS = "leitung@example.org"
PHONE: dict[str, Any] = {"width": 390, "height": 844, "java_script_enabled": False}


@pytest.fixture(scope="module")
def office() -> Iterator[PostOffice]:
    with post_office() as office:
        yield office


@pytest.fixture(scope="module")
def server(start_server: Callable[..., Server], office: PostOffice) -> Server:
    return start_server("demo", "--json", environment={"TREFFPUNKT_MAIL_URL": office.url})


def parsed(text: bytes) -> EmailMessage:
    letter = BytesParser(policy=policy.default).parsebytes(text)
    assert isinstance(letter, EmailMessage)
    return letter


def to_desk(office: PostOffice) -> list[EmailMessage]:
    return [parsed(text) for receiver, text in list(office.letters) if receiver == ADDRESS]


def arrived(office: PostOffice, number: int) -> EmailMessage:
    """Wait for the *number*-th letter to the desk and return it."""
    until(lambda: len(to_desk(office)) >= number, what=f"letter {number}")
    return to_desk(office)[number - 1]


def body(letter: EmailMessage, kind: str) -> str:
    part = letter.get_body((kind,))
    assert part is not None
    return str(part.get_content())


def link_of(letter: EmailMessage) -> str:
    """Return where the button of a letter leads; both versions of it lead there."""
    (link,) = dict.fromkeys(re.findall(r"http://\S+/(?:d|desk/login/address)/[\w-]+", body(letter, "plain")))
    assert link in body(letter, "html")
    return str(link)


def looked_at_by_a_scanner(link: str) -> None:
    assert [httpx.get(link).status_code, httpx.head(link).status_code, httpx.get(link).status_code] == [200] * 3


def asks(server: Server) -> None:
    """Let a group that is new in the house ask for the Stüble at some time that is free in nine days."""
    db = Database(server.told()["database"])
    day = clock_of(server).astimezone(BERLIN).date() + timedelta(days=9)
    with db.writing() as session:
        group = session.exec(select(Group).where(Group.slug == server.told()["group"])).one()
        group.trust = Trust.NEW
        session.flush()
        house = house_facts(session)
        about: dict[str, Any] = {"who": f"group:{group.slug}", "now": clock_of(server)}
        start = at(day, "09:00")
        wish = Wish(
            room="stueble", start=start, end=start + timedelta(hours=1), title="Werkstatt", group_slug=group.slug
        )
        try:
            lifecycle.request_booking(session, house, wish, **about)
        except Refused as refused:
            free = refused.alternatives[0].span
            lifecycle.request_booking(session, house, replace(wish, start=free.start, end=free.end), **about)
    db.close()


def faults_of(new_page: NewPage, link: str) -> list[str]:
    """Return what is wrong with the look of a page on a phone and on a screen, with everything on it opened."""
    found = []
    for size in ({"width": 390, "height": 844}, {"width": 1280, "height": 800}):
        page = new_page(**size)  # with scripts: they measure
        page.goto(link)
        for more in page.locator("summary").all():
            more.click()
        found += [*broken_rules_now(page), *faults(page)]
    return found


def asked(server: Server, office: PostOffice) -> EmailMessage:
    """Let a wish wait; return the letter that tells the desk."""
    before = len(to_desk(office))
    asks(server)
    return arrived(office, before + 1)


def test_an_address_gets_letters_once_its_link_was_opened(
    server: Server, office: PostOffice, new_page: NewPage
) -> None:
    desk = at_desk(new_page(width=1280, height=800), server.told(), "/desk/account")
    expect(desk.get_by_role("heading", name="Briefe an Sie")).to_be_visible()
    desk.get_by_label("E-Mail-Adresse für Briefe").fill("leitung@")
    desk.get_by_role("button", name="Link schicken").click()
    expect(desk.locator(".own-letters [role=alert]")).not_to_be_empty()
    desk.get_by_label("E-Mail-Adresse für Briefe").fill(ADDRESS)
    desk.wait_for_timeout(1100)
    desk.get_by_role("button", name="Link schicken").click()
    expect(status(desk)).to_contain_text(ADDRESS)
    expect(desk.locator(".own-letters .check.open")).to_contain_text("Erst dann kommen Briefe dort an")
    assert broken_rules_now(desk) == []

    phone = new_page(**PHONE)
    link = link_of(arrived(office, 1))
    looked_at_by_a_scanner(link)
    phone.goto(link)
    expect(phone.locator("main")).to_contain_text("l…@example.org")
    phone.get_by_role("button", name="Ja, hierher").click()
    expect(phone.get_by_role("status")).to_contain_text("Danke!")
    expect(desk.locator(".own-letters .check.good")).to_contain_text(ADDRESS)
    assert (broken_rules_now(desk), faults(desk)) == ([], [])


def test_a_wish_is_granted_from_the_mail_without_a_login_and_without_scripts(
    server: Server, office: PostOffice, new_page: NewPage
) -> None:
    phone = new_page(**PHONE)
    letter = asked(server, office)
    link = link_of(letter)
    looked_at_by_a_scanner(link)
    phone.set_content(body(letter, "html"))
    phone.goto(link)
    assert faults_of(new_page, link) == []
    wide = new_page(width=1280, height=800, java_script_enabled=False)
    wide.goto(link)
    wide.get_by_text("Absagen …").click()
    wide.get_by_text("Rückfrage …").click()
    phone.get_by_role("button", name="Zusagen").click()
    expect(phone.locator(".message").first).to_have_text("Zugesagt. Danke!")
    assert faults_of(new_page, link) == []

    # The page that still stands open elsewhere is told kindly.
    wide.get_by_label("Private Feier").check()
    wide.get_by_role("button", name="Absagen", exact=True).click()
    expect(wide.locator(".message").first).to_contain_text("Diese Anfrage ist schon entschieden: zugesagt.")
    assert wide.locator("form").count() == 0


def test_it_is_refused_by_keyboard_with_a_reason_that_is_asked_for(
    server: Server, office: PostOffice, new_page: NewPage
) -> None:
    phone = new_page(**PHONE)
    phone.goto(link_of(asked(server, office)))
    phone.get_by_text("Absagen …").focus()
    phone.keyboard.press("Enter")
    phone.get_by_label("Anderer Grund").check()
    phone.get_by_role("button", name="Absagen", exact=True).click()
    expect(phone.get_by_role("alert")).to_be_visible()
    phone.get_by_label("Ein Satz dazu").fill("Da ist Ferienbetreuung")
    phone.get_by_role("button", name="Absagen", exact=True).click()
    expect(phone.locator(".message").first).to_have_text("Abgesagt. Danke!")
