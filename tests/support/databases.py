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

KINDS = ("sqlite", "postgres")

_FORGET = "\n".join(
    [
        "SET lock_timeout = '2s';",
        *(f'DELETE FROM "{table.name}";' for table in reversed(METADATA.sorted_tables)),
        "SELECT setval(oid::regclass, 1, false) FROM pg_class WHERE relkind = 'S';",
    ]
)


class Databases:
    """Makes databases for tests in *folder* and on a PostgreSQL that starts when first needed."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._made = 0
        self._used: list[str] = []  # emptied again: ten times quicker than a new database

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
        if "_postgres" in vars(self):
            self._postgres.stop()

    def _give_back(self, name: str) -> None:
        try:
            self._postgres.run(_FORGET, name)
            # What the program remembers of a house, it remembers by the database's address.
            self._used.append(self._postgres.rename(name))
        except (psycopg.errors.LockNotAvailable, psycopg.errors.ObjectInUse):
            self._postgres.drop(name)  # somebody is still there

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
