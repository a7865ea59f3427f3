"""Runs the server until it is told to stop; running requests end, nothing is lost."""

import errno
import signal
import socket
import sys
from collections.abc import Callable
from dataclasses import replace

from booking.i18n import _
from booking.settings import Settings
from kiosk import lean, lines, logbook
from models.database import Database

with lean.loading(), lean.without(*lean.UNUSED):
    import uvicorn

    from kiosk.app import build

_GRACE_SECONDS = 5


class NotOpened(Exception):
    """Nothing can be served at this address; the text says why, in German."""


class _Server(uvicorn.Server):
    """Calls *ready* once it listens, and only then."""

    def __init__(self, config: uvicorn.Config, ready: Callable[[], None] | None = None) -> None:
        super().__init__(config)
        self._ready = ready

    async def startup(self, sockets: list[socket.socket] | None = None) -> None:
        """Listen. Raises NotOpened where that is impossible."""
        try:
            await super().startup(sockets)
        except SystemExit as ended:
            # The server knows only the exit; why it could not listen is what it was busy with.
            if isinstance(ended.__context__, OSError):
                raise NotOpened(_why(ended.__context__, self.config.host, self.config.port)) from ended
            raise
        if self.started and self._ready is not None:
            self._ready()


def _why(error: OSError, host: str, port: int) -> str:
    if error.errno == errno.EADDRINUSE:
        return _("Der Anschluss {port} ist schon belegt. Mit --port geht es an einem anderen.", port=port)
    return _("An {address} lässt sich nichts öffnen: {error}", address=address(host, port), error=error.strerror)


def run(db: Database, settings: Settings, host: str, port: int, *, ready: Callable[[], None] | None = None) -> None:
    """Serve the house of *db* on *host* and *port*; calls *ready* once it answers.

    Where no public address is set, what is printed in QR codes is the address that is served.
    Raises NotOpened if nothing can be served there; *ready* is not called then.
    """
    lean.share_one_heap()
    logbook.open_log(settings.log)
    complete = replace(settings, public_url=settings.public_url or address(host, port))
    house = build(db, complete)
    lean.settle()
    config = uvicorn.Config(
        house,
        host=host,
        port=port,
        access_log=False,
        log_level="warning",
        timeout_graceful_shutdown=_GRACE_SECONDS,
        server_header=False,
        ws_max_size=lines.LARGEST,
        # The house's own guard reads X-Forwarded-For, and only where the town says that a proxy sets it.
        proxy_headers=False,
    )
    # The server ends its requests on SIGTERM and then raises the signal again: by default that would
    # end the process before anything is closed.
    signal.signal(signal.SIGTERM, lambda _number, _frame: sys.exit(0))
    try:
        _Server(config, ready).run()
    finally:
        house.close()
        db.close()


def address(host: str, port: int) -> str:
    """Return the address under which a browser on this machine finds the server."""
    shown = "127.0.0.1" if host in ("0.0.0.0", "::") else host  # noqa: S104 - compared, not bound
    return f"http://{f'[{shown}]' if ':' in shown else shown}:{port}"
