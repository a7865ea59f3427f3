"""One history of the tables for both databases, run at every start."""

import re
import shutil
import subprocess
import sys
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

import pytest
from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext
from sqlalchemy import Connection, text
from sqlalchemy.exc import IntegrityError
from sqlmodel import select

from models import guards, migrations
from models.bookings import NO_OVERLAP
from models.database import Database
from models.meetings import Seat
from models.rooms import Room
from models.tables import METADATA
from tests.models.rows import MONDAY, add_rooms, booking
from tests.support.databases import KINDS, Databases

REBUILD = '''
"""Bookings may say how loud they are. Old ones say nothing."""

import sqlalchemy as sa
from alembic import op

revision, down_revision = "9999", "{head}"


def upgrade() -> None:
    with op.batch_alter_table("booking", recreate="always") as booking:
        booking.add_column(sa.Column("noise", sa.Integer(), nullable=True))
'''
ORPHANS = '''
"""A migration with a mistake: rooms vanish under their bookings."""

from alembic import op

revision, down_revision = "9999", "{head}"


def upgrade() -> None:
    op.execute("DELETE FROM room")
'''


@pytest.fixture(params=[pytest.param(kind, marks=[pytest.mark.postgres] * (kind == "postgres")) for kind in KINDS])
def empty_url(request: pytest.FixtureRequest, databases: Databases) -> Iterator[str]:
    """Give the address of a database without tables."""
    with databases.empty(request.param) as url:
        yield url


@pytest.fixture
def empty(empty_url: str) -> Iterator[Database]:
    """Give a database without tables."""
    database = Database(empty_url)
    yield database
    database.close()


def history_with(folder: Path, revision: str) -> Path:
    """Return a copy of the history with one more revision at its end."""
    history = folder / "history"
    shutil.copytree(Path(migrations.__file__).parent, history)
    (history / "versions" / "9999_more.py").write_text(revision.format(head=migrations.head()), encoding="utf-8")
    return history


def with_a_seat(db: Database) -> None:
    """Store a booking and a seat in it."""
    with db.writing() as session:
        stored = booking(add_rooms(session)["left"], 10, 12)
        session.add(stored)
        session.flush()
        session.add(Seat(booking_id=stored.id, persons=2, code_word="blauer Esel 7", token_hash="", created_at=MONDAY))


def counts(db: Database) -> dict[str, int]:
    """Return how many rows the tables have that a rebuild endangers."""
    with db.engine.connect() as connection:
        return {
            table: connection.execute(text(f"SELECT count(*) FROM {table}")).scalar_one()
            for table in ("room", "booking", "seat")
        }


def test_the_newest_form_is_reached(db: Database) -> None:
    with db.engine.connect() as connection:
        assert migrations.current(connection) == migrations.head()
        assert guards.is_installed(connection)


def test_migrating_again_changes_nothing(db: Database) -> None:
    before = described(db)
    with_a_seat(db)

    db.migrate()

    assert described(db) == before
    assert counts(db) == {"room": 5, "booking": 1, "seat": 1}


def test_alembic_sees_no_difference_to_the_models(db: Database) -> None:
    with db.engine.connect() as connection:
        context = MigrationContext.configure(connection, opts={"compare_type": True})
        assert compare_metadata(context, METADATA) == []


def test_migrated_and_created_databases_are_the_same(empty: Database, databases: Databases) -> None:
    # Alembic's own comparison sees neither checks nor exclusion constraints nor triggers.
    with empty.engine.begin() as connection:
        METADATA.create_all(connection)
        guards.install(connection)

    with databases.migrated("sqlite" if empty.is_sqlite else "postgres") as url, closing(Database(url)) as migrated:
        assert described(migrated) == described(empty)


def test_several_processes_may_migrate_an_empty_database_at_once(empty: Database) -> None:
    program = "import sys; from models.database import Database; Database(sys.argv[1]).migrate()"
    starting = [
        subprocess.Popen([sys.executable, "-c", program, empty.url], stderr=subprocess.PIPE, text=True)
        for _ in range(6)
    ]

    assert [(each.communicate(timeout=60)[1], each.returncode) for each in starting] == [("", 0)] * 6
    with empty.engine.connect() as connection:
        assert migrations.current(connection) == migrations.head()
        assert guards.is_installed(connection)


def test_rebuilding_a_table_keeps_children_and_guards(sqlite_db: Database, tmp_path: Path) -> None:
    with_a_seat(sqlite_db)

    sqlite_db.migrate(history_with(tmp_path, REBUILD))

    assert counts(sqlite_db) == {"room": 5, "booking": 1, "seat": 1}
    with sqlite_db.reading() as session:
        columns = session.connection().execute(text("SELECT name FROM pragma_table_info('booking')")).scalars()
        assert "noise" in set(columns)
    with pytest.raises(IntegrityError, match=NO_OVERLAP), sqlite_db.writing() as session:
        session.add(booking(session.exec(select(Room).where(Room.slug == "hall")).one(), 11, 13))
    with pytest.raises(IntegrityError, match="FOREIGN KEY"), sqlite_db.writing() as session:
        session.connection().execute(text("UPDATE seat SET booking_id = 4711"))


def test_rebuilding_a_table_keeps_its_checks_and_indexes(sqlite_db: Database, tmp_path: Path) -> None:
    before = described(sqlite_db)

    sqlite_db.migrate(history_with(tmp_path, REBUILD))

    assert {name: set(parts) - set(described(sqlite_db)[name]) for name, parts in before.items()} == {
        name: set() for name in before
    }


def test_a_migration_that_orphans_rows_is_undone(sqlite_db: Database, tmp_path: Path) -> None:
    with_a_seat(sqlite_db)

    with pytest.raises(RuntimeError, match="point to nothing"):
        sqlite_db.migrate(history_with(tmp_path, ORPHANS))

    assert counts(sqlite_db) == {"room": 5, "booking": 1, "seat": 1}
    with sqlite_db.engine.connect() as connection:
        assert migrations.current(connection) == migrations.head()
        assert guards.is_installed(connection)


def described(db: Database) -> dict[str, list[str]]:
    """Return name → parts of everything that the database knows of its tables."""
    with db.engine.connect() as connection:
        return _sqlite(connection) if db.is_sqlite else _postgres(connection)


def _sqlite(connection: Connection) -> dict[str, list[str]]:
    rows = connection.execute(text("SELECT name, sql FROM sqlite_master WHERE sql IS NOT NULL"))
    return {
        name: sorted(re.sub(r"\s+", " ", line).strip(" ,") for line in sql.replace('"', "").splitlines())
        for name, sql in rows
        if name != "alembic_version"
    }


_POSTGRES = """
SELECT table_name AS name, concat_ws(' ', column_name, data_type, character_maximum_length, is_nullable,
    column_default) AS part FROM information_schema.columns WHERE table_schema = 'public'
UNION ALL SELECT conrelid::regclass::text, concat_ws(' ', conname, pg_get_constraintdef(oid))
    FROM pg_constraint WHERE connamespace = 'public'::regnamespace
UNION ALL SELECT tablename, indexdef FROM pg_indexes WHERE schemaname = 'public'
UNION ALL SELECT tgrelid::regclass::text, pg_get_triggerdef(oid) FROM pg_trigger WHERE NOT tgisinternal
ORDER BY name, part
"""


def _postgres(connection: Connection) -> dict[str, list[str]]:
    found: dict[str, list[str]] = {}
    for name, part in connection.execute(text(_POSTGRES)):
        if name != "alembic_version":
            found.setdefault(name, []).append(part)
    return found
