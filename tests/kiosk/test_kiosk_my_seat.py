"""A seat found again at the kiosk by its code word, without typing a letter; given back, or an offer answered."""

from datetime import timedelta
from typing import Any

import pytest
from sqlmodel import col, select

from booking import clock, codewords, lifecycle, occupancy, signups
from booking.seatletters import Contact
from booking.signups import SeatView
from models.bookings import Booking, State
from models.database import Database
from models.journal import JournalEntry
from models.meetings import Seat, Signup, Standing
from tests.support.cast import TUESDAY, move_in, wish
from tests.support.everything import found
from tests.support.visitor import Visitor

UNKNOWN = "Dieses Merkwort kennen wir nicht. Bitte prüfen Sie die Wörter und die Zahl."


@pytest.fixture
def meeting(sqlite_db: Database) -> str:
    """The code of a meeting in a week with two seats and a waiting list."""
    with sqlite_db.writing() as session:
        house = move_in(session)
        day = (TUESDAY + timedelta(days=7)).date()
        booking = lifecycle.request_booking(session, house, wish(day=day), who="group:strickcafe", now=TUESDAY)
        booking.capacity, booking.signup = 2, Signup.WAITLIST
        session.add(booking)
        return booking.code


@pytest.fixture
async def visitor(sqlite_db, meeting, monkeypatch) -> Visitor:
    """Somebody on Tuesday at ten."""
    somebody = Visitor(sqlite_db, TUESDAY)
    monkeypatch.setattr(clock, "now", lambda: somebody.now)
    return await somebody.open()


def take(db: Database, code: str, persons: int = 1, **how: Any) -> SeatView:
    """Take a seat as somebody with a phone does."""
    with db.writing() as session:
        return signups.take_seat(session, occupancy.house_facts(session), code, persons, now=TUESDAY, **how)


async def say(visitor: Visitor, code_word: str) -> Visitor:
    """Say a code word from the screen of the first word on."""
    first, second, number = code_word.split()
    for word in (first, second):
        pages = [tap for tap in visitor.taps if tap.startswith("page ")]
        while f"seat-word {word}" not in visitor.taps:
            await visitor.tap("page", pages.pop(0).split()[1])
        await visitor.tap("seat-word", word)
    return await visitor.tap("seat-number", number)


async def look_up(visitor: Visitor, code_word: str) -> Visitor:
    """Go from the start to what a code word opens."""
    await visitor.tap("mine")
    await visitor.tap("find-seat")
    return await say(visitor, code_word)


def live_seats(db: Database) -> list[tuple[int, Standing]]:
    with db.reading() as session:
        live = select(Seat).where(col(Seat.released_at).is_(None)).order_by(col(Seat.id))
        return [(seat.persons, seat.standing) for seat in session.exec(live)]


async def test_who_has_a_seat_sees_it_and_gives_it_back_and_the_next_is_in(visitor, meeting):
    seat = take(visitor.db, meeting, 2)
    take(visitor.db, meeting, 1)

    await look_up(visitor, seat.code_word)
    assert visitor.screen == "my-seat"
    assert "Ihr Platz ist sicher." in visitor.words
    assert "2 Personen" in visitor.words
    await visitor.tap("ask-back")
    assert (visitor.screen, live_seats(visitor.db)[0]) == ("seat-sure", (2, Standing.IN))
    await visitor.tap("give-back")

    assert visitor.screen == "seat-gone"
    assert live_seats(visitor.db) == [(1, Standing.IN)]
    with visitor.db.reading() as session:
        told = session.exec(select(JournalEntry).where(JournalEntry.what == "seat.released")).one()
    assert told.who == "kiosk:1"


async def test_who_goes_for_good_erases_what_is_stored_with_one_more_choice_and_nothing_of_it_is_shown(
    visitor, meeting
):
    seat = take(visitor.db, meeting, 2, contact=Contact(email="rosa@example.org"))

    await look_up(visitor, seat.code_word)
    await visitor.tap("ask-back")
    assert "rosa" not in visitor.words
    await visitor.tap("erase-seat")

    assert (visitor.screen, live_seats(visitor.db)) == ("seat-gone", [])
    assert "Hier ist nichts mehr über Sie gespeichert." in visitor.words
    with visitor.db.reading() as session:
        assert found(session, "rosa@example.org", seat.code_word, seat.token) == []


async def test_who_waits_hears_which_number_it_is(visitor, meeting):
    take(visitor.db, meeting, 2)
    take(visitor.db, meeting, 1)
    third = take(visitor.db, meeting, 1)

    await look_up(visitor, third.code_word)

    assert "Sie sind Nummer 2." in visitor.words


async def test_nobody_is_promised_a_seat_of_a_meeting_that_the_desk_is_asked_about(visitor, meeting):
    seat = take(visitor.db, meeting)
    with visitor.db.writing() as session:
        booking = session.exec(select(Booking).where(Booking.code == meeting)).one()
        booking.state = State.REQUESTED

    await look_up(visitor, seat.code_word)

    assert "Der Termin wird gerade neu geplant" in visitor.words
    assert "Ihr Platz ist sicher." not in visitor.words
    assert "Platz zurückgeben" in visitor.words


async def test_no_is_no(visitor, meeting):
    seat = take(visitor.db, meeting)
    await look_up(visitor, seat.code_word)

    await visitor.tap("ask-back")
    await visitor.tap("back")

    assert visitor.screen == "my-seat"
    assert len(live_seats(visitor.db)) == 1


