"""How many seats there are, changed while people have some: nobody loses one, who waits comes in in order."""

from datetime import timedelta

import pytest
from sqlmodel import Session, col, select

from booking import doorlist, edits, meetings, moves, reconcile, seatcount, series, signups
from booking.changes import Change, Scope
from booking.facts import HouseFacts
from booking.refusals import Refused
from booking.seatletters import Contact
from models.bookings import Booking, Series
from models.journal import JournalEntry
from models.letters import Letter
from models.meetings import Seat, Signup, Standing
from tests.support.cast import TUESDAY, WEDNESDAY, at, move_in, wish

DESK, GROUP = "desk:manager", "group:strickcafe"
IN, OFFERED, WAITING = Standing.IN, Standing.OFFERED, Standing.WAITING


@pytest.fixture
def session(db):
    with db.writing() as session:
        yield session


@pytest.fixture
def house(session) -> HouseFacts:
    return move_in(session, quota={})


@pytest.fixture
def dates(session, house) -> list[Booking]:
    """A series of four dates with eight seats each, from Wednesday in a week on."""
    first = wish(day=WEDNESDAY + timedelta(days=7), rrule="FREQ=WEEKLY;COUNT=4")
    made = series.request_series(session, house, first, who=GROUP, now=TUESDAY)
    for date in series.dates(session, made):
        date.signup, date.capacity = Signup.WAITLIST, 8
    made.signup, made.capacity = Signup.WAITLIST, 8
    session.flush()
    return series.dates(session, made)


def take(session, house, date, persons=1, mail="") -> int:
    contact = Contact(email=mail) if mail else None
    return signups.take_seat(session, house, date.code, persons, contact=contact, now=TUESDAY).id


def set_seats(session, house, date, seats, **more) -> list[Booking]:
    return seatcount.set_seats(session, house, date.code, seats, who=DESK, now=TUESDAY, **more)


def stands(session: Session, *seats: int) -> list[Standing]:
    return [session.get_one(Seat, number).standing for number in seats]


def test_who_has_a_seat_keeps_it_and_the_desk_is_told_that_there_are_too_many(session, house, dates):
    inside, more = take(session, house, dates[0], 4), take(session, house, dates[0], 3)

    set_seats(session, house, dates[0], 5)
    late = take(session, house, dates[0], 1)

    date = doorlist.door_list(session, house, dates[0].code, now=TUESDAY).occurrence
    assert stands(session, inside, more, late) == [IN, IN, WAITING]
    assert (date.capacity, date.taken, date.free, date.over) == (5, 7, 0, 2)


def test_where_there_are_too_many_nobody_comes_in_before_enough_are_given_back(session, house, dates):
    inside = [take(session, house, dates[0], 2) for _ in range(4)]
    waits = take(session, house, dates[0], 1)
    set_seats(session, house, dates[0], 5)

    signups.give_back(session, inside[0], who="visitor", now=TUESDAY)
    assert stands(session, waits) == [WAITING]
    signups.give_back(session, inside[1], who="visitor", now=TUESDAY)

    assert stands(session, waits) == [IN]


def test_with_more_seats_who_waits_comes_in_in_order_and_is_asked_where_there_is_an_address(session, house, dates):
    take(session, house, dates[0], 8)
    line = [
        take(session, house, dates[0], 2),
        take(session, house, dates[0], 3, "zweite@example.org"),
        take(session, house, dates[0], 2),
    ]

    seatcount.set_seats(session, house, dates[0].code, 13, who=DESK, now=TUESDAY + timedelta(hours=1))

    assert stands(session, *line) == [IN, OFFERED, WAITING]
    kinds = session.exec(select(Letter.kind).where(Letter.address == "zweite@example.org").order_by(col(Letter.id)))
    assert list(kinds) == ["seat-waiting", "seat-offered"]


def test_what_was_offered_stays_offered_with_fewer_seats(session, house, dates):
    inside = take(session, house, dates[0], 8)
    asked = take(session, house, dates[0], 8, "zweite@example.org")
    later = TUESDAY + timedelta(hours=1)
    signups.give_back(session, inside, who="visitor", now=later)
    assert stands(session, asked) == [OFFERED]

    set_seats(session, house, dates[0], 2)
    signups.accept(session, asked, who="visitor", now=later)

    date = meetings.occurrence(session, house, dates[0].code, now=later)
    assert (stands(session, asked), date.over) == ([IN], 6)


