"""Houses with empty tables, on SQLite and PostgreSQL; made once as a template, then copied."""

import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from functools import cached_property
from pathlib import Path

import psycopg

from models.database import Database
from models.tables import METADATA
from tests.support.absent import absent
from tests.support.postgres import ENABLE, Postgres, find_binaries
from tests.support.waiting import until

KINDS = ("sqlite", "postgres")

_PREPARE = "\n".join(
    [
        "SET lock_timeout = '2s';",
        "CREATE FUNCTION pg_temp.forget() RETURNS void LANGUAGE plpgsql AS $$ BEGIN",
        *(f'DELETE FROM "{table.name}";' for table in reversed(METADATA.sorted_tables)),
        "PERFORM setval(oid::regclass, 1, false) FROM pg_class WHERE relkind = 'S';",
        "END $$",
    ]
)
_FORGET = "SELECT pg_temp.forget()"
_OTHERS = """
SELECT pid FROM pg_stat_activity
WHERE datname = current_database() AND backend_type = 'client backend' AND pid <> pg_backend_pid()
"""


class Databases:
    """Makes databases for tests in *folder* and on a PostgreSQL that starts when first needed."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._made = 0
        self._used: list[str] = []  # emptied again: hundred times quicker than a new database
        self._cleaners: dict[str, psycopg.Connection] = {}

    @contextmanager
    def empty(self, kind: str) -> Iterator[str]:
        """Give the address of a database without tables."""
        if kind == "sqlite":
            yield self._file()
        else:
            name = self._postgres.create()
            try:
                yield self._postgres.url(name)
            finally:
                self._postgres.drop(name)

    @contextmanager
    def migrated(self, kind: str) -> Iterator[str]:
        """Give the address of a database with all tables and no rows; its tables must stay as they are."""
        if kind == "sqlite":
            url = self._file()
            shutil.copyfile(self._sqlite_template, url.removeprefix("sqlite:///"))
            yield url
        else:
            name = self._used.pop() if self._used else self._postgres.create(self._postgres_template)
            yield self._postgres.url(name)
            self._give_back(name)

    def stop(self) -> None:
        """Stop the PostgreSQL if one was started."""
        for cleaner in self._cleaners.values():
            cleaner.close()
        if "_postgres" in vars(self):
            self._postgres.stop()

    def _give_back(self, name: str) -> None:
        try:
            cleaner = self._cleaner(name)
            # Who has hung up takes a moment to be gone.
            until(lambda: cleaner.execute(_OTHERS).fetchone() is None, seconds=2, every=0.002)
            cleaner.execute(_FORGET)
            self._used.append(name)
        except (AssertionError, psycopg.OperationalError):  # somebody is still there, or cut the line
            if cut := self._cleaners.pop(name, None):
                cut.close()
            self._postgres.drop(name)

    def _cleaner(self, name: str) -> psycopg.Connection:
        if name not in self._cleaners:
            self._cleaners[name] = self._postgres.connect(name)
            self._cleaners[name].execute(_PREPARE.encode())
        return self._cleaners[name]

    def _file(self) -> str:
        self._made += 1
        return f"sqlite:///{self._folder / f'house-{self._made}.db'}"

    @cached_property
    def _postgres(self) -> Postgres:
        binaries = find_binaries()
        if binaries is None:
            absent("PostgreSQL", ENABLE)
        return Postgres(binaries)

    @cached_property
    def _sqlite_template(self) -> Path:
        url = self._file()
        _migrate(url)
        return Path(url.removeprefix("sqlite:///"))

    @cached_property
    def _postgres_template(self) -> str:
        name = self._postgres.create()
        _migrate(self._postgres.url(name))
        return name


def _migrate(url: str) -> None:
    database = Database(url)
    database.migrate()
    database.close()
