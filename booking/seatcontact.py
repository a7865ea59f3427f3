"""What the holder of a seat told of themselves: an address that is left later, changed or deleted; a name deleted."""

from dataclasses import replace
from datetime import datetime

from sqlmodel import Session

from booking import refusals, seatletters, signups
from booking.facts import HouseFacts
from booking.refusals import Refused
from booking.seatletters import Contact
from models.bookings import Booking
from models.meetings import Seat


def change_contact(session: Session, house: HouseFacts, token: str, contact: Contact | None, *, now: datetime) -> None:
    """Write to the holder of *token* at another address from now on, or to none; the one before is forgotten.

    A name stays until it is deleted itself.
    Raises Refused(UnknownSeat), or Refused(MeetingOver) if there is nothing left to be told.
    """
    views = signups.seats(session, house, token, now=now)
    first = signups.by_token(session, token)
    before = seatletters.contact_of(session, first)
    name = before.name if before is not None else ""
    seatletters.forget(session, first)
    if contact is None or not contact.email:
        seatletters.keep(session, first, Contact(name=name), now=now)
        return
    ahead = [one for one in views if not one.released and one.occurrence.starts > now]
    if not ahead:
        raise Refused(refusals.MeetingOver())
    signups.keep_contact(session, first, ahead[0].occurrence, replace(contact, name=contact.name or name), now=now)
    live = [session.get_one(Seat, one.id) for one in ahead]
    bookings = [session.get_one(Booking, one.booking_id) for one in live]
    seatletters.taken(session, live, bookings, anew=now.isoformat(), now=now)


def forget_name(session: Session, token: str) -> None:
    """Forget the name that the holder of *token* told; an address stays. Twice changes nothing. Raises UnknownSeat."""
    contact = seatletters.contact_of(session, signups.by_token(session, token))
    if contact is None:
        return
    contact.name = ""
    session.add(contact)
    if not contact.email:
        session.delete(contact)
