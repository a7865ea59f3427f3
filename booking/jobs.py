"""Work that falls due by the clock, not by a tap."""

from datetime import datetime

from sqlalchemy import ColumnElement, or_, select
from sqlmodel import Session, col

from booking.book import release, tell
from booking.decisions import WAITING
from models.bookings import Booking, State
from models.staff import DeskSession


def anything_due(session: Session, *, now: datetime) -> bool:
    """Whether some job has something to do; asked before the writer's place is taken."""
    lapsed = select(col(Booking.id)).where(_lapsed(now)).limit(1)
    over = select(col(DeskSession.id)).where(col(DeskSession.ends_at) <= now).limit(1)
    return any(session.execute(look).first() is not None for look in (lapsed, over))


def run(session: Session, *, now: datetime) -> int:
    """Do everything that is due; return how many bookings lapsed."""
    lapsed = list(session.execute(select(Booking).where(_lapsed(now))).scalars())
    for booking in lapsed:
        release(session, booking, State.EXPIRED, reason="", now=now)
        tell(session, "booking.expired", booking, who="clock", now=now)
    for old in session.execute(select(DeskSession).where(col(DeskSession.ends_at) <= now)).scalars():
        session.delete(old)
    return len(lapsed)


def _lapsed(now: datetime) -> ColumnElement[bool]:
    # A wish that nobody answered ends with its date at the latest.
    return col(Booking.state).in_(WAITING) & (or_(col(Booking.held_until) <= now, col(Booking.starts_at) <= now))
