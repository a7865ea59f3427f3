"""How soon a kiosk shows what changed and answers a tap, and how much memory a day of five kiosks takes.

Run `python tests/bench/bench_kiosk.py`; it needs a Chromium and takes about eight minutes (`--minutes 200` is quicker).
Two kiosks are pages of a real browser, the others hold their sockets and draw nothing: in a town each has a
machine of its own to draw on, here all share one. A change is a seat that is taken or given back through the
API; its time counts from before the request, so booking and commit are in it. A tap counts from the browser's event.
"""

import argparse
import statistics
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

import httpx
from playwright.sync_api import Browser, Page

ROOT = Path(__file__).parents[2]
sys.path.insert(0, str(ROOT))

from tests.support.browsers import launched  # noqa: E402 - the repository need not be installed
from tests.support.cast import BERLIN  # noqa: E402
from tests.support.fixtures_web import DEMO_DAY  # noqa: E402
from tests.support.listeners import Listeners  # noqa: E402
from tests.support.server import Server  # noqa: E402
from tests.support.waiting import until  # noqa: E402

# Notes, in milliseconds of this machine's clock, when a frame showed a changed window, a pressed control, a new screen.
_WATCH = """() => {
  const now = () => performance.timeOrigin + performance.now();
  const painted = (note) => requestAnimationFrame(() => {
    const channel = new MessageChannel();
    channel.port1.onmessage = () => note(now());
    channel.port2.postMessage(0);
  });
  window.seen = [];
  window.taps = [];
  new MutationObserver(() => {
    const free = document.querySelector(".window").textContent.match(/noch (\\d+) frei/)?.[1];
    painted((at) => window.seen.push([Number(free), at]));
  }).observe(document.querySelector(".window"), { childList: true, subtree: true, characterData: true });
  document.addEventListener("pointerdown", () => {
    const tap = { down: now() };
    window.taps.push(tap);
    painted((at) => (tap.pressed = at));
  }, { capture: true });
  document.addEventListener("pointerup", () => (window.taps.at(-1).up = now()), { capture: true });
  document.addEventListener("region-drawn", ({ detail }) => {
    const tap = window.taps.at(-1);
    if (tap?.up && !tap.next && detail.isNew) painted((at) => (tap.next = at));
  });
}"""


_PAINTING = 2  # of the kiosks


class Demo:
    """A demo with a meeting in an hour that has seats, and kiosks that look at it."""

    def __init__(self, server: Server, browser: Browser, told: dict[str, Any]) -> None:
        self.server = server
        self._browser = browser
        self._told = told
        self._api = httpx.Client(base_url=f"{server.url}/api/v1", timeout=30, verify=False)
        self.pages: list[Page] = []
        start = DEMO_DAY.astimezone(BERLIN) + timedelta(hours=1)
        self._code = self._book(start)
        self._token = ""
        self.free = 0

    def _book(self, start: datetime) -> str:
        wish = {
            "room": "stueble",
            "start": start.isoformat(),
            "end": (start + timedelta(hours=2)).isoformat(),
            "title": "Vorlesen",
        }
        answer = self._api.post("/bookings", json=wish, headers={"Authorization": f"Bearer {self._told['group_key']}"})
        answer.raise_for_status()
        return str(answer.json()["code"])

    def open(self, number: int) -> None:
        """Open kiosks until there are *number*."""
        while len(self.pages) < number:
            look: Any = {"viewport": {"width": 270, "height": 480}, "reduced_motion": "reduce"}
            page = self._browser.new_context(**look).new_page()
            page.goto(self._told["kiosk"])
            self.watch(page)
            self.pages.append(page)

    def listen(self, number: int) -> Listeners:
        """Open *number* kiosks that draw nothing."""
        return Listeners(self.server.url, number)

    def watch(self, page: Page) -> None:
        """Let *page* note what it shows."""
        page.wait_for_selector("[data-screen=home]")
        page.wait_for_function("() => window.kioskLine.isConnected()")
        page.evaluate(_WATCH)

    def change(self) -> float:
        """Take a seat, or give it back; return when it was asked for, in milliseconds."""
        began = time.time() * 1000
        if self._token:
            self._api.delete(f"/seats/{self._token}").raise_for_status()
            self._token = ""
        else:
            answer = self._api.post(f"/meetings/{self._code}/seats", json={"persons": 1})
            answer.raise_for_status()
            self._token = answer.json()["token"]
        return began

    def painted(self, page: Page, since: float) -> float:
        """Wait until *page* has shown a change asked for at *since*; return how long it took, in milliseconds."""
        look = "since => window.seen.find(([, at]) => at >= since)?.[1]"
        at: float = until(lambda: page.evaluate(look, since), seconds=10, what="a frame with the change")
        return at - since

    def memory(self) -> float:
        """Return what the server holds, in MB."""
        lines = Path(f"/proc/{self.server.pid}/status").read_text().splitlines()
        return int(next(line.split()[1] for line in lines if line.startswith("VmRSS"))) / 1024


