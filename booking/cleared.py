"""What the town took back for itself and did not write into the book yet: free, but not for those who wait."""

from sqlalchemy import ColumnElement, exists, select
from sqlalchemy.orm import aliased
from sqlmodel import Session, col

from booking.facts import RoomFacts
from booking.span import Span
from models.bookings import LONGEST, Booking, State

DISPLACED = "displaced"  # the reason of what had to give way


def is_cleared(session: Session, room: RoomFacts, block: Span) -> bool:
    """Whether something had to give way to the town on floor of *room* during *block*, and nothing came there since.

    What came there and was cancelled again was what the town needed it for: then the time is anybody's.
    """
    here = (col(Booking.lo) < room.hi) & (col(Booking.hi) > room.lo)
    then = (col(Booking.busy_from) < block.end) & (col(Booking.busy_until) > block.start)
    # By the public start, because that has an index.
    near = (col(Booking.starts_at) > block.start - LONGEST) & (col(Booking.starts_at) < block.end)
    around = Span(block.start - 2 * LONGEST, block.end + LONGEST)
    look = select(col(Booking.id)).where(near, then, here, _gave_way(), ~_followed(around)).limit(1)
    return session.execute(look).first() is not None


def _gave_way() -> ColumnElement[bool]:
    return (col(Booking.state) == State.CANCELLED) & (col(Booking.reason) == DISPLACED)


def _followed(around: Span) -> ColumnElement[bool]:
    """Whether something else came to the floor and time of what gave way, and is gone; it began in *around*."""
    later = aliased(Booking)
    here = (col(later.lo) < col(Booking.hi)) & (col(later.hi) > col(Booking.lo))
    then = (col(later.busy_from) < col(Booking.busy_until)) & (col(later.busy_until) > col(Booking.busy_from))
    after = (col(later.id) > col(Booking.id)) & (col(later.created_at) >= col(Booking.released_at))
    near = (col(later.starts_at) > around.start) & (col(later.starts_at) < around.end)
    return exists().where(near, after, here, then, col(later.state) == State.CANCELLED)
