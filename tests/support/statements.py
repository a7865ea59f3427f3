"""Statements are compiled once for all databases of a run, as in a program that runs for long.

Each test has a database of its own, and SQLAlchemy remembers compiled SQL for each engine anew:
a quarter of the time went there. What two engines of a kind compile is the same.
"""

from typing import Any

from sqlalchemy import Connection, Engine, event
from sqlalchemy.dialects import registry
from sqlalchemy.dialects.postgresql.psycopg import PGDialect_psycopg
from sqlalchemy.dialects.sqlite.pysqlite import SQLiteDialect_pysqlite
from sqlalchemy.util import LRUCache

_COMPILED: LRUCache[Any, Any] = LRUCache(1500)


class _Alike:
    """Dialects that stand for each other as the key of what was compiled."""

    def __eq__(self, other: object) -> bool:
        return type(self) is type(other)

    def __hash__(self) -> int:
        return hash(type(self))


class SharedSQLite(_Alike, SQLiteDialect_pysqlite):
    """SQLite as SQLAlchemy speaks it."""

    supports_statement_cache = True


class SharedPostgres(_Alike, PGDialect_psycopg):
    """PostgreSQL as SQLAlchemy speaks it."""

    supports_statement_cache = True


def share_statements() -> None:
    """Let all engines that are made from now on in this process share what they compile."""
    registry.register("sqlite", __name__, SharedSQLite.__name__)
    registry.register("postgresql.psycopg", __name__, SharedPostgres.__name__)
    event.listen(Engine, "engine_connect", _remember_together)


def _remember_together(connection: Connection) -> None:
    connection.execution_options(compiled_cache=_COMPILED)
