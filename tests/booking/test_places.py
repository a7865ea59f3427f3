"""What was promised and should move goes back to where it was if the desk says no, or nothing in time."""

from datetime import date, time, timedelta
from typing import Any

import pytest
from sqlmodel import col, select

from booking import decisions, edits, jobs, lifecycle, moves, occupancy, reconcile, series
from booking.edits import Change, Scope
from models.bookings import Booking, Series, State
from models.journal import JournalEntry
from models.letters import Letter
from models.rooms import Closure
from tests.support.cast import TUESDAY, at, wish

NEW, DESK = "neue-nachbarn", "desk:manager"
DAY, IN_A_WEEK = date(2026, 12, 2), date(2026, 12, 9)
SILENCE = TUESDAY + timedelta(hours=48)
ALL = Scope(kind="all")


@pytest.fixture
def promised(session, house) -> Booking:
    """A newcomer's meeting at 14:00, in the big room with the kitchen."""
    asked = wish(day=DAY, group_slug=NEW, extras=("kueche",))
    booking = lifecycle.request_booking(session, house, asked, who=NEW, now=TUESDAY)
    decisions.approve_booking(session, house, booking.uid, who=DESK, now=TUESDAY)
    return booking


def move(session, house, booking: Booking, clock: str, **elsewhere: Any) -> None:
    asked = {"start": at(DAY, clock), "who": NEW, "group_id": booking.group_id, "now": TUESDAY, **elsewhere}
    moves.move_booking(session, house, booking.uid, **asked)


def say_no(session, house, booking: Booking) -> None:
    decisions.decline_booking(session, house, booking.uid, reason="no_room", who=DESK, now=TUESDAY)


def hear_nothing(session, _house, _booking: Booking) -> None:
    assert jobs.run(session, now=SILENCE) == 1


def letters(session) -> list[str]:
    return list(session.exec(select(Letter.kind).order_by(col(Letter.id))))


def last_facts(session) -> dict[str, Any]:
    return dict(session.exec(select(JournalEntry.facts).order_by(col(JournalEntry.id).desc())).first())


@pytest.mark.parametrize("ends", [say_no, hear_nothing])
def test_it_goes_back_to_where_it_was(session, house, promised, ends):
    before = promised.model_dump(exclude={"revision", "updated_at"})
    move(session, house, promised, "11:00", room="stueble")
    assert promised.state is State.REQUESTED

    ends(session, house, promised)

    assert promised.model_dump(exclude={"revision", "updated_at"}) == before
    assert letters(session)[-2:] == ["booking-moved", "booking-moved_back"]
    assert last_facts(session)["state"] == "confirmed"


def test_it_goes_back_to_what_was_promised_last(session, house, promised):
    move(session, house, promised, "16:00")
    decisions.approve_booking(session, house, promised.uid, who=DESK, now=TUESDAY)
    move(session, house, promised, "18:00")
    move(session, house, promised, "19:00")

    say_no(session, house, promised)

    assert (promised.state, promised.starts_at) == (State.CONFIRMED, at(DAY, "16:00"))
    assert promised.facts["moved_from"]["start"] == "2026-12-02T14:00:00"
    assert "asked_from" not in promised.facts


def test_who_wanted_longer_keeps_what_was_promised(session, house, promised):
    before = promised.ends_at
    longer = {"until": at(DAY, "17:00"), "who": NEW, "now": TUESDAY, "group_id": promised.group_id}
    moves.extend(session, house, promised.uid, **longer)

    say_no(session, house, promised)

    assert (promised.state, promised.ends_at) == (State.CONFIRMED, before)


def somebody_comes(session, house) -> None:
    lifecycle.request_booking(session, house, wish(day=DAY), who="group:strickcafe", now=TUESDAY)


def the_house_closes(session, house) -> None:
    session.add(Closure(slug="wasser", starts_on=DAY, ends_on=DAY, rooms=["kueche"], from_min=0, to_min=1440))
    occupancy.house_changed(session)


