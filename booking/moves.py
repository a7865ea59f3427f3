"""A booking at another time or in another room, longer, or over earlier: the same row, so its seats go along."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import Any

from sqlmodel import Session

from booking import lapses, meetings, occupancy, places, refusals, rules, shares, wishes
from booking.book import booking_by_uid, note_down, tell, touch
from booking.facts import HouseFacts
from booking.meetings import Crowd
from booking.overdue import ASKED_FROM
from booking.refusals import Refusal, Refused
from booking.span import YEARS, Span, local
from booking.waits import pass_on
from booking.wishes import Order, alternatives_to, read_again
from models.bookings import Booking, Hold, State

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
    was, stood = places.words(house, booking), places.standing(house, booking)
    going = places.fitted_to(house, booking, order.room)
    booking.layout, booking.capacity = going["layout"], going["capacity"]
    places.put(session, booking, places.here(house, order.room, order.span))
    booking.override = list(lifted)
    places.mark(session, house, booking, was if booking.state is State.CONFIRMED else None)
    _ask_again(house, booking, order, stood, now)
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
    order = fitted(house, _read_longer(session, house, booking, until), by_desk=group_id is None)
    if until <= booking.ends_at:
        raise Refused(refusals.NotLonger(booking.ends_at))
    reasons = _against_longer(session, house, booking, order, now)
    if lapses.made_way(session, house, reasons, now):
        reasons = _against_longer(session, house, booking, order, now)
    if reasons:
        raise Refused(*reasons)
    was, stood = places.words(house, booking), places.standing(house, booking)
    places.put(session, booking, places.here(house, order.room, order.span))
    if booking.series_id is not None and not booking.moved:
        places.mark_longer(booking)
    if booking.starts_at > now:
        _ask_again(house, booking, order, stood, now)
    touch(session, booking, now)
    session.flush()
    tell(session, "booking.extended", booking, who=who, now=now, state=str(booking.state), was=was)
    pass_on(session, house, now=now)
    return booking


def possible_ends(
    session: Session, house: HouseFacts, booking: Booking, ends: Sequence[datetime], now: datetime
) -> list[datetime]:
    """Return those of *ends*, soonest first, until which its group could let *booking* last (`extend`)."""
    found: list[datetime] = []
    for end in ends:
        order = fitted(house, read_again(session, house, booking, end=end), by_desk=False)
        if _against_longer(session, house, booking, order, now):
            break  # what speaks against an end speaks against every later one
        found.append(end)
    return found


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
    room = house.rooms_by_id[booking.room_id]
    places.put(session, booking, places.here(house, room, Span(booking.starts_at, end)))
    touch(session, booking, now)
    session.flush()
    return True


def _read_longer(session: Session, house: HouseFacts, booking: Booking, until: datetime) -> Order:
    try:
        return read_again(session, house, booking, end=until)
    except Refused as refused:
        raise Refused(*map(_of_until, refused.reasons), alternatives=refused.alternatives) from refused


def _of_until(reason: Refusal) -> Refusal:
    """Return *reason* as told to whoever said until when, and never named an end."""
    if isinstance(reason, refusals.Malformed) and reason.field == "end":
        return replace(reason, field="until")
    return reason


def _as_long(booking: Booking, begins: datetime) -> datetime:
    # Nobody can count beyond the year 9999: `read_again` then says which years there are.
    return begins + (booking.ends_at - booking.starts_at) if begins.year in YEARS else begins


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
    main, wish = house.main_room(order.room), order.wish
    layout = wish.layout if main.holds(wish.layout) else main.layout_for(wish.persons)
    return replace(order, wish=replace(order.wish, layout=layout, by_desk=by_desk))


def _lifted(house: HouseFacts, booking: Booking, order: Order, override: Sequence[str]) -> tuple[str, ...]:
    """Return which closures do not count: the desk lifted them for a day, not for any day of the closure."""
    same_day = local(booking.starts_at, house.zone).date() == local(order.span.start, house.zone).date()
    kept = booking.override if same_day or order.wish.by_desk else ()
    kept = [word for word in kept if word != rules.OPENING_HOURS]  # an exception was made for that time only
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
    most = places.fitted_to(house, booking, order.room)["capacity"]
    if most is None:
        return []
    seated = meetings.crowds(session, [booking.id]).get(booking.id, Crowd()).taken
    return [refusals.SeatsTaken(seated, most)] if seated > most else []


def _ask_again(house: HouseFacts, booking: Booking, order: Order, stood: dict[str, Any], now: datetime) -> None:
    """Let the desk promise it anew, who may put it back to where it *stood*; what was in nobody's way now holds its
    room."""
    again = booking.state is State.CONFIRMED and wishes.state_for(house, order) is State.REQUESTED
    if again:
        booking.facts = {**booking.facts, ASKED_FROM: stood}
    if again or booking.state is State.CONFLICT:
        booking.state, booking.reason, booking.released_at = State.REQUESTED, "", None
        booking.held_until = wishes.answered_by(house, order.group, now)
