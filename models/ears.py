"""Hears that another process changed the house.

PostgreSQL tells it: a trigger on the journal notifies (models.guards), and one connection of this process
listens. SQLite is asked a few times a second whether its file changed, which costs microseconds.
"""

import logging
import selectors
import socket
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from typing import Any

from sqlalchemy import Engine

from models.guards import CHANNEL

ASK_EVERY = 0.25  # seconds between two looks at a SQLite file
_FIRST_PAUSE, _LONGEST_PAUSE = 0.1, 2.0  # seconds until it is tried again after a break
_GOODBYE = 5.0  # seconds that closing waits at most
_log = logging.getLogger(__name__)


class Ears:
    """Calls *tell*, in a thread of its own, when another process may have changed something.

    Also after each break, because nobody knows what happened meanwhile. Changes of this process are
    heard as well. Open it once.
    """

    def __init__(self, engine: Engine, tell: Callable[[], None]) -> None:
        self.hear = False  # whether a change elsewhere is noticed now
        self._engine = engine
        self._tell = tell
        self._closing = False
        self._tries = 0  # since something was heard
        self._sleeper, self._alarm = socket.socketpair()
        self._thread = threading.Thread(target=self._run, name="ears", daemon=True)

    def open(self) -> None:
        """Begin to listen."""
        self._thread.start()

    def close(self) -> None:
        """Stop listening and let go of the connection."""
        self._closing = True
        self._alarm.send(b".")
        self._thread.join(_GOODBYE)
        if not self._thread.is_alive():
            self._sleeper.close()
            self._alarm.close()

    def _run(self) -> None:
        with suppress(_Closed):
            while True:
                try:
                    self._listen()
                except Exception as error:  # whatever it is: a deaf process would show old pictures
                    self._lost(error)
                self._wait(seconds=min(_FIRST_PAUSE * 2 ** min(self._tries, 9), _LONGEST_PAUSE))
                self._tries += 1

    def _listen(self) -> None:
        changes = _in_file if self._engine.dialect.name == "sqlite" else _notified
        with _own_connection(self._engine) as connection:
            for _change in changes(connection, self._wait):
                if not self.hear:
                    _log.info("changes of other processes are heard")
                self.hear, self._tries = True, 0
                self._tell()

    def _lost(self, error: Exception) -> None:
        if not self._tries:
            _log.warning("changes of other processes are not heard now: %s", str(error).partition("\n")[0])
        if self.hear:
            self.hear = False
            self._tell()  # what must stay fresh looks more often from now on

    def _wait(self, *, file: int | None = None, seconds: float | None = None) -> None:
        """Wait until *file* can be read or the time is over. Raises _Closed once this is closed."""
        with selectors.DefaultSelector() as selector:
            selector.register(self._sleeper, selectors.EVENT_READ)
            if file is not None:
                selector.register(file, selectors.EVENT_READ)
            selector.select(seconds)
        if self._closing:
            raise _Closed


class _Closed(BaseException):
    """Beside all ordinary errors, so that nothing on the way takes it for a break."""


Wait = Callable[..., None]


@contextmanager
def _own_connection(engine: Engine) -> Iterator[Any]:
    """Give a connection of the driver that does not belong to the pool."""
    taken = engine.raw_connection()
    taken.detach()
    connection: Any = taken.dbapi_connection
    try:
        yield connection
    finally:
        taken.invalidate()  # the pool would roll back first, which a lost connection answers with an error
        connection.close()


def _notified(connection: Any, wait: Wait) -> Iterator[None]:
    """Yield once it listens, and after each notice."""
    connection.autocommit = True
    connection.execute(f"LISTEN {CHANNEL}")
    yield
    while True:
        wait(file=connection.fileno())
        if list(connection.notifies(timeout=0)):
            yield


def _in_file(connection: Any, wait: Wait) -> Iterator[None]:
    """Yield at first, and after each commit of another connection."""
    seen: int | None = None
    while True:
        version: int = connection.execute("PRAGMA data_version").fetchone()[0]
        if version != seen:
            yield
        seen = version
        wait(seconds=ASK_EVERY)
