"""Pure: what a period looked like. No number from one to four is told, and no group is named."""

from collections import Counter
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import date
from statistics import median

from booking.report.dates import Held, OpenRoom, Period
from booking.report.hidden import LEAST, hide, hide_one, is_given_away

# Access words of the house's file whose share is told (UX, evidence for the council).
SHARES = ("ohne-anmeldung", "kostenlos", "rollstuhl", "einfache-sprache", "jung-und-alt")
_PARTS = (12, 17, 24)  # hours at which morning, afternoon, evening end
WEEKDAYS = 7
CLOSED = "closed"  # stands for the kind of every group whose dates the public is not told


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
    closed = len(period.held) - len(public)
    return Report(
        since=period.since,
        until=period.until,
        figures=(*_of_dates(period, closed), *_of_people(public, closed), *_of_seats(public)),
        tables=(
            _shares(public, closed),
            _by("months", period.held, lambda one: f"{one.starts_at:%Y-%m}"),
            (rooms := _by("rooms", period.held, lambda one: one.room)),
            _room_hours(period, dict(rooms.rows)),
            _by("kinds", period.held, lambda one: one.group_kind if one.is_public else CLOSED),
            _by("topics", public, lambda one: one.topic, closed),
            _by("districts", public, lambda one: one.district, closed),
            _by_hours(period.held),
            _counted("ways", period.asked),
            _counted("called_off", period.called_off),
            _counted("declined", period.declined),
        ),
        quarter=period.quarter,
    )


def _of_dates(period: Period, closed: int) -> Iterable[Figure]:
    held = period.held
    groups = len({one.group_id for one in held if one.group_id is not None})
    yield Figure("dates", hide_one(len(held)))
    yield Figure("hours", _hours(held))
    yield Figure("public_dates", None if _is_small(closed) else hide_one(len(held) - closed))
    yield Figure("cancelled", hide_one(len(period.called_off)))
    yield Figure("no_shows", hide_one(period.no_shows))
    yield Figure("declined", hide_one(len(period.declined)))
    yield Figure("groups", hide_one(groups))
    if period.new_groups is not None:
        yield Figure("new_groups", hide_one(period.new_groups))


def _of_people(public: list[Held], closed: int) -> Iterable[Figure]:
    heads = [one.heads for one in public if one.heads is not None]
    enough = len(heads) >= LEAST
    yield Figure("counted_dates", _part_of(len(public), len(heads), closed))
    yield Figure("visits", hide_one(sum(heads)) if enough or not heads else None)
    yield Figure("median_visits", median(heads) if enough else None)


def _of_seats(public: list[Held]) -> Iterable[Figure]:
    limited = [one for one in public if one.signs_up]
    yield Figure("seats", hide_one(sum(one.capacity or 0 for one in limited)))
    yield Figure("seats_taken", hide_one(sum(one.taken for one in limited)))
    yield Figure("seats_waiting", hide_one(sum(one.waiting for one in limited)))


def _is_small(number: int) -> bool:
    return 0 < number < LEAST


def _part_of(public: int, part: int, closed: int) -> int | None:
    """Return *part* of the public dates; none if it would say how few others, *closed*, there were."""
    return None if _is_small(closed) and part > public + closed - LEAST + 1 else hide_one(part)


def _shares(public: list[Held], closed: int) -> Table:
    counts = [(mark, sum(mark in one.marks for one in public)) for mark in SHARES]
    rows = ((mark, (_part_of(len(public), number, closed),)) for mark, number in counts)
    return Table("shares", ("dates",), tuple(rows))


def _by(key: str, dates: Iterable[Held], kind: Callable[[Held], str], closed: int = 0) -> Table:
    """Count dates and the visits to them by kind; who said nothing comes last, under an empty name.

    So many *closed* dates are in the sum and in no kind; if they are few, they stay as hidden as a kind would.
    """
    kinds: dict[str, list[Held]] = {}
    for one in dates:
        kinds.setdefault(kind(one), []).append(one)
    names = sorted(kinds, key=lambda name: (name == "", name))
    beside = [closed] if _is_small(closed) else []
    counts = [*(len(kinds[name]) for name in names), *beside]
    numbers = hide(counts)
    if is_given_away(counts, numbers):  # a kind that is named has one at least
        return Table(key, ("dates", "visits"), ())
    heads = [_heads(kinds[name]) for name in names]
    visits = hide([sum(some) for some in heads], [_is_small(len(some)) for some in heads])
    told = ((name, (number, visit)) for name, number, visit in zip(names, numbers, visits, strict=False))
    return Table(key, ("dates", "visits"), tuple(told))


def _heads(dates: list[Held]) -> list[int]:
    return [one.heads for one in dates if one.is_public and one.heads is not None]


def _room_hours(period: Period, by_room: dict[str, tuple[int | None, ...]]) -> Table:
    """Return how long each room was taken and left; both hidden where its dates are, because their sum is known."""
    return Table("room_hours", ("hours", "free"), tuple(_hours_of(room, period.held, by_room) for room in period.rooms))


def _hours_of(
    room: OpenRoom, held: Iterable[Held], by_room: dict[str, tuple[int | None, ...]]
) -> tuple[str, tuple[int | None, ...]]:
    here = [one.minutes for one in held if one.room_id in room.shares]
    if _is_small(len(here)) or by_room.get(room.name, (0,))[0] is None:
        return room.name, (None, None)
    return room.name, (round(sum(here) / 60), max(0, round((room.minutes - sum(here)) / 60)))


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
    if is_given_away([counts[name] for name in names], numbers):
        return Table(key, ("dates",), ())
    return Table(key, ("dates",), tuple((name, (number,)) for name, number in zip(names, numbers, strict=True)))


def _hours(dates: Iterable[Held]) -> float | None:
    minutes = [one.minutes for one in dates]
    return None if 0 < len(minutes) < LEAST else round(sum(minutes) / 60, 1)
