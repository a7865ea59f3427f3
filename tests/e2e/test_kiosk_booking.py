"""Booking at the kiosk in a real browser: by card, PIN and phone, by somebody new; and every change comes by itself."""

from collections.abc import Iterator

import httpx
import pytest
from playwright.sync_api import Page, expect
from sqlmodel import select

from booking import clock, journal
from models.bookings import Booking
from models.database import Database
from tests.support.codes import read_codes
from tests.support.desk import at_desk
from tests.support.kept import kept_on
from tests.support.kiosk import SIZES, Kiosk
from tests.support.kiosk_house import FRIDAY, GROUP_NAME, MONDAY, SATURDAY, SUNDAY, Demo, at_the_keypad

HOSTILE = "<img src=x onerror=alert(1)><b>fett</b>"


@pytest.fixture(scope="module")
def running(start_server) -> Iterator[Demo]:
    server = start_server("demo", "--json")
    yield Demo(server)
    server.stop()


@pytest.fixture
def demo(running) -> Iterator[Demo]:
    yield running
    running.take_all_back()


@pytest.fixture
def open_kiosk(new_page, demo):
    return lambda size="portrait": Kiosk(new_page(*SIZES[size]), demo.told["kiosk"])


@pytest.fixture
def kiosk(open_kiosk):
    return open_kiosk()


# What a finger sends is a pointer that goes down; what is typed is none.
_COUNT = """() => {
  window.fingers = 0;
  document.addEventListener("pointerdown", () => (window.fingers += 1), { capture: true });
}"""


def counted(kiosk: Kiosk) -> Kiosk:
    kiosk.page.evaluate(_COUNT)
    return kiosk


def fingers(kiosk: Kiosk) -> int:
    """Return how often a finger touched the screen since it is counted."""
    return int(kiosk.page.evaluate("window.fingers"))


# J6, J6b, J6c, J7: each contact of a finger is counted, the one that wakes the screen included (UX §7)


def test_a_group_books_by_its_card_with_four_taps(kiosk, demo):
    page = counted(kiosk).page
    card = demo.new_card()

    kiosk.tap("book", then="day").tap("take-day", SUNDAY.isoformat(), then="time").tap("take-time", then="sign")
    assert demo.held() == 1
    kiosk.hold_up(card).on("check").tap("confirm", then="done")

    expect(page.locator(".panel").get_by_role("heading", name="Gebucht")).to_be_visible()
    assert fingers(kiosk) == 4
    assert card not in page.content() + "".join(demo.server.log)
    assert demo.held() == 0


@pytest.mark.parametrize("size", SIZES)
def test_a_group_books_by_its_pin_with_eight_taps_more(open_kiosk, demo, size):
    kiosk = counted(open_kiosk(size))
    kiosk.tap("book", then="day").tap("take-room", "stueble").tap("take-day", SATURDAY.isoformat(), then="time")
    kiosk.tap("take-length", "60").tap("take-time", f"{SATURDAY}T10:00:00+01:00", then="sign")
    extra = 2  # another room and another length than the usual ones
    letters = kiosk.page.locator("[data-tap=groups]")

    kiosk.use(letters.filter(has_text="S").last)
    kiosk.on("group").tap("take-group", demo.told["group"], then="pin").type_pin(demo.told["group_pin"])
    panel = kiosk.page.locator(".panel")  # the window says it, too
    expect(panel.get_by_text("Samstag, 28. November")).to_be_visible()
    expect(panel.get_by_text("10:00 – 11:00 Uhr")).to_be_visible()
    kiosk.tap("confirm", then="done")

    assert fingers(kiosk) == 4 + 8 + extra
    expect(kiosk.page.locator(".panel").get_by_role("heading", name="Gebucht")).to_be_visible()
    assert demo.busy() == ["10:00–11:00"]
    address = kiosk.page.locator(".address").inner_text()
    assert GROUP_NAME in httpx.get(f"http://{address}").text
    assert demo.told["group_pin"] not in kept_on(kiosk.page)
    assert demo.told["group_pin"] not in "".join(demo.server.log)


