"""A sketch of a room: where its tables and chairs stand. Our own drawing, not to scale."""

from dataclasses import dataclass
from math import ceil

from booking.i18n import N_, _

WIDTH, HEIGHT = 150, 90  # of the room, in units of the drawing
MOST = 40  # chairs or people that can be told apart from two metres
_LAYOUTS = {
    "tables": ("layout-tables", N_("Tische und Stühle")),
    "rows": ("layout-rows", N_("Stühle in Reihen")),
    "standing": ("layout-standing", N_("freie Fläche, ohne Stühle")),
}
_AT_TABLE, _CHAIRS_A_ROW = 6, 8
_MARGIN = 14


def layout_words(layout: str) -> tuple[str, str]:
    """Return the pictogram of *layout* and what it is called."""
    pictogram, words = _LAYOUTS.get(layout, _LAYOUTS["tables"])
    return pictogram, _(words)


@dataclass(frozen=True, slots=True)
class Dot:
    """A chair or somebody who stands."""

    x: float
    y: float


@dataclass(frozen=True, slots=True)
class Table:
    """A table, or where people look."""

    x: float
    y: float
    width: float
    height: float


@dataclass(frozen=True, kw_only=True, slots=True)
class Plan:
    """What stands in the room."""

    tables: tuple[Table, ...] = ()
    chairs: tuple[Dot, ...] = ()
    people: tuple[Dot, ...] = ()


def plan(layout: str, persons: int) -> Plan:
    """Return a sketch of *layout* for *persons*, at most MOST of them."""
    number = max(1, min(persons, MOST))
    draw = {"rows": _rows, "standing": _standing}.get(layout, _tables)
    return draw(number)


def spread(number: int, length: float) -> list[float]:
    """Return the middles of *number* equal parts of the room's *length* inside its margin."""
    part = (length - 2 * _MARGIN) / number
    return [round(_MARGIN + part * (place + 0.5), 2) for place in range(number)]


def _rows(number: int) -> Plan:
    rows = ceil(number / _CHAIRS_A_ROW)
    ys = [round(30 + 50 * (row + 0.5) / rows, 2) for row in range(rows)]
    seats = [Dot(x, y) for y in ys for x in spread(_CHAIRS_A_ROW, WIDTH)]
    return Plan(tables=(Table(WIDTH / 2 - 26, 10, 52, 8),), chairs=tuple(seats[:number]))


def _tables(number: int) -> Plan:
    tables = ceil(number / _AT_TABLE)
    lines = ceil(tables / ceil((1.5 * tables) ** 0.5))  # the room is wider than deep
    sizes = [len(range(line, tables, lines)) for line in range(lines)]
    middles = [(x, y) for size, y in zip(sizes, spread(lines, HEIGHT), strict=True) for x in spread(size, WIDTH)]
    chairs = [
        Dot(x + 8.5 * (place % 3 - 1), y + (9.5 if place >= _AT_TABLE // 2 else -9.5))
        for x, y in middles
        for place in range(_AT_TABLE)
    ]
    shapes = tuple(Table(x - 13, y - 5.5, 26, 11) for x, y in middles)
    return Plan(tables=shapes, chairs=tuple(chairs))


def _standing(number: int) -> Plan:
    lines = max(1, round((number / 2) ** 0.5))
    sizes = [len(range(line, number, lines)) for line in range(lines)]
    people = [
        Dot(x + (5 if line % 2 else -5), y)
        for line, (size, y) in enumerate(zip(sizes, spread(lines, HEIGHT), strict=True))
        for x in spread(size, WIDTH)
    ]
    return Plan(people=tuple(people))
