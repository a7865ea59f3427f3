"""The VTIMEZONE of the house: one STANDARD and one DAYLIGHT with yearly rules, the same bytes for ever.

Lists of RDATE, as calendar libraries write them, are misread by several programs by an hour.
"""

from calendar import monthrange
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from functools import cache
from zoneinfo import ZoneInfo

_DAYS = ("MO", "TU", "WE", "TH", "FR", "SA", "SU")
_YEARS = range(2026, 2037)  # a rule that holds in each of them is taken as the zone's
_ANCHOR = 1970  # programs that begin with the first onset then know every date of ours
_DAY, _MINUTE = timedelta(days=1), timedelta(minutes=1)


@dataclass(frozen=True, slots=True)
class _Change:
    """The clocks go from one offset to another when they show *at*, naive, told by the old offset."""

    at: datetime
    before: timedelta
    after: timedelta
    name: str

    @property
    def week(self) -> tuple[int, int, int]:
        """Month, weekday, and which of the month's weekdays it is; -1 is the last."""
        length = monthrange(self.at.year, self.at.month)[1]
        return self.at.month, self.at.weekday(), -1 if self.at.day + 7 > length else (self.at.day - 1) // 7 + 1


@cache
def vtimezone(zone: ZoneInfo) -> bytes:
    """Return the VTIMEZONE of *zone*; nothing if its clocks do not change by a yearly rule.

    A zone without such a rule cannot be told to every calendar program: its feeds use UTC.
    """
    years = [list(_changes(zone, year)) for year in _YEARS]
    if not any(years):
        standing = _never(zone)
        if not standing.after:
            return b""  # UTC by another name; Outlook refuses it as a zone
        parts = [_part("STANDARD", standing, "")]
    elif {len(changes) for changes in years} == {2} and all(_same_rule(each) for each in zip(*years, strict=True)):
        parts = [_yearly(change) for change in sorted(years[0], key=lambda change: change.after)]
    else:
        return b""
    lines = ["BEGIN:VTIMEZONE", f"TZID:{zone.key}", *(line for part in parts for line in part), "END:VTIMEZONE"]
    return "".join(f"{line}\r\n" for line in lines).encode()


def _changes(zone: ZoneInfo, year: int) -> Iterator[_Change]:
    day, end = datetime(year, 1, 1, tzinfo=UTC), datetime(year + 1, 1, 1, tzinfo=UTC)
    while day < end:
        if _offset(day, zone) != _offset(day + _DAY, zone):
            yield _change_between(day, day + _DAY, zone)
        day += _DAY


def _change_between(early: datetime, late: datetime, zone: ZoneInfo) -> _Change:
    before = _offset(early, zone)
    while late - early > _MINUTE:
        middle = early + (late - early) // 2
        early, late = (middle, late) if _offset(middle, zone) == before else (early, middle)
    moment = late.replace(second=0, microsecond=0)
    local = moment.astimezone(zone)
    return _Change((moment + before).replace(tzinfo=None), before, _offset(moment, zone), local.tzname() or "")


def _offset(moment: datetime, zone: ZoneInfo) -> timedelta:
    return moment.astimezone(zone).utcoffset() or timedelta()


def _same_rule(changes: Sequence[_Change]) -> bool:
    return len({(change.week, change.at.time(), change.before, change.after) for change in changes}) == 1


def _yearly(change: _Change) -> list[str]:
    month, weekday, nth = change.week
    onset = next(day for day in _days_of_anchor(month, change.at) if _Change(day, *_NO_OFFSETS).week == change.week)
    kind = "DAYLIGHT" if change.after > change.before else "STANDARD"
    rule = f"RRULE:FREQ=YEARLY;BYMONTH={month};BYDAY={nth}{_DAYS[weekday]}"
    return _part(kind, _Change(onset, change.before, change.after, change.name), rule)


_NO_OFFSETS = (timedelta(), timedelta(), "")


def _days_of_anchor(month: int, at: datetime) -> Iterator[datetime]:
    for day in range(1, monthrange(_ANCHOR, month)[1] + 1):
        yield at.replace(year=_ANCHOR, month=month, day=day)


def _never(zone: ZoneInfo) -> _Change:
    start = datetime(_YEARS[0], 1, 1, tzinfo=UTC)
    offset = _offset(start, zone)
    return _Change(datetime(_ANCHOR, 1, 1), offset, offset, start.astimezone(zone).tzname() or "")  # noqa: DTZ001 - local


def _part(kind: str, change: _Change, rule: str) -> list[str]:
    return [
        f"BEGIN:{kind}",
        f"DTSTART:{change.at:%Y%m%dT%H%M%S}",
        f"TZOFFSETFROM:{_signed(change.before)}",
        f"TZOFFSETTO:{_signed(change.after)}",
        f"TZNAME:{change.name}",
        *([rule] if rule else []),
        f"END:{kind}",
    ]


def _signed(offset: timedelta) -> str:
    minutes = int(offset / _MINUTE)
    return f"{'-' if minutes < 0 else '+'}{abs(minutes) // 60:02}{abs(minutes) % 60:02}"
