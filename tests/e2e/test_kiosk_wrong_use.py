"""A booking at the kiosk under wild hands: taps, keys, scanner, time that runs out, somebody else who is faster."""

import re
from collections.abc import Iterator

import pytest
from playwright.sync_api import expect

from tests.support.kiosk import SIZES, Kiosk
from tests.support.kiosk_house import GROUP_NAME, SATURDAY, Demo, at_the_keypad
from tests.support.waiting import until


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


def test_wild_hands_book_once_and_lose_nothing(kiosk, demo):
    """Two fingers, a finger that slides off, the back key, another language in the middle, a hundred taps a second."""
    page = kiosk.page
    at_the_keypad(kiosk, demo)
    page.go_back()
    assert kiosk.screen == "pin"
    kiosk.type_pin(demo.told["group_pin"])
    box = kiosk.control("confirm").bounding_box()
    assert box is not None
    page.mouse.move(box["x"] + 20, box["y"] + 20)
    page.mouse.down()
    page.mouse.move(box["x"] + 20, box["y"] - 200, steps=3)
    page.mouse.up()
    assert kiosk.screen == "check"

    kiosk.tap("languages", then="language").tap("speak", "en", then="check")
    expect(page.locator(".screen")).to_have_attribute("lang", "en")
    expect(page.locator(".check-list")).to_contain_text(GROUP_NAME)
    assert demo.busy() == ["10:00–11:00"]
    page.evaluate(_STORM)

    kiosk.on("done")
    expect(page.locator(".panel")).to_have_attribute("aria-busy", "false")
    assert demo.busy() == ["10:00–11:00"]
    assert demo.booked() == 1


# A hundred contacts within a second, of two fingers, and every message three times.
_STORM = """async () => {
  const emit = window.socket.emit.bind(window.socket);
  window.socket.emit = (...sent) => { emit(...sent); emit(...sent); emit(...sent); };
  for (let number = 0; number < 50; number += 1) {
    const control = document.querySelector("[data-tap=confirm]");
    if (!control) return;
    const box = control.getBoundingClientRect();
    const at = { bubbles: true, clientX: box.x + 9, clientY: box.y + 9, button: 0, pointerType: "touch" };
    for (const [finger, isPrimary] of [[11, true], [12, false]]) {
      for (const type of ["pointerdown", "pointerup"]) {
        const event = new PointerEvent(type, { ...at, pointerId: finger, isPrimary });
        // No finger of the machine stands behind it, so there is nothing to capture.
        document.querySelector(".panel").setPointerCapture = () => {};
        control.dispatchEvent(event);
      }
    }
    control.click();
    await new Promise((resolve) => setTimeout(resolve, 10));
  }
}"""


def test_a_page_that_is_loaded_again_starts_afresh_and_gives_the_time_back(kiosk, demo):
    kiosk.choose("stueble", SATURDAY.isoformat(), f"{SATURDAY}T10:00:00+01:00", 60)
    assert demo.held() == 1

    kiosk.page.reload()

    kiosk.on("home")
    assert until(lambda: demo.held() == 0, seconds=20, what="the time is given back") is True


def test_garbage_from_the_scanner_goes_nowhere_and_a_card_still_counts(kiosk, demo):
    page = kiosk.page
    old, card = demo.new_card(), demo.new_card()
    at_the_keypad(kiosk, demo)
    sent = page.evaluate(_LISTEN)

    for garbage in ("4006381333931", card[:17], card + card, "https://example.org/x?y=1", old):
        kiosk.hold_up(garbage)
        expect(page.get_by_role("alert")).to_be_visible()
        assert kiosk.screen == "pin"
        assert page.locator("[data-dot].full").count() == 0
    sent = page.evaluate("window.sentTaps")
    assert sent == [["card", ""]] * 4 + [["card", old]]
    assert all(word not in page.content() for word in ("4006381333931", "example.org/x", old))
    kiosk.press("1")
    kiosk.press("2")
    expect(page.locator("[data-dot].full")).to_have_count(2)
    kiosk.wait_seconds(0.1)
    kiosk.hold_up(card.lower())
    kiosk.on("check")
    expect(page.locator(".check-list")).to_contain_text(GROUP_NAME)


_LISTEN = """() => {
  window.sentTaps = [];
  const emit = window.socket.emit.bind(window.socket);
  window.socket.emit = (name, message, ...more) => {
    const told = JSON.parse(message?.args?.[0] ?? "null");
    if (told?.action) window.sentTaps.push([told.action, told.value]);
    return emit(name, message, ...more);
  };
}"""


