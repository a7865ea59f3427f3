"""Runs the program on another day: `python -m tests.support.at_time MOMENT[,MOMENT…] COMMAND …`.

The demo's season has an end and a Christmas break, and tests of it must hold on every day of the
year. The one clock is set before anybody has looked at it, and goes on from there; the signal SIGUSR1
sets it to the next of several moments.
"""

import signal
import sys
from collections.abc import Sequence
from datetime import datetime, timedelta

from booking import clock

_real_now = clock.now
_ahead = {"by": timedelta(0)}


def _now() -> datetime:
    return _real_now() + _ahead["by"]


def stand_in() -> None:
    """Be the house's clock before anybody takes it over by name; it is right until it is set."""
    clock.now = _now


def set_clock(start: datetime) -> None:
    """Let the house's clock go on from *start*, also for modules that took it over by name."""
    _ahead["by"] = start - _real_now()
    clock.now = _now


def jump_when_told(moments: Sequence[datetime]) -> None:
    """Set the clock to one of *moments* after the other, each time somebody sends the signal."""
    coming = iter(moments)
    signal.signal(signal.SIGUSR1, lambda *_signal: set_clock(next(coming)))


if __name__ == "__main__":
    first, *others = map(datetime.fromisoformat, sys.argv[1].split(","))
    set_clock(first)
    jump_when_told(others)
    from kiosk.cli import main

    sys.exit(main(sys.argv[2:]))
