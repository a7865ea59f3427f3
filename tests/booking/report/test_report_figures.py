"""What a period looked like, and what is not told of it."""

from collections import defaultdict
from datetime import date, datetime, timedelta
from itertools import product
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from booking.report import LEAST, Report, figures, hide, hide_one
from booking.report.dates import Held, OpenRoom, Period
from booking.report.hidden import is_given_away
from tests.support.cast import BERLIN

MONDAY = datetime(2026, 9, 14, 10, tzinfo=BERLIN)


def held(number: int, **more: Any) -> list[Held]:
    """Return *number* dates, one each week."""
    usual: dict[str, Any] = {"minutes": 90, "room": "Stüble", "room_id": 2, "group_id": 1, "is_public": True}
    return [Held(starts_at=MONDAY + timedelta(weeks=week), **(usual | more)) for week in range(number)]


def told(*dates: Held, **more: Any) -> Report:
    usual: dict[str, Any] = {"called_off": (), "no_shows": 0, "declined": (), "asked": (), "new_groups": 0}
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
    report = told(*held(4, heads=30), called_off=("",) * 3, no_shows=1, declined=("private",) * 2, new_groups=4)

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
            room_id=2,
            group_id=1,
            is_public=True,
        )
        for week in range(6)
    ]

    assert table(told(*held(8), *evening), "weekdays")["0"] == (8, 0, 6)


@given(st.lists(st.integers(0, 30), max_size=8))
def test_no_small_number_is_told_and_none_is_changed(numbers):
    shown = hide(numbers)

    assert all(one is None or one == number for one, number in zip(shown, numbers, strict=True))
    assert not [one for one in shown if one is not None and 0 < one < LEAST]


@pytest.mark.parametrize("least", [0, 1], ids=["every place is there", "only kinds of which there are some"])
@pytest.mark.parametrize(("length", "most"), [(1, 30), (2, 24), (3, 13), (4, 9), (5, 6)])
def test_what_is_hidden_may_be_several_numbers_for_whoever_knows_the_sum_and_the_rule(length, most, least):
    """Every house that would show the same: in none of its hidden places they agree."""
    alike: dict[Any, list[tuple[int, ...]]] = defaultdict(list)
    for numbers in product(range(least, most), repeat=length):
        shown = hide(numbers)
        if not is_given_away(numbers, shown):
            alike[tuple(shown), hide_one(sum(numbers))].append(numbers)

    for (shown, _total), houses in alike.items():
        for place, one in enumerate(shown):
            assert one is not None or len({numbers[place] for numbers in houses}) > 1, houses


def test_kinds_of_which_each_has_one_are_not_even_named():
    report = told(*(date for topic in "abcde" for date in held(1, topic=topic)))

    assert number(report, "dates") == 5
    assert table(report, "topics") == {}


@given(
    st.lists(st.tuples(st.sampled_from("abc"), st.integers(0, 9), st.booleans(), st.booleans()), max_size=40),
)
def test_how_few_dates_of_closed_groups_there_were_stays_hidden(dates):
    """Neither by the public dates, nor by what is told of them by kind, mark or counting."""
    some = [
        date
        for topic, heads, is_public, free in dates
        for date in held(
            1,
            topic=topic,
            district=topic,
            heads=heads,
            is_public=is_public,
            marks=frozenset({"kostenlos"} if free else ()),
        )
    ]
    report, closed = told(*some), sum(not one.is_public for one in some)
    if not 0 < closed < LEAST or len(some) < LEAST:
        return

    assert number(report, "public_dates") is None
    for key in ("topics", "districts"):
        known = sum(row[0] or 0 for row in table(report, key).values())
        assert any(row[0] is None for row in table(report, key).values()), key
        assert len(some) - known >= LEAST or len(some) - known > closed
    most = [(number(report, "counted_dates") or 0), *(row[0] or 0 for row in table(report, "shares").values())]
    assert len(some) - max(most) >= LEAST - 1
    assert table(report, "kinds").get("closed", (None,))[0] is None


def test_many_visits_to_few_dates_are_not_worked_out_from_the_others():
    report = told(*held(3, heads=40, topic="kultur"), *held(9, heads=0, topic="lernen"))

    assert number(report, "visits") == 120
    assert [row[1] for row in table(report, "topics").values()] == [None, None]


def test_hours_of_a_room_are_hidden_with_its_dates_and_so_is_what_was_free():
    rooms = (
        OpenRoom(name="Stüble", shares=frozenset({2}), minutes=6000),
        OpenRoom(name="Küche", shares=frozenset({3}), minutes=6000),
        OpenRoom(name="Saal", shares=frozenset({4}), minutes=60),
    )
    report = told(*held(30), *held(2, room="Küche", room_id=3), *held(8, room="Saal", room_id=4), rooms=rooms)

    assert table(report, "room_hours") == {"Stüble": (45, 55), "Küche": (None, None), "Saal": (None, None)}


def test_groups_that_the_public_is_not_told_of_are_one_kind():
    shg = held(6, group_kind="self_help", is_public=False, group_id=7)
    report = told(*held(20, group_kind="association"), *shg, *held(9, group_kind="town", is_public=False))

    assert {name: row[0] for name, row in table(report, "kinds").items()} == {"association": 20, "closed": 15}


@pytest.mark.parametrize("bad", range(1, LEAST))
def test_no_cell_of_any_table_is_small(bad):
    report = told(*held(bad, topic="a", district="Nord", marks=frozenset({"kostenlos"}), heads=1), *held(40, topic="b"))

    cells = [cell for each in report.tables for _name, row in each.rows for cell in row if cell is not None]
    assert not [cell for cell in cells if 0 < cell < LEAST]
