"""The program itself, started as people start it."""

import io
import json
import os
import signal
import subprocess
import sys
import threading
from collections.abc import Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import chdir, redirect_stderr, redirect_stdout
from datetime import datetime
from pathlib import Path
from typing import IO, Any
from unittest import mock

import httpx

from tests.support import ready
from tests.support.waiting import free_port, listens, until

ROOT = Path(__file__).parents[2]

# Ends the server when the tests are gone without a word, however they went: the pipe closes then.
_WATCH = 'read -r word || kill -KILL "$1"'


def run_command(*command: str, environment: Mapping[str, str]) -> str:
    """Run `treffpunkt COMMAND …` to its end and return what it printed; *environment* holds the only settings.

    It runs in this process, which has loaded already what it needs: `Server` starts the program as people do.
    Raises AssertionError with its last words if it failed.
    """
    from kiosk.cli import main

    said, refused = io.StringIO(), io.StringIO()
    with (
        mock.patch.dict(os.environ, _settings_only(environment), clear=True),
        mock.patch.object(sys, "stdin", io.StringIO()),  # nobody sits there to be asked
        chdir(ROOT),
        redirect_stdout(said),
        redirect_stderr(refused),
        ThreadPoolExecutor(1) as aside,  # a browser's own loop runs in this thread
    ):
        code = aside.submit(main, command).result(timeout=120)
    assert code == 0, refused.getvalue()
    return said.getvalue()


class Server:
    """One `python -m kiosk COMMAND …` on a free port of this machine.

    *environment* holds settings by their full name (`TREFFPUNKT_…`); no other setting of the
    surrounding environment reaches the server. Its clock goes on from *now*, without it, it is right;
    `jump` sets it to each of the moments *then*. Another *program* of tests/support may stand in its place.
    Where that is possible it is a copy of one that was loaded already (`tests.support.ready`), unless it is to be
    started *as_people_do*.
    """

    def __init__(
        self,
        *command: str,
        environment: Mapping[str, str] | None = None,
        port: int | None = None,
        now: datetime | None = None,
        then: Sequence[datetime] = (),
        program: Sequence[str] = (),
        as_people_do: bool = False,
    ) -> None:
        self.port = port or free_port()
        self.url = f"http://127.0.0.1:{self.port}"
        self._moments = [] if now is None else [now, *then]
        self._is_copied = ready.POSSIBLE and not program and not as_people_do
        at_time = ["tests.support.at_time", ",".join(moment.isoformat() for moment in self._moments)]
        self._program = program or (at_time if self._moments else ["kiosk"])
        self.command = [*command, "--port", str(self.port)]
        self.output: list[str] = []  # what it prints for people and programs
        self.log: list[str] = []  # what it says while it runs
        self._environment = _settings_only(environment or {})
        self._process: subprocess.Popen[str] | ready.Copy | None = None
        self._watch: subprocess.Popen[str] | None = None
        self._readers: list[threading.Thread] = []

    @property
    def pid(self) -> int:
        """The number of its process."""
        return self._running().pid

    def start(self, *, seconds: float = 180.0) -> "Server":
        """Start it and wait until it says that it is healthy."""
        self._process = self._copied() if self._is_copied else self._loaded()
        watch = ["/bin/sh", "-c", _WATCH, "sh", str(self._process.pid)]
        self._watch = subprocess.Popen(watch, stdin=subprocess.PIPE, text=True)
        self._readers = [
            _collect(self._process.stdout, self.output),
            _collect(self._process.stderr, self.log),
        ]
        until(self._is_ready, seconds=seconds, what=f"{self.url}/healthz")
        return self

    def told(self) -> dict[str, Any]:
        """Return the one line of JSON that `demo --json` prints."""
        line = until(lambda: next((line for line in self.output if line.startswith("{")), ""), what="a line of JSON")
        answer: dict[str, Any] = json.loads(line)
        return answer

    def get(self, path: str, **options: Any) -> httpx.Response:
        """Ask for a page of it."""
        # Reading the certificates of this machine takes longer than most answers.
        return httpx.get(self.url + path, timeout=10, verify=False, **options)

    def jump(self) -> None:
        """Set its clock to the next moment."""
        self._running().send_signal(signal.SIGUSR1)

    def stop(self) -> None:
        """Ask it to end as a system does (SIGTERM). Raises AssertionError if it does not, or if its log holds a bug."""
        process = self._running()
        process.send_signal(signal.SIGTERM)
        try:
            process.wait(timeout=20)
        except subprocess.TimeoutExpired:
            self.kill()
            raise AssertionError(f"it did not end in 20 s after SIGTERM\n{self.history()}") from None
        self._let_go()
        assert not any("Traceback (most recent call last)" in line for line in self.log), self.history()

    def kill(self) -> None:
        """End it as a power cut does."""
        if self._process and self._process.poll() is None:
            self._process.kill()
            self._process.wait(timeout=10)
        self._let_go()

    def history(self) -> str:
        """Return the last part of what it said."""
        return "".join([*self.output[-20:], *self.log[-80:]])

    def __enter__(self) -> "Server":
        return self.start()

    def __exit__(self, *_error: object) -> None:
        if self._process:
            self.stop()

    def _is_ready(self) -> bool:
        process = self._running()
        if process.poll() is not None:
            self._let_go()
            raise AssertionError(f"it ended with {process.returncode} before it was ready\n{self.history()}")
        if not listens(self.port):  # costs less than to ask in words
            return False
        try:
            return self.get("/healthz").status_code == 200
        except httpx.TransportError:
            return False

    def _copied(self) -> ready.Copy:
        return ready.start(self.command, self._environment, self._moments)

    def _loaded(self) -> "subprocess.Popen[str]":
        return subprocess.Popen(
            [sys.executable, "-m", *self._program, *self.command],
            cwd=ROOT,
            env=self._environment,
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            text=True,
            encoding="utf-8",
        )

    def _running(self) -> "subprocess.Popen[str] | ready.Copy":
        assert self._process is not None, "it was not started"
        return self._process

    def _let_go(self) -> None:
        for reader in self._readers:
            reader.join(timeout=5)
        if self._watch:
            self._watch.communicate("it ended\n")
        self._process, self._watch, self._readers = None, None, []


def _settings_only(settings: Mapping[str, str]) -> dict[str, str]:
    kept = {name: value for name, value in os.environ.items() if not name.startswith("TREFFPUNKT_")}
    return {**kept, "PYTHONUNBUFFERED": "1", **settings}


def _collect(stream: IO[str] | None, lines: list[str]) -> threading.Thread:
    """Append each line of *stream* to *lines* as it comes, so that the pipe never fills up."""
    assert stream is not None
    reader = threading.Thread(target=_read, args=(stream, lines), daemon=True)
    reader.start()
    return reader


def _read(stream: IO[str], lines: list[str]) -> None:
    with stream:
        for line in stream:
            lines.append(line)  # one by one: somebody looks at the lines meanwhile
