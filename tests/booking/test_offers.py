"""A time is offered: until when, what others see of it meanwhile, and what becomes of it."""

from datetime import date, timedelta
from typing import Any

import pytest
from sqlmodel import col, select

from booking import (
    decisions,
    jobs,
    journal,
    ledger,
    meetings,
    occupancy,
    offers,
    refusals,
    waits,
    wishes,
)
from booking.refusals import Alternative
from booking.span import Span
from models.bookings import Booking, Hold, State
from models.community import Group, Listing
from models.letters import Letter
from models.meetings import Signup
from models.requests import Waiting
from models.rooms import Closure, House
from tests.support.cast import TUESDAY, WEDNESDAY, at, wish
from tests.support.line import book_it, cancel, end_of, offer_of, refused, states, wait

HOUR = timedelta(hours=1)
DESK = "desk:manager"
NEXT_WEEK = date(2026, 12, 2)


@pytest.fixture
def taken(session, house) -> Booking:
    """The Volkshochschule has the big room on Wednesday from 14:00 to 15:30."""
    return book_it(session, house, wish(group_slug="vhs", title="Kurs"))


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


def test_whoever_waits_for_a_loud_time_is_offered_a_loud_one(session, house, taken):
    waiting = wait(session, house, noise="loud")

    cancel(session, house, taken)

    assert offer_of(session, waiting).facts["noise"] == "loud"


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
    # Nobody else waits for it: before the job came round, too, it is free for all.
    assert Alternative("quartierraum", Span(offer.starts_at, offer.ends_at)) in answer.alternatives


def test_an_offer_is_its_groups_own(session, house, taken):
    waiting = wait(session, house)
    cancel(session, house, taken)
    other = session.exec(select(Group).where(Group.slug == "shg-a")).one()

    for act in (offers.accept_offer, offers.decline_offer):
        answer = refused(act, session, house, offer_of(session, waiting).uid, who="x", now=TUESDAY, group_id=other.id)
        assert answer.reasons == (refusals.NotYours(),)
    assert refused(waits.withdraw, session, house, waiting.uid, who="x", now=TUESDAY, group_id=other.id).reasons == (
        refusals.NotYours("wait"),
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


def test_who_has_no_group_is_offered_another_time_too(session, house):
    given_way = book_it(session, house, wish("14:00"))
    given_way.group_id, given_way.listing = None, Listing.NEUTRAL
    order = wishes.read_again(session, house, given_way, start=at(WEDNESDAY, "18:00"), end=at(WEDNESDAY, "19:00"))
    until = TUESDAY + HOUR

    offer = offers.make_offer(
        session, house, order, order.span, until=until, instead_of=given_way, who=DESK, now=TUESDAY
    )
    late = refused(offers.accept_offer, session, house, offer.uid, who=DESK, now=until)
    offers.accept_offer(session, house, offer.uid, who=DESK, now=TUESDAY)

    assert [reason.code for reason in late.reasons] == ["offer_over"]
    assert (offer.state, offer.group_id, offer.listing) == (State.CONFIRMED, None, Listing.NEUTRAL)
