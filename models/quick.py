"""Short ways past the ORM, for the few looks and writes that everybody waits for.

Its `add()` and `flush()` cost six times what the statement itself costs; these cost little more than
it. The database checks the same, the row is the same.
"""

from collections.abc import Callable, Sequence
from functools import cache
from typing import Any, TypeVar, TypeVarTuple

from sqlalchemy import Column, Insert, Result, Select, Table, insert
from sqlalchemy import inspect as looked_at
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.orm import make_transient_to_detached
from sqlalchemy.sql.dml import ReturningInsert
from sqlmodel import Session, SQLModel

Row = TypeVar("Row", bound=SQLModel)
Columns = TypeVarTuple("Columns")


def table(kind: type[SQLModel]) -> Table:
    """Return the table of *kind*, as statements that pass the ORM by speak of it."""
    return SQLModel.metadata.tables[str(kind.__tablename__)]


def look(session: Session, statement: Select[*Columns], values: dict[str, Any]) -> Result[*Columns]:
    """Return what *statement* finds: columns of tables (`table`), not of models."""
    session.flush()  # what was changed before is to be seen
    return session.connection().execute(statement, values)


def complete(kind: type[SQLModel], values: dict[str, Any]) -> dict[str, Any]:
    """Return *values* for every column of *kind* but its key: those that are not named, as its model sets them."""
    return {name: values[name] if name in values else make() for name, make in _makers(kind)}


def store(session: Session, kind: type[Row], values: dict[str, Any]) -> Row:
    """Insert one row of *kind*, whose key the database gives, and return it as *session* would have loaded it."""
    whole = complete(kind, values)
    session.flush()  # what this row points to may still wait there
    number = session.connection().execute(_insert_and_tell(kind), whole).scalar_one()
    row: Row = looked_at(kind).class_manager.new_instance()
    row.__dict__.update(whole, id=number)
    make_transient_to_detached(row)
    session.add(row)
    return row


def note(session: Session, kind: type[SQLModel], rows: Sequence[dict[str, Any]], *, once: str | None = None) -> None:
    """Insert *rows* of *kind*, which point to no other row and which nobody looks at in this transaction.

    Those that are there already, as told by the unique column *once*, are passed over.
    """
    if rows:
        connection = session.connection()
        statement = _insert(kind) if once is None else _insert_new(kind, once, connection.dialect.name)
        connection.execute(statement, [complete(kind, values) for values in rows])


@cache
def _insert(kind: type[SQLModel]) -> Insert:
    return insert(table(kind))


@cache
def _insert_and_tell(kind: type[SQLModel]) -> ReturningInsert[int]:
    return insert(table(kind)).returning(table(kind).c.id)


@cache
def _insert_new(kind: type[SQLModel], once: str, dialect: str) -> Insert:
    if dialect == "sqlite":
        return sqlite.insert(table(kind)).on_conflict_do_nothing(index_elements=[once])
    return postgresql.insert(table(kind)).on_conflict_do_nothing(index_elements=[once])


@cache
def _makers(kind: type[SQLModel]) -> tuple[tuple[str, Callable[[], Any]], ...]:
    return tuple((column.name, _maker(column)) for column in table(kind).columns if not column.primary_key)


def _maker(column: Column[Any]) -> Callable[[], Any]:
    default: Any = column.default
    if default is None:
        return lambda: None
    return (lambda: default.arg(None)) if default.is_callable else (lambda: default.arg)
