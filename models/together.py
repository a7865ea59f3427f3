"""Several changes in one transaction: each is stored or refused by itself, one commit keeps them all.

What a commit costs is the disk's time; whoever writes at the same moment shares it.
"""

from collections import defaultdict
from collections.abc import Callable, Hashable
from typing import Any, TypeVar

from sqlalchemy import Connection, event
from sqlmodel import Session

from models import prepared

Answer = TypeVar("Answer")
_Later = tuple[prepared.Statement, tuple[str, ...], prepared.Values]

# A session's note (`session.info`) that it sees a house that may never be stored. Whoever comes after it in the
# same transaction sees the same.
UNSETTLED = "unsettled"


class Together:
    """One open transaction that takes changes. Nothing is certain before it was committed, not even a refusal."""

    def __init__(self, connection: Connection) -> None:
        self.connection = connection
        self.broken = False  # it cannot be committed any more; nothing that was done in it is stored
        self.changes: list[str] = []  # what was journalled by those that were not refused
        self.seen: dict[Hashable, Any] = {}  # what was looked at once for all (models.quick)
        self.later: list[_Later] = []  # what is still to be written, of those that were not refused
        self._notes: dict[Any, Any] = {}

    def do(self, change: Callable[[Session], Answer]) -> Answer:
        """Return what *change* returns. If it raises, nothing of it is stored, and the others stay what they are.

        A change that wrote past the ORM (models.quick) before it raised ends the transaction: it is `broken`.
        """
        with Part(self) as part:
            part.info.update(self._notes)
            try:
                answer = change(part)
                part.commit()
            except BaseException:
                self.broken = not self._undone(part)
                raise
            self.later = [*self.later, *part.later] if part.shares else []
        self.changes += part.info.get("changes", [])
        if UNSETTLED in part.info:
            self._notes = {UNSETTLED: True}
        return answer

    def end(self) -> None:
        """Write what was left for the end; the commit comes next."""
        write_all(self.connection, self.later)

    def _undone(self, part: "Part") -> bool:
        if part.wrote:
            return False  # without a savepoint, which costs more than the few who fail then are worth
        try:
            part.rollback()
        except Exception:  # all was gone already; why, tells what ended the change
            return False
        return self._goes_on()

    def _goes_on(self) -> bool:
        """Whether the transaction is open still: a full disk lets SQLite end it, and a connection may be gone."""
        if self.connection.invalidated:
            return False
        driver: Any = self.connection.connection.driver_connection
        if self.connection.dialect.name == "sqlite":
            return bool(driver.in_transaction)
        return bool(driver.info.transaction_status.name == "INTRANS")  # a house on SQLite never loads psycopg


class Part(Session):
    """The session of one change. As long as it keeps to models.quick it shares looks and writes with the others.

    Once the ORM is used in it, it has a savepoint of its own, sees all that the others wrote, and what they had
    looked at is forgotten.
    """

    def __init__(self, together: Together) -> None:
        super().__init__(together.connection, expire_on_commit=False, join_transaction_mode="create_savepoint")
        self.together = together
        self.shares = True
        self.wrote = False  # past the ORM, and without a savepoint
        self.later: list[_Later] = []  # what it will write with the others

    def once(self, name: Hashable, find: Callable[[], Answer]) -> Answer:
        """Return what *find* says, or said in a change before, under *name*."""
        seen = self.together.seen
        if self.shares and name in seen:
            known: Answer = seen[name]
            return known
        found = find()
        if self.shares:
            seen[name] = found
        return found


@event.listens_for(Part, "after_begin")
def _share_no_more(part: Part, _transaction: object, connection: Connection) -> None:
    # If the change fails, what the others left for later is undone with it, but stays in their list.
    part.shares = False
    part.together.seen.clear()
    write_all(connection, [*part.together.later, *part.later])


def write_all(connection: Connection, later: list[_Later]) -> None:
    """Write what was left for later, what goes the same way in one step."""
    ways: dict[tuple[prepared.Statement, tuple[str, ...]], list[prepared.Values]] = defaultdict(list)
    for statement, filled, values in later:
        ways[statement, filled].append(values)
    for (statement, filled), several in ways.items():
        prepared.run_many(connection, statement, several, filled)
