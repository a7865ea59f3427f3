"""The town takes a room that was promised, and offers another time in the same act; on both databases."""

from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from datetime import date, timedelta
from typing import Any

import pytest
from sqlmodel import col, select

from booking import (
    decisions,
    displacement,
    jobs,
    lifecycle,
    meetings,
    occupancy,
    offers,
    refusals,
    series,
    signups,
    waits,
)
from booking.displacement import Displaced, Elsewhere
from booking.refusals import Refused
from booking.span import Span
from models.bookings import Booking, Hold, State
from models.community import Group
from models.journal import JournalEntry
from models.letters import Letter
from models.rooms import Closure, House
from tests.support.cast import TUESDAY, WEDNESDAY, at, move_in, wish

DESK = "desk:manager"
THURSDAY = WEDNESDAY + timedelta(days=1)
NEXT_WEEK = date(2026, 12, 2)
WHY = "Der Gemeinderat tagt"


def book(session, house, clock="14:00", **changes) -> Booking:
    return lifecycle.request_booking(session, house, wish(clock, **changes), who="group:strickcafe", now=TUESDAY)


def displace(session, house, booking, *, now=TUESDAY, text=WHY, **changes) -> Displaced:
    return displacement.displace(session, house, booking.uid, text=text, who=DESK, now=now, **changes)


def council(clock="14:00", minutes=90, **changes) -> Any:
    return wish(clock, minutes=minutes, group_slug="vhs", **{"title": "Sitzung", **changes})


def refused(do, *args, **asked) -> Refused:
    with pytest.raises(Refused) as caught:
        do(*args, **asked)
    return caught.value


def codes(refusal: Refused) -> list[str]:
    return [reason.code for reason in refusal.reasons]


def letters(session) -> list[Any]:
    return list(session.exec(select(Letter).order_by(col(Letter.id))))


def group_id(session, slug) -> int:
    return int(session.exec(select(Group.id).where(Group.slug == slug)).one())


def elsewhere(clock="18:00", *, day=WEDNESDAY, room="stueble", minutes=90) -> Elsewhere:
    return Elsewhere(room, at(day, clock), at(day, clock) + timedelta(minutes=minutes))


def test_the_town_takes_the_room_and_the_group_is_offered_another_time(session, house):
    booking = book(session, house)

    done = displace(session, house, booking, wish_of_town=council(), alternative=elsewhere())

    assert (booking.state, booking.reason, booking.note) == (State.CANCELLED, "displaced", WHY)
    assert (done.town.state, done.town.starts_at) == (State.CONFIRMED, at(WEDNESDAY, "14:00"))
    assert (done.offer.state, done.offer.held_for, done.offer.instead_of_id) == (State.HELD, Hold.OFFER, booking.id)
    assert (done.offer.group_id, done.offer.title) == (booking.group_id, booking.title)
    last = letters(session)[-1]
    assert (last.kind, last.facts["booking"], last.facts["offer"]) == ("booking-displaced", booking.uid, done.offer.uid)
    assert (last.facts["text"], last.facts["until"]) == (WHY, done.offer.held_until.isoformat())
    assert [letter.kind for letter in letters(session)] == [
        "booking-confirmed",
        "booking-confirmed",
        "booking-displaced",
    ]


def test_the_public_sees_what_fell_out_and_why_and_no_offer(session, house):
    displace(session, house, book(session, house), wish_of_town=council(), alternative=elsewhere())

    day = Span(at(WEDNESDAY, "00:00"), at(WEDNESDAY, "23:00"))
    seen = [(one.title, one.status, one.note) for one in meetings.programme(session, house, day, now=TUESDAY)]

    assert seen == [("Stricken für den Basar", "cancelled", WHY), ("Sitzung", "planned", "")]


def test_without_a_choice_of_the_desk_the_nearest_free_time_is_offered(session, house):
    done = displace(
        session, house, book(session, house, "14:00", minutes=60, day=THURSDAY), wish_of_town=council(day=THURSDAY)
    )

    assert (done.offer.starts_at, done.offer.ends_at) == (at(THURSDAY, "12:30"), at(THURSDAY, "13:30"))
    assert done.offer.room_id == done.booking.room_id


def test_a_time_within_a_day_is_not_offered_by_itself(session, house):
    done = displace(
        session, house, book(session, house, "10:30", day=THURSDAY), wish_of_town=council("10:00", 120, day=THURSDAY)
    )

    assert done.offer.starts_at == at(WEDNESDAY, "10:00") + timedelta(days=1, hours=2, minutes=30)


def test_what_is_needed_without_a_booking_is_not_offered_again(session, house):
    booking = book(session, house, day=THURSDAY)

    done = displace(session, house, booking)

    assert done.town is None
    assert not Span(done.offer.busy_from, done.offer.busy_until).overlaps(Span(booking.busy_from, booking.busy_until))
    assert done.offer.starts_at - done.offer.ends_at == booking.starts_at - booking.ends_at


