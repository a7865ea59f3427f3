"""What a booking, a fight for one slot, a week of free times and a series cost, against bare baselines of the same run.

Run `python tests/bench/bench_booking.py`; `--only sqlite`, `--sizes 1000,100000` and `--rounds 3` make it shorter.
Wall time is what people wait for; CPU time is the program's own and is disturbed less by what else the machine does.
The ratios are of rounds in turns, so they hold on any machine.
"""

import argparse
import asyncio
import os
import statistics
import subprocess
import sys
import tempfile
import time
from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, timedelta
from itertools import pairwise
from pathlib import Path

ROOT = Path(__file__).parents[2]
sys.path.insert(0, str(ROOT))

import httpx  # noqa: E402 - the repository need not be installed

from booking import occupancy, series  # noqa: E402
from booking.span import instant  # noqa: E402
from booking.wishes import Wish  # noqa: E402
from models.database import Database  # noqa: E402
from tests.bench import clients, raw  # noqa: E402
from tests.bench.filled import WHO, fill  # noqa: E402
from tests.support.postgres import ENABLE, Postgres, find_binaries  # noqa: E402
from tests.support.server import Server, run_command  # noqa: E402
from tests.support.waiting import free_port, listens, until  # noqa: E402

API = "/api/v1/bookings"
TODAY = datetime.now(UTC).replace(hour=0, minute=0, second=0, microsecond=0)


@dataclass
class Table:
    """The figures of one database, as they are printed."""

    rows: list[tuple[str, str, str]] = field(default_factory=list)

    def add(self, what: str, figure: str, goal: str = "") -> None:
        """Note a figure and say it at once, because the next one takes a while."""
        self.rows.append((what, figure, goal))
        print(f"| {what} | {figure} | {goal} |", flush=True)


class House:
    """A plain house in a database of its own."""

    def __init__(self, url: str, folder: Path) -> None:
        self.url = url
        self.settings = {"TREFFPUNKT_DATABASE": url, "TREFFPUNKT_DATA": str(folder)}
        run_command("load", str(Path(__file__).with_name("house.yaml")), environment=self.settings)

    @contextmanager
    def served(self) -> Iterator[tuple[Server, str]]:
        """Serve it as a town does; give the server and a group's key."""
        key = run_command("group-key", "probe", environment=self.settings).strip()
        with Server("serve", environment=self.settings, as_people_do=True) as server:
            yield server, key


@contextmanager
def bare_routes(control: str) -> Iterator[tuple[int, int]]:
    """Serve the bare routes, which book in the database *control*; give the port and the number of the process."""
    port = free_port()
    command = [sys.executable, "-m", "uvicorn", "tests.bench.bare:app", "--port", str(port), "--log-level", "warning"]
    environment = {**os.environ, "CONTROL": control}
    process = subprocess.Popen([*command, "--no-access-log"], cwd=ROOT, env=environment)
    try:
        until(lambda: listens(port), seconds=30, what="the bare routes")
        yield port, process.pid
    finally:
        process.terminate()
        process.wait(timeout=10)


