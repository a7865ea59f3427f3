"""What the house tells somebody about themselves: every row in which they stand, as plain values."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import UTC, date, datetime
from enum import StrEnum
from typing import Any

from sqlalchemy import select
from sqlmodel import Session, col

from booking.privacy.places import PLACES
from booking.privacy.search import Person, walk
from models.bookings import Booking
from models.community import Group
from models.meetings import Seat
from models.tables import METADATA

Plain = dict[str, Any]
_OPENS = ("token", "path")  # among the facts of a letter: whoever reads them could act for its receiver
_BYTES = "…"  # a whole calendar of others, of which the dates tell what matters


@dataclass(frozen=True, slots=True)
class Told:
    """One row that is about somebody: of which table, what it is about in a word, and everything in it."""

    table: str
    about: str  # title of its date, name of its group; empty: it stands for itself
    row: Plain


def told(session: Session, person: Person) -> list[Told]:
    """Return every row that is about *person*, also of what is theirs without naming them; secrets are left out."""
    found: dict[tuple[str, Any], Told] = {}
    rows = [(one.table, one.key, one.row) for one in walk(session, person.keys)]
    of_theirs = (Seat.id, person.seats), (Seat.with_id, person.seats)
    for column, numbers in of_theirs:
        look = select(METADATA.tables["seat"]).where(col(column).in_(numbers))
        rows += [("seat", row["id"], dict(row)) for row in session.execute(look).mappings()]
    for name, numbers in (("members", person.members), ("booking", person.wishes)):
        table = METADATA.tables[name]
        look = select(table).where(table.c.id.in_(numbers))
        rows += [(name, row["id"], dict(row)) for row in session.execute(look).mappings()]
    for name, key, row in rows:
        found.setdefault((name, key), Told(name, _about(session, row), _plain(name, row)))
    return [found[key] for key in sorted(found, key=str)]


def _about(session: Session, row: Any) -> str:
    if title := row.get("title"):
        return str(title)
    number = row.get("booking_id")
    if number is None and row.get("seat_id") is not None:
        number = session.get_one(Seat, row["seat_id"]).booking_id
    if number is not None and (booking := session.get(Booking, number)) is not None:
        return booking.title
    group = session.get(Group, row["group_id"]) if row.get("group_id") is not None else None
    return group.name if group is not None else ""


def _plain(table: str, row: Any) -> Plain:
    hidden: Iterable[str] = PLACES[table].seal
    return {
        name: _value(value) for name, value in row.items() if name not in hidden and value not in (None, "", [], {})
    }


def _value(value: Any) -> Any:
    if isinstance(value, datetime):
        return (value.astimezone(UTC) if value.tzinfo else value).isoformat()
    if isinstance(value, date):
        return value.isoformat()
    if isinstance(value, bytes):
        return _BYTES
    if isinstance(value, dict):
        return {name: _value(one) for name, one in value.items() if name not in _OPENS}
    return value.value if isinstance(value, StrEnum) else value