def test_where_nothing_is_free_the_letter_says_so(session, house):
    booking = book(session, house)
    closure = Closure(slug="umbau", starts_on=WEDNESDAY, ends_on=date(2027, 1, 31), rooms=["quartierraum"])
    session.add(closure)
    session.get_one(House, 1).revision += 1
    session.flush()

    done = displace(session, occupancy.house_facts(session), booking, text="Der Raum wird umgebaut")

    assert (done.offer, letters(session)[-1].facts["offer"]) == (None, "")
    assert booking.state is State.CANCELLED


def test_seats_stay_and_move_along_when_the_offer_is_taken(session, house):
    booking = book(session, house)
    tokens = [signups.take_seat(session, house, booking.code, number, now=TUESDAY).token for number in (2, 3)]
    signups.cancel_seat(session, house, tokens[1], now=TUESDAY)
    done = displace(session, house, booking, wish_of_town=council(), alternative=elsewhere())

    assert signups.seat(session, house, tokens[0], now=TUESDAY).occurrence.status == "cancelled"
    offers.accept_offer(session, house, done.offer.uid, who="group:strickcafe", now=TUESDAY, group_id=booking.group_id)

    seat = signups.seat(session, house, tokens[0], now=TUESDAY)
    assert (seat.occurrence.starts, seat.occurrence.status, seat.persons) == (at(WEDNESDAY, "18:00"), "planned", 2)
    assert (done.offer.state, seat.occurrence.taken) == (State.CONFIRMED, 2)
    assert signups.seat(session, house, tokens[1], now=TUESDAY).occurrence.code == booking.code


@pytest.mark.parametrize("lapses", [True, False], ids=["lapses", "declined"])
def test_seats_stay_where_they_are_if_the_offer_is_not_taken(session, house, lapses):
    booking = book(session, house)
    token = signups.take_seat(session, house, booking.code, 2, now=TUESDAY).token
    done = displace(session, house, booking, wish_of_town=council(), alternative=elsewhere())

    if lapses:
        jobs.run(session, now=at(WEDNESDAY, "17:59"))
    else:
        offers.decline_offer(session, house, done.offer.uid, who="x", now=TUESDAY)

    assert signups.seat(session, house, token, now=TUESDAY).occurrence.status == "cancelled"


def test_the_other_room_must_hold_who_has_a_seat(session, house):
    booking = book(session, house)
    for persons in (6, 5):
        signups.take_seat(session, house, booking.code, persons, now=TUESDAY)

    answer = refused(displace, session, house, booking, alternative=elsewhere(room="stueble"))

    assert answer.reasons == (refusals.SeatsTaken(11, 8),)
    assert (booking.state, booking.note) == (State.CONFIRMED, "")


@pytest.mark.parametrize(
    ("picked", "found"),
    [
        (elsewhere("03:00"), ["outside_hours"]),
        (elsewhere("14:10"), ["off_grid"]),
        (elsewhere("09:00", day=date(2026, 11, 23)), ["in_the_past"]),
        (elsewhere(room="keller"), ["unknown_room"]),
        (elsewhere(room="kueche"), ["room_only_as_extra"]),
        (elsewhere("20:00", room="quartierraum"), ["taken"]),
        (elsewhere("14:30", room="quartierraum", minutes=60), ["taken"]),
        (elsewhere(minutes=-30), ["end_before_start"]),
    ],
    ids=["at night", "off grid", "past", "no room", "only as extra", "somebody else's", "the town's own", "backwards"],
)
def test_what_the_desk_picks_must_be_possible_and_nothing_is_done_if_not(session, house, picked, found):
    booking = book(session, house)
    book(session, house, "20:00", group_slug="shg-a")
    before = len(session.exec(select(JournalEntry)).all())

    answer = refused(displace, session, house, booking, wish_of_town=council(), alternative=picked)

    assert codes(answer) == found
    assert (booking.state, booking.note, booking.revision) == (State.CONFIRMED, "", 0)
    assert len(session.exec(select(Booking)).all()) == 2
    assert len(session.exec(select(JournalEntry)).all()) == before
    assert waits.pass_on(session, house, now=TUESDAY) == 0


def test_a_wish_of_the_town_that_is_not_possible_takes_nobodys_room(session, house):
    booking = book(session, house)
    book(session, house, "16:00", group_slug="shg-a")

    answer = refused(displace, session, house, booking, wish_of_town=council("14:00", 180))

    assert codes(answer) == ["taken"]
    assert booking.state is State.CONFIRMED
    assert len(letters(session)) == 2


