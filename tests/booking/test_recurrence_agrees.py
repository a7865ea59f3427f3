"""Thousands of rules mean here what the standard says, and what another engine makes of them."""

import os
from collections import Counter
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from random import Random

import pytest

from booking.recurrence import LONGEST_DAYS, MOST_DATES, bare, between, expand, first_from
from booking.refusals import Refused, RuleRefused
from booking.span import instant
from tests.support.drawn_rules import Drawn, draw
from tests.support.other_engine import as_programs_write_it, by_another_engine
from tests.support.others_rules import Found, rules_of_others
from tests.support.plain_rule import BERLIN, PlainRule
from tests.support.shared import shared

Dates = list[datetime]
HOW_MANY = int(os.environ.get("TREFFPUNKT_RULES", "750"))  # rules from each seed


def ours(drawn: Drawn) -> Dates | str:
    """Return the dates that the house makes of a rule, as far as one looks, or why it refuses it."""
    try:
        dates = expand(drawn.rule, drawn.first, None if drawn.ends else drawn.last, zone=BERLIN)
    except Refused as refused:
        (reason,) = refused.reasons
        assert isinstance(reason, RuleRefused)
        return reason.kind
    return [start for start in dates if start <= drawn.last]


@pytest.mark.parametrize("seed", range(4))
def test_hundreds_of_rules_mean_what_the_standard_and_another_engine_say(seed: int) -> None:
    random, found = Random(seed), Counter[str]()
    for _ in range(HOW_MANY):
        drawn = draw(random)
        mine = ours(drawn)
        if isinstance(mine, str):
            assert REASONS[mine](drawn), (mine, drawn)
            found["refused"] += 1
            continue
        assert mine == PlainRule(drawn.rule, drawn.first).dates(drawn.last), drawn
        found["as the standard says"] += 1
        if not differs_from_the_standard(drawn.rule):
            assert in_utc(mine) == theirs(drawn), drawn
            found["as another engine says"] += 1

    assert found["as the standard says"] > HOW_MANY * 0.75, found
    assert found["as another engine says"] > HOW_MANY * 0.65, found


def theirs(drawn: Drawn) -> Dates:
    rule = as_programs_write_it(drawn.rule, BERLIN)
    return [start.astimezone(UTC) for start in by_another_engine(rule, drawn.first, drawn.last, BERLIN)]


def in_utc(dates: Dates) -> Dates:
    return [instant(start, BERLIN) for start in dates]


def differs_from_the_standard(rule: str) -> bool:
    """Whether dateutil, on which the other engine stands, reads *rule* in its own way.

    It counts BYSETPOS of a first week only from the first date on, and takes "MO,1TU" as both at once.
    """
    parts = dict(part.split("=") for part in rule.split(";"))
    nth = {word[:-2] != "" for word in parts.get("BYDAY", "MO").split(",")}
    return len(nth) == 2 or (parts["FREQ"] == "WEEKLY" and "BYSETPOS" in parts)


# When a rule may be refused, by the plain definition


def _count(drawn: Drawn) -> int:
    return int(drawn.rule.partition("COUNT=")[2] or 0)


def _never_gets_there(drawn: Drawn) -> bool:
    within_ten_years = PlainRule(drawn.rule, drawn.first).dates(drawn.first + timedelta(LONGEST_DAYS))
    return len(within_ten_years) < _count(drawn)


def _has_too_many(drawn: Drawn) -> bool:
    return _count(drawn) > MOST_DATES or len(PlainRule(drawn.rule, drawn.first).dates(drawn.last)) > MOST_DATES


def _says_nothing(drawn: Drawn) -> bool:
    rule = drawn.rule
    if "FREQ=WEEKLY" in rule and "BYMONTHDAY" in rule:
        return True
    return "BYSETPOS" in rule and ("FREQ=DAILY" in rule or not any(part in rule for part in ("BYDAY", "BYMONTH")))