def test_a_whole_booking_is_made_by_keyboard_and_each_screen_begins_with_its_heading(kiosk, demo):
    """WCAG 2.4.3: a control of the same name on the next screen does not keep the focus; on the same screen it does."""
    page, group = counted(kiosk).page, demo.told["group"]

    kiosk.enter("help", then="help").enter("home", then="home")
    kiosk.enter("book", then="day").enter("take-day", SATURDAY.isoformat(), then="time")
    kiosk.reach("take-length", "60").press("Enter")
    expect(kiosk.control("take-length", "60")).to_have_attribute("aria-pressed", "true")
    expect(kiosk.control("take-length", "60")).to_be_focused()
    kiosk.enter("back", then="day").enter("take-day", SATURDAY.isoformat(), then="time").enter("take-time", then="sign")
    letter = page.locator("[data-tap=groups]").filter(has_text="S").last.get_attribute("data-value")
    kiosk.enter("groups", letter, then="group").enter("take-group", group, then="pin")
    for digit in demo.told["group_pin"]:
        kiosk.press(digit)
    kiosk.on("check")
    expect(page.locator("#heading")).to_be_focused()
    kiosk.enter("confirm", then="done")

    expect(page.locator(".panel").get_by_role("heading", name="Gebucht")).to_be_visible()
    assert fingers(kiosk) == 0


def test_somebody_new_asks_with_seven_taps_and_the_desk_finds_the_word(kiosk, demo, new_page):
    page = counted(kiosk).page
    kiosk.tap("book", then="day").tap("take-day", MONDAY.isoformat(), then="time").tap("take-time", then="sign")
    kiosk.tap("newcomer", then="reason").tap("take-reason", then="head-count").tap("take-persons", then="check")
    kiosk.tap("confirm", then="done")

    word = page.locator(".code-word").inner_text()
    assert fingers(kiosk) == 7
    expect(page.get_by_text("Di 9–12 Uhr, Do 15–18 Uhr")).to_be_visible()
    expect(page.get_by_text("030 23125-101")).to_be_visible()
    assert kiosk.faults() == []
    desk = at_desk(new_page(1280, 1000), demo.told, "/desk")
    card = desk.locator(".requests .card").filter(has_text=word)
    expect(card).to_contain_text("jemand ohne Gruppe")
    expect(card).to_contain_text("Zettel vom Bildschirm im Haus")
    card.get_by_role("button", name="Absagen").click()
    desk.get_by_role("dialog").get_by_label("Kein Platz").check()
    desk.get_by_role("dialog").get_by_role("button", name="Absagen").click()
    expect(card).to_have_count(0)


def test_a_phone_without_scripts_finishes_what_the_kiosk_holds(kiosk, demo, new_page):
    page = counted(kiosk).page
    kiosk.tap("book", then="day").tap("take-day", SUNDAY.isoformat(), then="time").tap("take-time", then="sign")
    assert fingers(kiosk) == 3
    phone = new_page(390, 844, java_script_enabled=False)
    phone.goto(scanned(page))
    expect(page.get_by_role("heading", name="Wer sind Sie?")).to_be_visible()  # looking changes nothing

    phone.get_by_role("button", name="Mit PIN der Gruppe").click()
    kiosk.on("handed")
    expect(page.get_by_role("heading", name="Weiter auf dem Handy")).to_be_visible()
    assert kiosk.faults() == []
    phone.get_by_label("Gruppe", exact=True).select_option(demo.told["group"])
    phone.get_by_label("PIN der Gruppe").fill(demo.told["group_pin"])
    kiosk.hold_time()
    phone.get_by_role("button", name="Buchen").click()

    expect(phone.get_by_role("heading", name="Gebucht!")).to_be_visible()
    expect(page.locator(".panel").get_by_role("heading", name="Gebucht")).to_be_visible()
    kiosk.wait_seconds(3)
    kiosk.on("home")  # by itself
    assert fingers(kiosk) == 3


def test_the_kiosk_follows_a_phone_that_chooses_another_time(kiosk, demo, new_page):
    page = kiosk.page
    kiosk.tap("book", then="day").tap("take-day", FRIDAY.isoformat(), then="time").tap("take-time", then="sign")
    phone = new_page(390, 844, java_script_enabled=False)
    phone.goto(scanned(page))
    phone.get_by_role("button", name="Ich bin neu hier").click()  # too early for somebody new
    kiosk.on("handed")
    asked = page.locator(".panel .lead").inner_text()

    other = phone.locator(".slot").first
    words = other.locator("b").inner_text()
    other.click()

    expect(phone.get_by_role("heading", name="Einen Raum anfragen")).to_be_visible()
    expect(page.locator(".panel .lead")).to_contain_text(words.partition(", ")[2])
    assert words.partition(", ")[2] not in asked
    assert demo.held() == 1
    phone.get_by_label("Wie viele Personen kommen?").fill("4")
    kiosk.hold_time()
    phone.get_by_role("button", name="Anfragen").click()
    expect(phone.get_by_role("heading", name="Angefragt")).to_be_visible()
    expect(page.locator(".panel").get_by_role("heading", name="Angefragt")).to_be_visible()
    expect(page.locator(".window")).to_contain_text(words.partition(", ")[2])
    assert kiosk.faults() == []
    kiosk.wait_seconds(3)
    kiosk.on("home")  # by itself


