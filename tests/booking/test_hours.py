"""The house gets other hours: what lies outside then is told before, moved, kept, left out, and comes back."""

from dataclasses import replace
from datetime import date, time, timedelta

import pytest
from sqlmodel import col, select

from booking import (
    decisions,
    hours,
    lifecycle,
    moves,
    occupancy,
    offers,
    reconcile,
    refusals,
    rules,
    series,
    weekhours,
    wishes,
)
from booking.hits import Kind
from booking.hours import Decision, Do
from booking.pattern import HOURS
from booking.refusals import Refused
from booking.weekhours import HoursChange, Week
from models.bookings import Booking, Series, State
from models.journal import JournalEntry
from models.letters import Letter
from models.rooms import Opening
from tests.support.cast import TUESDAY, WEDNESDAY, at, wish

DESK = "desk:manager"
DAY = timedelta(days=1)
ALL_ROOMS = ("quartierraum", "stueble", "kueche")
USUAL, SUNDAY = ((480, 1320),), ((600, 1200),)


def week(day=USUAL, **other) -> Week:
    days = [other.get(name, day) for name in ("mon", "tue", "wed", "thu", "fri", "sat")]
    return (*days, other.get("sun", SUNDAY))


EARLY = week(((480, 1200),))  # until 20:00


def change(new=EARLY, first=WEDNESDAY, last=None, rooms=ALL_ROOMS) -> HoursChange:
    return HoursChange(rooms=rooms, starts_on=first, ends_on=last, week=new)


def book(session, house, clock="19:00", **wished) -> Booking:
    return lifecycle.request_booking(session, house, wish(clock, **wished), who="group", now=TUESDAY)


def weekly(session, house, clock="19:00", rule="FREQ=WEEKLY;COUNT=3", **wished) -> Series:
    asked = wish(clock, rrule=rule, group_slug="vhs", **wished)
    return series.request_series(session, house, asked, who="group:vhs", now=TUESDAY)


def do(session, house, what=None, now=TUESDAY, **decided):
    decided = {key: Decision(done) if isinstance(done, Do) else done for key, done in decided.items()}
    hours.change_hours(session, house, what or change(), decisions=decided, who=DESK, now=now)
    return occupancy.house_facts(session)


def times(session, made: Series) -> list[tuple[str, str]]:
    return [(str(one.state), one.wall_from.strftime("%a %H:%M")) for one in series.dates(session, made)]


def told(session) -> list[str]:
    return [letter.kind for letter in session.exec(select(Letter).order_by(col(Letter.id)))]


def refused(session, house, what) -> list[str]:
    with pytest.raises(Refused) as caught:
        hours.preview_hours(session, house, what, now=TUESDAY)
    return [reason.code for reason in caught.value.reasons]


# The hours themselves


def test_other_hours_count_from_their_day_on_and_until_their_last(session, house):
    until = WEDNESDAY + timedelta(days=20)

    house = do(session, house, change(last=until))

    room = house.rooms_by_slug["stueble"]
    opened = [rules.opening_minutes(house, room, day) for day in (WEDNESDAY - DAY, WEDNESDAY, until, until + DAY)]
    assert opened == [[*USUAL], [(480, 1200)], [(480, 1200)], [*USUAL]]
    assert [(one.starts_on, one.ends_on) for one in weekhours.periods(house, room, WEDNESDAY - DAY)] == [
        (None, WEDNESDAY - DAY),
        (WEDNESDAY, until),
        (until + DAY, None),
    ]


def test_the_same_hours_again_leave_no_trace_of_the_change(session, house):
    before = {(one.room_id, one.weekday, one.opens_min, one.closes_min) for one in house.openings}
    house = do(session, house, change(rooms=("stueble",)))

    house = do(session, house, change(week(), rooms=("stueble",)))

    rows = session.exec(select(Opening)).all()
    assert {(one.room_id, one.weekday, one.opens_min, one.closes_min) for one in rows} == before
    assert len(rows) == len(before)
    assert all(one.valid_from is None and one.valid_until is None for one in rows)


def test_other_rooms_and_days_keep_their_hours(session, house):
    house = do(session, house, change(week(wed=(), thu=((480, 720), (840, 1320))), rooms=("stueble",)))

    small, big = house.rooms_by_slug["stueble"], house.rooms_by_slug["quartierraum"]
    assert rules.opening_minutes(house, small, WEDNESDAY) == []
    assert rules.opening_minutes(house, small, WEDNESDAY + DAY) == [(480, 720), (840, 1320)]
    assert rules.opening_minutes(house, big, WEDNESDAY) == [*USUAL]


