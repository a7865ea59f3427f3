"""Rows of the house's tables as plain values, read little by little; what points to another row names it."""

from collections.abc import Iterator
from datetime import UTC, date, datetime
from enum import StrEnum
from typing import Any

from sqlalchemy import Column, Select, Table, select
from sqlmodel import Session

from booking.export.plan import OPENS, Told
from models.tables import METADATA

Plain = dict[str, Any]

_AT_ONCE = 1_000  # rows that are held at a time
_NAMES = ("slug", "uid")  # what a row is known by outside of this database
# Columns that point to another table without the database's knowing.
_UNTIED = {("journal", "booking_id"): "booking", ("journal", "series_id"): "series", ("journal", "group_id"): "groups"}


def rows(session: Session, table: Table, told: Told, *, contacts: bool) -> Iterator[Plain]:
    """Yield every row of *table* by its key, as *told* wants it; with *contacts*, how people are reached."""
    columns = [column for column in table.columns if _is_told(table, column, told, contacts=contacts)]
    look = _named(table, columns).order_by(*table.primary_key.columns)
    names = [_name(table, column) for column in columns]
    for values in session.execute(look.execution_options(yield_per=_AT_ONCE)):
        row = dict(zip(names, map(plain, values), strict=True))
        if told.facts_without:
            row["facts"] = {key: value for key, value in row["facts"].items() if key not in told.facts_without}
        yield row


def plain(value: object) -> Any:
    """Return *value* as JSON knows it: instants in UTC with their offset, times on the clock without one."""
    if isinstance(value, datetime):
        return (value.astimezone(UTC) if value.tzinfo else value).isoformat()
    if isinstance(value, date):
        return value.isoformat()
    return value.value if isinstance(value, StrEnum) else value


def _is_told(table: Table, column: Column[Any], told: Told, *, contacts: bool) -> bool:
    if column.name in told.without or OPENS.search(column.name):
        return False
    if column.primary_key and column.name == "id" and _known_by(table) != "id":
        return False
    return contacts or column.name not in told.contacts


def _named(table: Table, columns: list[Column[Any]]) -> Select[Any]:
    """Return a look at *columns* that has the names of the rows they point to in place of their numbers."""
    source: Any = table
    chosen: list[Any] = []
    for column in columns:
        other = _points_to(table, column)
        if other is None:
            chosen.append(column)
            continue
        alias = other.alias(f"of_{column.name}")
        source = source.outerjoin(alias, alias.c.id == column)
        chosen.append(alias.c[_known_by(other)])
    return select(*chosen).select_from(source)


def _points_to(table: Table, column: Column[Any]) -> Table | None:
    name = _UNTIED.get((table.name, column.name))
    if name is None:
        name = next((key.column.table.name for key in column.foreign_keys if key.column.name == "id"), None)
    other = METADATA.tables[name] if name else None
    return other if other is not None and _known_by(other) != "id" else None


def _known_by(table: Table) -> str:
    """Return the column by which a row of *table* is known for ever; `id` if it has no other."""
    known = [name for name in _NAMES if name in table.c and table.c[name].unique and not table.c[name].nullable]
    return known[0] if known else "id"


def _name(table: Table, column: Column[Any]) -> str:
    is_named = bool(column.foreign_keys) or (table.name, column.name) in _UNTIED
    return column.name.removesuffix("_id") if is_named else column.name
