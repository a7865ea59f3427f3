"""From the phone to the mailbox and back by the link in the letter: the whole house, with a real mail server."""

import re
from collections.abc import Callable, Iterator
from email import policy
from email.message import EmailMessage
from email.parser import BytesParser
from typing import Any

import httpx
import pytest
from playwright.sync_api import Page, expect

from tests.e2e.test_phone_group import given_at_desk
from tests.e2e.test_phone_offers import neighbours, programme, tap
from tests.support.desk import at_desk
from tests.support.mailserver import PostOffice, post_office
from tests.support.server import Server
from tests.support.waiting import until

NewPage = Callable[..., Page]
SECOND, THIRD, GROUP = "zweite@example.org", "dritte@example.org", "runde@example.org"
PHONE: dict[str, Any] = {"width": 390, "height": 844, "java_script_enabled": False}
__all__ = ["programme"]  # a fixture


@pytest.fixture(scope="module")
def office() -> Iterator[PostOffice]:
    with post_office() as office:
        yield office


@pytest.fixture(scope="module")
def server(start_server: Callable[..., Server], office: PostOffice) -> Server:
    environment = {"TREFFPUNKT_MAIL_URL": office.url, "TREFFPUNKT_MAILBOX": "raum@example.org"}
    return start_server("demo", "--json", environment=environment)


def told(office: PostOffice) -> list[tuple[str, str]]:
    """Return to whom what was told, in order."""
    return [(receiver, str(parsed(text)["Subject"]).partition(" · ")[0]) for receiver, text in list(office.letters)]


def parsed(text: bytes) -> EmailMessage:
    mail = BytesParser(policy=policy.default).parsebytes(text)
    assert isinstance(mail, EmailMessage)
    return mail


def arrived(office: PostOffice, number: int) -> EmailMessage:
    """Wait for the *number*-th letter and return it."""
    until(lambda: len(office.letters) >= number, what=f"letter {number}")
    return parsed(office.letters[number - 1][1])


def link_of(mail: EmailMessage) -> str:
    """Return where the button of a letter leads; both versions of it lead there."""
    bodies = (mail.get_body((kind,)) for kind in ("plain", "html"))
    plain, html = (str(body.get_content()) for body in bodies if body)
    (link,) = dict.fromkeys(re.findall(r"http://\S+/(?:s|g)/[\w/-]+", plain))
    assert link in html
    return str(link)


def looked_at_by_a_scanner(link: str) -> None:
    """Open a link as mail scanners and messengers do: more than once, before anybody reads the letter."""
    assert [httpx.get(link).status_code, httpx.head(link).status_code, httpx.get(link).status_code] == [200] * 3


def wait_in_line(page: Page, code: str, address: str) -> None:
    page.goto(f"/m/{code}")
    tap(page, "2", "Nachricht per E-Mail bekommen")
    page.get_by_label("E-Mail-Adresse (freiwillig)").fill(address)
    page.get_by_role("button", name="Auf die Warteliste").click()
    assert page.locator("h1").inner_text() == "Sie stehen auf der Warteliste"


def test_a_place_given_back_goes_by_letter_to_who_waits_longest_and_then_to_the_next(
    server: Server, office: PostOffice, new_page: NewPage, programme: list[dict[str, Any]]
) -> None:
    date = next(one for one in programme if one["signup"] == "waitlist" and (one["free"] or 0) > 8)
    first, second, third = (new_page(**PHONE, base_url=server.url) for _phone in range(3))
    first.goto(f"/m/{date['code']}")
    tap(first, "2", "Platz nehmen")
    neighbours(server, date["code"], date["free"] - 2)
    wait_in_line(second, date["code"], SECOND)
    wait_in_line(third, date["code"], THIRD)
    arrived(office, 2)

    tap(first, "Ich kann nicht kommen", "Ja, Platz freigeben")
    offer = link_of(arrived(office, 3))
    looked_at_by_a_scanner(offer)
    reader = new_page(**PHONE, base_url=server.url)
    reader.goto(offer)
    assert reader.locator("h1").inner_text() == "Ein Platz ist für Sie frei"
    assert tap(reader, "Nein, danke") == 1

    next_offer = link_of(arrived(office, 5))
    looked_at_by_a_scanner(next_offer)
    reader.goto(next_offer)
    assert tap(reader, "Ja, ich nehme den Platz") == 1
    assert reader.locator("h1").inner_text() == "Ihr Platz ist sicher"
    sure = arrived(office, 6)
    reader.goto(link_of(sure))
    assert reader.locator("h1").inner_text() == "Ihr Platz ist sicher"

    assert told(office)[:2] == [(SECOND, "Sie stehen auf der Warteliste"), (THIRD, "Sie stehen auf der Warteliste")]
    assert sorted(told(office)[2:5]) == [
        (THIRD, "Ein Platz ist für Sie frei"),
        (SECOND, "Ein Platz ist für Sie frei"),
        (SECOND, "Sie haben den Platz nicht angenommen"),
    ]
    assert told(office)[5:] == [(THIRD, "Sie haben einen Platz")]
    assert "method=REQUEST" in sure.as_string().replace('"', "")
    reader.goto(offer)  # no second yes by the old letter
    assert reader.locator("h1").inner_text() == "Sie haben den Platz nicht angenommen"


def test_a_group_signs_in_by_the_letter_once_and_nobody_else_gets_one(
    server: Server, office: PostOffice, new_page: NewPage
) -> None:
    mine = new_page(**PHONE, base_url=server.url)
    mine.goto(given_at_desk(at_desk(new_page(1280, 900), server.told(), "/desk/groups/strickcafe")))
    tap(mine, "Wer handelt für die Gruppe?")
    mine.locator(".lines a").first.click()
    mine.get_by_label("E-Mail (freiwillig)").fill(GROUP)
    tap(mine, "Merken")
    before = len(office.letters)

    other = new_page(**PHONE, base_url=server.url)
    for address in ("fremd@example.org", GROUP):
        other.goto("/g")
        other.get_by_role("textbox").fill(address)
        other.locator("main form button").click()
        expect(other.locator("main")).to_contain_text("Kennt das Haus diese Adresse, kommt gleich eine E-Mail.")
    link = link_of(arrived(office, before + 1))
    looked_at_by_a_scanner(link)
    other.goto(link)
    tap(other, "Anmelden")

    assert re.fullmatch(rf"{server.url}/g/[\w-]+", other.url)
    assert other.url != mine.url
    expect(other.locator("main")).to_contain_text("Raum buchen")
    late = new_page(**PHONE, base_url=server.url)
    answer = late.goto(link)
    assert answer is not None
    assert answer.status == 404
    assert told(office)[before:] == [(GROUP, "Ihr Zugang zur Seite Ihrer Gruppe")]
