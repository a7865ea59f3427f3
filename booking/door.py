"""Whose group may be at the door: what each can say by one tap, without showing who it is."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum

from sqlalchemy import select
from sqlmodel import Session, col

from booking import refusals
from booking.book import booking_by_uid
from booking.facts import HouseFacts
from booking.refusals import Refused
from booking.span import local
from models.bookings import Booking, State
from models.community import Listing

_BEFORE = timedelta(minutes=30)  # that early the door may be open, and earlier where the room is set up
_LINGER = timedelta(minutes=30)  # after the end, at least: to clear up and to say how many came
_LONG = timedelta(days=1)  # what lasts longer than a day is no meeting that comes and goes


class Step(StrEnum):
    """What the group of a booking can say next, by one tap and without showing who it is."""

    ARRIVE = "arrive"  # "Wir sind da"
    THERE = "there"  # it has come, and its time has not begun
    LEAVE = "leave"  # "Wir gehen"
    BACK = "back"  # somebody said that it has gone, and its time still runs


@dataclass(frozen=True, kw_only=True, slots=True)
class Around:
    """A booking whose group may be at the door; times are aware, in the house's zone."""

    uid: str
    step: Step
    title: str  # empty: not public
    room_name: str
    room_slug: str  # of the room itself, without what is had with it
    layout: str  # how it shall be set up
    persons: int | None  # how many were expected
    most: int  # that many can be told to have come
    starts: datetime
    ends: datetime
    closes: datetime  # with tear-down


def opens(booking: Booking) -> datetime:
    """Return from when its group may be there: UTC."""
    return min(booking.busy_from, booking.starts_at - _BEFORE)


def most_heads(house: HouseFacts, booking: Booking) -> int:
    """Return how many may be told to have come: twice as many as the room should hold."""
    return 2 * house.main_room(house.rooms_by_id[booking.room_id]).holds()


def around(session: Session, house: HouseFacts, now: datetime) -> list[Around]:
    """Return every promised booking whose group may come, be there or go now, by start."""
    look = select(Booking).where(
        col(Booking.state) == State.CONFIRMED,
        col(Booking.group_id).is_not(None),
        col(Booking.starts_at) > now - _LONG,
        col(Booking.starts_at) < now + _LONG,
        col(Booking.ends_at) > now - _LONG,
    )
    found = session.execute(look.order_by(col(Booking.starts_at), col(Booking.id))).scalars()
    return [_around(house, booking, step) for booking in found if (step := next_step(booking, now)) is not None]


def next_step(booking: Booking, now: datetime) -> Step | None:
    """Return what the group of a promised *booking* can say at *now*; none: it is not its time, or all is said."""
    if now < opens(booking) or now >= max(booking.busy_until, booking.ends_at + _LINGER):
        return None
    if booking.left_at is not None:
        return Step.BACK if now < booking.ends_at else None
    if booking.arrived_at is None and now < booking.ends_at:
        return Step.ARRIVE
    return Step.LEAVE if now >= booking.starts_at else Step.THERE


def around_one(session: Session, house: HouseFacts, uid: str, now: datetime) -> Around:
    """Return one booking, whatever became of it; without a step left it says THERE. Raises Refused(UnknownBooking)."""
    booking = booking_by_uid(session, uid)
    step = next_step(booking, now) if booking.state is State.CONFIRMED else None
    return _around(house, booking, step or Step.THERE)


def promised(session: Session, uid: str, *, group_id: int | None = None) -> Booking:
    """Return the booking *uid* that was promised. Raises Refused: UnknownBooking, NotYours, AlreadyDecided."""
    booking = booking_by_uid(session, uid, group_id=group_id)
    if booking.state is not State.CONFIRMED:
        raise Refused(refusals.AlreadyDecided(booking.state))
    return booking


def _around(house: HouseFacts, booking: Booking, step: Step) -> Around:
    is_public = booking.listing is Listing.PUBLIC and not booking.title_hidden
    return Around(
        uid=booking.uid,
        step=step,
        title=booking.title if is_public else "",
        room_name=house.rooms_by_id[booking.room_id].name,
        room_slug=house.main_room(house.rooms_by_id[booking.room_id]).slug,
        layout=booking.layout,
        persons=booking.persons,
        most=most_heads(house, booking),
        starts=local(booking.starts_at, house.zone),
        ends=local(booking.ends_at, house.zone),
        closes=local(booking.busy_until, house.zone),
    )
