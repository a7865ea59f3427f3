"""The phone pages of the running demo in a real browser: without a script, at 320 px, in the dark."""

import re
from datetime import UTC, datetime, timedelta

import httpx
import pytest
from playwright.sync_api import expect
from sqlmodel import col, select

from models.database import Database
from models.tables import bookings
from tests.support.phone import DRAW_ALL

BUDGET = 60_000  # bytes of a page with everything it loads, on a phone that was never here
HOSTILE = "<img src=x onerror=alert(1)> \"'>& \u202eneppert"
FIRST_VISIT = ["/", "/calendar", "/calendar?feed=group/strickcafe", "/nix"]

# Text against the ground it lies on, the way WCAG computes it; and what is too small for a finger.
WEAK_TEXT = """() => {
  const channel = (value) => (value /= 255) <= 0.04045 ? value / 12.92 : ((value + 0.055) / 1.055) ** 2.4
  const light = ([red, green, blue]) => 0.2126 * channel(red) + 0.7152 * channel(green) + 0.0722 * channel(blue)
  const parts = (color) => color.match(/[\\d.]+/g).map(Number)
  const ground = (element) => {
    for (let at = element; at; at = at.parentElement) {
      const [red, green, blue, alpha = 1] = parts(getComputedStyle(at).backgroundColor)
      if (alpha > 0) return [red, green, blue]
    }
    return [255, 255, 255]
  }
  const weak = []
  const walk = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT)
  while (walk.nextNode()) {
    const element = walk.currentNode.parentElement
    if (!walk.currentNode.data.trim() || element.closest(".trap")) continue
    const [one, other] = [light(parts(getComputedStyle(element).color)), light(ground(element))].sort((a, b) => b - a)
    const ratio = (one + 0.05) / (other + 0.05)
    if (ratio < 7) weak.push(`${ratio.toFixed(1)} ${walk.currentNode.data.trim()}`)
  }
  return weak
}"""
# Links inside a sentence or a heading are text (WCAG 2.5.8); a line of the programme is touched as a whole.
SMALL_CONTROLS = """() => [...document.querySelectorAll("main a, main button, main input, header a, footer a")]
  .filter((one) => one.type !== "hidden" && one.checkVisibility())
  .filter((one) => !one.closest(".trap, h2") && !one.closest("p:not(:has(.button))"))
  .map((one) => [one.textContent.trim(), (one.closest(".lines li") ?? one).getBoundingClientRect().height])
  .filter(([words, height]) => height < 44)"""


@pytest.fixture(scope="module")
def server(start_server):
    return start_server("demo", "--json")


@pytest.fixture(scope="module")
def dates(server):
    """The programme of the next months, as the API tells it."""
    today = datetime.now(UTC).date()
    window = {"from": str(today), "to": str(today + timedelta(days=120))}
    return server.get("/api/v1/meetings", params=window).json()


@pytest.fixture
def free_date(dates):
    """Give the way to a date that takes sign-ups and was not used by another test: `free_date("seats")`."""

    def pick(signup):
        found = next(one for one in dates if one["signup"] == signup and one["open"] and one["free"])
        dates.remove(found)
        return found

    return pick


@pytest.fixture
def phone(new_page, server):
    """A phone with scripts switched off, on the first page."""
    page = new_page(390, 844, java_script_enabled=False, base_url=server.url)
    page.goto("/")
    return page


def fill(server, code, seats):
    """Take *seats* seats as other neighbours do."""
    while seats:
        party = min(8, seats)
        answer = httpx.post(f"{server.url}/api/v1/meetings/{code}/seats", json={"persons": party})
        assert answer.status_code == 201, answer.text
        seats -= party


def left(server, code):
    """Return how many seats are free now."""
    return server.get(f"/api/v1/meetings/{code}").json()["free"]


def test_a_neighbour_takes_two_seats_and_gives_them_back_without_a_script(server, phone, free_date):
    date = free_date("seats")
    phone.goto(f"/m/{date['code']}")
    assert phone.locator("h1").inner_text() == date["title"]
    phone.get_by_role("radio", name="2", exact=True).check()
    phone.get_by_role("button", name="Platz nehmen").click()

    phone.wait_for_url("**/s/*")
    assert phone.locator("h1").inner_text() == "Ihr Platz ist sicher"
    assert re.fullmatch(r"\w+ \w+ \d+", phone.locator(".word").inner_text())
    assert left(server, date["code"]) == date["free"] - 2

    phone.get_by_role("link", name="Ich kann nicht kommen").click()
    assert left(server, date["code"]) == date["free"] - 2
    phone.get_by_role("button", name="Ja, Platz freigeben").click()
    assert phone.locator("h1").inner_text() == "Ihr Platz ist freigegeben. Danke."
    assert left(server, date["code"]) == date["free"]


def test_a_nervous_finger_takes_one_seat(server, phone, free_date):
    date = free_date("seats")
    phone.goto(f"/m/{date['code']}")

    phone.get_by_role("button", name="Platz nehmen").dblclick(no_wait_after=True)

    # The second press ends the first one's journey half-way; only where both arrive matters.
    expect(phone).to_have_url(re.compile("/s/"))
    assert phone.locator("h1").inner_text() == "Ihr Platz ist sicher"
    assert left(server, date["code"]) == date["free"] - 1


