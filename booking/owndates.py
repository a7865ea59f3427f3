"""The dates of one group as itself may see them, and what it can do with each now."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from enum import StrEnum

from sqlalchemy import select
from sqlmodel import Session, col

from booking import door, keybox, moves, occupancy, questions, refusals
from booking.book import booking_by_uid
from booking.cleared import DISPLACED
from booking.door import Step
from booking.facts import HouseFacts
from booking.refusals import Refused
from booking.span import Span, local
from booking.told import is_closed
from models.bookings import LIVE, Booking, Hold, State
from models.community import Group, Trust

_LONGER = tuple(timedelta(minutes=minutes) for minutes in (30, 60, 90, 120))


class Stand(StrEnum):
    """How one of its dates stands, as a group would say it."""

    CONFIRMED = "confirmed"
    MOVED = "moved"  # confirmed, at another time or in another room than at first
    ASKED = "asked"
    QUESTION = "question"  # asked for, and the desk has asked back
    OFFERED = "offered"
    INSTEAD = "instead"  # offered instead of what gave way to the town
    DISPLACED = "displaced"  # gave way to the town
    CANCELLED = "cancelled"  # or declined, skipped, lapsed
    OVER = "over"


class May(StrEnum):
    """What a group can do with one of its dates."""

    ACCEPT = "accept"
    DECLINE = "decline"
    LONGER = "longer"
    END = "end"  # before its time
    MOVE = "move"
    KEY = "key"
    CANCEL = "cancel"


@dataclass(frozen=True, kw_only=True, slots=True)
class OwnDate:
    """One date; times are aware, in the house's zone."""

    uid: str
    title: str  # empty: closed groups are not named where others may look
    room: str  # slug, with its extras
    room_name: str
    layout: str
    persons: int | None
    starts: datetime
    ends: datetime
    opens: datetime  # with set-up
    closes: datetime  # with tear-down
    stand: Stand
    until: datetime | None  # an offer can be taken until then
    may: tuple[May, ...]
    step: Step | None


def group_by_slug(session: Session, slug: str) -> Group:
    """Return the group *slug*. Raises Refused(UnknownGroup)."""
    found: Group | None = session.execute(select(Group).where(col(Group.slug) == slug)).scalar_one_or_none()
    if found is None:
        raise Refused(refusals.UnknownGroup(slug))
    return found


def dates_ahead(
    session: Session, house: HouseFacts, slug: str, *, private: bool = False, now: datetime
) -> list[OwnDate]:
    """Return what the group has ahead or running, what it asked for and what it is offered, by start.

    What gave way to the town is told too. *private* is a screen that nobody else sees: closed groups are named there.
    Raises Refused(UnknownGroup).
    """
    group = group_by_slug(session, slug)
    gave_way = (col(Booking.state) == State.CANCELLED) & (col(Booking.reason) == DISPLACED)
    look = select(Booking).where(
        col(Booking.group_id) == group.id,
        col(Booking.ends_at) > now,
        col(Booking.state).in_([*LIVE, State.CONFLICT]) | gave_way,
    )
    rows = session.execute(look.order_by(col(Booking.starts_at), col(Booking.id))).scalars()
    shown = [row for row in rows if not _is_tap(row) and not _has_lapsed(row, now)]
    return _own(session, house, group, shown, now, private=private)


def own_date(
    session: Session, house: HouseFacts, slug: str, uid: str, *, private: bool = False, now: datetime
) -> OwnDate:
    """Return one date of the group as it stands now, whatever became of it; *private* as for `dates_ahead`.

    Raises Refused: UnknownGroup, UnknownBooking, NotYours.
    """
    group = group_by_slug(session, slug)
    mine = [booking_by_uid(session, uid, group_id=group.id)]
    (one,) = _own(session, house, group, mine, now, private=private)
    return one


def longer_ends(session: Session, house: HouseFacts, slug: str, uid: str, *, now: datetime) -> list[datetime]:
    """Return until when a date of the group could last longer, soonest first; aware, in the house's zone.

    Raises Refused: UnknownGroup, UnknownBooking, NotYours.
    """
    group = group_by_slug(session, slug)
    booking = booking_by_uid(session, uid, group_id=group.id)
    ends = [booking.ends_at + longer for longer in _LONGER]
    return [local(end, house.zone) for end in moves.possible_ends(session, house, booking, ends, now)]


