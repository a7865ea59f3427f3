"""Somebody without a group and without a phone asks at the kiosk, and is found again at the counter by a word."""

import re
from datetime import date, timedelta

import pytest

from booking import decisions, holds, jobs, ledger, newcomers, refusals
from booking.refusals import Refused
from models.bookings import Booking, State
from models.community import Listing
from models.meetings import Signup
from tests.support.cast import TUESDAY, wish

FRIDAY = date(2026, 11, 27)  # three days ahead: newcomers need two
KIOSK = "kiosk:1"
HOUR = timedelta(hours=1)


def hold(session, house, clock="14:00", *, who=KIOSK, now=TUESDAY, day=FRIDAY) -> Booking:
    return holds.hold(session, house, wish(clock, day=day, group_slug="", title=""), who=who, now=now)


def ask(session, house, booking, *, now=TUESDAY, **changes) -> Booking:
    asked = {"usage": "group", "persons": 10, "who": KIOSK, "now": now, **changes}
    return newcomers.ask(session, house, booking.uid, **asked)


def refused(do, *args, **asked) -> Refused:
    with pytest.raises(Refused) as caught:
        do(*args, **asked)
    return caught.value


def test_a_request_is_held_two_days_and_has_a_word_to_say_at_the_counter(session, house):
    booking = ask(session, house, hold(session, house))

    assert (booking.state, booking.held_until) == (State.REQUESTED, TUESDAY + timedelta(hours=48))
    assert (booking.title, booking.usage, booking.persons) == ("Gruppentreffen", "group", 10)
    assert (booking.group_id, booking.source, booking.listing) == (None, "kiosk_slip", Listing.INTERNAL)
    assert booking.signup is Signup.NONE
    assert re.fullmatch(r"\w+ \w+ \d{1,2}", newcomers.code_word(booking))


def test_the_desk_reads_the_word_and_says_yes(session, house):
    booking = ask(session, house, hold(session, house))

    (row,) = ledger.waiting_requests(session, house)
    assert (row.uid, row.group_name, row.facts["code_word"]) == (booking.uid, "", newcomers.code_word(booking))
    decisions.approve_booking(session, house, booking.uid, who="desk:manager", now=TUESDAY + HOUR)
    assert (booking.state, newcomers.code_word(booking) != "") == (State.CONFIRMED, True)


def test_asking_twice_changes_nothing(session, house):
    booking = hold(session, house)
    first = newcomers.code_word(ask(session, house, booking))

    again = ask(session, house, booking, persons=12)

    assert (newcomers.code_word(again), again.persons, again.revision) == (first, 10, 1)


def test_nobody_answers_and_it_lapses(session, house):
    booking = ask(session, house, hold(session, house))

    jobs.run(session, now=TUESDAY + timedelta(hours=48))

    assert booking.state is State.EXPIRED


def test_too_early_is_told_before_anything_is_chosen_with_times_that_are_not(session, house):
    tomorrow = hold(session, house, day=date(2026, 11, 25))

    answer = refused(newcomers.too_early, session, house, tomorrow.uid, now=TUESDAY)

    assert [reason.code for reason in answer.reasons] == ["too_soon"]
    assert [one.span.start >= TUESDAY + timedelta(hours=48) for one in answer.alternatives] == [True] * 3
    assert tomorrow.state is State.HELD
    newcomers.too_early(session, house, hold(session, house).uid, now=TUESDAY)


def test_a_hold_that_ran_out_offers_the_same_time_again(session, house):
    booking = hold(session, house)
    late = TUESDAY + timedelta(minutes=3)

    for answer in (
        refused(ask, session, house, booking, now=late),
        refused(newcomers.too_early, session, house, booking.uid, now=late),
    ):
        assert answer.reasons == (refusals.HoldOver(),)
        assert answer.alternatives[0].span.start == booking.starts_at


@pytest.mark.parametrize(
    ("changes", "code"),
    [
        ({"persons": 0}, "bad_number"),
        ({"persons": 51}, "too_many_persons"),
        ({"usage": "private"}, "usage_not_allowed"),
        ({"usage": "unfug"}, "unknown_usage"),
    ],
    ids=["nobody", "too many", "private", "unknown"],
)
def test_what_the_house_does_not_allow_stays_held(session, house, changes, code):
    booking = hold(session, house)

    assert [reason.code for reason in refused(ask, session, house, booking, **changes).reasons] == [code]
    assert (booking.state, newcomers.code_word(booking)) == (State.HELD, "")


def test_the_town_itself_is_no_reason_of_a_newcomer(session, house):
    assert [usage.slug for usage in newcomers.reasons_to_come(house)] == ["open_event", "group", "course"]


def test_a_kiosk_takes_two_requests_in_an_hour_and_six_a_day(session, house):
    clocks = ["08:15", "09:30", "10:45", "12:00", "13:15", "14:30", "15:45"]

    def try_one(number: int, now) -> list[str]:
        start = wish(clocks[number], day=FRIDAY, group_slug="", title="", minutes=30)
        booking = holds.hold(session, house, start, who=KIOSK, now=now)
        try:
            ask(session, house, booking, now=now)
        except Refused as answer:
            holds.let_go(session, house, booking.uid, who=KIOSK, now=now)
            return [f"{reason.code} {reason.hours}" for reason in answer.reasons]
        return []

    answers = [try_one(number, TUESDAY + number // 2 * HOUR) for number in range(6)]
    seventh = try_one(6, TUESDAY + 4 * HOUR)

    assert (answers, seventh) == ([[]] * 6, ["many_requests_here 24"])
    other = holds.hold(session, house, wish("17:00", day=FRIDAY, group_slug=""), who="kiosk:2", now=TUESDAY)
    assert ask(session, house, other).state is State.REQUESTED


def test_the_third_within_an_hour_waits_whatever_became_of_the_first(session, house):
    first = ask(session, house, hold(session, house, "09:00"))
    decisions.decline_booking(session, house, first.uid, reason="no_room", who="desk:manager", now=TUESDAY)
    ask(session, house, hold(session, house, "12:00"))

    third = hold(session, house, "16:00")

    assert refused(ask, session, house, third).reasons == (refusals.ManyRequestsHere(2, hours=1),)
    assert refused(newcomers.too_early, session, house, third.uid, now=TUESDAY).reasons == (
        refusals.ManyRequestsHere(2, hours=1),
    )
