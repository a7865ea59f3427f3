"""Reading aids under people's hands: two taps to a language, one to everything else, all gone with the visitor."""

import pytest
from playwright.sync_api import Page, expect

from tests.support.kiosk import Kiosk

# A machine's own voice, as a browser offers it: it keeps what it is given to say.
VOICE = """(() => {
  const said = [];
  const voices = [
    { lang: "de-DE", localService: false, name: "far away" },
    { lang: "de-DE", localService: true, name: "this machine" },
  ];
  class Piece { constructor(text) { this.text = text; } }
  const speech = {
    speaking: false, pending: false,
    getVoices: () => voices,
    speak(piece) { said.push([piece.voice.name, piece.text]); this.speaking = true; },
    cancel() { this.speaking = false; },
    addEventListener() {},
  };
  Object.defineProperty(window, "speechSynthesis", { value: speech });
  window.SpeechSynthesisUtterance = Piece;
  window.said = said;
})();"""


@pytest.fixture(scope="module")
def demo(start_server):
    server = start_server("demo", "--json")
    yield server.told()
    server.stop()


@pytest.fixture
def kiosk(new_page, demo) -> Kiosk:
    return Kiosk(new_page(), demo["kiosk"])


def looks(page: Page) -> set[str]:
    return set((page.locator("html").get_attribute("class") or "").split()) & {"large", "contrast"}


def test_how_one_reads_is_chosen_anywhere_and_goes_with_the_visitor(kiosk):
    html = kiosk.page.locator("html")
    kiosk.tap("programme", then="programme")

    kiosk.tap("languages", then="language").tap("speak", "ar", then="programme")
    expect(html).to_have_attribute("dir", "rtl")
    expect(html).to_have_attribute("lang", "ar")
    kiosk.tap("large").tap("contrast")
    assert looks(kiosk.page) == {"large", "contrast"}
    kiosk.tap("home", then="home")
    assert looks(kiosk.page) == {"large", "contrast"}

    kiosk.use(kiosk.page.locator("[data-aid=done]"))
    expect(html).to_have_attribute("lang", "de")
    assert looks(kiosk.page) == set()
    expect(kiosk.page.get_by_role("button", name="Sprache")).to_be_visible()


def test_a_machine_with_a_voice_reads_what_everybody_may_hear(new_page, demo):
    page = new_page()
    page.add_init_script(VOICE)
    kiosk = Kiosk(page, demo["kiosk"])
    kiosk.tap("programme", then="programme")

    read = page.get_by_role("button", name="Vorlesen")
    read.click()
    expect(read).to_have_attribute("aria-pressed", "true")
    said = page.evaluate("window.said")

    assert said[0] == ["this machine", "Was ist los?"]
    assert ["this machine", "Elterncafé"] in said
    assert "Sprache" not in {text for _voice, text in said}

    kiosk.tap("home", then="home")
    assert page.evaluate("speechSynthesis.speaking") is False


def test_a_machine_without_a_voice_offers_none(kiosk):
    expect(kiosk.page.locator("[data-aid=read]")).to_be_hidden()


def test_the_whole_kiosk_works_with_three_keys(kiosk):
    """A switch sends Tab and Enter, a keypad in the table arrows and Enter (UX §6.6)."""
    page = kiosk.page
    names: list[str] = []
    while not names or names[-1] != "done":
        kiosk.press("Tab")
        here = page.evaluate("document.activeElement.dataset.tap ?? document.activeElement.dataset.aid ?? ''")
        assert here, f"lost after {names}"
        if names[-1:] != [here]:  # a screen that is drawn anew keeps the place
            names.append(here)
    drawn = page.evaluate(
        "[...document.querySelectorAll('.screen button')].filter((one) => one.checkVisibility())"
        ".map((one) => one.dataset.tap ?? one.dataset.aid)"
    )
    assert names == drawn  # every control, in the order in which one reads

    page.locator("[data-tap=programme]").focus()
    assert page.evaluate("parseFloat(getComputedStyle(document.activeElement).outlineWidth)") >= 4
    kiosk.press("Enter")
    kiosk.on("programme")

    page.locator("[data-tap=see-day]").first.focus()
    kiosk.press("ArrowDown")
    expect(page.locator("[data-tap=see-day]").nth(1)).to_be_focused()
    kiosk.press("ArrowUp")
    expect(page.locator("[data-tap=see-day]").first).to_be_focused()
