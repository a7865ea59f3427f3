"""Seats as numbers: how many persons at which date. Who they are, the house does not know."""

from collections.abc import Iterator

from sqlalchemy import func, select
from sqlmodel import Session, col

from booking.export.rows import Plain
from models.bookings import Booking
from models.meetings import Seat, SeatContact


def seat_counts(session: Session) -> Iterator[Plain]:
    """Yield the persons at each date that has seats: in, offered, waiting, and no more wanted by why."""
    persons = func.sum(col(Seat.persons)).label("persons")
    seats = func.count(col(Seat.id)).label("seats")
    look = (
        select(col(Booking.uid), col(Seat.standing), col(Seat.ended), persons, seats)
        .join(Seat, col(Seat.booking_id) == col(Booking.id))
        .group_by(col(Booking.id), col(Booking.uid), col(Seat.standing), col(Seat.ended))
        .order_by(col(Booking.id), col(Seat.standing), col(Seat.ended))
    )
    for uid, standing, ended, number, many in session.execute(look):
        state = ended.value if ended is not None else standing.value
        yield {"booking": uid, "state": state, "persons": int(number), "seats": int(many)}


def seat_contacts(session: Session) -> Iterator[Plain]:
    """Yield how people wish to be reached about their seats."""
    look = (
        select(
            col(Booking.uid),
            col(Seat.persons),
            col(SeatContact.name),
            col(SeatContact.email),
            col(SeatContact.language),
        )
        .join(Seat, col(Seat.booking_id) == col(Booking.id))
        .join(SeatContact, col(SeatContact.seat_id) == col(Seat.id))
        .order_by(col(SeatContact.id))
    )
    for uid, persons, name, email, language in session.execute(look):
        yield {"booking": uid, "persons": persons, "name": name, "email": email, "language": language}
