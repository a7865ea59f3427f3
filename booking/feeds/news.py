"""What the journal says since the last look, as far as feeds care."""

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import select
from sqlmodel import Session, col

from models.journal import JournalEntry

# Seats, keys and logins change nothing that a feed tells.
_OF_NO_INTEREST = ("seat.", "desk.", "group.pin_", "group.key_")
_TOO_MANY = 200  # single changes; reading everything is quicker then

_COLUMNS = select(
    col(JournalEntry.id),
    col(JournalEntry.at),
    col(JournalEntry.what),
    col(JournalEntry.booking_id),
    col(JournalEntry.series_id),
).order_by(col(JournalEntry.id))


@dataclass(frozen=True, slots=True)
class News:
    """The bookings and series that changed, up to the entry *newest*."""

    newest: int
    at: datetime | None  # of the last change that matters; none: nothing does
    dates: frozenset[int] = frozenset()
    series: frozenset[int] = frozenset()
    anything: bool = False  # something that no booking or series stands for


def all_news(session: Session) -> News:
    """Return the end of the journal, for somebody who reads everything."""
    last = select(col(JournalEntry.id), col(JournalEntry.at)).order_by(col(JournalEntry.id).desc()).limit(1)
    row = session.execute(last).first()
    return News(newest=row.id, at=row.at, anything=True) if row else News(newest=0, at=None, anything=True)


def news_since(session: Session, seen: int) -> News:
    """Return what was journalled after the entry *seen*."""
    # With the entry that was seen last: if it is gone, another database took the place of the old one.
    rows = session.execute(_COLUMNS.where(col(JournalEntry.id) >= seen).limit(_TOO_MANY + 1)).all()
    if len(rows) > _TOO_MANY or (seen and (not rows or rows[0].id != seen)):
        return all_news(session)
    rows = [row for row in rows if row.id != seen]
    told = [row for row in rows if not row.what.startswith(_OF_NO_INTEREST)]
    return News(
        newest=rows[-1].id if rows else seen,
        at=max((row.at for row in told), default=None),
        dates=frozenset(row.booking_id for row in told if row.booking_id is not None),
        series=frozenset(row.series_id for row in told if row.series_id is not None),
        anything=any(row.booking_id is None and row.series_id is None for row in told),
    )
