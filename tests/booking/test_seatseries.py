"""Seats at every coming date of a series, taken as one: one code word and one link for all of them."""

from datetime import timedelta

import pytest
from sqlmodel import select

from booking import refusals, seatseries, series, signups
from booking.refusals import Refused
from booking.seatletters import Contact
from models.letters import Letter
from models.meetings import Seat, Signup
from tests.support.cast import TUESDAY, WEDNESDAY, at, move_in, wish

MARK = "0123456789abcdef"


@pytest.fixture
def house(session):
    return move_in(session, quota={})


@pytest.fixture
def dates(session, house):
    """Four Wednesdays of the Strickcafé, with four seats each."""
    asked = wish(rrule="FREQ=WEEKLY;COUNT=4")
    rows = series.dates(session, series.request_series(session, house, asked, who="group:strickcafe", now=TUESDAY))
    for row in rows:
        row.signup, row.capacity = Signup.WAITLIST, 4
        session.add(row)
    session.flush()
    return rows


def take_all(session, house, date, persons=2, **more):
    return seatseries.take_all(session, house, date.code, persons, now=TUESDAY, **more)


def test_one_word_and_one_link_open_every_date(session, house, dates):
    views = take_all(session, house, dates[0])

    assert [view.occurrence.starts for view in views] == [
        at(WEDNESDAY + timedelta(days=7 * n), "14:00") for n in range(4)
    ]
    assert len({view.code_word for view in views}) == len({view.token for view in views}) == 1
    assert [view.id for view in signups.seats(session, house, views[0].token, now=TUESDAY)] == [v.id for v in views]
    assert [v.id for v in signups.by_code_word(session, house, views[0].code_word, now=TUESDAY)] == [
        v.id for v in views
    ]


def test_from_a_later_date_on_the_earlier_ones_are_nobodys(session, house, dates):
    assert [view.occurrence.code for view in take_all(session, house, dates[2])] == [dates[2].code, dates[3].code]


def test_full_dates_are_told_and_nothing_is_stored(session, house, dates):
    signups.take_seat(session, house, dates[1].code, 3, now=TUESDAY)

    with pytest.raises(Refused) as refused:
        take_all(session, house, dates[0])

    assert refused.value.reasons == (refusals.DatesFull((at(WEDNESDAY + timedelta(days=7), "14:00"),), 3),)
    assert len(session.exec(select(Seat)).all()) == 1
    rest = take_all(session, house, dates[0], rest=True)
    assert [view.occurrence.code for view in rest] == [dates[0].code, dates[2].code, dates[3].code]
    assert [view.waiting for view in rest] == [0, 0, 0]


def test_where_every_date_is_full_it_is_full(session, house, dates):
    for date in dates:
        signups.take_seat(session, house, date.code, 4, now=TUESDAY)

    with pytest.raises(Refused) as refused:
        take_all(session, house, dates[0], rest=True)

    assert refused.value.reasons == (refusals.Full(0),)


@pytest.mark.parametrize("persons", [0, 5, 50])
def test_a_number_that_makes_no_sense(session, house, dates, persons):
    with pytest.raises(Refused) as refused:
        take_all(session, house, dates[0], persons)

    assert refused.value.reasons == (refusals.BadNumber(1, 4),)


def test_the_same_form_sent_twice_takes_them_once(session, house, dates):
    first = take_all(session, house, dates[0], once=MARK)

    assert take_all(session, house, dates[0], once=MARK) == first
    assert len(session.exec(select(Seat)).all()) == 4


def test_one_date_is_given_back_or_all(session, house, dates):
    token = take_all(session, house, dates[0])[0].token

    signups.cancel_seat(session, house, token, date=dates[1].code, now=TUESDAY)
    assert [view.released for view in signups.seats(session, house, token, now=TUESDAY)] == [False, True, False, False]
    later = at(WEDNESDAY, "16:00")
    signups.cancel_seat(session, house, token, now=later)

    released = [view.released for view in signups.seats(session, house, token, now=later)]
    assert released == [False, True, True, True]  # the first is over, and was theirs


def test_a_date_of_another_series_is_nobodys_to_give_back(session, house, dates):
    token = take_all(session, house, dates[2])[0].token

    with pytest.raises(Refused) as refused:
        signups.cancel_seat(session, house, token, date=dates[0].code, now=TUESDAY)

    assert refused.value.reasons == (refusals.UnknownSeat(),)


def test_they_are_told_in_one_letter(session, house, dates):
    take_all(session, house, dates[0], contact=Contact(email="erste@example.org", language="tr"))

    (letter,) = session.exec(select(Letter).where(Letter.kind == "seat-taken"))
    assert letter.facts["bookings"] == [date.uid for date in dates]
    assert (letter.address, letter.language) == ("erste@example.org", "tr")
