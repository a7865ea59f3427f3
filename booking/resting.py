"""A group that nobody heard of for a year: whom the house wrote to about it is forgotten (UX §9)."""

from datetime import datetime, timedelta

from sqlalchemy import Select, select
from sqlmodel import Session, col

from booking import journal, members
from booking.facts import HouseFacts
from models.bookings import Booking
from models.members import Member, MemberLink

KEPT = timedelta(days=365)  # after the last date of the group, and the last time that the function did something


def something_old(session: Session, now: datetime) -> bool:
    """Whether a mail address of a function is kept longer than it may be."""
    return session.execute(at_rest(now).limit(1)).first() is not None


def forget_old(session: Session, _house: HouseFacts, now: datetime) -> int:
    """Forget the mail addresses of functions that rest, with what waits to be sent there; return how many.

    The function and its address of the page stay: whoever opens it may tell the house an address again.
    """
    found = list(session.execute(at_rest(now)).scalars())
    for member in found:
        members.forget_address(session, member)
        about = {"duty": member.duty.value}
        journal.record(session, "member.address_forgotten", who="clock", now=now, group_id=member.group_id, **about)
    return len(found)


def at_rest(now: datetime) -> Select[Member]:
    """Return the functions whose group nobody heard of for a year, and that have a mail address."""
    since = now - KEPT
    dates = select(col(Booking.id)).where(col(Booking.group_id) == col(Member.group_id), col(Booking.ends_at) > since)
    used = (col(MemberLink.created_at) > since) | (col(MemberLink.used_at) > since)
    links = select(col(MemberLink.id)).where(col(MemberLink.member_id) == col(Member.id), used)
    resting = (col(Member.email) != "", col(Member.created_at) <= since, ~dates.exists(), ~links.exists())
    return select(Member).where(*resting).order_by(col(Member.id))
