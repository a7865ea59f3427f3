"""A time is held for a group that may take it: because it waited, or instead of what had to give way."""

from collections.abc import Iterator, Sequence
from datetime import datetime, timedelta

from sqlalchemy import ColumnElement, select
from sqlmodel import Session, col

from booking import book, occupancy, refusals, rules, wishes
from booking.book import booking_by_uid, note_down, release, tell, touch
from booking.cleared import is_cleared
from booking.facts import HouseFacts, RoomFacts
from booking.meetings import WITHDRAWN
from booking.overdue import undecided
from booking.refusals import Refused
from booking.span import Span
from booking.wishes import Order, Wish
from models.bookings import Booking, Hold, State
from models.community import Group, Listing, Trust
from models.meetings import Signup
from models.requests import Wait, Waiting

_CLOCK = "clock"
_LEAST_TIME = timedelta(minutes=15)
# A wait is found by its public start: it lasts 31 days at most, and set-up takes less than a day.
_BACK, _ON = timedelta(days=32), timedelta(days=1)


def make_offer(
    session: Session,
    house: HouseFacts,
    order: Order,
    span: Span,
    *,
    until: datetime,
    instead_of: Booking | None = None,
    override: Sequence[str] = (),
    who: str,
    now: datetime,
) -> Booking:
    """Hold *span* for the group of *order* until *until*, the start at the latest, and tell it.

    Until it is taken the public sees no more than that the room is taken. *instead_of* is what had to
    give way: its sign-up goes along, and whoever took its room tells the group. *override* names closures
    that the desk lifted for it.
    Whether the rules allow it is for the caller to ask. Raises Refused(Taken), and then stores nothing.
    """
    if reasons := occupancy.clashes(session, house, order.room, span):
        raise Refused(*reasons)
    booking = wishes.new_booking(house, order, span, now)
    booking.state, booking.held_for, booking.held_until = State.HELD, Hold.OFFER, min(until, span.start)
    booking.listing, booking.override = Listing.INTERNAL, list(override)
    if instead_of is not None:
        _take_along(house, booking, instead_of)
    session.add(booking)
    session.flush()
    about = {"instead_of": instead_of.uid} if instead_of is not None else {}
    # What gives way and what is offered instead are told in one letter, by whoever displaces.
    say = tell if instead_of is None else note_down
    say(session, "booking.offered", booking, who=who, now=now, until=booking.held_until.isoformat(), **about)
    return booking


def accept_offer(
    session: Session, house: HouseFacts, uid: str, *, who: str, now: datetime, group_id: int | None = None
) -> Booking:
    """Take what is offered: it is booked, or asked for where the desk decides. Doing it twice changes nothing.

    What the desk offers instead of something that it had promised needs no second yes.
    Raises Refused: UnknownBooking, NotYours, OfferOver with free times nearby, AlreadyDecided, or why the house is
    closed meanwhile.
    """
    booking = booking_by_uid(session, uid, group_id=group_id)
    wait = _wait_of(session, booking)
    was_offered = wait is not None or booking.instead_of_id is not None
    if was_offered and booking.state in (State.CONFIRMED, State.REQUESTED):
        return booking
    group = session.get(Group, booking.group_id) if booking.group_id is not None else None
    if booking.state is not State.HELD or booking.held_for is not Hold.OFFER or _is_over(booking, now):
        raise _too_late(session, house, booking, group, was_offered, now)
    room, span = house.rooms_by_id[booking.room_id], Span(booking.starts_at, booking.ends_at)
    if closed := list(rules.hours_objections(house, room, span, booking.override)):
        raise Refused(*closed)
    _book(session, house, booking, group, now)
    if booking.instead_of_id is not None:
        book.take_seats_along(session, booking.instead_of_id, booking.id)
    _settle(session, wait, Waiting.TAKEN, now)
    tell(session, f"booking.{booking.state}", booking, who=who, now=now)
    return booking


def decline_offer(
    session: Session, house: HouseFacts, uid: str, *, who: str, now: datetime, group_id: int | None = None
) -> Booking:
    """Let go of what is offered; whoever waits next is offered it. Doing it twice changes nothing.

    Raises Refused: UnknownBooking, NotYours, AlreadyDecided.
    """
    booking = booking_by_uid(session, uid, group_id=group_id)
    if booking.state is State.DECLINED and booking.reason == WITHDRAWN:
        return booking
    if booking.state is not State.HELD or booking.held_for is not Hold.OFFER:
        raise Refused(refusals.AlreadyDecided(booking.state))
    release(session, booking, State.DECLINED, reason=WITHDRAWN, now=now)
    _settle(session, _wait_of(session, booking), Waiting.WITHDRAWN, now)
    tell(session, "booking.offer_declined", booking, who=who, now=now)
    pass_on(session, house, now=now)
    return booking


