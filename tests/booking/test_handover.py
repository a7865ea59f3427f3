"""What is held at the kiosk is finished on somebody's own phone: a link for minutes, known by its seal."""

from datetime import timedelta

import pytest
from sqlmodel import select

from booking import handover, holds, jobs, refusals
from booking.handover import Stage
from booking.refusals import Refused
from models.bookings import Booking, State
from models.journal import JournalEntry
from models.links import BookingLink
from tests.support.cast import TUESDAY, wish

KIOSK = "kiosk:1"
MINUTE = timedelta(minutes=1)


@pytest.fixture
def booking(session, house) -> Booking:
    """The big room, held by a tap at the kiosk."""
    return holds.hold(session, house, wish(group_slug="", title=""), who=KIOSK, now=TUESDAY)


@pytest.fixture
def token(session, booking) -> str:
    """What the QR code at the kiosk leads to."""
    return handover.hand_over(session, booking.uid, now=TUESDAY)


def stage(session, token, now=TUESDAY) -> Stage:
    return handover.opened_by(session, token, now=now).stage


def refused(do, *args, **asked) -> tuple[refusals.Refusal, ...]:
    with pytest.raises(Refused) as caught:
        do(*args, **asked)
    return caught.value.reasons


def test_looking_changes_nothing(session, booking, token):
    for _look in range(3):
        opened = handover.opened_by(session, token, now=TUESDAY)

    assert (opened.booking.uid, opened.stage) == (booking.uid, Stage.OPEN)
    assert booking.held_until == TUESDAY + 3 * MINUTE
    assert [entry.what for entry in session.exec(select(JournalEntry))] == ["booking.held"]


def test_the_token_is_128_random_bits_and_kept_as_a_seal(session, token):
    (link,) = session.exec(select(BookingLink))

    assert len(token) == 22
    assert token not in repr(link)
    assert (len(link.token_hash), link.ends_at) == (64, TUESDAY + 10 * MINUTE)


def test_going_on_with_it_on_the_phone_takes_ten_minutes_at_most(session, house, booking, token):
    for later in (1, 2):
        handover.take_along(session, house, token, now=TUESDAY + later * MINUTE)

    assert booking.held_until == TUESDAY + 10 * MINUTE
    assert (stage(session, token), handover.stage_of(session, booking.uid, now=TUESDAY)) == (Stage.TAKEN,) * 2
    acts = [(entry.what, entry.who) for entry in session.exec(select(JournalEntry))]
    assert acts == [("booking.held", KIOSK), ("booking.taken_along", "visitor")]


def test_what_is_finished_is_shown_by_a_token_that_was_on_no_screen(session, house, booking, token):
    handover.take_along(session, house, token, now=TUESDAY)
    holds.finish_hold(session, house, booking.uid, title="Stricken", group_slug="strickcafe", who="x", now=TUESDAY)

    own = handover.used(session, token, now=TUESDAY)

    assert own != token
    assert (stage(session, token), stage(session, own)) == (Stage.DONE, Stage.DONE)
    assert [handover.opened_by(session, one, now=TUESDAY).own for one in (token, own)] == [False, True]
    assert handover.stage_of(session, booking.uid, now=TUESDAY) is Stage.DONE


@pytest.mark.parametrize("after", [timedelta(minutes=10), timedelta(hours=5)])
def test_an_old_or_invented_token_opens_nothing(session, house, token, after):
    for name in (token, "invented", ""):
        assert refused(handover.opened_by, session, name, now=TUESDAY + after) == (refusals.UnknownLink(),)
        assert refused(handover.take_along, session, house, name, now=TUESDAY + after) == (refusals.UnknownLink(),)
        assert refused(handover.used, session, name, now=TUESDAY + after) == (refusals.UnknownLink(),)


def test_who_begins_after_three_minutes_is_told_and_the_kiosk_holds_it_again(session, house, booking, token):
    late = TUESDAY + 3 * MINUTE

    assert stage(session, token, late) is Stage.OVER
    assert refused(handover.take_along, session, house, token, now=late) == (refusals.HoldOver(),)
    assert handover.stage_of(session, booking.uid, now=late) is Stage.OVER


def test_finished_at_the_kiosk_the_link_says_so(session, house, booking, token):
    holds.finish_hold(session, house, booking.uid, title="Stricken", group_slug="strickcafe", who="x", now=TUESDAY)

    assert stage(session, token) is Stage.ELSEWHERE
    assert refused(handover.take_along, session, house, token, now=TUESDAY) == (
        refusals.AlreadyDecided(State.CONFIRMED),
    )


def test_let_go_at_the_kiosk_it_is_over_on_the_phone(session, house, booking, token):
    holds.let_go(session, house, booking.uid, who=KIOSK, now=TUESDAY)

    assert stage(session, token) is Stage.OVER


def test_old_links_are_forgotten_by_the_clock(session, house, token):
    jobs.run(session, now=TUESDAY + timedelta(hours=23))
    assert len(session.exec(select(BookingLink)).all()) == 1

    jobs.run(session, now=TUESDAY + timedelta(hours=24, minutes=10))

    assert session.exec(select(BookingLink)).all() == []


# Another time instead


def other(session, house, before, token, hour="16:00", once="again") -> Booking:
    """Hold another time instead of what *token* goes on with, as the phone's form does."""
    old = handover.let_go_for_another(session, house, token, once=once, now=TUESDAY)
    asked = wish(hour, group_slug="", title="", once=once)
    made = holds.hold(session, house, asked, who="phone:1", now=TUESDAY)
    if old:
        handover.swapped(session, old, made)
    return made


def test_another_time_lets_go_of_the_first_and_is_followed_from_it(session, house, booking, token):
    handover.take_along(session, house, token, now=TUESDAY)

    made = other(session, house, booking, token)
    handover.take_along(
        session, house, handover.hand_over(session, made.uid, on_screen=False, now=TUESDAY), now=TUESDAY
    )

    assert (booking.state, made.state) == (State.EXPIRED, State.HELD)
    assert stage(session, token) is Stage.SWAPPED
    assert handover.followed(session, booking.uid) is made
    assert handover.stage_of(session, booking.uid, now=TUESDAY) is Stage.TAKEN


def test_the_same_form_sent_twice_swaps_once(session, house, booking, token):
    first = other(session, house, booking, token)
    second = other(session, house, booking, token)

    assert (first is second, first.state) == (True, State.HELD)
    assert handover.followed(session, booking.uid) is first


def test_a_third_time_lets_go_of_the_second(session, house, booking, token):
    second = other(session, house, booking, token)
    third = other(session, house, booking, token, hour="18:00", once="once more")

    assert (second.state, third.state) == (State.EXPIRED, State.HELD)
    assert handover.followed(session, booking.uid) is third


def test_what_was_finished_is_swapped_by_nobody(session, house, booking, token):
    holds.finish_hold(session, house, booking.uid, title="Basteln", group_slug="strickcafe", who="x", now=TUESDAY)
    handover.used(session, token, now=TUESDAY)

    other(session, house, booking, token)

    assert booking.state is State.CONFIRMED
    assert handover.followed(session, booking.uid) is booking


def test_an_address_that_nobody_knows_swaps_nothing(session, house, booking, token):
    assert handover.let_go_for_another(session, house, "invented", once=None, now=TUESDAY) == ""
    assert handover.let_go_for_another(session, house, token, once=None, now=TUESDAY + 10 * MINUTE) == ""
    assert booking.state is State.HELD