def other_times(
    session: Session, house: HouseFacts, slug: str, uid: str, first: date, last: date, *, now: datetime
) -> list[Span]:
    """Return the free times of the same length in the same room from *first* to *last*; its own time is free to it.

    Raises Refused: UnknownGroup, UnknownBooking, NotYours.
    """
    group = group_by_slug(session, slug)
    booking = booking_by_uid(session, uid, group_id=group.id)
    room, minutes = house.rooms_by_id[booking.room_id], (booking.ends_at - booking.starts_at) // timedelta(minutes=1)
    found = occupancy.free_between(
        session,
        house,
        room,
        first,
        last,
        minutes=minutes,
        now=now,
        trusted=group.trust is not Trust.NEW,
        but=[booking.id],
    )
    return [span for span in found if span.start != booking.starts_at]


def _own(
    session: Session, house: HouseFacts, group: Group, rows: Iterable[Booking], now: datetime, *, private: bool
) -> list[OwnDate]:
    bookings = list(rows)
    asked = {one.booking_id for one in questions.open_questions(session, [booking.id for booking in bookings])}
    has_box = keybox.box_code(session) is not None
    return [
        _date(
            house,
            group,
            booking,
            booking.id in asked,
            has_box,
            now,
            named=private or not is_closed(booking.listing, group),
        )
        for booking in bookings
    ]


def _date(
    house: HouseFacts, group: Group, booking: Booking, is_asked: bool, has_box: bool, now: datetime, *, named: bool
) -> OwnDate:
    room = house.rooms_by_id[booking.room_id]
    stand = _stand(booking, is_asked, now)
    return OwnDate(
        uid=booking.uid,
        title=booking.title if named else "",
        room=room.slug,
        room_name=room.name,
        layout=booking.layout,
        persons=booking.persons,
        starts=local(booking.starts_at, house.zone),
        ends=local(booking.ends_at, house.zone),
        opens=local(booking.busy_from, house.zone),
        closes=local(booking.busy_until, house.zone),
        stand=stand,
        until=local(booking.held_until, house.zone) if _is_offer(booking) and booking.held_until else None,
        may=tuple(_may(house, group, booking, stand, has_box, now)),
        step=door.next_step(booking, now) if booking.state is State.CONFIRMED else None,
    )


def _stand(booking: Booking, is_asked: bool, now: datetime) -> Stand:
    if booking.ends_at <= now:
        return Stand.OVER
    if booking.state is State.CONFIRMED:
        return Stand.MOVED if booking.facts.get("moved_from") else Stand.CONFIRMED
    if _is_offer(booking) and not _has_lapsed(booking, now):
        return Stand.INSTEAD if booking.instead_of_id is not None else Stand.OFFERED
    if booking.state in (State.REQUESTED, State.CONFLICT) or _is_for_desk(booking):
        return Stand.QUESTION if is_asked else Stand.ASKED
    return Stand.DISPLACED if booking.reason == DISPLACED else Stand.CANCELLED


def _may(
    house: HouseFacts, group: Group, booking: Booking, stand: Stand, has_box: bool, now: datetime
) -> Iterable[May]:
    if stand in (Stand.OFFERED, Stand.INSTEAD):
        yield from (May.ACCEPT, May.DECLINE)
    promised, ahead = stand in (Stand.CONFIRMED, Stand.MOVED), booking.starts_at > now
    if not promised and stand not in (Stand.ASKED, Stand.QUESTION):
        return
    if promised and has_box and keybox.is_time(house, booking, group, now):
        yield May.KEY
    if booking.left_at is None:
        yield May.LONGER
    if ahead:
        yield from (May.MOVE, May.CANCEL)
    elif promised and booking.left_at is None:
        yield May.END


def _is_offer(booking: Booking) -> bool:
    return booking.state is State.HELD and booking.held_for is Hold.OFFER


def _is_for_desk(booking: Booking) -> bool:
    return booking.state is State.HELD and booking.held_for in (None, Hold.DESK)


def _is_tap(booking: Booking) -> bool:
    return booking.state is State.HELD and booking.held_for is Hold.TAP


def _has_lapsed(booking: Booking, now: datetime) -> bool:
    held = booking.state is State.HELD
    return held and booking.held_until is not None and booking.held_until <= now
