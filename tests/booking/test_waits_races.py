"""An offer is taken while somebody else books, at the instant its deadline ends: one of them gets the room."""

from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from itertools import combinations
from threading import Barrier
from typing import Any

import pytest
from sqlmodel import col, select

from booking import jobs, lifecycle, offers, waits
from booking.facts import HouseFacts
from booking.refusals import Refused
from models.bookings import Booking, State
from models.database import Database
from models.requests import Wait, Waiting
from tests.support.cast import TUESDAY, move_in, wish

ROUNDS = 6
GROUPS = ("strickcafe", "shg-a", "neue-nachbarn")


@pytest.fixture
def house(db: Database) -> HouseFacts:
    """Give the house of the cast, whose groups may have as much as they want."""
    with db.writing() as session:
        return move_in(session, quota={}, min_lead_hours={"trusted": 0, "new": 0})


def offered(db: Database, house: HouseFacts, clock: str) -> tuple[str, Any]:
    """Let the knitters wait for a time that is cancelled; return the offer and its deadline."""
    doing: dict[str, Any] = {"who": "x", "now": TUESDAY}
    with db.writing() as session:
        taken = lifecycle.request_booking(session, house, wish(clock, minutes=60, group_slug="vhs"), **doing)
        wait = waits.wait_for(session, house, wish(clock, minutes=60), **doing)
        lifecycle.cancel_booking(session, house, taken.uid, **doing)
        offer = session.get_one(Booking, wait.offer_id)
        return offer.uid, offer.held_until


def at_once(*acts: Any) -> list[str]:
    """Do all of *acts* at the same time; return what came of each."""
    start = Barrier(len(acts))

    def run(act: Any) -> str:
        start.wait()
        try:
            return str(act())
        except Refused as refused:
            return refused.reasons[0].code

    with ThreadPoolExecutor(len(acts)) as threads:
        return list(threads.map(run, acts))


def live(db: Database) -> list[Booking]:
    with db.reading() as session:
        return list(session.exec(select(Booking).where(col(Booking.released_at).is_(None))))


def share_a_time(bookings: list[Booking]) -> bool:
    return any(
        one.lo < other.hi
        and other.lo < one.hi
        and one.busy_from < other.busy_until
        and other.busy_from < one.busy_until
        for one, other in combinations(bookings, 2)
    )


def test_an_offer_is_taken_or_its_time_is_booked_by_another(db, house):
    for number in range(ROUNDS):
        clock = f"{9 + 2 * number}:00"
        uid, until = offered(db, house, clock)

        def accept(uid=uid, until=until):
            with db.writing() as session:
                moment = until - timedelta(seconds=1)
                return offers.accept_offer(session, house, uid, who="x", now=moment).state

        def book(clock=clock, until=until):
            with db.writing() as session:
                jobs.run(session, now=until)
                wanted = wish(clock, minutes=60, group_slug="shg-a")
                return lifecycle.request_booking(session, house, wanted, who="x", now=until).state

        assert sorted(at_once(accept, book)) in (["confirmed", "offer_over"], ["confirmed", "taken"])
        assert len([one for one in live(db) if one.state is State.CONFIRMED]) == number + 1
    assert not share_a_time(live(db))


def test_two_taps_on_one_offer_and_many_who_want_its_time(db, house):
    uid, _until = offered(db, house, "14:00")

    def accept():
        with db.writing() as session:
            return offers.accept_offer(session, house, uid, who="x", now=TUESDAY).state

    def decline():
        with db.writing() as session:
            return offers.decline_offer(session, house, uid, who="x", now=TUESDAY).state

    def book():
        with db.writing() as session:
            wanted = wish("14:00", minutes=60, group_slug="shg-a")
            return lifecycle.request_booking(session, house, wanted, who="x", now=TUESDAY).state

    answers = at_once(accept, accept, decline, book, book, book)

    took = answers[:2] == ["confirmed", "confirmed"]
    assert took is (answers[2] == "already_decided")
    assert answers.count("confirmed") == (2 if took else len(live(db)))
    assert len(live(db)) <= 1
    assert not share_a_time(live(db))


def test_many_who_begin_to_wait_at_once_have_each_a_place(db, house):
    with db.writing() as session:
        taken = lifecycle.request_booking(session, house, wish(group_slug="vhs"), who="x", now=TUESDAY)

    def wait_as(group: str):
        def wait():
            with db.writing() as session:
                return waits.wait_for(session, house, wish(group_slug=group), who="x", now=TUESDAY).state

        return wait

    def cancel():
        with db.writing() as session:
            return lifecycle.cancel_booking(session, house, taken.uid, who="x", now=TUESDAY).state

    answers = at_once(*(wait_as(group) for group in GROUPS * 2), cancel)

    with db.reading() as session:
        line = list(session.exec(select(Wait).order_by(col(Wait.id))))
    assert sorted(set(answers)) == sorted(set(answers) & {"waiting", "already_waiting", "not_taken", "cancelled"})
    assert len(line) == answers.count("waiting") == len({wait.group_id for wait in line})
    assert [wait.state for wait in line] == [Waiting.OFFERED, Waiting.WAITING, Waiting.WAITING][: len(line)]
