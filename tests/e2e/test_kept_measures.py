"""The programme that a kiosk keeps for bad times, measured as every other screen in every language."""

from datetime import timedelta

import pytest
from playwright.sync_api import Page, expect

from booking.i18n import LANGUAGES
from tests.support import views
from tests.support.fixtures_web import DEMO_DAY
from tests.support.kiosk import RULER, SIZES, TABLETS

LOOKS: list[list[str]] = [[], ["large"], ["contrast"]]
# Reads the page as people do, and measures what is there each time.
MEASURE = f"""([languages, looks, night]) => {{
  const ruler = {RULER};
  const faults = {{}};
  const tap = (selector) => document.querySelector(selector).click();
  document.documentElement.classList.toggle("night", night);
  for (const language of languages) for (const look of looks) {{
    tap("[data-view-of=language]");
    tap(`[data-speak=${{language}}]`);
    for (const aid of look) tap(`[data-wear=${{aid}}]`);
    for (const view of ["programme", "help", "language"]) {{
      tap(`[data-view-of=${{view}}]`);
      document.documentElement.classList.toggle("night", night);
      const found = ruler();
      if (found.length) faults[[view, language, ...look].join(" ")] = found;
    }}
    tap("[data-end]");
  }}
  return faults;
}}"""


@pytest.fixture(scope="module")
def demo(start_server):
    server = start_server("demo", "--json")
    yield server.told()
    server.stop()


@pytest.fixture
def kept(new_page, demo):
    """The way to open the kept programme where nobody answers."""

    def open_page(size: str) -> Page:
        page: Page = new_page(*(SIZES | TABLETS)[size], reduced_motion="reduce")
        page.route("**/kiosk/ping", lambda route: route.abort())
        page.clock.install(time=DEMO_DAY)
        page.goto(f"{demo['url']}/kiosk/snapshot")
        page.evaluate("() => Promise.all([...document.fonts].map((font) => font.load())).then(() => true)")
        page.clock.run_for(1000)
        return page

    return open_page


@pytest.mark.slow
@pytest.mark.parametrize("size", SIZES | TABLETS)
def test_the_kept_programme_is_large_clear_and_whole_in_every_language(kept, size):
    faults = kept(size).evaluate(MEASURE, [list(LANGUAGES), LOOKS, False])

    assert faults == {}, f"\n{views.told(faults)}"


def test_the_kept_programme_is_as_clear_by_night(kept):
    faults = kept("portrait").evaluate(MEASURE, [["de", "ar"], LOOKS, True])

    assert faults == {}, f"\n{views.told(faults)}"


def test_the_kept_programme_breaks_no_rule_of_wcag(kept):
    page = kept("portrait")
    broken = {}
    for language in ("de", "ar"):
        page.locator("[data-view-of=language]").click()
        page.locator(f"[data-speak={language}]").click()
        for view in ("programme", "help", "language"):
            page.locator(f"[data-view-of={view}]").click()
            if found := views.broken_rules_now(page):
                broken[f"{view} {language}"] = found
        page.locator("[data-end]").click()

    assert broken == {}, f"\n{views.told(broken)}"


def test_whoever_reads_another_language_finds_it_in_two_taps_and_the_next_visitor_german(kept):
    page = kept("portrait")
    heading = page.locator("#kept-heading > :visible")

    page.locator("[data-view-of=language]").click()
    page.get_by_role("button", name="Türkçe").click()
    expect(heading).to_have_text("Neler var?")
    expect(page.locator("[data-date]")).to_have_text("25 Kasım Çarşamba")
    expect(page.locator("html")).to_have_attribute("lang", "tr")
    page.get_by_role("button", name="Büyüt").click()
    page.clock.run_for(timedelta(seconds=179).seconds * 1000)
    expect(heading).to_have_text("Neler var?")
    page.clock.run_for(3000)

    expect(heading).to_have_text("Was ist los?")
    expect(page.locator("[data-date]")).to_have_text("Mittwoch, 25. November")
    expect(page.locator("html")).not_to_have_class("large")
