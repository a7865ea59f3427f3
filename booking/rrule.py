"""The text of an RRULE (RFC 5545), read part by part; nothing is generated here."""

import re
from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, datetime, time
from typing import TypeVar
from zoneinfo import ZoneInfo

from booking.refusals import Refused, RuleRefused
from booking.span import wall

Part = TypeVar("Part")

_LONGEST = 200  # characters; no rule that people mean is longer
_FREQUENCIES = ("DAILY", "WEEKLY", "MONTHLY", "YEARLY")
_TOO_OFTEN = ("HOURLY", "MINUTELY", "SECONDLY")
_DAYS = ("MO", "TU", "WE", "TH", "FR", "SA", "SU")
_KNOWN = ("FREQ", "INTERVAL", "COUNT", "UNTIL", "WKST", "BYDAY", "BYMONTHDAY", "BYMONTH", "BYSETPOS")


@dataclass(frozen=True)
class Rule:
    """A rule whose parts were checked one by one."""

    freq: str
    interval: int
    count: int | None
    until: datetime | None  # naive local time, inclusive
    week_starts: int  # weekday, Monday is 0
    by_day: tuple[tuple[int, int], ...]  # (weekday, nth of the month or year; 0: each)
    by_month_day: tuple[int, ...]
    by_month: tuple[int, ...]
    by_place: tuple[int, ...]  # BYSETPOS

    @property
    def counts_in_months(self) -> bool:
        """Whether an nth weekday is one of the month; else it is one of the year."""
        return self.freq == "MONTHLY" or bool(self.by_month)


def parse(rule: str, zone: ZoneInfo | None = None) -> Rule:
    """Return the parts of *rule*; *zone* is needed for an UNTIL in UTC only.

    Kept are FREQ from DAILY to YEARLY, INTERVAL, COUNT, UNTIL, WKST, BYDAY, BYMONTHDAY, BYMONTH and
    BYSETPOS. What else the RFC has (weeks of the year, hours) is refused: few calendar programs agree on it.
    Raises Refused with one RuleRefused of kind `malformed`, `unknown_part`, `frequency`, `number`,
    `weekday`, `until` or `combination`.
    """
    parts = _parts(rule)
    freq = parts.get("FREQ", "")
    if freq not in _FREQUENCIES:
        raise _refused("frequency" if freq in _TOO_OFTEN else "malformed")
    parsed = Rule(
        freq=freq,
        interval=_number(parts.get("INTERVAL", "1"), 1000),
        count=_number(parts["COUNT"], 10**8) if "COUNT" in parts else None,
        until=_until(parts["UNTIL"], zone) if "UNTIL" in parts else None,
        week_starts=_weekday(parts.get("WKST", "MO")),
        by_day=_each(parts, "BYDAY", lambda word: _by_day(word, freq)),
        by_month_day=_each(parts, "BYMONTHDAY", lambda word: _signed(word, 31)),
        by_month=_each(parts, "BYMONTH", lambda word: _number(word, 12)),
        by_place=_each(parts, "BYSETPOS", lambda word: _signed(word, 366)),
    )
    if not _fit_together(parsed):
        raise _refused("combination")
    return parsed


def _refused(kind: str) -> Refused:
    return Refused(RuleRefused(kind=kind))


def _parts(rule: str) -> dict[str, str]:
    parts: dict[str, str] = {}
    for part in rule.strip().upper().split(";") if len(rule) <= _LONGEST else [""]:
        name, _, value = part.partition("=")
        if not value or name in parts:
            raise _refused("malformed")
        parts[name] = value
    if not {*parts} <= {*_KNOWN}:
        raise _refused("unknown_part")
    return parts


def _each(parts: dict[str, str], name: str, read: Callable[[str], Part]) -> tuple[Part, ...]:
    return tuple(read(word) for word in parts[name].split(",")) if name in parts else ()


def _number(word: str, most: int) -> int:
    if not re.fullmatch(r"[0-9]{1,9}", word) or not 1 <= int(word) <= most:
        raise _refused("number")
    return int(word)


def _signed(word: str, most: int) -> int:
    size = _number(word[1:] if word.startswith(("-", "+")) else word, most)
    return -size if word.startswith("-") else size


def _weekday(word: str) -> int:
    if word not in _DAYS:
        raise _refused("weekday")
    return _DAYS.index(word)


def _by_day(word: str, freq: str) -> tuple[int, int]:
    nth = word[:-2]
    if not nth:
        return _weekday(word), 0
    # Elsewhere an nth weekday has no meaning.
    if freq not in ("MONTHLY", "YEARLY") or not re.fullmatch(r"[+-]?[0-9]{1,2}", nth) or not 1 <= abs(int(nth)) <= 53:
        raise _refused("weekday")
    return _weekday(word[-2:]), int(nth)


def _until(word: str, zone: ZoneInfo | None) -> datetime:
    if not re.fullmatch(r"[0-9]{8}(T[0-9]{6}Z?)?", word) or (word.endswith("Z") and zone is None):
        raise _refused("until")
    try:
        moment = datetime.fromisoformat(word.removesuffix("Z"))
        if word.endswith("Z") and zone is not None:
            return wall(moment.replace(tzinfo=UTC), zone)
    except (ValueError, OverflowError):
        raise _refused("until") from None
    return moment if "T" in word else datetime.combine(moment, time.max)


def _fit_together(rule: Rule) -> bool:
    if rule.count is not None and rule.until is not None:
        return False
    if rule.freq == "WEEKLY" and rule.by_month_day:
        return False
    if rule.counts_in_months and any(abs(nth) > 5 for _, nth in rule.by_day):
        return False
    # A place among the days of one day says nothing; without BYDAY or the like there is nothing to choose from.
    chosen_from = rule.by_day or rule.by_month_day or rule.by_month
    return not rule.by_place or (rule.freq != "DAILY" and bool(chosen_from))
