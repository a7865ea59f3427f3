"""From the tap on "Buchen" to the booking: who may, what is said, and that it happens once."""

import asyncio
from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest
from sqlmodel import Session, select

from booking import access, clock, lifecycle, occupancy
from booking.span import local
from kiosk import work
from kiosk.pages.confirm import confirm
from kiosk.pages.state import Done, KioskState, Screen
from models.bookings import Booking, State
from models.community import Group, Listing, Trust
from models.database import Database
from tests.support.cast import BERLIN, at, move_in, wish

SECRET = "a secret of sixteen"
TITLE = "Strick- und Spielecafé"


@pytest.fixture
def pin(sqlite_db) -> str:
    """Move in, and give the Strickcafé its PIN."""
    with sqlite_db.writing() as session:
        move_in(session)
        return access.new_group_pin(session, "strickcafe", SECRET, now=clock.now())


@pytest.fixture
def check(pin) -> KioskState:
    """The check screen: the Stüble in a week at ten, for an hour."""
    day = local(clock.now(), BERLIN).date() + timedelta(days=7)
    return KioskState(
        screen=Screen.CHECK,
        room="stueble",
        day=day,
        start=at(day, "10:00"),
        minutes=60,
        group="strickcafe",
        pin=pin,
        once="mark-of-one-tap-1",
    )


def bookings(db: Database) -> list[Booking]:
    with db.reading() as session:
        return list(session.exec(select(Booking)))


def wrong(pin: str) -> str:
    return f"{(int(pin) + 1) % 1_000_000:06}"


def _make_new(session: Session) -> None:
    session.exec(select(Group).where(Group.slug == "strickcafe")).one().trust = Trust.NEW


async def tap(db: Database, state: KioskState, **changes: Any) -> KioskState:
    return await confirm(db, SECRET, replace(state, **changes), TITLE)


async def test_the_right_pin_books_what_was_chosen(sqlite_db, check):
    state = await tap(sqlite_db, check)

    (booking,) = bookings(sqlite_db)
    assert state == replace(
        check, screen=Screen.DONE, pin="", once="", done=Done(code=booking.code, asked=False, public=True)
    )
    assert (booking.title, booking.source, booking.state) == (TITLE, "kiosk", State.CONFIRMED)
    assert (booking.starts_at, booking.ends_at) == (check.start, check.chosen_start() + timedelta(hours=1))


async def test_for_the_group_alone_means_no_public_page(sqlite_db, check):
    state = await tap(sqlite_db, check, open_to_all=False)

    assert state.made().public is False
    assert [booking.listing for booking in bookings(sqlite_db)] == [Listing.INTERNAL]


async def test_a_new_group_asks_and_is_told_so(sqlite_db, check):
    await work.writing(sqlite_db, _make_new)

    state = await tap(sqlite_db, check)

    assert (state.screen, state.made().asked, state.made().public) == (Screen.DONE, True, False)


async def test_a_new_group_hears_what_is_too_soon_and_gets_three_times_that_are_not(sqlite_db, check):
    await work.writing(sqlite_db, _make_new)
    tomorrow = check.chosen_start() - timedelta(days=6)

    early = await tap(sqlite_db, check, start=tomorrow, day=tomorrow.date())
    later = await tap(sqlite_db, replace(early, start=early.others[0].start, reasons=(), others=()))

    assert early.reasons[0].startswith("Das ist zu kurzfristig. Möglich ist es ab ")
    assert (early.screen, early.room, early.start, early.minutes) == (Screen.CHECK, "stueble", tomorrow, 60)
    assert [other.start >= clock.now() + timedelta(hours=47) for other in early.others] == [True] * 3
    assert (later.screen, later.made().asked) == (Screen.DONE, True)


async def test_a_wrong_pin_books_nothing_and_keeps_the_choices(sqlite_db, check, pin):
    state = await tap(sqlite_db, check, pin=wrong(pin))

    reason = "Die PIN stimmt nicht. Sie haben noch 4 Versuche."
    assert state == replace(check, screen=Screen.PIN, pin="", reasons=(reason,))
    assert bookings(sqlite_db) == []


