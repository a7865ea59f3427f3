"""Waiting for a time that somebody has: who may, and in which order it is offered."""

from datetime import date, datetime, timedelta
from typing import Any

import pytest
from sqlmodel import col, select

from booking import (
    book,
    decisions,
    jobs,
    journal,
    ledger,
    lifecycle,
    offers,
    refusals,
    waits,
)
from booking import series as several
from booking.span import Span
from models.bookings import Booking, State
from models.letters import Letter
from models.requests import Waiting
from tests.support.cast import TUESDAY, WEDNESDAY, at, wish
from tests.support.line import book_it, cancel, end_of, offer_of, refused, states, wait

HOUR = timedelta(hours=1)
DESK = "desk:manager"
NEXT_WEEK = date(2026, 12, 2)


@pytest.fixture
def taken(session, house) -> Booking:
    """The Volkshochschule has the big room on Wednesday from 14:00 to 15:30."""
    return book_it(session, house, wish(group_slug="vhs", title="Kurs"))


# Who may wait


def test_a_group_waits_for_a_time_that_somebody_has(session, house, taken):
    waiting = wait(session, house, persons=12, layout="tables")

    assert (waiting.state, waiting.title, waiting.usage) == (Waiting.WAITING, "Stricken für den Basar", "open_event")
    assert (waiting.starts_at, waiting.wall_from) == (at(WEDNESDAY, "14:00"), datetime(2026, 11, 25, 14, 0))
    assert waits.waits_of(session, waiting.group_id) == [waiting]
    assert waits.place_of(session, house, waiting) == 1
    room = house.rooms_by_slug["quartierraum"]
    assert waits.waiting_for(session, house, room, Span(taken.starts_at, taken.ends_at)) == 1


def test_nobody_waits_for_a_time_of_its_own(session, house):
    book_it(session, house, wish())

    assert refused(wait, session, house).reasons == (refusals.YoursAlready(),)


def test_nobody_waits_for_what_can_be_booked_at_once(session, house):
    assert refused(wait, session, house).reasons == (refusals.NotTaken(),)


def test_a_free_time_that_cannot_be_booked_is_not_told_to_be_booked(session, house):
    yesterday = TUESDAY.date() - timedelta(days=1)

    assert refused(wait, session, house, day=yesterday).reasons == (refusals.InThePast(),)


def test_a_free_time_that_is_beyond_the_share_is_told_as_that(session, house):
    for day in range(2):
        book_it(session, house, wish(day=date(2026, 11, 26 + day), minutes=240))

    [reason] = refused(wait, session, house).reasons

    assert isinstance(reason, refusals.ManyHours)


def test_whoever_waits_is_told_every_other_reason_at_once(session, house, taken):
    codes = {reason.code for reason in refused(wait, session, house, persons=500, clock="14:05").reasons}

    assert codes == {"off_grid", "too_many_persons"}


def test_nobody_waits_for_the_past(session, house, taken):
    assert refused(wait, session, house, now=taken.starts_at + HOUR).reasons == (refusals.InThePast(),)


def test_only_a_single_date_can_be_waited_for(session, house, taken):
    [reason] = refused(wait, session, house, rrule="FREQ=WEEKLY;COUNT=3").reasons

    assert reason == refusals.RuleRefused("one_date")


@pytest.mark.parametrize("clock", ["14:00", "15:00"])
def test_a_group_waits_once_for_one_time(session, house, taken, clock):
    wait(session, house)

    assert refused(wait, session, house, clock=clock).reasons == (refusals.AlreadyWaiting(),)


def test_two_times_after_each_other_are_two(session, house, taken):
    book_it(session, house, wish("16:00", group_slug="vhs", title="Kurs"))
    wait(session, house)

    assert wait(session, house, clock="15:30").state is Waiting.WAITING


def test_a_group_waits_for_so_many_times_at_most(session, house):
    days = [date(2026, 12, day) for day in (1, 2, 3, 4, 7, 8)]
    for day in days:
        book_it(session, house, wish(day=day, group_slug="vhs", title="Kurs"))
    for day in days[:5]:
        wait(session, house, day=day)

    assert refused(wait, session, house, day=days[5]).reasons == (refusals.ManyWaits(5),)
    assert wait(session, house, "shg-a", day=days[5]).state is Waiting.WAITING


# For somebody at the counter


def test_the_desk_lets_a_group_wait_under_the_rules_of_the_group(session, house, taken):
    """As the group will be offered it: without what the desk may do itself."""
    waiting = wait(session, house, by_desk=True, source="desk")
    soon = refused(wait, session, house, "neue-nachbarn", by_desk=True, override=("heizung",))

    assert waiting.state is Waiting.WAITING
    assert [reason.code for reason in soon.reasons] == ["too_soon"]


