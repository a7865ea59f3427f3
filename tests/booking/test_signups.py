"""Seats: never more than there are, in order of coming, given back without a name."""

from datetime import timedelta
from itertools import pairwise

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlmodel import select

from booking import codewords, lifecycle, meetings, refusals, signups
from booking.refusals import Refused
from booking.span import Span
from models.bookings import Booking, State
from models.community import Listing
from models.meetings import Seat, Signup
from tests.support.cast import TUESDAY, WEDNESDAY, at, move_in, wish

MARK = "0123456789abcdef"


@pytest.fixture
def meeting(session, house) -> Booking:
    """The Strickcafé's date with four seats."""
    booking = lifecycle.request_booking(session, house, wish(), who="group:strickcafe", now=TUESDAY)
    booking.capacity = 4
    session.add(booking)
    session.flush()
    return booking


def take(session, house, meeting, persons=1, **more):
    return signups.take_seat(session, house, meeting.code, persons, now=TUESDAY, **more)


def test_a_seat_is_a_number_and_a_code_word(session, house, meeting):
    view = take(session, house, meeting, 2)

    words = view.code_word.split()
    assert (view.persons, view.waiting, len(words), words[2].isdigit()) == (2, 0, 3, True)
    assert (view.occurrence.taken, view.occurrence.free) == (2, 2)
    stored = session.exec(select(Seat)).one()
    assert view.token not in str(stored.model_dump())


def test_who_does_not_fit_waits_and_so_does_everybody_after(session, house, meeting):
    views = [take(session, house, meeting, persons) for persons in (3, 2, 1)]

    assert [view.waiting for view in views] == [0, 1, 2]
    date = meetings.occurrence(session, house, meeting.code, now=TUESDAY)
    assert (date.taken, date.waiting, date.free) == (3, 3, 0)


def test_a_freed_seat_goes_to_the_first_who_waits(session, house, meeting):
    first, second, third = (take(session, house, meeting, persons) for persons in (4, 2, 2))

    signups.cancel_seat(session, house, first.token, now=TUESDAY)

    assert [signups.seat(session, house, view.token, now=TUESDAY).waiting for view in (second, third)] == [0, 0]


def test_giving_back_twice_changes_nothing(session, house, meeting):
    view = take(session, house, meeting)

    for _time in range(2):
        assert signups.cancel_seat(session, house, view.token, now=TUESDAY).released
    assert meetings.occurrence(session, house, meeting.code, now=TUESDAY).free == 4


def test_the_same_form_sent_twice_takes_one_seat(session, house, meeting):
    first = take(session, house, meeting, 2, once=MARK)

    assert take(session, house, meeting, 2, once=MARK) == first
    assert len(session.exec(select(Seat)).all()) == 1


def test_a_short_mark_is_nobodys(session, house, meeting):
    assert take(session, house, meeting, once="1").token != take(session, house, meeting, once="1").token


@pytest.mark.parametrize("persons", [0, -1, 5, 50])
def test_a_number_that_makes_no_sense(session, house, meeting, persons):
    with pytest.raises(Refused) as caught:
        take(session, house, meeting, persons)

    assert caught.value.reasons == (refusals.BadNumber(1, 4),)
    assert session.exec(select(Seat)).all() == []


@pytest.mark.parametrize(
    ("change", "now", "code"),
    [
        ({"signup": Signup.NONE}, TUESDAY, "no_signup"),
        ({"signup": Signup.EXTERNAL}, TUESDAY, "signup_elsewhere"),
        ({"signup_closes_min": 2000}, TUESDAY, "signup_closed"),
        ({}, TUESDAY + timedelta(days=2), "meeting_over"),
        ({"state": State.CANCELLED, "released_at": TUESDAY}, TUESDAY, "meeting_cancelled"),
        ({"listing": Listing.NEUTRAL}, TUESDAY, "closed_group"),
        ({"listing": Listing.INTERNAL}, TUESDAY, "unknown_meeting"),
        ({"state": State.REQUESTED}, TUESDAY, "unknown_meeting"),
        ({"title_hidden": True}, TUESDAY, "closed_group"),
    ],
    ids=["just come", "elsewhere", "closed", "over", "cancelled", "neutral", "internal", "not decided", "hidden"],
)
def test_where_nobody_can_sign_up(session, house, meeting, change, now, code):
    for name, value in change.items():
        setattr(meeting, name, value)
    session.add(meeting)
    session.flush()

    with pytest.raises(Refused) as caught:
        signups.take_seat(session, house, meeting.code, 1, now=now)

    assert caught.value.reasons[0].code == code


