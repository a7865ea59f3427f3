"""The house as it was read last, kept for everybody and never wrong."""

import pytest
from sqlmodel import Session

from booking import occupancy
from models.database import Database
from models.rooms import House
from tests.support.cast import move_in


def rename(name: str):
    """Return a change that gives the house another name."""

    def change(session: Session) -> None:
        session.get_one(House, 1).name = name
        occupancy.house_changed(session)

    return change


def name_of(session: Session) -> str:
    return occupancy.house_facts(session).name


def test_who_shares_a_transaction_that_fails_keeps_nothing_of_its_house(db: Database) -> None:
    with db.writing() as session:
        move_in(session)

    with pytest.raises(ZeroDivisionError), db.writing_together() as together:
        together.do(rename("Nie gespeichert"))
        assert together.do(name_of) == "Nie gespeichert"
        raise ZeroDivisionError
    with db.writing() as session:
        rename("Neues Haus")(session)

    with db.reading() as session:
        assert name_of(session) == "Neues Haus"


def test_the_house_of_a_transaction_that_was_stored_is_everybodys(db: Database) -> None:
    with db.writing() as session:
        move_in(session)

    with db.writing_together() as together:
        together.do(rename("Neues Haus"))
        assert together.do(name_of) == "Neues Haus"

    with db.reading() as session:
        assert name_of(session) == "Neues Haus"
