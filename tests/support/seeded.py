"""Somebody in every place of every table where somebody can stand; the tables themselves say which places there are."""

from datetime import UTC, date, datetime
from typing import Any

from sqlalchemy import (
    JSON,
    Column,
    Date,
    DateTime,
    Enum,
    LargeBinary,
    String,
    Table,
    TypeDecorator,
    insert,
    select,
    update,
)
from sqlmodel import Session

from booking.privacy.places import PLACES, PROTECTED
from models.tables import METADATA

_MOMENT = datetime(2026, 11, 24, 9, 0, tzinfo=UTC)
# What the tables want and a walk through their columns cannot know.
_WANTED: dict[str, dict[str, Any]] = {
    "closure": {"to_min": 60},
    "outside_date": {"ends_at": datetime(2026, 11, 25, tzinfo=UTC)},
    "screens": {"notice": "Heute", "notice_until": date(2026, 11, 25), "width": None},
    "wait": {"ends_at": datetime(2026, 11, 25, tzinfo=UTC)},
    "series": {"listing": "public", "signup": "none", "state": "confirmed"},
    "outside_source": {"kind": "file", "means": "meetings", "address": "", "place": "Rathaus", "room_id": None},
}


def places() -> set[tuple[str, str]]:
    """Return every table and column in which somebody can stand and is erased."""
    return {(table, column) for table, place in PLACES.items() if table not in PROTECTED for column in place.searched}


def fill(session: Session) -> None:
    """Give every table with such a place a row, as far as it has none; those that it points to come first."""
    session.flush()
    for table in METADATA.sorted_tables:
        wanted = table.name in PLACES and PLACES[table.name].searched
        if wanted and session.execute(select(table).limit(1)).first() is None:
            session.execute(insert(table).values(_row(session, table)))


def write_into(session: Session, table_name: str, column_name: str, text: str, exactly: str) -> None:
    """Write *text* into one column of the first row of a table; *exactly* into one that holds an address only."""
    table = METADATA.tables[table_name]
    (key,) = table.primary_key.columns
    first = session.execute(select(key).order_by(key).limit(1)).scalar_one()
    kind, value = _kind(table.c[column_name]), exactly if column_name in ("email", "address") else text
    shaped: Any = {"text": [value]} if isinstance(kind, JSON) else value
    shaped = value.encode() if isinstance(kind, LargeBinary) else shaped
    session.execute(update(table).where(key == first).values({column_name: shaped}))
    session.expire_all()


def _row(session: Session, table: Table) -> dict[str, Any]:
    needed = [one for one in table.columns if not one.nullable and not (one.primary_key and one.name == "id")]
    return {one.name: _something(session, one) for one in needed} | _WANTED.get(table.name, {})


def _something(session: Session, column: Column[Any]) -> Any:
    for key in column.foreign_keys:
        return session.execute(select(key.column).limit(1)).scalar_one()
    kind = _kind(column)
    if isinstance(kind, Enum):
        return kind.enums[0]
    if isinstance(kind, DateTime):
        return _MOMENT if type(column.type).__name__ == "UTCDateTime" else _MOMENT.replace(tzinfo=None)
    if isinstance(kind, Date):
        return _MOMENT.date()
    if isinstance(kind, JSON):
        return {}
    if isinstance(kind, LargeBinary):
        return b""
    return f"{column.table.name}-{column.name}" if isinstance(kind, String) else 1


def _kind(column: Column[Any]) -> Any:
    return column.type.impl_instance if isinstance(column.type, TypeDecorator) else column.type
