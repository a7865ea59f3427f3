"""Waiting with a deadline, never for luck."""

import random
import socket
import time
from collections.abc import Callable
from contextlib import suppress
from typing import TypeVar

Answer = TypeVar("Answer")


def until(question: Callable[[], Answer], *, seconds: float = 10.0, every: float = 0.02, what: str = "") -> Answer:
    """Ask *question* until its answer is true and return that answer.

    Raises AssertionError after *seconds*, naming *what* was waited for.
    """
    deadline = time.monotonic() + seconds
    while not (answer := question()):
        if time.monotonic() > deadline:
            raise AssertionError(f"waited {seconds:g} s for {what or question}, last answer: {answer!r}")
        time.sleep(every)
    return answer


def free_port() -> int:
    """Return a TCP port of this machine that nobody listens on now.

    Systems give ports above these to whoever calls out, so that nobody gets it by chance before it is used.
    """
    while True:
        port = random.SystemRandom().randrange(10_000, 32_768)  # no seed that other workers have too
        with socket.socket() as probe, suppress(OSError):
            probe.bind(("127.0.0.1", port))
            return port


def listens(port: int) -> bool:
    """Whether somebody accepts connections on *port* of this machine."""
    with socket.socket() as probe:
        probe.settimeout(1.0)
        return probe.connect_ex(("127.0.0.1", port)) == 0
