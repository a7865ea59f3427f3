"""What a visitor looks at, counted in taps (UX §7: J1 to J5, J11), on a Saturday morning of the running demo."""

import re
from datetime import UTC, datetime

import httpx
import pytest
from playwright.sync_api import expect

from kiosk.pages.book_who import first_letter
from tests.support.codes import read_codes
from tests.support.kiosk import SIZES, Kiosk
from tests.support.kiosk_house import GROUP_NAME
from tests.support.waiting import until

SATURDAY = datetime(2026, 11, 28, 8, 20, tzinfo=UTC)  # half an hour before the sign-up for the afternoon ends
TURN = 15_000  # milliseconds that one leaf of the shop window stays


@pytest.fixture(scope="module")
def demo(start_server):
    server = start_server("demo", "--json", now=SATURDAY)
    yield server.told()
    server.stop()


@pytest.fixture
def open_kiosk(new_page, demo):
    """The way to open a kiosk that counts its taps: `open_kiosk("landscape")`."""

    def open_it(size: str = "portrait") -> Kiosk:
        kiosk = Kiosk(new_page(*SIZES[size]), demo["kiosk"])
        kiosk.page.evaluate("window.made = 0; document.addEventListener('tapped', () => (window.made += 1))")
        return kiosk

    return open_it


@pytest.fixture
def kiosk(open_kiosk):
    return open_kiosk()


def taps(kiosk: Kiosk) -> int:
    """Return how many taps were made since the kiosk was opened."""
    made: int = kiosk.page.evaluate("window.made")
    return made


def scan(kiosk: Kiosk) -> str:
    """Read the QR code on the panel as a phone does."""
    return until(lambda: read_codes(kiosk.page.locator(".panel .qr").screenshot()))[0]


def window(kiosk: Kiosk) -> str:
    return kiosk.page.locator(".window").inner_text()


def test_what_is_on_today_is_read_without_a_tap_and_told_with_one(kiosk):
    assert "Adventsbasteln für Jung und Alt" in window(kiosk)

    kiosk.tap("programme", then="programme")

    assert taps(kiosk) == 1
    expect(kiosk.page.locator(".row").filter(has_text="Adventsbasteln für Jung und Alt")).to_be_visible()


def test_something_for_families_is_found_and_taken_along_with_three_taps(kiosk, demo):
    kiosk.tap("programme", then="programme").tap("see-choice", "families")
    expect(kiosk.page.get_by_text("In den nächsten sieben Tagen")).to_be_visible()
    kiosk.use(kiosk.page.locator(".row").filter(has_text="Elterncafé"))
    kiosk.on("meeting")

    assert taps(kiosk) == 3
    assert "Elterncafé" in httpx.get(scan(kiosk)).text
    assert "Elterncafé" in window(kiosk)


def test_with_a_phone_the_code_of_a_meeting_leads_to_its_seats_after_two_taps(kiosk):
    kiosk.tap("programme", then="programme")
    kiosk.use(kiosk.page.locator(".row").filter(has_text="Adventsbasteln"))
    kiosk.on("meeting")

    assert taps(kiosk) == 2
    assert "Platz nehmen" in httpx.get(scan(kiosk)).text


def test_a_seat_without_a_phone_takes_five_taps_and_every_kiosk_knows(kiosk, open_kiosk):
    other = open_kiosk("landscape")
    other.tap("programme", then="programme")
    line = other.page.locator(".row").filter(has_text="Adventsbasteln")
    expect(line).to_contain_text("noch 9 Plätze")

    kiosk.tap("programme", then="programme")
    kiosk.use(kiosk.page.locator(".row").filter(has_text="Adventsbasteln"))
    kiosk.on("meeting").tap("without-phone", then="seats").tap("take-seat", "2", then="seat")

    words = kiosk.page.locator(".keep-word .words").inner_text()
    assert words.split()[2].isdigit()
    assert words not in window(kiosk)
    assert kiosk.faults() == []
    expect(line).to_contain_text("noch 7 Plätze")
    kiosk.tap("home", then="home")
    assert taps(kiosk) == 5
    assert words not in kiosk.page.content()


def test_a_seat_that_is_taken_on_the_phone_is_seen_on_the_kiosk_that_led_there(kiosk, new_page):
    kiosk.tap("programme", then="programme")
    kiosk.use(kiosk.page.locator(".row").filter(has_text="Adventsbasteln"))
    kiosk.on("meeting")
    panel = kiosk.page.locator(".panel")
    free = re.search(r"noch\s(\d+)\sPlätze", panel.inner_text())
    assert free is not None
    phone = new_page(390, 844, java_script_enabled=False)
    phone.goto(scan(kiosk))

    phone.get_by_role("button", name="Platz nehmen").click()

    expect(phone.get_by_role("heading", level=1)).to_contain_text("Platz")
    expect(panel).to_contain_text(f"noch {int(free.group(1)) - 1} Pl")
    assert taps(kiosk) == 2


