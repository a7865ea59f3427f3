"""Houses with empty tables, on SQLite and PostgreSQL; made once as a template, then copied."""

import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from functools import cached_property
from pathlib import Path

from models.database import Database
from tests.support.absent import absent
from tests.support.postgres import ENABLE, Postgres, find_binaries

KINDS = ("sqlite", "postgres")


class Databases:
    """Makes databases for tests in *folder* and on a PostgreSQL that starts when first needed."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._made = 0

    @contextmanager
    def empty(self, kind: str) -> Iterator[str]:
        """Give the address of a database without tables."""
        if kind == "sqlite":
            yield self._file()
        else:
            with self._on_postgres("template0") as url:
                yield url

    @contextmanager
    def migrated(self, kind: str) -> Iterator[str]:
        """Give the address of a database with all tables and no rows."""
        if kind == "sqlite":
            url = self._file()
            shutil.copyfile(self._sqlite_template, url.removeprefix("sqlite:///"))
            yield url
        else:
            with self._on_postgres(self._postgres_template) as url:
                yield url

    def stop(self) -> None:
        """Stop the PostgreSQL if one was started."""
        if "_postgres" in vars(self):
            self._postgres.stop()

    def _file(self) -> str:
        self._made += 1
        return f"sqlite:///{self._folder / f'house-{self._made}.db'}"

    @contextmanager
    def _on_postgres(self, template: str) -> Iterator[str]:
        name = self._postgres.create(template)
        try:
            yield self._postgres.url(name)
        finally:
            self._postgres.drop(name)

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
