"""The life of a booking as a group drives it: ask for a room, take the wish or the booking back."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import func, select
from sqlmodel import Session, col

from booking import journal, occupancy, post, refusals, rules, titles
from booking.facts import HouseFacts, RoomFacts
from booking.meetings import WITHDRAWN
from booking.refusals import Refusal, Refused
from booking.rules import Ask
from booking.span import Span, local, minute_of, wall
from models.bookings import LIVE, Booking, Series, State
from models.community import Contact, Group, Listing, Trust
from models.meetings import Signup


@dataclass(frozen=True, kw_only=True, slots=True)
class Wish:
    """What somebody asks for, as it came in; nothing of it was checked yet."""

    room: str  # slug
    start: datetime  # aware; the public time
    end: datetime
    title: str
    group_slug: str
    persons: int | None = None
    extras: tuple[str, ...] = ()  # slugs of rooms joined to it
    usage: str | None = None  # none: what such a group usually does
    open_to_all: bool = True  # shown with its title and open for sign-up, as far as the group is public
    layout: str | None = None
    source: str = ""
    once: str | None = None  # mark of one tap: the same mark books once
    rrule: str | None = None  # none: a single date


@dataclass(frozen=True, slots=True)
class Order:
    """A wish that has been read: known room, group and usage, sensible times."""

    wish: Wish
    room: RoomFacts
    group: Group
    span: Span
    usage: str
    listing: Listing

    @property
    def trusted(self) -> bool:
        """Whether the group books without waiting for the desk."""
        return self.group.trust is not Trust.NEW

    def ask(self, span: Span | None = None) -> Ask:
        """Return what the rules of the house are asked, for its own or another time."""
        return Ask(
            span=span or self.span,
            title=self.wish.title,
            usage=self.usage,
            trusted=self.trusted,
            persons=self.wish.persons,
            layout=self.wish.layout,
            series=self.wish.rrule is not None,
        )


def request_booking(session: Session, house: HouseFacts, wish: Wish, *, who: str, now: datetime) -> Booking:
    """Book *wish*, or ask the desk for it where the group or the usage needs that.

    Raises Refused with every reason found and the three nearest free times, and then stores nothing.
    """
    if wish.once and (before := _booked_before(session, wish.once)):
        return before
    order = read_wish(session, house, wish)
    reasons = objections_to(session, house, order, now)
    if reasons:
        trusted = order.trusted
        nearest = occupancy.nearest_free(session, house, order.room, order.span, now=now, trusted=trusted)
        raise Refused(*reasons, alternatives=nearest)
    booking = new_booking(house, order, order.span, now)
    session.add(booking)
    session.flush()
    tell(session, f"booking.{booking.state}", booking, who=who, now=now)
    return booking


def objections_to(session: Session, house: HouseFacts, order: Order, now: datetime) -> list[Refusal]:
    """Return everything that speaks against a single date: rules, who has the room, the group's share."""
    return [
        *rules.objections(house, order.room, order.ask(), now),
        *occupancy.clashes(session, house, order.room, order.span),
        *share_objections(session, house, order, now),
    ]


def read_wish(session: Session, house: HouseFacts, wish: Wish) -> Order:
    """Return *wish* with its room, group and usage found.

    Raises Refused(UnknownRoom), Refused(UnknownGroup) or Refused(EndBeforeStart), all that apply.
    """
    reasons: list[Refusal] = []
    room: RoomFacts | None = None
    try:
        room = house.room(wish.room, wish.extras)
    except Refused as refused:
        reasons += refused.reasons
    group = session.execute(select(Group).where(col(Group.slug) == wish.group_slug)).scalar_one_or_none()
    if group is None:
        reasons.append(refusals.UnknownGroup(wish.group_slug))
    if wish.end <= wish.start:
        reasons.append(refusals.EndBeforeStart())
    if reasons or room is None or group is None:
        raise Refused(*reasons)
    listing = _listing(group, wish)
    return Order(wish, room, group, Span(wish.start, wish.end), wish.usage or _usual(house, listing), listing)