def test_a_key_that_is_held_down_acts_once_and_is_no_scanner(kiosk, demo):
    """Whoever cannot let go in time, or has something lying on the keypad in the table (EN 301 549, 5.7 and 5.8)."""
    page = kiosk.page
    panel, large = page.locator(".panel"), kiosk.control("large")
    large.focus()
    page.keyboard.down("Enter")
    expect(large).to_have_attribute("aria-pressed", "true")
    hold(kiosk, "Enter")
    assert large.get_attribute("aria-pressed") == "true"

    kiosk.hold_time().wait_seconds(_STEADY)
    page.keyboard.press("Enter")
    expect(large).to_have_attribute("aria-pressed", "false")
    kiosk.wait_seconds(0.4)
    kiosk.is_up()  # the panel would take another tap; the same finger trembles on
    page.keyboard.press("Enter")
    assert panel.get_attribute("aria-busy") == "false"
    kiosk.wait_seconds(_STEADY)
    page.keyboard.press("Enter")
    expect(large).to_have_attribute("aria-pressed", "true")

    page.keyboard.down("ArrowDown")
    expect(kiosk.control("contrast")).to_be_focused()
    hold(kiosk, "ArrowDown")
    expect(kiosk.control("contrast")).to_be_focused()

    at_the_keypad(kiosk, demo)
    page.keyboard.down("7")
    hold(kiosk, "7")
    expect(page.locator("[data-dot].full")).to_have_count(1)
    expect(page.get_by_role("alert")).to_have_count(0)
    for _tremble in range(2):
        kiosk.use(page.locator('[data-key="3"]'))  # less than half a second apart
    expect(page.locator("[data-dot].full")).to_have_count(2)
    kiosk.hold_up(demo.new_card()).on("check")


_STEADY = 0.55  # seconds: a finger that trembles comes back sooner


def hold(kiosk: Kiosk, key: str) -> None:
    """Hold a key that is down for a while, then let go: the keyboard sends it again and again."""
    for _time in range(12):
        kiosk.page.keyboard.down(key)
        kiosk.wait_seconds(0.4)  # so that the panel itself would take each of them
    kiosk.page.keyboard.up(key)


def test_a_time_that_is_taken_under_the_finger_offers_the_nearest_free_ones(open_kiosk, demo):
    kiosk, other = open_kiosk(), open_kiosk("landscape")
    kiosk.tap("book", then="day").take_room("stueble").tap("take-day", SATURDAY.isoformat(), then="time")
    kiosk.tap("take-length", "60")
    ten = kiosk.control("take-time", f"{SATURDAY}T10:00:00+01:00")
    kiosk.page.evaluate(_DEAF)  # what is pushed comes later than the finger

    other.choose("stueble", SATURDAY.isoformat(), f"{SATURDAY}T10:00:00+01:00", 60)
    kiosk.use(ten)

    expect(kiosk.page.get_by_role("alert")).to_contain_text("Der Raum ist schon belegt")
    others = kiosk.page.locator("[data-tap=other-time]")
    expect(others).to_have_count(3)
    assert kiosk.faults() == []
    chosen = others.first.locator("strong").inner_text()
    kiosk.tap("other-time", "0", then="sign")
    expect(kiosk.page.locator(".held")).to_contain_text(f"{chosen[:5]} –")
    other.tap("home", then="home")
    assert until(lambda: demo.held() == 1, what="the other time is given back") is True


# The page shows what it is told only as an answer to a tap.
_DEAF = """() => {
  const panel = document.querySelector(".panel");
  const control = panel.querySelector("[data-tap=take-time]").closest(".times");
  window.kept = control.cloneNode(true);
  new MutationObserver(() => {
    const now = panel.querySelector(".times.starts");
    const answered = panel.getAttribute("aria-busy") === "false";
    if (now && answered && !now.isEqualNode(window.kept)) now.replaceWith(window.kept.cloneNode(true));
  }).observe(panel, { childList: true, subtree: true });
}"""


def test_a_hold_that_runs_out_under_the_finger_is_told_and_can_be_had_again(kiosk, demo):
    at_the_keypad(kiosk, demo).type_pin(demo.told["group_pin"])
    expect(kiosk.page.locator("[data-left]")).to_have_text(re.compile(r"^noch [23]\sMinuten$"))

    demo.let_time_pass()  # three minutes, at once

    expect(kiosk.page.get_by_role("heading", name="Die Zeit zum Buchen ist um")).to_be_visible()
    assert kiosk.faults() == []
    kiosk.tap("hold-again", then="check").tap("confirm", then="done")
    assert demo.busy() == ["10:00–11:00"]


# This locks the group's PIN, so it comes last.


def test_the_fifth_wrong_pin_locks_and_says_until_when(kiosk, demo):
    wrong = "".join(str((int(digit) + 1) % 10) for digit in demo.told["group_pin"])  # no pair of digits in it either
    at_the_keypad(kiosk, demo)

    for left in (4, 3, 2, 1):
        kiosk.type_pin(wrong, then="pin")
        expect(kiosk.page.get_by_role("alert")).to_contain_text(f"noch {left} Versuch")
    kiosk.type_pin(wrong, then="pin")

    expect(kiosk.page.get_by_role("alert")).to_contain_text("15 Minuten")
    assert kiosk.page.locator("[data-key]").count() == 0
    assert kiosk.faults() == []
    kiosk.tap("back", then="group").tap("take-group", demo.told["group"], then="pin")
    kiosk.type_pin(demo.told["group_pin"], then="pin")
    expect(kiosk.page.get_by_role("alert")).to_contain_text("Minuten")
    kiosk.tap("home", then="home")
    assert until(lambda: demo.busy() == [], what="no booking") is True
