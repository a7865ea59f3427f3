"""The program, loaded once and standing ready: each server of a test is a copy of it (`python -m tests.support.ready`).

To load it takes longer than everything else that a server does until it answers. A copy (fork) has loaded what
`python -m kiosk` loads and did nothing yet: from there on it is the program itself, with its own settings, clock,
output and end. What a house of the demo holds is made once for each moment and then copied, too; its logins are made
for each. Systems that cannot copy a process start the program as people do.
"""

import atexit
import gc
import json
import os
import select
import shutil
import signal
import socket
import subprocess
import sys
import tempfile
from collections.abc import Callable, Sequence
from contextlib import suppress
from datetime import datetime
from functools import cache
from pathlib import Path

from booking.settings import read_settings
from tests.support import at_time

ROOT = Path(__file__).parents[2]
POSSIBLE = hasattr(os, "fork") and hasattr(os, "pidfd_open")
_LARGEST = 128 * 1024  # bytes of what is asked for: the settings of a server and the surrounding environment


class Copy:
    """A server that was asked for; it answers to what tests ask a `Popen`."""

    def __init__(self, pid: int, handle: int, stdout: int, stderr: int) -> None:
        self.pid = pid
        self.stdout, self.stderr = (os.fdopen(end, encoding="utf-8") for end in (stdout, stderr))
        self.returncode = "somehow"  # only its parent hears how it ended
        self._handle = handle  # stands for the process also when its number has gone to another
        self._ended = False

    def poll(self) -> str | None:
        """Return something once it has ended."""
        return self.returncode if self._has_ended(0) else None

    def wait(self, timeout: float) -> None:
        """Wait until it has ended. Raises TimeoutExpired after *timeout* seconds."""
        if not self._has_ended(timeout):
            raise subprocess.TimeoutExpired("the server", timeout)

    def send_signal(self, number: int) -> None:
        """Send it a signal, if it is still there."""
        if not self._ended:
            with suppress(ProcessLookupError):
                signal.pidfd_send_signal(self._handle, number)

    def kill(self) -> None:
        """End it at once."""
        self.send_signal(signal.SIGKILL)

    def _has_ended(self, seconds: float) -> bool:
        if not self._ended:
            waiting = select.poll()
            waiting.register(self._handle, select.POLLIN)
            self._ended = bool(waiting.poll(1000 * seconds))
            if self._ended:
                os.close(self._handle)
        return self._ended


def start(arguments: Sequence[str], environment: dict[str, str], moments: Sequence[datetime]) -> Copy:
    """Start `python -m kiosk *arguments*` with *environment*, its clock set to the first of *moments* if there is one.

    SIGUSR1 sets it to the next ones.
    """
    (out, its_out), (err, its_err) = os.pipe(), os.pipe()
    asked = [list(arguments), environment, [moment.isoformat() for moment in moments]]
    line = _standing_ready()
    socket.send_fds(line, [json.dumps(asked).encode()], [its_out, its_err])
    os.close(its_out)
    os.close(its_err)
    pid, (handle,), _flags, _address = socket.recv_fds(line, _LARGEST, 1)
    return Copy(int(pid), handle, out, err)


@cache
def _standing_ready() -> socket.socket:
    """Return the line to the one that stands ready. It ends when the line does, with this process at the latest."""
    ours, its = socket.socketpair(socket.AF_UNIX, socket.SOCK_SEQPACKET)
    ours.settimeout(180)
    settings = {name: value for name, value in os.environ.items() if not name.startswith("TREFFPUNKT_")}
    with its:
        process = subprocess.Popen(
            [sys.executable, "-m", "tests.support.ready", str(its.fileno())],
            cwd=ROOT,
            env={**settings, "PYTHONUNBUFFERED": "1"},
            stdin=subprocess.DEVNULL,
            stdout=subprocess.DEVNULL,
            pass_fds=[its.fileno()],
        )
    atexit.register(_let_go, ours, process)
    return ours


def _let_go(line: socket.socket, process: "subprocess.Popen[bytes]") -> None:
    line.close()
    process.wait(timeout=20)


def _loaded() -> Callable[[Sequence[str]], int]:
    """Load what a server and a demo load until they answer."""
    import alembic.command  # noqa: F401

    import booking.imports  # noqa: F401
    import kiosk.demo
    import kiosk.serve  # noqa: F401
    from kiosk.cli import main

    return main


def _stand_ready(line: socket.socket, demos: Path) -> list[str] | None:
    """Make a copy of this process for whoever asks, until nobody can ask any more.

    Returns None then; in a copy it returns what the program is asked to do.
    """
    while True:
        asked, ends, _flags, _address = socket.recv_fds(line, _LARGEST, 2)
        _forget_the_dead()
        if not asked:
            return None
        if not (pid := os.fork()):
            line.close()
            return _become(demos, ends, *json.loads(asked))
        for end in ends:
            os.close(end)
        handle = os.pidfd_open(pid)
        socket.send_fds(line, [str(pid).encode()], [handle])
        os.close(handle)


def _forget_the_dead() -> None:
    with suppress(ChildProcessError):
        while os.waitpid(-1, os.WNOHANG)[0]:
            pass


def _become(
    demos: Path, ends: Sequence[int], arguments: list[str], environment: dict[str, str], moments: list[str]
) -> list[str]:
    """Take over everything that differs from one server to another; return its arguments."""
    for end, place in zip(ends, (1, 2), strict=True):
        os.dup2(end, place)
        os.close(end)
    os.environ.clear()
    os.environ.update(environment)
    if moments:
        first, *others = map(datetime.fromisoformat, moments)
        at_time.set_clock(first)
        at_time.jump_when_told(others)
        zone = environment.get("TREFFPUNKT_TIMEZONE", "").replace("/", "-")
        _keep_demo(demos / f"{first:%Y%m%d%H%M%S}{zone}.db")
    return arguments


def _keep_demo(kept: Path) -> None:
    """Let a demo begin with the house that another one of the same moment was given, if there was one."""
    from kiosk import demo
    from models.database import Database

    stock = demo.stock

    class Furnished(Database):
        def migrate(self, *_history: Path) -> None:
            if not kept.exists():
                super().migrate()
                with self.writing() as session:
                    stock(session, read_settings())
                self.engine.dispose()  # all of it is in the file then
                _copy(Path(str(self.engine.url.database)), kept)
            else:
                _copy(kept, Path(str(self.engine.url.database)))

    demo.Database = Furnished
    demo.stock = lambda session, settings: None


def _copy(house: Path, place: Path) -> None:
    """Copy a file, whole or not at all."""
    beginning = place.with_suffix(f".{os.getpid()}")
    shutil.copyfile(house, beginning)
    beginning.replace(place)


if __name__ == "__main__":
    at_time.stand_in()
    with socket.socket(fileno=int(sys.argv[1])) as wanted:
        main, place = _loaded(), Path(tempfile.mkdtemp(prefix="treffpunkt-demos-"))
        gc.collect()
        gc.freeze()  # what all have is not looked at by each, and stays shared
        asked_for = _stand_ready(wanted, place)
    if asked_for is not None:
        sys.exit(main(asked_for))
    shutil.rmtree(place)
