"""Repeating dates: an RRULE (RFC 5545) becomes the wall-clock starts that it means."""

from calendar import monthrange
from collections.abc import Iterator
from datetime import date, datetime, timedelta
from itertools import takewhile
from typing import Literal
from zoneinfo import ZoneInfo

from dateutil.rrule import DAILY, MONTHLY, WEEKLY, YEARLY, rrule, weekday

from booking.refusals import Refused, RuleRefused
from booking.rrule import Rule, parse
from booking.span import instant

MOST_DATES = 400  # of one series: a date a day for more than a year
_NEXT_DAYS = 427
LONGEST_DAYS = 3653  # ten years: whoever means "for ever" says so with an end

_FREQUENCIES: dict[str, Literal[0, 1, 2, 3]] = {"DAILY": DAILY, "WEEKLY": WEEKLY, "MONTHLY": MONTHLY, "YEARLY": YEARLY}


def expand(
    rule: str,
    first: datetime,
    last: datetime | None = None,
    *,
    limit: int = MOST_DATES,
    zone: ZoneInfo | None = None,
) -> list[datetime]:
    """Return the naive local starts that *rule* gives from *first* on, to *last* at most, in order.

    *first* must itself be a date of the rule: RFC 5545 leaves open what else it would mean, and
    calendar programs differ. A day that a month lacks is left out. UNTIL counts as time of the
    house, a bare date as all of that day; an UNTIL in UTC, as calendar programs write it, needs *zone*.
    Raises Refused with one RuleRefused. Beside the kinds of `booking.rrule.parse` it may be `start`
    (*first* is no date of the rule), `endless` (nothing ends it within ten years) or `too_many`
    (more dates than *limit*).
    """
    parsed = parse(rule, zone)
    if parsed.count is not None and parsed.count > limit:
        raise _refused("too_many", limit)
    if last is None and parsed.count is None and parsed.until is None:
        raise _refused("endless")
    # Seen before anything is generated: dateutil would look for a date of an impossible rule until the year 9999.
    if first.year < 1000 or not _is_a_date_of(parsed, first):
        raise _refused("start")
    far = first + timedelta(days=LONGEST_DAYS)
    end = min(moment for moment in (last, _until(parsed, first, zone), far) if moment is not None)
    dates = _taken(parsed, takewhile(lambda start: start <= end, _starts(parsed, first)), limit)
    if end == far and len(dates) != parsed.count:
        raise _refused("endless")
    return dates


def without_end(
    rule: str, first: datetime, last: datetime | None = None, *, limit: int = MOST_DATES, zone: ZoneInfo | None = None
) -> tuple[str, datetime | None]:
    """Return *rule* without COUNT and UNTIL, and the last date that it may still give instead.

    Raises Refused like `expand`. Calendar programs miscount COUNT when dates are left out.
    """
    if is_endless(rule, zone=zone):
        return bare(rule), last
    dates = expand(rule, first, last, limit=limit, zone=zone)
    return bare(rule), dates[-1] if dates else last


def bare(rule: str) -> str:
    """Return *rule* in capitals, without COUNT and UNTIL; what is wrong with it stays wrong."""
    parts = rule.strip().upper().split(";")
    return ";".join(part for part in parts if not part.startswith(("COUNT=", "UNTIL=")))


def is_endless(rule: str, *, zone: ZoneInfo | None = None) -> bool:
    """Whether *rule* itself names no end. Raises Refused like `booking.rrule.parse`."""
    parsed = parse(rule, zone)
    return parsed.count is None and parsed.until is None


def between(rule: str, first: datetime, since: datetime, until: datetime) -> list[datetime]:
    """Return the starts of a stored *rule* from *since* to *until*, both inclusive, however long it runs already.

    Raises Refused(RuleRefused) of kind `start` if *first* is no date of the rule.
    """
    parsed = parse(bare(rule))
    if not _is_a_date_of(parsed, first):
        raise _refused("start")
    return [start for start in takewhile(lambda start: start <= until, _starts(parsed, first)) if start >= since]


def first_from(rule: str, wanted: datetime, *, zone: ZoneInfo | None = None) -> datetime:
    """Return the first start at or after *wanted*, at the same time of day, that can begin *rule*.

    Raises Refused like `booking.rrule.parse`, and of kind `start` if there is none within fourteen months.
    """
    parsed = parse(rule, zone)
    for number in range(_NEXT_DAYS):
        start = wanted + timedelta(days=number)
        if _is_a_date_of(parsed, start):
            return start
    raise _refused("start")


