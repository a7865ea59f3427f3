"""Passkeys in a real browser with a virtual authenticator: made, shown, removed; copies and other pages refused."""

from collections.abc import Callable
from itertools import count
from typing import Any

import pytest
from playwright.sync_api import CDPSession, Locator, Page, expect

from booking import onetime
from tests.e2e.test_desk_account import clock_of
from tests.support.desk import at_desk, connected, faults, log_in, status
from tests.support.server import Server
from tests.support.views import broken_rules_now

NewPage = Callable[..., Page]
_NUMBERS = count(1)  # no two devices have the same name
BY_PASSKEY = "Mit Passkey anmelden"
# What a thief would send again.
_KEEP_WHAT_IS_SENT = """() => {
    const send = HTMLFormElement.prototype.submit;
    HTMLFormElement.prototype.submit = function () {
        sessionStorage.sent = this.elements.credential.value;
        send.call(this);
    };
}"""


@pytest.fixture(scope="module")
def server(start_server: Callable[..., Server]) -> Server:
    return start_server("demo", "--json")


@pytest.fixture
def told(server: Server) -> dict[str, Any]:
    """What the demo said, under the name of this machine: browsers give no passkeys to numbers."""
    return {**server.told(), "desk": f"http://localhost:{server.port}/desk"}


class Device:
    """The browser's virtual authenticator."""

    def __init__(self, page: Page) -> None:
        self.line: CDPSession = page.context.new_cdp_session(page)
        self.line.send("WebAuthn.enable")
        options = {
            "protocol": "ctap2",
            "transport": "internal",
            "hasResidentKey": True,
            "hasUserVerification": True,
            "isUserVerified": True,
            "automaticPresenceSimulation": True,
        }
        self.id = self.line.send("WebAuthn.addVirtualAuthenticator", {"options": options})["authenticatorId"]

    def keys(self) -> list[dict[str, Any]]:
        found: list[dict[str, Any]] = self.line.send("WebAuthn.getCredentials", {"authenticatorId": self.id})[
            "credentials"
        ]
        return found

    def put_back(self, key: dict[str, Any]) -> None:
        """Replace everything by *key*, as a copy that was made earlier."""
        self.line.send("WebAuthn.clearCredentials", {"authenticatorId": self.id})
        self.line.send("WebAuthn.addCredential", {"authenticatorId": self.id, "credential": key})

    def knows(self, known: bool) -> None:
        """Say whether its user shows a finger that it knows."""
        self.line.send("WebAuthn.setUserVerified", {"authenticatorId": self.id, "isUserVerified": known})


def open_account(page: Page, told: dict[str, Any]) -> Page:
    return at_desk(page, told, "/desk/account")


def add(page: Page, told: dict[str, Any]) -> str:
    """Make a passkey and return what the device is called."""
    name = f"Handy {next(_NUMBERS)}"
    page.get_by_role("button", name="Passkey hinzufügen").click()
    page.get_by_label("Name des Geräts").fill(name)
    page.get_by_label("Ihr Passwort").fill(told["desk_password"])
    page.get_by_role("button", name="Weiter").click()
    page.get_by_role("button", name="Jetzt am Gerät bestätigen").click()
    expect(status(page)).to_contain_text(f"Hinzugefügt: {name}.")
    expect(passkey(page, name)).to_have_count(1)
    return name


def passkey(page: Page, name: str) -> Locator:
    return page.locator(".passkeys li").filter(has_text=name)


def log_out(page: Page) -> None:
    page.get_by_role("button", name="Abmelden").click()
    page.wait_for_url("**/desk/login")


def remove(page: Page, name: str) -> None:
    page.get_by_role("button", name=f"Entfernen: {name}").click()
    page.get_by_role("dialog").get_by_role("button", name="Entfernen").click()
    expect(status(page)).to_contain_text(f"Entfernt: {name}.")
    expect(passkey(page, name)).to_have_count(0)


