"""Statements that are put into words once and then run on the driver itself.

SQLAlchemy writes them, knows the kinds of their values and names the errors. Its own way to the driver costs ten
times what the driver needs, which counts for the few statements that everybody waits for.
"""

from collections.abc import Callable, Mapping, Sequence
from typing import Any

from sqlalchemy import BindParameter, Connection, Dialect
from sqlalchemy.exc import DBAPIError

Statement = Any  # a Select or an Insert of SQLAlchemy's, the same object each time: it is known again by that
Values = Mapping[str, Any]
Rows = list[tuple[Any, ...]]
_Convert = Callable[[Any], Any] | None
_known: dict[tuple[Statement, str, tuple[str, ...]], "_Words"] = {}


def run(connection: Connection, statement: Statement, values: Values, filled: tuple[str, ...] = ()) -> Rows:
    """Return what *statement* finds with *values*, by name; an insert names the columns that are *filled*.

    Raises what SQLAlchemy would raise.
    """
    words = _words(statement, connection.dialect, filled)
    given = words.given(values)
    try:
        cursor = connection.connection.cursor()
        cursor.execute(words.text, given)
        return words.read(cursor) if cursor.description else []
    except connection.dialect.loaded_dbapi.Error as error:
        raise _named(connection, error, words.text) from error


def run_many(
    connection: Connection, statement: Statement, several: Sequence[Values], filled: tuple[str, ...] = ()
) -> None:
    """Run *statement*, which finds nothing, with each of *several* values in one step; else as `run`."""
    words = _words(statement, connection.dialect, filled)
    given = [words.given(values) for values in several]
    try:
        connection.connection.cursor().executemany(words.text, given)
    except connection.dialect.loaded_dbapi.Error as error:
        raise _named(connection, error, words.text) from error


class _Words:
    """A statement in the words of one kind of database."""

    def __init__(self, statement: Statement, dialect: Dialect, filled: tuple[str, ...]) -> None:
        compiled = statement.compile(dialect=dialect, column_keys=filled or None)
        binds: dict[str, BindParameter[Any]] = {name: bind for bind, name in compiled.bind_names.items()}
        self.text = str(compiled)
        self._in_order = compiled.positiontup is not None
        self._places: list[tuple[str, str, _Convert]] = []  # name in the text, name of the value, way into the database
        self._fixed: dict[str, Any] = {}
        for name in compiled.positiontup or binds:
            self._place(name, binds[name], _kind(binds[name], dialect).bind_processor(dialect), filled)
        self._kinds = [_kind(column, dialect) for column in statement.exported_columns]
        self._dialect = dialect
        self._ways_out: list[_Convert] | None = None  # known once it was answered

    def _place(self, name: str, bind: BindParameter[Any], convert: _Convert, filled: tuple[str, ...]) -> None:
        if bind.required or bind.key in filled:
            self._places.append((name, bind.key, convert))
        else:
            self._places.append((name, name, None))
            self._fixed[name] = convert(bind.effective_value) if convert else bind.effective_value

    def given(self, values: Values) -> Any:
        """Return *values* as the driver takes them."""
        known = {**self._fixed, **values}
        if self._in_order:
            return [convert(known[key]) if convert else known[key] for _name, key, convert in self._places]
        return {name: convert(known[key]) if convert else known[key] for name, key, convert in self._places}

    def read(self, cursor: Any) -> Rows:
        """Return what *cursor* found as the program takes it."""
        rows: Rows = cursor.fetchall()
        if self._ways_out is None:
            codes = [column[1] for column in cursor.description]
            self._ways_out = [
                kind.result_processor(self._dialect, code) for kind, code in zip(self._kinds, codes, strict=True)
            ]
        ways = self._ways_out
        return [
            tuple([convert(value) if convert else value for convert, value in zip(ways, row, strict=True)])
            for row in rows
        ]


def _words(statement: Statement, dialect: Dialect, filled: tuple[str, ...]) -> _Words:
    name = (statement, dialect.name, filled)
    known = _known.get(name)
    if known is None:
        known = _known[name] = _Words(statement, dialect, filled)
    return known


def _kind(column: Any, dialect: Dialect) -> Any:
    return column.type.dialect_impl(dialect)


def _named(connection: Connection, error: Any, text: str) -> BaseException:
    """Return *error* of the driver as SQLAlchemy names it; a connection that is gone is used no more."""
    dialect = connection.dialect
    gone = dialect.is_disconnect(error, connection.connection.driver_connection, None)
    if gone:
        connection.invalidate(error)
    named: BaseException = DBAPIError.instance(
        text,
        None,
        error,
        dialect.loaded_dbapi.Error,
        hide_parameters=True,
        connection_invalidated=gone,
        dialect=dialect,
    )
    return named
