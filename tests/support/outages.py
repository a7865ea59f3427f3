"""Bad luck, provoked for real."""

from typing import Any, Self

from sqlalchemy import event

from models.database import Database


class FullDisk:
    """Lets the file of a SQLite house grow no further; inside `with` it is full, afterwards there is room again."""

    def __init__(self, db: Database) -> None:
        self._engine = db.engine
        self._most_pages = 1  # SQLite takes the present size where that is more

    def __enter__(self) -> Self:
        event.listen(self._engine, "checkout", self._limit)
        return self

    def __exit__(self, *_error: object) -> None:
        event.remove(self._engine, "checkout", self._limit)
        self._most_pages = 2**30
        connections = [self._engine.raw_connection() for _number in range(self._engine.pool.checkedin())]
        for connection in connections:
            self._limit(connection)
            connection.close()

    def _limit(self, connection: Any, *_others: object) -> None:
        cursor = connection.cursor()
        cursor.execute(f"PRAGMA max_page_count={self._most_pages}")
        cursor.close()
