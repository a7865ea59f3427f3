"""What a database holds, all of it: for tests that say that nothing changed, or that nothing is left."""

from typing import Any

from sqlalchemy import select
from sqlmodel import Session, SQLModel


def everything(session: Session) -> str:
    """Return every value of every table."""
    session.flush()
    tables = SQLModel.metadata.sorted_tables
    rows: list[Any] = [(table.name, *row) for table in tables for row in session.execute(select(table))]
    return repr(rows)


def found(session: Session, *traces: str) -> list[str]:
    """Return which of *traces* stand somewhere."""
    stored = everything(session)
    return [trace for trace in traces if trace in stored]