def scanned(page: Page) -> str:
    """Read the QR code on the screen as a phone's camera does."""
    (found,) = read_codes(page.locator(".by-phone .qr").screenshot())
    return found


def test_the_big_room_can_be_had_with_the_kitchen(kiosk, demo):
    start = f"{SUNDAY}T11:00:00+01:00"
    kiosk.choose("quartierraum+kueche", SUNDAY.isoformat(), start, 60).find_group(demo.told["group"])
    kiosk.tap("take-group", demo.told["group"], then="pin").type_pin(demo.told["group_pin"])
    expect(kiosk.page.locator(".panel").get_by_text("Quartierraum mit Teeküche")).to_be_visible()
    kiosk.tap("confirm", then="done")

    window = {"from": f"{SUNDAY}T00:00:00+01:00", "to": f"{SUNDAY}T23:59:00+01:00"}
    busy = demo.server.get("/api/v1/rooms/quartierraum/busy", params=window).json()
    assert [one["start"][11:16] for one in busy] == ["10:45"]


def test_only_the_group_means_nothing_about_it_is_public(kiosk, demo):
    at_the_keypad(kiosk, demo, FRIDAY).type_pin(demo.told["group_pin"])
    kiosk.tap("audience", "group").tap("confirm", then="done")

    assert demo.busy(FRIDAY).count("10:00–11:00") == 1
    expect(kiosk.page.locator(".code")).to_have_count(0)
    kiosk.tap("home", then="home").tap("programme", then="programme").tap("see-day", FRIDAY.isoformat())
    expect(kiosk.page.locator(".row").first).to_be_visible()
    expect(kiosk.page.locator(".row").filter(has_text=GROUP_NAME)).to_have_count(0)


# Push


def test_a_booking_appears_on_an_open_kiosk_without_a_tap(open_kiosk, demo):
    kiosk = open_kiosk("landscape").tap("programme", then="programme").tap("see-day", SUNDAY.isoformat())
    row = kiosk.page.locator(".row").filter(has_text="Filzen für Kinder")
    expect(row).to_have_count(0)

    booked = demo.book("15:00", "16:00", title="Filzen für Kinder", day=SUNDAY)
    expect(row).to_be_visible()
    expect(row).to_contain_text("noch 8 Plätze")

    demo.post(f"/api/v1/meetings/{booked['code']}/seats", {"persons": 3})
    expect(row).to_contain_text("noch 5 Plätze")
    kiosk.use(row)
    kiosk.on("meeting")
    expect(kiosk.page.locator(".panel").get_by_text("noch 5 Plätze")).to_be_visible()

    demo.cancel(booked["uid"])
    expect(kiosk.page.locator(".panel").get_by_text("fällt aus")).to_be_visible()


def test_a_free_time_disappears_as_soon_as_somebody_has_it(kiosk, demo):
    kiosk.tap("book", then="day").take_room("stueble").tap("take-day", SATURDAY.isoformat(), then="time")
    kiosk.tap("take-length", "60")
    ten = kiosk.control("take-time", f"{SATURDAY}T10:00:00+01:00")
    expect(ten).to_be_visible()

    demo.book("09:30", "11:00")

    expect(ten).to_have_count(0)


def test_what_people_write_is_shown_as_text_everywhere(kiosk, demo):
    """The house refuses such titles; this one came past it, by another program on the same database."""
    kiosk.tap("programme", then="programme").tap("see-day", MONDAY.isoformat())
    booked = demo.book("11:30", "12:30", title="Filzen", day=MONDAY)
    database = Database(demo.told["database"])
    with database.writing() as session:
        one = session.exec(select(Booking).where(Booking.uid == booked["uid"])).one()
        one.title = HOSTILE
        journal.record(session, "booking.changed", who="test", now=clock.now(), booking_id=one.id)
    database.close()

    row = kiosk.page.locator(".row").filter(has_text=HOSTILE)
    expect(row).to_be_visible()
    kiosk.use(row)

    expect(kiosk.on("meeting").page.get_by_role("heading", name=HOSTILE).first).to_be_visible()
    assert kiosk.page.locator(".panel img, .panel b, .window img").count() == 0
