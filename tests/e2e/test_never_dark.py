"""The kiosk in bad times: the server is killed, the network goes, the day changes. Something to read always stays."""

import re
import time
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from playwright.sync_api import Page, expect

from tests.support.browsers import with_profile
from tests.support.fixtures_web import DEMO_DAY
from tests.support.kiosk import Kiosk
from tests.support.server import Server
from tests.support.wire import Wire

BACK_SECONDS = 30  # UX §12 G3
PAUSE = "Die Verbindung wird wiederhergestellt."
NOTHING_OF_OTHERS = re.compile(
    r"Verbindung verloren|Connection|reconnect|ERR_|reached|Bad Gateway|Internal|exist|Server error|module"
)
EVENING = datetime(2026, 11, 25, 21, 20, tzinfo=UTC)
QUIET_HOUR = EVENING + timedelta(hours=7)
NIGHTS = {
    "midnight": (datetime(2026, 11, 25, 22, 59, 57, tzinfo=UTC), "^00:0[0-9]$", "Donnerstag, 26. November"),
    "into summer time": (datetime(2027, 3, 28, 0, 59, 57, tzinfo=UTC), "^03:0[0-9]$", "Sonntag, 28. März"),
    "out of summer time": (datetime(2027, 10, 31, 0, 59, 57, tzinfo=UTC), "^02:0[0-9]$", "Sonntag, 31. Oktober"),
}


_KEPT_BY_ITSELF = "() => performance.getEntriesByType('resource').some(({ name }) => name.endsWith('/kiosk/snapshot'))"


