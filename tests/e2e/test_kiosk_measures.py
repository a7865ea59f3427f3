"""Every kind of kiosk screen in every language, usual and large, measured in a real browser (UX §12, A1-A5, A7).

A crawler without a browser finds the screens and draws them; one open kiosk of the demo shows each drawing as it
shows its own, and is measured. How much a screen asks and says at once is read from its drawing alone.
"""

from urllib.parse import urlsplit

import pytest
from playwright.sync_api import Locator

from booking.i18n import LANGUAGES
from kiosk.components.codes import AT_KIOSK, IN_HAND
from tests.support import views
from tests.support.codes import read_codes
from tests.support.crawl import Drawn
from tests.support.kiosk import SIZES, TABLETS, VOICE, Kiosk
from tests.support.readable import said, words_of

# The least module in pixels: on the smallest screen that a house hangs (21.5", UX §6.2), and on a neighbour's phone.
MODULE = {"portrait": AT_KIOSK.module / 0.248, "landscape": AT_KIOSK.module / 0.248, "phone": IN_HAND.module / 0.16}
COLOURS = "code => [...code.querySelectorAll('path')].map(path => getComputedStyle(path).fill)"
CHOICES, WORDS, WORDS_OF_A_SENTENCE = 6, 40, 10
# What people know by heart is taken in as one: days, keys, languages, the quarters on their map.
_KNOWN = {"days tabs": 7, "strip": 14, "keypad": 12, "languages": 9, "flower": 7}
_WHY_NOT = 20  # more words where something did not work: why, and what is possible instead
_READ = {"about-us": 80}  # what somebody opened to read it


@pytest.fixture(scope="module")
def every_view(tmp_path_factory: pytest.TempPathFactory) -> list[Drawn]:
    """Every kind of screen of the demo, in each language, usual and large."""
    return views.drawn(tmp_path_factory.mktemp("crawl"))


@pytest.fixture(scope="module")
def demo(start_server):
    server = start_server("demo", "--json")
    yield server.told()
    server.stop()


def with_a_voice(new_page, demo, size: str = "portrait") -> Kiosk:
    """Open a kiosk on a machine that can read aloud: its row of aids is as full as it gets."""
    page = new_page(*(SIZES | TABLETS)[size], reduced_motion="reduce")
    page.add_init_script(VOICE)
    return Kiosk(page, demo["kiosk"])


@pytest.mark.slow
@pytest.mark.parametrize("size", SIZES | TABLETS)
def test_every_screen_is_large_clear_and_whole_in_every_language(new_page, demo, every_view, size):
    kiosk = with_a_voice(new_page, demo, size)

    faults = views.measured(kiosk.page, every_view)

    print(f"\n{size}: {len(every_view)} views of {len({one.name for one in every_view})} screens, {len(faults)} faulty")
    assert faults == {}, f"\n{views.told(faults)}"


@pytest.mark.slow
def test_every_screen_is_as_clear_by_night(new_page, demo, every_view):
    kiosk = with_a_voice(new_page, demo)

    seen = [*views.usual(every_view, "de"), *(one for one in every_view if one.aids.contrast)]
    faults = views.measured(kiosk.page, seen, night=True)

    assert faults == {}, f"\n{views.told(faults)}"


def of_the_programme(every_view: list[Drawn]) -> list[Drawn]:
    """Return one kind of screen in every look."""
    name = next(one.name for one in every_view if one.name.startswith("programme"))
    return [one for one in every_view if one.name == name]


@pytest.mark.slow
@pytest.mark.parametrize("size", SIZES | TABLETS)
def test_what_lies_over_a_screen_for_a_while_is_as_clear_in_every_language(new_page, demo, every_view, size):
    """The question whether somebody is there; a line that is being mended, and how old what one sees is."""
    kiosk = with_a_voice(new_page, demo, size)
    seen = of_the_programme(every_view)

    faults = views.measured_over(kiosk.page, seen) | views.measured_over(kiosk.page, seen, night=True)

    assert faults == {}, f"\n{views.told(faults)}"


