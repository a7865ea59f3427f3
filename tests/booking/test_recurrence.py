"""What a rule means on the calendar, and which rules the house does not take."""

from datetime import datetime, time
from time import process_time
from zoneinfo import ZoneInfo

import pytest

from booking.recurrence import expand, without_end
from booking.refusals import Refused, RuleRefused
from booking.span import instant, local

BERLIN = ZoneInfo("Europe/Berlin")


def at(text: str) -> datetime:
    return datetime.fromisoformat(text)


MEANINGS = {
    "weekly over new year": ("FREQ=WEEKLY", "2026-12-21", "2027-01-04", "2026-12-21 2026-12-28 2027-01-04"),
    "two days, starts with the second": (
        "FREQ=WEEKLY;BYDAY=TU,TH",
        "2026-12-24",
        "2026-12-31",
        "2026-12-24 2026-12-29 2026-12-31",
    ),
    "every other week over new year": (
        "FREQ=WEEKLY;INTERVAL=2;BYDAY=MO",
        "2026-12-14",
        "2027-01-31",
        "2026-12-14 2026-12-28 2027-01-11 2027-01-25",
    ),
    "every other week, week starts on Monday": (
        "FREQ=WEEKLY;INTERVAL=2;BYDAY=SU,MO;COUNT=4",
        "2026-11-22",
        None,
        "2026-11-22 2026-11-30 2026-12-06 2026-12-14",
    ),
    "every other week, week starts on Sunday": (
        "FREQ=WEEKLY;INTERVAL=2;BYDAY=SU,MO;COUNT=4;WKST=SU",
        "2026-11-22",
        None,
        "2026-11-22 2026-11-23 2026-12-06 2026-12-07",
    ),
    "second of the week's days, starts in mid-week": (
        "FREQ=WEEKLY;BYDAY=MO,WE,FR;BYSETPOS=2;COUNT=2",
        "2026-11-25",
        None,
        "2026-11-25 2026-12-02",
    ),
    "fifth Monday, only where there is one": (
        "FREQ=MONTHLY;BYDAY=5MO",
        "2026-11-30",
        "2027-06-30",
        "2026-11-30 2027-03-29 2027-05-31",
    ),
    "last Friday, also on a holiday": (
        "FREQ=MONTHLY;BYDAY=-1FR;COUNT=3",
        "2026-11-27",
        None,
        "2026-11-27 2026-12-25 2027-01-29",
    ),
    "first and third Monday, starts with the third": (
        "FREQ=MONTHLY;BYDAY=1MO,3MO;COUNT=4",
        "2026-09-21",
        None,
        "2026-09-21 2026-10-05 2026-10-19 2026-11-02",
    ),
    "each Monday, also a fifth, and the first Tuesday": (
        "FREQ=MONTHLY;BYDAY=MO,1TU;COUNT=7",
        "2026-11-02",
        None,
        "2026-11-02 2026-11-03 2026-11-09 2026-11-16 2026-11-23 2026-11-30 2026-12-01",
    ),
    "Friday the 13th": ("FREQ=MONTHLY;BYDAY=FR;BYMONTHDAY=13;COUNT=2", "2026-11-13", None, "2026-11-13 2027-08-13"),
    "last working day": (
        "FREQ=MONTHLY;BYDAY=MO,TU,WE,TH,FR;BYSETPOS=-1;COUNT=3",
        "2026-11-30",
        None,
        "2026-11-30 2026-12-31 2027-01-29",
    ),
    "the 31st, short months left out": ("FREQ=MONTHLY;COUNT=3", "2026-10-31", None, "2026-10-31 2026-12-31 2027-01-31"),
    "last day of the month": (
        "FREQ=MONTHLY;BYMONTHDAY=-1;COUNT=3",
        "2027-01-31",
        None,
        "2027-01-31 2027-02-28 2027-03-31",
    ),
    "second Saturday of each quarter": (
        "FREQ=MONTHLY;INTERVAL=3;BYDAY=2SA;COUNT=3",
        "2026-10-10",
        None,
        "2026-10-10 2027-01-09 2027-04-10",
    ),
    "a place in some months only, the start names the day": (
        "FREQ=MONTHLY;BYMONTH=3,9;BYSETPOS=-1;COUNT=3",
        "2026-09-10",
        None,
        "2026-09-10 2027-03-10 2027-09-10",
    ),
    "29 February": ("FREQ=YEARLY;COUNT=2", "2028-02-29", None, "2028-02-29 2032-02-29"),
    "first Sunday in two months of the year": (
        "FREQ=YEARLY;BYMONTH=5,12;BYDAY=1SU;COUNT=3",
        "2026-12-06",
        None,
        "2026-12-06 2027-05-02 2027-12-05",
    ),
    "weekend": ("FREQ=DAILY;BYDAY=SA,SU;COUNT=3", "2026-11-22", None, "2026-11-22 2026-11-28 2026-11-29"),
    "small letters": ("freq=weekly;count=2", "2026-11-22", None, "2026-11-22 2026-11-29"),
    "until a day, all of it": ("FREQ=WEEKLY;UNTIL=20261206", "2026-11-22", None, "2026-11-22 2026-11-29 2026-12-06"),
    "until a minute before the last start": (
        "FREQ=WEEKLY;UNTIL=20261206T185959",
        "2026-11-22",
        None,
        "2026-11-22 2026-11-29",
    ),
    "the caller's end comes first": ("FREQ=WEEKLY;COUNT=5", "2026-11-22", "2026-11-29", "2026-11-22 2026-11-29"),
    "over before it starts": ("FREQ=WEEKLY;COUNT=5", "2026-11-22", "2026-11-21", ""),
}


