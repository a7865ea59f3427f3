"""How soon the screens of one process are told of what another one commits.

Run `python tests/bench/bench_notice.py`. The time is from the return of the commit in the other process to the
bell in this one; both read the same clock, which Linux and macOS share between processes.
"""

import argparse
import asyncio
import statistics
import subprocess
import sys
import tempfile
import time
from contextlib import closing
from pathlib import Path

ROOT = Path(__file__).parents[2]
sys.path.insert(0, str(ROOT))

from kiosk.live import SETTLE, Live  # noqa: E402 - the repository need not be installed
from models.database import Database  # noqa: E402
from tests.support.databases import KINDS, Databases  # noqa: E402

OTHER = """
import sys, time
from booking import clock, journal
from models.database import Database

db = Database(sys.argv[1])
for _line in sys.stdin:
    with db.writing() as session:
        journal.record(session, "booking.confirmed", who="desk:manager", now=clock.now())
    print(time.monotonic(), flush=True)
"""


async def measured(url: str, times: int) -> list[float]:
    """Return the delays of *times* changes, in milliseconds."""
    delays = []
    command = [sys.executable, "-c", OTHER, url]
    with (
        closing(Database(url)) as db,
        subprocess.Popen(command, cwd=ROOT, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True) as other,
    ):
        assert other.stdin is not None
        assert other.stdout is not None
        db.hear_others()
        live = Live(db, look_every=3600)
        rung = asyncio.Event()
        async with live.running():
            live.subscribe(rung.set)
            for _number in range(times):
                await asyncio.sleep(3 * SETTLE)
                rung.clear()
                print(file=other.stdin, flush=True)
                committed = float(await asyncio.to_thread(other.stdout.readline))
                await rung.wait()
                delays.append((time.monotonic() - committed) * 1000)
        other.stdin.close()
    return delays[1:]  # the first one starts the other process


async def main() -> None:
    """Print one line for each kind of database."""
    reader = argparse.ArgumentParser(description=__doc__)
    reader.add_argument("--times", type=int, default=201)
    asked = reader.parse_args()
    with tempfile.TemporaryDirectory(prefix="treffpunkt-notice-") as folder:
        databases = Databases(Path(folder))
        for kind in KINDS:
            with databases.migrated(kind) as url:
                delays = sorted(await measured(url, asked.times))
            p99 = delays[int(len(delays) * 0.99)]
            print(f"{kind}: p50 {statistics.median(delays):.1f} ms, p99 {p99:.1f} ms, longest {delays[-1]:.1f} ms")
        databases.stop()


if __name__ == "__main__":
    asyncio.run(main())
