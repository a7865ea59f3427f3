"""Finds a Chromium and starts it without a screen."""

import os
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from playwright.sync_api import Browser, BrowserContext, Playwright, sync_playwright

from tests.support.absent import absent

SETTING = "TREFFPUNKT_TEST_BROWSER"
ENABLE = f"install Chromium (Debian: `apt-get install chromium`) or set {SETTING} to a program"

# The same engine without the windows of a browser, which nobody sees here: half the work for each page.
_SHELL = "chromium-headless-shell"
_NAMES = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable", "chrome", "microsoft-edge")
_PLACES = (
    "/Applications/Google Chrome.app/Contents/MacOS/Google Chrome",
    "/Applications/Chromium.app/Contents/MacOS/Chromium",
    "C:/Program Files/Google/Chrome/Application/chrome.exe",
)
_QUIET = (
    "--no-sandbox",
    "--disable-gpu",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--disable-quic",
    "--no-first-run",
)


@contextmanager
def launched() -> Iterator[Browser]:
    """Start a browser and stop it at the end; the test is skipped where there is none."""
    with sync_playwright() as playwright:
        program = find_program(playwright, windows=False)
        if program is None:
            absent("Chromium", ENABLE)
        browser = playwright.chromium.launch(executable_path=program, args=_QUIET)
        try:
            yield browser
        finally:
            browser.close()


@contextmanager
def with_profile(folder: Path) -> Iterator[BrowserContext]:
    """Start a browser that keeps in *folder* what it knows, as one on a kiosk's machine does; stop it at the end."""
    with sync_playwright() as playwright:
        program = find_program(playwright, windows=False)
        if program is None:
            absent("Chromium", ENABLE)
        context = playwright.chromium.launch_persistent_context(
            folder, executable_path=program, args=_QUIET, locale="de-DE", viewport={"width": 1080, "height": 1920}
        )
        try:
            yield context
        finally:
            context.close()


def find_program(playwright: Playwright, *, windows: bool = True) -> Path | None:
    """Return the program of a Chromium: the one that is set, an installed one, or Playwright's own.

    Without *windows* rather one that has none.
    """
    if chosen := os.environ.get(SETTING):
        return Path(chosen)
    on_the_path = (shutil.which(name) for name in (_NAMES if windows else (_SHELL, *_NAMES)))
    for candidate in (*filter(None, on_the_path), *_PLACES, playwright.chromium.executable_path):
        if Path(candidate).is_file():
            return Path(candidate)
    return None
