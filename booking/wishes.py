"""What somebody asks for: read, checked against everything that may speak against it, made a row."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from typing import Any

from sqlalchemy import bindparam, select
from sqlmodel import Session, col

from booking import occupancy, refusals, rules, shares, titles
from booking.facts import HouseFacts, RoomFacts
from booking.i18n import _
from booking.refusals import Alternative, Refusal, Refused
from booking.rules import Ask
from booking.span import YEARS, Span, wall
from models import quick
from models.bookings import LONGEST, Booking, State
from models.community import Group, Listing, Trust
from models.meetings import Signup

_OFFERED = 3
_HELPED_BY_TIME = (
    refusals.Taken,
    refusals.OutsideHours,
    refusals.Closed,
    refusals.PublicHoliday,
    refusals.InThePast,
    refusals.TooSoon,
    refusals.TooFarAhead,
    refusals.TwiceOnTheClock,
    refusals.QuietHours,
    refusals.ManyHours,
)
_GROUP = select(Group).where(col(Group.slug) == bindparam("slug"))
_NOT_HELPED_BY_TIME = (
    refusals.ManySingles,
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
    noise: str | None = None  # a word of booking.quiet; none: as the group usually is
    override: tuple[str, ...] = ()  # slugs of closures that the desk lifts for it; nobody else may
    by_desk: bool = False  # entered by the desk for somebody: booked at once, without lead time and share
    source: str = ""
    once: str | None = None  # mark of one tap: the same mark books once
    rrule: str | None = None  # none: a single date
    pause_school: bool = False  # the series rests in school holidays
    extra: tuple[datetime, ...] = ()  # starts of a series beside its rule; without zone: on the clock of the house
    left_out: tuple[date | datetime, ...] = ()  # dates of its rule that are not wanted


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
        return self.wish.by_desk or self.group.trust is not Trust.NEW

    @property
    def noise(self) -> str | None:
        """How loud it will be."""
        told: str | None = self.group.facts.get("noise")
        return self.wish.noise or told

    def ask(self, span: Span | None = None, *, override: tuple[str, ...] = ()) -> Ask:
        """Return what the rules of the house are asked, for its own or another time."""
        return Ask(
            span=span or self.span,
            title=self.wish.title,
            usage=self.usage,
            trusted=self.trusted,
            persons=self.wish.persons,
            layout=self.wish.layout,
            series=self.wish.rrule is not None,
            noise=self.noise,
            override=override or self.wish.override,
        )


def objections_to(session: Session, house: HouseFacts, order: Order, now: datetime) -> list[Refusal]:
    """Return everything that speaks against a single date: rules, who has the room, the group's share."""
    return [
        *rules.objections(house, order.room, order.ask(), now),
        *occupancy.clashes(session, house, order.room, order.span),
        *share_objections(session, house, order, [order.span], now),
    ]


def share_objections(
    session: Session, house: HouseFacts, order: Order, spans: Sequence[Span], now: datetime
) -> list[Refusal]:
    """Return what speaks against *spans* because the group has its share; the desk weighs that itself."""
    if order.wish.by_desk:
        return []
    return shares.objections(session, house, order.group, spans, series=order.wish.rrule is not None, now=now)


