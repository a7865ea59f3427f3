"""A series as a group asks for it: every date guarded, every clash told, the clock kept."""

from datetime import date, timedelta

import pytest
from sqlmodel import select

from booking import lifecycle, series
from booking.refusals import Refused
from models.bookings import Booking, Series, State
from models.letters import Letter
from tests.support.cast import TUESDAY, WEDNESDAY, at, move_in, wish


@pytest.fixture
def house(session):
    return move_in(session, quota={})


def request(session, house, **changes) -> Series:
    return series.request_series(session, house, wish(**changes), who="group:strickcafe", now=TUESDAY)


def test_every_date_is_a_booking_of_its_own(session, house):
    made = request(session, house, rrule="FREQ=WEEKLY;COUNT=3")

    dates = series.dates(session, made)
    assert [one.starts_at for one in dates] == [at(WEDNESDAY + timedelta(days=7 * n), "14:00") for n in range(3)]
    assert {one.state for one in dates} == {State.CONFIRMED}
    assert (made.rrule, made.last) == ("FREQ=WEEKLY", dates[-1].wall_from)


def test_seven_in_the_evening_stays_seven_when_clocks_change(session, house):
    made = request(session, house, clock="19:00", rrule="FREQ=WEEKLY;UNTIL=20270505T190000")

    dates = series.dates(session, made)
    assert {one.wall_from.hour for one in dates} == {19}
    assert {one.starts_at.hour for one in dates} == {18, 17}


def test_holidays_are_skipped_with_their_reason(session, house):
    made = request(session, house, day=date(2026, 11, 27), rrule="FREQ=WEEKLY;COUNT=6")

    assert [(one.wall_from.date(), one.state, one.reason) for one in series.dates(session, made)][4] == (
        date(2026, 12, 25),
        State.SKIPPED,
        "holiday",
    )


def test_all_clashes_are_told_at_once_and_nothing_is_stored(session, house):
    for week in (1, 3):
        asked = wish(day=WEDNESDAY + timedelta(days=7 * week), group_slug="vhs")
        lifecycle.request_booking(session, house, asked, who="x", now=TUESDAY)

    with pytest.raises(Refused) as caught:
        request(session, house, rrule="FREQ=WEEKLY;COUNT=5")

    assert [reason.code for reason in caught.value.reasons] == ["taken", "taken"]
    near = {one.span.start.date() for one in caught.value.alternatives}
    assert near == {WEDNESDAY + timedelta(days=7), WEDNESDAY + timedelta(days=21)}
    assert session.exec(select(Series)).all() == []
    assert len(session.exec(select(Booking)).all()) == 2


@pytest.mark.parametrize(
    "rule",
    [
        "FREQ=SECONDLY;COUNT=5",
        "FREQ=DAILY;COUNT=1000000000",
        "FREQ=DAILY;UNTIL=99991231T000000",
        "FREQ=SECONDLY",
        "FREQ=WEEKLY;COUNT=2;BYDAY=MO",
        "Unsinn",
    ],
)
def test_rules_that_go_too_far_or_say_nothing_are_refused(session, house, rule):
    with pytest.raises(Refused) as caught:
        request(session, house, rrule=rule)

    assert {reason.code for reason in caught.value.reasons} == {"rule_refused"}


def test_cancelling_a_series_leaves_what_is_over(session, house):
    made = request(session, house, rrule="FREQ=WEEKLY;COUNT=3")

    series.cancel_series(session, made, who="group:strickcafe", now=TUESDAY + timedelta(days=3))

    assert [one.state for one in series.dates(session, made)] == [State.CONFIRMED, State.CANCELLED, State.CANCELLED]


def test_a_series_of_another_group_is_not_theirs(session, house):
    made = request(session, house, rrule="FREQ=WEEKLY;COUNT=2")

    with pytest.raises(Refused) as caught:
        series.series_by_uid(session, made.uid, group_id=made.group_id + 1)

    assert caught.value.reasons[0].code == "not_yours"


def test_the_share_of_a_week_counts_every_date_of_the_series(session):
    house = move_in(session, quota={"hours_per_group_week": 8})

    with pytest.raises(Refused) as caught:
        request(session, house, rrule="FREQ=DAILY;COUNT=3", minutes=240)

    assert [reason.code for reason in caught.value.reasons] == ["many_hours"]
    assert request(session, house, rrule="FREQ=DAILY;COUNT=2", minutes=240).state is State.CONFIRMED


def test_a_series_is_told_in_one_letter(session, house):
    made = request(session, house, rrule="FREQ=WEEKLY;COUNT=10")
    series.cancel_series(session, made, who="group:strickcafe", now=TUESDAY)
    series.cancel_series(session, made, who="group:strickcafe", now=TUESDAY)

    assert [letter.kind for letter in session.exec(select(Letter))] == ["series-confirmed", "series-cancelled"]
