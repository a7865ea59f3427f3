"""The desk, and the sheets that leave its press."""

from collections.abc import Iterator
from datetime import timedelta

from camera import GROUP, THURSDAY, opened
from playwright.sync_api import Browser, Page, expect

from tests.support.desk import connected
from tests.support.fixtures_web import DEMO_DAY
from tests.support.kiosk import SIZES, Kiosk

A4, A4_LYING, A5 = (661, 935), (935, 661), (466, 661)  # as large as a preview
SHEETS = (
    ("week-de", "kind=week", *A4),
    ("week-ar", "kind=week&lang=ar", *A4),
    ("week-de-uk", "kind=week&lang=de&second=uk", *A4),
    ("slips", "kind=slip&lang=de&second=tr", *A4),
    ("door", "kind=door&room=stueble", *A4),
    ("letter-de", "kind=letter", *A5),
    ("letter-ar", "kind=letter&lang=ar", *A5),
    ("day", "kind=day", *A4_LYING),
)
# Pages of which nothing has to be pressed to see what they are for.
JUST_OPENED = {
    "desk-month": "desk?month=2026-12",
    "desk-hours": "desk/hours",
    "desk-rules": "desk/rules",
    "desk-notices": "desk/notices",
    "desk-report": "desk/report",
    "desk-privacy": "desk/privacy",
    "desk-audit": "desk/audit",
    "desk-people": "desk/people",
    "desk-account": "desk/account",
}


def desk_screens(browser: Browser, demo: dict[str, str]) -> Iterator[tuple[str, Page]]:
    """Log in at the desk of a house with one kiosk and look at each of its pages."""
    Kiosk(opened(browser, *SIZES["portrait"]), demo["kiosk"])
    page = opened(browser, 1280, 1400)
    page.goto(demo["desk"])
    yield "desk-login", page
    page.get_by_label("Name der Anmeldung").fill(demo["desk_user"])
    page.get_by_label("Passwort").fill(demo["desk_password"])
    page.get_by_role("button", name="Anmelden").click()
    expect(page.get_by_role("heading", name="Woche")).to_be_visible()
    yield "desk-home", page
    page.goto(f"{demo['url']}/desk/groups")
    expect(page.get_by_role("button", name="Neue PIN").first).to_be_visible()
    yield "desk-groups", page
    yield from desk_books(page, demo["url"])
    page.goto(f"{demo['url']}/desk/kiosks")
    expect(page.get_by_role("button", name="Vor Ort öffnen").first).to_be_visible()
    yield "desk-kiosks", page
    page.goto(f"{demo['url']}/desk/meetings")
    expect(page.get_by_role("heading", name="Treffen", level=1)).to_be_visible()
    yield "desk-meetings", page
    page.goto(f"{demo['url']}/desk/closures")
    expect(page.get_by_role("button", name="Doch öffnen").first).to_be_visible()
    yield "desk-closures", page
    page.goto(f"{demo['url']}/desk/rounds")
    expect(page.get_by_role("link", name="Sommerhalbjahr")).to_be_visible()
    yield "desk-rounds", page
    page.get_by_role("link", name="Sommerhalbjahr").click()
    connected(page)
    page.get_by_role("button", name="Vorschlag machen").click()
    expect(page.get_by_role("heading", name="Die Woche nach diesem Vorschlag")).to_be_visible()
    yield "desk-round", page
    for name, address in JUST_OPENED.items():
        page.goto(f"{demo['url']}/{address}")
        connected(page)
        expect(page.get_by_role("heading", level=1)).to_be_visible()
        yield name, page
    yield from paper_screens(page, demo["url"])
    page.context.close()


def paper_screens(page: Page, url: str) -> Iterator[tuple[str, Page]]:
    """Look at the page for printing, then at a sheet of each kind as it leaves the press."""
    page.goto(f"{url}/desk/print")
    expect(page.locator(".sheets img").first).to_be_visible(timeout=60_000)
    yield "desk-print", page
    for name, query, width, height in SHEETS:
        page.set_viewport_size({"width": width, "height": height})
        page.goto(f"{url}/desk/print/page/1.png?{query}")
        yield f"paper-{name}", page


def desk_books(page: Page, url: str) -> Iterator[tuple[str, Page]]:
    """Enter a series with a clash, then look at a booking and at its series."""
    page.goto(f"{url}/desk/book")
    connected(page)
    page.get_by_label("Gruppe").select_option(GROUP)
    page.get_by_label("Titel", exact=True).fill("Spieleabend")
    page.get_by_label("Tag", exact=True).fill((DEMO_DAY + timedelta(days=6)).date().isoformat())
    page.get_by_label("Von").fill("19:00")
    page.get_by_label("Bis", exact=True).fill("20:30")
    page.get_by_label("Wie oft").select_option("weekly")
    page.get_by_label("Bis zum Tag (freiwillig)").fill((DEMO_DAY + timedelta(days=60)).date().isoformat())
    page.get_by_role("button", name="Eintragen").click()
    expect(page.locator(".answer h2")).to_be_visible()
    yield "desk-book-series", page
    page.goto(f"{url}/desk?week={THURSDAY + timedelta(days=7)}")
    page.get_by_role("link", name="Ändern: Strick- und Spielecafé").click()
    expect(page.get_by_role("button", name="Verlegen", exact=True)).to_be_visible()
    yield "desk-booking", page
    page.get_by_role("link", name="Zur ganzen Terminreihe").click()
    expect(page.get_by_role("heading", name="Kommende Termine")).to_be_visible()
    yield "desk-series", page
    page.goto(f"{url}/desk")
    page.get_by_role("link", name="Ansehen: VHS-Kurs: Yoga").click()
    expect(page.get_by_role("button", name="Zusagen")).to_be_visible()
    yield "desk-series-wish", page
