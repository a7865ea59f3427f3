"""Why a database cannot be used is told apart from mistakes of ours; afterwards it works again."""

import sqlite3
from collections.abc import Iterator
from contextlib import closing, contextmanager

import pytest
from sqlalchemy import event, text
from sqlalchemy.exc import DBAPIError
from sqlmodel import Session

from models.community import Contact
from models.database import Database
from models.outages import Outage, outage_of
from tests.support.outages import FullDisk


def fails(db: Database, sql: str = "UPDATE alembic_version SET version_num = version_num") -> Outage | None:
    """Return why *sql* cannot be written."""
    with pytest.raises(Exception, match=r".") as failed, db.writing() as session:
        session.connection().exec_driver_sql(sql)
    return outage_of(failed.value)


def works(db: Database) -> bool:
    """Whether the database writes."""
    with db.writing() as session:
        session.connection().exec_driver_sql("UPDATE alembic_version SET version_num = version_num")
    return True


@contextmanager
def impatient(db: Database, setting: str) -> Iterator[None]:
    """Let the connections of *db* wait for others for a moment only."""

    def hurry(connection: sqlite3.Connection, _record: object, _proxy: object) -> None:
        connection.cursor().execute(setting)

    event.listen(db.engine, "checkout", hurry)
    yield
    event.remove(db.engine, "checkout", hurry)


def fill(session: Session) -> None:
    """Store more than fits on a page."""
    session.add_all(Contact(slug=f"contact-{number}", function="x" * 500) for number in range(50))


def test_a_full_disk_is_told_and_nothing_is_half_stored(sqlite_db: Database) -> None:
    with FullDisk(sqlite_db):
        with pytest.raises(DBAPIError) as failed, sqlite_db.writing() as session:
            fill(session)
        assert outage_of(failed.value) is Outage.FULL

    with sqlite_db.writing() as session:
        assert session.connection().exec_driver_sql("SELECT count(*) FROM contact").scalar_one() == 0
        fill(session)


def test_a_file_that_somebody_else_holds_is_busy(sqlite_db: Database) -> None:
    with impatient(sqlite_db, "PRAGMA busy_timeout=50"):
        with closing(sqlite3.connect(str(sqlite_db.engine.url.database), isolation_level=None)) as other:
            other.execute("BEGIN IMMEDIATE")
            assert fails(sqlite_db) is Outage.BUSY
        assert works(sqlite_db)


def test_a_writers_place_that_is_held_for_long_is_busy(postgres_db: Database, postgres_url: str) -> None:
    with impatient(postgres_db, "SET lock_timeout = '50ms'"), closing(Database(postgres_url)) as other:
        with other.writing() as session:
            session.connection()
            assert fails(postgres_db) is Outage.BUSY
        assert works(postgres_db)


def test_a_connection_that_was_cut_is_away_and_the_next_one_works(postgres_db: Database, postgres_url: str) -> None:
    with closing(Database(postgres_url)) as other, pytest.raises(DBAPIError) as failed:  # noqa: SIM117
        with postgres_db.writing() as session:
            session.connection()
            with other.engine.begin() as connection:
                connection.execute(
                    text(
                        "SELECT pg_terminate_backend(pid) FROM pg_stat_activity"
                        " WHERE datname = current_database() AND pid <> pg_backend_pid()"
                    )
                )
            session.connection().exec_driver_sql("SELECT 1")

    assert outage_of(failed.value) is Outage.AWAY
    assert works(postgres_db)


def test_a_server_that_is_not_there_is_away() -> None:
    with closing(Database("postgresql+psycopg://nobody@127.0.0.1:1/house")) as nowhere:
        assert fails(nowhere) is Outage.AWAY


def test_a_file_that_cannot_be_opened_is_away(tmp_path) -> None:
    with closing(Database(f"sqlite:///{tmp_path / 'no' / 'house.db'}")) as nowhere:
        assert fails(nowhere) is Outage.AWAY


@pytest.mark.parametrize(
    "sql",
    ["SELECT * FROM nowhere", "SELEC", "INSERT INTO seat (id) VALUES (1)"],
    ids=["a table that is not there", "nonsense", "a row that misses something"],
)
def test_a_mistake_of_ours_is_no_outage(db: Database, sql: str) -> None:
    assert fails(db, sql) is None


def test_other_errors_are_none() -> None:
    assert outage_of(ZeroDivisionError()) is None
