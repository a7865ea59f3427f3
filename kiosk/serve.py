"""Runs the server until it is told to stop; running requests end, nothing is lost."""

import json
import logging
import signal
import sys
import threading
import urllib.request
from collections.abc import Callable
from dataclasses import replace
from time import monotonic

import uvicorn

from booking.settings import Settings
from kiosk.app import build
from models.database import Database

_GRACE_SECONDS = 5
_PATIENCE_SECONDS = 60.0


def run(db: Database, settings: Settings, host: str, port: int, *, ready: Callable[[], None] | None = None) -> None:
    """Serve the house of *db* on *host* and *port*; calls *ready* in a thread once it answers.

    Where no public address is set, what is printed in QR codes is the address that is served.
    """
    logging.basicConfig(level=logging.INFO, stream=sys.stderr, format="%(asctime)s %(levelname)s %(name)s %(message)s")
    for noisy in ("httpx", "engineio", "socketio", "alembic"):
        logging.getLogger(noisy).setLevel(logging.WARNING)
    complete = replace(settings, public_url=settings.public_url or address(host, port))
    house = build(db, complete)
    config = uvicorn.Config(
        house,
        host=host,
        port=port,
        access_log=False,
        log_level="warning",
        timeout_graceful_shutdown=_GRACE_SECONDS,
        server_header=False,
        # The house's own guard reads X-Forwarded-For, and only where the town says that a proxy sets it.
        proxy_headers=False,
    )
    if ready is not None:
        threading.Thread(target=_when_ready, args=(address("127.0.0.1", port), ready), daemon=True).start()
    # The server ends its requests on SIGTERM and then raises the signal again: by default that would
    # end the process before anything is closed.
    signal.signal(signal.SIGTERM, lambda _number, _frame: sys.exit(0))
    try:
        uvicorn.Server(config).run()
    finally:
        house.close()
        db.close()


def address(host: str, port: int) -> str:
    """Return the address under which a browser on this machine finds the server."""
    shown = "127.0.0.1" if host in ("0.0.0.0", "::") else host  # noqa: S104 - compared, not bound
    return f"http://{f'[{shown}]' if ':' in shown else shown}:{port}"


def _when_ready(url: str, ready: Callable[[], None]) -> None:
    pause, deadline = threading.Event(), monotonic() + _PATIENCE_SECONDS
    while monotonic() < deadline:
        try:
            with urllib.request.urlopen(f"{url}/healthz", timeout=2) as answer:  # noqa: S310 - our own address
                if json.load(answer)["status"] == "ok":
                    ready()
                    return
        except OSError:
            pause.wait(0.05)