@pytest.mark.parametrize(("rule", "first", "last", "expected"), MEANINGS.values(), ids=MEANINGS.keys())
def test_a_rule_means_these_days(rule: str, first: str, last: str | None, expected: str) -> None:
    end = at(f"{last} 19:00") if last else None

    starts = expand(rule, at(f"{first} 19:00"), end)

    assert [start.date().isoformat() for start in starts] == expected.split()
    assert {start.time() for start in starts} <= {time(19)}


def test_a_weekly_evening_stays_at_its_hour_when_the_clocks_change() -> None:
    starts = expand("FREQ=WEEKLY;COUNT=3", at("2026-10-18 19:00"))

    assert [local(instant(start, BERLIN), BERLIN).isoformat() for start in starts] == [
        "2026-10-18T19:00:00+02:00",
        "2026-10-25T19:00:00+01:00",
        "2026-11-01T19:00:00+01:00",
    ]


@pytest.mark.parametrize(
    ("first", "in_utc"),
    [
        ("2027-03-27 02:30", ["2027-03-27T01:30", "2027-03-28T01:30", "2027-03-29T00:30"]),
        ("2026-10-24 02:30", ["2026-10-24T00:30", "2026-10-25T00:30", "2026-10-26T01:30"]),
    ],
    ids=["the hour that does not exist is the next one", "of the hour that comes twice the first counts"],
)
def test_half_past_two_in_the_nights_when_the_clocks_change(first: str, in_utc: list[str]) -> None:
    starts = expand("FREQ=DAILY;COUNT=3", at(first))

    assert [start.time() for start in starts] == [time(2, 30)] * 3
    assert [instant(start, BERLIN).isoformat(timespec="minutes")[:16] for start in starts] == in_utc


@pytest.mark.parametrize(
    ("until", "last"),
    [("20261206T180000Z", "2026-12-06"), ("20261206T175959Z", "2026-11-29")],
    ids=["the instant of the last start", "a second before"],
)
def test_an_end_in_utc_is_read_with_the_zone(until: str, last: str) -> None:
    starts = expand(f"FREQ=WEEKLY;UNTIL={until}", at("2026-11-22 19:00"), zone=BERLIN)

    assert starts[-1] == at(f"{last} 19:00")


