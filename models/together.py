"""Several changes in one transaction: each is stored or refused by itself, one commit keeps them all.

What a commit costs is the disk's time; whoever writes at the same moment shares it.
"""

from collections.abc import Callable
from typing import Any, TypeVar

from psycopg.pq import TransactionStatus
from sqlalchemy import Connection
from sqlmodel import Session

Answer = TypeVar("Answer")

# A session's note (`session.info`) that it sees a house that may never be stored. Whoever comes after it in the
# same transaction sees the same.
UNSETTLED = "unsettled"


class Together:
    """One open transaction that takes changes. Nothing is certain before it was committed, not even a refusal."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection
        self.broken = False  # it cannot be committed any more; nothing that was done in it is stored
        self.changes: list[str] = []  # what was journalled by those that were not refused
        self._notes: dict[Any, Any] = {}

    def do(self, change: Callable[[Session], Answer]) -> Answer:
        """Return what *change* returns. If it raises, nothing of it is stored, and the others stay what they are."""
        own = Session(self._connection, expire_on_commit=False, join_transaction_mode="create_savepoint")
        own.info.update(self._notes)
        try:
            with own as session, session.begin():
                session.connection()  # the savepoint is set now, whichever way the first look goes
                answer = change(session)
        except BaseException:
            self.broken = not self._goes_on()
            raise
        self.changes += session.info.get("changes", [])
        if UNSETTLED in session.info:
            self._notes = {UNSETTLED: True}
        return answer

    def _goes_on(self) -> bool:
        """Whether the transaction is open still: a full disk lets SQLite end it, and a connection may be gone."""
        if self._connection.invalidated:
            return False
        driver: Any = self._connection.connection.driver_connection
        if self._connection.dialect.name == "sqlite":
            return bool(driver.in_transaction)
        return bool(driver.info.transaction_status == TransactionStatus.INTRANS)
