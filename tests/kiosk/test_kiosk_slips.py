"""The slip that a kiosk offers beside a code word: what stands on it, and what the screen says of it."""

import asyncio
from collections.abc import AsyncIterator
from dataclasses import dataclass, replace
from datetime import timedelta

import pytest

from booking import clock, lifecycle, slipprinter
from booking.i18n import LANGUAGES, speaking
from booking.span import local
from kiosk import work
from kiosk.pages.board import Board, read_board
from kiosk.pages.journeys import ACTS, DRAWS
from kiosk.pages.place import Place
from kiosk.pages.scene import IdleTimes, Scene
from kiosk.pages.slip import slip_of
from kiosk.pages.state import Done, KioskState, Screen, SeatChoice
from kiosk.slips import Outcome, Printing
from kiosk.slips.printer import Waits
from models.database import Database
from models.meetings import Signup
from tests.support.cast import BERLIN, move_in, wish
from tests.support.screens import visit_at
from tests.support.slipprinter import Printer, picture_of
from tests.support.slipprinter import printer as printer_on
from tests.support.waiting import until

OFFER, COMES, FAILS = "Zettel drucken", "Der Zettel kommt.", "Der Drucker geht gerade nicht."


@dataclass
class Entrance:
    """A kiosk whose visitor took two seats, and its printer."""

    place: Place
    board: Board
    state: KioskState
    printer: Printer

    def screen(self, state: KioskState | None = None) -> str:
        """Draw what the visitor sees."""
        shown, printing = state or self.state, self.place.printing
        with self.place.db.reading() as session, speaking(shown.aids.language):
            scene = Scene(
                session=session,
                board=self.board,
                state=shown,
                now=clock.now(),
                address=self.place.address,
                idle=IdleTimes(),
                screen=None,
                prints=printing.offered,
                slip=printing.outcome(shown.slip),
            )
            return DRAWS[shown.screen](scene)

    async def tap(self) -> None:
        """Ask for a slip."""
        self.state = await ACTS["print-slip"](self.place, self.board, self.state, "")


def a_house(db: Database) -> str:
    with db.writing() as session:
        house = move_in(session)
        day = local(clock.now(), BERLIN).date() + timedelta(days=7)
        booking = lifecycle.request_booking(session, house, wish(day=day), who="group:strickcafe", now=clock.now())
        booking.capacity, booking.signup = 3, Signup.WAITLIST
        session.add(booking)
        return booking.code


@pytest.fixture
async def entrance(sqlite_db) -> AsyncIterator[Entrance]:
    code = a_house(sqlite_db)
    board = await work.reading(sqlite_db, lambda session: read_board(session, clock.now()))
    with printer_on() as there:
        address = slipprinter.read(f"{there.address}?width=58")
        printing = Printing(address, waits=Waits(connect=0.5, answer=0.3, paper=0.5), again=30)
        place = replace(visit_at(sqlite_db, board)._place, printing=printing)
        state = KioskState(screen=Screen.SEATS, code=code, seat=SeatChoice(once="mark-of-one-choice-1"))
        state = await ACTS["take-seat"](place, board, state, "2")
        async with printing.running():
            await asyncio.to_thread(until, lambda: printing.offered)
            yield Entrance(place, board, state, there)


async def test_a_tap_prints_the_code_word_and_the_screen_says_so(entrance):
    assert OFFER in entrance.screen()

    await entrance.tap()

    assert COMES in entrance.screen()
    await asyncio.to_thread(until, lambda: entrance.printer.slips)
    assert picture_of(entrance.printer.slips[0]).width == 384


async def test_a_printer_that_hangs_is_told_kindly_and_offered_no_more(entrance):
    entrance.printer.mood = "silent"

    await entrance.tap()

    number = entrance.state.slip
    await asyncio.to_thread(until, lambda: entrance.place.printing.outcome(number) is Outcome.FAILED)
    shown = entrance.screen()
    assert (FAILS in shown, OFFER in shown, entrance.state.seat.taken.code_word in shown) == (True, False, True)


async def test_after_three_slips_the_words_are_to_be_remembered(entrance):
    for _time in range(4):
        await entrance.tap()
    await asyncio.to_thread(until, lambda: len(entrance.printer.slips) == 3)

    assert "Mehr Zettel gibt es gerade nicht." in entrance.screen()
    assert len(entrance.printer.slips) == 3


@pytest.mark.parametrize("language", LANGUAGES)
async def test_a_slip_says_all_that_is_needed_and_nothing_of_a_person(entrance, language):
    taken = replace(entrance.state.seat.taken, waiting=2)
    state = replace(entrance.state, seat=replace(entrance.state.seat, taken=taken))

    with entrance.place.db.reading() as session, speaking(language):
        slip = slip_of(session, entrance.place, entrance.board, state)

    words = [line.text for line in (*slip.what, *slip.how)]
    assert (slip.code_word, slip.rtl) == (taken.code_word, language == "ar")
    assert "Quartierraum" in words[3]
    assert words[-1] == f"quartier.example.org/m/{state.code}"
    assert all(words)
    assert "{" not in " ".join(words)
    assert "2" in words[5]


async def test_a_house_without_a_printer_shows_and_prints_nothing(entrance):
    entrance.place = replace(entrance.place, printing=Printing(None))

    before = entrance.state
    await entrance.tap()

    assert entrance.state == before
    assert OFFER not in entrance.screen()


async def test_a_wish_of_somebody_new_has_a_slip_and_one_of_a_group_none(entrance):
    at = local(clock.now(), BERLIN) + timedelta(days=8)
    asked = KioskState(
        screen=Screen.DONE,
        room="quartierraum",
        start=at.replace(hour=14, minute=0, second=0, microsecond=0),
        minutes=90,
        done=Done(code="k7wq2xa", asked=True, public=False, code_word="Haus Brot 41"),
    )
    group = replace(asked, done=Done(code="k7wq2xa", asked=True, public=False))

    entrance.state = asked
    await entrance.tap()
    await asyncio.to_thread(until, lambda: entrance.printer.slips)
    assert COMES in entrance.screen()
    assert OFFER not in entrance.screen(group)
    with entrance.place.db.reading() as session:
        assert slip_of(session, entrance.place, entrance.board, group) is None
        slip = slip_of(session, entrance.place, entrance.board, asked)
    assert slip.what[0].text == "Angefragt"
    assert slip.what[2].text.startswith("14:00")
