"""Every kind of kiosk screen in every language, usual and large, measured in a real browser (UX §12, A1-A5, A7).

A crawler without a browser finds the screens and draws them; one open kiosk of the demo shows each drawing as it
shows its own, and is measured.
"""

import asyncio
from collections import Counter
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from importlib.resources import files

import pytest

from booking import cards, clock
from booking.settings import Settings
from kiosk.demo import furnish
from kiosk.pages.state import Aids
from models.database import Database
from tests.support import crawl
from tests.support.fixtures_web import DEMO_DAY
from tests.support.kiosk import RULER, SIZES, Kiosk

AXE = files("axe_playwright_python").joinpath("axe.min.js").read_text(encoding="utf-8")
RULES = {"runOnly": {"type": "tag", "values": ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa"]}}

# Puts a drawing where the live regions stand, and lets the page do with it what it does with its own.
SHOW = """([panel, window_, night]) => {
  const content = document.querySelector('.nicegui-content');
  if (!content.dataset.still) {
    const still = content.cloneNode(true);  // what the server draws meanwhile is not seen any more
    still.dataset.still = 'yes';
    content.replaceWith(still);
  }
  document.querySelector('.panel').innerHTML = panel;
  document.querySelector('.panel').setAttribute('aria-busy', 'false');
  document.querySelector('.window').innerHTML = window_;
  document.documentElement.classList.toggle('night', night);
  document.dispatchEvent(new Event('pointerdown'));
  document.dispatchEvent(new CustomEvent('region-drawn', { detail: { isNew: true } }));
}"""


@pytest.fixture(scope="module")
def views(tmp_path_factory: pytest.TempPathFactory) -> list[crawl.Drawn]:
    """Every kind of screen of the demo, in each language, usual and large."""
    folder = tmp_path_factory.mktemp("crawl")
    settings = Settings(secret="a secret of sixteen", data=folder, database=f"sqlite:///{folder}/house.db")
    db = Database(settings.database_url)
    db.migrate()
    with pytest.MonkeyPatch.context() as patch:
        # One group of the demo is about to begin: it stands at the door.
        patch.setattr(clock, "now", lambda: DEMO_DAY + timedelta(hours=4, minutes=10))
        demo = furnish(db, settings, "https://quartier.example.org")
        with db.writing() as session:
            card = cards.give_card(session, demo.group, now=clock.now(), who="desk:manager")
        known = crawl.Known(demo.group, demo.group_pin, card)
        with ThreadPoolExecutor(1) as aside:  # the browser's own loop runs in this thread
            drawn = aside.submit(lambda: asyncio.run(crawl.every_view(db, known))).result()
    db.close()
    return drawn


@pytest.fixture(scope="module")
def demo(start_server):
    server = start_server("demo", "--json")
    yield server.told()
    server.stop()


def looks(view: crawl.Drawn) -> str:
    return ", ".join([view.aids.language, *["large"] * view.aids.large, *["contrast"] * view.aids.contrast])


def told(faults: dict[str, list[str]]) -> str:
    """Return a table: how often each fault was seen, and where first."""
    counted = Counter(fault for found in faults.values() for fault in found)
    first = {fault: where for where in reversed(faults) for fault in faults[where]}
    return "\n".join(f"{number:4} x {fault}   first: {first[fault]}" for fault, number in counted.most_common(60))


def measured(page, views: list[crawl.Drawn], *, night: bool = False) -> dict[str, list[str]]:
    """Measure each view; return the faults by screen and look."""
    page.evaluate("() => document.fonts.ready.then(() => true)")
    faults = {}
    for view in views:
        page.evaluate(SHOW, [view.panel, view.window, night])
        if found := page.evaluate(RULER):
            faults[f"{view.name} [{looks(view)}]"] = found
    return faults


def usual(views: list[crawl.Drawn], *languages: str) -> list[crawl.Drawn]:
    return [view for view in views if view.aids in [Aids(language=language) for language in languages]]


@pytest.mark.slow
@pytest.mark.parametrize("size", SIZES)
def test_every_screen_is_large_clear_and_whole_in_every_language(new_page, demo, views, size):
    kiosk = Kiosk(new_page(*SIZES[size], reduced_motion="reduce"), demo["kiosk"])

    faults = measured(kiosk.page, views)

    print(f"\n{size}: {len(views)} views of {len({view.name for view in views})} screens, {len(faults)} with faults")
    assert faults == {}, f"\n{told(faults)}"


@pytest.mark.slow
def test_every_screen_is_as_clear_by_night(new_page, demo, views):
    kiosk = Kiosk(new_page(reduced_motion="reduce"), demo["kiosk"])

    faults = measured(kiosk.page, usual(views, "de"), night=True)

    assert faults == {}, f"\n{told(faults)}"


@pytest.mark.slow
def test_no_screen_breaks_a_rule_of_wcag(new_page, demo, views):
    kiosk = Kiosk(new_page(reduced_motion="reduce"), demo["kiosk"])
    kiosk.page.evaluate(AXE)
    broken = {}

    for view in usual(views, "de", "ar"):
        kiosk.page.evaluate(SHOW, [view.panel, view.window, False])
        answer = kiosk.page.evaluate("rules => axe.run(document, rules)", RULES)
        if found := [f"{rule['id']}: {rule['nodes'][0]['html'][:120]}" for rule in answer["violations"]]:
            broken[f"{view.name} [{looks(view)}]"] = found

    assert broken == {}, f"\n{told(broken)}"
