"""A tap on a free time holds it for a few minutes, until whoever tapped says what it is for."""

from dataclasses import replace
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import select
from sqlmodel import Session, col

from booking import lapses, occupancy, refusals, rules, shares, titles
from booking.book import booking_by_uid, note_down, release, tell, touch
from booking.facts import HouseFacts
from booking.i18n import _
from booking.refusals import Refusal, Refused
from booking.waits import pass_on
from booking.wishes import Order, Wish, alternatives_to, new_booking, nobody, read_again, read_wish
from models.bookings import Booking, Hold, State
from models.community import Group, Listing
from models.meetings import Signup

# What a hold takes over from the wish that finishes it; room and time stay.
_FINISHED = (
    "group_id",
    "title",
    "listing",
    "usage",
    "persons",
    "layout",
    "signup",
    "capacity",
    "state",
    "held_until",
    "source",
)


def hold(session: Session, house: HouseFacts, wish: Wish, *, who: str, now: datetime) -> Booking:
    """Hold the room and time of *wish* for a few minutes; nobody is told its title before it is finished.

    Title and group may still be missing: a terminal holds a time before it knows for whom. *who* then
    counts for how many times may be held at once. The same `once` holds once.
    Raises Refused with every reason found and the three nearest free times, and then stores nothing.
    """
    if wish.once and (before := _held_before(session, wish.once)):
        return before
    order = _read(session, house, wish, now)
    reasons = _objections(session, house, order, None, now)
    if lapses.made_way(session, house, reasons, now):
        reasons = _objections(session, house, order, None, now)
    reasons += _many(session, house, order, who, now)
    if reasons:
        raise Refused(*reasons, alternatives=alternatives_to(session, house, order, [order.span], reasons, now))
    booking = new_booking(house, order, order.span, now)
    booking.state, booking.held_for = State.HELD, Hold.TAP
    booking.held_until = now + timedelta(minutes=house.rules.tap_hold_minutes)
    booking.listing, booking.signup, booking.capacity = Listing.INTERNAL, Signup.NONE, None
    booking.facts = {**booking.facts, "by": who}
    session.add(booking)
    session.flush()
    note_down(session, "booking.held", booking, who=who, now=now)
    return booking


def finish_hold(
    session: Session,
    house: HouseFacts,
    uid: str,
    *,
    title: str,
    persons: int | None = None,
    group_slug: str | None = None,
    usage: str | None = None,
    layout: str | None = None,
    open_to_all: bool = True,
    source: str = "",
    who: str,
    now: datetime,
    group_id: int | None = None,
) -> Booking:
    """Book what was held, or ask the desk for it where the group or the usage needs that.

    *group_slug* says whose it is, where that was not known; *group_id* limits it to that group's own; *source*
    says where it was finished, if not where the time was held.
    The time counts as asked for when it was held. Doing it twice changes nothing.
    Raises Refused: UnknownBooking, NotYours, HoldOver with free times, AlreadyDecided, or every rule
    that speaks against it; and then stores nothing.
    """
    booking = booking_by_uid(session, uid, group_id=group_id)
    if _is_finished(booking, title):
        return booking
    still_held(session, house, booking, now)
    about: dict[str, Any] = {"title": title, "persons": persons, "usage": usage, "source": source or booking.source}
    about |= {"layout": layout, "open_to_all": open_to_all}
    order = _finishing(session, house, booking, about, group_slug)
    return become(session, house, booking, order, who=who, now=now)


def become(
    session: Session, house: HouseFacts, booking: Booking, order: Order, *, who: str, now: datetime, **facts: Any
) -> Booking:
    """Make what *order* asks for of the held *booking*, and tell it; *facts* are kept beside it.

    Raises Refused with every rule that speaks against it and the three nearest free times; then stores nothing.
    """
    if reasons := _objections(session, house, order, booking, booking.created_at):
        near = alternatives_to(session, house, order, [order.span], reasons, now, but=(booking.id,))
        raise Refused(*reasons, alternatives=near)
    wished = new_booking(house, order, order.span, now)
    for name in _FINISHED:
        setattr(booking, name, getattr(wished, name))
    booking.facts = {**wished.facts, **facts}
    booking.held_for = None
    touch(session, booking, now)
    session.flush()
    tell(session, f"booking.{booking.state}", booking, who=who, now=now)
    return booking