def test_the_desk_reads_who_waits_for_what_and_who_is_next(session, house, taken):
    book_it(session, house, wish(day=NEXT_WEEK, group_slug="vhs", title="Kurs"))
    later = wait(session, house, day=NEXT_WEEK)
    first, second = wait(session, house, persons=7), wait(session, house, "shg-a", clock="15:00")
    before = ledger.desk_waits(session, house)

    cancel(session, house, taken)
    after = ledger.desk_waits(session, house)

    assert [(row.uid, row.place) for row in before] == [(first.uid, 1), (second.uid, 2), (later.uid, 1)]
    assert [(row.uid, row.place) for row in after] == [(first.uid, 0), (second.uid, 1), (later.uid, 1)]
    assert (before[0].group_name, before[0].room_name, before[0].persons) == (
        "Strick- und Spielecafé",
        "Quartierraum",
        7,
    )
    offer = offer_of(session, first)
    assert (after[0].offer_uid, after[0].offered_until, before[0].offer_uid) == (offer.uid, offer.held_until, "")


@pytest.mark.parametrize("offered", [False, True], ids=["waits", "is offered it"])
def test_whom_the_desk_takes_off_the_list_is_told_once(session, house, taken, offered):
    waiting = wait(session, house)
    if offered:
        cancel(session, house, taken)

    waits.withdraw(session, house, waiting.uid, who=DESK, now=TUESDAY)
    waits.withdraw(session, house, waiting.uid, who=DESK, now=TUESDAY)

    kinds = list(session.exec(select(Letter.kind).order_by(col(Letter.id).desc()).limit(2)))
    told = ["booking-offer_declined", "booking-offered"] if offered else ["wait-withdrawn", "wait-waiting"]
    assert (states(waiting), kinds) == ([Waiting.WITHDRAWN], told)
    assert ledger.desk_waits(session, house) == []


# In order and fair


def test_the_first_in_the_line_is_asked_first_and_then_the_second(session, house, taken):
    first, second = wait(session, house), wait(session, house, "shg-a")
    assert [waits.place_of(session, house, one) for one in (first, second)] == [1, 2]

    cancel(session, house, taken)

    assert states(first, second) == [Waiting.OFFERED, Waiting.WAITING]
    assert [waits.place_of(session, house, one) for one in (first, second)] == [0, 1]


@pytest.mark.parametrize("way", ["declines", "withdraws", "cancels", "is late"])
def test_the_second_is_asked_when_the_first_does_not_want_it(session, house, taken, way):
    first, second = wait(session, house), wait(session, house, "shg-a")
    cancel(session, house, taken)
    offer = offer_of(session, first)
    facts: dict[str, Any] = {"who": "group:strickcafe", "now": TUESDAY + HOUR}

    match way:
        case "declines":
            offers.decline_offer(session, house, offer.uid, group_id=first.group_id, **facts)
        case "withdraws":
            waits.withdraw(session, house, first.uid, group_id=first.group_id, **facts)
        case "cancels":
            lifecycle.cancel_booking(session, house, offer.uid, group_id=first.group_id, **facts)
        case _:
            jobs.run(session, now=end_of(offer))

    late = way == "is late"
    assert (offer.state, first.state) == (
        (State.EXPIRED, Waiting.LAPSED) if late else (State.DECLINED, Waiting.WITHDRAWN)
    )
    assert states(second) == [Waiting.OFFERED]
    assert offer_of(session, second).starts_at == taken.starts_at
    told = [entry.what for entry in journal.story(session, offer.id)]
    assert told == ["booking.offered", "booking.offer_over" if late else "booking.offer_declined"]


def test_whoever_needs_more_than_became_free_keeps_its_place(session, house, taken):
    beside = book_it(session, house, wish("16:00", minutes=60, group_slug="vhs", title="Kurs"))
    long, short = wait(session, house, minutes=180), wait(session, house, "shg-a")

    cancel(session, house, taken)
    assert states(long, short) == [Waiting.WAITING, Waiting.OFFERED]

    cancel(session, house, beside)
    assert states(long) == [Waiting.WAITING]

    waits.withdraw(session, house, short.uid, who="x", now=TUESDAY)
    assert states(long) == [Waiting.OFFERED]


def test_several_fit_into_one_long_time(session, house):
    whole = book_it(session, house, wish("9:00", minutes=300, group_slug="vhs", title="Kurs"))
    early, between, late = (
        wait(session, house, "strickcafe", "9:00", minutes=60),
        wait(session, house, "shg-a", "9:30", minutes=60),
        wait(session, house, "shg-a", "11:00", minutes=90),
    )

    cancel(session, house, whole)

    assert [one.state for one in (early, between, late)] == [Waiting.OFFERED, Waiting.WAITING, Waiting.OFFERED]


def test_set_up_time_counts_for_what_became_free(session, house, taken):
    """From 15:30 on the room is free by the clock, but the one who was there still cleared up."""
    after = book_it(session, house, wish("17:00", group_slug="vhs", title="Kurs"))
    beside = wait(session, house, clock="15:30", minutes=60)  # its block begins at 15:15

    cancel(session, house, taken)
    assert states(beside) == [Waiting.OFFERED]
    assert after.state is State.CONFIRMED


