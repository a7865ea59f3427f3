"""Pages for phones and letters, as they are read without a script."""

import tempfile
from collections.abc import Iterator
from pathlib import Path

from camera import GROUP, NARROW, opened
from playwright.sync_api import Browser, Page

from tests.support import phone_views
from tests.support.fixtures_web import DEMO_DAY
from tests.support.kiosk import SIZES

LETTERS = (
    *("booking-confirmed", "booking-offered", "booking-moved", "booking-cancelled", "booking-question"),
    *("booking-displaced", "seat-offered", "seat-reminder"),
)


def phone_screens(browser: Browser, demo: dict[str, str]) -> Iterator[tuple[str, Page]]:
    """Take a seat on a phone without scripts."""
    page = opened(browser, *SIZES["phone"], java_script_enabled=False)
    page.goto(demo["url"])
    yield "phone-programme", page
    page.get_by_role("link", name="Gemeinsamer Mittagstisch").first.click()
    yield "phone-meeting", page
    page.get_by_label("2", exact=True).check()
    page.get_by_role("button", name="Platz nehmen").click()
    yield "phone-seat", page
    page.get_by_role("link", name="Was ist über mich gespeichert?").click()
    yield "phone-stored", page
    page.goto(f"{demo['url']}/calendar")
    yield "phone-calendar", page
    page.goto(f"{demo['url']}/book?lang=uk")
    yield "phone-room-ukrainian", page
    page.goto(f"{demo['url']}/q/holdergraben?lang=ar")
    yield "phone-quarter-arabic", page
    page.context.close()


def group_phone_screens(browser: Browser, demo: dict[str, str]) -> Iterator[tuple[str, Page]]:
    """Look at the pages of a group on its phone, some of them in Arabic by night on a narrow one."""
    pages = phone_views.group_pages(demo["url"], demo["database"], DEMO_DAY, GROUP)
    page = opened(browser, *SIZES["phone"], java_script_enabled=False)
    for name, path in pages.items():
        page.goto(demo["url"] + path)
        yield f"phone-group-{name}", page
    page.context.close()
    page = opened(browser, *NARROW, color_scheme="dark")
    for name in ("dates", "book-day", "date-leaving"):
        page.goto(f"{demo['url']}{pages[name]}?lang=ar")
        yield f"phone-group-{name}-arabic", page
    page.context.close()


def letter_screens(browser: Browser) -> Iterator[tuple[str, Page]]:
    """Read letters on a phone: the usual ones in German, one of them in Arabic by night on a narrow one."""
    page = opened(browser, *SIZES["phone"])
    with tempfile.TemporaryDirectory() as folder:
        for kind, html in phone_views.letter_pages(Path(folder)):
            if kind in LETTERS:
                page.set_content(html)
                yield f"letter-{kind}", page
    page.context.close()
    page = opened(browser, *NARROW, color_scheme="dark")
    with tempfile.TemporaryDirectory() as folder:
        page.set_content(dict(phone_views.letter_pages(Path(folder), "ar"))["seat-offered"])
        yield "letter-seat-offered-arabic", page
    page.context.close()
