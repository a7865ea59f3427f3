"""A booking at another time or in another room, longer, or over earlier: the same row, so its seats go along."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import Any

from sqlmodel import Session

from booking import book, lapses, meetings, occupancy, refusals, rules, shares, wishes
from booking.book import booking_by_uid, note_down, tell, touch
from booking.facts import HouseFacts, RoomFacts
from booking.meetings import Crowd
from booking.refusals import Refusal, Refused
from booking.span import Span, local, wall
from booking.waits import pass_on
from booking.wishes import Order, alternatives_to, read_again
from models.bookings import Booking, Hold, Series, State

_MINUTE = timedelta(minutes=1)


def move_booking(
    session: Session,
    house: HouseFacts,
    uid: str,
    *,
    start: datetime | None = None,
    end: datetime | None = None,
    room: str | None = None,
    extras: tuple[str, ...] | None = None,
    override: Sequence[str] = (),
    who: str,
    now: datetime,
    group_id: int | None = None,
    revision: int | None = None,
) -> Booking:
    """Put a booking that has not begun at another public time, or into another *room* (slug) with *extras*.

    What is not named stays; without *end* it lasts as long as before. *group_id* limits it to that group's
    own, which the desk must promise anew where it had to at first. Without it the desk moves: the group's
    share and notice do not count, and *override* names closures that it lifts. The first promise stays in
    `facts["moved_from"]`. Raises Refused: UnknownBooking, NotYours, ChangedMeanwhile, AlreadyDecided,
    MeetingOver, SeatsTaken, or every rule and clash with free times; and then stores nothing.
    """
    booking = booking_by_uid(session, uid, group_id=group_id, revision=revision)
    _still_ahead(booking, now)
    begins = start or booking.starts_at
    ends = end or _as_long(booking, begins)
    order = read_again(session, house, booking, start=begins, end=ends, room=room, extras=extras)
    order = fitted(house, order, by_desk=group_id is None)
    if (order.span, order.room.id) == (Span(booking.starts_at, booking.ends_at), booking.room_id):
        return booking
    lifted = _lifted(house, booking, order, override)
    reasons = objections(session, house, booking, order, lifted, now)
    if lapses.made_way(session, house, reasons, now):
        reasons = objections(session, house, booking, order, lifted, now)
    if reasons:
        near = alternatives_to(session, house, order, [order.span], reasons, now, but=(booking.id,))
        raise Refused(*reasons, alternatives=near)
    was, promised = _place(house, booking), booking.state is State.CONFIRMED
    booking.capacity, booking.layout = _capacity(house, booking, order), order.wish.layout or booking.layout
    _put(session, house, booking, order.room, order.span)
    booking.override = list(lifted)
    _mark(session, house, booking, was if promised else None)
    _ask_again(house, booking, order, now)
    touch(session, booking, now)
    session.flush()
    tell(session, "booking.moved", booking, who=who, now=now, state=str(booking.state), was=was)
    pass_on(session, house, now=now)
    return booking


def extend(
    session: Session,
    house: HouseFacts,
    uid: str,
    *,
    until: datetime,
    who: str,
    now: datetime,
    group_id: int | None = None,
    revision: int | None = None,
) -> Booking:
    """Let a booking that is not over last until the public *until*, also while it runs.

    Before it begins the desk must promise it anew where it had to at first; once people are there the
    rules alone decide. Raises Refused: UnknownBooking, NotYours, ChangedMeanwhile, AlreadyDecided,
    MeetingOver, NotLonger, or every rule and clash; and then stores nothing.
    """
    booking = booking_by_uid(session, uid, group_id=group_id, revision=revision)
    _changeable(booking)
    if booking.ends_at <= now:
        raise Refused(refusals.MeetingOver())
    order = fitted(house, read_again(session, house, booking, end=until), by_desk=group_id is None)
    if until <= booking.ends_at:
        raise Refused(refusals.NotLonger(booking.ends_at))
    reasons = _against_longer(session, house, booking, order, now)
    if lapses.made_way(session, house, reasons, now):
        reasons = _against_longer(session, house, booking, order, now)
    if reasons:
        raise Refused(*reasons)
    was_moved, was = booking.moved, _place(house, booking)
    _put(session, house, booking, order.room, order.span)
    if booking.series_id is not None and not was_moved:
        booking.moved, booking.facts = True, {**booking.facts, "longer": True}
    if booking.starts_at > now:
        _ask_again(house, booking, order, now)
    touch(session, booking, now)
    session.flush()
    tell(session, "booking.extended", booking, who=who, now=now, state=str(booking.state), was=was)
    pass_on(session, house, now=now)
    return booking


def end_early(
    session: Session,
    house: HouseFacts,
    uid: str,
    *,
    who: str,
    now: datetime,
    group_id: int | None = None,
    revision: int | None = None,
) -> Booking:
    """End a booking that runs at the next full minute; what is left of its time is free at once.

    Raises Refused: UnknownBooking, NotYours, ChangedMeanwhile, AlreadyDecided, NotYet, MeetingOver.
    """
    booking = booking_by_uid(session, uid, group_id=group_id, revision=revision)
    if booking.state is not State.CONFIRMED:
        raise Refused(refusals.AlreadyDecided(booking.state))
    if booking.starts_at > now:
        raise Refused(refusals.NotYet(booking.starts_at))
    if booking.ends_at <= now:
        raise Refused(refusals.MeetingOver())
    if shorten(session, house, booking, now):
        # Who ends it knows; a group whose meeting the desk ended is told.
        say = tell if group_id is None else note_down
        say(session, "booking.ended", booking, who=who, now=now)
        pass_on(session, house, now=now)
    return booking


def shorten(session: Session, house: HouseFacts, booking: Booking, now: datetime) -> bool:
    """Let a running booking end at the next full minute; return whether that is earlier than it would have."""
    moment = now.astimezone(UTC)
    full = moment.replace(second=0, microsecond=0)
    end = max(full + _MINUTE if moment > full else full, booking.starts_at + _MINUTE)
    if end >= booking.ends_at:
        return False
    _put(session, house, booking, house.rooms_by_id[booking.room_id], Span(booking.starts_at, end))
    touch(session, booking, now)
    session.flush()
    return True


def _as_long(booking: Booking, begins: datetime) -> datetime:
    # Nobody can count beyond the year 9999: `read_again` then says which years there are.
    return begins + (booking.ends_at - booking.starts_at) if begins.year in wishes.YEARS else begins


def _still_ahead(booking: Booking, now: datetime) -> None:
    _changeable(booking)
    if booking.starts_at <= now:
        raise Refused(refusals.MeetingOver())


def _changeable(booking: Booking) -> None:
    states = (State.CONFIRMED, State.REQUESTED, State.CONFLICT)
    for_desk = booking.state is State.HELD and booking.held_for in (None, Hold.DESK)
    if booking.state not in states and not for_desk:
        raise Refused(refusals.AlreadyDecided(booking.state))


def fitted(house: HouseFacts, order: Order, *, by_desk: bool) -> Order:
    """Return *order* with a layout that its room knows; *by_desk*: without notice and share."""
    main = house.main_room(order.room)
    layout = order.wish.layout if main.holds(order.wish.layout) else main.default_layout
    return replace(order, wish=replace(order.wish, layout=layout, by_desk=by_desk))


def _lifted(house: HouseFacts, booking: Booking, order: Order, override: Sequence[str]) -> tuple[str, ...]:
    """Return which closures do not count: the desk lifted them for a day, not for any day of the closure."""
    same_day = local(booking.starts_at, house.zone).date() == local(order.span.start, house.zone).date()
    kept = booking.override if same_day or order.wish.by_desk else ()
    return tuple(dict.fromkeys([*kept, *(override if order.wish.by_desk else ())]))


def objections(
    session: Session,
    house: HouseFacts,
    booking: Booking,
    order: Order,
    lifted: tuple[str, ...],
    now: datetime,
) -> list[Refusal]:
    """Return what speaks against the time and room of *order* for *booking*; title and usage were accepted before."""
    ask = replace(order.ask(), series=booking.series_id is not None)
    return [
        *rules.room_objections(house, order.room, order.wish.layout, booking.persons),
        *rules.time_objections(house, ask, now),
        *rules.hours_objections(house, order.room, order.span, lifted),
        *occupancy.clashes(session, house, order.room, order.span, but=(booking.id,)),
        *_share(session, house, booking, order, now),
        *_seats(session, house, booking, order),
    ]


def _against_longer(
    session: Session, house: HouseFacts, booking: Booking, order: Order, now: datetime
) -> list[Refusal]:
    return [
        *rules.clock_objections(house, order.span, order.noise),
        *rules.hours_objections(house, order.room, order.span, booking.override),
        *occupancy.clashes(session, house, order.room, order.span, but=(booking.id,)),
        *_share(session, house, booking, order, now),
    ]


def _share(session: Session, house: HouseFacts, booking: Booking, order: Order, now: datetime) -> list[Refusal]:
    if order.wish.by_desk:
        return []
    series = booking.series_id is not None
    return shares.objections(session, house, order.group, [order.span], series=series, now=now, but=(booking.id,))


def _seats(session: Session, house: HouseFacts, booking: Booking, order: Order) -> list[Refusal]:
    most = _capacity(house, booking, order)
    if most is None:
        return []
    seated = meetings.crowds(session, [booking.id]).get(booking.id, Crowd()).seated
    return [refusals.SeatsTaken(seated, most)] if seated > most else []


def _capacity(house: HouseFacts, booking: Booking, order: Order) -> int | None:
    """Return how many seats there are where it moves: never more than the group wanted, or the room holds."""
    old, new = house.main_room(house.rooms_by_id[booking.room_id]), house.main_room(order.room)
    if booking.capacity is None or old.id == new.id:
        return booking.capacity
    most = new.holds(order.wish.layout)
    return most if booking.capacity >= old.holds(booking.layout) else min(booking.capacity, most)


def _put(session: Session, house: HouseFacts, booking: Booking, room: RoomFacts, span: Span) -> None:
    if booking.released_at is None:
        book.note_freed(session, booking)
    needed = rules.block(room, span)
    booking.room_id, booking.lo, booking.hi = room.id, room.lo, room.hi
    booking.busy_from, booking.busy_until = needed.start, needed.end
    booking.starts_at, booking.ends_at = span.start, span.end
    booking.wall_from, booking.wall_to = wall(span.start, house.zone), wall(span.end, house.zone)


def _mark(session: Session, house: HouseFacts, booking: Booking, promised: dict[str, str] | None) -> None:
    """Keep what the public was promised first; a date of a series is moved when it is not where its rule says."""
    facts: dict[str, Any] = {key: value for key, value in booking.facts.items() if key not in ("moved_from", "longer")}
    first = booking.facts.get("moved_from") or promised
    is_back = first is None or first == _place(house, booking)
    booking.facts = facts if is_back else {**facts, "moved_from": first}
    booking.moved = not (is_back if booking.series_id is None else _as_the_rule_says(session, booking))


def _as_the_rule_says(session: Session, booking: Booking) -> bool:
    series = session.get_one(Series, booking.series_id)
    as_long = booking.wall_to - booking.wall_from == timedelta(minutes=series.minutes)
    return booking.wall_from == booking.rule_start and booking.room_id == series.room_id and as_long


def _place(house: HouseFacts, booking: Booking) -> dict[str, str]:
    room = house.main_room(house.rooms_by_id[booking.room_id]).slug
    return {"start": booking.wall_from.isoformat(), "end": booking.wall_to.isoformat(), "room": room}


def _ask_again(house: HouseFacts, booking: Booking, order: Order, now: datetime) -> None:
    """Let the desk promise it anew; what was in nobody's way now holds its room."""
    again = booking.state is State.CONFIRMED and wishes.state_for(house, order) is State.REQUESTED
    if again or booking.state is State.CONFLICT:
        booking.state, booking.reason, booking.released_at = State.REQUESTED, "", None
        booking.held_until = wishes.answered_by(house, order.group, now)
