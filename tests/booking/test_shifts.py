"""The same rule on other days and at another hour."""

from datetime import datetime, timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from booking.recurrence import between, expand
from booking.refusals import Refused
from booking.shifts import shifted

DAYS = ("MO", "TU", "WE", "TH", "FR", "SA", "SU")


def at(text: str) -> datetime:
    return datetime.fromisoformat(text)


MEANINGS = {
    "weekly": ("FREQ=WEEKLY", "2026-11-25", 1, "FREQ=WEEKLY", "2026-11-26"),
    "two days a week": ("FREQ=WEEKLY;BYDAY=TU,TH", "2026-11-24", 2, "FREQ=WEEKLY;BYDAY=TH,SA", "2026-11-26"),
    "every other week, round the week's end": (
        "FREQ=WEEKLY;INTERVAL=2;BYDAY=MO,WE",
        "2026-11-23",
        5,
        "FREQ=WEEKLY;INTERVAL=2;WKST=SA;BYDAY=SA,MO",
        "2026-11-28",
    ),
    "every third day": ("FREQ=DAILY;INTERVAL=3", "2026-11-25", -1, "FREQ=DAILY;INTERVAL=3", "2026-11-24"),
    "second Tuesday": ("FREQ=MONTHLY;BYDAY=2TU", "2026-12-08", 1, "FREQ=MONTHLY;BYDAY=2WE", "2026-12-09"),
    "last Friday": ("FREQ=MONTHLY;BYDAY=-1FR", "2026-11-27", -1, "FREQ=MONTHLY;BYDAY=-1TH", "2026-11-26"),
    "first and third Monday, from the third on": (
        "FREQ=MONTHLY;BYDAY=1MO,3MO",
        "2026-11-16",
        1,
        "FREQ=MONTHLY;BYDAY=1TU,3TU",
        "2026-11-17",
    ),
    "fifth Monday": ("FREQ=MONTHLY;BYDAY=5MO", "2026-11-30", 1, "FREQ=MONTHLY;BYDAY=5TU", "2026-12-29"),
    "a day of the month": ("FREQ=MONTHLY", "2026-11-15", 1, "FREQ=MONTHLY", "2026-11-16"),
    "a named day of the month": (
        "FREQ=MONTHLY;BYMONTHDAY=15",
        "2026-11-15",
        -3,
        "FREQ=MONTHLY;BYMONTHDAY=12",
        "2026-11-12",
    ),
    "a birthday": ("FREQ=YEARLY", "2027-05-03", 2, "FREQ=YEARLY", "2027-05-05"),
}


@pytest.mark.parametrize(("rule", "first", "days", "moved", "begins"), MEANINGS.values(), ids=MEANINGS.keys())
def test_a_rule_on_other_days(rule, first, days, moved, begins):
    begin = at(f"{first} 19:00")
    starts = between(rule, begin, begin, begin + timedelta(days=500))

    shift = shifted(rule, begin, starts, timedelta(days=days, hours=1))

    assert (shift.rule, shift.first) == (moved, at(f"{begins} 20:00"))
    new = [partner for start in starts if (partner := shift.partner(start))]
    assert new[0] == shift.first or "5" in rule
    assert set(new) <= set(between(shift.rule, shift.first, shift.first, begin + timedelta(days=540)))


REFUSED = {
    "days of the month each week": ("FREQ=DAILY;BYMONTHDAY=1,15", "2026-12-01", 1),
    "each Monday of the month": ("FREQ=MONTHLY;BYDAY=MO", "2026-11-30", 1),
    "the last working day": ("FREQ=MONTHLY;BYDAY=MO,TU,WE,TH,FR;BYSETPOS=-1", "2026-11-30", 1),
    "Friday the 13th": ("FREQ=MONTHLY;BYDAY=FR;BYMONTHDAY=13", "2026-11-13", 1),
    "out of the month": ("FREQ=MONTHLY", "2026-11-29", 3),
    "the last day becomes a first one": ("FREQ=MONTHLY;BYMONTHDAY=-1", "2026-11-30", 1),
    "more than a month": ("FREQ=YEARLY", "2026-11-01", 365),
}


@pytest.mark.parametrize(("rule", "first", "days"), REFUSED.values(), ids=REFUSED.keys())
def test_where_no_rule_says_the_same_nothing_is_guessed(rule, first, days):
    with pytest.raises(Refused) as caught:
        shifted(rule, at(f"{first} 19:00"), [], timedelta(days=days))

    assert [reason.kind for reason in caught.value.reasons] == ["shift"]


@settings(max_examples=150, deadline=None)
@given(
    freq=st.sampled_from(["DAILY", "WEEKLY"]),
    interval=st.integers(1, 4),
    days=st.sets(st.sampled_from(DAYS), max_size=4),
    offset=st.integers(0, 30),
    by=st.integers(-9, 9),
    hours=st.integers(-8, 8),
)
def test_every_date_of_a_week_moves_by_the_same(freq, interval, days, offset, by, hours):
    first = at("2026-11-02 12:00") + timedelta(days=offset)
    named = days | {DAYS[first.weekday()]} if days else days
    rule = f"FREQ={freq};INTERVAL={interval}" + (f";BYDAY={','.join(sorted(named))}" if named else "")
    starts = expand(rule, first, first + timedelta(days=120))

    shift = shifted(rule, first, starts, timedelta(days=by, hours=hours))

    delta = timedelta(days=by, hours=hours)
    assert between(shift.rule, shift.first, shift.first, starts[-1] + delta) == [start + delta for start in starts]
    assert [shift.partner(start) for start in starts] == [start + delta for start in starts]
