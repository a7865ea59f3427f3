"""Several changes in one transaction: each is stored or refused by itself, one commit keeps them all.

What a commit costs is the disk's time; whoever writes at the same moment shares it.
"""

from collections.abc import Callable
from typing import TypeVar

from sqlalchemy import Connection
from sqlalchemy.exc import SQLAlchemyError
from sqlmodel import Session

Answer = TypeVar("Answer")


class Together:
    """One open transaction that takes changes. Nothing is certain before it was committed, not even a refusal."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection
        self.broken = False  # it cannot be committed any more; nothing that was done in it is stored
        self.changes: list[str] = []  # what was journalled by those that were not refused

    def do(self, change: Callable[[Session], Answer]) -> Answer:
        """Return what *change* returns. If it raises, nothing of it is stored, and the others stay what they are."""
        savepoint = self._connection.begin_nested()
        try:
            with Session(self._connection, expire_on_commit=False, join_transaction_mode="rollback_only") as session:
                answer = change(session)
                session.flush()
            savepoint.commit()
        except BaseException:
            self._undo(savepoint.rollback)
            raise
        self.changes += session.info.get("changes", [])
        return answer

    def _undo(self, rollback: Callable[[], None]) -> None:
        # A full disk makes SQLite end the whole transaction by itself, and a connection may be gone.
        try:
            rollback()
        except SQLAlchemyError:
            self.broken = True
        self.broken = self.broken or self._connection.invalidated
