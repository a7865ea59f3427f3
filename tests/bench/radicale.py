"""Radicale, a calendar server of others, with the same events: what a poll costs there.

It is installed from PyPI into an environment of its own, and its collection is written as it stores it itself,
because storing a thousand events over HTTP takes a minute.
"""

import json
import subprocess
import sys
import venv
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from icalendar import Calendar

from tests.support.waiting import free_port, listens, until

REQUIREMENT = "radicale>=3.9,<4"
COLLECTION = "/town/house/"
_CONFIG = """
[server]
hosts = 127.0.0.1:{port}
[auth]
type = none
[rights]
type = authenticated
[storage]
filesystem_folder = {folder}
[logging]
level = error
"""
_PROPERTIES = {"tag": "VCALENDAR", "D:displayname": "House"}


@contextmanager
def running(folder: Path, feed: bytes) -> Iterator[tuple[int, int]]:
    """Serve the events of *feed* from *folder*; give the port and the number of the process.

    Raises CalledProcessError where it cannot be installed.
    """
    python = _installed(folder / "environment")
    _store(folder / "collections", feed)
    port = free_port()
    config = folder / "config"
    config.write_text(_CONFIG.format(port=port, folder=folder / "collections"))
    process = subprocess.Popen([python, "-m", "radicale", "--config", config], stderr=subprocess.DEVNULL)
    try:
        until(lambda: listens(port), seconds=60, what="Radicale")
        yield port, process.pid
    finally:
        process.kill()  # it may be busy for longer than anybody waits, and nothing of it is kept
        process.wait()


def _installed(environment: Path) -> Path:
    venv.create(environment, with_pip=True)
    python = environment / ("Scripts" if sys.platform == "win32" else "bin") / "python"
    subprocess.run([python, "-m", "pip", "install", "--quiet", REQUIREMENT], check=True)
    return python


def _store(root: Path, feed: bytes) -> None:
    collection = root / "collection-root" / COLLECTION.strip("/")
    collection.mkdir(parents=True)
    (collection / ".Radicale.props").write_text(json.dumps(_PROPERTIES))
    house = Calendar.from_ical(feed)
    zones = [part for part in house.subcomponents if part.name == "VTIMEZONE"]
    for number, event in enumerate(house.walk("VEVENT")):
        one = Calendar()
        one["VERSION"], one["PRODID"] = house["VERSION"], house["PRODID"]
        one.subcomponents = [*zones, event]
        (collection / f"{number}.ics").write_bytes(one.to_ical())
