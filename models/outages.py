"""Why the database cannot be used just now, where that is nobody's mistake and passes without a restart."""

import sqlite3
from enum import StrEnum

from sqlalchemy.exc import DBAPIError, InterfaceError, OperationalError
from sqlalchemy.exc import TimeoutError as NoConnectionFree


class Outage(StrEnum):
    """What keeps the database from answering."""

    AWAY = "away"  # it does not answer, or takes nothing
    BUSY = "busy"  # somebody else writes for longer than anybody waits
    FULL = "full"  # its disk


# SQLite's primary result codes, https://sqlite.org/rescode.html
_SQLITE = {
    sqlite3.SQLITE_BUSY: Outage.BUSY,
    sqlite3.SQLITE_LOCKED: Outage.BUSY,
    sqlite3.SQLITE_PROTOCOL: Outage.BUSY,
    sqlite3.SQLITE_FULL: Outage.FULL,
    sqlite3.SQLITE_CANTOPEN: Outage.AWAY,
    sqlite3.SQLITE_CORRUPT: Outage.AWAY,
    sqlite3.SQLITE_IOERR: Outage.AWAY,
    sqlite3.SQLITE_NOTADB: Outage.AWAY,
    sqlite3.SQLITE_PERM: Outage.AWAY,
    sqlite3.SQLITE_READONLY: Outage.AWAY,
}
# A full disk has no room for the shared index of the log either.
_SQLITE_EXTENDED = {sqlite3.SQLITE_IOERR_SHMSIZE: Outage.FULL}

# Beginnings of SQLSTATEs, https://www.postgresql.org/docs/current/errcodes-appendix.html; the first that fits counts.
_POSTGRES = (
    ("53100", Outage.FULL),
    ("53", Outage.BUSY),  # no memory, too many connections
    ("55P03", Outage.BUSY),  # waited for a lock for too long
    ("40", Outage.BUSY),  # rolled back because of others
    ("57014", Outage.BUSY),  # cancelled by a time limit
    ("57P", Outage.AWAY),  # shuts down, starts, crashed
    ("58", Outage.AWAY),  # its disk or its system fails
    ("08", Outage.AWAY),
    ("25006", Outage.AWAY),  # a stand-by that only reads
    ("28", Outage.AWAY),
    ("3D000", Outage.AWAY),
)


def outage_of(error: BaseException) -> Outage | None:
    """Return which outage *error* tells of; none if it is of another kind, so a mistake of ours.

    What fails after an outage (a rollback of what is gone already) tells of the outage as well.
    """
    seen: set[int] = set()
    met: BaseException | None = error
    while met is not None and id(met) not in seen:
        if outage := _of(met):
            return outage
        seen.add(id(met))
        met = met.__cause__ or met.__context__
    return None


def _of(error: BaseException) -> Outage | None:
    if isinstance(error, NoConnectionFree):
        return Outage.BUSY
    if not isinstance(error, DBAPIError):
        return None
    if error.connection_invalidated:
        return Outage.AWAY
    if isinstance(error.orig, sqlite3.Error):
        code = getattr(error.orig, "sqlite_errorcode", 0)
        return _SQLITE_EXTENDED.get(code) or _SQLITE.get(code & 0xFF)
    return _of_postgres(error)


def _of_postgres(error: DBAPIError) -> Outage | None:
    state: str | None = getattr(error.orig, "sqlstate", None)
    if state is None:  # there was nobody who could have given a reason
        return Outage.AWAY if isinstance(error, OperationalError | InterfaceError) else None
    return next((outage for beginning, outage in _POSTGRES if state.startswith(beginning)), None)
