"""What somebody asks for: read, checked against everything that may speak against it, made a row."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import select
from sqlmodel import Session, col

from booking import occupancy, refusals, rules, shares, titles
from booking.facts import HouseFacts, RoomFacts
from booking.i18n import _
from booking.refusals import Alternative, Refusal, Refused
from booking.rules import Ask
from booking.span import Span, wall
from models.bookings import Booking, State
from models.community import Group, Listing, Trust
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
        held_until=answered_by(house, order.group, now) if state is State.REQUESTED else None,
        source=wish.source,
        once=wish.once,
        created_at=now,
        updated_at=now,
    )


def state_for(house: HouseFacts, order: Order) -> State:
    """Return whether *order* is booked at once or waits for the desk."""
    return State.REQUESTED if needs_desk(house, order.group, order.usage) else State.CONFIRMED


def needs_desk(house: HouseFacts, group: Group, usage: str) -> bool:
    """Whether the desk decides what *group* asks for: a newcomer's wish, or a usage that needs approval."""
    found = house.usage(usage)
    return group.trust is Trust.NEW or (found is not None and found.needs_approval)


def answered_by(house: HouseFacts, group: Group, now: datetime) -> datetime | None:
    """Return when a wish of *group* lapses if the desk does not answer; none: it waits until its date."""
    # Only newcomers' wishes lapse; a group that we know is asked, not forgotten.
    return now + timedelta(hours=house.rules.request_hold_hours) if group.trust is Trust.NEW else None


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


def _listing(group: Group, wish: Wish) -> Listing:
    # A wish may show less than its group does, never more.
    if group.listing is Listing.PUBLIC and not wish.open_to_all:
        return Listing.INTERNAL
    return group.listing


def _usual(house: HouseFacts, listing: Listing) -> str:
    preferred = "open_event" if listing is Listing.PUBLIC else "group"
    allowed = [usage.slug for usage in house.usages if usage.allowed]
    return preferred if preferred in allowed else next(iter(allowed), preferred)