def cpu_seconds(process: int) -> float:
    """Return how much of the processor's time *process* took so far; not a number where the system does not say."""
    try:
        fields = Path(f"/proc/{process}/stat").read_text().rpartition(")")[2].split()
    except OSError:
        return float("nan")
    return (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")


def bench_competing(house: House, table: Table, rounds: int) -> None:
    """Let 32 clients ask for the same slot, 20 times over."""
    with house.served() as (server, key):
        asyncio.run(clients.compete(server.port, API, key, TODAY + timedelta(days=300, hours=9), clients=32, rounds=2))
        first = TODAY + timedelta(days=400, hours=9)
        found = asyncio.run(clients.compete(server.port, API, key, first, clients=32, rounds=rounds))
        window = {"from": first.date().isoformat(), "to": (first + timedelta(days=rounds)).date().isoformat()}
        blocks = httpx.get(f"{server.url}/api/v1/rooms/raum-1/busy", params=window, timeout=60).json()
    single = sum(one.statuses[201] == 1 for one in found)
    overlaps = sum(one["end"] > other["start"] for one, other in pairwise(blocks))
    bodies = [body for one in found for body in one.bodies]
    told = Counter((len(body.get("clashes", ())), len(body.get("alternatives", ()))) for body in bodies)
    table.add("32 clients on one slot: rounds with exactly one winner", f"{single}/{rounds}", "all")
    table.add("… bookings stored, pairs that overlap", f"{len(blocks)}, {overlaps}", f"{rounds}, 0")
    table.add("… losers told the clash and three free times", f"{told[1, 3]}/{31 * rounds}", "all")
    waits = [wait for one in found for wait in one.waits]
    table.add("… answered, median / slowest", f"{statistics.median(waits):.0f} / {max(waits):.0f} ms")


def bench_distinct(house: House, table: Table, control: str, *, seconds: float, rounds: int) -> None:
    """Let 8 clients book free slots, in turns with the bare routes."""
    with house.served() as (server, key), bare_routes(control) as (port, process):
        kinds = {
            "bare": (port, "/nothing", process),
            "control": (port, "/shortest", process),
            "house": (server.port, API, server.pid),
        }
        wishes = {kind: clients.slots(TODAY + timedelta(days=60, hours=8)) for kind in kinds}
        found: dict[str, list[tuple[float, float]]] = {kind: [] for kind in kinds}
        waits: list[float] = []
        for _ in range(rounds):
            for kind, (there, path, pid) in kinds.items():
                before = cpu_seconds(pid)
                answers = asyncio.run(clients.book_distinct(there, path, key, wishes[kind], clients=8, seconds=seconds))
                assert set(answers.statuses) == {201}, answers.statuses
                found[kind].append((answers.per_second, (cpu_seconds(pid) - before) / answers.statuses[201] * 1000))
                waits += answers.waits if kind == "house" else []
    speed, cpu = (_medians(found, part) for part in (0, 1))
    table.add("8 clients, free slots: bookings a second", f"{speed['house']:,.0f}")
    table.add("… against a bare route that books nothing", f"1/{_ratio(found, 'bare', 0):.1f}", ">= 1/8")
    table.add("… against the shortest correct route, a commit for each", f"1/{_ratio(found, 'control', 0):.1f}")
    table.add("… CPU a booking (bare, shortest)", f"{cpu['house']:.2f} ms ({cpu['bare']:.2f}, {cpu['control']:.2f})")
    table.add("… answered, median / slowest of 100", "{:.0f} / {:.0f} ms".format(*_quantiles(waits)))


def _medians(found: dict[str, list[tuple[float, float]]], part: int) -> dict[str, float]:
    return {kind: statistics.median(one[part] for one in rounds) for kind, rounds in found.items()}


def _ratio(found: dict[str, list[tuple[float, float]]], against: str, part: int) -> float:
    pairs = zip(found[against], found["house"], strict=True)
    return statistics.median(one[part] / other[part] for one, other in pairs)


def _quantiles(waits: list[float]) -> tuple[float, float]:
    waits.sort()
    return waits[len(waits) // 2], waits[int(len(waits) * 0.99)]


def bench_free_week(houses: dict[int, House], table: Table, rounds: int) -> None:
    """Ask for a week of free times in houses of different sizes, in turns."""
    around = TODAY + timedelta(days=40)
    opened = {number: Database(house.url) for number, house in houses.items()}
    for number, db in opened.items():
        fill(db, number, around)
    found: dict[int, list[tuple[float, float]]] = {number: [] for number in opened}
    for _ in range(rounds + 2):
        for number, db in opened.items():
            found[number].append(timed(lambda: _free_week(db, around)))  # noqa: B023 - it is called at once
    small = min(found)
    for number, times in found.items():
        wall, cpu = _paired(times[2:], found[small][2:])
        middle = statistics.median(one[0] for one in times[2:])
        what = f"a week of free times among {number:,} bookings"
        told = f"{middle:.1f} ms" if number == small else f"{middle:.1f} ms, {wall:.2f} x (CPU {cpu:.2f} x)"
        table.add(what, told, "<= 1.2 x" if number == max(found) else "")
    for db in opened.values():
        db.close()


def _free_week(db: Database, around: datetime) -> None:
    monday: date = (around - timedelta(days=around.weekday())).date()
    with db.reading() as session:
        house = occupancy.house_facts(session)
        room = house.public_rooms[1]
        last = monday + timedelta(days=6)
        free = occupancy.free_between(session, house, room, monday, last, minutes=30, now=TODAY)
    assert free


def bench_series(house: House, table: Table, rounds: int) -> None:
    """Check and store a weekly series of 52 dates with one commit, in turns with 52 bare inserts and a commit."""
    db = Database(house.url)
    with raw.Rows(house.url) as rows:
        made: list[tuple[float, float]] = []
        bare: list[tuple[float, float]] = []
        for number in range(rounds + 2):
            uid: list[str] = []
            made.append(timed(lambda: uid.append(_book_series(db, number))))  # noqa: B023 - it is called at once
            rows.take(uid[0])
            bare.append(timed(rows.insert))
    db.close()
    middle, cpu = (statistics.median(one[part] for one in made[2:]) for part in (0, 1))
    table.add(
        "series of 52 dates: check all, store, one commit", f"{middle:.0f} ms (CPU {cpu:.0f} ms)", "<= 60 ms SQLite"
    )
    wall, _cpu = _paired(made[2:], bare[2:])
    table.add("… against 52 bare inserts and a commit", f"{wall:.1f} x")


def _book_series(db: Database, number: int) -> str:
    with db.writing() as session:
        house = occupancy.house_facts(session)
        room = house.public_rooms[number % len(house.public_rooms)]
        start = instant(datetime(TODAY.year + 1, 1, 4, 20 + number // 10 % 3, number // 5 % 2 * 30), house.zone)
        wish = Wish(
            room=room.slug,
            start=start,
            end=start + timedelta(minutes=30),
            title="Treffen",
            group_slug="probe",
            rrule="FREQ=WEEKLY;COUNT=52",
        )
        return series.request_series(session, house, wish, who=WHO, now=TODAY).uid


def timed(work: Callable[[], object]) -> tuple[float, float]:
    """Return how long *work* takes and how much of the processor's time, in milliseconds."""
    cpu, wall = time.process_time(), time.perf_counter()
    work()
    return (time.perf_counter() - wall) * 1000, (time.process_time() - cpu) * 1000


def _paired(times: list[tuple[float, float]], against: list[tuple[float, float]]) -> tuple[float, float]:
    pairs = list(zip(times, against, strict=True))
    wall = statistics.median(one[0] / other[0] for one, other in pairs)
    return wall, statistics.median(one[1] / max(other[1], 1e-9) for one, other in pairs)


def bench(new_url: Callable[[], str], folder: Path, asked: argparse.Namespace) -> None:
    """Measure on one kind of database."""
    table = Table()
    bench_competing(House(new_url(), folder), table, rounds=20)
    control = new_url().removeprefix("sqlite:///").replace("+psycopg", "")
    bench_distinct(House(new_url(), folder), table, control, seconds=asked.seconds, rounds=asked.rounds)
    bench_series(House(new_url(), folder), table, rounds=4 * asked.rounds)
    bench_free_week({number: House(new_url(), folder) for number in asked.sizes}, table, rounds=8 * asked.rounds)


def main() -> None:
    """Measure and print."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--seconds", type=float, default=4, help="of each kind of request in each round")
    parser.add_argument("--rounds", type=int, default=5)
    parser.add_argument("--only", choices=("sqlite", "postgres"), help="one kind of database")
    parser.add_argument(
        "--sizes", type=lambda text: [int(part) for part in text.split(",")], default=[1_000, 100_000, 1_000_000]
    )
    asked = parser.parse_args()
    with tempfile.TemporaryDirectory() as name, ExitStack() as closing:
        folder = Path(name)
        if asked.only != "postgres":
            print("\n| SQLite | measured | goal |\n|---|---|---|")
            numbers = iter(range(100))
            bench(lambda: f"sqlite:///{folder / f'house-{next(numbers)}.db'}", folder, asked)
        if asked.only != "sqlite":
            binaries = find_binaries()
            if binaries is None:
                raise SystemExit(ENABLE)
            server = Postgres(binaries, careful=True)
            closing.callback(server.stop)
            print("\n| PostgreSQL | measured | goal |\n|---|---|---|")
            bench(lambda: server.url(server.create()), folder, asked)


if __name__ == "__main__":
    main()
