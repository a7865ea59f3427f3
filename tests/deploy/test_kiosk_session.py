"""The session of a kiosk's machine, run as there: on a real X server, with a real browser, keys and a crash."""

import os
import shutil
import signal
import subprocess
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest
from playwright.sync_api import sync_playwright

from kiosk.theme import ASSETS
from tests.support.absent import absent
from tests.support.browsers import ENABLE, find_program
from tests.support.server import Server
from tests.support.waiting import until

INSTALL = ASSETS / "deploy" / "kiosk" / "install"
TOOLS = {"Xvfb": "xvfb", "xdotool": "xdotool", "xset": "x11-xserver-utils", "pgrep": "procps"}
# A test runs as anybody, root too, and beside others.
BROWSER = '#!/bin/sh\nexec "{program}" --no-sandbox --disable-gpu --disable-background-networking "$@"\n'
# As a keyboard of the kind that everybody has numbers its keys; the words below are what it would do elsewhere.
CONTROL, SHIFT, ALT, N, J, ESCAPE, F1, F4, F7 = 37, 50, 64, 57, 44, 9, 67, 70, 73
LEADS_AWAY = [(CONTROL, N), (CONTROL, J), (SHIFT, ESCAPE), (ALT, F4), (F1,), (F7,)]


@dataclass
class Machine:
    """A kiosk's machine: its session runs, *run* asks a program beside it."""

    environment: dict[str, str]

    def run(self, *command: str) -> subprocess.CompletedProcess[str]:
        return subprocess.run(command, env=self.environment, capture_output=True, text=True, check=False)

    def browser(self) -> str:
        """Return the number of the browser's process; none while there is none."""
        return self.run("pgrep", "--oldest", "--full", f"user-data-dir={self.environment['HOME']}/profile").stdout

    def windows(self) -> list[str]:
        """Return the titles of the windows that one sees."""
        found = self.run("xdotool", "search", "--onlyvisible", "--class", "chromium").stdout.split()
        return [self.run("xdotool", "getwindowname", number).stdout.strip() for number in found]

    def shows_the_house(self) -> bool:
        """Whether the page of the kiosk is there, which names the house."""
        return any("Quartierraum" in title for title in self.windows())


@pytest.fixture
def browser_program(tmp_path: Path) -> Path:
    """Give the folder of a `chromium` that may be started here."""
    with sync_playwright() as playwright:
        found = find_program(playwright)
    if found is None:
        absent("Chromium", ENABLE)
    program = tmp_path / "bin" / "chromium"
    program.parent.mkdir()
    program.write_text(BROWSER.format(program=found), encoding="utf-8")
    program.chmod(0o755)
    return program.parent


@pytest.fixture
def display() -> Iterator[str]:
    """Give the name of an X server that nobody looks at."""
    for program, package in TOOLS.items():
        if shutil.which(program) is None:
            absent(program, f"install {package} (Debian: `apt-get install {package}`)")
    command = ["Xvfb", "-displayfd", "1", "-screen", "0", "540x960x24", "-nolisten", "tcp", "-noreset"]
    with subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True) as server:
        assert server.stdout is not None
        yield f":{server.stdout.readline().strip()}"
        server.terminate()


@pytest.fixture
def machine(
    tmp_path: Path, display: str, browser_program: Path, start_server: Callable[..., Server]
) -> Iterator[Machine]:
    root = tmp_path / "root"
    root.mkdir()
    subprocess.run([INSTALL, "--root", root, "https://quartier.example.org"], check=True, capture_output=True)
    environment = {
        **os.environ,
        "DISPLAY": display,
        "HOME": str(tmp_path),
        "XDG_RUNTIME_DIR": str(tmp_path),
        "ORIGIN": start_server("demo", "--json").url,
        "PATH": f"{browser_program}:{os.environ['PATH']}",
    }
    command = [root / "usr" / "local" / "lib" / "treffpunkt-kiosk" / "session"]
    with (
        (tmp_path / "log").open("wb") as log,
        subprocess.Popen(command, env=environment, stdout=log, stderr=log, start_new_session=True) as session,
    ):
        yield Machine(environment)
        os.killpg(session.pid, signal.SIGKILL)


@pytest.mark.browser
def test_no_key_leads_away_from_the_kiosk_and_a_browser_that_ends_is_back(machine: Machine) -> None:
    until(machine.shows_the_house, seconds=60, what="the page of the kiosk")
    keys = machine.run("xkbcomp", "-w0", machine.environment["DISPLAY"], "-").stdout
    assert "Escape" in keys
    assert "Control_L" not in keys
    assert "XF86HomePage" not in keys
    first = machine.browser()

    for press in LEADS_AWAY:
        held = [word for key in press[:-1] for word in ("keydown", str(key))]
        freed = [word for key in press[:-1] for word in ("keyup", str(key))]
        machine.run("xdotool", *held, "key", str(press[-1]), *freed)
    machine.run("pkill", "--signal", "KILL", "--full", f"user-data-dir={machine.environment['HOME']}/profile")

    until(lambda: machine.browser() not in ("", first), seconds=30, what="another browser")
    until(machine.shows_the_house, seconds=60, what="the page of the kiosk, again")
    assert len(machine.windows()) == 1
