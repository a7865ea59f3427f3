"""A seat without a phone: from the tap on a number of persons to the words to remember."""

import asyncio
import re
from dataclasses import replace
from datetime import timedelta

import pytest
from sqlmodel import select

from booking import clock, lifecycle
from booking.span import local
from kiosk import work
from kiosk.pages.board import read_board
from kiosk.pages.journeys import ACTS, Facts, step
from kiosk.pages.place import Place
from kiosk.pages.state import KioskState, Look, Screen, SeatChoice
from models.bookings import Booking
from models.journal import JournalEntry
from models.meetings import Seat, Signup
from tests.support.cast import BERLIN, TUESDAY, move_in, wish
from tests.support.screens import visit_at

FACTS = Facts(TUESDAY.date(), ("quartierraum",), "mark-of-one-choice-1")


@pytest.fixture
def code(sqlite_db) -> str:
    """A meeting in a week with three seats and no waiting list."""
    with sqlite_db.writing() as session:
        house = move_in(session)
        day = local(clock.now(), BERLIN).date() + timedelta(days=7)
        booking = lifecycle.request_booking(session, house, wish(day=day), who="group:strickcafe", now=clock.now())
        booking.capacity, booking.signup = 3, Signup.SEATS
        session.add(booking)
        return booking.code


@pytest.fixture
def place(sqlite_db, code) -> Place:
    """What a kiosk of the house knows."""
    with sqlite_db.reading() as session:
        board = read_board(session, clock.now())
    return visit_at(sqlite_db, board)._place


async def take(place: Place, code: str, persons: int, once: str = "mark-of-one-choice-1") -> KioskState:
    board = await work.reading(place.db, lambda session: read_board(session, clock.now()))
    state = KioskState(screen=Screen.SEATS, code=code, seat=SeatChoice(once=once))
    return await ACTS["take-seat"](place, board, state, str(persons))


def seats(place: Place) -> list[tuple[int, str]]:
    with place.db.reading() as session:
        return [(seat.persons, seat.code_word) for seat in session.exec(select(Seat))]


async def test_a_tap_takes_the_seat_and_tells_the_words(place, code):
    state = await take(place, code, 2)

    assert state.screen is Screen.SEAT
    assert seats(place) == [(2, state.seat.taken.code_word)]
    assert re.fullmatch(r"\w+ \w+ \d+", state.seat.taken.code_word)
    with place.db.reading() as session:
        told = session.exec(select(JournalEntry).where(JournalEntry.what == "seat.taken")).one()
    assert told.who == place.terminal == "kiosk:1"


async def test_two_taps_at_once_take_one_seat(place, code):
    first, second = await asyncio.gather(take(place, code, 1), take(place, code, 1))

    assert first == second
    assert len(seats(place)) == 1


async def test_what_was_taken_under_the_finger_is_said_and_the_choice_stays(place, code):
    await take(place, code, 2, once="somebody-else-was-quicker")

    state = await take(place, code, 2)

    assert (state.screen, state.reasons) == (Screen.SEATS, ("Es ist nur noch 1 Platz frei.",))
    assert (await take(place, code, 1)).screen is Screen.SEAT


async def test_who_comes_after_the_last_seat_waits_where_there_is_a_list(place, code):
    with place.db.writing() as session:
        session.exec(select(Booking)).one().signup = Signup.WAITLIST
    await take(place, code, 3, once="somebody-else-was-quicker")

    state = await take(place, code, 2)

    assert (state.screen, state.seat.taken.waiting) == (Screen.SEAT, 1)


async def test_a_child_that_plays_fills_no_meeting(place, code):
    with place.db.writing() as session:
        session.exec(select(Booking)).one().capacity = 40
    for number in range(3):
        await take(place, code, 4, once=f"mark-of-one-choice-of-a-child-{number}")

    state = await take(place, code, 1)

    assert state.reasons == (
        "Hier wurden gerade viele Plätze vergeben. Mit dem Handy geht es gleich, hier wieder in 60 Minuten.",
    )
    assert sum(persons for persons, _word in seats(place)) == 12


# Where taps lead


def walked(state: KioskState, *taps: tuple[str, str]) -> KioskState:
    for action, value in taps:
        state = step(state, action, value, FACTS)
    return state


def test_the_way_to_a_seat_and_back_forgets_the_mark():
    there = walked(KioskState(), ("programme", ""), ("page", "1"), ("meeting", "k7"), ("without-phone", ""))
    back = walked(there, ("back", ""))

    assert (there.screen, there.seat.once) == (Screen.SEATS, "mark-of-one-choice-1")
    assert (back.screen, back.code, back.page, back.seat) == (Screen.MEETING, "k7", 1, SeatChoice())
    assert walked(there, ("home", "")) == KioskState()


def test_looking_for_something_shows_the_week_and_the_same_tap_the_day():
    week = walked(KioskState(), ("programme", ""), ("see-choice", "families"))
    day = walked(week, ("see-day", "2026-11-26"))
    all_of_it = walked(day, ("see-choice", "families"))

    assert (week.day, week.look.choice) == (None, "families")
    assert (day.day.isoformat(), day.look.choice) == ("2026-11-26", "families")
    assert (all_of_it.day.isoformat(), all_of_it.look.choice) == ("2026-11-26", "")


def test_from_a_meeting_the_way_back_leads_to_where_it_was_found():
    quarter = walked(KioskState(), ("quarters", ""), ("quarter", "alzental"), ("meeting", "k7"))
    who = walked(quarter, ("who", "strickcafe"), ("meeting", "k8"))

    assert walked(who, ("back", "")).screen is Screen.QUARTER
    assert walked(who, ("back", ""), ("back", "")).screen is Screen.QUARTERS


@pytest.mark.parametrize(
    "steps_in_help",
    [
        [("office", "pflege"), ("back", "")],
        [("about", ""), ("page", "2"), ("back", "")],
        [("languages", ""), ("help", "")],
    ],
    ids=["a card", "about", "another language first"],
)
def test_help_leads_back_to_where_it_was_asked_for_with_every_choice(steps_in_help):
    before = replace(KioskState(screen=Screen.PROGRAMME, page=1), day=TUESDAY.date())

    after = walked(before, ("help", ""), *steps_in_help, ("back", ""))

    assert replace(after, look=Look()) == before


def test_another_language_chosen_at_help_leads_back_to_help():
    state = walked(KioskState(), ("help", ""), ("languages", ""), ("speak", "tr"))

    assert (state.screen, state.aids.language) == (Screen.HELP, "tr")
    assert walked(state, ("back", "")).screen is Screen.HOME


def test_the_window_is_held_until_the_visitor_leaves():
    held = walked(KioskState(), ("hold-window", ""))

    assert held.look.still
    assert walked(held, ("hold-window", "")) == walked(held, ("home", "")) == KioskState()