REASONS: dict[str, Callable[[Drawn], bool]] = {
    "start": lambda drawn: not PlainRule(drawn.rule, drawn.first).names_its_start(),
    "endless": _never_gets_there,
    "too_many": _has_too_many,
    "combination": _says_nothing,
}


def test_any_stretch_of_a_rule_holds_the_dates_that_lie_in_it() -> None:
    random = Random(4)
    for drawn in (draw(random) for _ in range(HOW_MANY // 5)):
        if ours(drawn) in ("start", "combination"):
            continue
        since = drawn.first + (drawn.last - drawn.first) * random.random()

        found = between(drawn.rule, drawn.first, since, drawn.last)

        assert found == [day for day in PlainRule(bare(drawn.rule), drawn.first).dates(drawn.last) if day >= since]


def test_a_rule_begins_on_the_first_day_that_it_names_itself() -> None:
    random = Random(5)
    for drawn in (draw(random) for _ in range(HOW_MANY // 5)):
        wanted = drawn.first + timedelta(days=random.randrange(40))
        days = (wanted + timedelta(number) for number in range(400))
        named = next((day for day in days if PlainRule(drawn.rule, day).names_its_start()), None)
        if named is None or ours(drawn) == "combination":
            continue

        assert first_from(drawn.rule, wanted, zone=BERLIN) == named, (drawn, wanted)


@pytest.mark.parametrize(
    ("first", "until", "last"),
    [
        ("2026-10-24 02:30", "20261025T003000Z", "2026-10-25 02:30"),
        ("2026-10-24 02:30", "20261025T001500Z", "2026-10-24 02:30"),
        ("2026-10-24 02:30", "20261025T011500Z", "2026-10-25 02:30"),
        ("2026-03-28 02:30", "20260329T013000Z", "2026-03-29 02:30"),
        ("2026-03-28 02:30", "20260329T011500Z", "2026-03-28 02:30"),
    ],
    ids=[
        "with the first half past two",
        "before it",
        "when a quarter past two is shown again, after it",
        "with the half past two that does not exist",
        "before it, when clocks already show more",
    ],
)
def test_an_end_in_utc_counts_as_that_instant_when_clocks_change(first: str, until: str, last: str) -> None:
    starts = expand(f"FREQ=DAILY;UNTIL={until}", datetime.fromisoformat(first), zone=BERLIN)

    assert starts[-1] == datetime.fromisoformat(last)


# Other people's calendars


def test_the_rules_in_other_peoples_calendars_mean_the_same_here(
    record_property: Callable[[str, object], None],
) -> None:
    found = Counter[str]()
    for one in rules_of_others(shared("data", "ics")):
        found[f"{'meeting' if one.kind == 'VEVENT' else 'clock change'}: {_outcome(one)}"] += 1
    for outcome, number in sorted(found.items()):
        record_property(outcome, number)
        print(f"{number:4} {outcome}")

    assert found["meeting: agrees"] >= 9
    assert found["clock change: agrees"] >= 30
    assert {outcome for outcome in found if "agrees" not in outcome} <= {
        "meeting: refused, start",  # the first date is none of the rule's
        "meeting: refused, malformed",  # "RRULE:RRULE:…"
        "clock change: refused, start",  # Exchange lets them all begin on 1 January 1601
    }


def _outcome(one: Found) -> str:
    years = 9 if "YEARLY" in one.rule or "MONTHLY" in one.rule else 1
    last = one.first + timedelta(days=366 * years)
    try:
        dates = expand(one.rule, one.first, last, zone=one.zone)
    except Refused as refused:
        return f"refused, {refused.reasons[0].kind}"
    assert dates == PlainRule(one.rule, one.first, one.zone).dates(last), one
    there = by_another_engine(as_programs_write_it(one.rule, one.zone), one.first, last, one.zone)
    assert [instant(start, one.zone) for start in dates] == [start.astimezone(UTC) for start in there], one
    return "agrees"