@pytest.mark.parametrize("width", [1280, 390])
def test_a_passkey_is_made_logs_in_without_a_name_and_is_removed(
    told: dict[str, Any], new_page: NewPage, width: int
) -> None:
    page = open_account(new_page(width=width, height=844), told)
    Device(page)
    assert broken_rules_now(page) == []
    page.get_by_role("button", name="Passkey hinzufügen").click()
    expect(page.get_by_label("Name des Geräts")).to_have_value("Chrome unter Linux")
    page.get_by_label("Ihr Passwort").fill("falsch, ganz falsch")
    page.get_by_role("button", name="Weiter").click()
    expect(page.get_by_role("dialog").get_by_role("alert")).to_have_text("Das bisherige Passwort stimmt nicht.")
    assert (faults(page), broken_rules_now(page)) == ([], [])
    page.get_by_role("button", name="Zurück").click()

    name = add(page, told)
    assert (faults(page), broken_rules_now(page)) == ([], [])
    log_out(page)
    expect(page.get_by_role("button", name=BY_PASSKEY)).to_be_visible()
    assert broken_rules_now(page) == []
    page.get_by_role("button", name=BY_PASSKEY).click()
    page.wait_for_url(told["desk"])

    page.goto(f"{told['desk']}/account")
    connected(page)
    expect(page.locator(".account li").first).to_contain_text("dieses Gerät, mit Passkey angemeldet seit")
    expect(passkey(page, name)).to_contain_text("zuletzt genutzt")
    remove(page, name)
    log_out(page)
    page.get_by_role("button", name=BY_PASSKEY).click()
    expect(page.get_by_role("alert").filter(visible=True)).to_contain_text("Dieser Passkey passt hier nicht.")


def test_a_device_that_nobody_shows_anything_lets_nobody_in(told: dict[str, Any], new_page: NewPage) -> None:
    page = open_account(new_page(width=1280, height=844), told)
    device = Device(page)
    name = add(page, told)
    log_out(page)

    device.knows(False)
    page.get_by_role("button", name=BY_PASSKEY).click()
    expect(page.get_by_role("alert").filter(visible=True)).to_contain_text("Das Gerät hat nichts bestätigt.")
    assert broken_rules_now(page) == []
    log_in(page, told)
    page.wait_for_url(told["desk"])
    page.goto(f"{told['desk']}/account")
    connected(page)
    remove(page, name)


def test_a_copy_is_refused_and_what_was_sent_counts_once(told: dict[str, Any], new_page: NewPage) -> None:
    page = open_account(new_page(width=1280, height=844), told)
    device = Device(page)
    name = add(page, told)
    (copy,) = device.keys()
    log_out(page)
    page.evaluate(_KEEP_WHAT_IS_SENT)
    page.get_by_role("button", name=BY_PASSKEY).click()
    page.wait_for_url(told["desk"])

    sent = page.evaluate("sessionStorage.sent")
    again = page.request.post(f"{told['desk']}/login/passkey", form={"credential": sent}, max_redirects=0)
    assert again.status == 401
    assert "Das hat zu lange gedauert." in again.text()

    page.goto(f"{told['desk']}/account")
    log_out(page)
    device.put_back({**copy, "signCount": 0})
    page.get_by_role("button", name=BY_PASSKEY).click()
    expect(page.get_by_role("alert").filter(visible=True)).to_contain_text("Dieser Passkey passt hier nicht.")
    log_in(page, told)
    page.wait_for_url(told["desk"])
    page.goto(f"{told['desk']}/audit")
    expect(page.get_by_text("Passkey abgewiesen: jemand hat eine Kopie davon").first).to_be_visible()
    page.goto(f"{told['desk']}/account")
    connected(page)
    remove(page, name)


def test_where_browsers_give_no_passkeys_the_page_says_so(server: Server, new_page: NewPage) -> None:
    page = new_page(width=390, height=844)
    page.goto(f"{server.url}/desk/login")  # a number, no name
    expect(page.get_by_role("button", name=BY_PASSKEY)).to_have_count(0)
    expect(page.get_by_text("Mit Passkey geht es nur, wenn diese Seite über https geöffnet ist.")).to_be_visible()
    assert broken_rules_now(page) == []

    plain = new_page(width=390, height=844, java_script_enabled=False)
    plain.goto(f"http://localhost:{server.port}/desk/login")
    expect(plain.get_by_role("button", name=BY_PASSKEY)).to_be_hidden()
    log_in(plain, {**server.told(), "desk": f"http://localhost:{server.port}/desk"})
    plain.wait_for_url(f"http://localhost:{server.port}/desk")


def test_it_is_shown_instead_of_the_code(server: Server, told: dict[str, Any], new_page: NewPage) -> None:
    page = open_account(new_page(width=1280, height=844), told)
    device = Device(page)
    add(page, told)
    page.get_by_role("button", name="Einrichten").click()
    key = page.locator(".second-step .typed-key").inner_text().replace(" ", "")
    page.get_by_label("Code, den die App jetzt zeigt").fill(onetime.code(key, onetime.step_at(clock_of(server))))
    page.get_by_role("button", name="Fertig").click()
    page.get_by_role("button", name="Ich habe sie aufgehoben").click()
    log_out(page)

    log_in(page, told)
    page.wait_for_url("**/desk/login/code")
    expect(page.get_by_label("Code")).to_be_visible()
    assert broken_rules_now(page) == []
    page.get_by_role("button", name=BY_PASSKEY).click()
    page.wait_for_url(told["desk"])
    assert device.keys()[0]["signCount"] >= 2