def let_go(
    session: Session, house: HouseFacts, uid: str, *, who: str, now: datetime, group_id: int | None = None
) -> Booking:
    """Give a held time back before its minutes are over. Doing it twice changes nothing.

    Raises Refused: UnknownBooking, NotYours, AlreadyDecided if it was finished.
    """
    booking = booking_by_uid(session, uid, group_id=group_id)
    if booking.held_for is not Hold.TAP:
        raise Refused(refusals.AlreadyDecided(booking.state))
    if booking.state is State.HELD:
        release(session, booking, State.EXPIRED, reason="", now=now)
        note_down(session, "booking.let_go", booking, who=who, now=now)
        pass_on(session, house, now=now)
    return booking


def _read(session: Session, house: HouseFacts, wish: Wish, now: datetime) -> Order:
    named = wish if wish.title.strip() else replace(wish, title=_("Vormerkung"))
    return read_wish(session, house, named, group=None if wish.group_slug else nobody(now))


def _objections(
    session: Session, house: HouseFacts, order: Order, itself: Booking | None, asked_at: datetime
) -> list[Refusal]:
    but = [itself.id] if itself is not None else []
    share = shares.objections(session, house, order.group, [order.span], series=False, now=asked_at, but=but)
    return [
        *rules.objections(house, order.room, order.ask(), asked_at),
        *occupancy.clashes(session, house, order.room, order.span, but=but),
        *(share if order.group.slug else []),
    ]


def _many(session: Session, house: HouseFacts, order: Order, who: str, now: datetime) -> list[Refusal]:
    """Return what speaks against one more hold; without a group, the terminal counts."""
    look = select(col(Booking.facts), col(Booking.held_until)).where(
        col(Booking.group_id) == order.group.id if order.group.slug else col(Booking.group_id).is_(None),
        col(Booking.state) == State.HELD,
        col(Booking.held_for) == Hold.TAP,
        col(Booking.held_until) > now,
    )
    held = [until for facts, until in session.execute(look) if order.group.slug or facts.get("by") == who]
    most = house.rules.tap_holds
    return [refusals.ManyHolds(most, min(held) - now)] if held and len(held) >= most else []


def _is_over(booking: Booking, now: datetime) -> bool:
    return booking.held_for is Hold.TAP and booking.held_until is not None and booking.held_until <= now


def _held_before(session: Session, once: str) -> Booking | None:
    return session.execute(select(Booking).where(col(Booking.once) == once)).scalar_one_or_none()


def _is_finished(booking: Booking, title: str) -> bool:
    made = booking.state in (State.CONFIRMED, State.REQUESTED)
    return made and booking.group_id is not None and booking.title == titles.clean(title)


def still_held(session: Session, house: HouseFacts, booking: Booking, now: datetime) -> None:
    """Raise Refused unless *booking* is held for a tap: AlreadyDecided, HoldOver with the nearest free times."""
    if booking.held_for is not Hold.TAP:
        raise Refused(refusals.AlreadyDecided(booking.state))
    if booking.state is State.HELD and not _is_over(booking, now):
        return
    order = read_again(session, house, booking)
    near = occupancy.nearest_free(session, house, order.room, order.span, now=now, but=(booking.id,))
    raise Refused(refusals.HoldOver(), alternatives=near)


def _finishing(
    session: Session, house: HouseFacts, booking: Booking, about: dict[str, Any], group_slug: str | None
) -> Order:
    held = read_again(session, house, booking)
    group = held.group if booking.group_id is not None else _group(session, group_slug or "")
    return read_wish(session, house, replace(held.wish, **about, group_slug=group.slug), group=group)


def _group(session: Session, slug: str) -> Group:
    found: Group | None = session.execute(select(Group).where(col(Group.slug) == slug)).scalar_one_or_none()
    if found is None:
        raise Refused(refusals.UnknownGroup(slug))
    return found
