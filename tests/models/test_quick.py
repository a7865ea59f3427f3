"""The short ways past the ORM: alone, and in changes that share a transaction."""

from collections.abc import Callable
from datetime import UTC, datetime

import pytest
from sqlalchemy import bindparam, update
from sqlalchemy.exc import IntegrityError
from sqlmodel import Session, col, select

from models import quick
from models.community import Contact
from models.database import Database
from models.journal import JournalEntry

NOW = datetime(2026, 11, 25, 9, tzinfo=UTC)
_CONTACTS = quick.table(Contact)
_BY_SLUG = _CONTACTS.select().where(_CONTACTS.c.slug == bindparam("slug"))


def store(session: Session, slug: str) -> Contact:
    return quick.store(session, Contact, {"slug": slug, "function": "Leitung"})


def note(session: Session, what: str) -> None:
    quick.note(session, JournalEntry, {"at": NOW, "what": what, "who": "clock", "facts": {"day": "Mi"}})


def book(slug: str) -> Callable[[Session], None]:
    """Return a change that stores a row and notes it."""

    def change(session: Session) -> None:
        store(session, slug)
        note(session, slug)

    return change


def function(session: Session, slug: str) -> str:
    """Return what the contact does, looked at once for all changes of the transaction."""

    def find() -> Contact | None:
        return quick.find(session, _BY_SLUG, Contact, {"slug": slug})

    found = quick.once(session, ("function", slug), find)
    return found.function if found else ""


def slugs(session: Session) -> list[str]:
    return list(session.exec(select(Contact.slug).order_by(col(Contact.slug))))


def journal(session: Session) -> list[str]:
    return list(session.exec(select(JournalEntry.what).order_by(col(JournalEntry.id))))


def test_what_is_stored_is_the_row_that_the_orm_would_load(db: Database) -> None:
    with db.writing() as session:
        stored = store(session, "a")
        stored.phone = "07032 123"

    with db.reading() as session:
        loaded = session.exec(select(Contact)).one()
    assert loaded.model_dump() == stored.model_dump()


def test_an_error_has_the_name_that_it_has_elsewhere(db: Database) -> None:
    with pytest.raises(IntegrityError), db.writing() as session:
        store(session, "a")
        store(session, "a")


def test_one_that_fails_after_it_wrote_past_the_orm_ends_them_all(db: Database) -> None:
    def fail(session: Session) -> None:
        book("lost")(session)
        raise ZeroDivisionError

    with pytest.raises(ZeroDivisionError), db.writing_together() as together:
        together.do(book("a"))
        try:
            together.do(fail)
        finally:
            assert together.broken

    with db.reading() as session:
        assert (slugs(session), journal(session)) == ([], [])


def test_one_that_fails_before_it_wrote_undoes_nothing_of_the_others(db: Database) -> None:
    def fail(session: Session) -> None:
        function(session, "a")
        note(session, "lost")
        raise ZeroDivisionError

    with db.writing_together() as together:
        together.do(book("a"))
        with pytest.raises(ZeroDivisionError):
            together.do(fail)
        together.do(book("b"))

    with db.reading() as session:
        assert (slugs(session), journal(session)) == (["a", "b"], ["a", "b"])


def test_what_was_noted_is_there_when_the_orm_looks(db: Database) -> None:
    def look(session: Session) -> list[str]:
        note(session, "b")
        return journal(session)

    with db.writing_together() as together:
        together.do(lambda session: note(session, "a"))
        seen = together.do(look)
        together.do(lambda session: note(session, "c"))

    assert seen == ["a", "b"]
    with db.reading() as session:
        assert journal(session) == ["a", "b", "c"]


def test_what_was_noted_outlives_one_that_looked_and_failed(db: Database) -> None:
    def fail(session: Session) -> None:
        note(session, "lost")
        assert journal(session) == ["a", "lost"]
        raise ZeroDivisionError

    with db.writing_together() as together:
        together.do(lambda session: note(session, "a"))
        with pytest.raises(ZeroDivisionError):
            together.do(fail)
        together.do(lambda session: note(session, "b"))

    with db.reading() as session:
        assert journal(session) == ["a", "b"]


def test_what_was_looked_at_once_is_looked_at_again_after_the_orm_wrote(db: Database) -> None:
    with db.writing() as session:
        store(session, "a")

    with db.writing_together() as together:
        before = together.do(lambda session: function(session, "a"))
        together.do(lambda session: session.execute(update(Contact).values(function="Kasse")))
        after = together.do(lambda session: function(session, "a"))

    assert (before, after) == ("Leitung", "Kasse")


def test_one_that_changes_what_it_looked_at_sees_its_change(db: Database) -> None:
    def change(session: Session) -> str:
        first = function(session, "a")
        session.execute(update(Contact).values(function="Kasse"))
        return f"{first}, {function(session, 'a')}"

    with db.writing_together() as together:
        together.do(lambda session: store(session, "a") and None)
        assert together.do(change) == "Leitung, Kasse"