def test_the_one_who_comes_last_waits_and_sees_the_place(server, phone, free_date):
    date = free_date("waitlist")
    fill(server, date["code"], date["free"])
    fill(server, date["code"], 3)

    phone.goto(f"/m/{date['code']}")
    assert "Alle Plätze sind vergeben. 3 Personen warten." in phone.locator("form").inner_text()
    phone.get_by_role("button", name="Auf die Warteliste").click()

    phone.wait_for_url("**/s/*")
    assert phone.locator("h1").inner_text() == "Sie stehen auf der Warteliste"
    assert phone.locator(".ticket").inner_text().endswith("Auf der Warteliste\nStelle 2")


def test_a_full_meeting_says_so_and_has_no_form(server, phone, free_date):
    date = free_date("seats")
    fill(server, date["code"], date["free"])

    phone.goto(f"/m/{date['code']}")

    assert phone.locator("form").count() == 0
    assert "Leider sind alle Plätze vergeben." in phone.locator("main").inner_text()


def test_who_is_too_late_reads_why_on_top(server, phone, free_date):
    date = free_date("seats")
    phone.goto(f"/m/{date['code']}")
    phone.get_by_role("radio", name="3", exact=True).check()
    fill(server, date["code"], date["free"] - 2)

    phone.get_by_role("button", name="Platz nehmen").click()

    assert phone.get_by_role("alert").inner_text() == "Es sind nur noch 2 Plätze frei."
    assert phone.locator("[name=persons]:checked").input_value() == "2"


def test_the_whole_way_goes_by_keyboard(phone, free_date):
    date = free_date("seats")
    phone.goto(f"/m/{date['code']}")

    phone.keyboard.press("Tab")
    assert phone.locator(":focus").inner_text() == "Zum Inhalt"
    phone.locator("[name=persons]:checked").focus()
    phone.keyboard.press("ArrowRight")
    for _stop in range(8):  # past what one may add: which dates, an address
        phone.keyboard.press("Tab")
        if phone.locator(":focus").inner_text() == "Platz nehmen":
            break
    phone.keyboard.press("Enter")

    phone.wait_for_url("**/s/*")
    assert "Personen\n2" in phone.locator(".ticket").inner_text()


def test_one_week_leads_to_a_meeting_and_to_the_calendar(phone):
    phone.get_by_role("link", name="Woche danach").click()
    assert "?week=" in phone.url
    line = phone.locator(".lines a").first
    title = line.inner_text()
    line.click()
    assert phone.locator("h1").inner_text() == title

    phone.get_by_role("link", name="Kalender aufs Handy").click()
    phone.get_by_role("link", name="Strick- und Spielecafé").click()

    feed = phone.locator(".copy").inner_text()
    assert httpx.get(feed).headers["content-type"] == "text/calendar; charset=utf-8"
    assert phone.get_by_role("link", name="iPhone, iPad oder Mac").get_attribute("href") == feed.replace(
        "http:", "webcal:"
    )


def test_every_calendar_that_is_offered_can_be_fetched(server, phone):
    phone.goto("/calendar")
    pages = [link.get_attribute("href") for link in phone.locator("main a").all()]
    news = ["/calendar/all.atom", "/calendar/all.json"]
    feeds = [f"/calendar/{page.removeprefix('/calendar?feed=')}.ics" for page in pages if page not in news]

    assert len(feeds) > 20
    assert pages[-2:] == news
    assert {server.get(feed).status_code for feed in feeds + news} == {200}


def test_a_hostile_title_is_shown_as_text(server, new_page, free_date):
    code = free_date("seats")["code"]
    db = Database(server.told()["database"])
    with db.writing() as session:
        session.exec(select(bookings.Booking).where(col(bookings.Booking.code) == code)).one().title = HOSTILE
    db.close()
    page = new_page(390, 844, base_url=server.url)

    page.goto(f"/m/{code}")

    assert (page.locator("h1").text_content(), page.locator("img").count()) == (HOSTILE, 0)
    assert page.title().startswith(HOSTILE)


def look_at(page, path, server):
    """Open *path* and return the bytes of everything that came over the wire, and who was asked."""
    session = page.context.new_cdp_session(page)
    session.send("Network.enable")
    sizes, hosts = [], set()
    session.on("Network.loadingFinished", lambda event: sizes.append(event["encodedDataLength"]))
    page.on("request", lambda request: hosts.add(request.url.split("/")[2]))
    page.goto(path, wait_until="networkidle")
    return sum(sizes), hosts - {server.url.split("/")[2]}


@pytest.mark.parametrize("path", [*FIRST_VISIT, "meeting"])
def test_a_first_visit_costs_little_and_asks_nobody_else(server, new_page, dates, path):
    if path == "meeting":
        path = f"/m/{next(one for one in dates if one['signup'] == 'waitlist')['code']}"
    page = new_page(390, 844, base_url=server.url)

    size, strangers = look_at(page, path, server)

    assert 0 < size <= BUDGET
    assert (strangers, page.context.cookies()) == (set(), [])
    assert page.locator("script:not([type='application/ld+json'])").count() == 0


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_every_page_can_be_read_and_touched_at_320_px(server, new_page, free_date, scheme):
    date = free_date("seats")
    seat = httpx.post(f"{server.url}/api/v1/meetings/{date['code']}/seats", json={"persons": 1}).json()["token"]
    page = new_page(320, 640, base_url=server.url, color_scheme=scheme)

    for path in (*FIRST_VISIT, f"/m/{date['code']}", f"/s/{seat}", f"/s/{seat}/absagen"):
        page.goto(path)
        page.evaluate(DRAW_ALL)
        wide = page.evaluate("document.documentElement.scrollWidth")
        assert (path, wide, page.evaluate(WEAK_TEXT), page.evaluate(SMALL_CONTROLS)) == (path, 320, [], [])
        assert page.locator("html").get_attribute("lang") == "de"
        assert page.locator("h1").count() == 1