REFUSED = {
    "nothing": ("", "malformed"),
    "words": ("every monday", "malformed"),
    "no frequency": ("INTERVAL=2;COUNT=3", "malformed"),
    "a frequency that is none": ("FREQ=FORTNIGHTLY;COUNT=3", "malformed"),
    "a part twice": ("FREQ=WEEKLY;COUNT=3;COUNT=4", "malformed"),
    "a part without value": ("FREQ=WEEKLY;COUNT=", "malformed"),
    "an empty part": ("FREQ=WEEKLY;COUNT=3;", "malformed"),
    "very long": ("FREQ=WEEKLY;COUNT=3;BYDAY=" + ",".join(["MO"] * 90), "malformed"),
    "with a line break": ("FREQ=WEEKLY;COUNT=3\nDTSTART:20260101", "number"),
    "hourly": ("FREQ=HOURLY;COUNT=3", "frequency"),
    "minutely": ("FREQ=MINUTELY;COUNT=3", "frequency"),
    "secondly": ("FREQ=SECONDLY;COUNT=3", "frequency"),
    "a part of another standard": ("FREQ=YEARLY;COUNT=3;BYEASTER=0", "unknown_part"),
    "hours of the day": ("FREQ=DAILY;COUNT=3;BYHOUR=9,19", "unknown_part"),
    "weeks of the year": ("FREQ=YEARLY;COUNT=3;BYWEEKNO=20", "unknown_part"),
    "interval nought": ("FREQ=WEEKLY;COUNT=3;INTERVAL=0", "number"),
    "interval below nought": ("FREQ=WEEKLY;COUNT=3;INTERVAL=-1", "number"),
    "count nought": ("FREQ=WEEKLY;COUNT=0", "number"),
    "count in other digits": ("FREQ=WEEKLY;COUNT=٣", "number"),
    "count in words": ("FREQ=WEEKLY;COUNT=three", "number"),
    "day 32": ("FREQ=MONTHLY;COUNT=3;BYMONTHDAY=32", "number"),
    "day 0": ("FREQ=MONTHLY;COUNT=3;BYMONTHDAY=0", "number"),
    "month 13": ("FREQ=YEARLY;COUNT=3;BYMONTH=13", "number"),
    "a day that is none": ("FREQ=WEEKLY;COUNT=3;BYDAY=XX", "weekday"),
    "an empty day": ("FREQ=WEEKLY;COUNT=3;BYDAY=SU,", "weekday"),
    "an nth day of the week": ("FREQ=WEEKLY;COUNT=3;BYDAY=1SU", "weekday"),
    "the noughth Monday": ("FREQ=MONTHLY;COUNT=3;BYDAY=0SU", "weekday"),
    "the 54th Sunday": ("FREQ=YEARLY;COUNT=3;BYDAY=54SU", "weekday"),
    "a week that starts nowhere": ("FREQ=WEEKLY;COUNT=3;WKST=1", "weekday"),
    "the sixth Sunday of a month": ("FREQ=MONTHLY;COUNT=3;BYDAY=6SU", "combination"),
    "the 20th Sunday of May": ("FREQ=YEARLY;COUNT=3;BYMONTH=5;BYDAY=20SU", "combination"),
    "two ends": ("FREQ=WEEKLY;COUNT=3;UNTIL=20261231", "combination"),
    "days of the month each week": ("FREQ=WEEKLY;COUNT=3;BYMONTHDAY=22", "combination"),
    "a place among nothing": ("FREQ=MONTHLY;COUNT=3;BYSETPOS=1", "combination"),
    "a place among the days of a day": ("FREQ=DAILY;COUNT=3;BYDAY=SU;BYSETPOS=2", "combination"),
    "an end that is no day": ("FREQ=WEEKLY;UNTIL=20261332", "until"),
    "an end in UTC without the zone": ("FREQ=WEEKLY;UNTIL=20261231T180000Z", "until"),
    "an end in words": ("FREQ=WEEKLY;UNTIL=Weihnachten", "until"),
    "starts on another weekday": ("FREQ=WEEKLY;COUNT=3;BYDAY=MO", "start"),
    "starts on another Sunday": ("FREQ=MONTHLY;COUNT=3;BYDAY=1SU", "start"),
    "starts in another month": ("FREQ=YEARLY;COUNT=3;BYMONTH=12", "start"),
    "starts at another place": ("FREQ=MONTHLY;COUNT=3;BYDAY=SU;BYSETPOS=-1", "start"),
    "30 February": ("FREQ=DAILY;BYMONTH=2;BYMONTHDAY=30;COUNT=2", "start"),
    "the sixth of five": ("FREQ=MONTHLY;BYDAY=SU;BYSETPOS=6;COUNT=2", "start"),
    "no end": ("FREQ=WEEKLY", "endless"),
    "an end in another age, few dates": ("FREQ=YEARLY;UNTIL=99991231", "endless"),
    "every thousandth year": ("FREQ=YEARLY;INTERVAL=1000;COUNT=9", "endless"),
    "once in 28 years": ("FREQ=DAILY;BYMONTH=11;BYMONTHDAY=22;BYDAY=SU;INTERVAL=997;COUNT=400", "endless"),
    "an end in another age, many dates": ("FREQ=DAILY;UNTIL=99991231T235959", "too_many"),
    "a count without measure": ("FREQ=DAILY;COUNT=99999999", "too_many"),
    "one date too many": ("FREQ=DAILY;COUNT=401", "too_many"),
}


@pytest.mark.parametrize(("rule", "kind"), REFUSED.values(), ids=REFUSED.keys())
def test_a_rule_that_makes_no_sense_is_refused_at_once(rule: str, kind: str) -> None:
    began = process_time()

    with pytest.raises(Refused) as refused:
        expand(rule, at("2026-11-22 19:00"))

    at_most = 400 if kind == "too_many" else 0
    assert refused.value.reasons == (RuleRefused(kind=kind, at_most=at_most),)
    assert process_time() - began < 0.5  # dateutil alone needs seconds or for ever for some of these


def test_the_caller_says_how_many_dates_are_too_many() -> None:
    assert len(expand("FREQ=DAILY;COUNT=7", at("2026-11-22 19:00"), limit=7)) == 7
    with pytest.raises(Refused):
        expand("FREQ=DAILY", at("2026-11-22 19:00"), at("2026-11-29 19:00"), limit=7)


@pytest.mark.parametrize(
    ("rule", "expected"),
    [
        ("FREQ=WEEKLY;COUNT=8;BYDAY=TU", ("FREQ=WEEKLY;BYDAY=TU", at("2027-03-02 18:15"))),
        ("FREQ=WEEKLY;UNTIL=20270210", ("FREQ=WEEKLY", at("2027-02-09 18:15"))),
        ("freq=weekly", ("FREQ=WEEKLY", None)),
    ],
    ids=["a count", "an end", "neither"],
)
def test_how_a_rule_ends_can_be_kept_apart(rule: str, expected: tuple[str, datetime | None]) -> None:
    assert without_end(rule, at("2027-01-12 18:15")) == expected