def alternatives_to(
    session: Session,
    house: HouseFacts,
    order: Order,
    spans: Sequence[Span],
    reasons: Sequence[Refusal],
    now: datetime,
    *,
    but: Iterable[int] = (),
) -> tuple[Alternative, ...]:
    """Return three free times near *spans*, at least one for each; none where another time would not help.

    *but* leaves out bookings by id: those that are about to move.
    """
    if not any(isinstance(reason, _HELPED_BY_TIME) for reason in reasons):
        return ()
    if any(isinstance(reason, _NOT_HELPED_BY_TIME) for reason in reasons):
        return ()
    each = -(-_OFFERED // len(spans))
    told: dict[str, Any] = {"now": now, "trusted": order.trusted, "noise": order.noise, "number": each, "but": but}
    may = (lambda _span: True) if order.wish.by_desk else shares.has_left(session, house, order.group, but=but)
    return tuple(
        one for span in spans for one in occupancy.nearest_free(session, house, order.room, span, may=may, **told)
    )


def is_about_time(reason: Refusal) -> bool:
    """Whether another time might help against *reason*."""
    return isinstance(reason, _HELPED_BY_TIME)


def read_wish(
    session: Session, house: HouseFacts, wish: Wish, *, group: Group | None = None, now: datetime | None = None
) -> Order:
    """Return *wish* with its room, group and usage found; *group* is whose it is, where that is known already.

    Raises Refused with all that apply of UnknownRoom, UnknownGroup, EndBeforeStart, TooLong, Malformed, and
    then with all else that speaks against it as far as it can be read; with *now* also whether it is too
    early or too late to ask.
    """
    reasons: list[Refusal] = []
    room: RoomFacts | None = None
    try:
        room = house.room(wish.room, wish.extras)
    except Refused as refused:
        reasons += refused.reasons
    if group is None:
        group = session.execute(_GROUP, {"slug": wish.group_slug}).scalar_one_or_none()
    if group is None:
        reasons.append(refusals.UnknownGroup(wish.group_slug))
    reasons += impossible_times(house, wish)
    if reasons or room is None or group is None:
        raise Refused(*dict.fromkeys([*reasons, *_further(session, house, wish, room, group, now)]))
    listing = _listing(group, wish)
    return Order(wish, room, group, Span(wish.start, wish.end), wish.usage or usual(house, listing), listing)


def _further(
    session: Session, house: HouseFacts, wish: Wish, room: RoomFacts | None, group: Group | None, now: datetime | None
) -> Iterator[Refusal]:
    """Yield what else speaks against a wish that cannot be read to its end, so that nobody has to ask twice."""
    usage = wish.usage or usual(house, _listing(group, wish) if group else Listing.INTERNAL)
    yield from rules.word_objections(house, wish.title, usage)
    if room is not None:
        yield from rules.room_objections(house, room, wish.layout, wish.persons)
    if any(True for _ in impossible_times(house, wish)):
        return
    # How early a group must ask depends on the group: an unknown one is asked for no more than all are.
    trusted = wish.by_desk or group is None or group.trust is not Trust.NEW
    ask = Ask(span=Span(wish.start, wish.end), title=wish.title, usage=usage, trusted=trusted, noise=wish.noise)
    yield from rules.time_objections(house, ask, now) if now else rules.clock_objections(house, ask.span, ask.noise)
    if room is not None:
        yield from rules.hours_objections(house, room, ask.span, wish.override)
        yield from occupancy.clashes(session, house, room, ask.span)


def read_again(
    session: Session,
    house: HouseFacts,
    booking: Booking,
    *,
    start: datetime | None = None,
    end: datetime | None = None,
    room: str | None = None,
    extras: tuple[str, ...] | None = None,
) -> Order:
    """Return what *booking* asks for, as it stands or at another time or in another room, by its slug.

    In another room it comes without extras unless they are named. Raises Refused like `read_wish`.
    """
    joined = house.rooms_by_id[booking.room_id]
    main = house.main_room(joined).slug
    kept = joined.extras if room in (None, main) else ()
    group = session.get(Group, booking.group_id) if booking.group_id is not None else nobody(booking.created_at)
    wish = Wish(
        room=room or main,
        start=start or booking.starts_at,
        end=end or booking.ends_at,
        title=booking.title,
        group_slug=group.slug if group is not None else "",
        persons=booking.persons,
        extras=kept if extras is None else extras,
        usage=booking.usage,
        open_to_all=group is not None and booking.listing is group.listing,
        layout=booking.layout,
        noise=booking.facts.get("noise"),
        override=tuple(booking.override),
        source=booking.source,
    )
    return read_wish(session, house, wish, group=group)


def nobody(now: datetime) -> Group:
    """Return what stands for the group of somebody who has none, or has not said which: never stored."""
    return Group(slug="", name="", trust=Trust.TRUSTED, listing=Listing.INTERNAL, created_at=now)


def new_booking(house: HouseFacts, order: Order, span: Span, now: datetime) -> Booking:
    """Return the row for *order* at *span*; not yet in the session."""
    return Booking(**quick.complete(Booking, values_for(house, order, span, now)))


def values_for(house: HouseFacts, order: Order, span: Span, now: datetime) -> dict[str, Any]:
    """Return what is stored for *order* at *span*, by column."""
    wish, room = order.wish, order.room
    needed = rules.block(room, span)
    layout = wish.layout or house.main_room(room).layout_for(wish.persons)
    state = state_for(house, order)
    open_to_all = order.listing is Listing.PUBLIC and wish.open_to_all
    return {
        "room_id": room.id,
        "lo": room.lo,
        "hi": room.hi,
        "busy_from": needed.start,
        "busy_until": needed.end,
        "starts_at": span.start,
        "ends_at": span.end,
        "wall_from": wall(span.start, house.zone),
        "wall_to": wall(span.end, house.zone),
        "group_id": order.group.id,
        "title": titles.clean(wish.title),
        "listing": order.listing,
        "usage": order.usage,
        "persons": wish.persons,
        "layout": layout,
        "signup": Signup.WAITLIST if open_to_all else Signup.NONE,
        "capacity": house.main_room(room).holds(layout) if open_to_all else None,
        "state": state,
        "override": list(wish.override),
        "facts": {"noise": order.noise} if order.noise else {},
        "held_until": answered_by(house, order.group, now) if state is State.REQUESTED else None,
        "source": wish.source,
        "once": wish.once,
        "created_at": now,
        "updated_at": now,
    }


def state_for(house: HouseFacts, order: Order) -> State:
    """Return whether *order* is booked at once or waits for the desk."""
    asks = not order.wish.by_desk and needs_desk(house, order.group, order.usage)
    return State.REQUESTED if asks else State.CONFIRMED


def needs_desk(house: HouseFacts, group: Group, usage: str) -> bool:
    """Whether the desk decides what *group* asks for: a newcomer's wish, or a usage that needs approval."""
    found = house.usage(usage)
    return group.trust is Trust.NEW or (found is not None and found.needs_approval)


def answered_by(house: HouseFacts, group: Group, now: datetime) -> datetime | None:
    """Return when a wish of *group* lapses if the desk does not answer; none: it waits until its date."""
    # Only newcomers' wishes lapse; a group that we know is asked, not forgotten.
    return now + timedelta(hours=house.rules.request_hold_hours) if group.trust is Trust.NEW else None


def impossible_times(house: HouseFacts, wish: Wish) -> Iterator[Refusal]:
    """Yield what must be told before any rule walks over the days of a wish: a year too many costs minutes."""
    for name, moment in (("start", wish.start), ("end", wish.end)):
        if moment.year not in YEARS:
            yield refusals.Malformed(name, _("ein Jahr von {first} bis {last}", first=YEARS[0], last=YEARS[-1]))
            return
    # Python takes two times of one zone by what the clock shows, which is wrong where clocks are put back.
    start, end = wish.start.astimezone(UTC), wish.end.astimezone(UTC)
    if end <= start:
        yield refusals.EndBeforeStart()
    elif end - start > LONGEST:
        yield refusals.TooLong(house.rules.max_public_min)


def _listing(group: Group, wish: Wish) -> Listing:
    # A wish may show less than its group does, never more.
    if group.listing is Listing.PUBLIC and not wish.open_to_all:
        return Listing.INTERNAL
    return group.listing


def usual(house: HouseFacts, listing: Listing) -> str:
    """Return the usage of a wish that names none, by how much the public sees of it."""
    preferred = "open_event" if listing is Listing.PUBLIC else "group"
    allowed = [usage.slug for usage in house.usages if usage.allowed]
    return preferred if preferred in allowed else next(iter(allowed), preferred)
