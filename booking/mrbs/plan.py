"""What becomes of each booking of an MRBS: a series where its rule says the same in every calendar, else single dates.

The dates decide, not the rule: MRBS forgets in its rule what was deleted or changed by hand, and some of its versions
put dates an hour wrong after the clocks changed. Such a date is put back to the time of its series, and that is told.
"""

from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

from booking import recurrence
from booking.i18n import _
from booking.mrbs.found import Date, Found, Run
from booking.refusals import Refused
from booking.span import instant, wall

_HOUR = timedelta(hours=1)


@dataclass(frozen=True, slots=True, kw_only=True)
class Series:
    """Dates of one rule: *rule* from the first of *dates* on, without *left_out*, and with *extra* (naive, local)."""

    mark: str
    where: str
    rule: str
    dates: tuple[Date, ...]
    extra: tuple[datetime, ...]
    left_out: tuple[datetime, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Planned:
    """What is to be taken, in the order of its dates, and what the town should know of it."""

    series: tuple[Series, ...]
    singles: tuple[Date, ...]
    past: int  # dates that are over, and stay behind
    hints: tuple[str, ...]


def planned(found: Found, zone: ZoneInfo, now: datetime) -> Planned:
    """Return what is to be taken of *found* for a house whose clocks are those of *zone*."""
    every = (*found.singles, *(date for run in found.runs for date in run.dates))
    hints: list[str] = []
    series: list[Series] = []
    singles = [date for date in found.singles if date.starts >= now]
    for run in found.runs:
        ahead = [date for date in _put_right(run.dates, zone, hints) if date.starts >= now]
        taken, alone = _taken(run, ahead, zone)
        series += [taken] if taken else []
        singles += alone
    return Planned(
        series=tuple(sorted(series, key=lambda one: one.dates[0].starts)),
        singles=tuple(sorted(singles, key=lambda date: (date.starts, date.where))),
        past=sum(date.starts < now for date in every),
        hints=tuple(hints),
    )


def _put_right(dates: Sequence[Date], zone: ZoneInfo, hints: list[str]) -> Iterator[Date]:
    """Yield *dates* with those that nobody changed at the time of day of most of them."""
    times = Counter(wall(date.starts, zone).time() for date in dates if not date.changed)
    usual, number = times.most_common(1)[0] if times else (None, 0)
    for date in dates:
        start = wall(date.starts, zone)
        meant = start.replace(hour=usual.hour, minute=usual.minute) if usual else start
        if date.changed or abs(meant - start) != _HOUR or number * 2 <= sum(times.values()):
            yield date
            continue
        hints.append(
            _(
                "{where}: {day} stand eine Stunde neben seiner Reihe (Zeitumstellung); übernommen um {time} Uhr.",
                where=date.where,
                day=f"{start:%d.%m.%Y}",
                time=f"{meant:%H:%M}",
            )
        )
        moved = instant(meant, zone)
        yield replace(date, starts=moved, ends=moved + (date.ends - date.starts))


def _taken(run: Run, ahead: list[Date], zone: ZoneInfo) -> tuple[Series | None, list[Date]]:
    """Return the series that *ahead* makes, none if there is none, and the dates that stand alone."""
    alike = _alike(ahead, zone)
    first = {wall(date.starts, zone): date for date in alike}
    if len(first) < 2 or any(date.open for date in alike):
        return None, ahead
    found = _best(run.rules, sorted(first))
    if found is None:
        return None, ahead
    rule, extra, left_out = found
    inside = tuple(first[start] for start in sorted(first))
    until = f"{max(set(first) - {*extra}):%Y%m%dT%H%M%S}"
    whole = Series(
        mark=run.mark,
        where=run.where,
        rule=f"{rule};UNTIL={until}",
        dates=inside,
        extra=extra,
        left_out=left_out,
    )
    marks = {date.mark for date in inside}
    return whole, [date for date in ahead if date.mark not in marks or date not in inside]


def _alike(dates: Iterable[Date], zone: ZoneInfo) -> list[Date]:
    """Return those of *dates* that look like most of them: room, time of day, length, title."""

    def look(date: Date) -> tuple[object, ...]:
        start, end = wall(date.starts, zone), wall(date.ends, zone)
        return date.area, date.room, start.time(), end - start, date.title, date.creator, date.private, date.open

    dates = list(dates)
    looks = Counter(map(look, dates))
    usual = looks.most_common(1)[0][0] if looks else None
    return [date for date in dates if look(date) == usual]


def _best(
    rules: Iterable[str], starts: list[datetime]
) -> tuple[str, tuple[datetime, ...], tuple[datetime, ...]] | None:
    """Return the rule that says *starts* with the fewest exceptions; none if none says more of them than it misses."""
    tries = [one for rule in rules for one in [_try(rule, starts)] if one is not None]
    best = min(tries, key=lambda one: len(one[1]) + len(one[2]), default=None)
    if best is None or (len(best[1]) + len(best[2])) * 2 > len(starts):
        return None
    return best


def _try(rule: str, starts: list[datetime]) -> tuple[str, tuple[datetime, ...], tuple[datetime, ...]] | None:
    try:
        said = {*recurrence.between(rule, starts[0], starts[0], starts[-1])}
    except Refused:
        return None
    there = {*starts}
    if not said & there or len(said | there) > recurrence.MOST_DATES:
        return None
    left_out = tuple(sorted(start for start in said - there if start <= max(said & there)))
    return rule, tuple(sorted(there - said)), left_out