def test_rooms_that_share_floor_are_passed_on(session, house, taken):
    with_kitchen = wait(session, house, extras=("kueche",))
    other_room = book_it(session, house, wish(room="stueble", group_slug="vhs", title="Kurs"))
    small = wait(session, house, "shg-a", room="stueble")

    cancel(session, house, taken)

    assert (with_kitchen.state, small.state, other_room.state) == (
        Waiting.OFFERED,
        Waiting.WAITING,
        State.CONFIRMED,
    )
    assert offer_of(session, with_kitchen).room_id == house.rooms_by_slug["quartierraum+kueche"].id


def test_a_group_that_has_its_share_is_passed_over_until_it_has_less(session, house, taken):
    full, other = wait(session, house), wait(session, house, "shg-a")
    mine = [book_it(session, house, wish(day=date(2026, 11, 26 + day), minutes=240)) for day in range(2)]

    cancel(session, house, taken)
    assert states(full, other) == [Waiting.WAITING, Waiting.OFFERED]

    offers.decline_offer(session, house, offer_of(session, other).uid, who="x", now=TUESDAY)
    assert states(full) == [Waiting.WAITING]

    lifecycle.cancel_booking(session, house, mine[0].uid, who="x", now=TUESDAY)
    jobs.run(session, now=TUESDAY)
    assert states(full) == [Waiting.OFFERED]


def test_a_group_that_books_elsewhere_keeps_waiting(session, house, taken):
    waiting = wait(session, house)
    book_it(session, house, wish("18:00"))

    cancel(session, house, taken)

    assert states(waiting) == [Waiting.OFFERED]


def test_a_declined_wish_and_a_lapsed_one_are_passed_on(session, house):
    asked = book_it(session, house, wish(group_slug="vhs", usage="course", title="Kurs"))
    lapsing = book_it(session, house, wish(day=NEXT_WEEK, group_slug="neue-nachbarn"))
    first, second = wait(session, house), wait(session, house, "shg-a", day=NEXT_WEEK)

    decisions.decline_booking(session, house, asked.uid, reason="no_room", who=DESK, now=TUESDAY)
    assert states(first) == [Waiting.OFFERED]

    jobs.run(session, now=end_of(lapsing))
    assert states(second) == [Waiting.OFFERED]


def test_a_cancelled_series_is_passed_on(session, house):
    rule = wish(group_slug="vhs", title="Kurs", rrule="FREQ=WEEKLY;COUNT=3")
    made = several.request_series(session, house, rule, who="x", now=TUESDAY)
    first, second = wait(session, house), wait(session, house, "shg-a", day=NEXT_WEEK)

    several.cancel_series(session, made, who="x", now=TUESDAY)

    assert states(first, second) == [Waiting.OFFERED, Waiting.OFFERED]


def test_who_loses_an_offer_to_the_town_waits_again_at_the_old_place(session, house, taken):
    first, second = wait(session, house), wait(session, house, "shg-a")
    cancel(session, house, taken)
    offer = offer_of(session, first)

    book.release(session, offer, State.CANCELLED, reason="displaced", now=TUESDAY)
    town = book_it(session, house, wish(group_slug="vhs", title="Sitzung"))
    waits.pass_on(session, house, now=TUESDAY)
    assert states(first, second) == [Waiting.WAITING, Waiting.WAITING]

    cancel(session, house, town)
    assert states(first, second) == [Waiting.OFFERED, Waiting.WAITING]


# By the clock


def test_a_wait_ends_with_its_time(session, house, taken):
    waiting = wait(session, house)

    jobs.run(session, now=taken.starts_at)

    assert states(waiting) == [Waiting.LAPSED]
    assert not waits.time_is_over(session, taken.starts_at)


def test_what_nobody_passed_on_is_found_by_the_clock(session, house, taken):
    waiting = wait(session, house)
    assert not waits.something_overlooked(session, TUESDAY)

    book.release(session, taken, State.CANCELLED, reason="", now=TUESDAY)
    book.tell(session, "booking.cancelled", taken, who="x", now=TUESDAY)
    session.flush()

    assert waits.something_overlooked(session, TUESDAY)
    assert jobs.run(session, now=TUESDAY) == 1
    assert states(waiting) == [Waiting.OFFERED]
    assert not waits.something_overlooked(session, TUESDAY)


def test_a_time_that_the_day_makes_possible_is_found_by_the_clock(session, house):
    """The book is open for 120 days; whoever waits at its edge waits for the day as well."""
    far = date(2027, 3, 24)
    first = book_it(session, house, wish(day=far, group_slug="vhs", title="Kurs"))
    waiting = wait(session, house, day=far)
    yesterday = TUESDAY - timedelta(days=1)
    cancel(session, house, first, now=yesterday)
    jobs.run(session, now=yesterday)
    assert states(waiting) == [Waiting.WAITING]

    assert jobs.anything_due(session, now=TUESDAY)
    jobs.run(session, now=TUESDAY)

    assert states(waiting) == [Waiting.OFFERED]
