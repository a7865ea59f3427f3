"""What a period looked like, and what is not told of it."""

from datetime import date, datetime, timedelta
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from booking.report import LEAST, Report, figures, hide
from booking.report.dates import Held, Period
from tests.support.cast import BERLIN

MONDAY = datetime(2026, 9, 14, 10, tzinfo=BERLIN)


def held(number: int, **more: Any) -> list[Held]:
    """Return *number* dates, one each week."""
    usual: dict[str, Any] = {"minutes": 90, "room": "Stüble", "group_id": 1, "is_public": True}
    return [Held(starts_at=MONDAY + timedelta(weeks=week), **(usual | more)) for week in range(number)]


def told(*dates: Held, **more: Any) -> Report:
    usual: dict[str, Any] = {"cancelled": 0, "no_shows": 0, "declined": (), "asked": (), "new_groups": 0}
    return figures(Period(since=date(2026, 7, 1), until=date(2027, 1, 1), held=dates, **(usual | more)))


def number(report: Report, key: str) -> float | None:
    return next(figure.number for figure in report.figures if figure.key == key)


def table(report: Report, key: str) -> dict[str, tuple[int | None, ...]]:
    return dict(next(table.rows for table in report.tables if table.key == key))


def test_dates_hours_and_visits_are_counted():
    report = told(*held(6, heads=12), *held(6, heads=20, group_id=2), *held(5, group_id=3, is_public=False))

    assert number(report, "dates") == 17
    assert number(report, "hours") == 25.5
    assert number(report, "public_dates") == 12
    assert number(report, "visits") == 192
    assert number(report, "median_visits") == 16


def test_a_period_in_which_nothing_happened_says_so():
    report = told()

    assert [figure.number for figure in report.figures if figure.key != "median_visits"] == [0] * 13
    assert number(report, "median_visits") is None


def test_small_numbers_are_not_told():
    report = told(*held(4, heads=30), cancelled=3, no_shows=1, declined=("private",) * 2, new_groups=4)

    for key in (
        "dates",
        "hours",
        "visits",
        "median_visits",
        "cancelled",
        "no_shows",
        "declined",
        "groups",
        "new_groups",
    ):
        assert number(report, key) is None, key


def test_visits_to_closed_groups_are_not_counted():
    report = told(*held(9, heads=10), *held(9, heads=7, is_public=False))

    assert number(report, "visits") == 90
    assert table(report, "rooms")["Stüble"] == (18, 90)
    assert sum(row[0] or 0 for row in table(report, "topics").values()) == 9


def test_a_kind_with_few_dates_gives_nothing_away_by_the_sum():
    report = told(*held(20, topic="kultur"), *held(7, topic="lernen"), *held(2, topic="hilfe"))

    assert number(report, "public_dates") == 29
    assert {name: row[0] for name, row in table(report, "topics").items()} == {
        "hilfe": None,
        "kultur": 20,
        "lernen": None,
    }


def test_seats_are_counted_in_persons():
    report = told(*held(5, signs_up=True, capacity=10, taken=8, waiting=2), *held(5))

    assert number(report, "seats") == 50
    assert number(report, "seats_taken") == 40
    assert number(report, "seats_waiting") == 10


def test_days_and_hours_of_the_week_are_told_on_the_houses_clock():
    evening = [
        Held(
            starts_at=MONDAY.replace(hour=19) + timedelta(weeks=week),
            minutes=60,
            room="Stüble",
            group_id=1,
            is_public=True,
        )
        for week in range(6)
    ]

    assert table(told(*held(8), *evening), "weekdays")["0"] == (8, 0, 6)


@given(st.lists(st.integers(0, 30), max_size=8))
def test_whatever_is_hidden_cannot_be_worked_out_from_the_sum(numbers):
    shown = hide(numbers)

    assert all(one is None or one == number for one, number in zip(shown, numbers, strict=True))
    assert not [one for one in shown if one is not None and 0 < one < LEAST]
    hidden = [place for place, one in enumerate(shown) if one is None]
    others = [number for number in numbers if number]
    assert len(hidden) != 1 or len(others) == 1


@pytest.mark.parametrize("bad", range(1, LEAST))
def test_no_cell_of_any_table_is_small(bad):
    report = told(*held(bad, topic="a", district="Nord", marks=frozenset({"kostenlos"}), heads=1), *held(40, topic="b"))

    cells = [cell for each in report.tables for _name, row in each.rows for cell in row if cell is not None]
    assert not [cell for cell in cells if 0 < cell < LEAST]
