"""Somebody erases what the house knows of them by the address of their own page; what they had is free again."""

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import or_
from sqlmodel import Session, col, select

from booking import handover, lifecycle, signups
from booking.facts import HouseFacts
from booking.members import Opened
from booking.privacy.erasing import Erased, erase
from booking.privacy.search import opened_by, owner_of
from booking.refusals import Refused, UnknownLink, UnknownSeat
from models.bookings import LIVE, Booking
from models.meetings import Seat
from models.members import Duty, Member


@dataclass(frozen=True, slots=True)
class Without:
    """What becomes of a group when somebody goes."""

    answers: bool  # somebody else answers for it
    contact: bool  # how the house reached it goes, too


def erase_seat(session: Session, token: str, *, secret: str, now: datetime) -> Erased:
    """Give back what *token* opens, as far as it is to come, and erase all of it. Raises Refused(UnknownSeat)."""
    found = signups.by_token(session, token)
    return erase_seat_by_number(session, found.id, secret=secret, who=signups.VISITOR, now=now)


def erase_seat_by_number(session: Session, number: int, *, secret: str, who: str, now: datetime) -> Erased:
    """Do the same with a seat that was found before, by its code word, and all that were taken with it.

    Raises Refused(UnknownSeat).
    """
    found = session.get(Seat, number)
    if found is None:
        raise Refused(UnknownSeat())
    first = found.with_id or found.id
    same = select(Seat, Booking).join(Booking, col(Booking.id) == col(Seat.booking_id))
    for seat, booking in session.exec(same.where(or_(col(Seat.id) == first, col(Seat.with_id) == first))).all():
        if booking.starts_at > now:  # what has begun stays as it was
            signups.give_back(session, seat.id, who=who, now=now)
    return erase(session, owner_of(session, seats=frozenset([first])), secret=secret, who=who, now=now)


def erase_wish(session: Session, house: HouseFacts, token: str, *, secret: str, now: datetime) -> Erased:
    """Take back what somebody new asked for at the page of *token*, and erase their word.

    Raises Refused(UnknownLink).
    """
    booking = handover.opened_by(session, token, now=now).booking
    person = opened_by(session, token)
    if not person.wishes:
        raise Refused(UnknownLink())
    if booking.state in LIVE and booking.starts_at > now:
        lifecycle.cancel_booking(session, house, booking.uid, who=handover.VISITOR, now=now)
    return erase(session, person, secret=secret, who=handover.VISITOR, now=now)


def erase_member(session: Session, opened: Opened, token: str, *, secret: str, now: datetime) -> Erased:
    """Let whoever has *token* leave the group, and erase them; its dates, card, PIN and calendar stay."""
    who = f"group:{opened.group.slug}"
    return erase(session, opened_by(session, token), secret=secret, who=who, now=now)


def without(session: Session, opened: Opened, token: str) -> Without:
    """Return what becomes of the group when whoever has *token* is erased; nothing changes."""
    others = select(Member.id).where(col(Member.group_id) == opened.group.id, col(Member.id) != opened.member.id)
    answers = session.exec(others.where(col(Member.duty) == Duty.RESPONSIBLE).limit(1)).first() is not None
    return Without(answers=answers, contact=bool(opened_by(session, token).contacts))
