"""A visitor at the kiosk: taps, looks, waits; and a ruler that measures what is on the screen."""

import re
from pathlib import Path

from playwright.sync_api import Locator, Page, expect

TABLETS = {"tablet": (1280, 800), "tablet upright": (800, 1280)}
SIZES = {"portrait": (1080, 1920), "landscape": (1920, 1080), "phone": (390, 844)}
RULER = (Path(__file__).parent / "ruler.js").read_text(encoding="utf-8")

# A meeting of the demo for which the house counts seats, in German and in plain German; others leave it in German.
_WITH_SEATS = re.compile("Adventsbasteln|Basteln zum Advent")
_BETWEEN_KEYS = 0.06  # seconds: as fast as hands can
_SAME_KEY = 0.5  # seconds: the next PIN may begin with the digit with which this one ends (region.js, KEY_BOUNCE)
# Lets a test say that minutes have passed, or that none pass; the page's own timers go on as they are.
_SKIP_TIME = """(() => {
  const now = performance.now.bind(performance);
  const stamp = Object.getOwnPropertyDescriptor(Event.prototype, "timeStamp").get;
  let [skipped, held] = [0, null];
  performance.now = () => (held ?? now()) + skipped;
  Object.defineProperty(Event.prototype, "timeStamp", { get() { return (held ?? stamp.call(this)) + skipped; } });
  window.skipSeconds = (seconds) => { skipped += 1000 * seconds; };
  window.holdTime = () => { held ??= now(); };
})();"""

# A machine's own voices, as a browser offers them: they keep what they are given to say in `window.said`.
VOICE = """(() => {
  const said = [];
  const spoken = ["de-DE", "en-GB", "tr-TR", "uk-UA", "ro-RO", "it-IT", "hr-HR", "ar"];
  const voices = [
    { lang: "de-DE", localService: false, name: "far away" },
    ...spoken.map((lang) => ({ lang, localService: true, name: `this machine ${lang}` })),
  ];
  class Piece { constructor(text) { this.text = text; } }
  const speech = {
    speaking: false, pending: false,
    getVoices: () => voices,
    speak({ voice, text, rate, volume }) {
      said.push({ voice: voice.name, text, rate, volume });
      this.speaking = true;
    },
    cancel() { this.speaking = false; },
    addEventListener() {},
  };
  Object.defineProperty(window, "speechSynthesis", { value: speech });
  window.SpeechSynthesisUtterance = Piece;
  window.said = said;
})();"""

# Long titles are fitted when a font has come and when the window has another size: with the next frame.
_DRAWN = """() => document.fonts.ready.then(() => new Promise((done) =>
  requestAnimationFrame(() => requestAnimationFrame(() => done(true)))))"""

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
        self.is_up()

    def is_up(self) -> "Kiosk":
        """Wait until the line to the server is there, nothing is being answered, and no pause takes the focus away."""
        expect(self.page.locator(".panel")).to_have_attribute("aria-busy", "false")
        expect(self.page.locator("html")).not_to_have_class(re.compile("without-connection"))
        return self

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
        self.is_up()
        return self

    def use(self, control: Locator) -> None:
        """Click a control and let the moment pass in which nothing else is taken."""
        control.click()
        self.wait_seconds(0.4)

    def press(self, key: str) -> None:
        """Press a key as people do: three in a blink are a scanner's (scripts/kiosk-card.js)."""
        self.wait_seconds(_BETWEEN_KEYS)
        self.page.keyboard.press(key)

    def reach(self, action: str, value: str | None = None) -> "Kiosk":
        """Go from control to control with the Tab key until the one that does *action* has the focus."""
        self.is_up()
        for _control in range(self.page.locator(".screen button").count()):
            self.press("Tab")
            if self.control(action, value).evaluate("control => control === document.activeElement"):
                return self
        raise AssertionError(f"{action} is not reached by keyboard")

    def enter(self, action: str, value: str | None = None, *, then: str) -> "Kiosk":
        """Reach a control by keyboard and press it; wait for the screen *then*, whose heading has the focus."""
        self.reach(action, value).press("Enter")
        self.on(then)
        expect(self.page.locator("#heading")).to_be_focused()
        return self.is_up()

    def type_pin(self, digits: str, *, then: str = "check") -> "Kiosk":
        """Type a PIN on the keypad; it is compared as soon as its last digit is there."""
        for digit in digits:
            self.use(self.page.locator(f'[data-key="{digit}"]'))
        self.on(then)
        self.is_up()
        self.wait_seconds(_SAME_KEY)
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
            self.is_up()
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
        self.is_up()
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
                self.is_up()
            if self.control(action, value).count():
                return
        raise AssertionError(f"{action} {value} is not offered")

    def wait_seconds(self, seconds: float) -> None:
        """Let *seconds* pass for the page."""
        self.page.evaluate("seconds => window.skipSeconds(seconds)", seconds)

    def wait_out(self, seconds: float, *, then: str) -> "Kiosk":
        """Let *seconds* pass until the screen *then* is there; once more where a late drawing began the wait anew."""
        self.page.wait_for_function(
            """([seconds, screen]) => {
                const isThere = document.querySelector(`[data-screen="${screen}"]`) !== null;
                if (!isThere) window.skipSeconds(seconds);
                return isThere;
            }""",
            arg=[seconds, then],
            polling=2000,
        )
        return self.is_up()

    def hold_time(self) -> "Kiosk":
        """Let no time pass for the page from now on but what `wait_seconds` says, however slow this machine is.

        It ends when the page is loaded afresh.
        """
        self.page.evaluate("window.holdTime()")
        return self

    def finish(self) -> "Kiosk":
        """Say that the visit is over; wait until the page was loaded afresh."""
        before = self.page.evaluate("window.clientId")
        self.page.locator("[data-aid=done]").click()
        self.page.wait_for_function("before => window.clientId && window.clientId !== before", arg=before)
        return self.on("home").is_up()

    def faults(self) -> list[str]:
        """Measure the screen (UX §6.2, §12 A1–A4) and return what is too small, too pale or cut off."""
        self.is_up()
        self.page.evaluate(_DRAWN)
        found: list[str] = self.page.evaluate(RULER)
        return [f"{self.screen}: {fault}" for fault in found]
