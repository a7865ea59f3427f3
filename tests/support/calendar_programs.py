"""Programs of others that read calendars: how each is asked, and how to get one that is not here."""

import os
import shutil
import subprocess
import sys
from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path

READERS = Path(__file__).parents[1] / "readers"
NODE_MODULES = Path(__file__).parents[2] / ".venv" / "node" / "node_modules"
_SABRE = Path("/usr/share/php/Sabre/VObject/autoload.php")
_KDE = Path("/usr/include/KF5/KCalendarCore/KCalendarCore")
_SYSTEM_PYTHON = "/usr/bin/python3"
_PATIENCE = 300  # seconds for all calendars together, on a busy machine

# What is shown: how often something with a title starts at a second since 1970.
Shown = Counter[tuple[int, str]]


@dataclass(frozen=True)
class Program:
    """A program, or the library that it stands on."""

    name: str
    stands_for: str
    command: tuple[str, ...]  # takes two moments in seconds and files, and prints lines of number, second, title
    enable: str = ""  # the line that installs it; empty: comes with the tests
    lacks: Callable[[], bool] = lambda: False
    at_most: int | None = None  # calendars: a slow one reads the first of them only, which is that of everything

    def shown(self, files: Sequence[Path], since: int, until: int, folder: Path) -> list[Shown]:
        """Return what it shows of each of *files*, or of the first, from *since* up to *until*.

        *folder* takes what has to be built.
        """
        files = files[: self.at_most]
        command = [*self.command, str(since), str(until), *map(str, files)]
        if self.command[0] == "in_kde":
            command[0] = _built(folder)
        asked = {**os.environ, "TZ": "Europe/Berlin", "LC_ALL": "C.UTF-8", "NODE_PATH": str(NODE_MODULES)}
        said = subprocess.run(command, capture_output=True, env=asked, timeout=_PATIENCE, check=False)
        assert said.returncode == 0, f"{self.name} refuses: {said.stderr.decode(errors='replace')[-1500:]}"
        found: list[Shown] = [Counter() for _file in files]
        for line in said.stdout.decode().splitlines():
            number, second, title = line.split("\t")
            if since <= int(second) < until:
                found[int(number)][int(second), title] += 1
        return found


def _fails(*command: str) -> bool:
    return shutil.which(command[0]) is None or subprocess.run(command, capture_output=True, check=False).returncode != 0


def _lacks_gnome() -> bool:
    wanted = "import gi; gi.require_version('ICalGLib', '3.0'); gi.require_version('ECal', '2.0')"
    return _fails(_SYSTEM_PYTHON, "-c", wanted)


def _lacks_node(package: str) -> Callable[[], bool]:
    return lambda: shutil.which("node") is None or not (NODE_MODULES / package).exists()


def _built(folder: Path) -> str:
    """Build the reader that stands on KDE's library and return its path."""
    flags = subprocess.run(
        ["pkg-config", "--cflags", "--libs", "Qt5Core", "Qt5Gui"], capture_output=True, text=True, check=True
    )
    include = ["-I/usr/include/KF5/KCalendarCore", "-I/usr/include/KF5"]
    built = folder / "in_kde"
    command = ["g++", "-O0", "-fPIC", "-std=c++17", str(READERS / "in_kde.cpp"), "-o", str(built), *include]
    subprocess.run([*command, *flags.stdout.split(), "-lKF5CalendarCore"], capture_output=True, check=True)
    return str(built)


def _python(library: str) -> tuple[str, ...]:
    return sys.executable, str(READERS / "in_python.py"), library


_GNOME = "apt-get install gir1.2-ical-3.0 gir1.2-ecal-2.0 python3-gi"
_NODE = "cp tests/readers/package*.json .venv/node/ && npm ci --prefix .venv/node"
_GI = (_SYSTEM_PYTHON, str(READERS / "in_gi.py"))
_JS = ("node", str(READERS / "in_node.js"))

PROGRAMS = (
    Program("recurring-ical-events", "Open Web Calendar", _python("recurring_ical_events")),
    Program("vobject", "Radicale", _python("vobject")),
    Program("ical", "Home Assistant", _python("home_assistant")),
    Program("icalevents", "small displays", _python("icalevents")),
    Program("khal", "terminals, vdirsyncer", _python("khal")),
    Program("libical", "GNOME, Orage, Cyrus", (*_GI, "libical"), _GNOME, _lacks_gnome),
    Program("evolution-data-server", "GNOME Calendar, Evolution", (*_GI, "evolution"), _GNOME, _lacks_gnome),
    Program(
        "KCalendarCore",
        "KOrganizer, Merkuro",
        ("in_kde", "kcalendarcore"),
        "apt-get install libkf5calendarcore-dev qtbase5-dev g++ pkg-config",
        lambda: not _KDE.parent.exists() or shutil.which("g++") is None or _fails("pkg-config", "Qt5Gui"),
    ),
    Program(
        "sabre/vobject",
        "Nextcloud, Baikal",
        ("php", str(READERS / "in_php.php"), "sabre"),
        "apt-get install php-cli php-sabre-vobject",
        lambda: shutil.which("php") is None or not _SABRE.exists(),
    ),
    Program(
        "iCal::Parser",
        "older web calendars",
        ("perl", str(READERS / "in_perl.pl"), "iCal::Parser"),
        "apt-get install libical-parser-perl",
        lambda: _fails("perl", "-MiCal::Parser", "-e1"),
        at_most=1,
    ),
    Program("ical.js", "Thunderbird, FullCalendar", (*_JS, "icaljs"), _NODE, _lacks_node("ical.js")),
    Program("node-ical", "MagicMirror, ioBroker", (*_JS, "nodeical"), _NODE, _lacks_node("node-ical")),
)
