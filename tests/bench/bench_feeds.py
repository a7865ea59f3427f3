"""What a poll of a feed costs, against a bare ping of the same server, a bare route and Radicale with the same events;
what one change costs, against a whole build, and that against icalendar alone.

Run `python tests/bench/bench_feeds.py` (six minutes; `--without-radicale` installs nothing). All figures are of one
run, in turns, so the ratios hold on any machine. Uses wrk where it is installed, else a small client of its own.
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
from collections.abc import Callable
from contextlib import ExitStack
from datetime import timedelta
from pathlib import Path
from typing import Any

ROOT = Path(__file__).parents[2]
sys.path.insert(0, str(ROOT))

from icalendar import Calendar, Event  # noqa: E402
from sqlmodel import col, select  # noqa: E402 - the repository need not be installed

from booking.feeds import EVERYTHING, FeedStore  # noqa: E402
from models.bookings import Booking  # noqa: E402
from models.database import Database  # noqa: E402
from tests.bench import radicale  # noqa: E402
from tests.bench.feed_server import NOW, served  # noqa: E402
from tests.support.feed_rows import BASE_URL, FeedHouse, wall  # noqa: E402

EVENTS = 900  # of which all keep their words in the 490 kB that a feed may weigh
PROGRAM = "User-Agent: iOS/18.0 (22A3354) dataaccessd/1.0"  # every request bears it, also the bare ones


def fill(db: Database) -> FeedHouse:
    """Store a programme whose feed has EVENTS entries: thirty series and single dates."""
    with db.writing() as session:
        house = FeedHouse(session)
        for number in range(30):
            day, hour = number % 7, 8 + number // 7 * 2
            first = wall("2026-11-30 00:00") + timedelta(days=day, hours=hour)
            last = "2027-07-28 23:00"
            house.series("FREQ=WEEKLY", str(first), last, minutes=90, title=f"Treffen {number}")
        for number in range(EVENTS - 30):
            start = wall("2026-11-24 08:00") + timedelta(hours=12 * number)
            house.date(start, 60, room="stueble", title=f"Treffen {number}", group=None)
    return house


def milliseconds(work: Callable[[], object]) -> float:
    """Return how much of the processor's time *work* takes; what else the machine does is not counted."""
    start = time.process_time()
    work()
    return (time.process_time() - start) * 1000


def bench_building(db: Database, house: FeedHouse) -> tuple[dict[str, float], bytes]:
    """Return how long a whole build takes, and one change until its bytes are ready (medians); and the feed."""
    store = FeedStore(db, BASE_URL)
    feed = store.bring(EVERYTHING, now=NOW)
    assert feed is not None
    assert feed.body.count(b"BEGIN:VEVENT") == EVENTS
    print(
        f"feed: {feed.body.count(b'BEGIN:VEVENT')} events, {len(feed.body):,} bytes, gzip {len(feed.gzipped):,} bytes"
    )
    with db.reading() as session:
        dates = session.exec(select(Booking).order_by(col(Booking.starts_at))).all()
    single = [date for date in dates if date.series_id is None]
    of_series = [date for date in dates if date.series_id is not None]
    kinds = ("whole build", "icalendar alone", "one date changed", "a date of a series changed")
    found: dict[str, list[float]] = {kind: [] for kind in kinds}
    values = values_of(feed.body)
    for number in range(15):  # in turns, because the machine is not always equally fast
        found["one date changed"].append(_change(db, house, store, single[number * 60]))
        found["a date of a series changed"].append(_change(db, house, store, of_series[number * 60]))
        if number % 3 == 0:
            whole = FeedStore(db, BASE_URL)
            found["whole build"].append(milliseconds(lambda: whole.bring(EVERYTHING, now=NOW)))  # noqa: B023
            whole.close()
            found["icalendar alone"].append(milliseconds(lambda: by_icalendar(values)))
    return {what: statistics.median(times) for what, times in found.items()}, feed.body


def values_of(body: bytes) -> list[list[tuple[str, Any]]]:
    """Return the properties of each event as plain values, as a program would have them."""
    events = Calendar.from_ical(body).walk("VEVENT")
    return [[(name, getattr(value, "dt", value)) for name, value in event.property_items(False)] for event in events]


def by_icalendar(values: list[list[tuple[str, Any]]]) -> bytes:
    """Write the same events with nothing but icalendar."""
    calendar = Calendar()
    for properties in values:
        event = Event()
        for name, value in properties:
            if name not in ("BEGIN", "END"):
                event.add(name, value)
        calendar.add_component(event)
    return bytes(calendar.to_ical())