def test_what_the_town_asks_for_is_promised_by_the_desk_itself(session, house):
    done = displace(session, house, book(session, house), wish_of_town=council(usage="course"))

    assert done.town.state is State.CONFIRMED


def test_a_newcomer_is_offered_time_without_the_notice_that_it_needs_to_ask(session, house):
    booking = book(session, house, day=NEXT_WEEK, group_slug="neue-nachbarn")
    decisions.approve_booking(session, house, booking.uid, who=DESK, now=TUESDAY)

    done = displace(session, house, booking, alternative=elsewhere(day=THURSDAY, clock="09:00"))

    assert done.offer.held_until > TUESDAY
    taken = offers.accept_offer(session, house, done.offer.uid, who="x", now=TUESDAY)
    assert taken.state is State.CONFIRMED


@pytest.mark.parametrize(
    ("text", "code"), [("", "reason_missing"), (" ", "reason_missing"), ("<b>", "title_refused")], ids=repr
)
def test_who_gives_way_is_told_why(session, house, text, code):
    booking = book(session, house)

    assert codes(refused(displace, session, house, booking, text=text)) == [code]
    assert booking.state is State.CONFIRMED


def test_only_what_was_promised_and_is_ahead_gives_way(session, house):
    booking = book(session, house)

    assert codes(refused(displace, session, house, booking, now=at(WEDNESDAY, "14:00"))) == ["meeting_over"]
    assert codes(refused(displace, session, house, booking, revision=3)) == ["changed_meanwhile"]
    lifecycle.cancel_booking(session, house, booking.uid, who="x", now=TUESDAY)
    assert codes(refused(displace, session, house, booking)) == ["already_decided"]
    booking.uid = "nichts"
    assert codes(refused(displace, session, house, Booking(**{**booking.model_dump(), "uid": "gar-nichts"}))) == [
        "unknown_booking"
    ]


def test_what_is_nobodys_gives_way_without_an_offer(session, house):
    booking = book(session, house)
    booking.group_id = None

    assert displace(session, house, booking).offer is None


def test_a_date_of_a_series_gives_way_alone(session, house):
    made = series.request_series(session, house, wish(rrule="FREQ=WEEKLY;COUNT=3"), who="x", now=TUESDAY)
    date_ = series.dates(session, made)[1]

    done = displace(session, house, date_, wish_of_town=council(day=NEXT_WEEK))

    assert [one.state for one in series.dates(session, made)] == [State.CONFIRMED, State.CANCELLED, State.CONFIRMED]
    assert (done.offer.series_id, date_.rule_start) == (None, date_.wall_from)


def test_who_waited_for_that_time_is_behind_the_town(session, house):
    booking = book(session, house)
    waits.wait_for(session, house, wish(group_slug="shg-a"), who="group:shg-a", now=TUESDAY)

    displace(session, house, booking, wish_of_town=council(), alternative=elsewhere())

    held = session.exec(select(Booking).where(Booking.state == State.HELD)).all()
    assert [one.group_id for one in held] == [booking.group_id]


@pytest.mark.parametrize("room", ["quartierraum", "quartierraum+kueche"])
def test_who_waits_is_not_offered_by_the_clock_what_the_town_keeps_clear(session, house, room):
    """The desk takes a room first and writes down afterwards what for; in between the clock offered it to others."""
    booking = book(session, house)
    main, *extras = room.split("+")
    waits.wait_for(
        session, house, wish(group_slug="shg-a", room=main, extras=tuple(extras)), who="group:shg-a", now=TUESDAY
    )
    displace(session, house, booking, alternative=elsewhere())

    later = TUESDAY + timedelta(minutes=1)
    jobs.run(session, now=later)
    assert not waits.something_overlooked(session, later)
    assert offers.offers_of(session, group_id(session, "shg-a"), now=later) == []

    town = lifecycle.request_booking(session, house, replace(council(), by_desk=True), who=DESK, now=later)
    lifecycle.cancel_booking(session, house, town.uid, who=DESK, now=later + timedelta(hours=1))
    assert len(offers.offers_of(session, group_id(session, "shg-a"), now=later)) == 1


def test_of_two_desks_at_once_one_takes_the_room(db):
    with db.writing() as session:
        house = move_in(session)
        uid = book(session, house).uid

    def take(number: int) -> str:
        try:
            with db.writing() as session:
                asked = council(title=f"Sitzung {number}")
                displacement.displace(session, house, uid, text=WHY, wish_of_town=asked, who=DESK, now=TUESDAY)
                return "done"
        except Refused as refusal:
            return refusal.reasons[0].code

    with ThreadPoolExecutor(4) as hands:
        answers = sorted(hands.map(take, range(4)))

    assert answers == ["already_decided"] * 3 + ["done"]
