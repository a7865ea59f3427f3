"""A demo of its own for each size, people who open it, and the picture of what they see."""

import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import timedelta
from pathlib import Path
from typing import Any

from PIL import Image
from playwright.sync_api import Browser, Page

from tests.support.fixtures_web import DEMO_DAY
from tests.support.server import Server

ROOT = Path(__file__).resolve().parents[2]
FOLDER = ROOT / "assets" / "screenshots"
COLOURS = 160
NARROW = (320, 700)
THURSDAY = (DEMO_DAY + timedelta(days=1)).date()
GROUP = "strickcafe"


@contextmanager
def demo_house() -> Iterator[dict[str, str]]:
    """Serve a demo of its own: what is done at one screen is not found at the next."""
    with (
        tempfile.TemporaryDirectory() as data,
        Server("demo", "--json", environment={"TREFFPUNKT_DATA": data}, now=DEMO_DAY) as server,
    ):
        yield server.told()


def opened(browser: Browser, width: int, height: int, **options: Any) -> Page:
    """Open a page as a person of its own."""
    context = browser.new_context(
        viewport={"width": width, "height": height},
        locale="de-DE",
        timezone_id="Europe/Berlin",
        reduced_motion="reduce",
        **options,
    )
    return context.new_page()


def keep(page: Page, name: str) -> None:
    """Store what the page shows as a small picture."""
    page.wait_for_load_state("networkidle")
    path = FOLDER / f"{name}.png"
    page.screenshot(path=path)
    with Image.open(path) as picture:
        picture.convert("RGB").quantize(COLOURS).save(path, optimize=True)
    print(f"{path.relative_to(ROOT)}  {path.stat().st_size // 1024} kB")