def _change(db: Database, house: FeedHouse, store: FeedStore, date: Booking) -> float:
    with db.writing() as session:
        house.session = session
        house.changed(date, now=NOW, note=f"Heute im Saal {date.id}")
    return milliseconds(lambda: store.bring(EVERYTHING, now=NOW))


Found = dict[str, list[tuple[float, float]]]


def bench_serving(url: str, seconds: int, rounds: int, others: tuple[int, int] | None) -> Found:
    """Return, for each kind of request, requests a second and the server's CPU time a request, round by round.

    *others* are port and process of Radicale; none: it is left out.
    """
    with served(url) as (port, process):
        etag = f"If-None-Match: {_etag(port)}"
        kinds = {
            "ping": (port, process, "/ping", []),
            "feed 304": (port, process, EVERYTHING, [etag]),
            "route 304": (port, process, "/route", [etag]),
            "the same bytes, bare": (port, process, "/body", []),
            "feed 200": (port, process, EVERYTHING, []),
            "route 200": (port, process, "/route", []),
            "feed 200 gzip": (port, process, EVERYTHING, ["Accept-Encoding: gzip"]),
        }
        if others is not None:
            kinds["Radicale, unchanged"] = (*others, radicale.COLLECTION, [_their_etag(others[0])])
        ask = _with_wrk if shutil.which("wrk") else _by_hand
        found: Found = {kind: [] for kind in kinds}
        for _ in range(rounds):
            for kind, (at, serving, path, headers) in kinds.items():
                before = _cpu_seconds(serving)
                # Radicale takes a third of a second: asked by one at a time, for long enough to answer a few.
                asked, taken = ask(at, path, [PROGRAM, *headers], seconds) if at == port else slowly(at, path, headers)
                cpu = (_cpu_seconds(serving) - before) / max(asked, 1) * 1e6
                found[kind].append((asked / taken, cpu))
    return found


def _their_etag(port: int) -> str:
    import httpx

    answer = httpx.get(f"http://127.0.0.1:{port}{radicale.COLLECTION}", auth=("town", ""), timeout=300)
    assert answer.status_code == 200
    assert answer.content.count(b"BEGIN:VEVENT") == EVENTS
    return f"If-None-Match: {answer.headers['etag']}"


def slowly(port: int, path: str, headers: list[str]) -> tuple[int, float]:
    """Ask five times, one after the other; return how often and in how many seconds."""
    import httpx

    start = time.perf_counter()
    with httpx.Client(auth=("town", ""), headers=dict(header.split(": ", 1) for header in headers)) as client:
        for _ in range(5):
            client.get(f"http://127.0.0.1:{port}{path}", timeout=60)
    return 5, time.perf_counter() - start


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


def show(found: Found) -> None:
    """Print requests a second and CPU time, each against the bare answer of the same round."""
    against = dict.fromkeys(found, "ping") | {
        "feed 200": "the same bytes, bare",
        "route 200": "the same bytes, bare",
        "the same bytes, bare": "the same bytes, bare",
    }
    print(f"{'':24}{'req/s':>10}{'CPU µs':>10}{'ratio req/s':>13}{'ratio CPU':>11}  against")
    for kind, rounds in found.items():
        speed, cpu = (statistics.median(values) for values in zip(*rounds, strict=True))
        bare = found[against[kind]]
        faster = statistics.median(one[0] / other[0] for one, other in zip(rounds, bare, strict=True))
        cheaper = statistics.median(other[1] / one[1] for one, other in zip(rounds, bare, strict=True) if one[1])
        print(f"{kind:24}{speed:10,.1f}{cpu:10,.1f}{faster:13.4f}{cheaper:11.4f}  {against[kind]}")


def main() -> None:
    """Measure and print."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--seconds", type=int, default=2, help="of each kind of request in each round")
    parser.add_argument("--rounds", type=int, default=7)
    parser.add_argument("--without-radicale", action="store_true")
    asked = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder, ExitStack() as opened:
        db = Database(f"sqlite:///{folder}/house.db")
        db.migrate()
        built, body = bench_building(db, fill(db))
        for what, taken in built.items():
            print(f"{what:28}{taken:9.2f} ms CPU   {taken / built['whole build']:.4f} of a whole build")
        others = (
            None if asked.without_radicale else opened.enter_context(radicale.running(Path(folder, "others"), body))
        )
        show(bench_serving(db.url, asked.seconds, asked.rounds, others))
        db.close()


if __name__ == "__main__":
    main()
