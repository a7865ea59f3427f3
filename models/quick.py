"""Short ways past the ORM, for the few looks and writes that everybody waits for.

Its `add()` and `flush()` cost many times what the statement itself costs; these cost little more than it. The
database checks the same, the row is the same. Several changes in one transaction (models.together) share what they
look at and write with them, as far as nobody can tell.
"""

from collections.abc import Callable, Sequence
from functools import cache
from typing import Any, TypeVar, TypeVarTuple

from sqlalchemy import Column, Connection, Insert, Select, Table, insert
from sqlalchemy import inspect as looked_at
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.orm import Mapper, configure_mappers, make_transient_to_detached
from sqlmodel import Session, SQLModel

from models import prepared
from models.together import Part

Kind = TypeVar("Kind", bound=SQLModel)
Found = TypeVar("Found")
Columns = TypeVarTuple("Columns")


def table(kind: type[SQLModel]) -> Table:
    """Return the table of *kind*, as statements that pass the ORM by speak of it."""
    return SQLModel.metadata.tables[str(kind.__tablename__)]


def look(session: Session, statement: Select[*Columns], values: dict[str, Any]) -> list[tuple[*Columns]]:
    """Return what *statement* finds: columns of tables (`table`), not of models; built once, it is known again."""
    session.flush()  # what was changed before is to be seen
    return prepared.run(_connection(session), statement, values)


def once(session: Session, name: tuple[Any, ...], find: Callable[[], Found]) -> Found:
    """Return what *find* says, of tables that nobody writes to by this module: changes in one transaction look once.

    *name* tells one look from another. What it finds is only to be read.
    """
    return session.once(name, find) if isinstance(session, Part) else find()


def find(session: Session, statement: Select[Any], kind: type[Kind], values: dict[str, Any]) -> Kind | None:
    """Return the one row that *statement* (all columns of `table(kind)`) finds; not in *session*: only to be read."""
    found = look(session, statement, values)
    return _row(kind, dict(zip(_names(kind), found[0], strict=True))) if found else None


def complete(kind: type[SQLModel], values: dict[str, Any]) -> dict[str, Any]:
    """Return *values* for every column of *kind* but its key: those that are not named, as its model sets them."""
    fixed, makers = _unsaid(kind)
    return {**fixed, **{name: make() for name, make in makers if name not in values}, **values}


def store(session: Session, kind: type[Kind], values: dict[str, Any]) -> Kind:
    """Insert one row of *kind*, whose key the database gives, and return it as *session* would have loaded it."""
    whole = complete(kind, values)
    set_ones = {name: value for name, value in whole.items() if value is not None}
    session.flush()  # what this row points to may still wait there
    connection = _for_writing(session)
    ((number,),) = prepared.run(connection, _insert_and_tell(kind), set_ones, tuple(set_ones))
    row = _row(kind, {**whole, "id": number})
    session.add(row)
    return row


def note(session: Session, kind: type[SQLModel], values: dict[str, Any]) -> None:
    """Insert one row of *kind* that points to no other; it may wait until somebody looks by the ORM, or the commit."""
    _write_soon(session, _insert(kind), complete(kind, values), _columns(kind))


def note_all(session: Session, kind: type[SQLModel], rows: Sequence[dict[str, Any]]) -> None:
    """Insert *rows* of *kind* in one step; nobody has looked at them yet."""
    session.flush()  # what they point to may still wait there
    if rows:
        several = [complete(kind, values) for values in rows]
        prepared.run_many(_for_writing(session), _insert(kind), several, _columns(kind))


def note_new(
    session: Session,
    kind: type[SQLModel],
    filled: tuple[str, ...],
    found: Select[Any],
    values: dict[str, Any],
    once: str,
) -> None:
    """Insert what *found* finds as rows of *kind*, its columns as *filled* names them; it may wait as for `note`.

    A row that is there already, as told by the unique column *once*, is passed over.
    """
    session.flush()
    dialect = _connection(session).dialect.name
    _write_soon(session, _insert_new(kind, filled, found, once, dialect), values)


def _connection(session: Session) -> Connection:
    # Asking the session costs as much as a look; one that was given its connection has it.
    return session.bind if isinstance(session.bind, Connection) else session.connection()


def _for_writing(session: Session) -> Connection:
    if isinstance(session, Part) and session.shares:
        session.wrote = True
    return _connection(session)


def _write_soon(session: Session, statement: Insert, values: dict[str, Any], filled: tuple[str, ...] = ()) -> None:
    if isinstance(session, Part) and session.shares:
        session.later.append((statement, filled, values))
    else:
        prepared.run_many(_for_writing(session), statement, [values], filled)


def _row(kind: type[Kind], values: dict[str, Any]) -> Kind:
    row: Kind = _mapper(kind).class_manager.new_instance()
    row.__dict__.update(values)
    make_transient_to_detached(row)
    return row


@cache
def _mapper(kind: type[Kind]) -> Mapper[Kind]:
    configure_mappers()
    return looked_at(kind)


@cache
def _names(kind: type[SQLModel]) -> tuple[str, ...]:
    return tuple(column.name for column in table(kind).columns)


@cache
def _columns(kind: type[SQLModel]) -> tuple[str, ...]:
    return tuple(column.name for column in table(kind).columns if not column.primary_key)


@cache
def _insert(kind: type[SQLModel]) -> Insert:
    return insert(table(kind))


@cache
def _insert_and_tell(kind: type[SQLModel]) -> Any:
    return insert(table(kind)).returning(table(kind).c.id)


@cache
def _insert_new(kind: type[SQLModel], filled: tuple[str, ...], found: Select[Any], once: str, dialect: str) -> Insert:
    insert_here = sqlite.insert if dialect == "sqlite" else postgresql.insert
    rows = insert_here(table(kind)).from_select(filled, found, include_defaults=False)
    return rows.on_conflict_do_nothing(index_elements=[once])


@cache
def _unsaid(kind: type[SQLModel]) -> tuple[dict[str, Any], tuple[tuple[str, Callable[[], Any]], ...]]:
    """Return what stands in a new row of *kind* where nothing is said: what is always the same, what is made anew."""
    columns = [column for column in table(kind).columns if not column.primary_key]
    made = {
        column.name: _maker(column) for column in columns if column.default is not None and column.default.is_callable
    }
    fixed = {column.name: _fixed(column) for column in columns if column.name not in made}
    return fixed, tuple(made.items())


def _maker(column: Column[Any]) -> Callable[[], Any]:
    default: Any = column.default
    return lambda: default.arg(None)


def _fixed(column: Column[Any]) -> Any:
    default: Any = column.default
    return None if default is None else default.arg
