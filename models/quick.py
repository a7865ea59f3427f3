"""Short ways past the ORM, for the few looks and writes that everybody waits for.

Its `add()` and `flush()` cost six times what the statement itself costs; these cost little more than
it. The database checks the same, the row is the same.
"""

from collections.abc import Callable, Sequence
from functools import cache
from typing import Any, TypeVar, TypeVarTuple

from sqlalchemy import Column, Connection, Insert, Result, Select, Table, insert
from sqlalchemy import inspect as looked_at
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.orm import Mapper, configure_mappers, make_transient_to_detached
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
    return _connection(session).execute(statement, values)


def complete(kind: type[SQLModel], values: dict[str, Any]) -> dict[str, Any]:
    """Return *values* for every column of *kind* but its key: those that are not named, as its model sets them."""
    return {name: values[name] if name in values else make() for name, make in _makers(kind)}


def store(session: Session, kind: type[Row], values: dict[str, Any]) -> Row:
    """Insert one row of *kind*, whose key the database gives, and return it as *session* would have loaded it."""
    whole = complete(kind, values)
    session.flush()  # what this row points to may still wait there
    set_ones = {name: value for name, value in whole.items() if value is not None}
    number = _connection(session).execute(_insert_and_tell(kind), set_ones).scalar_one()
    return _known(session, kind, {**whole, "id": number})


def find(session: Session, statement: Select[Any], kind: type[Row], values: dict[str, Any]) -> Row | None:
    """Return the one row that *statement* (all columns of `table(kind)`) finds, as *session* would load it."""
    found = look(session, statement, values).mappings().one_or_none()
    if found is None:
        return None
    loaded: Row | None = session.identity_map.get(_mapper(kind).identity_key_from_primary_key((found["id"],)))
    return loaded if loaded is not None else _known(session, kind, dict(found))


def note(session: Session, kind: type[SQLModel], values: dict[str, Any]) -> None:
    """Insert one row of *kind* that points to no other and that nobody looks at in this transaction."""
    _connection(session).execute(_insert(kind), complete(kind, values))


def note_all(session: Session, kind: type[SQLModel], rows: Sequence[dict[str, Any]]) -> None:
    """Insert *rows* of *kind* in one step; nobody has looked at them yet."""
    session.flush()  # what they point to may still wait there
    if rows:
        _connection(session).execute(_insert(kind), [complete(kind, values) for values in rows])


def copy_new(
    session: Session,
    kind: type[SQLModel],
    filled: tuple[str, ...],
    found: Select[Any],
    values: dict[str, Any],
    once: str,
) -> None:
    """Insert what *found* finds as rows of *kind*, its columns as *filled* names them.

    A row that is there already, as told by the unique column *once*, is passed over.
    """
    session.flush()
    connection = _connection(session)
    connection.execute(_insert_new(kind, filled, found, once, connection.dialect.name), values)


def _connection(session: Session) -> Connection:
    # Asking the session costs as much as a look; one that was given its connection has it.
    bind = session.get_bind()
    return bind if isinstance(bind, Connection) else session.connection()


def _known(session: Session, kind: type[Row], values: dict[str, Any]) -> Row:
    row: Row = _mapper(kind).class_manager.new_instance()
    row.__dict__.update(values)
    make_transient_to_detached(row)
    session.add(row)
    return row


@cache
def _mapper(kind: type[Row]) -> Mapper[Row]:
    configure_mappers()
    return looked_at(kind)


@cache
def _insert(kind: type[SQLModel]) -> Insert:
    return insert(table(kind))


@cache
def _insert_and_tell(kind: type[SQLModel]) -> ReturningInsert[int]:
    return insert(table(kind)).returning(table(kind).c.id)


@cache
def _insert_new(kind: type[SQLModel], filled: tuple[str, ...], found: Select[Any], once: str, dialect: str) -> Insert:
    insert_here = sqlite.insert if dialect == "sqlite" else postgresql.insert
    rows = insert_here(table(kind)).from_select(filled, found, include_defaults=False)
    return rows.on_conflict_do_nothing(index_elements=[once])


@cache
def _makers(kind: type[SQLModel]) -> tuple[tuple[str, Callable[[], Any]], ...]:
    return tuple((column.name, _maker(column)) for column in table(kind).columns if not column.primary_key)


def _maker(column: Column[Any]) -> Callable[[], Any]:
    default: Any = column.default
    if default is None:
        return lambda: None
    return (lambda: default.arg(None)) if default.is_callable else (lambda: default.arg)
