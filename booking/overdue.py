"""What is held until a moment that is over, though nobody has let go of it yet: in nobody's way."""

from collections.abc import Iterable, Iterator
from datetime import datetime, timedelta

from sqlalchemy import ColumnElement, bindparam, func, literal_column, or_, select
from sqlmodel import Session, col

from booking import rules
from booking.facts import HouseFacts, RoomFacts
from booking.span import Span
from models import quick
from models.bookings import LONGEST, UNDECIDED, Booking, Hold
from models.requests import Wait, Waiting

ASKED_FROM = "asked_from"  # among the facts: where it was promised, while the desk is asked about another place
_ON = timedelta(days=1)  # set-up takes less


def undecided() -> ColumnElement[bool]:
    """Return which bookings somebody has to decide yet; part of every look for them, because it uses an index of its
    own however long the book is."""
    return literal_column(UNDECIDED)  # without a type: SQLite would be asked whether it equals 1


def waits_for_desk() -> ColumnElement[bool]:
    """Return which bookings the desk has to decide; what is held for a tap or offered is for others to decide."""
    return undecided() & or_(col(Booking.held_for).is_(None), col(Booking.held_for) == Hold.DESK)


def is_over(now: datetime | ColumnElement[datetime]) -> ColumnElement[bool]:
    """Return which bookings are held until a moment that is over."""
    # A wish that nobody answered ends with its date at the latest.
    begun = waits_for_desk() & (col(Booking.starts_at) <= now)
    return undecided() & or_(col(Booking.held_until) <= now, begun)


_BOOKINGS, _WAITS = quick.table(Booking).c, quick.table(Wait).c
_OVER = select(_BOOKINGS.id, _BOOKINGS.room_id, _BOOKINGS.busy_from, _BOOKINGS.busy_until, _BOOKINGS.facts).where(
    is_over(bindparam("now", type_=_BOOKINGS.starts_at.type))
)
_WAITING = select(_WAITS.room_id, _WAITS.starts_at, _WAITS.ends_at).where(
    _WAITS.state == Waiting.WAITING,
    _WAITS.starts_at > bindparam("earliest"),
    _WAITS.starts_at < bindparam("end"),
)


def free_for_all(session: Session, house: HouseFacts, now: datetime) -> frozenset[int]:
    """Return, by id, whose floor and time anybody may ask for *now*: `booking.lapses` lets go of them at once.

    Not what somebody waits for, who is offered it first, nor what goes back to a place that it had before.
    """
    return frozenset(
        number
        for number, room_id, begin, until, facts in quick.look(session, _OVER, {"now": now})
        if ASKED_FROM not in facts and not _is_waited_for(session, house, room_id, Span(begin, until))
    )


def next_moment(session: Session, now: datetime) -> datetime | None:
    """Return the next moment after *now* at which something that is held or waited for is over; none: nothing is."""
    held = select(func.min(col(Booking.held_until))).where(undecided(), col(Booking.held_until) > now)
    asked = select(func.min(col(Booking.starts_at))).where(waits_for_desk(), col(Booking.starts_at) > now)
    waited = select(func.min(col(Wait.starts_at))).where(col(Wait.state) == Waiting.WAITING, col(Wait.starts_at) > now)
    return min(filter(None, (session.execute(look).scalar() for look in (held, asked, waited))), default=None)


def _is_waited_for(session: Session, house: HouseFacts, room_id: int, block: Span) -> bool:
    around = {"earliest": block.start - LONGEST - _ON, "end": block.end + _ON}
    room = house.rooms_by_id.get(room_id)
    waiting = quick.look(session, _WAITING, around)
    return room is not None and any(needed.overlaps(block) for needed in _needed(house, room, waiting))


def _needed(house: HouseFacts, room: RoomFacts, waiting: Iterable[tuple[int, datetime, datetime]]) -> Iterator[Span]:
    for wanted_id, start, end in waiting:
        wanted = house.rooms_by_id.get(wanted_id)
        if wanted is not None and wanted.shares_floor(room):
            yield rules.block(wanted, Span(start, end))
