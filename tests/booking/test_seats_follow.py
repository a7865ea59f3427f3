"""Who has a seat is told what becomes of the meeting: in the same transaction, once, whoever changed it."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import time, timedelta

import pytest
from sqlmodel import Session, col, select

from booking import closures, decisions, displacement, edits, lifecycle, moves, occupancy, offers, series, signups
from booking.changes import Change, Scope
from booking.displacement import Elsewhere
from booking.facts import ClosureFacts, HouseFacts
from booking.refusals import Refused
from booking.seatletters import Contact
from models.bookings import Booking, Series
from models.database import Database
from models.letters import Letter
from models.meetings import Seat, Signup, Standing
from tests.support.cast import TUESDAY, WEDNESDAY, at, move_in, wish

MAIL = "erste@example.org"
DESK = "desk:manager"


@contextmanager
def writing(db: Database) -> Iterator[tuple[Session, HouseFacts]]:
    with db.writing() as session:
        yield session, occupancy.house_facts(session)


@pytest.fixture
def meeting(db) -> Booking:
    """The Strickcafé's date, with a seat of somebody who left an address and of somebody who did not."""
    with db.writing() as session:
        house = move_in(session)
        booking = lifecycle.request_booking(session, house, wish(), who="group:strickcafe", now=TUESDAY)
        booking.capacity = 8
        sit(session, house, booking)
        return booking


def sit(session: Session, house: HouseFacts, *dates: Booking) -> None:
    for date in dates:
        session.add(date)
        session.flush()
        signups.take_seat(session, house, date.code, 2, contact=Contact(email=MAIL), now=TUESDAY)
        signups.take_seat(session, house, date.code, 1, now=TUESDAY)


def told(db: Database) -> list[str]:
    with db.reading() as session:
        of_seats = col(Letter.kind).startswith("seat-") & (col(Letter.kind) != "seat-taken")
        found = session.exec(select(Letter).where(of_seats).order_by(col(Letter.id))).all()
    assert {letter.address for letter in found} <= {MAIL}
    return [letter.kind for letter in found]


def test_moved_by_the_group_and_by_the_desk(db, meeting):
    for start in ("17:00", "19:00"):
        with writing(db) as (session, house):
            moves.move_booking(session, house, meeting.uid, start=at(WEDNESDAY, start), who=DESK, now=TUESDAY)

    assert told(db) == ["seat-moved", "seat-moved"]


def test_moved_with_other_changes_in_one_transaction(db, meeting):
    """As requests are written that come at the same moment (models.together)."""

    def to(start: str) -> Callable[[Session], Booking]:
        def move(session: Session) -> Booking:
            house = occupancy.house_facts(session)
            return moves.move_booking(session, house, meeting.uid, start=at(WEDNESDAY, start), who=DESK, now=TUESDAY)

        return move

    with db.writing_together() as together:
        together.do(to("17:00"))
        with pytest.raises(Refused):
            together.do(to("03:00"))
        together.do(to("19:00"))

    assert told(db) == ["seat-moved", "seat-moved"]


def test_moved_there_and_back_in_one_go_is_nothing_to_tell(db, meeting):
    with writing(db) as (session, house):
        for start in ("17:00", "14:00"):
            moves.move_booking(session, house, meeting.uid, start=at(WEDNESDAY, start), who=DESK, now=TUESDAY)

    assert told(db) == []


def test_another_room_is_told_too(db, meeting):
    with writing(db) as (session, house):
        moves.move_booking(session, house, meeting.uid, room="stueble", who=DESK, now=TUESDAY)

    assert told(db) == ["seat-moved"]


def test_what_changes_neither_time_nor_room_is_not_told(db, meeting):
    with writing(db) as (session, _house):
        decisions.hide_title(session, meeting.uid, hidden=True, who=DESK, now=TUESDAY)

    assert told(db) == []


def test_cancelled_by_the_group(db, meeting):
    with writing(db) as (session, house):
        lifecycle.cancel_booking(session, house, meeting.uid, who="group:strickcafe", now=TUESDAY)

    assert told(db) == ["seat-cancelled"]


def test_a_meeting_that_is_over_is_not_told(db, meeting):
    with writing(db) as (session, house):
        moves.end_early(session, house, meeting.uid, who=DESK, now=at(WEDNESDAY, "14:30"))

    assert told(db) == []