@pytest.mark.parametrize(
    ("answer", "then"),
    [("accept-seat", [(1, Standing.IN)]), ("decline-seat", [])],
    ids=["yes", "no"],
)
async def test_an_offer_is_answered_at_the_kiosk(visitor, meeting, answer, then):
    first = take(visitor.db, meeting, 2)
    visitor.wait(minutes=1)
    waits = take(visitor.db, meeting, 1, contact=Contact(email="neighbour@example.org"))
    with visitor.db.writing() as session:
        signups.give_back(session, first.id, who="visitor", now=visitor.now)

    await look_up(visitor, waits.code_word)
    assert "Ein Platz ist für Sie frei." in visitor.words
    await visitor.tap(answer)

    assert live_seats(visitor.db) == then
    assert visitor.screen == ("my-seat" if then else "seat-gone")


async def test_who_took_the_offer_on_the_phone_and_says_no_here_is_asked_whether_to_give_it_back(visitor, meeting):
    first = take(visitor.db, meeting, 2)
    visitor.wait(minutes=1)
    waits = take(visitor.db, meeting, 1, contact=Contact(email="neighbour@example.org"))
    with visitor.db.writing() as session:
        signups.give_back(session, first.id, who="visitor", now=visitor.now)
    await look_up(visitor, waits.code_word)
    with visitor.db.writing() as session:
        signups.accept(session, waits.id, who="visitor", now=visitor.now)

    await visitor.tap("decline-seat")

    assert (visitor.screen, live_seats(visitor.db)) == ("seat-sure", [(1, Standing.IN)])
    assert 'role="alert"' not in visitor.drawing


async def test_one_code_word_opens_every_date_of_a_series(visitor, meeting):
    seat = take(visitor.db, meeting)
    with visitor.db.writing() as session:
        house = occupancy.house_facts(session)
        day = (TUESDAY + timedelta(days=14)).date()
        later = lifecycle.request_booking(session, house, wish(day=day), who="group:strickcafe", now=TUESDAY)
        later.capacity, later.signup = 2, Signup.SEATS
        first = session.get_one(Seat, seat.id)
        session.add(
            Seat(
                booking_id=later.id,
                persons=1,
                with_id=first.id,
                code_word=first.code_word,
                token_hash="of the second date",
                created_at=TUESDAY,
            )
        )

    await look_up(visitor, seat.code_word)
    assert (visitor.screen, len([tap for tap in visitor.taps if tap.startswith("see-seat")])) == ("my-seats", 2)
    await visitor.tap("see-seat", str(seat.id))
    await visitor.tap("ask-back")
    await visitor.tap("give-back")

    assert live_seats(visitor.db) == [(1, Standing.IN)]


async def test_words_that_open_nothing_and_those_of_a_seat_given_back_are_answered_alike(visitor, meeting):
    seat = take(visitor.db, meeting)
    with visitor.db.writing() as session:
        signups.give_back(session, seat.id, who="visitor", now=TUESDAY)
    first, second, number = seat.code_word.split()

    answers = []
    await visitor.tap("mine")
    await visitor.tap("find-seat")
    for code_word in (seat.code_word, f"{second} {first} {number}", f"{first} {second} 99999"):
        await say(visitor, code_word)
        answers.append((visitor.screen, UNKNOWN in visitor.words))

    assert answers == [("seat-first-word", True)] * 3


async def test_after_five_wrong_ones_this_terminal_waits_and_a_right_one_is_not_taken_either(visitor, meeting):
    seat = take(visitor.db, meeting)
    first, second, number = seat.code_word.split()
    await visitor.tap("mine")
    await visitor.tap("find-seat")

    for _wrong in range(5):
        await say(visitor, f"{second} {first} {number}")
    await say(visitor, seat.code_word)

    assert visitor.screen == "seat-number"
    assert "Bitte warten Sie" in visitor.words
    assert len(live_seats(visitor.db)) == 1


async def test_the_words_shown_are_those_of_the_house_whatever_was_taken(visitor, meeting):
    await visitor.tap("mine")
    await visitor.tap("find-seat")
    before = visitor.drawing

    take(visitor.db, meeting)

    assert (await visitor.look()).drawing == before
    with visitor.db.reading() as session:
        words = codewords.words_of(occupancy.house_facts(session))
    assert [tap for tap in visitor.taps if tap.startswith("seat-word")] == [f"seat-word {word}" for word in words[:6]]


async def test_whoever_took_a_seat_a_moment_ago_gives_it_back_with_one_tap(visitor, meeting):
    await visitor.tap("programme")
    days = [tap.split()[1] for tap in visitor.taps if tap.startswith("see-day")]
    while f"meeting {meeting}" not in visitor.taps:
        await visitor.tap("see-day", days.pop())
    await visitor.tap("meeting", meeting)
    await visitor.tap("without-phone")
    await visitor.tap("take-seat", "2")
    assert live_seats(visitor.db) == [(2, Standing.IN)]

    await visitor.tap("undo-seat")

    assert (visitor.screen, live_seats(visitor.db)) == ("seat-gone", [])


async def test_once_it_has_begun_a_seat_stays(visitor, meeting):
    seat = take(visitor.db, meeting)
    with visitor.db.reading() as session:
        starts = session.exec(select(Booking.starts_at)).one()
    visitor.now = starts + timedelta(minutes=1)

    await look_up(visitor, seat.code_word)

    assert "ask-back" not in " ".join(visitor.taps)


async def test_what_was_found_is_forgotten_at_the_start(visitor, meeting):
    seat = take(visitor.db, meeting)
    await look_up(visitor, seat.code_word)

    await visitor.tap("home")

    assert seat.code_word not in repr(visitor.visit._state)
    assert visitor.visit._place.idle.of(visitor.visit._state) == 20