def _until(rule: Rule, first: datetime, zone: ZoneInfo | None) -> datetime | None:
    """Return UNTIL as clocks count, so that a start at the time of day of *first* is after it or not."""
    if rule.until is None or zone is None or not 0 <= (rule.until - first).days + 1 <= LONGEST_DAYS:
        return rule.until
    # When clocks change they show less later, or more earlier: on that day only the instants tell.
    start = datetime.combine(rule.until.date(), first.time())
    return start if instant(start, zone) <= instant(rule.until, zone) else start - timedelta.resolution


def _refused(kind: str, at_most: int = 0) -> Refused:
    return Refused(RuleRefused(kind=kind, at_most=at_most))


def _taken(rule: Rule, starts: Iterator[datetime], limit: int) -> list[datetime]:
    dates: list[datetime] = []
    for start in starts:
        dates.append(start)
        if len(dates) == rule.count:
            break
        if len(dates) > limit:
            raise _refused("too_many", limit)
    return dates


def _starts(rule: Rule, first: datetime) -> Iterator[datetime]:
    """Yield the rule's dates from *first* on, without end but for the calendar's."""
    anchor, days = first, rule.by_day
    if rule.freq == "WEEKLY":
        # dateutil would count BYSETPOS of the first week from *first* on, not from the week's start.
        anchor = first - timedelta(days=(first.weekday() - rule.week_starts) % 7)
        days = days or ((first.weekday(), 0),)
    if any(nth for _, nth in days):
        # dateutil takes "MO,1TU" as both at once; the RFC as either.
        every = range(1, 6 if rule.counts_in_months else 54)
        days = tuple((day, n) for day, nth in days for n in ([nth] if nth else every))
    dates = rrule(
        _FREQUENCIES[rule.freq],
        dtstart=anchor,
        interval=rule.interval,
        wkst=rule.week_starts,
        byweekday=[weekday(day, nth or None) for day, nth in days] or None,
        bymonthday=rule.by_month_day or None,
        bymonth=rule.by_month or None,
        bysetpos=rule.by_place or None,
    )
    return (start for start in dates if start >= first)


def _is_a_date_of(rule: Rule, first: datetime) -> bool:
    day = first.date()
    if not _fits(rule, day, day):
        return False
    if not rule.by_place:
        return True
    days = [other for other in _period(rule, day) if _fits(rule, other, day)]
    place = days.index(day)
    return place + 1 in rule.by_place or place - len(days) in rule.by_place


def _fits(rule: Rule, day: date, first: date) -> bool:
    """Whether the parts of *rule* let *day* through; what they leave open is said by *first*."""
    if rule.by_month and day.month not in rule.by_month:
        return False
    length = monthrange(day.year, day.month)[1]
    if rule.by_month_day and not {day.day, day.day - length - 1} & {*rule.by_month_day}:
        return False
    if rule.by_day:
        return any(day.weekday() == wanted and nth in (0, *_places(rule, day)) for wanted, nth in rule.by_day)
    return bool(rule.by_month_day) or _is_like(rule, day, first)


def _is_like(rule: Rule, day: date, first: date) -> bool:
    if rule.freq == "WEEKLY":
        return day.weekday() == first.weekday()
    return rule.freq == "DAILY" or day.day == first.day


def _places(rule: Rule, day: date) -> tuple[int, int]:
    """Return which of its weekdays *day* is, from the start and from the end of its month or year."""
    if rule.counts_in_months:
        before, after = day.day - 1, monthrange(day.year, day.month)[1] - day.day
    else:
        before, after = (day - date(day.year, 1, 1)).days, (date(day.year, 12, 31) - day).days
    return before // 7 + 1, -(after // 7) - 1


def _period(rule: Rule, day: date) -> list[date]:
    if rule.freq == "WEEKLY":
        start, days = day - timedelta(days=(day.weekday() - rule.week_starts) % 7), 7
    elif rule.freq == "MONTHLY":
        start, days = day.replace(day=1), monthrange(day.year, day.month)[1]
    else:
        start = date(day.year, 1, 1)
        days = (date(day.year + 1, 1, 1) - start).days
    return [start + timedelta(days=number) for number in range(days)]
