"""Waiting for a time that somebody has: who may, in which order it is offered, and what becomes of an offer."""

from datetime import date, datetime, timedelta
from typing import Any

import pytest
from sqlmodel import Session, col, select

from booking import (
    book,
    decisions,
    jobs,
    journal,
    ledger,
    lifecycle,
    meetings,
    occupancy,
    offers,
    refusals,
    waits,
    wishes,
)
from booking import series as several
from booking.refusals import Alternative, Refused
from booking.span import Span
from models.bookings import Booking, Hold, State
from models.community import Group, Listing
from models.letters import Letter
from models.meetings import Signup
from models.requests import Wait, Waiting
from models.rooms import Closure, House
from tests.support.cast import TUESDAY, WEDNESDAY, at, wish

HOUR = timedelta(hours=1)
DESK = "desk:manager"
NEXT_WEEK = date(2026, 12, 2)


@pytest.fixture
def taken(session, house) -> Booking:
    """The Volkshochschule has the big room on Wednesday from 14:00 to 15:30."""
    return book_it(session, house, wish(group_slug="vhs", title="Kurs"))


def book_it(session: Session, house, wanted, now: datetime = TUESDAY) -> Booking:
    return lifecycle.request_booking(session, house, wanted, who=f"group:{wanted.group_slug}", now=now)


def wait(session: Session, house, group: str = "strickcafe", clock: str = "14:00", now=TUESDAY, **changes) -> Wait:
    wanted = wish(clock, group_slug=group, **changes)
    return waits.wait_for(session, house, wanted, who=f"group:{group}", now=now)


def cancel(session: Session, house, booking: Booking, now: datetime = TUESDAY) -> None:
    lifecycle.cancel_booking(session, house, booking.uid, who="group:vhs", now=now)


def offer_of(session: Session, waiting: Wait) -> Booking:
    return session.get_one(Booking, waiting.offer_id)


def end_of(booking: Booking) -> datetime:
    assert booking.held_until is not None
    return booking.held_until


def states(*line: Wait) -> list[Waiting]:
    return [one.state for one in line]


def refused(act, *args, **changes) -> Refused:
    with pytest.raises(Refused) as caught:
        act(*args, **changes)
    return caught.value


# Who may wait


def test_a_group_waits_for_a_time_that_somebody_has(session, house, taken):
    waiting = wait(session, house, persons=12, layout="tables")

    assert (waiting.state, waiting.title, waiting.usage) == (Waiting.WAITING, "Stricken für den Basar", "open_event")
    assert (waiting.starts_at, waiting.wall_from) == (at(WEDNESDAY, "14:00"), datetime(2026, 11, 25, 14, 0))
    assert waits.waits_of(session, waiting.group_id) == [waiting]
    assert waits.place_of(session, house, waiting) == 1
    room = house.rooms_by_slug["quartierraum"]
    assert waits.waiting_for(session, house, room, Span(taken.starts_at, taken.ends_at)) == 1


def test_nobody_waits_for_what_can_be_booked_at_once(session, house):
    assert refused(wait, session, house).reasons == (refusals.NotTaken(),)


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


# The offer


def test_what_is_cancelled_is_offered_to_whoever_waits(session, house, taken):
    waiting = wait(session, house, persons=12)

    cancel(session, house, taken)

    offer = offer_of(session, waiting)
    assert (waiting.state, offer.state, offer.held_for) == (Waiting.OFFERED, State.HELD, Hold.OFFER)
    assert (offer.starts_at, offer.title, offer.persons) == (taken.starts_at, "Stricken für den Basar", 12)
    assert [letter.kind for letter in session.exec(select(Letter).order_by(col(Letter.id)))][-3:] == [
        "wait-waiting",
        "booking-cancelled",
        "booking-offered",
    ]
    [entry] = journal.story(session, offer.id)
    assert (entry.what, entry.who, entry.facts["until"]) == ("booking.offered", "clock", offer.held_until.isoformat())


def test_an_offer_holds_the_room_and_says_nothing_about_whom(session, house, taken):
    waiting = wait(session, house)
    cancel(session, house, taken)

    [reason] = refused(book_it, session, house, wish(group_slug="shg-a", title="Gespräch")).reasons

    offer = offer_of(session, waiting)
    whole = Span(TUESDAY, TUESDAY + timedelta(days=3))
    assert (reason.uid, reason.title) == (offer.uid, None)
    assert offer.listing is Listing.INTERNAL
    assert [date.uid for date in meetings.programme(session, house, whole, now=TUESDAY)] == [taken.uid]  # cancelled
    assert ledger.waiting_requests(session, house) == []
    assert refused(decisions.approve_booking, session, house, offer.uid, who=DESK, now=TUESDAY).reasons == (
        refusals.AlreadyDecided("held"),
    )


