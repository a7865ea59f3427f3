"""Stretches of time and the two nights in which clocks change."""

from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from booking.span import Span, day_span, days_of, instant, local, minute_of, wall

BERLIN = ZoneInfo("Europe/Berlin")
NOON = datetime(2026, 11, 24, 12, tzinfo=UTC)
moments = st.datetimes(datetime(2026, 1, 1), datetime(2028, 1, 1)).map(lambda moment: moment.replace(tzinfo=UTC))


def hours(start: float, end: float) -> Span:
    return Span(NOON + timedelta(hours=start), NOON + timedelta(hours=end))


@pytest.mark.parametrize(
    ("other", "shared"),
    [((-2, 0), False), ((-2, 0.5), True), ((0.5, 0.7), True), ((-1, 2), True), ((1, 2), False)],
    ids=["ends as it starts", "overlaps its start", "inside", "around it", "starts as it ends"],
)
def test_touching_ends_do_not_overlap(other, shared):
    assert hours(0, 1).overlaps(hours(*other)) is shared


@pytest.mark.parametrize(
    ("start", "end"),
    [(NOON, NOON), (NOON, NOON - timedelta(1)), (NOON.replace(tzinfo=None), NOON)],
    ids=["empty", "backwards", "without a zone"],
)
def test_nonsense_is_no_span(start, end):
    with pytest.raises(ValueError, match="span"):
        Span(start, end)


def test_holes_are_cut_out():
    left = hours(0, 10).without([hours(8, 12), hours(-1, 1), hours(3, 4), hours(3.5, 5)])

    assert left == [hours(1, 3), hours(5, 8)]


@given(moments, st.integers(1, 3000), st.lists(st.tuples(st.integers(-3000, 3000), st.integers(1, 900)), max_size=8))
def test_what_is_left_is_what_no_hole_covers(start, length, cuts):
    whole = Span(start, start + timedelta(minutes=length))
    holes = [Span(start + timedelta(minutes=a), start + timedelta(minutes=a + b)) for a, b in cuts]

    left = whole.without(holes)

    inside = [start + timedelta(minutes=number) for number in range(length)]
    free = {moment for moment in inside if not any(hole.start <= moment < hole.end for hole in holes)}
    assert {moment for moment in inside if any(one.start <= moment < one.end for one in left)} == free


@pytest.mark.parametrize(
    ("shown", "meant"),
    [
        (datetime(2026, 3, 29, 2, 30), datetime(2026, 3, 29, 1, 30, tzinfo=UTC)),
        (datetime(2026, 10, 25, 2, 30), datetime(2026, 10, 25, 0, 30, tzinfo=UTC)),
        (datetime(2026, 7, 1, 19, 0), datetime(2026, 7, 1, 17, 0, tzinfo=UTC)),
        (datetime(2026, 12, 1, 19, 0), datetime(2026, 12, 1, 18, 0, tzinfo=UTC)),
    ],
    ids=["02:30 that clocks skip is 03:30", "02:30 that comes twice is the first", "summer", "winter"],
)
def test_wall_clock_times_are_defined_on_every_day(shown, meant):
    assert instant(shown, BERLIN) == meant


def test_a_zone_on_a_wall_clock_time_is_refused():
    with pytest.raises(ValueError, match="no zone"):
        instant(NOON, BERLIN)


@pytest.mark.parametrize(
    ("day", "length"), [(date(2026, 3, 29), 23), (date(2026, 10, 25), 25), (date(2026, 11, 24), 24)]
)
def test_days_are_as_long_as_clocks_make_them(day, length):
    assert day_span(day, BERLIN).length == timedelta(hours=length)


def test_a_span_touches_the_days_it_lasts_into():
    evening = Span(minute_of(date(2026, 11, 24), 1320, BERLIN), minute_of(date(2026, 11, 24), 1440, BERLIN))

    assert days_of(evening, BERLIN) == [date(2026, 11, 24)]
    assert days_of(evening.widened(0, 1), BERLIN) == [date(2026, 11, 24), date(2026, 11, 25)]


@given(moments)
def test_what_clocks_show_leads_back_except_in_the_hour_that_comes_twice(moment):
    back = instant(wall(moment, BERLIN), BERLIN)

    assert back in (moment, moment - timedelta(hours=1))
    assert local(moment, BERLIN) == moment


@pytest.mark.parametrize(
    ("start", "end", "length"),
    [
        (datetime(2026, 3, 29, 1, 0, tzinfo=BERLIN), datetime(2026, 3, 29, 4, 0, tzinfo=BERLIN), 2),
        (datetime(2026, 10, 25, 2, 30, tzinfo=BERLIN), datetime(2026, 10, 25, 2, 15, tzinfo=BERLIN, fold=1), 0.75),
    ],
    ids=["over the hour that clocks skip", "into the hour that comes twice"],
)
def test_a_span_counts_hours_that_pass_not_hours_on_the_wall(start, end, length):
    assert Span(start, end).length == timedelta(hours=length)
    assert Span(start, end).widened(30, 0).length == timedelta(hours=length + 0.5)
