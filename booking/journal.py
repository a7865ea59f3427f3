"""What changed, written in the transaction of the change; what everything that must react looks at."""

from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import ColumnElement, delete, func
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
    """Note that *what* ("booking.confirmed") was done by *who* ("desk:manager"); ids, never names.

    What somebody wrote (`text`) is told by letter and kept nowhere else.
    """
    entry = {
        "at": now,
        "what": what,
        "who": who,
        "booking_id": booking_id,
        "series_id": series_id,
        "group_id": group_id,
        "facts": {name: value for name, value in facts.items() if name != "text"},
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


# Forgetting

KEPT = timedelta(days=365)  # UX §9


def something_old(session: Session, now: datetime) -> bool:
    """Whether the journal goes back further than it may."""
    oldest = session.execute(select(JournalEntry.at, JournalEntry.id).order_by(col(JournalEntry.id)).limit(1)).first()
    return oldest is not None and oldest.at <= now - KEPT and oldest.id != newest(session)


def forget_old(session: Session, _house: object, now: datetime) -> int:
    """Forget what was written down more than a year ago; the newest line stays, because numbers go on from it."""
    gone: int = session.execute(delete(JournalEntry).where(old(now), col(JournalEntry.id) < newest(session))).rowcount  # type: ignore[attr-defined]
    return gone


def old(now: datetime) -> ColumnElement[bool]:
    """Return which lines are older than a year."""
    return col(JournalEntry.at) <= now - KEPT