def offers_of(session: Session, group_id: int, *, now: datetime) -> list[Booking]:
    """Return what *group_id* may take now, by start."""
    look = select(Booking).where(col(Booking.group_id) == group_id, _open(), col(Booking.held_until) > now)
    return list(session.execute(look.order_by(col(Booking.starts_at), col(Booking.id))).scalars())


def pass_on(session: Session, house: HouseFacts, *, now: datetime) -> int:
    """Offer what this transaction let go of to whoever waits longest for it; return how many offers were made.

    The last act of every use case that lets go of a time. Whoever needs more than what is free now,
    or has its share of the house already, keeps its place in the line and is passed over.
    """
    freed = book.freed(session)
    if not freed:
        return 0
    _back_into_line(session, now)
    return sum(offer_to(session, house, wait, now=now) for wait in _met(session, house, freed, now))


def offer_to(session: Session, house: HouseFacts, wait: Wait, *, now: datetime) -> bool:
    """Offer the time that *wait* is about, if it can be had; return whether it was offered."""
    order = possible(session, house, wait, now=now)
    if order is None:
        return False
    until = deadline(house, order, now)
    booking = make_offer(session, house, order, order.span, until=until, who=_CLOCK, now=now)
    wait.offer_id = booking.id
    _settle(session, wait, Waiting.OFFERED, now)
    return True


def possible(session: Session, house: HouseFacts, wait: Wait, *, now: datetime) -> Order | None:
    """Return the wish behind *wait*, read again, if its group could be offered it now; none if not."""
    if not is_free(session, house, wait):
        return None
    try:
        order = wishes.read_wish(session, house, _wish(session, house, wait))
    except Refused:
        return None  # the house changed since: no such room any more
    if deadline(house, order, now) <= now or wishes.objections_to(session, house, order, now):
        return None
    return order


def is_free(session: Session, house: HouseFacts, wait: Wait) -> bool:
    """Whether nobody has the time that *wait* is about, and the town does not keep it clear."""
    room, span = house.rooms_by_id.get(wait.room_id), Span(wait.starts_at, wait.ends_at)
    if room is None or occupancy.clashes(session, house, room, span):
        return False
    return not is_cleared(session, room, rules.block(room, span))


def deadline(house: HouseFacts, order: Order, now: datetime) -> datetime:
    """Return until when *order* may be taken if it is offered now.

    As long as the house says; a third of what is left if the date is near, yet a quarter of an hour;
    never later than the group could still ask for it.
    """
    lead = house.rules.lead_hours_trusted if order.trusted else house.rules.lead_hours_new
    third = max((order.span.start - now) / 3, _LEAST_TIME)
    return min(now + min(timedelta(hours=house.rules.offer_hours), third), order.span.start - timedelta(hours=lead))


def in_line(session: Session, house: HouseFacts, room: RoomFacts, block: Span) -> list[Wait]:
    """Return who waits for a time that needs floor of *room* during *block*, longest first."""
    return [wait for wait in _around(session, [(room.id, block)]) if meets(house, wait, room, block)]


def meets(house: HouseFacts, wait: Wait, room: RoomFacts, block: Span) -> bool:
    """Whether *wait* needs floor of *room* during *block*, set-up and tear-down included."""
    wanted = house.rooms_by_id.get(wait.room_id)
    if wanted is None or not wanted.shares_floor(room):
        return False
    return rules.block(wanted, Span(wait.starts_at, wait.ends_at)).overlaps(block)


def let_lapse(session: Session, now: datetime) -> int:
    """End every offer that was not taken in time; return how many. Whoever calls it passes on what that frees."""
    late = _open() & (col(Booking.held_until) <= now)
    over = list(session.execute(select(Booking).where(late).order_by(col(Booking.id))).scalars())
    for booking in over:
        release(session, booking, State.EXPIRED, reason="", now=now)
        _settle(session, _wait_of(session, booking), Waiting.LAPSED, now)
        tell(session, "booking.offer_over", booking, who=_CLOCK, now=now)
    return len(over)


