"""The same rows once more, past everything of ours: what the driver and the database alone need."""

import sqlite3
from datetime import datetime, timedelta
from itertools import count
from typing import Any, Self

import psycopg
from psycopg.types.json import Jsonb

_DAYS = 53 * 7  # the copies lie after the dates that they were made of
_MOMENTS = ("busy_from", "busy_until", "starts_at", "ends_at", "wall_from", "wall_to", "rule_start")


class Rows:
    """Copies the dates of a series with one `executemany` and one commit in the database at *url*."""

    def __init__(self, url: str) -> None:
        self._numbers = count()
        self._lite = url.startswith("sqlite")
        self._copies: list[tuple[Any, ...]] = []
        self._insert = ""
        self._link: Any
        if self._lite:
            self._link = sqlite3.connect(url.removeprefix("sqlite:///"), isolation_level=None)
            for pragma in ("synchronous=FULL", "foreign_keys=ON", "busy_timeout=10000"):
                self._link.execute(f"PRAGMA {pragma}")
        else:
            self._link = psycopg.connect(url.replace("+psycopg", ""), autocommit=True)

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_error: object) -> None:
        self._link.close()

    def take(self, uid: str) -> None:
        """Make copies of the dates of the series *uid*, ready to be inserted."""
        mark = "?" if self._lite else "%s"
        look = f"SELECT booking.* FROM booking JOIN series ON series.id = series_id WHERE series.uid = {mark}"
        found = self._link.execute(look, (uid,))
        names = [column[0] for column in found.description]
        columns = [name for name in names if name != "id"]
        self._copies = [self._copy(columns, dict(zip(names, row, strict=True))) for row in found.fetchall()]
        assert len(self._copies) == 52
        self._insert = f"INSERT INTO booking ({', '.join(columns)}) VALUES ({', '.join(mark for _ in columns)})"

    def insert(self) -> None:
        """Store the copies."""
        self._link.execute("BEGIN IMMEDIATE" if self._lite else "BEGIN")
        self._link.cursor().executemany(self._insert, self._copies)
        self._link.execute("COMMIT")

    def _copy(self, columns: list[str], row: dict[str, Any]) -> tuple[Any, ...]:
        number = next(self._numbers)
        row |= {"uid": f"copy{number}", "code": f"c{number}", **{name: _later(row[name]) for name in _MOMENTS}}
        return tuple(Jsonb(row[name]) if isinstance(row[name], list | dict) else row[name] for name in columns)


def _later(moment: Any) -> Any:
    if isinstance(moment, str):
        later = datetime.fromisoformat(moment) + timedelta(days=_DAYS)
        return later.strftime("%Y-%m-%d %H:%M:%S.%f")
    return moment + timedelta(days=_DAYS)
