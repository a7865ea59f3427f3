"""Kill the server under load, again and again, and look whether all that it acknowledged is there.

Run `python tests/bench/crash_drill.py --kills 200`, with `--postgres` on a PostgreSQL of its own. Ends with 1
if anything was lost, half stored or doubly booked.
"""

import argparse
import random
import statistics
import sys
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

ROOT = Path(__file__).parents[2]
sys.path.insert(0, str(ROOT))

from tests.support.drill import Drill, Tally  # noqa: E402 - the repository need not be installed
from tests.support.postgres import ENABLE, Postgres, find_binaries  # noqa: E402


@contextmanager
def database(folder: Path, *, postgres: bool) -> Iterator[str]:
    """Give the address of an empty database."""
    if not postgres:
        yield f"sqlite:///{folder / 'house.db'}"
        return
    binaries = find_binaries()
    if binaries is None:
        raise SystemExit(ENABLE)
    server = Postgres(binaries)
    try:
        yield server.url(server.create())
    finally:
        server.stop()


def table(tally: Tally, name: str) -> str:
    """Return what the drill saw, one figure a line."""
    faults = {kind: sum(one.startswith(kind) for one in tally.faults) for kind in ("lost", "half", "overlap", "check")}
    other = len(tally.faults) - sum(faults.values())
    restarts = sorted(tally.restarts)
    figures = {
        "database": name,
        "kills": tally.kills,
        "acknowledged bookings": tally.acts["book"],
        "acknowledged series": tally.acts["series"],
        "acknowledged cancellations": tally.acts["cancel"] + tally.acts["cancel-series"],
        "cut off by a kill": tally.unanswered.total(),
        "… bookings and series of these that were stored, whole": tally.stored_unanswered,
        "rows of bookings at the end": tally.rows,
        "acknowledged and lost": faults["lost"],
        "half stored": faults["half"],
        "overlaps": faults["overlap"],
        "`treffpunkt check` not clean": faults["check"],
        "other faults": other,
        "healthy again after, median / longest": f"{statistics.median(restarts):.1f} s / {restarts[-1]:.1f} s",
    }
    return "\n".join(f"| {what} | {figure} |" for what, figure in figures.items())


def progress(tally: Tally) -> None:
    """Say now and then how it stands."""
    if tally.kills % 10 == 0:
        print(f"{tally.kills} kills, {tally.acts.total()} acknowledged, {len(tally.faults)} faults", file=sys.stderr)


def main() -> int:
    """Run the drill and print its table."""
    reader = argparse.ArgumentParser(description=__doc__)
    reader.add_argument("--kills", type=int, default=200)
    reader.add_argument("--postgres", action="store_true")
    reader.add_argument("--seed", type=int, default=random.randrange(10**6))
    reader.add_argument("--port", type=int)
    asked = reader.parse_args()
    with (
        tempfile.TemporaryDirectory(prefix="treffpunkt-drill-") as name,
        database(Path(name), postgres=asked.postgres) as url,
    ):
        tally = Drill(url, Path(name), seed=asked.seed, port=asked.port).run(asked.kills, told=progress)
    print(f"seed {asked.seed}")
    print(table(tally, "PostgreSQL" if asked.postgres else "SQLite"))
    print(*tally.faults[:20], sep="\n")
    return 1 if tally.faults else 0


if __name__ == "__main__":
    sys.exit(main())
