"""What changed, written in the transaction of the change; what everything that must react looks at."""

from datetime import datetime
from typing import Any

from sqlalchemy import func
from sqlmodel import Session, col, select

from models import quick
from models.journal import JournalEntry


def record(
    session: Session,
    what: str,
    *,
    who: str,
    now: datetime,
    booking_id: int | None = None,
    series_id: int | None = None,
    group_id: int | None = None,
    **facts: Any,
) -> None:
    """Note that *what* ("booking.confirmed") was done by *who* ("desk:manager"); ids, never names."""
    entry = {
        "at": now,
        "what": what,
        "who": who,
        "booking_id": booking_id,
        "series_id": series_id,
        "group_id": group_id,
        "facts": facts,
    }
    quick.note(session, JournalEntry, entry)
    # models.database tells its listeners after the commit.
    session.info.setdefault("changes", []).append(what)


def newest(session: Session) -> int:
    """Return the number of the last entry; 0 if there is none. Grows with every change of any process."""
    return session.exec(select(func.max(JournalEntry.id))).one() or 0


def story(session: Session, booking_id: int) -> list[JournalEntry]:
    """Return what was done with one booking, oldest first."""
    return list(
        session.exec(
            select(JournalEntry).where(col(JournalEntry.booking_id) == booking_id).order_by(col(JournalEntry.id))
        )
    )
