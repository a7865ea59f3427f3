"""The way to the database: who waits for whom, and what is stored in the end."""

import re
import threading
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime, timedelta, timezone

import pytest
from sqlalchemy import text
from sqlalchemy.exc import IntegrityError, StatementError
from sqlmodel import Session, col, select

from models.bookings import Booking
from models.columns import new_code
from models.community import Contact
from models.database import Database
from models.journal import JournalEntry
from tests.models.rows import MONDAY, add_rooms, booking


@pytest.fixture
def second(database_url: str) -> Iterator[Database]:
    """Give the same house as another process sees it."""
    database = Database(database_url)
    yield database
    database.close()


def contact(slug: str = "office") -> Contact:
    """Return a contact that is not stored yet."""
    return Contact(slug=slug, function="Quartiersmanagement")


def slugs(db: Database) -> list[str]:
    """Return the slugs of all contacts, in order."""
    with db.reading() as session:
        return list(session.exec(select(Contact.slug).order_by(Contact.slug)))


def test_a_database_says_what_it_is_without_its_address(db: Database) -> None:
    assert re.fullmatch(r"(SQLite|PostgreSQL) \d+\.\d+(\.\d+)?", db.describe())


def test_what_is_written_stays(db: Database, second: Database) -> None:
    with db.writing() as session:
        session.add(contact())

    assert slugs(second) == ["office"]


def test_a_failing_writer_stores_nothing(db: Database) -> None:
    with pytest.raises(ZeroDivisionError), db.writing() as session:
        session.add(contact())
        session.flush()
        raise ZeroDivisionError

    assert slugs(db) == []


def test_what_a_reader_changes_is_forgotten(db: Database) -> None:
    with db.reading() as session:
        session.add(contact())
        session.flush()

    assert slugs(db) == []


def test_a_reader_never_waits_for_a_writer(db: Database, second: Database) -> None:
    with ThreadPoolExecutor() as threads, db.writing() as session:
        session.add(contact())
        session.flush()

        assert threads.submit(slugs, db).result(timeout=5) == []
        assert threads.submit(slugs, second).result(timeout=5) == []


def test_a_writer_waits_for_the_one_before(db: Database, second: Database) -> None:
    started = threading.Event()

    def follow() -> list[str]:
        started.set()
        with second.writing() as session:
            return list(session.exec(select(Contact.slug)))

    with ThreadPoolExecutor() as threads:
        with db.writing() as session:
            session.add(contact())
            session.flush()
            follower = threads.submit(follow)
            assert started.wait(5)

        assert follower.result(timeout=20) == ["office"]


def test_no_change_is_lost_between_threads_and_processes(db: Database, second: Database) -> None:
    with db.writing() as session:
        session.add(contact())

    def count_up(house: Database) -> None:
        with house.writing() as session:
            office = session.exec(select(Contact)).one()
            office.position += 1

    with ThreadPoolExecutor(8) as threads:
        list(threads.map(count_up, [db, second] * 20))

    with db.reading() as session:
        assert session.exec(select(Contact.position)).one() == 40


def test_a_row_points_to_something(db: Database) -> None:
    with pytest.raises(IntegrityError), db.writing() as session:
        room = add_rooms(session)["left"]
        nowhere = booking(room, 10, 12)
        nowhere.group_id = 4711
        session.add(nowhere)


def test_a_choice_is_one_of_its_words(db: Database) -> None:
    with db.writing() as session:
        session.add(booking(add_rooms(session)["left"], 10, 12))

    with pytest.raises(IntegrityError), db.writing() as session:
        session.connection().exec_driver_sql("UPDATE booking SET listing = 'secret'")


def test_listeners_hear_of_a_change_when_everybody_can_see_it(db: Database, second: Database) -> None:
    heard: list[tuple[list[str], list[str]]] = []
    db.listen(lambda changes: heard.append((changes, slugs(second))))

    with db.writing() as session:
        session.add(contact())
        session.info["changes"] = ["house.loaded"]
        assert heard == []

    assert heard == [(["house.loaded"], ["office"])]


def test_listeners_hear_nothing_of_what_was_not_stored(db: Database) -> None:
    heard: list[list[str]] = []
    db.listen(heard.append)

    with pytest.raises(ZeroDivisionError), db.writing() as session:
        session.info["changes"] = ["house.loaded"]
        raise ZeroDivisionError
    with db.writing() as session:
        session.add(contact())

    assert heard == []


def test_a_listener_may_leave(db: Database) -> None:
    heard: list[list[str]] = []
    leave = db.listen(heard.append)

    leave()
    with db.writing() as session:
        session.info["changes"] = ["house.loaded"]

    assert heard == []


def test_a_naive_time_is_refused(db: Database) -> None:
    entry = JournalEntry(at=datetime(2026, 11, 23, 19), what="house.loaded", who="file")

    with pytest.raises(StatementError, match="timezone"), db.writing() as session:
        session.add(entry)

    with db.reading() as session:
        assert session.exec(select(JournalEntry)).all() == []


def test_an_instant_comes_back_as_utc(db: Database) -> None:
    winter = timezone(timedelta(hours=1))
    with db.writing() as session:
        session.add(JournalEntry(at=datetime(2026, 11, 23, 19, tzinfo=winter), what="house.loaded", who="file"))

    with db.reading() as session:
        at = session.exec(select(JournalEntry.at)).one()

    assert at == datetime(2026, 11, 23, 18, tzinfo=UTC)
    assert at.tzinfo == UTC


def test_wall_clock_time_has_no_zone(db: Database) -> None:
    with db.writing() as session:
        session.add(booking(add_rooms(session)["left"], 19, 21))

    with db.reading() as session:
        assert session.exec(select(Booking.wall_from)).one() == MONDAY.replace(hour=19, tzinfo=None)


def test_instants_compare_in_order_of_time(db: Database) -> None:
    winter = timezone(timedelta(hours=1))
    times = [datetime(2026, 11, 23, 19, tzinfo=winter), datetime(2026, 11, 23, 18, 30, tzinfo=UTC)]
    with db.writing() as session:
        session.add_all(JournalEntry(at=at, what="house.loaded", who="file") for at in times)

    with db.reading() as session:
        late = session.exec(select(JournalEntry.at).where(col(JournalEntry.at) > times[0])).all()

    assert late == [times[1]]


def test_a_session_that_looks_can_be_many(db: Database) -> None:
    def look(session: Session) -> int:
        return len(session.exec(select(Contact)).all())

    with db.reading() as one, db.reading() as two, db.reading() as three:
        assert [look(one), look(two), look(three)] == [0, 0, 0]


def test_codes_can_be_read_aloud() -> None:
    codes = {new_code() for _ in range(500)}

    assert len(codes) == 500
    assert {len(code) for code in codes} == {7}
    assert not set("".join(codes)) & set("ilo01")


def test_a_listener_that_fails_takes_nothing_back(db: Database, caplog: pytest.LogCaptureFixture) -> None:
    def fail(_changes: list[str]) -> None:
        raise LookupError

    heard: list[list[str]] = []
    db.listen(fail)
    db.listen(heard.append)

    with db.writing() as session:
        session.info["changes"] = ["house.painted"]
        session.connection()

    assert heard == [["house.painted"]]
    assert "a listener failed after a commit" in caplog.text


def test_an_error_tells_nothing_of_what_was_asked(db):
    with pytest.raises(Exception, match="nowhere") as failed, db.reading() as session:
        session.execute(text("SELECT * FROM nowhere WHERE token = :token"), {"token": "geheim"})

    assert "geheim" not in str(failed.value)
