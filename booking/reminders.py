"""The day before: a group is reminded of a single date, and whoever has a seat and left an address of the meeting.

A group knows the usual dates of its series; of one that was moved it is reminded. What was booked or taken a
moment ago needs no reminder, and what begins soon comes too late for one.
"""

from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import ColumnElement, Select, String, and_, cast, func, literal, or_, select
from sqlmodel import Session, col

from booking import book, post, seatletters
from booking.facts import HouseFacts
from models.bookings import Booking, State
from models.community import Contact, Group
from models.letters import Letter
from models.meetings import Seat, SeatContact, Standing

AHEAD = timedelta(hours=24)
_LEAST = timedelta(hours=2)
_SETTLED = timedelta(hours=12)
_GROUP, _SEAT = "booking-reminder", "seat-reminder"


def something_due(session: Session, now: datetime) -> bool:
    """Whether somebody is to be reminded now."""
    return any(session.execute(look.limit(1)).first() is not None for look in (_groups(now), _seats(now)))


def remind(session: Session, _house: HouseFacts, now: datetime) -> int:
    """Write to everybody who is to be reminded now; return how many letters that were."""
    bookings = list(session.execute(_groups(now)).scalars())
    for booking in bookings:
        facts = {"booking": booking.uid, "at": book.standing(booking), "until": booking.starts_at.isoformat()}
        post.queue(session, _GROUP, booking.group_id, f"{_GROUP}:{booking.uid}", facts, now=now)
    seats = session.execute(_seats(now)).all()
    for seat, booking in seats:
        seatletters.reminded(session, seat, booking, now=now)
    return len(bookings) + len(seats)


def _groups(now: datetime) -> Select[Booking]:
    single = or_(col(Booking.series_id).is_(None), col(Booking.moved))
    return (
        select(Booking)
        .join(Group, col(Group.id) == col(Booking.group_id))
        .join(Contact, col(Contact.id) == col(Group.contact_id))
        .where(_tomorrow(now), single, col(Booking.created_at) <= now - _SETTLED, col(Contact.email) != "")
        .where(_not_yet(literal(f"{_GROUP}:") + col(Booking.uid)))
        .order_by(col(Booking.starts_at), col(Booking.id))
    )


def _seats(now: datetime) -> Select[Seat, Booking]:
    has_seat = and_(col(Seat.released_at).is_(None), col(Seat.standing) == Standing.IN)
    mark = literal(f"{_SEAT}:seat-") + cast(col(Seat.id), String) + ":" + col(Booking.uid)
    return (
        select(Seat, Booking)
        .join(Booking, col(Booking.id) == col(Seat.booking_id))
        .join(SeatContact, col(SeatContact.seat_id) == func.coalesce(col(Seat.with_id), col(Seat.id)))
        .where(_tomorrow(now), has_seat, col(Seat.created_at) <= now - _SETTLED, col(SeatContact.email) != "")
        .where(_not_yet(mark))
        .order_by(col(Seat.id))
    )


def _tomorrow(now: datetime) -> ColumnElement[bool]:
    starts = col(Booking.starts_at)
    return and_(starts > now + _LEAST, starts <= now + AHEAD, col(Booking.state) == State.CONFIRMED)


def _not_yet(mark: ColumnElement[Any]) -> ColumnElement[bool]:
    return ~select(col(Letter.id)).where(col(Letter.once) == mark).exists()
