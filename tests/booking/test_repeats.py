"""How people say how often, and the rule that it means."""

from datetime import date, datetime, time

import pytest

from booking.recurrence import expand
from booking.refusals import Refused
from booking.repeats import Repeat, rule_for

TUESDAY = date(2026, 11, 24)  # the fourth and last Tuesday of its month


def days(repeat: Repeat, first: date, until: date) -> list[str]:
    rule = rule_for(repeat, first, until)
    return [f"{start:%d.%m.}" for start in expand(rule, datetime.combine(first, time(18)))]


@pytest.mark.parametrize(
    ("repeat", "expected"),
    [
        (Repeat.WEEKLY, ["24.11.", "01.12.", "08.12.", "15.12.", "22.12.", "29.12."]),
        (Repeat.TWO_WEEKS, ["24.11.", "08.12.", "22.12."]),
        (Repeat.FOUR_WEEKS, ["24.11.", "22.12."]),
        (Repeat.SAME_WEEKDAY, ["24.11.", "22.12."]),
        (Repeat.LAST_WEEKDAY, ["24.11.", "29.12."]),
        (Repeat.SAME_DAY, ["24.11.", "24.12."]),
        (Repeat.YEARLY, ["24.11."]),
    ],
)
def test_each_way_gives_the_dates_that_people_mean(repeat, expected):
    assert days(repeat, TUESDAY, date(2026, 12, 31)) == expected


def test_the_last_day_is_included():
    assert days(Repeat.WEEKLY, TUESDAY, date(2026, 12, 8))[-1] == "08.12."


def test_a_day_that_is_not_the_last_of_its_month_is_refused():
    with pytest.raises(Refused) as refused:
        days(Repeat.LAST_WEEKDAY, date(2026, 11, 17), date(2026, 12, 31))

    assert refused.value.reasons[0].kind == "start"


def test_a_fifth_weekday_comes_in_months_that_have_one():
    assert days(Repeat.SAME_WEEKDAY, date(2026, 12, 29), date(2027, 6, 30)) == ["29.12.", "30.03.", "29.06."]
