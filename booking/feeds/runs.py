"""The dates of a series as few entries as possible: what a portable rule tells exactly, and the rest.

The rows decide. A rule is published only together with every date that it would give and no row
stands for, so that what calendar programs expand is exactly what stands in the book.
"""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime, time
from functools import lru_cache
from itertools import takewhile
from zoneinfo import ZoneInfo

from dateutil.rrule import rrulestr

from booking.feeds.portable import portable
from booking.feeds.rows import Date, SeriesRow
from booking.span import instant
from models.bookings import State


@dataclass(frozen=True, slots=True)
class Run:
    """Dates that one rule tells: *rule* with its UNTIL, from the first of *dates* on, but for *left_out*."""

    uid: str  # without the domain
    rule: str
    dates: tuple[Date, ...]
    left_out: tuple[datetime, ...]  # naive local starts


def runs(series: SeriesRow, dates: Sequence[Date], zone: ZoneInfo) -> tuple[list[Run], list[Date]]:
    """Return the runs of *series*, and those of its *dates* that stand alone: moved, cancelled, different."""
    told = sorted((date for date in dates if date.is_told), key=lambda date: (date.starts_at, date.id))
    same = _alike([date for date in told if date.state is State.CONFIRMED and is_ordinary(date, zone)])
    rules = portable(series.rrule, same[0].wall_from) if same else []
    found: list[Run] = []
    left = set(same)
    for rule in rules:
        run = _run(f"{series.uid}{_suffix(rule, rules)}", rule, sorted(left, key=lambda date: date.wall_from), zone)
        if run:
            found.append(run)
            left -= {*run.dates}
    in_runs = {date.id for run in found for date in run.dates}
    return found, [date for date in told if date.id not in in_runs]


@dataclass(frozen=True, slots=True)
class Stretch:
    """A rule that also gives the places of dates that are elsewhere: from *first* on, but for *left_out*."""

    first: datetime
    rule: str
    left_out: tuple[datetime, ...]  # naive local starts


def stretched(series: SeriesRow, run: Run, places: Iterable[datetime], zone: ZoneInfo) -> Stretch | None:
    """Return the rule of *run* as far as *places*, naive local starts, need it; none if it does not give them all."""
    own = {date.wall_from for date in run.dates}
    wanted = {*own, *places}
    rule, first, last = portable(series.rrule, min(own))[0], min(wanted), max(wanted)
    starts, length = _expanded(rule, first, last), run.dates[0].wall_to - run.dates[0].wall_from
    if not wanted <= starts or any(is_doubtful(start, zone) or is_doubtful(start + length, zone) for start in starts):
        return None
    whole = f"{rule};UNTIL={_end_of_day(last, zone)}" if len(wanted) > 1 else ""
    return Stretch(first, whole, tuple(sorted(starts - wanted)))


def beside_the_rule(series: SeriesRow, run: Run, dates: Iterable[Date]) -> list[Date]:
    """Return those of *dates* that stand at a place which the rule of *run* does not give: they were added to it."""
    own = {date.wall_from for date in run.dates}
    rule = portable(series.rrule, min(own))[0]

    def is_given(place: datetime) -> bool:
        wanted = {*own, place}
        return wanted <= _expanded(rule, min(wanted), max(wanted))

    return [date for date in dates if date.rule_start is None or not is_given(date.rule_start)]


@lru_cache(maxsize=4096)  # asked of every date of a series whenever one of them changes
def is_doubtful(wall_time: datetime, zone: ZoneInfo) -> bool:
    """Whether clocks in *zone* skip *wall_time* or show it twice; calendar programs then disagree."""
    return wall_time.replace(tzinfo=zone).utcoffset() != wall_time.replace(tzinfo=zone, fold=1).utcoffset()


def is_ordinary(date: Date, zone: ZoneInfo) -> bool:
    """Whether the date begins and ends at times that exist once, and lasts as long as the clock says."""
    if is_doubtful(date.wall_from, zone) or is_doubtful(date.wall_to, zone):
        return False
    return date.wall_to - date.wall_from == date.ends_at - date.starts_at


def _alike(dates: Iterable[Date]) -> list[Date]:
    """Return the dates that are told with the same words, at the same time, in the same room: the most there are."""
    looks: dict[tuple[object, ...], list[Date]] = defaultdict(list)
    for date in dates:
        looks[_look(date)].append(date)
    return max(looks.values(), key=len, default=[])


def _look(date: Date) -> tuple[object, ...]:
    words = (date.title, date.title_hidden, date.listing, date.signup, date.note, date.moved)
    return *words, date.room_id, date.group_id, date.meeting_id, date.wall_from.time(), date.wall_to - date.wall_from


def _run(uid: str, rule: str, dates: Sequence[Date], zone: ZoneInfo) -> Run | None:
    if not dates:
        return None
    starts = _expanded(rule, dates[0].wall_from, dates[-1].wall_from)
    mine = [date for date in dates if date.wall_from in starts]
    if not mine:
        return None
    meant = [start for start in sorted(starts) if mine[0].wall_from <= start <= mine[-1].wall_from]
    length = mine[0].wall_to - mine[0].wall_from
    if any(is_doubtful(start, zone) or is_doubtful(start + length, zone) for start in meant):
        return None
    left_out = tuple(sorted({*meant} - {date.wall_from for date in mine}))
    # One date needs no rule, but keeps the series' name.
    whole = f"{rule};UNTIL={_end_of_day(mine[-1].wall_from, zone)}" if len(mine) > 1 else ""
    return Run(uid, whole, tuple(mine), left_out)


def _end_of_day(last: datetime, zone: ZoneInfo) -> str:
    # UTC, as the RFC wants it. Programs that take it for local time still find the last date before it.
    return f"{instant(datetime.combine(last, time(23, 59, 59)), zone):%Y%m%dT%H%M%SZ}"


@lru_cache(maxsize=512)  # a date that changes seldom changes where its rule begins and ends
def _expanded(rule: str, first: datetime, last: datetime) -> frozenset[datetime]:
    return frozenset(takewhile(lambda start: start <= last, rrulestr(rule, dtstart=first)))


def _suffix(rule: str, rules: Sequence[str]) -> str:
    """Return what tells the parts of a split rule apart, the same in every version of the series."""
    return f"-{rule.rpartition('=')[2].lower()}" if len(rules) > 1 else ""