async def test_without_a_whole_pin_no_try_is_counted(sqlite_db, check, pin):
    states = [await tap(sqlite_db, check, pin=digits) for digits in ("", "12345") * 4]

    assert {(state.screen, state.reasons) for state in states} == {
        (Screen.PIN, ("Bitte tippen Sie die PIN noch einmal.",))
    }
    assert (await tap(sqlite_db, check, pin=wrong(pin))).reasons[0].endswith("Sie haben noch 4 Versuche.")


async def test_the_fifth_wrong_pin_locks_even_the_right_one(sqlite_db, check, pin):
    states = [await tap(sqlite_db, check, pin=wrong(pin)) for _number in range(5)]

    last = await tap(sqlite_db, check)

    assert [state.locked for state in states] == [False, False, False, False, True]
    assert (last.screen, last.locked) == (Screen.PIN, True)
    assert last.reasons == states[-1].reasons
    assert bookings(sqlite_db) == []


async def test_a_group_without_a_pin_is_answered_as_one_with_a_wrong_pin(sqlite_db, check):
    state = await tap(sqlite_db, check, group="vhs")

    assert state.reasons == ("Die PIN stimmt nicht. Sie haben noch 4 Versuche.",)


async def test_a_taken_time_offers_three_free_ones_and_needs_no_second_pin(sqlite_db, check):
    await tap(sqlite_db, check, once="mark-of-another-tap")

    taken = await tap(sqlite_db, check)
    other = await tap(
        sqlite_db, replace(taken, start=taken.others[0].start, reasons=(), others=()), once="mark-of-third-tap"
    )

    assert (taken.screen, taken.proved, taken.pin) == (Screen.CHECK, "strickcafe", "")
    assert len(taken.others) == 3
    assert taken.reasons[0].startswith("Der Raum ist schon belegt:")
    assert other.screen is Screen.DONE
    assert len(bookings(sqlite_db)) == 2


async def test_another_time_is_not_offered_where_it_does_not_help(sqlite_db, check):
    day = check.chosen_day()
    with sqlite_db.writing() as session:
        house = occupancy.house_facts(session)
        for number in range(8):
            asked = wish("10:00", day=day + timedelta(days=number + 1), minutes=60, room="stueble")
            lifecycle.request_booking(session, house, asked, who="group:strickcafe", now=clock.now())

    state = await tap(sqlite_db, check)

    assert (state.screen, state.others) == (Screen.CHECK, ())
    assert len(state.reasons) == 1


async def test_the_same_tap_twice_books_once(sqlite_db, check):
    first, second = await asyncio.gather(tap(sqlite_db, check), tap(sqlite_db, check))

    assert first.done == second.done
    assert len(bookings(sqlite_db)) == 1


async def test_whoever_wants_the_kitchen_too_is_offered_other_times_with_it(sqlite_db, check):
    wanted = replace(check, room="quartierraum+kueche", start=check.start + timedelta(hours=3))
    other = wish(
        group_slug="vhs", day=wanted.day, minutes=60, start=wanted.start, end=wanted.start + timedelta(hours=1)
    )
    with sqlite_db.writing() as session:
        lifecycle.request_booking(session, occupancy.house_facts(session), other, who="test", now=clock.now())

    after = await confirm(sqlite_db, SECRET, wanted, TITLE)
    assert {one.room for one in after.others} == {"quartierraum+kueche"}
    chosen = replace(after, start=after.others[0].start)
    booked = await confirm(sqlite_db, SECRET, chosen, TITLE)

    assert booked.screen is Screen.DONE
    stored = next(one for one in bookings(sqlite_db) if one.source == "kiosk")
    with sqlite_db.reading() as session:
        assert occupancy.house_facts(session).rooms_by_id[stored.room_id].slug == "quartierraum+kueche"
