"""A series of MRBS stays one where its rule says the same in every calendar; the faults of MRBS stay behind."""

from datetime import UTC, date, datetime, timedelta

import pytest
from dateutil.rrule import rrulestr

from booking.mrbs import read_mrbs
from booking.mrbs.plan import planned
from booking.mrbs.repeats import rules_of
from booking.span import wall
from tests.support.mrbs import BERLIN, CALENDAR, OLD, Mrbs

NOW = datetime(2026, 11, 24, 9, 0, tzinfo=UTC)


def plan(mrbs: Mrbs | str):
    text = mrbs if isinstance(mrbs, str) else mrbs.mysqldump()
    return planned(read_mrbs(text.encode(), zone=BERLIN, now=NOW), BERLIN, NOW)


def days(first: str, number: int, step: int = 7) -> list[str]:
    start = date.fromisoformat(first)
    return [(start + timedelta(days=step * count)).isoformat() for count in range(number)]


def said(one) -> list[str]:
    """Return the local starts that the planned series says, expanded by another library's rule reader."""
    first = wall(one.dates[0].starts, BERLIN)
    starts = {*rrulestr(one.rule, dtstart=first), *one.extra} - {*one.left_out}
    return sorted(f"{start:%Y-%m-%d %H:%M}" for start in starts)


KINDS = [
    ("daily", 1, days("2026-12-01", 5, 1), {}),
    ("every third day", 1, days("2026-12-01", 5, 3), {"rep_interval": 3}),
    ("weekly", 2, days("2026-12-01", 30), {"rep_opt": "0010000"}),
    ("twice a week", 2, ["2026-12-01", "2026-12-03", "2026-12-08", "2026-12-10"], {"rep_opt": "0010100"}),
    ("every second week", 2, days("2026-12-01", 10, 14), {"rep_opt": "0010000", "rep_interval": 2}),
    ("on the 5th", 3, ["2026-12-05", "2027-01-05", "2027-02-05"], {"month_absolute": 5}),
    ("last Friday", 3, ["2026-12-25", "2027-01-29", "2027-02-26"], {"month_relative": "-1FR"}),
    ("second Tuesday", 3, ["2026-12-08", "2027-01-12", "2027-02-09"], {"month_relative": "2TU"}),
    ("yearly", 4, ["2026-12-06", "2027-12-06", "2028-12-06"], {}),
]


@pytest.mark.parametrize(("kind", "dates", "more"), [kind[1:] for kind in KINDS], ids=[kind[0] for kind in KINDS])
def test_every_kind_of_series_says_the_dates_that_mrbs_has(kind, dates, more):
    mrbs = Mrbs()
    mrbs.series(kind, dates, "19:00", "21:00", **more)

    found = plan(mrbs)

    assert found.singles == ()
    assert said(found.series[0]) == [f"{day} 19:00" for day in dates]
    assert (found.series[0].extra, found.series[0].left_out) == ((), ())


def test_old_versions_said_it_otherwise():
    mrbs = Mrbs(OLD)
    mrbs.series(6, days("2026-12-01", 6, 14), "19:00", "21:00", rep_opt="0010000", rep_num_weeks=2)
    mrbs.series(5, ["2026-12-09", "2027-01-13", "2027-02-10"], "15:00", "16:00")
    mrbs.series(3, ["2026-12-15", "2027-01-15", "2027-02-15"], "15:00", "16:00")

    assert [one.rule.partition(";UNTIL")[0] for one in plan(mrbs).series] == [
        "FREQ=WEEKLY;INTERVAL=2;BYDAY=TU;WKST=TU",
        "FREQ=MONTHLY;BYDAY=2WE",
        "FREQ=MONTHLY;BYMONTHDAY=15",
    ]


def test_what_was_deleted_in_mrbs_stays_deleted():
    """mrbs-code #659, #1179: an edited series brought deleted dates back."""
    mrbs, dates = Mrbs(), days("2026-12-01", 10)
    mrbs.series(2, dates, "19:00", "21:00", rep_opt="0010000")
    del mrbs.rows["entry"][4]

    (one,) = plan(mrbs).series

    assert said(one) == [f"{day} 19:00" for day in dates if day != dates[4]]
    assert [f"{start:%Y-%m-%d}" for start in one.left_out] == [dates[4]]


