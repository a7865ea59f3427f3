"""A house in one file: copied out while everybody works, looked through, copied in.

The file is a SQLite database with the tables of the house, wherever the house itself lives, so that a house can
move from one database to the other.
"""

import os
import shutil
import sqlite3
import tempfile
import time
from collections.abc import Iterator, Mapping
from contextlib import closing, contextmanager
from pathlib import Path

from sqlalchemy import Connection, insert, text

from models.copyfiles import ABOUT, look_through
from models.database import Database
from models.tables import METADATA

_ROWS = 1000  # taken in one go: enough that the way does not count, few enough for any memory
_LEAVING = 2  # seconds in which PostgreSQL notices that a connection was closed
_HOLDERS = """
    SELECT count(*) FROM pg_stat_activity
    WHERE datname = current_database() AND pid <> pg_backend_pid() AND backend_type = 'client backend'
"""
_REFERENCES = """
    SELECT conrelid::regclass::text, conname FROM pg_constraint
    WHERE contype = 'f' AND connamespace = current_schema()::regnamespace
"""


class HouseInUse(Exception):
    """Somebody has the database open; what they do would be lost."""


def copy_out(db: Database, file: Path, about: Mapping[str, str] | None = None) -> None:
    """Write the house as it is at one moment into *file*, whole and looked through, or not at all.

    What is told *about* the copy stands in it, too. Waits for nobody and lets nobody wait. The file is its
    owner's only. Raises OSError where it cannot be written,
    FileExistsError if it is there already or is just being written, NoCopy if what was written is not whole.
    """
    if file.exists():
        raise FileExistsError(file)
    part = file.with_name(f"{file.name}.part")
    os.close(os.open(part, os.O_CREAT | os.O_EXCL | os.O_WRONLY, 0o600))
    try:
        if db.is_sqlite:
            _copy_whole(db, part)
        else:
            _copy_rows_out(db, part)
        _tell(part, about or {})
        look_through(part)
        _sync(part)
        os.link(part, file)  # where another process was quicker, its file stays
    finally:
        _remove(part)
    _sync(file.parent)


def copy_in(file: Path, db: Database) -> None:
    """Put the house in *file* in the place of the one in *db*, whole or not at all.

    Tables of an older form are brought to the newest; *file* stays as it is. Raises NoCopy if it is not
    whole, HouseInUse while somebody has the database open.
    """
    look_through(file)
    place = Path(db.engine.url.database or "") if db.is_sqlite else None
    if place:
        place.parent.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory(dir=place.parent if place else None, prefix="restore-") as folder:
        fresh = Path(folder) / "house.db"
        shutil.copyfile(file, fresh)
        os.chmod(fresh, 0o600)
        _bring_up(fresh)
        db.engine.dispose()  # whoever else holds it is asked about
        if place:
            _swap(fresh, place)
        else:
            _copy_rows_in(fresh, db)


def _copy_whole(db: Database, part: Path) -> None:
    # It must stand outside a transaction, and the driver's own way past SQLAlchemy begins none.
    with closing(db.engine.raw_connection()) as connection:
        connection.cursor().execute("VACUUM INTO ?", (str(part),))


def _copy_rows_out(db: Database, part: Path) -> None:
    moment = db.engine.execution_options(isolation_level="REPEATABLE READ")
    with _house_in(part) as copy, moment.connect() as source, copy.writing() as session:
        _replace_rows(source, session.connection())


def _copy_rows_in(file: Path, db: Database) -> None:
    db.migrate()
    db.engine.dispose()  # it was asked for its form
    _wait_until_alone(db)
    with _opened(file) as copy, copy.engine.connect() as source, db.writing() as session:
        target = session.connection()
        if _others(target):
            raise HouseInUse
        _replace_rows(source, target)
        _count_on(target)


def _wait_until_alone(db: Database) -> None:
    """Wait for connections that are just being closed. Raises HouseInUse if others stay."""
    end = time.monotonic() + _LEAVING
    with db.engine.connect() as connection:
        while _others(connection):
            connection.rollback()  # in one transaction the answer stays what it was
            if time.monotonic() > end:
                raise HouseInUse
            time.sleep(0.05)