def share_objections(session: Session, house: HouseFacts, order: Order, now: datetime) -> list[Refusal]:
    """Return what speaks against it because the group already has its share of the house.

    Partners of the house (the town, the seniors' council, the adult education centre) have no share.
    """
    limits, group = house.rules, order.group
    if group.trust is Trust.PARTNER:
        return []
    reasons: list[Refusal] = []
    limit = limits.future_singles
    if limit is not None and order.wish.rrule is None and _future_singles(session, group, now) >= limit:
        reasons.append(refusals.ManySingles(limit))
    if limits.hours_a_week is not None:
        reasons += _week_objections(session, house, order, limits.hours_a_week)
    most = limits.open_requests_of_newcomers
    if most is not None and group.trust is Trust.NEW and _open_requests(session, group) >= most:
        reasons.append(refusals.ManyRequests(most))
    return reasons


def new_booking(house: HouseFacts, order: Order, span: Span, now: datetime) -> Booking:
    """Return the row for *order* at *span*; not yet in the session."""
    wish, room = order.wish, order.room
    needed = rules.block(room, span)
    layout = wish.layout or house.main_room(room).default_layout
    state = state_for(house, order)
    open_to_all = order.listing is Listing.PUBLIC and wish.open_to_all
    return Booking(
        room_id=room.id,
        lo=room.lo,
        hi=room.hi,
        busy_from=needed.start,
        busy_until=needed.end,
        starts_at=span.start,
        ends_at=span.end,
        wall_from=wall(span.start, house.zone),
        wall_to=wall(span.end, house.zone),
        group_id=order.group.id,
        title=titles.clean(wish.title),
        listing=order.listing,
        usage=order.usage,
        persons=wish.persons,
        layout=layout,
        signup=Signup.WAITLIST if open_to_all else Signup.NONE,
        capacity=house.main_room(room).holds(layout) if open_to_all else None,
        state=state,
        held_until=_held_until(house, order, now) if state is State.REQUESTED else None,
        source=wish.source,
        once=wish.once,
        created_at=now,
        updated_at=now,
    )


def state_for(house: HouseFacts, order: Order) -> State:
    """Return whether *order* is booked at once or waits for the desk."""
    usage = house.usage(order.usage)
    needs_desk = not order.trusted or (usage is not None and usage.needs_approval)
    return State.REQUESTED if needs_desk else State.CONFIRMED


def cancel_booking(
    session: Session,
    house: HouseFacts,
    uid: str,
    *,
    who: str,
    now: datetime,
    note: str = "",
    group_id: int | None = None,
) -> Booking:
    """Release a booking; what the public knew of it stays in the programme, marked. Doing it twice changes nothing.

    *group_id* limits it to that group's own. *note* is told to the public.
    Raises Refused: UnknownBooking, NotYours, MeetingOver, AlreadyDecided.
    """
    booking = booking_by_uid(session, uid, group_id=group_id)
    if booking.state is State.CANCELLED:
        return booking
    if booking.state not in (*LIVE, State.CONFLICT):
        raise Refused(refusals.AlreadyDecided(booking.state))
    if booking.ends_at <= now:
        raise Refused(refusals.MeetingOver())
    if note and (wrong := titles.objections(note)):
        raise Refused(*wrong)
    promised = booking.state is State.CONFIRMED
    release(session, booking, State.CANCELLED, reason="" if promised else WITHDRAWN, now=now)
    booking.note = titles.clean(note)
    tell(session, "booking.cancelled", booking, who=who, now=now)
    return booking


def booking_by_uid(session: Session, uid: str, *, group_id: int | None = None) -> Booking:
    """Return the booking *uid*. Raises Refused(UnknownBooking), or Refused(NotYours) if *group_id* is another."""
    found = select(Booking).where(col(Booking.uid) == uid)
    booking: Booking | None = session.execute(found).scalar_one_or_none()
    if booking is None:
        raise Refused(refusals.UnknownBooking())
    if group_id is not None and booking.group_id != group_id:
        raise Refused(refusals.NotYours())
    return booking


