"""Which RRULEs every calendar program expands alike, and how they are written.

The subset was measured with twenty programs, and is what Outlook and Exchange take (MS-OXCICAL
2.1.3.2.2): daily, weekly on weekdays, the nth weekday or the nth day of the month, once a year.
"""

from datetime import datetime

from booking.refusals import Refused
from booking.rrule import Rule, parse

_DAYS = ("MO", "TU", "WE", "TH", "FR", "SA", "SU")
_NTH = (-1, 1, 2, 3, 4, 5)
_IN_EVERY_MONTH = range(1, 29)  # days 29 to 31 are left out by some and moved by others


def portable(rule: str, first: datetime) -> list[str]:
    """Return the rules that together mean *rule*, in the form that everybody understands.

    More than one where it names several weekdays of the month ("1MO,3MO"): Exchange knows only one.
    Empty if there is no such form. *first* is the local start that says what the rule leaves open.
    COUNT and UNTIL are left out.
    """
    try:
        parsed = parse(rule)
    except Refused:  # an UNTIL in UTC or a part that we never store
        return []
    interval = f";INTERVAL={parsed.interval}" if parsed.interval > 1 else ""
    return [f"FREQ={parsed.freq}{interval}{which}" for which in _FORMS[parsed.freq](parsed, first)]


def _daily(rule: Rule, _first: datetime) -> list[str]:
    return [] if rule.by_day or rule.by_month_day or rule.by_month or rule.by_place else [""]


def _weekly(rule: Rule, first: datetime) -> list[str]:
    if rule.by_month or rule.by_place:
        return []
    # Without a day some programs take the day of the first date in UTC.
    days = sorted({day for day, _ in rule.by_day} or {first.weekday()})
    week = f";WKST={_DAYS[rule.week_starts]}" if rule.week_starts and rule.interval > 1 else ""
    return [f";BYDAY={_names(days)}{week}"]


def _monthly(rule: Rule, first: datetime) -> list[str]:
    if rule.by_month:
        return []
    if rule.by_month_day or not rule.by_day:
        days = rule.by_month_day or (first.day,)
        return [] if rule.by_day or rule.by_place or not _is_plain_day(days) else [f";BYMONTHDAY={days[0]}"]
    if rule.by_place:
        return _nth_of_several(rule)
    return [f";BYDAY={nth}{_DAYS[day]}" for day, nth in rule.by_day] if _are_nth(rule) else []


def _yearly(rule: Rule, first: datetime) -> list[str]:
    if rule.by_place or len(rule.by_month) > 1 or (rule.by_day and not rule.by_month):
        return []
    month = f";BYMONTH={rule.by_month[0] if rule.by_month else first.month}"
    if rule.by_day:
        single = len(rule.by_day) == 1 and not rule.by_month_day and _are_nth(rule)
        return [f"{month};BYDAY={rule.by_day[0][1]}{_DAYS[rule.by_day[0][0]]}"] if single else []
    days = rule.by_month_day or (first.day,)
    return [f"{month};BYMONTHDAY={days[0]}"] if _is_plain_day(days) else []


def _nth_of_several(rule: Rule) -> list[str]:
    plain_days = all(nth == 0 for _, nth in rule.by_day)
    if not plain_days or len(rule.by_place) != 1 or rule.by_place[0] not in (-1, 1, 2, 3, 4):
        return []
    return [f";BYDAY={_names(sorted({day for day, _ in rule.by_day}))};BYSETPOS={rule.by_place[0]}"]


def _are_nth(rule: Rule) -> bool:
    return all(nth in _NTH for _, nth in rule.by_day)


def _is_plain_day(days: tuple[int, ...]) -> bool:
    return len(days) == 1 and days[0] in _IN_EVERY_MONTH


def _names(days: list[int]) -> str:
    return ",".join(_DAYS[day] for day in days)


_FORMS = {"DAILY": _daily, "WEEKLY": _weekly, "MONTHLY": _monthly, "YEARLY": _yearly}