def test_what_was_changed_by_hand_stands_alone():
    """mrbs-code #1532, #2429: a change of one date was lost with the next change of its series."""
    mrbs, dates = Mrbs(), days("2026-12-01", 10)
    mrbs.series(2, dates, "19:00", "21:00", rep_opt="0010000")
    mrbs.rows["entry"][2] |= {"entry_type": 2, "room_id": 2}
    mrbs.rows["entry"][3] |= {"entry_type": 2, "start_time": mrbs.rows["entry"][3]["start_time"] + 3600}

    found = plan(mrbs)

    assert said(found.series[0]) == [f"{day} 19:00" for number, day in enumerate(dates) if number not in (2, 3)]
    assert [(one.room, wall(one.starts, BERLIN).hour) for one in found.singles] == [("Stube", 19), ("Saal", 20)]
    assert found.hints == ()


def test_an_hour_lost_when_the_clocks_changed_is_put_right():
    """mrbs-code #383: after the change some versions put the dates an hour beside their series."""
    mrbs, dates = Mrbs(), days("2027-03-02", 8)
    mrbs.series(2, dates, "19:00", "21:00", rep_opt="0010000")
    for row in mrbs.rows["entry"][6:]:  # 13 and 20 April, after the night of 28 March
        row |= {"start_time": row["start_time"] + 3600, "end_time": row["end_time"] + 3600}

    found = plan(mrbs)

    assert said(found.series[0]) == [f"{day} 19:00" for day in dates]
    assert [hint.partition(": ")[2] for hint in found.hints] == [
        f"{day} stand eine Stunde neben seiner Reihe (Zeitumstellung); übernommen um 19:00 Uhr."
        for day in ("13.04.2027", "20.04.2027")
    ]


def test_a_series_that_goes_over_both_nights_stays_at_its_hour():
    mrbs, dates = Mrbs(), days("2026-12-01", 52)
    mrbs.series(2, dates, "19:00", "21:00", rep_opt="0010000")

    (one,) = plan(mrbs).series

    assert said(one) == [f"{day} 19:00" for day in dates]
    assert {wall(each.ends, BERLIN).hour for each in one.dates} == {21}


def test_a_rule_that_does_not_say_its_dates_is_taken_date_by_date():
    mrbs = Mrbs()
    mrbs.series(3, ["2026-12-31", "2027-01-31", "2027-02-28", "2027-03-31"], "10:00", "11:00", month_absolute=31)
    mrbs.series(9, ["2026-12-01", "2026-12-02"], "10:00", "11:00")
    mrbs.series(2, ["2026-12-01", "2026-12-04", "2026-12-12"], "12:00", "13:00", rep_opt="0100000")

    found = plan(mrbs)

    assert len(found.singles) + sum(len(one.dates) for one in found.series) == 9
    assert [said(one) for one in found.series] == [
        ["2026-12-31 10:00", "2027-01-31 10:00", "2027-02-28 10:00", "2027-03-31 10:00"]
    ]  # the 31st, with 28 February beside it: MRBS trims to the month's end, RRULE leaves out


def test_what_is_over_and_what_waits():
    mrbs = Mrbs()
    mrbs.entry("2026-11-01 10:00", "2026-11-01 11:00")
    mrbs.series(2, days("2026-11-03", 8), "19:00", "21:00", rep_opt="0010000")
    mrbs.series(2, days("2026-12-02", 3), "19:00", "21:00", rep_opt="0001000", status=2)

    found = plan(mrbs)

    assert found.past == 4
    assert said(found.series[0]) == [f"{day} 19:00" for day in days("2026-11-24", 5)]
    assert [one.open for one in found.singles] == [True, True, True]


def test_the_calendar_gives_the_same():
    found = plan(CALENDAR)

    (one,) = found.series
    assert said(one) == [f"{day} 19:00" for day in days("2026-12-01", 21) if day not in ("2026-12-29", "2027-01-19")]
    assert [(date.title, date.room) for date in found.singles] == [("Flohmarkt", "Saal"), ("Chor", "Stube")]


def test_a_series_of_fifth_weekdays_may_mean_the_last():
    start = datetime(2026, 12, 29, tzinfo=BERLIN)
    assert rules_of(kind=5, start=start, days="", interval=1, month_day=0, month_week="") == (
        "FREQ=MONTHLY;BYDAY=5TU",
        "FREQ=MONTHLY;BYDAY=-1TU",
    )