def test_a_seat_is_found_by_tiles_and_digits_and_given_back(kiosk):
    kiosk.tap("programme", then="programme")
    kiosk.use(kiosk.page.locator(".row").filter(has_text="Adventsbasteln"))
    kiosk.on("meeting").tap("without-phone", then="seats").tap("take-seat", "1", then="seat")
    first, second, number = kiosk.page.locator(".keep-word .words").inner_text().split()
    kiosk.tap("home", then="home")
    before = taps(kiosk)

    kiosk.tap("mine", then="mine").tap("find-seat", then="seat-first-word")
    say(kiosk, first)
    kiosk.on("seat-second-word")
    say(kiosk, second)
    kiosk.on("seat-number")
    for digit in number:
        kiosk.use(kiosk.page.locator(f'[data-key="{digit}"]'))
        kiosk.wait_seconds(0.2)  # the number may have the same digit twice
    expect(kiosk.page.locator("[data-typed]")).to_have_text(number)
    kiosk.use(kiosk.page.locator('[data-key="send"]'))
    kiosk.on("my-seat").tap("ask-back", then="seat-sure")
    assert f"{first} {second}" not in window(kiosk)  # one alone, "Haus" or "Brot", may stand there by chance
    kiosk.tap("give-back", then="seat-gone")

    assert taps(kiosk) - before <= 17  # two tabs may share a letter, each has two pages; the digits are sent at once
    expect(kiosk.page.get_by_role("heading", name="Zurückgegeben")).to_be_visible()


def say(kiosk: Kiosk, word: str) -> None:
    """Tap a tab that has the first letter of *word*, go on if need be, and tap the word, as whoever reads the tabs."""
    for tab in kiosk.page.locator(".tabs .tab").all():
        if not tab.inner_text()[0] <= first_letter(word) <= tab.inner_text()[-1]:
            continue
        if tab.get_attribute("aria-pressed") == "false":
            kiosk.use(tab)
            expect(tab).to_have_attribute("aria-pressed", "true")
        if not kiosk.control("seat-word", word).count():
            shown = kiosk.page.locator("[data-tap=seat-word]").first
            before = shown.inner_text()
            kiosk.use(kiosk.page.locator(".pager [data-tap=page]").last)
            expect(shown).not_to_have_text(before)
        if kiosk.control("seat-word", word).count():
            break
    kiosk.use(kiosk.control("seat-word", word))


def test_the_calendar_is_one_tap_away_and_that_of_a_room_or_a_group_two(kiosk, new_page):
    kiosk.tap("calendar", then="calendar")

    assert taps(kiosk) == 1
    assert httpx.get(scan(kiosk)).url.path == "/calendar"
    kiosk.tap("calendar", "room/stueble")
    assert taps(kiosk) == 2
    assert scan(kiosk).endswith("/calendar?feed=room/stueble")
    kiosk.tap("calendar", "groups")  # the second tap as well, of whoever wants a group
    phone = new_page(390, 844, java_script_enabled=False)
    phone.goto(scan(kiosk))
    phone.get_by_role("link", name=GROUP_NAME).click()
    expect(phone.get_by_role("link", name="iPhone, iPad oder Mac")).to_be_visible()
    assert phone.url.endswith("/calendar?feed=group/strickcafe")


def test_a_calendar_is_chosen_at_the_kiosk_as_well(kiosk):
    kiosk.tap("calendar", then="calendar").tap("calendar", "topics").tap("calendar-list", "topics")
    first = kiosk.page.locator(".row").first
    chosen = first.get_attribute("data-value")
    kiosk.use(first)

    expect(kiosk.page.locator(".choice[aria-pressed=true]")).to_have_text("Nur ein Thema")
    assert scan(kiosk).endswith(f"/calendar?feed={chosen}")
    kiosk.tap("back").tap("back")
    expect(kiosk.page.locator(".code strong")).to_have_text("Auf dem Handy wählen")


def test_the_talk_in_ones_quarter_is_found_with_three_taps_and_joined_with_five(kiosk):
    kiosk.tap("quarters", then="quarters").tap("quarter", "holdergraben", then="quarter")
    kiosk.use(kiosk.page.locator(".row").filter(has_text="Stadtviertelgespräch"))
    kiosk.on("meeting")

    assert taps(kiosk) == 3
    assert "Stadtviertelgespräch" in httpx.get(scan(kiosk)).text
    kiosk.tap("without-phone", then="seats").tap("take-seat", "1", then="seat")
    assert taps(kiosk) == 5


def test_help_is_one_tap_away_from_every_screen_and_leads_back(kiosk):
    kiosk.tap("programme", then="programme")
    kiosk.use(kiosk.page.locator(".row").filter(has_text="Adventsbasteln"))
    kiosk.on("meeting")

    kiosk.tap("help", then="help")
    expect(kiosk.page.get_by_text("0800 1110111")).to_be_visible()
    kiosk.tap("office", "pflege", then="office")
    assert "FN:Pflegestützpunkt (Quartierraum)" in scan(kiosk)
    kiosk.tap("back", then="help").tap("about", then="about-us")
    expect(kiosk.page.get_by_text("Wir sind freundlich.")).to_be_visible()

    kiosk.tap("back", then="help").tap("back", then="meeting")


def test_the_leaves_of_the_window_take_turns_until_the_visitor_holds_them(kiosk):
    def turn(turns: float) -> str:
        """Let the time of *turns* leaves pass; return what is shown."""
        told: str = kiosk.page.evaluate(
            """passed => {
              const leaves = [...document.querySelectorAll(".shop-foot p")];
              const [states, moving] = [new Set(), leaves.map((leaf) => leaf.getAnimations()[0])];
              for (const one of moving) {
                states.add(one.playState);
                if (one.playState === "running") one.currentTime += passed;
              }
              const shown = leaves.filter((leaf) => getComputedStyle(leaf).visibility === "visible");
              return [...states, ...shown.map((leaf) => leaf.innerText)].join(" | ");
            }""",
            TURN * turns,
        )
        return told

    first, second = turn(0), turn(1)
    assert first.startswith("running | Baustelle in der Bronngasse.")
    assert second.startswith("running | Bitte Gehwege streuen.")

    kiosk.tap("hold-window")
    assert turn(1) == second.replace("running", "paused")
    kiosk.tap("hold-window").tap("programme", then="programme")
    assert turn(1).startswith("paused | ")