@pytest.mark.parametrize(
    ("what", "codes"),
    [
        (change(rooms=()), ["malformed"]),
        (change(rooms=("keller",)), ["unknown_room"]),
        (change(rooms=("quartierraum+kueche",)), ["unknown_room"]),
        (change(first=WEDNESDAY - 2 * DAY), ["in_the_past"]),
        (change(first=date(9999, 1, 1)), ["malformed"]),
        (change(last=WEDNESDAY - DAY), ["end_before_start"]),
        (change(last=date(9999, 1, 1)), ["malformed"]),
        (change(week(mon=((600, 600),))), ["bad_hours"]),
        (change(week(mon=((600, 900), (840, 1000)))), ["bad_hours"]),
        (change(week(mon=((600, 900),), tue=((0, 1441),), sun=((-5, 20),))), ["bad_hours", "bad_hours"]),
        (change(week()), ["same_hours"]),
    ],
)
def test_what_makes_no_sense_is_refused(session, house, what, codes):
    assert refused(session, house, what) == codes
    with pytest.raises(Refused):
        do(session, house, what)


# What they meet


def test_other_hours_say_before_what_they_would_meet_and_change_nothing(session, house):
    single, asked = book(session, house), book(session, house, usage="course", day=WEDNESDAY + DAY)
    made = weekly(session, house, day=WEDNESDAY + 2 * DAY)
    inside = book(session, house, "10:00")
    before = occupancy.house_facts(session), told(session)

    preview = hours.preview_hours(session, house, change(), now=TUESDAY)

    assert [one.case.key for one in preview.choices] == [single.uid, made.uid]
    assert [len(one.case.hits) for one in preview.choices] == [1, 3]
    assert [(hit.kind, hit.uid) for hit in preview.others] == [(Kind.REQUEST, asked.uid)]
    assert inside.uid not in {hit.uid for one in preview.choices for hit in one.case.hits}
    assert (occupancy.house_facts(session), told(session)) == before


def test_set_up_and_tear_down_must_be_inside_too(session, house):
    book(session, house, "18:15")  # until 19:45, cleared at 20:00
    late = book(session, house, "18:30", day=WEDNESDAY + DAY)

    preview = hours.preview_hours(session, house, change(), now=TUESDAY)

    assert [one.case.key for one in preview.choices] == [late.uid]


def test_a_kitchen_that_closes_meets_the_room_that_has_it(session, house):
    with_kitchen = book(session, house, extras=("kueche",))
    book(session, house, day=WEDNESDAY + DAY)

    preview = hours.preview_hours(session, house, change(rooms=("kueche",)), now=TUESDAY)

    assert [one.case.key for one in preview.choices] == [with_kitchen.uid]


def test_only_dates_between_the_days_are_met(session, house):
    made = weekly(session, house)

    preview = hours.preview_hours(session, house, change(last=WEDNESDAY + 7 * DAY), now=TUESDAY)

    assert [[hit.starts.date() for hit in one.case.hits] for one in preview.choices] == [
        [WEDNESDAY, WEDNESDAY + 7 * DAY]
    ]
    assert preview.choices[0].case.key == made.uid


# What becomes of it


def test_nothing_is_lost_by_saying_nothing(session, house):
    single = book(session, house, day=WEDNESDAY + DAY)
    made = weekly(session, house)
    letters = told(session)

    house = do(session, house)

    assert single.state is State.CONFIRMED
    assert {state for state, _when in times(session, made)} == {"confirmed"}
    assert [one.case.key for one in hours.undecided(session, house, now=TUESDAY)] == [made.uid, single.uid]
    assert told(session) == letters


def test_a_single_date_moves_into_the_hours(session, house):
    single = book(session, house)
    [choice] = hours.preview_hours(session, house, change(), now=TUESDAY).choices
    assert choice.moved_to == (at(WEDNESDAY, "18:15"), at(WEDNESDAY, "19:45"))

    house = do(session, house, **{single.uid: Do.MOVE})

    assert (single.starts_at, single.state) == (at(WEDNESDAY, "18:15"), State.CONFIRMED)
    assert told(session)[-1] == "booking-moved"
    assert hours.undecided(session, house, now=TUESDAY) == []