class House:
    """A demo whose server dies and comes back with the same house, behind a line of ours."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self.server = Server("demo", "--json", "--data", str(folder), now=DEMO_DAY).start()
        self.told = self.server.told()
        self.wire = Wire(self.server.port)

    @property
    def address(self) -> str:
        """Where a browser becomes a kiosk of the house."""
        return str(self.told["kiosk"]).replace(self.told["url"], self.wire.url)

    def kill(self) -> None:
        """End the server as a power cut does."""
        self.server.kill()

    def again(self) -> None:
        """Start it again."""
        places = {"TREFFPUNKT_DATA": str(self._folder), "TREFFPUNKT_DATABASE": self.told["database"]}
        later = [moment for moment, _clock, _day in NIGHTS.values()]
        self.server = Server(
            "serve", environment=places, port=self.server.port, now=DEMO_DAY, then=[*later, EVENING, QUIET_HOUR]
        ).start()


@pytest.fixture(scope="module")
def house(tmp_path_factory) -> Iterator[House]:
    place = House(tmp_path_factory.mktemp("house") / "data")
    with place.wire:
        yield place
    place.server.stop()


@pytest.fixture(autouse=True)
def mended(house) -> Iterator[None]:
    """Leave a whole line to the next test."""
    yield
    house.wire.mend()


@pytest.fixture
def kiosk(new_page, house) -> Kiosk:
    """A kiosk that keeps the programme already."""
    return keeping(Kiosk(new_page(), house.address))


def keeping(kiosk: Kiosk) -> Kiosk:
    """Wait until *kiosk* and its worker have a programme."""
    kiosk.page.wait_for_function(_KEPT_BY_ITSELF)
    kiosk.page.wait_for_function("() => caches.match('/kiosk/snapshot').then(Boolean)")
    kiosk.page.wait_for_function("() => navigator.serviceWorker.controller")
    return kiosk


def calm(page: Page) -> None:
    """Nothing is read on *page* but our own words."""
    assert page.url.startswith("http://127.0.0.1")
    assert NOTHING_OF_OTHERS.search(page.locator("body").inner_text()) is None


def paused(page: Page) -> None:
    """Wait until *page* says that it waits, and since when what it shows is true."""
    expect(page.get_by_text(PAUSE)).to_be_visible()
    expect(page.locator("#stand")).to_have_text(re.compile("^Stand 10:[0-5][0-9]$"))
    expect(page.locator(".window .shop-clock")).to_be_visible()
    calm(page)


def kept(page: Page) -> None:
    """Wait until *page* shows the kept programme and no way to book."""
    expect(page.get_by_text("Buchen geht gerade nicht.")).to_be_visible()
    expect(page.locator("[data-stand]")).to_have_text(re.compile("10:[0-5][0-9]$"))
    expect(
        page.get_by_role("button", name="Heute, ").or_(page.locator("[data-show][aria-pressed=true]"))
    ).to_be_visible()
    calm(page)


def visit_number(page: Page) -> str:
    number: str = page.evaluate("window.clientId")
    return number


class Back:
    """Looks how long it takes from the end of a cause until the kiosk lives."""

    def __init__(self) -> None:
        self._since = time.monotonic()

    def on(self, page: Page, screen: str = "home") -> None:
        """Wait until *page* shows *screen*, alive."""
        page.wait_for_function("() => window.kioskLine?.isConnected()", timeout=1000 * BACK_SECONDS)
        expect(page.locator(f'[data-screen="{screen}"]')).to_be_visible()
        expect(page.get_by_text(PAUSE)).to_be_hidden()
        expect(page.locator("#offline")).to_be_hidden()
        assert time.monotonic() - self._since < BACK_SECONDS
        calm(page)


def test_a_short_cut_keeps_the_visit_and_drops_what_is_tapped(kiosk, house):
    page = kiosk.tap("programme", then="programme").page
    number, chosen = visit_number(page), page.locator("[data-tap=see-day][aria-pressed=true]")
    elsewhere = page.locator("[data-tap=see-day]").nth(3).bounding_box()

    house.wire.cut()
    page.mouse.click(elsewhere["x"] + 30, elsewhere["y"] + 30)
    paused(page)
    page.mouse.click(elsewhere["x"] + 30, elsewhere["y"] + 30)
    page.keyboard.press("Enter")
    house.wire.mend()
    Back().on(page, "programme")

    assert visit_number(page) == number
    expect(chosen).to_have_attribute("data-value", "2026-11-25")
    kiosk.tap("home", then="home")


def test_whoever_works_by_keys_goes_on_where_they_were_after_a_pause(kiosk, house):
    """What cannot be used loses the focus by itself (HTML, inert)."""
    kiosk.reach("calendar")

    house.wire.cut()
    paused(kiosk.page)
    house.wire.mend()

    Back().on(kiosk.page)
    expect(kiosk.control("calendar")).to_be_focused()


def test_a_night_without_network_passes_on_the_screen(kiosk, house):
    page = kiosk.page

    house.wire.cut()
    paused(page)
    kiosk.wait_seconds(20)
    kept(page)
    page.get_by_role("button", name="Wer hilft?").click()
    expect(page.locator(".kept-house")).to_contain_text("030 23125-101")
    expect(page.get_by_text("Notruf")).to_be_visible()
    kiosk.wait_seconds(15 * 3600)
    expect(page.locator(".kept .shop-date")).to_have_text("Donnerstag, 26. November")
    page.get_by_role("button", name="Programm").click()
    expect(page.locator("[data-show][aria-pressed=true]")).to_have_text(re.compile("Heute.*26.11."))
    expect(page.locator("[data-stand]")).to_have_text(re.compile("^Mi 25.11., 10:[0-5][0-9]$"))
    calm(page)
    house.wire.mend()

    Back().on(page)


def test_whoever_reads_another_language_large_reads_on_so_without_the_server(kiosk, house):
    page = kiosk.tap("languages", then="language").tap("speak", "tr", then="home").tap("large").page
    heading = page.locator("#kept-heading > :visible")

    house.wire.cut()
    expect(page.locator("#stand")).to_have_text(re.compile("^Durum 10:[0-5][0-9]$"))
    kiosk.wait_seconds(20)
    expect(heading).to_have_text("Neler var?")
    expect(page.locator("html")).to_have_class(re.compile("large"))
    page.locator("[data-end]").click()
    expect(heading).to_have_text("Was ist los?")
    expect(page.locator("html")).not_to_have_class(re.compile("large"))
    house.wire.mend()
    Back().on(page)

    expect(page.locator("html")).to_have_attribute("lang", "tr")
    expect(page.locator("html")).to_have_class(re.compile("large"))


def test_a_tap_into_a_dead_line_is_answered_in_words_and_counts_once(kiosk, house):
    page = kiosk.page

    house.wire.block()
    kiosk.control("programme").click()
    paused(page)
    house.wire.mend()

    Back().on(page, "programme")


def test_a_page_that_nobody_answers_is_the_last_programme(kiosk, house):
    page = kiosk.page

    house.wire.block()
    page.reload(wait_until="commit")
    kept(page)
    house.wire.mend()

    Back().on(page)


def test_a_killed_server_is_missed_by_nobody_for_long(kiosk, new_page, house):
    plain = Kiosk(new_page(service_workers="block"), house.address)
    plain.page.wait_for_function(_KEPT_BY_ITSELF)
    number = visit_number(kiosk.tap("calendar", then="calendar").page)

    house.kill()
    for one in (kiosk, plain):
        paused(one.page)
        one.wait_seconds(20)
        kept(one.page)
    house.again()
    back = Back()
    for one in (kiosk, plain):
        back.on(one.page)

    assert visit_number(kiosk.page) != number


def test_a_machine_that_starts_without_the_server_shows_the_last_programme(house, tmp_path):
    with with_profile(tmp_path / "profile") as machine:
        keeping(Kiosk(machine.pages[0], house.address))
    house.wire.cut()

    with with_profile(tmp_path / "profile") as machine:
        page = machine.pages[0]
        page.goto(f"{house.wire.url}/kiosk")
        kept(page)
        expect(page.locator("[data-kept-clock]")).to_have_text(re.compile("^10:[0-5][0-9]$"))
        house.wire.mend()
        Back().on(page)


def test_the_kept_programme_moves_on_by_itself_until_it_ends(new_page, house):
    page = new_page()
    page.route("**/kiosk/ping", lambda route: route.abort())
    page.clock.install(time=DEMO_DAY)
    page.goto(f"{house.wire.url}/kiosk/snapshot")
    running = page.locator("[data-now] [data-title]")

    page.clock.run_for(1000)
    expect(running).to_have_text("Elterncafé")
    page.clock.fast_forward(timedelta(hours=1, minutes=30).seconds * 1000)
    page.clock.run_for(1000)
    expect(page.locator("[data-now]")).to_be_hidden()
    expect(page.locator("[data-of]:visible li:visible").first).to_contain_text("Strick- und Spielecafé")
    page.clock.fast_forward(20 * 86_400_000)
    page.clock.run_for(1000)

    expect(page.get_by_text("Dieses Programm ist abgelaufen.")).to_be_visible()
    expect(page.get_by_text("Hier steht kein Treffen mehr.")).to_be_visible()
    calm(page)


def test_an_open_page_goes_through_the_night(house, new_page):
    if house.server.command[-3:-2] != ["serve"]:
        house.kill()
        house.again()
    kiosk = Kiosk(new_page(), house.address)
    for _moment, clock, day in NIGHTS.values():
        house.server.jump()
        kiosk.page.reload()
        kiosk.on("home").tap("programme", then="programme")
        expect(kiosk.page.locator(".shop-clock")).to_have_text(re.compile(clock))
        expect(kiosk.page.locator(".shop-date")).to_have_text(day)
        expect(kiosk.page.locator(".lead")).to_have_text(day)
        calm(kiosk.page)


def test_in_a_quiet_hour_an_idle_page_is_loaded_afresh(house, new_page):
    house.server.jump()
    kiosk = Kiosk(new_page(), house.address)
    number = visit_number(kiosk.page)

    house.server.jump()
    kiosk.wait_seconds(7 * 3600)

    another = "before => window.clientId && window.clientId !== before"
    kiosk.page.wait_for_function(another, arg=number, timeout=1000 * BACK_SECONDS)
    kiosk.on("home")


# Reset

_OPEN_OLD = """number => new Promise((done) => {
  const query = { client_id: number, implicit_handshake: true, document_id: "x", tab_id: "x", next_message_id: 0 };
  const how = { path: "/_nicegui_ws/socket.io", query, transports: ["websocket"], forceNew: true };
  const socket = io(location.origin, how);
  socket.on("connect_error", (error) => { socket.disconnect(); done(error.message); });
  socket.on("connect", () => done("it is still there"));
})"""
_LEFT = """async () => JSON.stringify([
  document.documentElement.outerHTML, { ...localStorage },
  Object.keys(sessionStorage).filter((key) => !key.startsWith("__nicegui_tab")),
  await indexedDB.databases(), history.state,
  await Promise.all((await caches.keys()).map(async (name) => {
    const cache = await caches.open(name);
    return Promise.all((await cache.keys()).map(async ({ url }) => [url, await (await cache.match(url)).text()]));
  })),
])"""


def test_after_a_visit_nothing_of_it_is_left_in_the_browser_or_the_server(kiosk, house):
    page, group = kiosk.page, house.told["group"]
    device = [cookie["name"] for cookie in page.context.cookies()]
    kiosk.tap("book", then="day")
    kiosk.use(page.locator("[data-tap=take-day]").nth(3))
    kiosk.on("time").tap("take-time", then="sign")
    kiosk.find_group(group).tap("take-group", group, then="pin").type_pin("918273", then="pin")
    number = visit_number(page)

    kiosk.wait_seconds(61)
    expect(page.get_by_role("alertdialog")).to_be_visible()
    kiosk.wait_seconds(31)
    page.wait_for_function("before => window.clientId && window.clientId !== before", arg=number)
    kiosk.on("home")

    assert page.evaluate(_OPEN_OLD, number) == "Implicit handshake failed"
    left = page.evaluate(_LEFT)
    assert "918273" not in left
    assert number not in left
    assert [cookie["name"] for cookie in page.context.cookies()] == device
    page.go_back()
    kiosk.on("home")
    assert "918273" not in page.evaluate(_LEFT)