@contextmanager
def demo() -> Iterator[Demo]:
    """Give a demo of its own, served as a house is: what loading it took is no longer in the memory."""
    with tempfile.TemporaryDirectory(prefix="treffpunkt-bench-") as folder, launched() as browser:
        place = Path(folder) / "data"
        with Server("demo", "--json", "--data", str(place), now=DEMO_DAY, as_people_do=True) as maker:
            told = maker.told()
        settings = {"TREFFPUNKT_DATA": str(place), "TREFFPUNKT_DATABASE": told["database"]}
        with Server("serve", environment=settings, port=maker.port, now=DEMO_DAY, as_people_do=True) as server:
            yield Demo(server, browser, told)


def row(what: str, goal: str, times: list[float]) -> str:
    """Return one line of the table."""
    ordered = sorted(times)
    share = [ordered[min(len(ordered) - 1, int(len(ordered) * part))] for part in (0.95, 0.99)]
    figures = f"p50 {statistics.median(ordered):.0f} ms, p95 {share[0]:.0f} ms, p99 {share[1]:.0f} ms"
    return f"| {what} | {goal} | {figures} ({len(ordered)}) |"


def push(place: Demo, kiosks: int, changes: int) -> list[str]:
    """Change something again and again and look when all kiosks show it."""
    place.open(_PAINTING)
    others = place.listen(kiosks - _PAINTING)
    painted: list[float] = []
    heard: list[float] = []
    for number in range(changes + 1):
        time.sleep(0.4)  # each change by itself: what comes closer together is painted together
        since = place.change()
        found = [place.painted(page, since) for page in place.pages]
        if number:  # the first one is compiled and drawn for the first time
            painted += found
            heard += [_first(times, since) - since for times in others.heard]
    return [
        row(f"a change, from the request until painted, {kiosks} kiosks open", "p99 200 ms", painted),
        row("… until it has reached each of the others", "", heard),
    ]


def _first(times: list[float], since: float) -> float:
    return until(lambda: next((at for at in times if at >= since), 0.0), what="a message of the change")


def taps(place: Demo, number: int, kiosks: int) -> list[str]:
    """Tap through screens and look when each tap is answered."""
    page = place.pages[0]
    way = ("programme", "home", "calendar", "home")
    for step in range(number):
        control = page.locator(f"[data-tap={way[step % len(way)]}]").first
        control.click()
        page.wait_for_function("() => window.taps.at(-1).next")
        page.wait_for_timeout(450)
    found: list[dict[str, float]] = page.evaluate("window.taps")
    others = f"with {kiosks} kiosks open"
    return [
        row(
            f"tap until the control looks pressed, {others}",
            "p95 100 ms",
            [one["pressed"] - one["down"] for one in found],
        ),
        row(
            f"tap until the next screen is painted, {others}", "p95 300 ms", [one["next"] - one["up"] for one in found]
        ),
    ]


def day(place: Demo, kiosks: int, minutes: int) -> list[str]:
    """Let a day pass quickly: a change each minute, each ten minutes a visitor at one of the kiosks."""
    place.open(kiosks)
    hours: list[float] = []
    for minute in range(minutes):
        since = place.change()
        for page in place.pages:
            place.painted(page, since)
        if minute % 10 == 9:
            visit(place, place.pages[minute // 10 % kiosks])
        if minute % 60 == 59:
            hours.append(place.memory())
    print("memory after each hour, MB:", *(f"{held:.0f}" for held in hours), file=sys.stderr)
    end = place.memory()
    grown = f"{(end / hours[0] - 1) * 100:+.1f} %"
    what = (
        f"server's memory after {minutes} changes and {minutes // 10} visits on {kiosks} kiosks, against the first hour"
    )
    return [f"| {what} | 130 MB, +5 % | {end:.0f} MB, {grown} |"]


def visit(place: Demo, page: Page) -> None:
    """Look at the programme, then leave, as the kiosk does by itself when nobody is there."""
    page.locator("[data-tap=programme]").first.click()
    page.wait_for_selector("[data-screen=programme]")
    page.reload()
    place.watch(page)


def main() -> None:
    """Print the table."""
    reader = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    reader.add_argument("--kiosks", type=int, default=20)
    reader.add_argument("--changes", type=int, default=50)
    reader.add_argument("--taps", type=int, default=100)
    reader.add_argument("--minutes", type=int, default=1440)
    reader.add_argument("--only", choices=["push", "day"])
    asked = reader.parse_args()
    if asked.only != "day":
        with demo() as place:
            print(
                *push(place, asked.kiosks, asked.changes), *taps(place, asked.taps, asked.kiosks), sep="\n", flush=True
            )
    if asked.only != "push":
        with demo() as place:
            print(*day(place, 5, asked.minutes), sep="\n")


if __name__ == "__main__":
    main()
