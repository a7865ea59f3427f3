"""What a poll of a feed costs, against a bare ping of the same server; what one change costs, against a whole build.

Run `python tests/bench/bench_feeds.py`. All figures are of one run, so the ratios hold on any machine.
Uses wrk where it is installed, else a small client of its own.
"""

import argparse
import asyncio
import os
import re
import shutil
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import timedelta
from pathlib import Path
from typing import Any

ROOT = Path(__file__).parents[2]
sys.path.insert(0, str(ROOT))

from sqlmodel import col, select  # noqa: E402 - the repository need not be installed

from booking.feeds import EVERYTHING, FeedStore  # noqa: E402
from kiosk.routes.feeds import FeedLayer  # noqa: E402
from models.bookings import Booking  # noqa: E402
from models.database import Database  # noqa: E402
from tests.support.feed_rows import BASE_URL, MONDAY, FeedHouse, wall  # noqa: E402
from tests.support.waiting import free_port, listens, until  # noqa: E402

EVENTS = 999  # the most that a feed tells
NOW = MONDAY + timedelta(hours=1)


def fill(db: Database) -> FeedHouse:
    """Store a programme whose feed has EVENTS entries: thirty series and single dates."""
    with db.writing() as session:
        house = FeedHouse(session)
        about = "Wir treffen uns, reden und trinken Kaffee. Alle sind willkommen, auch mit Kindern. " * 2
        text = house.meeting("Café", text_simple=about, topic="begegnung", audience=["alle"])
        for number in range(30):
            day, hour = number % 7, 8 + number // 7 * 2
            first = wall("2026-11-30 00:00") + timedelta(days=day, hours=hour)
            last = "2027-07-28 23:00"
            house.series("FREQ=WEEKLY", str(first), last, minutes=90, title=f"Treffen {number}", meeting_id=text.id)
        for number in range(EVENTS - 30):
            start = wall("2026-11-24 08:00") + timedelta(hours=12 * number)
            house.date(start, 60, room="stueble", title=f"Offenes Treffen Nr. {number}", meeting_id=text.id)
    return house


def milliseconds(work: Callable[[], object]) -> float:
    """Return how much of the processor's time *work* takes; what else the machine does is not counted."""
    start = time.process_time()
    work()
    return (time.process_time() - start) * 1000


def bench_building(db: Database, house: FeedHouse) -> dict[str, float]:
    """Return how long a whole build takes, and how long one change takes until its bytes are ready: medians."""
    store = FeedStore(db, BASE_URL)
    feed = store.bring(EVERYTHING, now=NOW)
    assert feed is not None
    print(
        f"feed: {feed.body.count(b'BEGIN:VEVENT')} events, {len(feed.body):,} bytes, gzip {len(feed.gzipped):,} bytes"
    )
    with db.reading() as session:
        dates = session.exec(select(Booking).order_by(col(Booking.starts_at))).all()
    single = [date for date in dates if date.series_id is None]
    of_series = [date for date in dates if date.series_id is not None]
    found: dict[str, list[float]] = {"whole build": [], "one date changed": [], "a date of a series changed": []}
    for number in range(15):  # in turns, because the machine is not always equally fast
        found["one date changed"].append(_change(db, house, store, single[number * 60]))
        found["a date of a series changed"].append(_change(db, house, store, of_series[number * 60]))
        if number % 3 == 0:
            whole = FeedStore(db, BASE_URL)
            found["whole build"].append(milliseconds(lambda: whole.bring(EVERYTHING, now=NOW)))  # noqa: B023
            whole.close()
    return {what: statistics.median(times) for what, times in found.items()}


def _change(db: Database, house: FeedHouse, store: FeedStore, date: Booking) -> float:
    with db.writing() as session:
        house.session = session
        house.changed(date, now=NOW, note=f"Heute im Saal {date.id}")
    return milliseconds(lambda: store.bring(EVERYTHING, now=NOW))


class BareServer:
    """Answers a ping and one body as barely as ASGI can; everything else goes to the feeds."""

    def __init__(self, layer: FeedLayer, body: bytes) -> None:
        self.layer = layer
        self.answers = {"/ping": self._messages(b"ok"), "/body": self._messages(body)}

    def _messages(self, body: bytes) -> tuple[dict[str, Any], dict[str, Any]]:
        headers = [(b"content-type", b"text/plain"), (b"content-length", str(len(body)).encode())]
        start = {"type": "http.response.start", "status": 200, "headers": headers}
        return start, {"type": "http.response.body", "body": body}

    async def __call__(self, scope: Any, receive: Any, send: Any) -> None:
        """Answer."""
        bare = self.answers.get(scope.get("path", ""))
        if bare is None:
            await self.layer(scope, receive, send)
        else:
            await send(bare[0])
            await send(bare[1])


def serve(url: str, port: int) -> None:
    """Serve the feeds and the bare answers until the process is ended."""
    import uvicorn

    async def nothing(scope: Any, receive: Any, send: Any) -> None:
        assert scope["type"] == "lifespan"
        while (message := await receive())["type"] != "lifespan.shutdown":
            await send({"type": f"{message['type']}.complete"})
        await send({"type": "lifespan.shutdown.complete"})

    store = FeedStore(Database(url), BASE_URL)
    feed = store.bring(EVERYTHING, now=NOW)
    assert feed is not None
    layer = FeedLayer(nothing, store, now=lambda: NOW)
    uvicorn.run(BareServer(layer, feed.body), port=port, log_level="warning", access_log=False)


