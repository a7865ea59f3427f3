"""A group switches the title of one of its dates off for the public, and on again; not what the desk switched off."""

from datetime import datetime

from sqlmodel import Session

from booking import decisions, journal, refusals
from booking.book import booking_by_uid
from booking.refusals import Refused
from models.bookings import Booking

_HIDDEN = "booking.title_hidden"


def hide_own_title(
    session: Session, uid: str, *, hidden: bool, group_id: int, who: str, now: datetime
) -> list[Booking]:
    """Switch the title of the group's own date off, or on again; return what changed.

    Raises Refused: UnknownBooking, NotYours, TitleOff if the desk switched it off.
    """
    booking = booking_by_uid(session, uid, group_id=group_id)
    if not hidden and booking.title_hidden and not is_own_act(session, booking):
        raise Refused(refusals.TitleOff())
    return decisions.hide_title(session, uid, hidden=hidden, who=who, now=now)


def is_own_act(session: Session, booking: Booking) -> bool:
    """Whether the title of *booking* was last switched off by its group."""
    acts = [entry.who for entry in journal.story(session, booking.id) if entry.what == _HIDDEN]
    return bool(acts) and acts[-1].startswith("group:")
