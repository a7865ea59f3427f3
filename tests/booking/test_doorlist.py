"""The door list: who comes to a meeting, by code word; what people left is seen only by who says so."""

from datetime import timedelta

import pytest
from sqlmodel import select

from booking import doorlist, lifecycle, signups
from booking.facts import HouseFacts
from booking.refusals import NoSignup, Refused, UnknownMeeting
from booking.seatletters import Contact
from models.bookings import Booking
from models.database import Session
from models.journal import JournalEntry
from models.meetings import Meeting, Signup, Standing
from tests.support.cast import TUESDAY, move_in, wish


@pytest.fixture
def house(session: Session) -> HouseFacts:
    return move_in(session)


@pytest.fixture
def meeting(session: Session, house: HouseFacts) -> str:
    """A meeting in a week with two seats and a waiting list."""
    day = (TUESDAY + timedelta(days=7)).date()
    booking = lifecycle.request_booking(session, house, wish(day=day), who="group:strickcafe", now=TUESDAY)
    booking.capacity, booking.signup = 2, Signup.WAITLIST
    session.add(booking)
    session.flush()
    return booking.code


def take(session, house, meeting, persons=1, contact=None, who="desk:manager"):
    return signups.take_seat(session, house, meeting, persons, contact=contact, who=who, now=TUESDAY)


def test_the_list_tells_who_is_in_and_who_waits_and_no_name(session, house, meeting):
    seated = take(session, house, meeting, 2, Contact(name="Somebody", email="somebody@example.org"))
    waits = [take(session, house, meeting), take(session, house, meeting, 2)]

    door = doorlist.door_list(session, house, meeting, now=TUESDAY)

    assert [(one.code_word, one.persons, one.standing, one.place, one.has_contact) for one in door.guests] == [
        (seated.code_word, 2, Standing.IN, 0, True),
        (waits[0].code_word, 1, Standing.WAITING, 1, False),
        (waits[1].code_word, 2, Standing.WAITING, 2, False),
    ]
    assert "omebody" not in repr(door.guests)


def test_a_seat_that_was_given_back_is_on_no_list(session, house, meeting):
    seat = take(session, house, meeting)
    signups.give_back(session, seat.id, who="desk:manager", now=TUESDAY)

    assert doorlist.door_list(session, house, meeting, now=TUESDAY).guests == ()


def test_whoever_looks_at_what_people_left_is_noted(session, house, meeting):
    seat = take(session, house, meeting, contact=Contact(name="Somebody", email="somebody@example.org"))
    take(session, house, meeting)

    found = doorlist.contacts(session, house, meeting, who="desk:manager", now=TUESDAY)

    assert [(one.code_word, one.name, one.email) for one in found] == [
        (seat.code_word, "", "somebody@example.org")  # this meeting asks for no name
    ]
    noted = session.exec(select(JournalEntry).where(JournalEntry.what == "seat.contacts_seen")).one()
    assert (noted.who, "omebody" in str(noted.facts)) == ("desk:manager", False)


def test_only_meetings_with_seats_that_are_not_over_are_listed(session, house, meeting):
    day = (TUESDAY + timedelta(days=8)).date()
    other = lifecycle.request_booking(session, house, wish(day=day), who="group:strickcafe", now=TUESDAY)
    other.signup = Signup.NONE
    session.add(other)
    session.flush()
    later = TUESDAY + timedelta(days=9)

    assert [one.code for one in doorlist.coming(session, house, now=TUESDAY)] == [meeting]
    assert doorlist.coming(session, house, now=later) == []


def test_an_unknown_meeting_has_no_list(session, house):
    with pytest.raises(Refused) as refused:
        doorlist.door_list(session, house, "nowhere", now=TUESDAY)

    assert refused.value.reasons == (UnknownMeeting(),)


def test_the_desk_lets_phone_pages_ask_who_comes_and_no_name_is_kept_before(session, house, meeting):
    about = Meeting(title="Ein Kurs", updated_at=TUESDAY)
    session.add(about)
    session.flush()
    session.exec(select(Booking).where(Booking.code == meeting)).one().meeting_id = about.id
    before = take(session, house, meeting, contact=Contact(name="Somebody", email="somebody@example.org"))

    doorlist.ask_names(session, house, meeting, True, who="desk:manager", now=TUESDAY)
    doorlist.ask_names(session, house, meeting, True, who="desk:manager", now=TUESDAY)
    after = take(session, house, meeting, contact=Contact(name="Somebody Else"))

    left = doorlist.contacts(session, house, meeting, who="desk:manager", now=TUESDAY)
    assert {one.code_word: one.name for one in left} == {before.code_word: "", after.code_word: "Somebody Else"}
    assert doorlist.door_list(session, house, meeting, now=TUESDAY).asks_name is True
    asked = session.exec(select(JournalEntry).where(JournalEntry.what == "meeting.names_asked")).all()
    assert [entry.facts["asks"] for entry in asked] == [True]


def test_names_are_asked_for_only_where_seats_are_counted_and_a_meeting_is_told_of(session, house, meeting):
    assert doorlist.door_list(session, house, meeting, now=TUESDAY).asks_name is None
    with pytest.raises(Refused) as refused:
        doorlist.ask_names(session, house, meeting, True, who="desk:manager", now=TUESDAY)
    assert refused.value.reasons == (NoSignup(),)
