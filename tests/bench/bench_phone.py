"""How soon a page for phones can be used, against a bare page of the same run, on a processor made four times slower.

Run `python tests/bench/bench_phone.py`; it needs a Chromium and takes about two minutes. Each visit is a first one:
the browser has kept nothing. Pages take turns, so that whatever else the machine does meets all of them. A page can be
used when all of its words are there and painted with their style: it has no script, and letters of our own may come
later (font-display: swap).
"""

import argparse
import statistics
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from playwright.sync_api import CDPSession, Page

ROOT = Path(__file__).parents[2]
sys.path.insert(0, str(ROOT))

from tests.support.browsers import launched  # noqa: E402 - the repository need not be installed
from tests.support.fixtures_web import DEMO_DAY  # noqa: E402
from tests.support.phone import every_page  # noqa: E402
from tests.support.server import Server  # noqa: E402
from tests.support.waiting import free_port, listens, until  # noqa: E402

SLOWER = 4
GOAL = 1.5  # times the bare page
BARE = "bare"  # tests.bench.bare: no style, no font, no picture
LOOKED_AT = ("programme", "meeting with seats", "seat", "times of a day", "calendar", "help")
# About the line of a village: 1.6 Mbit/s down, 150 ms there and back (what Lighthouse calls slow 4G).
SLOW_LINE = {"offline": False, "latency": 150, "downloadThroughput": 1_600_000 / 8, "uploadThroughput": 750_000 / 8}
_USABLE = """async () => {
  const painted = () => performance.getEntriesByName("first-contentful-paint")[0];
  while (!painted()) await new Promise(requestAnimationFrame);
  return Math.max(performance.getEntriesByType("navigation")[0].domContentLoadedEventEnd, painted().startTime);
}"""


def main() -> None:
    """Print the table."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--visits", type=int, default=15, help="first visits of each page")
    visits = parser.parse_args().visits
    with tempfile.TemporaryDirectory() as folder, _house(folder) as server, bare_page() as bare, launched() as browser:
        pages = {name: path for name, path in every_page(server, DEMO_DAY).items() if name in LOOKED_AT}
        page = browser.new_page(base_url=server.url, viewport={"width": 390, "height": 844}, locale="de-DE")
        session = page.context.new_cdp_session(page)
        session.send("Network.enable")
        session.send("Emulation.setCPUThrottlingRate", {"rate": SLOWER})
        for line in ("of this machine", "slow"):
            if line == "slow":
                session.send("Network.emulateNetworkConditions", SLOW_LINE)
            _tell(line, dict(_measured(page, session, {BARE: bare, **pages}, visits)))


def _house(folder: str) -> Server:
    return Server("demo", "--json", environment={"TREFFPUNKT_DATA": folder}, now=DEMO_DAY, as_people_do=True)


@contextmanager
def bare_page() -> Iterator[str]:
    """Serve the bare page; give its address."""
    port = free_port()
    command = [sys.executable, "-m", "uvicorn", "tests.bench.bare:app", "--port", str(port), "--log-level", "warning"]
    process = subprocess.Popen([*command, "--no-access-log"], cwd=ROOT)
    try:
        until(lambda: listens(port), seconds=30, what="the bare page")
        yield f"http://127.0.0.1:{port}/page"
    finally:
        process.terminate()
        process.wait(timeout=10)


def _measured(page: Page, session: CDPSession, pages: dict[str, str], visits: int) -> Iterator[tuple[str, list[float]]]:
    """Yield each page's times in milliseconds, the pages in turns; the first round warms up and is not counted."""
    times: dict[str, list[float]] = {name: [] for name in pages}
    for visit in range(visits + 1):
        for name, path in pages.items():
            session.send("Network.clearBrowserCache")
            page.goto(path, wait_until="load")
            took = page.evaluate(_USABLE)
            if visit:
                times[name].append(took)
    yield from times.items()


def _tell(line: str, times: dict[str, list[float]]) -> None:
    bare = statistics.median(times[BARE])
    print(f"\nline: {line}; processor {SLOWER} times slower; goal {GOAL} x")
    for name, took in times.items():
        median = statistics.median(took)
        print(f"{name:24} {median:6.0f} ms  {median / bare:5.2f} x bare")


if __name__ == "__main__":
    main()