def test_without_a_waiting_list_full_is_full(session, house, meeting):
    meeting.signup = Signup.SEATS
    take(session, house, meeting, 3)

    with pytest.raises(Refused) as caught:
        take(session, house, meeting, 2)

    assert caught.value.reasons == (refusals.Full(1),)
    assert take(session, house, meeting, 1).waiting == 0


@pytest.mark.parametrize("token", ["", "x", "a" * 22, "ä"])
def test_a_broken_token_opens_nothing(session, house, meeting, token):
    with pytest.raises(Refused) as caught:
        signups.seat(session, house, token, now=TUESDAY)

    assert caught.value.reasons == (refusals.UnknownSeat(),)


def test_a_seat_cannot_be_given_back_once_it_began(session, house, meeting):
    view = take(session, house, meeting)

    with pytest.raises(Refused) as caught:
        signups.cancel_seat(session, house, view.token, now=at(WEDNESDAY, "14:00"))

    assert caught.value.reasons == (refusals.MeetingOver(),)


@settings(max_examples=40, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(acts=st.lists(st.tuples(st.booleans(), st.integers(1, 4)), min_size=1, max_size=25))
def test_nobody_who_has_a_seat_loses_it_and_nobody_overtakes(sqlite_db, acts):
    with sqlite_db.writing() as session:
        for table in (Seat, Booking):
            for row in session.exec(select(table)).all():
                session.delete(row)
        session.flush()
        from models.rooms import House

        here = move_in(session) if session.get(House, 1) is None else _house(session)
        booking = lifecycle.request_booking(session, here, wish(), who="x", now=TUESDAY)
        booking.capacity = 8
        session.add(booking)
        session.flush()
        held: list[str] = []
        seated: set[str] = set()
        for joins, number in acts:
            if joins or not held:
                held.append(signups.take_seat(session, here, booking.code, number, now=TUESDAY).token)
            else:
                gone = held.pop(number % len(held))
                seated.discard(gone)
                signups.cancel_seat(session, here, gone, now=TUESDAY)
            views = [signups.seat(session, here, token, now=TUESDAY) for token in held]
            inside = {view.token for view in views if not view.waiting}
            assert seated <= inside
            assert sum(view.persons for view in views if not view.waiting) <= 8
            assert [view.waiting for view in views if view.waiting] == list(range(1, len(held) - len(inside) + 1))
            seated = inside


def _house(session):
    from booking import occupancy

    return occupancy.house_facts(session)


def test_the_programme_tells_what_is_public(session, house, meeting):
    lifecycle.request_booking(session, house, wish("17:00", group_slug="shg-a"), who="x", now=TUESDAY)
    lifecycle.request_booking(session, house, wish("19:00", open_to_all=False), who="x", now=TUESDAY)
    lifecycle.request_booking(session, house, wish("10:00", usage="course"), who="x", now=TUESDAY)
    lifecycle.cancel_booking(session, house, meeting.uid, who="desk", now=TUESDAY)

    day = Span(at(WEDNESDAY, "00:00"), at(WEDNESDAY, "23:59"))
    told = meetings.programme(session, house, day, now=TUESDAY)

    assert [(one.title, one.status, one.group_name) for one in told] == [
        ("Stricken für den Basar", "cancelled", "Strick- und Spielecafé"),
        ("Geschlossene Gruppe", "planned", ""),
    ]


def test_a_wish_that_was_never_promised_is_not_told_as_cancelled(session, house):
    asked = lifecycle.request_booking(session, house, wish(usage="course"), who="x", now=TUESDAY)
    lifecycle.cancel_booking(session, house, asked.uid, who="x", now=TUESDAY)

    day = Span(at(WEDNESDAY, "00:00"), at(WEDNESDAY, "23:59"))
    assert meetings.programme(session, house, day, now=TUESDAY) == []


def test_no_number_of_a_code_word_has_equal_digits_side_by_side(session, house):
    numbers = [codewords.new(session, house, TUESDAY).split()[2] for _word in range(200)]

    assert [number for number in numbers if any(one == other for one, other in pairwise(number))] == []


def test_code_words_never_run_out(session, house, meeting, monkeypatch):
    """A house with few words gets longer numbers."""
    monkeypatch.setitem(house.sections, "code_words", ["Mond", "Rose"])
    meeting.capacity = None
    taken = {f"{first} {number}" for first in ("Mond Rose", "Rose Mond") for number in range(1, 100)}
    for number, code_word in enumerate(sorted(taken)):
        session.add(
            Seat(booking_id=meeting.id, persons=1, code_word=code_word, token_hash=str(number), created_at=TUESDAY)
        )
    session.flush()

    assert take(session, house, meeting).code_word not in taken


def test_the_terminals_give_out_a_few_seats_an_hour_and_phones_go_on(session, house, meeting):
    meeting.capacity, meeting.signup = 40, Signup.SEATS
    session.add(meeting)
    session.flush()
    for number in range(3):
        take(session, house, meeting, 4, once=f"{MARK}{number}", who=signups.KIOSK)

    with pytest.raises(Refused) as refused:
        take(session, house, meeting, 1, who=signups.KIOSK)
    assert refused.value.reasons == (refusals.ManySeatsHere(timedelta(hours=1)),)
    assert take(session, house, meeting, 1).waiting == 0
    again = take(session, house, meeting, 4, once=f"{MARK}2", who=signups.KIOSK)  # the same tap is no new one
    later = signups.take_seat(session, house, meeting.code, 1, who=signups.KIOSK, now=TUESDAY + timedelta(hours=1))
    assert (again.persons, later.persons) == (4, 1)


def test_a_seat_is_found_by_its_code_word_however_it_is_typed(session, house, meeting):
    view = take(session, house, meeting, 2)
    first, second, number = view.code_word.split()

    for typed in (view.code_word, f"  {first.lower()}  {second.upper()} 0{number}"):
        (found,) = signups.by_code_word(session, house, typed, now=TUESDAY)
        assert (found.id, found.persons, found.token) == (view.id, 2, "")

    signups.give_back(session, found.id, who=signups.KIOSK, now=TUESDAY)
    assert signups.seat(session, house, view.token, now=TUESDAY).released


@pytest.mark.parametrize(
    "typed", ["", "Birne", "Birne Fuchs", "Birne Fuchs 1", "%", "' OR 1=1", "x" * 5000, "Birne Fuchs ٣"]
)
def test_a_code_word_that_nobody_has_opens_nothing(session, house, meeting, typed):
    with pytest.raises(Refused) as caught:
        signups.by_code_word(session, house, typed, now=TUESDAY)

    assert caught.value.reasons == (refusals.UnknownCodeWord(),)


def test_a_code_word_opens_nothing_once_its_seat_is_given_back_or_over(session, house, meeting):
    gone, held = take(session, house, meeting), take(session, house, meeting)
    signups.cancel_seat(session, house, gone.token, now=TUESDAY)

    for word, now in ((gone.code_word, TUESDAY), (held.code_word, at(WEDNESDAY, "15:30"))):
        with pytest.raises(Refused):
            signups.by_code_word(session, house, word, now=now)