@pytest.mark.parametrize(
    ("days", "hours"),
    [
        pytest.param(5, 24, id="far: as long as the house says"),
        pytest.param(1, 8 + 20 / 60, id="near: a third of what is left"),
    ],
)
def test_an_offer_leaves_time_to_answer(session, house, days, hours):
    day = date(2026, 11, 24 + days)
    first = book_it(session, house, wish("12:00" if days == 1 else "14:00", day=day, group_slug="vhs", title="Kurs"))
    waiting = wait(session, house, clock="12:00" if days == 1 else "14:00", day=day)

    cancel(session, house, first)  # at 10:00; the near date begins 26 hours later

    expected = timedelta(hours=24) if days == 5 else timedelta(hours=26) / 3
    assert offer_of(session, waiting).held_until == TUESDAY + expected


def test_an_offer_just_before_the_start_ends_with_it(session, house, taken):
    waiting = wait(session, house)
    soon = taken.starts_at - timedelta(minutes=10)

    cancel(session, house, taken, now=soon)

    assert offer_of(session, waiting).held_until == taken.starts_at


def test_an_offer_half_an_hour_before_leaves_a_quarter(session, house, taken):
    waiting = wait(session, house)
    soon = taken.starts_at - timedelta(minutes=30)

    cancel(session, house, taken, now=soon)

    assert offer_of(session, waiting).held_until == soon + timedelta(minutes=15)


def test_newcomers_are_asked_while_the_desk_can_still_decide(session, house):
    first = book_it(session, house, wish(day=NEXT_WEEK, group_slug="vhs", title="Kurs"))
    waiting = wait(session, house, "neue-nachbarn", day=NEXT_WEEK)
    lead = first.starts_at - timedelta(hours=48)

    cancel(session, house, first, now=lead - timedelta(hours=2))

    assert offer_of(session, waiting).held_until == lead
    assert lead - timedelta(hours=2) + timedelta(hours=24) > lead


def test_newcomers_are_passed_over_once_it_is_too_late_for_the_desk(session, house):
    first = book_it(session, house, wish(day=NEXT_WEEK, group_slug="vhs", title="Kurs"))
    newcomers = wait(session, house, "neue-nachbarn", day=NEXT_WEEK)
    known = wait(session, house, day=NEXT_WEEK)

    cancel(session, house, first, now=first.starts_at - timedelta(hours=48))

    assert states(newcomers, known) == [Waiting.WAITING, Waiting.OFFERED]


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


# Taking it


def test_whoever_takes_the_offer_has_the_room(session, house, taken):
    waiting = wait(session, house)
    cancel(session, house, taken)
    offer = offer_of(session, waiting)

    taking: dict[str, Any] = {"who": "group:strickcafe", "now": TUESDAY + HOUR, "group_id": waiting.group_id}
    offers.accept_offer(session, house, offer.uid, **taking)
    offers.accept_offer(session, house, offer.uid, **taking)  # a second tap

    assert (offer.state, offer.held_for, offer.held_until) == (State.CONFIRMED, None, None)
    assert (offer.listing, offer.signup, waiting.state) == (Listing.PUBLIC, Signup.WAITLIST, Waiting.TAKEN)
    assert [entry.what for entry in journal.story(session, offer.id)] == ["booking.offered", "booking.confirmed"]
    assert waits.waits_of(session, waiting.group_id) == []


@pytest.mark.parametrize(
    ("group", "open_to_all", "listing"),
    [("strickcafe", False, Listing.INTERNAL), ("shg-a", True, Listing.NEUTRAL)],
)
def test_a_taken_offer_shows_no_more_than_was_wished(session, house, taken, group, open_to_all, listing):
    waiting = wait(session, house, group, open_to_all=open_to_all)
    cancel(session, house, taken)

    offer = offers.accept_offer(session, house, offer_of(session, waiting).uid, who="x", now=TUESDAY)

    assert (offer.listing, offer.signup) == (listing, Signup.NONE)


@pytest.mark.parametrize(
    ("group", "usage", "answered_in"),
    [("neue-nachbarn", None, timedelta(hours=48)), ("strickcafe", "course", None)],
)
def test_what_the_desk_decides_is_asked_for_when_it_is_taken(session, house, group, usage, answered_in):
    first = book_it(session, house, wish(day=NEXT_WEEK, group_slug="vhs", title="Kurs"))
    waiting = wait(session, house, group, day=NEXT_WEEK, usage=usage)
    cancel(session, house, first)

    offer = offers.accept_offer(session, house, offer_of(session, waiting).uid, who="x", now=TUESDAY)

    assert (offer.state, waiting.state) == (State.REQUESTED, Waiting.TAKEN)
    assert offer.held_until == (TUESDAY + answered_in if answered_in else None)
    assert [row.uid for row in ledger.waiting_requests(session, house)] == [offer.uid]


