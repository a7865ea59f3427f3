"""Every page of the desk, measured in a real browser at three sizes; the demo is on Wednesday, 25 November 2026."""

from collections.abc import Callable

import httpx
import pytest
from playwright.sync_api import Page, expect

from tests.support.desk import at_desk, connected, faults, log_in
from tests.support.server import Server
from tests.support.views import broken_rules_now

SIZES = {"wide": (1920, 1080), "laptop": (1280, 800), "telephone": (390, 844)}
LONG = "Donaudampfschifffahrtsgesellschaftskapitänsmützenabzeichenträgertreffen im Hause"
PAGES = {
    "requests and week": "/desk",
    "another week": "/desk?week=2026-12-02",
    "month": "/desk?month=2026-12",
    "entry": "/desk/book",
    "promised": "/desk/bookings/{promised}",
    "waiting": "/desk/bookings/{waiting}",
    "no booking": "/desk/bookings/nowhere",
    "series": "/desk/series/{series}",
    "waiting series": "/desk/series/{waiting_series}",
    "no series": "/desk/series/nowhere",
    "closures": "/desk/closures",
    "hours": "/desk/hours",
    "rules": "/desk/rules",
    "notices": "/desk/notices",
    "groups": "/desk/groups",
    "group": "/desk/groups/strickcafe",
    "rounds": "/desk/rounds",
    "round": "/desk/rounds/{round}",
    "no round": "/desk/rounds/nowhere",
    "kiosks": "/desk/kiosks",
    "waits": "/desk/waits",
    "meetings": "/desk/meetings",
    "door list": "/desk/meetings/{meeting}",
    "no meeting": "/desk/meetings/nowhere",
    "letters": "/desk/letters",
    "calendars": "/desk/calendars",
    "export": "/desk/export",
    "print": "/desk/print",
    "report": "/desk/report",
    "privacy": "/desk/privacy",
    "journal": "/desk/audit",
    "settings": "/desk/settings",
    "subscribers": "/desk/subscribers",
    "account": "/desk/account",
    "people": "/desk/people",
}

# Before anybody is logged in; the code and the first passphrase have tests of their own (test_desk_account.py).
ALONE = {"login": "/desk/login", "invitation that is over": "/desk/login/invited/nothing", "code": "/desk/login/code"}


@pytest.fixture(scope="module")
def server(start_server: Callable[..., Server]) -> Server:
    return start_server("demo", "--json")


@pytest.fixture(scope="module")
def house(server: Server) -> dict[str, str]:
    """What there is to look at, by its word in PAGES: with the longest title, with a hundred dates, with a clash."""
    key = {"Authorization": f"Bearer {server.told()['group_key']}"}

    def book(title: str, start: str, end: str, **more: str) -> str:
        wish = {"room": "stueble", "title": title, "start": f"{start}:00+01:00", "end": f"{end}:00+01:00", **more}
        answer = httpx.post(f"{server.url}/api/v1/bookings", json=wish, headers=key)
        assert answer.status_code == 201, answer.text
        return str(answer.json()["uid"])

    rounds = server.get("/api/v1/rounds").json()
    coming = server.get("/api/v1/meetings", params={"from": "2026-11-26T00:00:00Z", "to": "2026-12-01T00:00:00Z"})
    return {
        "promised": book(LONG, "2026-12-02T20:00", "2026-12-02T21:00"),
        "waiting": book(LONG, "2026-12-04T20:00", "2026-12-04T20:30", usage="course"),
        "series": book(
            "Dreimal die Woche", "2026-12-05T19:00", "2026-12-05T19:30", rrule="FREQ=WEEKLY;BYDAY=FR,SA,SU;COUNT=100"
        ),
        "waiting_series": book(
            LONG, "2026-12-06T16:00", "2026-12-06T17:00", rrule="FREQ=WEEKLY;COUNT=5", usage="course"
        ),
        "meeting": next(one["code"] for one in coming.json() if one["capacity"]),
        "round": next(one["uid"] for one in rounds if one["name"] == "Sommerhalbjahr"),
    }


def in_all_sizes(page: Page, name: str) -> dict[str, list[str]]:
    """Return what is wrong with the page as it is now, in each size that has a fault.

    Nothing of the desk asks how wide a page is when it is loaded: its styles alone do.
    """
    found = {}
    for size, (width, height) in SIZES.items():
        page.set_viewport_size({"width": width, "height": height})
        page.evaluate(
            "() => new Promise((done) => requestAnimationFrame(() => requestAnimationFrame(() => done(true))))"
        )
        assert page.evaluate("[innerWidth, innerHeight]") == [width, height]
        found[f"{name}, {size}"] = faults(page)
    return {where: wrong for where, wrong in found.items() if wrong}


