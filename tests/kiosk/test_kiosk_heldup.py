"""A group's card that is held up where no screen asks for it: never silence, and nothing is lost."""

from datetime import date, timedelta

import pytest

from booking import cards
from kiosk.pages.mine_state import Mine
from models.database import Database
from tests.support.cast import TUESDAY, WEDNESDAY, move_in
from tests.support.visitor import Visitor


@pytest.fixture
def house(sqlite_db: Database) -> Database:
    with sqlite_db.writing() as session:
        move_in(session)
    return sqlite_db


@pytest.mark.parametrize(
    "way",
    [["programme"], ["calendar"], ["help"], ["programme", "help", "about"], ["languages"], ["mine", "mine-by-pin"]],
)
async def test_whoever_only_looks_around_finds_the_dates_of_the_group(visitor, card, way):
    for action in way:
        await visitor.tap(action)

    await visitor.tap("held-up", card)

    assert (visitor.screen, visitor.visit._state.mine) == ("mine-dates", Mine(group="strickcafe"))
    await visitor.tap("back")
    assert visitor.screen == "home"


async def test_a_card_that_counts_no_more_is_told(visitor, house, card):
    with house.writing() as session:
        cards.give_card(session, "strickcafe", who="desk:manager", now=TUESDAY)
    await visitor.tap("programme")

    await visitor.tap("held-up", card)

    assert (visitor.screen, visitor.visit._state.mine) == ("mine", Mine())
    assert 'role="alert"' in visitor.drawing


async def test_before_a_time_is_chosen_one_hears_when_the_card_is_asked_for(visitor, card):
    await visitor.tap("book")
    await visitor.tap("take-day", WEDNESDAY.isoformat())

    await visitor.tap("held-up", card)

    assert "Die Karte brauchen Sie gleich. Wählen Sie erst Tag und Zeit." in visitor.words
    await visitor.tap("back")
    assert (visitor.screen, visitor.visit._state.day) == ("time", WEDNESDAY)


async def hold_a_time(visitor: Visitor, day: date) -> None:
    await visitor.tap("book")
    await visitor.tap("take-day", day.isoformat())
    await visitor.tap("take-time", next(one.split()[1] for one in visitor.taps if one.startswith("take-time")))


async def test_whoever_began_as_somebody_new_goes_on_as_the_group(visitor, card):
    await hold_a_time(visitor, WEDNESDAY + timedelta(days=7))
    await visitor.tap("newcomer")

    await visitor.tap("held-up", card)

    assert (visitor.screen, visitor.visit._state.proved) == ("check", "strickcafe")


async def test_in_the_middle_of_something_nothing_is_lost(visitor, card):
    await hold_a_time(visitor, WEDNESDAY)
    await visitor.tap("card", card)
    await visitor.tap("help")
    before = visitor.visit._state

    await visitor.tap("held-up", card)

    assert "Hier brauchen Sie keine Karte. Auf der ersten Seite öffnet sie Ihre Termine." in visitor.words
    await visitor.tap("back")
    assert visitor.visit._state == before
    await visitor.tap("back")
    assert (visitor.screen, visitor.visit._state.held) == ("check", before.held)


async def test_what_is_no_card_is_not_on_the_screen(visitor):
    await visitor.tap("programme")

    for read in ("", "4006381333931", "TP123", "TS" + "0" * 28):
        with pytest.raises(AssertionError, match="is not on the screen"):
            await visitor.tap("held-up", read)