def test_nothing_moves_to_where_somebody_else_is(session, house):
    single = book(session, house)
    book(session, house, "17:00", minutes=60)

    [choice] = hours.preview_hours(session, house, change(), now=TUESDAY).choices
    assert choice.moved_to is None
    with pytest.raises(Refused) as caught:
        do(session, house, **{single.uid: Do.MOVE})
    assert "taken" in {reason.code for reason in caught.value.reasons}


def test_what_is_longer_than_the_room_is_open_cannot_move(session, house):
    book(session, house, "18:00", minutes=180)

    [choice] = hours.preview_hours(session, house, change(week(((480, 600),))), now=TUESDAY).choices

    assert choice.moved_to is None


def test_a_series_moves_from_its_first_date_outside_on(session, house):
    made = weekly(session, house, rule="FREQ=WEEKLY;COUNT=4")

    house = do(session, house, change(first=WEDNESDAY + 7 * DAY), **{made.uid: Do.MOVE})

    dates = session.exec(select(Booking).order_by(col(Booking.starts_at))).all()
    assert [one.wall_from.strftime("%H:%M") for one in dates] == ["19:00", "18:15", "18:15", "18:15"]
    assert hours.undecided(session, house, now=TUESDAY) == []
    assert told(session)[-2:] == ["series-followed", "series-changed"]


def test_dates_of_a_series_move_for_a_while(session, house):
    made = weekly(session, house, rule="FREQ=WEEKLY;COUNT=4")

    do(session, house, change(last=WEDNESDAY + 7 * DAY), **{made.uid: Do.MOVE})

    assert [clock for _state, clock in times(session, made)] == ["Wed 18:15", "Wed 18:15", "Wed 19:00", "Wed 19:00"]


def test_a_series_that_lies_inside_on_other_days_does_not_move_by_itself(session, house):
    made = weekly(session, house, rule="FREQ=WEEKLY;BYDAY=WE,TH;COUNT=4")

    [choice] = hours.preview_hours(session, house, change(week(wed=((480, 1200),))), now=TUESDAY).choices

    assert (choice.case.key, choice.moved_to) == (made.uid, None)
    with pytest.raises(Refused):
        do(session, house, change(week(wed=((480, 1200),))), **{made.uid: Do.MOVE})


def test_what_is_kept_stays_as_an_exception_and_is_told(session, house):
    single, made = book(session, house, day=WEDNESDAY + DAY), weekly(session, house)

    house = do(session, house, **{single.uid: Do.KEEP, made.uid: Do.KEEP})

    assert {*times(session, made)} == {("confirmed", "Wed 19:00")}
    assert single.override == [rules.OPENING_HOURS]
    assert decisions.objections(session, house, single) == []
    assert hours.undecided(session, house, now=TUESDAY) == []
    assert sorted(told(session)[-2:]) == ["booking-kept", "series-kept"]
    assert not reconcile.reconcile(session, house, made, who=DESK, now=TUESDAY)


def test_an_exception_of_a_series_goes_on_with_dates_that_come(session, house):
    made = weekly(session, house, rule="FREQ=WEEKLY", room="stueble")
    kept = do(session, house, change(rooms=("stueble",)), **{made.uid: Do.KEEP})
    number = len(series.dates(session, made))

    reconcile.grow_horizons(session, kept, TUESDAY + 30 * DAY)

    new = series.dates(session, made)[number:]
    assert [(one.state, one.override) for one in new] == [(State.CONFIRMED, [rules.OPENING_HOURS])] * len(new)
    assert new


def test_without_an_exception_dates_that_come_are_skipped(session, house):
    made = weekly(session, house, rule="FREQ=WEEKLY", room="stueble")
    after = do(session, house, change(rooms=("stueble",)))
    number = len(series.dates(session, made))

    reconcile.grow_horizons(session, after, TUESDAY + 30 * DAY)

    assert {one.reason for one in series.dates(session, made)[number:]} == {HOURS}


def test_an_exception_lifts_no_holiday_and_no_closure(session, house):
    christmas, heating = date(2026, 12, 25), date(2026, 11, 30)
    room = house.rooms_by_slug["quartierraum"]

    lifted = (rules.OPENING_HOURS,)
    assert rules.open_windows(house, room, christmas, lifted) == []
    assert len(rules.open_windows(house, room, heating, lifted)) == 2