def test_one_date_has_its_own_number_through_every_change_of_its_series(session, house, dates):
    set_seats(session, house, dates[1], 5)

    for change in (Change(start=at(WEDNESDAY, "16:00").time()), Change(days=1), Change(title="Nadeln")):
        edits.edit_series(session, house, _series_uid(session, dates), change, Scope(kind="all"), who=DESK, now=TUESDAY)
    edits.edit_series(
        session,
        house,
        _series_uid(session, dates),
        Change(start=at(WEDNESDAY, "17:00").time()),
        Scope(kind="following", booking=dates[1].uid),
        who=DESK,
        now=TUESDAY,
    )

    assert [date.capacity for date in dates] == [8, 5, 8, 8]


def test_all_dates_that_come_change_together_and_so_do_those_that_are_made_later(session, house):
    first = wish(day=WEDNESDAY, rrule="FREQ=WEEKLY")
    made = series.request_series(session, house, first, who=GROUP, now=TUESDAY)
    made.signup, made.capacity = Signup.WAITLIST, 8
    for date in series.dates(session, made):
        date.signup, date.capacity = Signup.WAITLIST, 8
    session.flush()
    before = series.dates(session, made)

    changed = set_seats(session, house, before[1], 6, whole_series=True)
    month = TUESDAY + timedelta(days=31)
    reconcile.grow_horizons(session, house, month)

    after = series.dates(session, made)
    assert (len(changed), len(after) > len(before)) == (len(before), True)
    assert {date.capacity for date in after} == {6}


def test_a_date_in_a_smaller_room_gets_what_that_holds(session, house, dates):
    moves.move_booking(session, house, dates[2].uid, start=dates[2].starts_at, room="stueble", who=DESK, now=TUESDAY)

    set_seats(session, house, dates[0], 20, whole_series=True)

    assert [date.capacity for date in dates] == [20, 20, 8, 20]


def test_who_goes_to_a_smaller_room_and_back_has_as_many_seats_as_before_and_no_more(session, house, dates):
    set_seats(session, house, dates[2], 20)
    at_first = dates[2].starts_at

    moves.move_booking(session, house, dates[2].uid, start=at_first, room="stueble", who=DESK, now=TUESDAY)
    small = dates[2].capacity
    moves.move_booking(session, house, dates[2].uid, start=at_first, room="quartierraum", who=DESK, now=TUESDAY)

    assert (small, dates[2].capacity) == (8, 20)


@pytest.mark.parametrize(
    ("seats", "code"), [(0, "bad_number"), (-1, "bad_number"), (29, "bad_number"), (10**9, "bad_number")]
)
def test_no_number_that_the_room_does_not_hold(session, house, dates, seats, code):
    with pytest.raises(Refused) as caught:
        set_seats(session, house, dates[0], seats)

    assert [(reason.code, reason.at_most) for reason in caught.value.reasons] == [(code, 28)]
    assert dates[0].capacity == 8


def test_no_seats_where_nobody_signs_up_nor_where_it_is_over(session, house, dates):
    dates[0].signup = Signup.NONE
    session.flush()

    for now, date in ((TUESDAY, dates[0]), (dates[1].ends_at, dates[1])):
        with pytest.raises(Refused):
            seatcount.set_seats(session, house, date.code, 4, who=DESK, now=now)


def test_it_is_written_down_once_with_both_numbers(session, house, dates):
    set_seats(session, house, dates[0], 5)
    set_seats(session, house, dates[0], 5)

    entries = session.exec(select(JournalEntry).where(JournalEntry.what == "meeting.seats_set")).all()
    assert [(entry.who, entry.facts) for entry in entries] == [(DESK, {"before": 8, "seats": 5})]


def _series_uid(session: Session, dates: list[Booking]) -> str:
    assert dates[0].series_id is not None
    return session.get_one(Series, dates[0].series_id).uid
