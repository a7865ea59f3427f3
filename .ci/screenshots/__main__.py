"""Takes every picture in assets/screenshots/ from a demo of this clone: `.venv/bin/python .ci/screenshots [NAME …]`.

Made for the eye of whoever changes a screen: look at each before it is committed. With names only those pictures are
taken that begin so (`phone`, `letter`, `kiosk-home`), and the others stay as they are.
"""

import sys
from collections.abc import Iterator
from itertools import chain
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parents[2]))

from at_desk import desk_screens
from at_kiosk import kiosk_screens, tablet_screens
from camera import FOLDER, demo_house, keep
from on_phone import group_phone_screens, letter_screens, phone_screens
from playwright.sync_api import Browser, Page

from tests.support.browsers import launched
from tests.support.kiosk import SIZES, TABLETS


def main(wanted: tuple[str, ...]) -> None:
    """Take all pictures, or those whose names begin with one of *wanted*."""
    FOLDER.mkdir(parents=True, exist_ok=True)
    for old in FOLDER.glob("*.png"):
        if not wanted or old.name.startswith(wanted):
            old.unlink()
    with launched() as browser:
        for name, page in every_screen(browser, wanted):
            if not wanted or name.startswith(wanted):
                keep(page, name)


def every_screen(browser: Browser, wanted: tuple[str, ...]) -> Iterator[tuple[str, Page]]:
    """Go through kiosk, phone and desk; walks on which none of *wanted* lies are left out."""
    if _asked(wanted, "kiosk"):
        for size in SIZES | TABLETS:
            walk = kiosk_screens if size in SIZES else tablet_screens
            with demo_house() as demo:
                for name, page in walk(browser, demo, size):
                    yield f"kiosk-{name}-{size.replace(' ', '-')}", page
    with demo_house() as demo:
        if _asked(wanted, "phone"):
            yield from chain(phone_screens(browser, demo), group_phone_screens(browser, demo))
        if _asked(wanted, "letter"):
            yield from letter_screens(browser)
        if _asked(wanted, "desk", "paper"):
            yield from desk_screens(browser, demo)


def _asked(wanted: tuple[str, ...], *kinds: str) -> bool:
    return not wanted or any(one.startswith(kind) or kind.startswith(one) for one in wanted for kind in kinds)


if __name__ == "__main__":
    main(tuple(sys.argv[1:]))
