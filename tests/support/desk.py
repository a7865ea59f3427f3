"""Somebody at the desk: logs in, waits until presses count, reads what came of them, measures what it looks like."""

import re
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from playwright.sync_api import Locator, Page

_RULER = Path(__file__).with_name("desk_ruler.js")


def log_in(page: Page, told: Mapping[str, Any], password: str | None = None, name: str | None = None) -> None:
    """Log in; *told* is what `treffpunkt demo --json` said."""
    if not page.url.startswith(f"{told['desk']}/login"):
        page.goto(told["desk"])
    page.get_by_label("Name der Anmeldung").fill(name or told["desk_user"])
    page.get_by_label("Passwort").fill(password or told["desk_password"])
    page.get_by_role("button", name="Anmelden", exact=True).click()


def connected(page: Page) -> None:
    """Wait until presses reach the server."""
    page.wait_for_function("window.socket?.connected && window.did_handshake")


def come_in(page: Page, told: Mapping[str, Any]) -> Page:
    """Log in as the form does, without drawing it and the page behind it; the form has tests of its own."""
    form = {"login": told["desk_user"], "password": told["desk_password"]}
    answer = page.request.post(f"{told['desk']}/login", form=form, max_redirects=0)
    assert answer.status == 303, answer.text()
    return page


def at_desk(page: Page, told: Mapping[str, Any], path: str) -> Page:
    """Log in and open the page *path* of the desk."""
    come_in(page, told).goto(told["desk"].removesuffix("/desk") + path)
    connected(page)
    return page


def go_to(page: Page, name: str) -> None:
    """Press the link *name* in the bar of the desk, and unfold the group that it stands in, if it is in one."""
    link = page.locator("a").filter(has_text=re.compile(f"^{name}$"))
    fold = page.locator(".desk-head details").filter(has=link)
    if fold.count():
        fold.locator("summary").click()
    page.locator(".desk-head").locator(link).click()


def status(page: Page) -> Locator:
    """Return the line that says what came of the last act."""
    return page.locator("[role=status].status")


# A dialog comes in growing, and begins to some frames after it is there.
AT_REST = """() => {
  const lasts = ({ effect }) => effect.getComputedTiming().iterations !== Infinity;
  return !document.querySelector('[class*="-enter-"], [class*="-leave-"]') && !document.getAnimations().some(lasts);
}"""


def faults(page: Page) -> list[str]:
    """Return what is wrong with the look of the page as it is now: too small, cut off, too pale, without a name …"""
    page.wait_for_function(AT_REST)
    found: list[str] = page.evaluate(_RULER.read_text(encoding="utf-8"))
    return found


def press_next(control: Locator) -> None:
    """Press after another press of the same list: what comes within 0.4 s counts as its echo, see desk_lists.js."""
    control.page.wait_for_timeout(450)
    control.click()
