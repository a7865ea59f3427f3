"""Reading aids under people's hands: two taps to a language, one to everything else, all gone with the visitor."""

import pytest
from playwright.sync_api import Page, expect

from tests.support.kiosk import SIZES, VOICE, Kiosk

# The browser's own sound, which keeps how loud each note becomes in `window.notes`.
NOTES = """(() => {
  window.notes = [];
  const rise = AudioParam.prototype.linearRampToValueAtTime;
  AudioParam.prototype.linearRampToValueAtTime = function (loudness, at) {
    if (loudness > 0) window.notes.push(loudness);
    return rise.call(this, loudness, at);
  };
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

    kiosk.finish()
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

    assert {one["voice"] for one in said} == {"this machine de-DE"}
    texts = [one["text"] for one in said]
    assert (texts[0], "Elterncafé" in texts, "Sprache" in texts) == ("Was ist los?", True, False)

    kiosk.tap("home", then="home")
    assert page.evaluate("speechSynthesis.speaking") is False


def test_whoever_starts_the_voice_with_a_key_hears_every_step(new_page, demo):
    """A blind visitor with a keypad and headphones (UX §6.6)."""
    page = new_page()
    page.add_init_script(VOICE)
    kiosk = Kiosk(page, demo["kiosk"])

    def said() -> list[str]:
        heard: list[str] = page.evaluate("window.said.splice(0).map(({ text }) => text)")
        return heard

    page.locator("[data-aid=read]").focus()
    kiosk.press("Enter")
    assert "Was ist los?" in said()
    kiosk.press("ArrowDown")
    assert said() == ["Hilfe"]
    page.locator("[data-tap=programme]").focus()
    assert said() == ["Was ist los?. Treffen in dieser Woche"]
    kiosk.hold_time().press("Enter")
    kiosk.on("programme")
    assert said()[0] == "Was ist los?"

    kiosk.wait_seconds(170)
    page.wait_for_timeout(600)  # the page looks four times a second
    expect(page.locator("#still-there")).to_be_hidden()
    kiosk.wait_seconds(11)
    expect(page.locator("#still-there")).to_be_visible()
    page.wait_for_function("window.said.length > 1")
    assert said()[:2] == ["Sind Sie noch da?", "Ja, weiter"]
    kiosk.press("x")
    assert said() == ["Was ist los?"]  # back where one was: on the screen's heading

    kiosk.control("large").focus()
    kiosk.press("Space")
    page.wait_for_function("window.said.length > 1")
    assert said() == ["Größer", "Große Schrift ist an."]

    page.locator("[data-aid=read]").focus()
    kiosk.press("Enter")
    said()
    kiosk.press("ArrowDown")
    assert said() == []
    assert page.evaluate("speechSynthesis.speaking") is False


def test_whoever_does_not_look_hears_a_soft_tone_before_the_kiosk_forgets_them(new_page, demo):
    """UX §6.3: only who listens or works by keys; made by the browser, louder where the voice is."""
    page = new_page()
    page.add_init_script(VOICE)
    page.add_init_script(NOTES)
    kiosk = Kiosk(page, demo["kiosk"])
    question = page.locator("#still-there")

    def notes() -> list[float]:
        expect(question).to_be_visible()
        heard: list[float] = page.evaluate("window.notes.splice(0)")
        return heard

    kiosk.tap("programme", then="programme")
    kiosk.wait_seconds(91)
    assert notes() == []
    question.click()

    kiosk.control("see-day").focus()
    place = page.evaluate("document.activeElement.dataset.value")
    kiosk.press("ArrowDown")
    kiosk.press("ArrowUp")
    kiosk.wait_seconds(91)
    assert notes() == [0.06, 0.06]
    kiosk.press("x")
    expect(question).to_be_hidden()
    assert page.evaluate("document.activeElement.dataset.value") == place

    kiosk.tap("languages", then="language").tap("loud").tap("back", then="programme")
    page.locator("[data-aid=read]").click()
    kiosk.wait_seconds(181)
    assert notes() == [0.1, 0.1]


def test_a_changed_aid_is_told_to_whoever_does_not_see_it(kiosk):
    """WCAG 4.1.3: the control that was used is drawn anew, so its new state would not be told."""
    told = kiosk.page.locator("#told[role=status]")
    kiosk.tap("large")
    expect(told).to_have_text("Große Schrift ist an.")
    kiosk.tap("large")
    expect(told).to_have_text("Große Schrift ist aus.")
    kiosk.tap("contrast")
    expect(told).to_have_text("Starker Kontrast ist an.")
    kiosk.tap("languages", then="language").tap("more-time")
    expect(told).to_have_text("Mehr Zeit ist an.")
    kiosk.tap("speak", "tr", then="home")
    expect(told).to_have_text("")
    kiosk.tap("large")
    expect(told).to_have_text("Büyük yazı açık.")


def test_a_changed_voice_is_heard_at_once_and_goes_with_the_visitor(new_page, demo):
    page = new_page(*SIZES["landscape"])
    page.add_init_script(VOICE)
    kiosk = Kiosk(page, demo["kiosk"])
    kiosk.tap("languages", then="language")
    sample = page.locator("[data-sample]").inner_text()

    kiosk.tap("pace", "slow").tap("loud")
    kiosk.use(page.get_by_role("button", name="Noch einmal"))
    said = page.evaluate("window.said.map(({ text, rate, volume }) => [text, rate, volume])")
    assert said == [[sample, 0.65, 0.6], [sample, 0.65, 1], [sample, 0.65, 1]]
    kiosk.tap("speak", "tr", then="home")
    assert page.evaluate("speechSynthesis.speaking") is False
    page.locator("[data-aid=read]").click()
    last = page.evaluate("window.said.at(-1)")
    assert (last["voice"], last["rate"], last["volume"]) == ("this machine tr-TR", 0.65, 1)

    kiosk.finish()
    expect(page.locator("html")).to_have_attribute("lang", "de")
    kiosk.tap("languages", then="language")
    expect(kiosk.control("pace", "usual")).to_have_attribute("aria-pressed", "true")
    expect(kiosk.control("loud")).to_have_attribute("aria-pressed", "false")
    assert page.evaluate("window.said") == []


def test_more_time_is_asked_for_where_it_runs_out_and_lasts_for_the_visit(kiosk):
    """WCAG 2.2.1: one simple action, also by keys, and as often as somebody likes."""
    page = kiosk.page
    kiosk.tap("programme", then="programme")
    question, more = page.locator("#still-there"), page.get_by_role("button", name="Ja, und ich brauche mehr Zeit")
    for _time in range(11):
        kiosk.wait_seconds(91)
        expect(question).to_be_visible()
        kiosk.press("x")  # any key says that somebody is there
        expect(question).to_be_hidden()

    kiosk.wait_seconds(91)
    expect(question).to_be_visible()
    kiosk.press("ArrowDown")
    expect(more).to_be_focused()
    kiosk.hold_time().press("Enter")
    expect(question).to_be_hidden()
    kiosk.on("programme")
    expect(page.locator("[data-screen]")).to_have_attribute("data-idle", "180")
    kiosk.wait_seconds(170)
    page.wait_for_timeout(600)  # the page looks four times a second
    expect(question).to_be_hidden()
    kiosk.wait_seconds(11)
    expect(question).to_be_visible()
    expect(more).to_be_hidden()
    question.click()

    kiosk.tap("languages", then="language")
    expect(kiosk.control("more-time")).to_have_attribute("aria-pressed", "true")
    kiosk.control("more-time").focus()
    kiosk.hold_time()
    for _tremble in range(2):
        page.keyboard.press("ArrowDown")  # less than half a second apart (EN 301 549, 5.8)
    expect(kiosk.control("back")).to_be_focused()
    kiosk.finish().tap("languages", then="language")
    expect(kiosk.control("more-time")).to_have_attribute("aria-pressed", "false")


def test_a_machine_without_a_voice_offers_none(kiosk):
    expect(kiosk.page.locator("[data-aid=read]")).to_be_hidden()
    kiosk.tap("languages", then="language")
    expect(kiosk.page.locator("[data-voice]")).to_be_hidden()


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
