"""The way to the database: `reading()` and `writing()`. Nothing else opens a session."""

import logging
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from sqlalchemy import Connection, Engine, create_engine, event
from sqlalchemy.exc import OperationalError as Unreachable
from sqlmodel import Session

from models import migrations
from models.ears import Ears
from models.together import Together

__all__ = ["Database", "Listener", "Session", "Together", "Unreachable"]

_log = logging.getLogger(__name__)

# Any constant does: every writer of this house waits for the same place.
_WRITERS_PLACE = 7101983
# How long a writer waits for another process, in seconds; longer than any booking takes, shorter than people wait.
PATIENCE = 10
# A server that is gone without a word must not keep anybody waiting for as long as TCP would.
_POSTGRES_LIMITS: dict[str, str | int] = {
    "connect_timeout": 5,
    "keepalives_idle": 30,
    "keepalives_interval": 10,
    "keepalives_count": 3,
    "tcp_user_timeout": 30_000,
}

Listener = Callable[[list[str]], None]


class Database:
    """One house's database, SQLite or PostgreSQL.

    *url* is SQLAlchemy's: `sqlite:///file.db`, `postgresql+psycopg://…`.
    """

    def __init__(self, url: str) -> None:
        self.url = url
        self.engine = _engine(url)
        self._writer = self.engine.execution_options(writes=True)
        # Nobody listens to this one, which makes each of its statements a fifth cheaper.
        unheard = Engine(self.engine.pool, self.engine.dialect, self.engine.url, hide_parameters=True)
        self._many = unheard.execution_options(writes=True)
        self._ears: Ears | None = None
        self._turn = threading.Lock()
        self._listeners: list[Listener] = []

    @property
    def is_sqlite(self) -> bool:
        """Whether the house lives in a SQLite file."""
        return self.engine.dialect.name == "sqlite"

    def describe(self) -> str:
        """Return which database it is and its version, "SQLite 3.51.3"; no address, no password."""
        name = "SQLite" if self.is_sqlite else "PostgreSQL"
        with self.engine.connect() as connection:
            return f"{name} {'.'.join(map(str, connection.dialect.server_version_info or ()))}"

    def exists(self) -> bool:
        """Whether there is something to open; asks only the disk, so a PostgreSQL always exists."""
        return not self.is_sqlite or Path(self.engine.url.database or "").is_file()

    def revision(self) -> str | None:
        """Return the revision that the tables are at; none if there are none."""
        with self.engine.connect() as connection:
            return migrations.current(connection)

    def migrate(self, history: Path = migrations.HISTORY) -> None:
        """Bring the tables to the newest form; safe when several processes start at once."""
        with self._turn:
            # A long migration of another process is waited for.
            migrations.upgrade(self._writer.execution_options(patient=True), history)

    @contextmanager
    def reading(self) -> Iterator[Session]:
        """Open a session that looks and never waits for a writer. What it changes is forgotten."""
        with Session(self.engine, expire_on_commit=False, autoflush=False) as session:
            yield session

    @contextmanager
    def snapshot(self) -> Iterator[Session]:
        """Open a session that only looks, and sees the house as it is at its first look until it ends."""
        # SQLite's readers see nothing else anyhow; PostgreSQL has to be asked.
        engine = self.engine if self.is_sqlite else self.engine.execution_options(isolation_level="REPEATABLE READ")
        with Session(engine, expire_on_commit=False, autoflush=False) as session:
            yield session

    @contextmanager
    def writing(self) -> Iterator[Session]:
        """Open the one session that may write now; it commits at the end, or nothing is stored.

        The writer's place is taken before the first look, so what a use case checks still holds
        when it writes. SQLite waits by polling, so writers of this process queue first.
        """
        with self._turn, Session(self._writer, expire_on_commit=False) as session, session.begin():
            yield session
        changes: list[str] = session.info.get("changes", [])
        if changes:
            self._tell(changes)

    @contextmanager
    def writing_together(self) -> Iterator[Together]:
        """Open one transaction for several changes, as `writing` does for one: each is stored or refused by itself.

        Nobody may be told anything before it has ended well; if it has not, nothing of it is stored.
        """
        with self._turn, self._many.connect() as connection, connection.begin():
            _take_place(connection)
            together = Together(connection)
            yield together
            together.end()
        if together.changes:
            self._tell(together.changes)

    def _tell(self, changes: list[str]) -> None:
        for listener in tuple(self._listeners):
            try:
                listener(changes)
            except Exception:
                # What was committed stays committed, and whoever wrote it must hear so.
                _log.exception("a listener failed after a commit")

    def listen(self, listener: Listener) -> Callable[[], None]:
        """Call *listener* with what was journalled after each commit of this process, in the
        writer's thread. Returns the way to stop it.

        While others are heard too, it is also called with an empty list, in a thread of its own: something
        may have changed, and nobody knows what. That comes after commits of this process as well.
        """
        self._listeners.append(listener)
        return lambda: self._listeners.remove(listener)

    def hear_others(self) -> None:
        """Tell the listeners also of what other processes change, until this is closed; tried again after a break."""
        if self._ears is None:
            self._ears = Ears(self.engine, lambda: self._tell([]))
            self._ears.open()

    @property
    def hears_others(self) -> bool:
        """Whether a change of another process is noticed by itself now: within milliseconds on PostgreSQL, soon on
        SQLite. If not, who must know has to look."""
        return self._ears is not None and self._ears.hear

    def close(self) -> None:
        """Hear nothing any more and let go of all connections."""
        if self._ears is not None:
            self._ears.close()
            self._ears = None
        self.engine.dispose()


def _engine(url: str) -> Engine:
    sqlite = url.startswith("sqlite")
    # What was asked or stored (a seat's token, a title) must not stand in an error, and so in a log.
    engine = create_engine(url, pool_size=10, max_overflow=20, pool_pre_ping=not sqlite, hide_parameters=True)
    if sqlite:
        event.listen(engine, "connect", _prepare_sqlite)
    else:
        event.listen(engine, "do_connect", _limit_postgres)
        event.listen(engine, "connect", _prepare_postgres)
    event.listen(engine, "begin", _take_place)
    return engine


def _prepare_sqlite(connection: Any, _record: Any) -> None:
    # The driver's own BEGIN comes only before the first write: too late, after the checks.
    connection.isolation_level = None
    cursor = connection.cursor()
    for pragma in (f"busy_timeout={PATIENCE * 1000}", "journal_mode=WAL", "synchronous=FULL", "foreign_keys=ON"):
        cursor.execute(f"PRAGMA {pragma}")
    cursor.close()


def _limit_postgres(_dialect: Any, _record: Any, _arguments: Any, parameters: dict[str, Any]) -> None:
    for name, value in _POSTGRES_LIMITS.items():
        parameters.setdefault(name, value)


def _prepare_postgres(connection: Any, _record: Any) -> None:
    connection.execute(f"SET lock_timeout = '{PATIENCE}s'")
    connection.commit()


def _take_place(connection: Connection) -> None:
    options = connection.get_execution_options()
    writes = options.get("writes", False)
    if connection.dialect.name == "sqlite":
        # A deferred BEGIN that turns into a writer half-way fails at once, whatever the timeout.
        connection.exec_driver_sql("BEGIN IMMEDIATE" if writes else "BEGIN")
    elif writes:
        if options.get("patient", False):
            connection.exec_driver_sql("SET LOCAL lock_timeout = 0")
        # The exclusion constraint alone deadlocks: two inserts see each other's index entry and wait.
        connection.exec_driver_sql(f"SELECT pg_advisory_xact_lock({_WRITERS_PLACE})")
