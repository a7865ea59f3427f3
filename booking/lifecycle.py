"""The life of a booking as a group drives it: ask for a room, take the wish or the booking back."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import select
from sqlmodel import Session, col

from booking import journal, occupancy, post, refusals, rules, shares, titles
from booking.facts import HouseFacts, RoomFacts
from booking.i18n import _
from booking.meetings import WITHDRAWN
from booking.refusals import Alternative, Refusal, Refused
from booking.rules import Ask
from booking.span import Span, wall
from models.bookings import LIVE, Booking, Series, State
from models.community import Contact, Group, Listing, Trust
from models.meetings import Signup

YEARS = range(2000, 2201)  # the calendar of a house; also keeps time zones and clocks within what they can count
_LONGEST = timedelta(days=31)  # a CHECK of the table
_OFFERED = 3
_HELPED_BY_TIME = (
    refusals.Taken,
    refusals.OutsideHours,
    refusals.Closed,
    refusals.PublicHoliday,
    refusals.InThePast,
    refusals.TooSoon,
    refusals.TooFarAhead,
)
_NOT_HELPED_BY_TIME = (
    refusals.ManySingles,
    refusals.ManyHours,
    refusals.ManyRequests,
    refusals.RoomOnlyAsExtra,
    refusals.TooShort,
    refusals.TooLong,
)


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
        raise Refused(*reasons, alternatives=alternatives_to(session, house, order, [order.span], reasons, now))
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
        *shares.objections(session, house, order.group, [order.span], series=False, now=now),
    ]


def alternatives_to(
    session: Session, house: HouseFacts, order: Order, spans: Sequence[Span], reasons: Sequence[Refusal], now: datetime
) -> tuple[Alternative, ...]:
    """Return three free times near *spans*, at least one for each; none where another time would not help."""
    if not any(isinstance(reason, _HELPED_BY_TIME) for reason in reasons):
        return ()
    if any(isinstance(reason, _NOT_HELPED_BY_TIME) for reason in reasons):
        return ()
    each = -(-_OFFERED // len(spans))
    return tuple(
        one
        for span in spans
        for one in occupancy.nearest_free(session, house, order.room, span, now=now, trusted=order.trusted, number=each)
    )


def read_wish(session: Session, house: HouseFacts, wish: Wish) -> Order:
    """Return *wish* with its room, group and usage found.

    Raises Refused with all that apply of UnknownRoom, UnknownGroup, EndBeforeStart, TooLong, Malformed.
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
    reasons += _impossible_times(house, wish)
    if reasons or room is None or group is None:
        raise Refused(*reasons)
    listing = _listing(group, wish)
    return Order(wish, room, group, Span(wish.start, wish.end), wish.usage or _usual(house, listing), listing)


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
    if note:
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
    note_down(session, what, booking, who=who, now=now, **facts)
    _write(session, what, booking.group_id, f"{booking.uid}:{booking.revision}", {"booking": booking.uid, **facts}, now)


def note_down(session: Session, what: str, booking: Booking, *, who: str, now: datetime, **facts: Any) -> None:
    """Write the journal only: of one date of a series that is told as a whole."""
    journal.record(session, what, who=who, now=now, booking_id=booking.id, group_id=booking.group_id, **facts)


def tell_series(session: Session, what: str, series: Series, *, who: str, now: datetime, **facts: Any) -> None:
    """Write the journal, and one letter for all dates of *series*."""
    journal.record(session, what, who=who, now=now, series_id=series.id, group_id=series.group_id, **facts)
    _write(session, what, series.group_id, f"{series.uid}:{series.revision}", {"series": series.uid, **facts}, now)


def _write(session: Session, what: str, group_id: int | None, once: str, facts: dict[str, Any], now: datetime) -> None:
    kind = what.replace(".", "-")
    post.queue(session, kind, _address(session, group_id), f"{kind}:{once}", facts, now=now)


def _impossible_times(house: HouseFacts, wish: Wish) -> Iterator[Refusal]:
    """Yield what must be told before any rule walks over the days of a wish: a year too many costs minutes."""
    for name, moment in (("start", wish.start), ("end", wish.end)):
        if moment.year not in YEARS:
            yield refusals.Malformed(name, _("ein Jahr von {first} bis {last}", first=YEARS[0], last=YEARS[-1]))
            return
    if wish.end <= wish.start:
        yield refusals.EndBeforeStart()
    elif wish.end - wish.start > _LONGEST:
        yield refusals.TooLong(house.rules.max_public_min)


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
