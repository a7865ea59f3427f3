"""What was held until a moment that is over is let go of: a wish nobody answered, a tap, an offer."""

from collections.abc import Iterable
from datetime import datetime

from sqlalchemy import ColumnElement, select
from sqlmodel import Session, col

from booking import offers, refusals, wayback
from booking.book import note_down, release
from booking.facts import HouseFacts
from booking.offers import pass_on
from booking.overdue import is_over, undecided, waits_for_desk
from booking.refusals import Refusal
from models.bookings import Booking, Hold, State

_CLOCK = "clock"


def something_over(session: Session, now: datetime) -> bool:
    """Whether something is still held whose moment is over."""
    return session.execute(select(col(Booking.id)).where(is_over(now)).limit(1)).first() is not None


def let_lapse(session: Session, house: HouseFacts, now: datetime) -> int:
    """End everything whose moment is over; return how many there were. Whoever waits is offered what that frees."""
    wishes = _found(session, waits_for_desk() & is_over(now))
    wayback.turn_down(session, house, wishes, State.EXPIRED, who=_CLOCK, now=now)
    taps = _found(session, undecided() & (col(Booking.held_for) == Hold.TAP) & is_over(now))
    for tap in taps:  # nobody is written a letter: whoever tapped has gone
        release(session, tap, State.EXPIRED, reason="", now=now)
        note_down(session, "booking.expired", tap, who=_CLOCK, now=now)
    number = len(wishes) + len(taps) + offers.let_lapse(session, now)
    pass_on(session, house, now=now)
    return number


def made_way(session: Session, house: HouseFacts, reasons: Iterable[Refusal], now: datetime) -> bool:
    """Whether something let go of its time now that may have been among *reasons*, so that it is worth asking again.

    The clock's job comes round only some times a minute; until then the database takes it for held.
    """
    taken = any(isinstance(reason, refusals.Taken) for reason in reasons)
    return taken and something_over(session, now) and let_lapse(session, house, now) > 0


def _found(session: Session, over: ColumnElement[bool]) -> list[Booking]:
    return list(session.execute(select(Booking).where(over).order_by(col(Booking.id))).scalars())
