"""Several changes share one commit: each is stored or refused by itself, and nothing is half told."""

from collections.abc import Callable
from contextlib import suppress

import pytest
from sqlalchemy.exc import IntegrityError, OperationalError
from sqlmodel import Session, col, select

from models.community import Contact
from models.database import Database


def add(*slugs: str) -> Callable[[Session], int]:
    """Return a change that stores contacts, and how many it stored."""

    def change(session: Session) -> int:
        session.add_all(Contact(slug=slug, function="Leitung") for slug in slugs)
        session.info.setdefault("changes", []).append("contact.added")
        return len(slugs)

    return change


def slugs(db: Database) -> list[str]:
    with db.reading() as session:
        return list(session.exec(select(Contact.slug).order_by(col(Contact.slug))))


def fail(session: Session) -> None:
    add("lost")(session)
    session.flush()
    raise ZeroDivisionError


def test_one_that_fails_undoes_nothing_of_the_others(db: Database) -> None:
    with db.writing_together() as together:
        first = together.do(add("a"))
        with pytest.raises(ZeroDivisionError):
            together.do(fail)
        with pytest.raises(IntegrityError):
            together.do(add("b", "a"))  # the database refuses the second of them, so the first is lost with it
        last = together.do(add("c"))

    assert (first, last) == (1, 1)
    assert slugs(db) == ["a", "c"]


def test_each_sees_what_the_ones_before_it_stored(db: Database) -> None:
    with db.writing_together() as together:
        together.do(add("a"))
        seen = together.do(lambda session: session.exec(select(Contact.slug)).all())

    assert seen == ["a"]


def test_nothing_is_stored_before_all_is(db: Database) -> None:
    with db.writing_together() as together:
        together.do(add("a"))
        assert slugs(db) == []

    assert slugs(db) == ["a"]


def test_listeners_hear_once_of_what_was_stored(db: Database) -> None:
    heard: list[list[str]] = []
    db.listen(heard.append)

    with db.writing_together() as together:
        together.do(add("a"))
        with pytest.raises(ZeroDivisionError):
            together.do(fail)
        together.do(add("b"))

    assert heard == [["contact.added", "contact.added"]]


def test_when_the_whole_fails_nothing_is_stored_or_told(db: Database) -> None:
    heard: list[list[str]] = []
    db.listen(heard.append)

    with pytest.raises(ZeroDivisionError), db.writing_together() as together:
        together.do(add("a"))
        raise ZeroDivisionError

    assert (slugs(db), heard) == ([], [])


def test_a_lost_connection_ends_them_all(postgres_db: Database) -> None:
    def cut(session: Session) -> None:
        session.connection().exec_driver_sql("SELECT pg_terminate_backend(pg_backend_pid())")

    with pytest.raises(OperationalError), postgres_db.writing_together() as together:
        together.do(add("a"))
        try:
            together.do(cut)
        except OperationalError:
            assert together.broken
            raise

    assert slugs(postgres_db) == []
    with postgres_db.writing_together() as together:
        together.do(add("b"))
    assert slugs(postgres_db) == ["b"]


def test_on_a_full_disk_what_was_told_is_stored(sqlite_db: Database) -> None:
    def fill(session: Session) -> None:
        connection = session.connection()
        pages = connection.exec_driver_sql("PRAGMA page_count").scalar_one()
        connection.exec_driver_sql(f"PRAGMA max_page_count = {pages + 4}")
        session.add(Contact(slug="long", function="x" * 1_000_000))

    told = []
    with suppress(OperationalError), sqlite_db.writing_together() as together:
        for name, change in (("a", add("a")), ("long", fill), ("b", add("b"))):
            try:
                together.do(change)
                told.append(name)
            except OperationalError:
                if together.broken:
                    told.clear()
                    raise

    assert slugs(sqlite_db) == told
    assert "long" not in told