@pytest.mark.parametrize("meanwhile", [somebody_comes, the_house_closes])
def test_where_it_cannot_go_back_it_is_declined_and_that_is_told(session, house, promised, meanwhile):
    move(session, house, promised, "18:00", room="stueble")
    meanwhile(session, house)

    say_no(session, occupancy.house_facts(session), promised)

    assert (promised.state, promised.reason) == (State.DECLINED, "no_room")
    assert (letters(session)[-1], last_facts(session)["lost"]) == ("booking-declined", True)


def test_a_wish_that_nobody_had_promised_is_gone(session, house):
    asked = lifecycle.request_booking(session, house, wish(day=DAY, group_slug=NEW), who=NEW, now=TUESDAY)
    move(session, house, asked, "18:00")

    say_no(session, house, asked)

    assert (asked.state, "lost" in last_facts(session)) == (State.DECLINED, False)


def test_a_date_of_a_series_goes_back_into_its_rule(session, house):
    asked = wish(day=DAY, group_slug=NEW, rrule="FREQ=WEEKLY;COUNT=3")
    made = series.request_series(session, house, asked, who=NEW, now=TUESDAY)
    decisions.approve_booking(session, house, made.uid, who=DESK, now=TUESDAY)
    second = series.dates(session, made)[1]
    one = Scope(kind="this", booking=second.uid)
    later = Change(start=second.wall_from.replace(hour=18).time())
    edits.edit_series(session, house, made.uid, later, one, who=NEW, now=TUESDAY, group_id=made.group_id)
    assert (second.state, made.state) == (State.REQUESTED, State.CONFIRMED)

    say_no(session, house, second)

    assert {date.state for date in series.dates(session, made)} == {State.CONFIRMED}
    assert (second.wall_from.hour, second.moved, second.facts) == (14, False, {})


# A whole series


@pytest.fixture
def weekly(session, house) -> Series:
    """A newcomer's series of four Wednesdays at 14:00, promised, whose third date the group cancelled."""
    asked = wish(day=IN_A_WEEK, group_slug=NEW, rrule="FREQ=WEEKLY;COUNT=4")
    made = series.request_series(session, house, asked, who=NEW, now=TUESDAY)
    decisions.approve_booking(session, house, made.uid, who=DESK, now=TUESDAY)
    third = series.dates(session, made)[2]
    lifecycle.cancel_booking(session, house, third.uid, who=NEW, now=TUESDAY)
    return made


def change(session, house, made: Series, wanted: Change, scope: Scope = ALL) -> Series:
    return edits.edit_series(session, house, made.uid, wanted, scope, who=NEW, now=TUESDAY, group_id=made.group_id)


def decline(session, house, made: Series) -> None:
    decisions.decline_booking(session, house, made.uid, reason="no_room", who=DESK, now=TUESDAY)


def stay_silent(session, _house, _made: Series) -> None:
    jobs.run(session, now=SILENCE)


def said(made: Series) -> dict[str, Any]:
    return made.model_dump(exclude={"revision", "updated_at"})


def told(session, made: Series) -> list[tuple[Any, ...]]:
    unlike = {"revision", "updated_at"}
    return [tuple(row.model_dump(exclude=unlike).items()) for row in series.dates(session, made)]


CHANGES = {
    "later": Change(start=time(18)),
    "longer": Change(minutes=120),
    "a week later, where the next date was": Change(days=7),
    "a week earlier, where the date before was": Change(days=-7),
    "in another room": Change(room="stueble"),
    "two days later and elsewhere": Change(days=2, room="stueble", start=time(9)),
}


@pytest.mark.parametrize(
    ("wanted", "ends"),
    [*((wanted, decline) for wanted in CHANGES.values()), (CHANGES["later"], stay_silent)],
    ids=[*CHANGES, "later, and nobody answers"],
)
def test_each_date_of_a_series_goes_back_with_its_rule(session, house, weekly, wanted, ends):
    before = said(weekly), told(session, weekly)
    change(session, house, weekly, wanted)
    assert weekly.state is State.REQUESTED

    ends(session, house, weekly)

    assert (said(weekly), told(session, weekly)) == before
    assert letters(session)[-2:] == ["series-changed", "series-moved_back"]
    assert not reconcile.reconcile(session, house, weekly, who=DESK, now=TUESDAY)


