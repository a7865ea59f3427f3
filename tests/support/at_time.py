"""Runs the program on another day: `python -m tests.support.at_time MOMENT COMMAND …`.

The demo's season has an end and a Christmas break, and tests of it must hold on every day of the
year. The one clock is set once, before anybody has looked at it, and goes on from there.
"""

import sys
from datetime import datetime

from booking import clock


def set_clock(start: datetime) -> None:
    """Let the house's clock go on from *start*."""
    real_now = clock.now
    shift = start - real_now()
    clock.now = lambda: real_now() + shift


if __name__ == "__main__":
    set_clock(datetime.fromisoformat(sys.argv[1]))
    from kiosk.cli import main

    sys.exit(main(sys.argv[2:]))
