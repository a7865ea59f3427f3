"""What the journal says since the last look, as far as feeds care."""

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import bindparam, func, not_, or_, select
from sqlmodel import Session, col

from models import quick
from models.journal import JournalEntry

# Seats, keys, logins, letters, kiosks, damages and wishes change nothing that a feed tells.
_OF_NO_INTEREST = (
    *("seat.", "desk.", "group.card_", "group.key_", "group.pin_", "letter.", "member."),
    *("damage.", "key.", "outside.failed", "outside.held", "person.told", "round.", "screen.", "wait."),
)
_TOO_MANY = 200  # single changes; reading everything is quicker then

_ROWS = quick.table(JournalEntry).c  # of the table, not of the class: half of the time
_SINCE = (
    select(_ROWS.id, _ROWS.at, _ROWS.what, _ROWS.booking_id, _ROWS.series_id)
    .where(_ROWS.id >= bindparam("seen"))
    .order_by(_ROWS.id)
    .limit(_TOO_MANY + 1)
)


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
    newest = session.execute(select(func.max(col(JournalEntry.id)))).scalar_one()
    # As whoever reads on tells it, so that two processes bear the same time for the same bytes.
    of_no_interest = [col(JournalEntry.what).startswith(word, autoescape=True) for word in _OF_NO_INTEREST]
    last = select(col(JournalEntry.at)).where(not_(or_(*of_no_interest))).order_by(col(JournalEntry.id).desc()).limit(1)
    return News(newest=newest or 0, at=session.execute(last).scalar(), anything=True)


def news_since(session: Session, seen: int) -> News:
    """Return what was journalled after the entry *seen*."""
    # With the entry that was seen last: if it is gone, another database took the place of the old one.
    rows = session.connection().execute(_SINCE, {"seen": seen}).all()
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
