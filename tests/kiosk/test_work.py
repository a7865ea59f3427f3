"""Work on the database: who writes at the same moment shares a commit, and each is told how it went for itself."""

import asyncio
import threading
from collections.abc import Callable

import pytest
from sqlalchemy.exc import IntegrityError
from sqlmodel import Session, col, select

from booking.refusals import Refused, UnknownBooking
from kiosk import work
from models import quick
from models.community import Contact
from models.database import Database


def add(slug: str) -> Callable[[Session], str]:
    """Return a change that stores a contact and tells its name."""

    def change(session: Session) -> str:
        session.add(Contact(slug=slug, function="Leitung"))
        session.info["changes"] = [f"{slug}.added"]
        return slug

    return change


def refuse(session: Session) -> str:
    add("lost")(session)
    session.flush()
    raise Refused(UnknownBooking())


def slugs(db: Database) -> list[str]:
    with db.reading() as session:
        return list(session.exec(select(Contact.slug).order_by(col(Contact.slug))))


async def test_each_is_told_its_own_answer_and_shares_the_commit(db: Database) -> None:
    heard: list[list[str]] = []
    db.listen(heard.append)
    everybody_waits = threading.Event()

    async def first() -> str:
        return await work.writing(db, lambda session: add("first")(session) if everybody_waits.wait(10) else "late")

    names = [f"n{number:02}" for number in range(30)]
    tasks = [asyncio.create_task(first()), *(asyncio.create_task(work.writing(db, add(name))) for name in names)]
    tasks.insert(9, asyncio.create_task(work.writing(db, refuse)))
    await asyncio.sleep(0)
    everybody_waits.set()
    answers = await asyncio.gather(*tasks, return_exceptions=True)

    refused = answers.pop(9)
    assert isinstance(refused, Refused)
    assert answers == ["first", *names]
    assert slugs(db) == ["first", *names]
    assert sorted(word for told in heard for word in told) == sorted(f"{name}.added" for name in ["first", *names])
    assert len(heard) < len(tasks)


async def test_what_is_told_is_stored_already(db: Database) -> None:
    assert await work.writing(db, add("a")) == "a"

    assert slugs(db) == ["a"]


async def test_a_bug_in_one_is_told_to_it_alone(db: Database) -> None:
    def fail(_session: Session) -> None:
        raise ZeroDivisionError

    good = asyncio.create_task(work.writing(db, add("a")))
    with pytest.raises(ZeroDivisionError):
        await work.writing(db, fail)

    assert await good == "a"


async def test_one_that_ends_what_all_share_is_told_so_alone(db: Database) -> None:
    def store(*names: str) -> Callable[[Session], str]:
        def change(session: Session) -> str:
            return [quick.store(session, Contact, {"slug": name, "function": "Leitung"}).slug for name in names][-1]

        return change

    everybody_waits = threading.Event()
    tasks = [
        asyncio.create_task(work.writing(db, lambda session: everybody_waits.wait(10) and store("a")(session))),
        asyncio.create_task(work.writing(db, refuse)),
        asyncio.create_task(work.writing(db, store("b", "a"))),
        asyncio.create_task(work.writing(db, store("c"))),
    ]
    await asyncio.sleep(0)
    everybody_waits.set()
    a, refused, twice, c = await asyncio.gather(*tasks, return_exceptions=True)

    assert (a, c) == ("a", "c")
    assert (type(refused), type(twice)) == (Refused, IntegrityError)
    assert slugs(db) == ["a", "c"]


async def test_houses_do_not_share_a_transaction(sqlite_db: Database, tmp_path) -> None:
    other = Database(f"sqlite:///{tmp_path / 'other.db'}")
    other.migrate()

    answers = await asyncio.gather(
        *(work.writing(house, add(name)) for name in ("a", "b") for house in (sqlite_db, other))
    )

    assert (answers, slugs(sqlite_db), slugs(other)) == (["a", "a", "b", "b"], ["a", "b"], ["a", "b"])
    other.close()