def test_which_dates_of_a_series_are_lost_is_told(session, house, weekly):
    change(session, house, weekly, Change(start=time(18)))
    lifecycle.request_booking(session, house, wish(day=IN_A_WEEK), who="group:strickcafe", now=TUESDAY)

    decline(session, house, weekly)

    first, second, _cancelled, fourth = series.dates(session, weekly)
    assert [date.state for date in (first, second, fourth)] == [State.DECLINED, State.CONFIRMED, State.CONFIRMED]
    assert (weekly.state, weekly.first.hour, second.wall_from.hour) == (State.CONFIRMED, 14, 14)
    assert letters(session)[-2:] == ["series-moved_back", "booking-declined"]
    assert last_facts(session)["lost"] is True


def test_the_series_that_follows_says_again_what_the_old_one_said(session, house, weekly):
    second = series.dates(session, weekly)[1]
    following = Scope(kind="following", booking=second.uid)

    made = change(session, house, weekly, Change(start=time(18)), following)
    decline(session, house, made)

    assert [(date.wall_from.hour, date.moved) for date in series.dates(session, made)] == [(14, False)] * 3
    assert (made.first.hour, made.state, second.state) == (14, State.CONFIRMED, State.CONFIRMED)


def test_dates_turned_down_one_by_one_are_exceptions_until_the_last_one_brings_the_rule_back(session, house, weekly):
    before = said(weekly), told(session, weekly)
    change(session, house, weekly, Change(start=time(18)))
    first, second, _cancelled, fourth = series.dates(session, weekly)

    say_no(session, house, second)
    assert (second.state, second.moved, weekly.state, weekly.first.hour) == (State.CONFIRMED, True, State.REQUESTED, 18)
    say_no(session, house, first)
    say_no(session, house, fourth)

    assert (said(weekly), told(session, weekly)) == before


def test_a_rule_of_which_one_date_was_granted_stands(session, house, weekly):
    change(session, house, weekly, Change(start=time(18)))
    first, second, _cancelled, _fourth = series.dates(session, weekly)
    decisions.approve_booking(session, house, first.uid, who=DESK, now=TUESDAY)

    decline(session, house, weekly)

    assert (weekly.first.hour, weekly.state) == (18, State.CONFIRMED)
    assert (first.wall_from.hour, first.moved) == (18, False)
    assert (second.wall_from.hour, second.moved, second.state) == (14, True, State.CONFIRMED)


def test_dates_that_another_rule_would_not_have_come_back(session, house, weekly):
    change(session, house, weekly, Change(rrule="FREQ=WEEKLY;INTERVAL=3;COUNT=2", start=time(18)))
    assert [date.state for date in series.dates(session, weekly)].count(State.CANCELLED) > 1

    decline(session, house, weekly)

    states = {date.wall_from.day: date.state for date in series.dates(session, weekly) if date.wall_from.hour == 14}
    confirmed, cancelled = State.CONFIRMED, State.CANCELLED
    assert states == {9: confirmed, 16: confirmed, 23: cancelled, 30: confirmed}


def test_a_series_without_end_grows_as_it_was_promised(session, house):
    asked = wish(day=DAY, group_slug=NEW, rrule="FREQ=WEEKLY")
    made = series.request_series(session, house, asked, who=NEW, now=TUESDAY)
    decisions.approve_booking(session, house, made.uid, who=DESK, now=TUESDAY)
    change(session, house, made, Change(start=time(18)))
    decline(session, house, made)
    known = len(series.dates(session, made))

    reconcile.grow_horizons(session, house, TUESDAY + timedelta(days=30))

    dates = series.dates(session, made)
    assert len(dates) > known
    assert {(date.wall_from.hour, date.state) for date in dates if date.state is not State.SKIPPED} == {
        (14, State.CONFIRMED)
    }
