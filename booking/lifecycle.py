"""The life of a booking as a group drives it: ask for a room, take the wish or the booking back."""

from datetime import datetime

from sqlalchemy import bindparam, select
from sqlmodel import Session, col

from booking import lapses, offers, refusals, titles
from booking.book import booking_by_uid, note_down, release, tell
from booking.facts import HouseFacts
from booking.meetings import WITHDRAWN
from booking.refusals import Refused
from booking.waits import pass_on
from booking.wishes import Wish, alternatives_to, objections_to, read_wish, values_for
from models import quick
from models.bookings import LIVE, Booking, Hold, State
from models.community import Group

_OF_TAP = select(Booking).where(col(Booking.once) == bindparam("once"))


def request_booking(
    session: Session, house: HouseFacts, wish: Wish, *, who: str, now: datetime, group: Group | None = None
) -> Booking:
    """Book *wish*, or ask the desk for it where the group or the usage needs that; *group* is whose it is, if known.

    Raises Refused with every reason found and the three nearest free times, and then stores nothing.
    """
    if wish.once and (before := _booked_before(session, wish.once)):
        return before
    order = read_wish(session, house, wish, group=group, now=now)
    reasons = objections_to(session, house, order, now)
    if reasons and lapses.made_way(session, house, reasons, now):
        reasons = objections_to(session, house, order, now)
    if reasons:
        raise Refused(*reasons, alternatives=alternatives_to(session, house, order, [order.span], reasons, now))
    booking = quick.store(session, Booking, values_for(house, order, order.span, now))
    tell(session, f"booking.{booking.state}", booking, who=who, now=now)
    return booking


def cancel_booking(
    session: Session,
    house: HouseFacts,
    uid: str,
    *,
    who: str,
    now: datetime,
    note: str = "",
    text: str = "",
    group_id: int | None = None,
) -> Booking:
    """Release a booking; what the public knew of it stays in the programme, marked. Doing it twice changes nothing.

    *group_id* limits it to that group's own. *note* is told to the public, *text* to the group only: why the
    desk cancels. An offer is declined by it.
    Raises Refused: UnknownBooking, NotYours, MeetingOver, RunsNow, AlreadyDecided, TitleRefused,
    TextRefused.
    """
    booking = booking_by_uid(session, uid, group_id=group_id)
    if booking.state is State.CANCELLED:
        return booking
    if booking.state not in (*LIVE, State.CONFLICT):
        raise Refused(refusals.AlreadyDecided(booking.state))
    if booking.ends_at <= now:
        raise Refused(refusals.MeetingOver())
    if booking.state is State.CONFIRMED and booking.starts_at <= now:
        raise Refused(refusals.RunsNow())
    if wrong := [
        *(titles.objections(note, field="note") if note else ()),
        *(titles.text_objections(text) if text else ()),
    ]:
        raise Refused(*wrong)
    if booking.state is State.HELD and booking.held_for is Hold.OFFER:
        return offers.decline_offer(session, house, uid, who=who, now=now)
    promised = booking.state is State.CONFIRMED
    release(session, booking, State.CANCELLED, reason="" if promised else WITHDRAWN, now=now)
    if note:
        booking.note = titles.clean(note)
    # Whoever held a time by a tap and thinks better of it needs no letter.
    say = note_down if booking.held_for is Hold.TAP else tell
    say(session, "booking.cancelled", booking, who=who, now=now, **({"text": titles.clean_text(text)} if text else {}))
    pass_on(session, house, now=now)
    return booking


def _booked_before(session: Session, once: str) -> Booking | None:
    return session.execute(_OF_TAP, {"once": once}).scalar_one_or_none()