def test_an_exception_counts_for_its_time_only(session, house):
    single = book(session, house)
    house = do(session, house, **{single.uid: Do.KEEP})

    with pytest.raises(Refused) as caught:
        moves.move_booking(session, house, single.uid, start=at(WEDNESDAY + DAY, "19:00"), who=DESK, now=TUESDAY)
    assert [reason.code for reason in caught.value.reasons] == ["outside_hours"]
    moves.move_booking(session, house, single.uid, start=at(WEDNESDAY, "10:00"), who=DESK, now=TUESDAY)
    assert single.override == []


def test_dates_of_a_series_are_left_out_and_come_back_with_the_hours(session, house):
    made = weekly(session, house)

    house = do(session, house, **{made.uid: Do.CANCEL})
    assert [(one.state, one.reason) for one in series.dates(session, made)] == [(State.SKIPPED, HOURS)] * 3
    [letter] = session.exec(select(Letter).where(Letter.kind == "series-skipped"))
    assert letter.facts["reason"] == HOURS
    assert len(letter.facts["dates"]) == 3
    do(session, house, change(week()))

    assert {state for state, _when in times(session, made)} == {"confirmed"}
    assert told(session)[-1] == "series-revived"


def test_a_single_date_is_cancelled_with_a_sentence(session, house):
    single, other = book(session, house), book(session, house, day=WEDNESDAY + DAY)

    do(session, house, **{single.uid: Do.CANCEL, other.uid: Decision(Do.CANCEL, "Wir schließen früher.")})

    assert [(one.state, one.note) for one in (single, other)] == [
        (State.CANCELLED, "Der Raum hat dann nicht mehr geöffnet."),
        (State.CANCELLED, "Wir schließen früher."),
    ]
    assert told(session).count("booking-cancelled") == 2


def test_offers_are_let_go_of_and_requests_stay_with_the_desk(session, house):
    asked = book(session, house, usage="course")
    wanted = wishes.read_wish(session, house, wish("19:00", day=WEDNESDAY + DAY, group_slug="vhs"), now=TUESDAY)
    offered = offers.make_offer(session, house, wanted, wanted.span, until=wanted.span.start, who=DESK, now=TUESDAY)

    house = do(session, house)

    assert (asked.state, offered.state, offered.reason) == (State.REQUESTED, State.EXPIRED, HOURS)
    assert [one.code for one in decisions.objections(session, house, asked)] == ["outside_hours"]
    decisions.approve_booking(session, house, asked.uid, who=DESK, now=TUESDAY)
    assert asked.override == [rules.OPENING_HOURS]


def test_the_desk_decides_afterwards(session, house):
    single, made = book(session, house, day=WEDNESDAY + DAY), weekly(session, house)
    house = do(session, house)

    hours.decide(session, house, single.uid, Decision(Do.MOVE), who=DESK, now=TUESDAY)
    hours.decide(session, house, made.uid, Decision(Do.CANCEL), who=DESK, now=TUESDAY)

    assert hours.undecided(session, house, now=TUESDAY) == []
    with pytest.raises(Refused) as caught:
        hours.decide(session, house, single.uid, Decision(Do.KEEP), who=DESK, now=TUESDAY)
    assert caught.value.reasons == (refusals.UnknownBooking(),)


def test_a_decision_about_something_that_is_not_met_stores_nothing(session, house):
    inside = book(session, house, "10:00")

    with pytest.raises(Refused) as caught:
        do(session, house, **{inside.uid: Do.CANCEL})
    assert caught.value.reasons == (refusals.ChangedMeanwhile(),)


def test_the_journal_says_from_when_and_where(session, house):
    do(session, house, change(rooms=("stueble",), last=WEDNESDAY + DAY))

    [entry] = session.exec(select(JournalEntry).where(col(JournalEntry.what) == "house.hours_changed"))
    assert entry.facts == {"rooms": ["stueble"], "from": "2026-11-25", "until": "2026-11-26"}


def test_what_the_town_set_a_priority_for_stays_by_itself(session, house):
    single = book(session, house)
    usages = tuple(replace(one, priority=1) for one in house.usages)

    [choice] = hours.preview_hours(session, replace(house, usages=usages), change(), now=TUESDAY).choices

    assert (choice.usual, choice.case.key) == (Do.KEEP, single.uid)
    assert time(18, 15) == (choice.moved_to or pytest.fail("it can move"))[0].time()