def _take_along(house: HouseFacts, booking: Booking, instead_of: Booking) -> None:
    room = house.main_room(house.rooms_by_id[booking.room_id])
    booking.instead_of_id = instead_of.id
    booking.meeting_id, booking.title_hidden = instead_of.meeting_id, instead_of.title_hidden
    booking.signup, booking.signup_closes_min = instead_of.signup, instead_of.signup_closes_min
    if instead_of.capacity is not None:
        booking.capacity = min(instead_of.capacity, room.holds(booking.layout))


def _book(session: Session, house: HouseFacts, booking: Booking, group: Group | None, now: datetime) -> None:
    booking.state, booking.held_for, booking.held_until = State.CONFIRMED, None, None
    if booking.instead_of_id is None and group is not None and wishes.needs_desk(house, group, booking.usage):
        booking.state, booking.held_until = State.REQUESTED, wishes.answered_by(house, group, now)
    booking.listing = _listing(session, booking, group)
    touch(session, booking, now)
    session.flush()


def _listing(session: Session, booking: Booking, group: Group | None) -> Listing:
    """Return how much the public sees once an offer is taken."""
    if booking.instead_of_id is not None:
        return session.get_one(Booking, booking.instead_of_id).listing
    if group is None:
        return Listing.INTERNAL
    # What a public group shows, it also opens for sign-up (wishes.new_booking).
    closed = group.listing is Listing.PUBLIC and booking.signup is Signup.NONE
    return Listing.INTERNAL if closed else group.listing


def _too_late(
    session: Session, house: HouseFacts, booking: Booking, group: Group | None, was_offered: bool, now: datetime
) -> Refused:
    if not was_offered or booking.state not in (State.HELD, State.EXPIRED):
        return Refused(refusals.AlreadyDecided(booking.state))
    room, span = house.rooms_by_id[booking.room_id], Span(booking.starts_at, booking.ends_at)
    trusted = group is None or group.trust is not Trust.NEW
    near = occupancy.nearest_free(session, house, room, span, now=now, trusted=trusted)
    return Refused(refusals.OfferOver(), alternatives=near)


def _wait_of(session: Session, booking: Booking) -> Wait | None:
    return session.execute(select(Wait).where(col(Wait.offer_id) == booking.id)).scalar_one_or_none()


def _settle(session: Session, wait: Wait | None, state: Waiting, now: datetime) -> None:
    if wait is not None:
        wait.state, wait.updated_at = state, now
        session.add(wait)


def _back_into_line(session: Session, now: datetime) -> None:
    """Whose offer somebody else let go of (the town needed the room) waits again, at its old place."""
    look = select(Wait).join(Booking, col(Booking.id) == col(Wait.offer_id))
    lost = look.where(col(Wait.state) == Waiting.OFFERED, col(Booking.released_at).is_not(None))
    for wait in session.execute(lost).scalars():
        wait.offer_id = None
        _settle(session, wait, Waiting.WAITING, now)


def _met(session: Session, house: HouseFacts, freed: list[tuple[int, Span]], now: datetime) -> Iterator[Wait]:
    known = [(house.rooms_by_id[room], block) for room, block in freed if room in house.rooms_by_id]
    for wait in _around(session, freed):
        if wait.starts_at > now and any(meets(house, wait, room, block) for room, block in known):
            yield wait


def _around(session: Session, freed: list[tuple[int, Span]]) -> list[Wait]:
    look = select(Wait).where(
        col(Wait.state) == Waiting.WAITING,
        col(Wait.starts_at) > min(block.start for _room, block in freed) - _BACK,
        col(Wait.starts_at) < max(block.end for _room, block in freed) + _ON,
        col(Wait.ends_at) > min(block.start for _room, block in freed) - _ON,
    )
    return list(session.execute(look.order_by(col(Wait.id))).scalars())


def _wish(session: Session, house: HouseFacts, wait: Wait) -> Wish:
    room = house.rooms_by_id[wait.room_id]
    return Wish(
        room=house.main_room(room).slug,
        start=wait.starts_at,
        end=wait.ends_at,
        title=wait.title,
        group_slug=session.get_one(Group, wait.group_id).slug,
        persons=wait.persons,
        extras=room.extras,
        usage=wait.usage,
        open_to_all=wait.open_to_all,
        layout=wait.layout,
        noise=wait.noise,
        source="wait",
    )


def _open() -> ColumnElement[bool]:
    return undecided() & (col(Booking.state) == State.HELD) & (col(Booking.held_for) == Hold.OFFER)


def _is_over(booking: Booking, now: datetime) -> bool:
    return booking.held_until is None or booking.held_until <= now
