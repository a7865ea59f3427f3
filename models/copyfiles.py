"""A house in one file, looked at: is it one, is it whole, what does it tell of itself? Nothing here changes a file."""

import sqlite3
from collections.abc import Iterable, Iterator, Sequence
from contextlib import closing, contextmanager
from datetime import UTC, datetime
from enum import StrEnum
from pathlib import Path
from typing import Any

from models import migrations
from models.privacy import Erasure
from models.tables import METADATA

ABOUT = "about_this_copy"  # the table that tells of the copy itself
_LIVE = "SELECT busy_from, busy_until, lo, hi FROM booking WHERE released_at IS NULL ORDER BY busy_from"


class Fault(StrEnum):
    """Why a file is no copy of a house that this program can use."""

    MISSING = "missing"
    FOREIGN = "foreign"  # not a SQLite database, or one of something else
    NEWER = "newer"  # made by a later version of the program
    DAMAGED = "damaged"  # its pages, its references, or two live bookings that share floor and time


class NoCopy(Exception):
    """A file cannot be used as a copy of a house."""

    def __init__(self, fault: Fault) -> None:
        super().__init__(fault.value)
        self.fault = fault


def look_through(file: Path) -> None:
    """Raise NoCopy if *file* cannot be put in the place of a house; changes nothing."""
    if not file.is_file():
        raise NoCopy(Fault.MISSING)
    try:
        with _opened(file) as connection:
            _look_through(connection)
    except sqlite3.DatabaseError as error:
        raise NoCopy(Fault.DAMAGED if _looks_like_sqlite(file) else Fault.FOREIGN) from error


def about(file: Path) -> dict[str, str]:
    """Return what was told of the copy in *file* when it was made; nothing of a file that was copied by hand."""
    with _opened(file) as connection:
        if not connection.execute("SELECT 1 FROM sqlite_master WHERE name = ?", (ABOUT,)).fetchone():
            return {}
        return dict(connection.execute(f"SELECT name, value FROM {ABOUT}"))  # noqa: S608 - a name of ours


def rows(file: Path) -> dict[str, int]:
    """Return how many rows each table in *file* has."""
    with _opened(file) as connection:
        kept = {name for (name,) in connection.execute("SELECT name FROM sqlite_master WHERE type = 'table'")}
        names = [table.name for table in METADATA.sorted_tables if table.name in kept]
        return {name: connection.execute(f"SELECT count(*) FROM {name}").fetchone()[0] for name in names}  # noqa: S608


def erasures(file: Path) -> list[Erasure]:
    """Return what the house in *file* had erased at somebody's wish, sealed; nothing of what is no such copy."""
    try:
        with _opened(file) as connection:
            if not connection.execute("SELECT 1 FROM sqlite_master WHERE name = 'erasures'").fetchone():
                return []
            rows = connection.execute("SELECT seal, words, erased_at FROM erasures").fetchall()
    except sqlite3.DatabaseError:
        return []
    return [Erasure(seal=seal, words=words, erased_at=_instant(at)) for seal, words, at in rows]


def _instant(stored: str) -> datetime:
    told = datetime.fromisoformat(stored)
    return told if told.tzinfo else told.replace(tzinfo=UTC)


def revision(file: Path) -> str:
    """Return the form of the tables in *file*, which was looked through."""
    with _opened(file) as connection:
        return str(connection.execute("SELECT version_num FROM alembic_version").fetchone()[0])


@contextmanager
def _opened(file: Path) -> Iterator[sqlite3.Connection]:
    # Nobody writes it; SQLite would make a log beside it if it were not told so.
    with closing(sqlite3.connect(f"file:{_quoted(file)}?mode=ro&immutable=1", uri=True)) as connection:
        yield connection


def _look_through(connection: sqlite3.Connection) -> None:
    has_revision = connection.execute("SELECT 1 FROM sqlite_master WHERE name = 'alembic_version'").fetchone()
    form = has_revision and connection.execute("SELECT version_num FROM alembic_version").fetchone()
    if not form:
        raise NoCopy(Fault.FOREIGN)
    if str(form[0]) > (migrations.head() or ""):
        raise NoCopy(Fault.NEWER)
    whole = connection.execute("PRAGMA integrity_check(1)").fetchall() == [("ok",)]
    if not whole or connection.execute("PRAGMA foreign_key_check").fetchone():
        raise NoCopy(Fault.DAMAGED)
    if overlaps(connection.execute(_LIVE)):
        raise NoCopy(Fault.DAMAGED)


def overlaps(rectangles: Iterable[Sequence[Any]]) -> bool:
    """Whether two of *rectangles* (from, until, lowest floor, highest floor; by from) share floor and time."""
    standing: list[Sequence[Any]] = []
    for one in rectangles:
        standing = [other for other in standing if other[1] > one[0]]
        if any(other[2] < one[3] and one[2] < other[3] for other in standing):
            return True
        standing.append(one)
    return False


def _looks_like_sqlite(file: Path) -> bool:
    with file.open("rb") as opened:
        return opened.read(16) == b"SQLite format 3\x00"


def _quoted(file: Path) -> str:
    return str(file.resolve()).replace("%", "%25").replace("?", "%3f").replace("#", "%23")
