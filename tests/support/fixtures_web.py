"""Fixtures for tests that start the program or look at it with a real browser."""

import re
from collections.abc import Callable, Iterator
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Browser, BrowserContext, ConsoleMessage, Error, Page, expect

from tests.support.browsers import launched
from tests.support.server import Server

_SCRIPT_ERROR = re.compile(r"(Type|Reference|Range|Syntax)Error\b")
_PATIENCE = 15_000  # milliseconds: how long a busy machine may take to show what is waited for
DEMO_DAY = datetime(2026, 11, 25, 9, 0, tzinfo=UTC)


@pytest.fixture(scope="module")
def start_server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Callable[..., Server]]:
    """Give the way to start the program: `start_server("demo", "--json")`; all are stopped at the end.

    Without TREFFPUNKT_DATA in *environment* the data lie in a temporary folder. Unless *now* says
    otherwise, a demo runs on the Wednesday of its anchor week: its season has an end and a break.
    """
    started: list[Server] = []

    def start(
        *command: str,
        environment: dict[str, str] | None = None,
        port: int | None = None,
        now: datetime | None = None,
        as_people_do: bool = False,
    ) -> Server:
        folder: Path = tmp_path_factory.mktemp("data")
        settings = {"TREFFPUNKT_DATA": str(folder), **(environment or {})}
        demo_day = DEMO_DAY if "demo" in command else None
        server = Server(*command, environment=settings, port=port, now=now or demo_day, as_people_do=as_people_do)
        started.append(server)
        return server.start()

    yield start
    for server in reversed(started):
        server.__exit__()


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    """Give a Chromium without a screen."""
    expect.set_options(timeout=_PATIENCE)
    with launched() as program:
        yield program


@pytest.fixture
def new_page(browser: Browser) -> Iterator[Callable[..., Page]]:
    """Give the way to open a page as a person of its own, with own cookies: `new_page(width=390, height=844)`.

    Further options go to Playwright's `new_context`. A script error on any page fails the test, also one that the
    framework catches and only writes down.
    """
    contexts: list[BrowserContext] = []
    errors: list[Error | str] = []

    def remember(error: Error) -> None:
        errors.append(error)

    def read(message: ConsoleMessage) -> None:
        if message.type == "error" and _SCRIPT_ERROR.match(message.text):
            errors.append(message.text)

    def open_page(width: int = 1080, height: int = 1920, **options: Any) -> Page:
        look = {"locale": "de-DE", "timezone_id": "Europe/Berlin", "viewport": {"width": width, "height": height}}
        context = browser.new_context(**{**look, **options})
        context.set_default_timeout(_PATIENCE)
        contexts.append(context)
        page = context.new_page()
        page.on("pageerror", remember)
        page.on("console", read)
        return page

    yield open_page
    for context in contexts:
        context.close()
    assert not errors, errors
