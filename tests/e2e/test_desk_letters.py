"""The desk sees what did not arrive, and sends it once more or puts it away; it never sees to whom."""

from collections.abc import Callable, Iterator

import httpx
import pytest
from playwright.sync_api import Page, expect

from tests.support.desk import at_desk, faults, press_next, status
from tests.support.mailserver import PostOffice, post_office
from tests.support.server import Server, run_command
from tests.support.waiting import until

GROUP_ADDRESS = "gruppen@example.org"
REFUSED = "550 5.1.1 no such user"


@pytest.fixture(scope="module")
def office() -> Iterator[PostOffice]:
    with post_office(refuses={GROUP_ADDRESS: REFUSED}) as office:
        yield office


@pytest.fixture(scope="module")
def server(start_server: Callable[..., Server], office: PostOffice) -> Server:
    environment = {"TREFFPUNKT_MAIL_URL": office.url, "TREFFPUNKT_MAILBOX": "raum@example.org"}
    return start_server("demo", "--json", environment=environment)


def book(server: Server, title: str, clock: str) -> None:
    """Let the group of the demo book, which is told by letter."""
    told = server.told()
    wish = {"room": "stueble", "title": title, "start": f"2026-12-02T{clock}:00+01:00"}
    wish["end"] = wish["start"].replace(":00:00", ":30:00")
    key = {"Authorization": f"Bearer {told['group_key']}"}
    answer = httpx.post(f"{server.url}/api/v1/bookings", json=wish, headers=key)
    assert answer.status_code == 201, answer.text


def rows(page: Page, kind: str) -> list[str]:
    table = page.locator(f"table[aria-labelledby=letters-{kind}] tbody tr")
    return [" ".join(text.split()) for text in table.all_inner_texts()]


def test_what_did_not_arrive_is_sent_once_more_or_put_away(server, office, new_page):
    for title, clock in (("Erstes Treffen", "20:00"), ("Zweites Treffen", "21:00")):
        book(server, title, clock)
    home = at_desk(new_page(1280, 800), server.told(), "/desk")
    notice = home.get_by_role("link", name="2 Briefe kamen nicht an: ansehen")
    expect(notice).to_be_visible()
    notice.click()
    page = home
    expect(page.get_by_role("heading", name="Nicht angekommen")).to_be_visible()
    first, second = rows(page, "dead")
    assert first.startswith("Ihr Termin ist zugesagt Mi 25.11., ")
    assert "nicht angekommen Die Adresse nimmt keine Post an (550). 1 Versuch" in second
    assert "@" not in page.inner_text("body")
    assert faults(page) == []

    # Once more, while the address is still refused: the desk reads it again
    page.get_by_role("button", name="Noch einmal: Ihr Termin ist zugesagt").first.click()
    expect(status(page)).to_have_text("1 Brief geht noch einmal los.")
    expect(page.locator("table[aria-labelledby=letters-dead]").get_by_text("2 Versuche")).to_be_visible()

    # One is put away, the other arrives once the address is right
    press_next(page.get_by_role("button", name="Weglegen: Ihr Termin ist zugesagt").first)
    page.get_by_role("dialog").get_by_role("button", name="Weglegen").click()
    expect(status(page)).to_have_text("1 Brief weggelegt.")
    office.refuses.clear()
    press_next(page.get_by_role("button", name="Noch einmal: Ihr Termin ist zugesagt"))
    until(lambda: office.letters, what="the letter")
    assert office.receivers() == [GROUP_ADDRESS]
    expect(page.get_by_text("Kein Brief wartet, keiner blieb liegen.")).to_be_visible()


def test_the_check_tells_whether_the_mail_server_takes_letters(server, office, tmp_path):
    with post_office(logs_in=True) as strict:
        environment = {"TREFFPUNKT_DATA": str(tmp_path)}
        run_command("init", "--name", "Haus", "--admin", "manager", environment=environment)
        good = run_command("check", environment={**environment, "TREFFPUNKT_MAIL_URL": office.url})
        wrong = strict.url.replace("smtp://", "smtp://haus:falsch@")
        with pytest.raises(AssertionError) as told:
            run_command("check", environment={**environment, "TREFFPUNKT_MAIL_URL": wrong})
        none = run_command("check", environment=environment)

    assert f"Post über localhost:{office.port}\n" in good
    assert f"Post über localhost:{strict.port}: Der Mailserver nimmt die Anmeldung nicht an (535)." in str(told.value)
    assert "falsch" not in str(told.value)
    assert "Post: keine eingerichtet, Briefe warten" in none
