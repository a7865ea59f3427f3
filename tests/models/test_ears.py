"""What another process changes is heard, soon, and again after every break."""

import threading
import time
from collections.abc import Iterator
from contextlib import closing

import pytest
from sqlalchemy import text
from sqlmodel import Session

from booking import health
from models import guards
from models.database import Database
from models.ears import ASK_EVERY
from models.journal import JournalEntry
from tests.models.rows import MONDAY
from tests.support.waiting import until

LISTENING = f"FROM pg_stat_activity WHERE datname = current_database() AND query = 'LISTEN {guards.CHANNEL}'"


class Heard:
    """Collects what it is told, with the time."""

    def __init__(self) -> None:
        self.told: list[list[str]] = []
        self.last = 0.0

    def __call__(self, changes: list[str]) -> None:
        self.told.append(changes)
        self.last = time.monotonic()

    def after(self, moment: float, seconds: float = 5.0) -> float:
        """Wait until it is told after *moment*; return how many seconds after."""
        until(lambda: self.last > moment, seconds=seconds)
        return self.last - moment


@pytest.fixture
def elsewhere(database_url: str) -> Iterator[Database]:
    """Give the same house as another process sees it."""
    database = Database(database_url)
    yield database
    database.close()


@pytest.fixture
def heard(db: Database) -> Heard:
    """Give who hears of every change of the house."""
    heard = Heard()
    db.listen(heard)
    db.hear_others()
    until(lambda: db.hears_others and heard.told, what="the first bell")
    return heard


def change(session: Session) -> None:
    """Journal something, as every use case does."""
    session.add(JournalEntry(at=MONDAY, what="house.loaded", who="file"))


def listeners(db: Database) -> int:
    """Return how many connections listen to the house."""
    with db.engine.connect() as connection:
        return int(connection.execute(text(f"SELECT count(*) {LISTENING}")).scalar_one())


def test_a_change_of_another_process_is_heard_soon(db: Database, elsewhere: Database, heard: Heard) -> None:
    with elsewhere.writing() as session:
        change(session)
        began = time.monotonic()

    assert heard.after(began) < 1.0
    assert heard.told[-1] == []


def test_what_another_process_takes_back_is_not_heard(db: Database, elsewhere: Database, heard: Heard) -> None:
    before = len(heard.told)

    with pytest.raises(ZeroDivisionError), elsewhere.writing() as session:
        change(session)
        session.flush()
        raise ZeroDivisionError
    time.sleep(2 * ASK_EVERY)  # nothing to wait for: it must stay silent

    assert len(heard.told) == before


def test_who_does_not_ask_for_it_hears_itself_only(db: Database, elsewhere: Database) -> None:
    heard = Heard()
    db.listen(heard)

    with elsewhere.writing() as session:
        change(session)
    with db.writing() as session:
        change(session)
        session.info["changes"] = ["house.loaded"]

    assert heard.told == [["house.loaded"]]
    assert not db.hears_others


def test_a_closed_house_hears_nothing(db: Database, elsewhere: Database, heard: Heard) -> None:
    db.close()
    before = len(heard.told)

    with elsewhere.writing() as session:
        change(session)

    assert not db.hears_others
    assert len(heard.told) == before
    assert "ears" not in {thread.name for thread in threading.enumerate()}


def test_listening_goes_on_after_a_break(postgres_db: Database, postgres_url: str) -> None:
    heard = Heard()
    postgres_db.listen(heard)
    postgres_db.hear_others()
    until(lambda: postgres_db.hears_others)
    with closing(Database(postgres_url)) as elsewhere:
        began = time.monotonic()
        with elsewhere.engine.begin() as connection:
            connection.execute(text(f"SELECT pg_terminate_backend(pid) {LISTENING}"))
        heard.after(began)  # nobody knows what happened meanwhile
        until(lambda: postgres_db.hears_others and listeners(elsewhere) == 1)
        until(lambda: len(heard.told) >= 3, what="the bell after the break")

        began = time.monotonic()
        with elsewhere.writing() as session:
            change(session)

        assert heard.after(began) < 1.0


def test_one_process_keeps_one_listening_connection_and_lets_it_go(postgres_db: Database, postgres_url: str) -> None:
    with closing(Database(postgres_url)) as listening:
        listening.hear_others()
        listening.hear_others()
        until(lambda: listening.hears_others)

        assert listeners(postgres_db) == 1

    until(lambda: listeners(postgres_db) == 0)


def test_a_database_that_does_not_announce_is_mended_at_the_next_start(postgres_db: Database) -> None:
    with postgres_db.engine.begin() as connection:
        connection.execute(text("DROP FUNCTION journal_announce CASCADE"))
    with postgres_db.reading() as session:
        assert health.troubles(session) == [
            "Die Datenbank meldet Änderungen nicht an andere Prozesse (journal_announce fehlt)."
        ]

    postgres_db.migrate()

    with postgres_db.reading() as session:
        assert health.troubles(session) == []
