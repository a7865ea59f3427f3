"""A visitor at the kiosk: taps, looks, waits; and a ruler that measures what is on the screen."""

import re
from pathlib import Path

from playwright.sync_api import Locator, Page, expect

SIZES = {"portrait": (1080, 1920), "landscape": (1920, 1080), "phone": (390, 844)}
RULER = (Path(__file__).parent / "ruler.js").read_text(encoding="utf-8")

# A meeting of the demo for which the house counts seats, in German and in plain German; others leave it in German.
_WITH_SEATS = re.compile("Adventsbasteln|Basteln zum Advent")
_BETWEEN_KEYS = 60  # milliseconds: as fast as hands can
# Lets a test say that minutes have passed; the page's own timers go on as they are.
_SKIP_TIME = """(() => {
  const real = performance.now.bind(performance);
  let skipped = 0;
  performance.now = () => real() + skipped;
  window.skipSeconds = (seconds) => { skipped += 1000 * seconds; };
})();"""

# A scanner leaves no time between its keys; this test's own line to the browser would.
_SCAN = """keys => {
  for (const key of keys) {
    const where = document.activeElement ?? document.body;
    for (const type of ["keydown", "keyup"]) {
      where.dispatchEvent(new KeyboardEvent(type, { key, bubbles: true, cancelable: true }));
    }
  }
}"""


class Kiosk:
    """One open kiosk."""

    def __init__(self, page: Page, address: str) -> None:
        self.page = page
        page.add_init_script(_SKIP_TIME)
        page.goto(address)
        self.on("home")

    def on(self, screen: str) -> "Kiosk":
        """Wait until *screen* is there."""
        expect(self.page.locator(f'[data-screen="{screen}"]')).to_be_visible()
        return self

    @property
    def screen(self) -> str:
        """The screen that is there now."""
        return self.page.locator("[data-screen]").get_attribute("data-screen") or ""

    def control(self, action: str, value: str | None = None) -> Locator:
        """Return the control that does *action*; the first one if no *value* is named."""
        exactly = "" if value is None else f'[data-value="{value}"]'
        return self.page.locator(f'[data-tap="{action}"]{exactly}').first

    def tap(self, action: str, value: str | None = None, *, then: str = "") -> "Kiosk":
        """Tap a control; wait for the screen *then*, or until the tap was answered."""
        self.use(self.control(action, value))
        if then:
            self.on(then)
        expect(self.page.locator(".panel")).to_have_attribute("aria-busy", "false")
        return self

    def use(self, control: Locator) -> None:
        """Click a control and let the moment pass in which nothing else is taken."""
        control.click()
        self.wait_seconds(0.4)

    def press(self, key: str) -> None:
        """Press a key as people do: three in a blink are a scanner's (scripts/kiosk-card.js)."""
        self.page.wait_for_timeout(_BETWEEN_KEYS)
        self.page.keyboard.press(key)

    def reach(self, action: str) -> None:
        """Go from control to control with the Tab key until the one that does *action* has the focus."""
        expect(self.page.locator(".panel")).to_have_attribute("aria-busy", "false")
        for _control in range(self.page.locator(".screen button").count()):
            self.press("Tab")
            if self.control(action).evaluate("control => control === document.activeElement"):
                return
        raise AssertionError(f"{action} is not reached by keyboard")

    def type_pin(self, digits: str, *, then: str = "check") -> "Kiosk":
        """Type a PIN on the keypad; it is compared as soon as its last digit is there."""
        for digit in digits:
            self.use(self.page.locator(f'[data-key="{digit}"]'))
        self.on(then)
        expect(self.page.locator(".panel")).to_have_attribute("aria-busy", "false")
        return self

    def find_group(self, slug: str) -> "Kiosk":
        """Leaf through the alphabet until the group is there."""
        for jump in range(self.page.locator("[data-tap=groups]").count()):
            self.use(self.page.locator("[data-tap=groups]").nth(jump))
            self.on("group")
            if self.control("take-group", slug).count():
                return self
            self.tap("back", then="sign")
        raise AssertionError(f"{slug} is not in the list")

    def choose(self, room: str, day: str, start: str, minutes: int) -> "Kiosk":
        """Choose everything up to who it is; *start* is ISO with the house's offset."""
        self.tap("book", then="day").take_room(room)
        while not self.control("take-day", day).count():
            self.use(self.page.locator(".turn [data-tap=page]").last)
            expect(self.page.locator(".panel")).to_have_attribute("aria-busy", "false")
        self.tap("take-day", day, then="time").tap("take-length", str(minutes))
        self._reach("take-part", "take-time", start)
        return self.tap("take-time", start, then="sign")

    def take_room(self, room: str) -> "Kiosk":
        """Choose a room on the screen of days, and what is had with it."""
        main = room.partition("+")[0]
        for slug in dict.fromkeys((main, room)):
            if self.control("take-room", slug).get_attribute("aria-pressed") == "false":
                self.tap("take-room", slug)
        return self

    def hold_up(self, code: str) -> "Kiosk":
        """Hold a card under the scanner: it types like a keyboard, faster than anybody, and ends with Enter."""
        self.page.evaluate(_SCAN, [*code, "Enter"])
        self.wait_seconds(0.4)
        expect(self.page.locator(".panel")).to_have_attribute("aria-busy", "false")
        return self

    def _reach(self, tab: str, action: str, value: str) -> None:
        """Open tabs and pages until the control is there."""
        tabs = self.page.locator(f'[data-tap="{tab}"]')
        for number in range(tabs.count()):
            if number:
                self.use(tabs.nth(number))
                expect(tabs.nth(number)).to_have_attribute("aria-pressed", "true")
            while not self.control(action, value).count():
                after = self.page.locator(".pager [data-tap=page]").last
                if not after.count() or "Spätere" not in (after.get_attribute("aria-label") or ""):
                    break
                self.use(after)
                expect(self.page.locator(".panel")).to_have_attribute("aria-busy", "false")
            if self.control(action, value).count():
                return
        raise AssertionError(f"{action} {value} is not offered")

    def wait_seconds(self, seconds: float) -> None:
        """Let *seconds* pass for the page."""
        self.page.evaluate("seconds => window.skipSeconds(seconds)", seconds)

    def faults(self) -> list[str]:
        """Measure the screen (UX §6.2, §12 A1–A4) and return what is too small, too pale or cut off."""
        expect(self.page.locator(".panel")).to_have_attribute("aria-busy", "false")
        self.page.evaluate("() => document.fonts.ready.then(() => true)")
        found: list[str] = self.page.evaluate(RULER)
        return [f"{self.screen}: {fault}" for fault in found]
