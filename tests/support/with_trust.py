"""Runs the program as if this machine were the Internet: `python -m tests.support.with_trust CA MOMENT COMMAND …`.

Every name leads here, and a calendar is believed if its server's certificate was signed by *CA*. Only what stands
around the fetcher is another; rules for addresses, redirects, TLS and bodies are the town's own. No setting can do
this: a house that could be told to trust more would be told so.
"""

import ssl
import sys
from datetime import datetime

from kiosk import subscriptions
from kiosk.fetcher import Fetcher, Limits
from tests.support.at_time import set_clock

HERE = "127.0.0.1"
INSIDE = "innen.example"  # a name of the town's own network


def _resolve(host: str, _port: int) -> list[str]:
    return ["10.0.0.7"] if host == INSIDE else [HERE]


def trust(certificate: str) -> None:
    """Let calendars come from this machine, with *certificate* as the only authority."""
    trusted = ssl.create_default_context(cafile=certificate)
    limits = Limits(plain=True, is_allowed=lambda where: str(where) == HERE, resolve=_resolve, trusted=trusted)
    subscriptions.usual_fetch = lambda settings: Fetcher(limits) if settings.subscribe else None


if __name__ == "__main__":
    trust(sys.argv[1])
    set_clock(datetime.fromisoformat(sys.argv[2]))
    from kiosk.cli import main

    sys.exit(main(sys.argv[3:]))