def _others(connection: Connection) -> int:
    return int(connection.execute(text(_HOLDERS)).scalar_one())


def _replace_rows(source: Connection, target: Connection) -> None:
    """Make the rows of *target* those of *source*; both have the newest tables."""
    tables = METADATA.sorted_tables
    with _references_later(target):
        for table in reversed(tables):
            target.execute(table.delete())
        for table in tables:
            found = source.execution_options(yield_per=_ROWS).execute(table.select())
            for rows in found.mappings().partitions(_ROWS):
                target.execute(insert(table), [dict(row) for row in rows])


@contextmanager
def _references_later(target: Connection) -> Iterator[None]:
    """Let rows point to rows that come after them; in the end every reference is looked at."""
    if target.dialect.name == "sqlite":
        target.exec_driver_sql("PRAGMA defer_foreign_keys = ON")
        yield
        return
    names = target.execute(text(_REFERENCES)).all()
    for table, name in names:
        target.execute(text(f'ALTER TABLE {table} ALTER CONSTRAINT "{name}" DEFERRABLE INITIALLY DEFERRED'))
    yield
    target.execute(text("SET CONSTRAINTS ALL IMMEDIATE"))
    for table, name in names:
        target.execute(text(f'ALTER TABLE {table} ALTER CONSTRAINT "{name}" NOT DEFERRABLE'))


def _count_on(target: Connection) -> None:
    """Let numbers that PostgreSQL gives go on after the highest that came along."""
    for table in METADATA.sorted_tables:
        for column in table.primary_key:
            sequence = target.execute(
                text("SELECT pg_get_serial_sequence(:table, :column)"), {"table": table.name, "column": column.name}
            ).scalar()
            if sequence:
                highest = f"(SELECT max({column.name}) FROM {table.name})"  # noqa: S608 - names of ours
                target.execute(
                    text(f"SELECT setval(:sequence, coalesce({highest}, 1), {highest} IS NOT NULL)"),
                    {"sequence": sequence},
                )


def _tell(part: Path, said: Mapping[str, str]) -> None:
    with closing(sqlite3.connect(part)) as connection, connection:
        connection.execute(f"DROP TABLE IF EXISTS {ABOUT}")
        connection.execute(f"CREATE TABLE {ABOUT} (name TEXT PRIMARY KEY, value TEXT NOT NULL)")
        connection.executemany(f"INSERT INTO {ABOUT} VALUES (?, ?)", said.items())  # noqa: S608 - a name of ours


def _bring_up(file: Path) -> None:
    with closing(sqlite3.connect(file)) as connection, connection:
        connection.execute(f"DROP TABLE IF EXISTS {ABOUT}")
    with _house_in(file):
        pass


@contextmanager
def _house_in(file: Path) -> Iterator[Database]:
    """Open *file* with the newest tables; afterwards it is one file again, without a log beside it."""
    with _opened(file) as house:
        house.migrate()
        yield house
    with closing(sqlite3.connect(file)) as connection:
        connection.execute("PRAGMA journal_mode = DELETE")


@contextmanager
def _opened(file: Path) -> Iterator[Database]:
    house = Database(f"sqlite:///{file}")
    try:
        yield house
    finally:
        house.close()


def _swap(fresh: Path, place: Path) -> None:
    _sync(fresh)
    if place.exists():
        _let_go(place)
    os.replace(fresh, place)
    _sync(place.parent)


def _let_go(place: Path) -> None:
    """Make sure that nobody has the database at *place* open and that no log beside it is left for the next one."""
    try:
        with closing(sqlite3.connect(place, timeout=0)) as connection:
            connection.execute("PRAGMA journal_mode = DELETE").fetchone()
    except sqlite3.OperationalError as error:
        raise HouseInUse from error
    except sqlite3.DatabaseError:
        pass  # it is damaged, which is why it is replaced
    for log in ("-wal", "-shm"):
        place.with_name(place.name + log).unlink(missing_ok=True)


def _remove(part: Path) -> None:
    for name in (part.name, f"{part.name}-wal", f"{part.name}-shm", f"{part.name}-journal"):
        part.with_name(name).unlink(missing_ok=True)


def _sync(path: Path) -> None:
    handle = os.open(path, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)