def test_all_pages_are_large_enough_and_nothing_sticks_out(
    server: Server, house: dict[str, str], new_page: Callable[..., Page]
) -> None:
    page = new_page(width=1280, height=800)
    page.goto(f"{server.url}/desk/login")
    found = in_all_sizes(page, "login")
    log_in(page, server.told())
    page.wait_for_url(f"{server.url}/desk")

    for name, path in PAGES.items():
        page.goto(server.url + path.format(**house))
        connected(page)
        expect(page.get_by_role("heading", level=1)).to_be_visible()
        found |= in_all_sizes(page, name)

    assert found == {}


@pytest.mark.slow
@pytest.mark.parametrize("size", ["wide", "telephone"])
def test_no_page_breaks_a_rule_of_wcag(
    server: Server, house: dict[str, str], new_page: Callable[..., Page], size: str
) -> None:
    page = new_page(*SIZES[size])
    found = {}
    for name, path in ALONE.items():
        page.goto(server.url + path)
        found[name] = broken_rules_now(page)
    log_in(page, server.told())
    page.wait_for_url(f"{server.url}/desk")

    for name, path in PAGES.items():
        page.goto(server.url + path.format(**house))
        connected(page)
        expect(page.get_by_role("heading", level=1)).to_be_visible()
        found[name] = broken_rules_now(page)

    assert {name: wrong for name, wrong in found.items() if wrong} == {}


@pytest.mark.parametrize("size", SIZES)
def test_what_a_refusal_and_a_plan_show_fits_too(
    server: Server, house: dict[str, str], new_page: Callable[..., Page], size: str
) -> None:
    width, height = SIZES[size]
    page = at_desk(new_page(width=width, height=height), server.told(), "/desk/book")
    found = {}

    def answered(name: str, words: str) -> None:
        expect(page.locator(".answer:not(:empty)")).to_contain_text(words)
        found[name] = faults(page)

    page.get_by_label("Gruppe").select_option("strickcafe")
    page.get_by_label("Titel", exact=True).fill("Basteln")
    page.get_by_label("Von").fill("14:30")
    page.get_by_label("Bis", exact=True).fill("16:00")
    page.get_by_role("button", name="Eintragen").click()
    answered("taken", "Diesen Termin ansehen")
    page.get_by_label("Wie oft").select_option("weekly")
    page.get_by_label("Bis zum Tag").fill("2027-03-01")
    page.get_by_role("button", name="Eintragen").click()
    answered("plan", "Was soll mit diesen Terminen geschehen?")

    page.goto(f"{server.url}/desk/series/{house['series']}")
    connected(page)
    page.get_by_text("weitere Termine").click()
    page.get_by_label("Welche Termine").select_option("following")
    page.get_by_label("Neue Zeit: von").fill("18:00")
    page.get_by_role("button", name="Zeigen, was sich ändert").click()
    answered("change", "100 Termine:")
    page.get_by_text("Termine finden statt").click()
    found["every date"] = faults(page)

    page.goto(f"{server.url}/desk/bookings/{house['promised']}")
    connected(page)
    page.get_by_text("Die Stadt braucht den Raum").click()
    page.get_by_role("button", name="Absagen und anderen Termin anbieten").click()
    answered("displaced", "Bitte nennen Sie einen Grund.")

    page.goto(f"{server.url}/desk?week=2026-12-02")
    connected(page)
    page.get_by_role("button", name="Einzelheiten: Donau").first.click()
    expect(page.get_by_role("dialog")).to_be_visible()
    found["dialog"] = faults(page)

    assert {name: wrong for name, wrong in found.items() if wrong} == {}


def test_of_a_long_series_the_first_dates_are_in_sight(
    server: Server, house: dict[str, str], new_page: Callable[..., Page]
) -> None:
    page = at_desk(new_page(width=1280, height=800), server.told(), f"/desk/series/{house['series']}")

    expect(page.locator(".date-row:visible")).to_have_count(60)
    expect(page.get_by_role("heading", name="Dezember 2026")).to_be_visible()
    page.get_by_text("40 weitere Termine").click()
    expect(page.locator(".date-row:visible")).to_have_count(100)


@pytest.mark.parametrize(("path", "marked"), [
    ("/desk", "Anfragen und Woche"), ("/desk/bookings/{promised}", "Anfragen und Woche"),
    ("/desk/series/{series}", "Anfragen und Woche"), ("/desk/book", "Eintragen"),
    ("/desk/rounds/{round}", "Belegungsrunden"),
])  # fmt: skip
def test_the_navigation_and_the_title_say_where_one_is(
    server: Server, house: dict[str, str], new_page: Callable[..., Page], path: str, marked: str
) -> None:
    page = at_desk(new_page(width=1280, height=800), server.told(), path.format(**house))

    expect(page.locator(".desk-head nav [aria-current]")).to_have_text(marked)
    heading = page.get_by_role("heading", level=1).inner_text()
    alone = {"/desk": "Büro – Treffpunkt", "/desk/book": "Eintragen – Büro – Treffpunkt"}
    assert page.title() == alone.get(path, f"{heading} – Büro – Treffpunkt")