@pytest.mark.slow
def test_what_lies_over_a_screen_breaks_no_rule_of_wcag(new_page, demo, every_view):
    kiosk = with_a_voice(new_page, demo)

    broken = views.broken_rules_over(kiosk.page, views.usual(of_the_programme(every_view), "de", "ar"))

    assert broken == {}, f"\n{views.told(broken)}"


@pytest.mark.slow
def test_no_screen_breaks_a_rule_of_wcag(new_page, demo, every_view):
    kiosk = with_a_voice(new_page, demo)

    broken = views.broken_rules(kiosk.page, views.usual(every_view, "de", "ar"))

    assert broken == {}, f"\n{views.told(broken)}"


@pytest.mark.slow
@pytest.mark.parametrize("size", SIZES)
def test_a_phone_reads_every_code_of_every_screen(new_page, demo, every_view, size):
    page = views.ready(Kiosk(new_page(*SIZES[size], reduced_motion="reduce"), demo["kiosk"]).page)
    wanted = [one for one in every_view if 'class="qr"' in one.panel and one.aids.language in ("de", "ar")]
    faults = {}

    for view, night in [*((one, False) for one in wanted), *((one, True) for one in views.usual(wanted, "de"))]:
        views.show(page, view, night=night)
        for code in page.locator(".panel .qr").all():
            code.evaluate("code => code.scrollIntoView({ block: 'center' })")
            if found := faults_of_code(code, MODULE[size]):
                faults[f"{views.name_of(view)}{' by night' if night else ''}"] = found

    print(f"\n{size}: {len(wanted)} views of {len({one.name for one in wanted})} screens with a code")
    assert faults == {}, f"\n{views.told(faults)}"


def faults_of_code(code: Locator, least: float) -> list[str]:
    """Return why a phone that is held before the screen could not read *code*, or its visitor not trust it."""
    box, side = code.bounding_box(), int((code.get_attribute("viewBox") or "").split()[2])
    assert box is not None
    module = min(box["width"], box["height"]) / side
    faults = [] if module >= least - 0.05 else [f"modules of {module:.1f} px instead of {least:.1f}"]
    found = read_codes(code.screenshot())
    if len(found) != 1:
        return [*faults, f"read as {found}"]
    said, place = code.get_attribute("aria-label") or "", urlsplit(found[0])
    # What is held for somebody is not said in full: whoever looks over their shoulder could go on with it.
    if place.scheme.startswith("http") and not place.path.startswith("/b/") and f"{place.netloc}/" not in said:
        faults.append(f"leads to {found[0]} and says {said}")
    colours = code.evaluate(COLOURS)
    return faults if colours == ["rgb(255, 255, 255)", "rgb(0, 0, 0)"] else [*faults, f"drawn in {colours}"]


# What the drawings ask and say (UX §12, A7)


def test_no_screen_asks_for_more_than_six_things_side_by_side(every_view):
    crowded = {
        f"{view.name} [{view.aids.language}]: {place or 'alone'}": number
        for view in every_view
        for place, number in said(view.panel).choices.items()
        if number > _KNOWN.get(place, CHOICES)
    }

    assert crowded == {}


def test_no_screen_has_more_than_forty_words_to_read(every_view):
    wordy = {
        f"{view.name} [{view.aids.language}]": said(view.panel).words
        for view in views.usual(every_view, *LANGUAGES)
        if said(view.panel).words > _limit(view.name)
    }

    assert wordy == {}


def _limit(name: str) -> int:
    screen = name.partition(":")[0]
    return _READ.get(screen, WORDS + _WHY_NOT if "(refused)" in screen else WORDS)


def test_plain_german_says_at_most_ten_words_in_a_sentence(every_view):
    told = [one for view in views.usual(every_view, "de_simple") for one in said(view.panel).sentences]
    long = {one for one in told if len(words_of(one)) > WORDS_OF_A_SENTENCE}

    assert long == set()
    assert len(set(told)) > 100
