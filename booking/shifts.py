"""The same rule on other days and at another hour: every Tuesday at seven becomes every Thursday at six."""

from calendar import monthrange
from collections import defaultdict
from collections.abc import Callable, Iterable
from dataclasses import dataclass, replace
from datetime import datetime, timedelta

from booking import recurrence
from booking.refusals import Refused, RuleRefused
from booking.rrule import Rule, parse

Partner = Callable[[datetime], datetime | None]

_DAYS = ("MO", "TU", "WE", "TH", "FR", "SA", "SU")


@dataclass(frozen=True)
class Shift:
    """A rule as it is afterwards, and what each of its old places became."""

    rule: str
    first: datetime
    partner: Partner  # none for a place that the rule does not have any more


def shifted(rule: str, first: datetime, starts: Iterable[datetime], by: timedelta) -> Shift:
    """Return *rule*, of which *starts* are the places, moved *by* whole days and, on the same day, some hours.

    Days of the week move round, in months too: every second Tuesday becomes every second Wednesday. Days of the
    month stay in their month. Raises Refused(RuleRefused) of kind `shift` where no rule says the same on other days.
    """
    days, clock = _split(first, by)
    parsed = parse(rule)
    if not days:
        return Shift(rule, first + clock, lambda start: start + clock)
    if parsed.freq in ("DAILY", "WEEKLY"):
        return Shift(_text(_in_weeks(parsed, days)), first + by, lambda start: start + by)
    moved = _text(_in_months(parsed, first, days))
    begin = _same_place(rule, moved, first, days if not parsed.by_day else 0)
    partners = _by_month(moved, begin, [*starts])
    return Shift(moved, begin + clock, lambda start: partners[start] + clock if start in partners else None)


def _split(first: datetime, by: timedelta) -> tuple[int, timedelta]:
    days = ((first + by).date() - first.date()).days
    return days, by - timedelta(days=days)


def _in_weeks(rule: Rule, days: int) -> Rule:
    if rule.by_month or rule.by_month_day or (rule.freq == "DAILY" and rule.by_place):
        raise _cannot()
    # The week begins later too, or days that wrap around would fall into another week of every two.
    counts = rule.freq == "WEEKLY" and (rule.interval > 1 or rule.by_place)
    week_starts = (rule.week_starts + days) % 7 if counts else rule.week_starts
    return replace(rule, by_day=_round(rule, days), week_starts=week_starts)


def _in_months(rule: Rule, first: datetime, days: int) -> Rule:
    if rule.by_place or (rule.freq == "YEARLY" and rule.by_day and not rule.by_month):
        raise _cannot()
    if rule.by_day:
        if rule.by_month_day or not all(nth for _day, nth in rule.by_day):
            raise _cannot()
        return replace(rule, by_day=_round(rule, days))
    if (first + timedelta(days=days)).month != first.month or abs(days) > 27:
        raise _cannot()
    moved = tuple(day + days for day in rule.by_month_day)
    if any(
        not 1 <= abs(new) <= 31 or (new > 0) != (old > 0) for old, new in zip(rule.by_month_day, moved, strict=True)
    ):
        raise _cannot()
    return replace(rule, by_month_day=moved)


def _round(rule: Rule, days: int) -> tuple[tuple[int, int], ...]:
    return tuple(((day + days) % 7, nth) for day, nth in rule.by_day)


def _same_place(old: str, new: str, first: datetime, days: int) -> datetime:
    """Return the date of *new* that has the place in its month that *first* has in *old*."""
    if days:
        return first + timedelta(days=days)
    month = first.replace(day=1)
    before, after = (_month(rule, month) for rule in (old, new))
    place = before.index(first)
    return after[place] if place < len(after) else recurrence.first_from(new, month)


def _month(rule: str, month: datetime) -> list[datetime]:
    last = month.replace(day=monthrange(month.year, month.month)[1])
    begin = recurrence.first_from(rule, month)
    return recurrence.between(rule, begin, month, last) if begin <= last else []


def _by_month(rule: str, first: datetime, starts: list[datetime]) -> dict[datetime, datetime]:
    if not starts:
        return {}
    last = starts[-1].replace(day=monthrange(starts[-1].year, starts[-1].month)[1])
    new: dict[tuple[int, int], list[datetime]] = defaultdict(list)
    for start in recurrence.between(rule, first, first, last):
        new[start.year, start.month].append(start)
    partners: dict[datetime, datetime] = {}
    for start in starts:
        waiting = new[start.year, start.month]
        if waiting:
            partners[start] = waiting.pop(0)
    return partners


def _text(rule: Rule) -> str:
    parts = {
        "FREQ": rule.freq,
        "INTERVAL": str(rule.interval) if rule.interval > 1 else "",
        "WKST": _DAYS[rule.week_starts] if rule.week_starts else "",
        "BYDAY": ",".join(f"{nth or ''}{_DAYS[day]}" for day, nth in rule.by_day),
        "BYMONTHDAY": ",".join(map(str, rule.by_month_day)),
        "BYMONTH": ",".join(map(str, rule.by_month)),
        "BYSETPOS": ",".join(map(str, rule.by_place)),
    }
    return ";".join(f"{name}={value}" for name, value in parts.items() if value)


def _cannot() -> Refused:
    return Refused(RuleRefused("shift"))