@pytest.mark.parametrize("job_was_there", [False, True])
def test_too_late_is_told_with_other_times(session, house, taken, job_was_there):
    waiting = wait(session, house)
    cancel(session, house, taken)
    offer = offer_of(session, waiting)
    late = end_of(offer)
    if job_was_there:
        jobs.run(session, now=late)

    answer = refused(offers.accept_offer, session, house, offer.uid, who="x", now=late)

    assert answer.reasons == (refusals.OfferOver(),)
    assert len(answer.alternatives) == 3
    assert (Alternative("quartierraum", Span(offer.starts_at, offer.ends_at)) in answer.alternatives) is job_was_there


def test_an_offer_is_its_groups_own(session, house, taken):
    waiting = wait(session, house)
    cancel(session, house, taken)
    other = session.exec(select(Group).where(Group.slug == "shg-a")).one()

    for act in (offers.accept_offer, offers.decline_offer):
        answer = refused(act, session, house, offer_of(session, waiting).uid, who="x", now=TUESDAY, group_id=other.id)
        assert answer.reasons == (refusals.NotYours(),)
    assert refused(waits.withdraw, session, house, waiting.uid, who="x", now=TUESDAY, group_id=other.id).reasons == (
        refusals.NotYours(),
    )


def test_a_booking_that_was_no_offer_is_not_taken(session, house, taken):
    for act in (offers.accept_offer, offers.decline_offer):
        answer = refused(act, session, house, taken.uid, who="x", now=TUESDAY)
        assert answer.reasons == (refusals.AlreadyDecided("confirmed"),)


def test_nobody_takes_what_the_house_closed_meanwhile(session, house, taken):
    waiting = wait(session, house)
    cancel(session, house, taken)
    closure = Closure(slug="wasser", starts_on=WEDNESDAY, ends_on=WEDNESDAY, from_min=0, to_min=1440)
    closure.rooms, closure.public_text = ["quartierraum"], "Am Mittwoch fehlt das Wasser."
    session.add(closure)
    session.get_one(House, 1).revision += 1
    session.flush()

    answer = refused(
        offers.accept_offer,
        session,
        occupancy.house_facts(session),
        offer_of(session, waiting).uid,
        who="x",
        now=TUESDAY,
    )

    assert [reason.code for reason in answer.reasons] == ["closed"]


def test_declining_twice_and_leaving_twice_change_nothing(session, house, taken):
    waiting = wait(session, house)
    cancel(session, house, taken)
    offer = offer_of(session, waiting)

    for _ in range(2):
        offers.decline_offer(session, house, offer.uid, who="x", now=TUESDAY)
        waits.withdraw(session, house, waiting.uid, who="x", now=TUESDAY)

    assert refused(offers.accept_offer, session, house, offer.uid, who="x", now=TUESDAY).reasons == (
        refusals.AlreadyDecided("declined"),
    )


def test_who_took_the_offer_does_not_wait_any_more(session, house, taken):
    waiting = wait(session, house)
    cancel(session, house, taken)
    offers.accept_offer(session, house, offer_of(session, waiting).uid, who="x", now=TUESDAY)

    assert refused(waits.withdraw, session, house, waiting.uid, who="x", now=TUESDAY).reasons == (
        refusals.AlreadyDecided("taken"),
    )


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


# Instead of something else


def test_what_had_to_give_way_is_offered_another_time_in_the_same_act(session, house):
    given_way = book_it(session, house, wish("14:00"))
    order = wishes.read_wish(session, house, wish("18:00"))

    offer = offers.make_offer(
        session, house, order, order.span, until=order.span.end, instead_of=given_way, who=DESK, now=TUESDAY
    )
    assert (offer.held_until, offer.instead_of_id, offer.signup) == (order.span.start, given_way.id, Signup.WAITLIST)
    assert [one.uid for one in offers.offers_of(session, order.group.id, now=TUESDAY)] == [offer.uid]

    offers.accept_offer(session, house, offer.uid, who="x", now=TUESDAY)
    assert (offer.state, offer.listing) == (State.CONFIRMED, Listing.PUBLIC)


def test_what_the_desk_offers_instead_needs_no_second_yes(session, house):
    given_way = book_it(session, house, wish(day=NEXT_WEEK, group_slug="neue-nachbarn"))
    decisions.approve_booking(session, house, given_way.uid, who=DESK, now=TUESDAY)
    order = wishes.read_wish(session, house, wish("18:00", day=NEXT_WEEK, group_slug="neue-nachbarn"))
    until = TUESDAY + HOUR

    offer = offers.make_offer(
        session, house, order, order.span, until=until, instead_of=given_way, who=DESK, now=TUESDAY
    )

    assert offers.accept_offer(session, house, offer.uid, who="x", now=TUESDAY).state is State.CONFIRMED


def test_what_somebody_has_is_not_offered(session, house, taken):
    order = wishes.read_wish(session, house, wish())

    answer = refused(offers.make_offer, session, house, order, order.span, until=TUESDAY + HOUR, who=DESK, now=TUESDAY)

    assert [reason.code for reason in answer.reasons] == ["taken"]