def test_displaced_by_the_town_and_moved_along_when_the_offer_is_taken(db, meeting):
    with writing(db) as (session, house):
        there = Elsewhere("stueble", at(WEDNESDAY, "18:00"), at(WEDNESDAY, "19:30"))
        done = displacement.displace(session, house, meeting.uid, text="Wahl", alternative=there, who=DESK, now=TUESDAY)
    assert told(db) == ["seat-cancelled"]
    with writing(db) as (session, house):
        offers.accept_offer(session, house, done.offer.uid, who="group:strickcafe", now=TUESDAY)

    assert told(db) == ["seat-cancelled", "seat-moved"]
    with db.reading() as session:
        letter = session.exec(select(Letter).where(Letter.kind == "seat-moved")).one()
        assert (letter.facts["booking"], letter.facts["was"]["on"]) == (done.offer.uid, False)


@pytest.fixture
def dates(db) -> list[Booking]:
    """Three Wednesdays, each with the same two seats."""
    with db.writing() as session:
        house = move_in(session, quota={})
        made = series.request_series(
            session, house, wish(rrule="FREQ=WEEKLY;COUNT=3"), who="group:strickcafe", now=TUESDAY
        )
        found = list(series.dates(session, made))
        for date in found:
            date.signup, date.capacity = Signup.WAITLIST, 8
        sit(session, house, *found)
        return found


def test_a_closure_leaves_out_a_date_of_a_series(db, dates):
    day = WEDNESDAY + timedelta(days=7)
    with writing(db) as (session, house):
        rooms = ("quartierraum", "stueble", "kueche")
        shut = ClosureFacts("", day, day, 0, 1440, rooms, "Der Boden wird gemacht.")
        closures.add_closure(session, house, shut, who=DESK, now=TUESDAY)

    assert told(db) == ["seat-cancelled"]


def test_a_series_that_moves_tells_each_date_to_its_people(db, dates):
    with writing(db) as (session, house):
        made = session.get_one(Series, dates[0].series_id)
        change = Change(start=time(16))
        edits.edit_series(session, house, made.uid, change, Scope(kind="all"), who=DESK, now=TUESDAY)

    assert told(db) == ["seat-moved"] * 3
    with db.reading() as session:
        starts = {seat.told["start"][11:] for seat in session.exec(select(Seat)) if seat.told}
    assert starts == {"16:00"}


@pytest.fixture
def offered(db) -> Booking:
    """A date in a week at which a place is offered to somebody who left an address, and not yet accepted."""
    with db.writing() as session:
        house = move_in(session)
        day = WEDNESDAY + timedelta(days=7)
        booking = lifecycle.request_booking(session, house, wish(day=day), who="group:strickcafe", now=TUESDAY)
        booking.signup, booking.capacity = Signup.WAITLIST, 2
        session.add(booking)
        session.flush()
        first = signups.take_seat(session, house, booking.code, 2, now=TUESDAY)
        signups.take_seat(session, house, booking.code, 2, contact=Contact(email=MAIL), now=TUESDAY)
        signups.cancel_seat(session, house, first.token, now=TUESDAY + timedelta(hours=1))
        return booking


def test_what_is_only_offered_moves_along_and_its_letter_tells_until_when_to_answer(db, offered):
    with writing(db) as (session, house):
        start, later = at(WEDNESDAY + timedelta(days=7), "17:00"), TUESDAY + timedelta(hours=2)
        moves.move_booking(session, house, offered.uid, start=start, who=DESK, now=later)

    with db.reading() as session:
        letter = session.exec(select(Letter).where(Letter.kind == "seat-moved")).one()
        seat = session.exec(select(Seat).where(Seat.standing == Standing.OFFERED)).one()
    assert told(db) == ["seat-waiting", "seat-offered", "seat-moved"]
    assert seat.offered_until is not None
    assert letter.facts["until"] == seat.offered_until.isoformat()
    assert letter.facts["waits"] is False


def test_what_is_only_offered_at_a_meeting_that_is_cancelled_is_offered_no_more(db, offered):
    with writing(db) as (session, house):
        later = TUESDAY + timedelta(hours=2)
        lifecycle.cancel_booking(session, house, offered.uid, who=DESK, now=later)

    with db.reading() as session:
        (standing,) = [seat.standing for seat in session.exec(select(Seat)) if seat.released_at is None]
    assert told(db) == ["seat-waiting", "seat-offered", "seat-cancelled"]
    assert standing is Standing.WAITING
