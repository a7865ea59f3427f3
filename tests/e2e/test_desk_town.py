"""The town's own log-in in a real browser, with a real provider: joined, used, invited by it, loosened, given up."""

from collections.abc import Callable, Iterator
from datetime import UTC, datetime

import pytest
from playwright.sync_api import Page, expect

from booking import staffing
from models.database import Database
from models.staff import Role
from tests.support.desk import at_desk, connected, faults, status
from tests.support.server import Server
from tests.support.townhost import real_provider
from tests.support.views import broken_rules_now

NewPage = Callable[..., Page]
BUTTON = "Mit dem Zugang der Stadt anmelden"


@pytest.fixture(scope="module")
def server(start_server: Callable[..., Server]) -> Iterator[Server]:
    with real_provider({"sub": "4711"}, {"sub": "4712"}) as issuer:
        settings = {"TREFFPUNKT_OIDC_ISSUER": issuer, "TREFFPUNKT_OIDC_CLIENT_ID": "treffpunkt"}
        settings["TREFFPUNKT_OIDC_CLIENT_SECRET"] = "streng-geheim"
        # The provider's clock is right, so the house's must be.
        yield start_server("demo", "--json", environment=settings, now=datetime.now(UTC))


def at_provider(page: Page, number: str) -> None:
    """Show the provider who one is."""
    page.get_by_placeholder("sub").fill(number)
    page.get_by_role("button", name="Authorize").click()


def account(page: Page, server: Server) -> None:
    page.wait_for_url(f"{server.url}/desk/account")
    connected(page)


def test_it_is_joined_lets_in_and_is_loosened(server: Server, new_page: NewPage) -> None:
    page = at_desk(new_page(width=1280, height=900), server.told(), "/desk/account")
    assert (faults(page), broken_rules_now(page)) == ([], [])
    page.get_by_role("button", name="Mit dem Zugang der Stadt verbinden").click()
    at_provider(page, "4711")
    account(page, server)
    expect(page.locator(".by-town")).to_contain_text("Er ist verbunden")
    assert (faults(page), broken_rules_now(page)) == ([], [])
    page.get_by_role("button", name="Abmelden").click()

    expect(page.get_by_role("button", name=BUTTON)).to_be_visible()
    assert broken_rules_now(page) == []
    page.get_by_role("button", name=BUTTON).click()
    at_provider(page, "4711")
    page.wait_for_url(f"{server.url}/desk")

    page.goto(f"{server.url}/desk/account")
    connected(page)
    expect(page.locator(".account li").first).to_contain_text("dieses Gerät, mit dem Zugang der Stadt angemeldet")
    page.goto(f"{server.url}/desk/settings")
    expect(page.locator("table.set")).to_contain_text("TREFFPUNKT_OIDC_ISSUER")
    expect(page.locator("table.set")).not_to_contain_text("streng-geheim")
    page.goto(f"{server.url}/desk/account")
    connected(page)
    page.get_by_role("button", name="Verbindung lösen").click()
    page.get_by_role("dialog").get_by_role("button", name="Lösen", exact=True).click()
    expect(status(page)).to_contain_text("nicht mehr verbunden")


def test_whom_the_desk_does_not_know_and_who_says_no_are_told_what_to_do(server: Server, new_page: NewPage) -> None:
    page = new_page(width=390, height=844)
    page.goto(f"{server.url}/desk/login")
    page.get_by_role("button", name=BUTTON).click()
    at_provider(page, "4799")
    expect(page.get_by_role("alert")).to_contain_text("hier noch nicht verbunden")
    expect(page.get_by_label("Passwort")).to_be_visible()
    assert broken_rules_now(page) == []

    page.get_by_role("button", name=BUTTON).click()
    page.get_by_role("button", name="Deny").click()
    expect(page.get_by_role("alert")).to_contain_text("abgebrochen")


def test_who_was_invited_comes_by_the_town_without_a_passphrase(server: Server, new_page: NewPage) -> None:
    db = Database(server.told()["database"])
    with db.writing() as session:
        link = staffing.invite(session, "hausmeister", Role.CARETAKER, who="desk:manager", now=datetime.now(UTC))
    db.close()
    page = new_page(width=390, height=844, java_script_enabled=False)
    page.goto(f"{server.url}/desk/login/invited/{link}")
    page.get_by_role("button", name=BUTTON).click()
    at_provider(page, "4712")
    page.wait_for_url(f"{server.url}/desk")

    page = new_page(width=390, height=844)
    page.goto(f"{server.url}/desk/login/invited/{link}")
    expect(page.get_by_role("alert")).to_contain_text("nur einmal")