@contextmanager
def served(url: str) -> Iterator[tuple[int, int]]:
    """Start a server of its own; give its port and the number of its process."""
    port = free_port()
    command = [sys.executable, __file__, "--serve", url, "--port", str(port)]
    process = subprocess.Popen(command, cwd=ROOT)
    try:
        until(lambda: listens(port), seconds=30, what="the server")
        yield port, process.pid
    finally:
        process.terminate()
        process.wait(timeout=10)


def bench_serving(url: str, seconds: int, rounds: int) -> dict[str, list[tuple[float, float]]]:
    """Return, for each kind of request, requests a second and the server's CPU time a request, round by round."""
    with served(url) as (port, process):
        etag = _etag(port)
        kinds = {
            "ping": ("/ping", []),
            "feed 304": (EVERYTHING, [f"If-None-Match: {etag}"]),
            "the same bytes, bare": ("/body", []),
            "feed 200": (EVERYTHING, []),
            "feed 200 gzip": (EVERYTHING, ["Accept-Encoding: gzip"]),
        }
        ask = _with_wrk if shutil.which("wrk") else _by_hand
        found: dict[str, list[tuple[float, float]]] = {kind: [] for kind in kinds}
        for _ in range(rounds):
            for kind, (path, headers) in kinds.items():
                before = _cpu_seconds(process)
                asked, taken = ask(port, path, headers, seconds)
                cpu = (_cpu_seconds(process) - before) / max(asked, 1) * 1e6
                found[kind].append((asked / taken, cpu))
    return found


def _etag(port: int) -> str:
    import httpx

    answer = httpx.get(f"http://127.0.0.1:{port}{EVERYTHING}")
    assert answer.status_code == 200
    etag: str = answer.headers["etag"]
    assert httpx.get(str(answer.url), headers={"if-none-match": etag}).status_code == 304
    return etag


def _cpu_seconds(process: int) -> float:
    fields = Path(f"/proc/{process}/stat").read_text().rpartition(")")[2].split()
    return (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")


def _with_wrk(port: int, path: str, headers: list[str], seconds: int) -> tuple[int, float]:
    named = [word for header in headers for word in ("-H", header)]
    command = ["wrk", "-t1", "-c16", f"-d{seconds}s", *named, f"http://127.0.0.1:{port}{path}"]
    told = subprocess.run(command, capture_output=True, text=True, check=True).stdout
    asked = re.search(r"(\d+) requests in ([\d.]+)(ms|s|m)", told)
    assert asked is not None, told
    return int(asked[1]), float(asked[2]) * {"ms": 0.001, "s": 1, "m": 60}[asked[3]]


def _by_hand(port: int, path: str, headers: list[str], seconds: int) -> tuple[int, float]:
    request = "\r\n".join([f"GET {path} HTTP/1.1", "Host: 127.0.0.1", *headers, "", ""]).encode()
    start = time.perf_counter()
    asked = asyncio.run(_crowd(port, request, start + seconds))
    return asked, time.perf_counter() - start


async def _crowd(port: int, request: bytes, end: float) -> int:
    return sum(await asyncio.gather(*(_one_client(port, request, end) for _ in range(16))))


async def _one_client(port: int, request: bytes, end: float) -> int:
    reader, writer = await asyncio.open_connection("127.0.0.1", port, limit=2**22)
    asked = 0
    while time.perf_counter() < end:
        writer.write(request)
        head = await reader.readuntil(b"\r\n\r\n")
        size = re.search(rb"content-length: (\d+)", head)
        await reader.readexactly(int(size[1]) if size else 0)
        asked += 1
    writer.close()
    return asked


def show(found: dict[str, list[tuple[float, float]]]) -> None:
    """Print requests a second and CPU time, each against the bare answer of the same round."""
    against = {"feed 304": "ping", "feed 200": "the same bytes, bare", "feed 200 gzip": "ping"}
    print(f"{'':24}{'req/s':>10}{'CPU µs':>9}{'ratio req/s':>13}{'ratio CPU':>11}  against")
    for kind, rounds in found.items():
        speed, cpu = (statistics.median(values) for values in zip(*rounds, strict=True))
        bare = found[against.get(kind, kind)]
        faster = statistics.median(one[0] / other[0] for one, other in zip(rounds, bare, strict=True))
        cheaper = statistics.median(other[1] / one[1] for one, other in zip(rounds, bare, strict=True))
        print(f"{kind:24}{speed:10,.0f}{cpu:9.1f}{faster:13.2f}{cheaper:11.2f}  {against.get(kind, '')}")


def main() -> None:
    """Measure and print."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--seconds", type=int, default=2, help="of each kind of request in each round")
    parser.add_argument("--rounds", type=int, default=5)
    parser.add_argument("--serve", help=argparse.SUPPRESS)
    parser.add_argument("--port", type=int, help=argparse.SUPPRESS)
    asked = parser.parse_args()
    if asked.serve:
        serve(asked.serve, asked.port)
        return
    with tempfile.TemporaryDirectory() as folder:
        db = Database(f"sqlite:///{folder}/house.db")
        db.migrate()
        built = bench_building(db, fill(db))
        for what, taken in built.items():
            print(f"{what:28}{taken:9.2f} ms CPU   1/{built['whole build'] / taken:,.0f}")
        show(bench_serving(db.url, asked.seconds, asked.rounds))
        db.close()


if __name__ == "__main__":
    main()