def release(session: Session, booking: Booking, state: State, *, reason: str, now: datetime) -> None:
    """Let go of floor and time; *state* says how it ended."""
    booking.state = state
    booking.reason = reason
    booking.released_at = booking.released_at or now
    booking.held_until = None
    touch(session, booking, now)


def touch(session: Session, booking: Booking, now: datetime) -> None:
    """Note on the row, and on its series, that calendars must look again (RFC 5545 SEQUENCE, LAST-MODIFIED)."""
    booking.revision += 1
    booking.updated_at = now
    session.add(booking)
    if booking.series_id is not None:
        series = session.get_one(Series, booking.series_id)
        series.revision += 1
        series.updated_at = now
        session.add(series)


def tell(session: Session, what: str, booking: Booking, *, who: str, now: datetime, **facts: Any) -> None:
    """Write the journal, and the letter to whoever answers for the group."""
    journal.record(session, what, who=who, now=now, booking_id=booking.id, group_id=booking.group_id, **facts)
    address = _address(session, booking.group_id)
    kind = what.replace(".", "-")
    once = f"{kind}:{booking.uid}:{booking.revision}"
    post.queue(session, kind, address, once, {"booking": booking.uid, **facts}, now=now)


def _address(session: Session, group_id: int | None) -> str | None:
    look = select(col(Contact.email)).join(Group, col(Group.contact_id) == col(Contact.id))
    return session.execute(look.where(col(Group.id) == group_id)).scalar_one_or_none() if group_id else None


def _booked_before(session: Session, once: str) -> Booking | None:
    return session.execute(select(Booking).where(col(Booking.once) == once)).scalar_one_or_none()


def _listing(group: Group, wish: Wish) -> Listing:
    # A wish may show less than its group does, never more.
    if group.listing is Listing.PUBLIC and not wish.open_to_all:
        return Listing.INTERNAL
    return group.listing


def _usual(house: HouseFacts, listing: Listing) -> str:
    preferred = "open_event" if listing is Listing.PUBLIC else "group"
    allowed = [usage.slug for usage in house.usages if usage.allowed]
    return preferred if preferred in allowed else next(iter(allowed), preferred)


def _held_until(house: HouseFacts, order: Order, now: datetime) -> datetime | None:
    # Only newcomers' wishes lapse; a group that we know is asked, not forgotten.
    return None if order.trusted else now + timedelta(hours=house.rules.request_hold_hours)


def _future_singles(session: Session, group: Group, now: datetime) -> int:
    look = select(func.count()).where(
        col(Booking.group_id) == group.id,
        col(Booking.series_id).is_(None),
        col(Booking.released_at).is_(None),
        col(Booking.starts_at) > now,
    )
    return int(session.execute(look).scalar_one())


def _open_requests(session: Session, group: Group) -> int:
    look = select(func.count()).where(
        col(Booking.group_id) == group.id, col(Booking.state).in_([State.REQUESTED, State.HELD])
    )
    return int(session.execute(look).scalar_one())


def _week_objections(session: Session, house: HouseFacts, order: Order, most: int) -> list[Refusal]:
    day = local(order.span.start, house.zone).date()
    monday = day - timedelta(days=day.weekday())
    begins, ends = minute_of(monday, 0, house.zone), minute_of(monday, 7 * 1440, house.zone)
    rows = session.execute(
        select(col(Booking.starts_at), col(Booking.ends_at)).where(
            col(Booking.group_id) == order.group.id,
            col(Booking.released_at).is_(None),
            col(Booking.starts_at) >= begins,
            col(Booking.starts_at) < ends,
        )
    )
    booked = sum((until - begin for begin, until in rows), order.span.length)
    return [refusals.ManyHours(most, monday)] if booked > timedelta(hours=most) else []
