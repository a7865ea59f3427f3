"""A house in one file: copied out, looked through, copied in; between both kinds of database."""

import os
import shutil
import sqlite3
import stat
import threading
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

import pytest
from sqlalchemy import select, text

from models import copies, copyfiles, guards, migrations
from models.copies import HouseInUse
from models.copyfiles import Fault, NoCopy
from models.database import Database
from models.rooms import Room
from models.tables import METADATA
from tests.models.rows import add_rooms, booking
from tests.support.databases import KINDS, Databases


@pytest.fixture
def file(tmp_path: Path) -> Path:
    return tmp_path / "house.backup"


@pytest.fixture(params=[pytest.param(kind, marks=[pytest.mark.postgres] * (kind == "postgres")) for kind in KINDS])
def other(request: pytest.FixtureRequest, databases: Databases) -> Iterator[Database]:
    """Give another, empty house of its own: those that tests share have somebody who clears up after them."""
    with databases.empty(request.param) as url:
        database = Database(url)
        database.migrate()
        yield database
        database.close()


def furnish(db: Database) -> None:
    with db.writing() as session:
        session.add(booking(add_rooms(session)["left"], 10, 12))


def rows(db: Database) -> dict[str, list[tuple[object, ...]]]:
    with db.reading() as session:
        return {
            table.name: sorted((tuple(row) for row in session.execute(select(table))), key=repr)
            for table in METADATA.sorted_tables
        }


def test_a_house_moves_from_any_database_to_any_other(db, other, file):
    furnish(db)
    copies.copy_out(db, file)
    other.engine.dispose()

    copies.copy_in(file, other)

    assert rows(other) == rows(db)
    with other.reading() as session:
        assert guards.is_installed(session.connection())
    with other.writing() as session:  # numbers go on after those that came along
        left = session.execute(text("SELECT id FROM room WHERE slug = 'left'")).scalar_one()
        assert left
        session.add(booking(session.get(Room, left), 13, 14))


def test_what_was_there_is_replaced_and_not_mixed(db, other, file):
    copies.copy_out(db, file)
    furnish(other)
    other.engine.dispose()

    copies.copy_in(file, other)

    assert rows(other) == rows(db)


def test_a_copy_is_of_one_moment_while_others_write(db, file):
    furnish(db)
    stop = threading.Event()

    def write() -> None:
        while not stop.is_set():
            with db.writing() as session:
                session.execute(text("UPDATE alembic_version SET version_num = version_num"))

    writer = threading.Thread(target=write)
    writer.start()
    try:
        copies.copy_out(db, file)
    finally:
        stop.set()
        writer.join()

    copyfiles.look_through(file)
    assert stat.S_IMODE(file.stat().st_mode) == 0o600
    assert [one.name for one in file.parent.iterdir()] == [file.name]


def test_a_house_that_is_open_is_not_replaced(db, file):
    furnish(db)
    copies.copy_out(db, file)
    with closing(Database(db.url)) as at_work, at_work.reading() as session:
        session.execute(text("SELECT 1"))

        with pytest.raises(HouseInUse):
            copies.copy_in(file, db)

    assert rows(db)["booking"]


def test_a_copy_is_never_written_over(sqlite_db, file):
    file.write_text("something of value", encoding="utf-8")

    with pytest.raises(FileExistsError):
        copies.copy_out(sqlite_db, file)

    assert file.read_text(encoding="utf-8") == "something of value"


def test_a_folder_that_cannot_be_written_leaves_nothing_behind(sqlite_db, tmp_path):
    with pytest.raises(FileNotFoundError):
        copies.copy_out(sqlite_db, tmp_path / "away" / "house.backup")

    assert not list(tmp_path.glob("away*"))


def damaged(file: Path) -> None:
    with file.open("r+b") as opened:
        opened.seek(8192)
        opened.write(os.urandom(30_000))


def overlapping(file: Path) -> None:
    with closing(sqlite3.connect(file)) as connection, connection:
        connection.execute("DROP TRIGGER booking_no_overlap_insert")
        columns = [name for _place, name, *_rest in connection.execute("PRAGMA table_info(booking)") if name != "id"]
        taken = ", ".join(f"{name} || '-2'" if name in ("uid", "code") else name for name in columns)
        connection.execute(f"INSERT INTO booking ({', '.join(columns)}) SELECT {taken} FROM booking")


def orphaned(file: Path) -> None:
    with closing(sqlite3.connect(file)) as connection, connection:
        connection.execute("DELETE FROM room")


def newer(file: Path) -> None:
    with closing(sqlite3.connect(file)) as connection, connection:
        connection.execute("UPDATE alembic_version SET version_num = '9999'")


def foreign(file: Path) -> None:
    file.unlink()
    with closing(sqlite3.connect(file)) as connection, connection:
        connection.execute("CREATE TABLE recipe (name TEXT)")


def text_file(file: Path) -> None:
    file.write_text("a letter, " * 1000, encoding="utf-8")


@pytest.mark.parametrize(
    ("spoil", "fault"),
    [
        (damaged, Fault.DAMAGED),
        (overlapping, Fault.DAMAGED),
        (orphaned, Fault.DAMAGED),
        (newer, Fault.NEWER),
        (foreign, Fault.FOREIGN),
        (text_file, Fault.FOREIGN),
        (Path.unlink, Fault.MISSING),
    ],
)
def test_what_is_no_whole_copy_replaces_nothing(sqlite_db, file, spoil, fault):
    furnish(sqlite_db)
    copies.copy_out(sqlite_db, file)
    before = rows(sqlite_db)
    sqlite_db.engine.dispose()
    spoil(file)

    with pytest.raises(NoCopy) as refused:
        copies.copy_in(file, sqlite_db)

    assert refused.value.fault == fault
    assert rows(sqlite_db) == before


def test_a_damaged_house_is_replaced_with_its_log(sqlite_db, file):
    furnish(sqlite_db)
    copies.copy_out(sqlite_db, file)
    before = rows(sqlite_db)
    sqlite_db.engine.dispose()
    place = Path(sqlite_db.engine.url.database)
    damaged(place)

    copies.copy_in(file, sqlite_db)

    assert rows(sqlite_db) == before


def history_until(folder: Path, last: str) -> Path:
    """Return a copy of the history without what came after *last*."""
    history = folder / "history"
    shutil.copytree(migrations.HISTORY, history)
    for version in (history / "versions").glob("[0-9]*.py"):
        if version.stem[:4] > last:
            version.unlink()
    return history


def test_a_copy_of_an_older_form_is_brought_to_the_newest(tmp_path, file):
    with closing(Database(f"sqlite:///{tmp_path}/old.db")) as old:
        old.migrate(history_until(tmp_path, "0005"))
        copies.copy_out(old, file)
    with closing(Database(f"sqlite:///{tmp_path}/new.db")) as new:
        copies.copy_in(file, new)

        assert new.revision() == migrations.head()
    assert copyfiles.revision(file) == "0005"
