"""Pure: what a period looked like. No number from one to four is told, and no group is named."""

from collections import Counter
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import date
from statistics import median

from booking.report.dates import Held, Period
from booking.report.hidden import LEAST, hide, hide_one

# Access words of the house's file whose share is told (UX, evidence for the council).
SHARES = ("ohne-anmeldung", "kostenlos", "rollstuhl", "einfache-sprache", "jung-und-alt")
_PARTS = (12, 17, 24)  # hours at which morning, afternoon, evening end
WEEKDAYS = 7


@dataclass(frozen=True, slots=True)
class Figure:
    """One number; none: too small to be told."""

    key: str
    number: float | None


@dataclass(frozen=True, slots=True)
class Table:
    """Numbers by kind; none: too small to be told, or would give away one that is."""

    key: str
    columns: tuple[str, ...]  # keys of what is counted
    rows: tuple[tuple[str, tuple[int | None, ...]], ...]


@dataclass(frozen=True, kw_only=True, slots=True)
class Report:
    """What council and funder are told of `[since, until)`."""

    since: date
    until: date
    figures: tuple[Figure, ...]
    tables: tuple[Table, ...]
    quarter: str = ""  # name; empty: the whole town


def longest(table: Table) -> list[int]:
    """Return how far the bars of each column reach; parts of a day are compared with each other, so all as far."""
    numbers = [[row[place] or 0 for _name, row in table.rows] for place in range(len(table.columns))]
    most = [max(column, default=0) for column in numbers]
    return [max(most)] * len(most) if table.key == "weekdays" else most


def figures(period: Period) -> Report:
    """Return the report of *period*."""
    public = [date for date in period.held if date.is_public]
    return Report(
        since=period.since,
        until=period.until,
        figures=(*_of_dates(period), *_of_people(public), *_of_seats(public)),
        tables=(
            _shares(public),
            _by("months", period.held, lambda one: f"{one.starts_at:%Y-%m}"),
            _by("rooms", period.held, lambda one: one.room),
            _by("topics", public, lambda one: one.topic),
            _by("districts", public, lambda one: one.district),
            _by_hours(period.held),
            _counted("ways", period.asked),
            _counted("declined", period.declined),
        ),
        quarter=period.quarter,
    )


def _of_dates(period: Period) -> Iterable[Figure]:
    held = period.held
    groups = len({one.group_id for one in held if one.group_id is not None})
    yield Figure("dates", hide_one(len(held)))
    yield Figure("hours", _hours(held))
    yield Figure("public_dates", hide_one(sum(one.is_public for one in held)))
    yield Figure("cancelled", hide_one(period.cancelled))
    yield Figure("no_shows", hide_one(period.no_shows))
    yield Figure("declined", hide_one(len(period.declined)))
    yield Figure("groups", hide_one(groups))
    if period.new_groups is not None:
        yield Figure("new_groups", hide_one(period.new_groups))


def _of_people(public: list[Held]) -> Iterable[Figure]:
    heads = [one.heads for one in public if one.heads is not None]
    enough = len(heads) >= LEAST
    yield Figure("counted_dates", hide_one(len(heads)))
    yield Figure("visits", hide_one(sum(heads)) if enough or not heads else None)
    yield Figure("median_visits", median(heads) if enough else None)


def _of_seats(public: list[Held]) -> Iterable[Figure]:
    limited = [one for one in public if one.signs_up]
    yield Figure("seats", hide_one(sum(one.capacity or 0 for one in limited)))
    yield Figure("seats_taken", hide_one(sum(one.taken for one in limited)))
    yield Figure("seats_waiting", hide_one(sum(one.waiting for one in limited)))


def _shares(public: list[Held]) -> Table:
    rows = ((mark, (hide_one(sum(mark in one.marks for one in public)),)) for mark in SHARES)
    return Table("shares", ("dates",), tuple(rows))


def _by(key: str, dates: Iterable[Held], kind: Callable[[Held], str]) -> Table:
    """Count dates and the visits to them by kind; who said nothing comes last, under an empty name."""
    kinds: dict[str, list[Held]] = {}
    for one in dates:
        kinds.setdefault(kind(one), []).append(one)
    names = sorted(kinds, key=lambda name: (name == "", name))
    numbers = hide([len(kinds[name]) for name in names])
    visits = hide([_visits(kinds[name]) for name in names])
    told = ((name, (number, visit)) for name, number, visit in zip(names, numbers, visits, strict=True))
    return Table(key, ("dates", "visits"), tuple(told))


def _visits(dates: list[Held]) -> int:
    counted = [one.heads for one in dates if one.is_public and one.heads is not None]
    return sum(counted) if len(counted) >= LEAST else min(sum(counted), LEAST - 1)


def _by_hours(dates: Iterable[Held]) -> Table:
    cells = Counter((one.starts_at.weekday(), _part(one.starts_at.hour)) for one in dates)
    places = [(day, part) for day in range(WEEKDAYS) for part in range(len(_PARTS))]
    told = dict(zip(places, hide([cells[place] for place in places]), strict=True))
    rows = ((str(day), tuple(told[day, part] for part in range(len(_PARTS)))) for day in range(WEEKDAYS))
    return Table("weekdays", ("morning", "afternoon", "evening"), tuple(rows))


def _part(hour: int) -> int:
    return next(place for place, end in enumerate(_PARTS) if hour < end)


def _counted(key: str, words: Iterable[str]) -> Table:
    counts = Counter(words)
    names = sorted(counts, key=lambda name: (name == "", name))
    numbers = hide([counts[name] for name in names])
    return Table(key, ("dates",), tuple((name, (number,)) for name, number in zip(names, numbers, strict=True)))


def _hours(dates: Iterable[Held]) -> float | None:
    minutes = [one.minutes for one in dates]
    return None if 0 < len(minutes) < LEAST else round(sum(minutes) / 60, 1)
