"""A group at the kiosk in a real browser: its dates, coming and going, what the desk sees of it; taps are counted."""

from collections.abc import Iterator
from datetime import UTC, datetime

import pytest
from playwright.sync_api import Page, expect
from sqlmodel import select

from booking import cards, clock
from models.bookings import Booking
from models.database import Database
from tests.support.desk import at_desk, status
from tests.support.kept import kept_on
from tests.support.kiosk import Kiosk
from tests.support.server import Server

# Wednesday in Herrenberg: the Strickcafé is on from 14:30 to 16:30 and sets up from 14:15.
BEFORE, AFTER = datetime(2026, 11, 25, 13, 10, tzinfo=UTC), datetime(2026, 11, 25, 15, 32, tzinfo=UTC)
NAME = "Strick- und Spielecafé"


class Counted(Kiosk):
    """A kiosk that counts what a finger does; a card is none."""

    def __init__(self, page: Page, address: str) -> None:
        self.taps = 0
        super().__init__(page, address)

    def use(self, control) -> None:
        self.taps += 1
        super().use(control)

    def hold_up(self, code: str) -> "Counted":
        """Hold a card under the scanner. All its keys come at once: a busy machine types no faster than people do."""
        self.page.evaluate(
            """code => [...code, "Enter"].forEach((key) => ["keydown", "keyup"].forEach((type) =>
                document.body.dispatchEvent(new KeyboardEvent(type, { key, bubbles: true, cancelable: true }))))""",
            code,
        )
        self.wait_seconds(0.4)
        return self


@pytest.fixture(scope="module")
def server(tmp_path_factory) -> Iterator[Server]:
    folder = {"TREFFPUNKT_DATA": str(tmp_path_factory.mktemp("data"))}
    with Server("demo", "--json", environment=folder, now=BEFORE, then=[AFTER]) as running:
        yield running


@pytest.fixture(scope="module")
def told(server):
    return server.told()


@pytest.fixture(scope="module")
def db(told) -> Iterator[Database]:
    database = Database(told["database"])
    yield database
    database.close()


@pytest.fixture(scope="module")
def card(db) -> str:
    """The card of the Strickcafé."""
    with db.writing() as session:
        return cards.give_card(session, "strickcafe", who="desk:manager", now=clock.now())


@pytest.fixture
def kiosk(new_page, told) -> Counted:
    return Counted(new_page(), told["kiosk"])


def today(db: Database) -> Booking:
    """Return the date of the Strickcafé."""
    with db.reading() as session:
        look = select(Booking).where(Booking.title == NAME, Booking.starts_at > BEFORE, Booking.starts_at < AFTER)
        return session.exec(look).one()


def test_one_date_of_a_series_is_cancelled_with_a_card_and_four_taps(kiosk, card, db):
    kiosk.tap("mine", then="mine").hold_up(card).on("mine-dates")
    date = kiosk.page.locator("[data-tap=mine-open]").nth(1)
    uid = date.get_attribute("data-value")
    kiosk.use(date)
    kiosk.on("mine-date").tap("mine-ask", "cancel", then="mine-sure")

    kiosk.hold_time().taps += 1
    kiosk.control("mine-do").dblclick()  # a trembling finger

    expect(kiosk.on("mine-dates").page.get_by_text("Abgesagt. Der Raum ist wieder frei.")).to_be_visible()
    assert kiosk.taps == 4  # J8
    expect(kiosk.page.locator(f'[data-value="{uid}"]')).to_have_count(0)
    with db.reading() as session:
        assert session.exec(select(Booking).where(Booking.uid == uid)).one().state == "cancelled"


def test_a_card_that_no_screen_asks_for_is_answered_and_a_parcel_is_not(kiosk, card):
    kiosk.tap("programme", then="programme").hold_up("4006381333931")
    assert kiosk.screen == "programme"
    kiosk.hold_up(card).on("mine-dates").tap("home", then="home")

    kiosk.tap("book", then="day").hold_up(card).on("sorry")
    expect(kiosk.page.get_by_role("alert")).to_contain_text("Die Karte brauchen Sie gleich.")
    assert (kiosk.faults(), card in kiosk.page.content()) == ([], False)
    kiosk.tap("back", then="day")


def test_a_card_held_up_while_a_tap_is_answered_is_answered_after_it(kiosk, card):
    here = kiosk.control("programme").bounding_box()
    kiosk.hold_time()
    kiosk.page.mouse.click(here["x"] + here["width"] / 2, here["y"] + here["height"] / 2)

    kiosk.hold_up(card).on("mine-dates")  # held up in the moment in which nothing else is taken


def test_the_code_goes_by_itself_and_the_desk_sets_it(new_page, kiosk, card, told):
    desk = at_desk(new_page(1280, 900), told, "/desk/groups")
    desk.get_by_role("button", name="Code ändern …").click()
    desk.get_by_label("Code", exact=True).fill("4711")
    desk.get_by_role("button", name="Speichern").click()
    expect(status(desk)).to_have_text("Der neue Code gilt ab jetzt.")
    assert "4711" not in desk.locator(".desk").inner_text()
    kiosk.tap("mine", then="mine").hold_up(card).on("mine-dates")
    kiosk.use(kiosk.control("mine-open"))
    kiosk.on("mine-date").tap("mine-key")
    code = kiosk.page.locator(".digits")
    expect(code).to_have_text("4711")
    assert "4711" in kept_on(kiosk.page)

    kiosk.wait_seconds(20)

    expect(code).to_have_count(0)
    assert "4711" not in kept_on(kiosk.page)


def test_nothing_of_the_group_is_left_when_nobody_is_there_any_more(kiosk, card):
    page = kiosk.page
    kiosk.tap("mine", then="mine").hold_up(card).on("mine-dates")
    before = page.evaluate("window.clientId")

    kiosk.wait_seconds(61)
    expect(page.get_by_role("alertdialog")).to_be_visible()
    kiosk.wait_seconds(31)

    page.wait_for_function("before => window.clientId && window.clientId !== before", arg=before)
    left = page.evaluate("document.documentElement.outerHTML + JSON.stringify([localStorage, sessionStorage])")
    assert card not in left
    assert "mine-open" not in left
    page.go_back()
    kiosk.on("home")


def test_a_group_comes_with_one_tap_and_goes_with_three(new_page, kiosk, server, told, db):
    uid = today(db).uid
    expect(kiosk.control("arrive")).to_have_text(f"{NAME}: Wir sind da")
    kiosk.tap("arrive", uid, then="arrived")
    assert kiosk.taps == 1  # J9
    assert today(db).arrived_at is not None
    kiosk.tap("broken", then="broken").tap("broken-what", "heating", then="broken-told").tap("home", then="home")

    server.jump()
    kiosk.taps = 0
    kiosk.tap("leave", uid, then="leaving").tap("leave-done", then="heads")
    kiosk.tap("heads", "21", then="left")

    assert kiosk.taps == 3  # J9
    assert (today(db).head_count, kiosk.faults()) == (21, [])
    desk = at_desk(new_page(1280, 900), told, "/desk")
    damage = desk.locator(".damages li")
    expect(damage).to_contain_text("Heizung")
    expect(damage).to_contain_text("Quartierraum")
    desk.get_by_role("button", name="Erledigt: Heizung, Quartierraum").click()
    expect(damage).to_have_count(0)
    expect(status(desk)).to_contain_text("Erledigt: Heizung")
