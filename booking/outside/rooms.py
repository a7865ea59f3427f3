"""Dates of a foreign calendar that keep a room of the house: each is a booking, as far as the room is free."""

from collections.abc import Iterable
from datetime import datetime, timedelta
from typing import Any

from sqlmodel import Session

from booking import book, journal, occupancy
from booking.facts import HouseFacts, RoomFacts
from booking.refusals import Refusal, Taken, TooLong
from booking.span import Span, wall
from booking.waits import pass_on
from models import quick
from models.bookings import LIVE, LONGEST, Booking, State
from models.community import Listing
from models.outside import DateStanding, OutsideDate

SOURCE = "outside"  # of a booking: nobody of the house asked for it
_WHY = "outside"  # the reason of what its calendar does not have any more


def objections(
    session: Session, house: HouseFacts, room: RoomFacts, span: Span, *, but: Iterable[int] = ()
) -> list[Refusal]:
    """Return why *room* cannot be kept during *span*: who has it then, or that it would be for too long."""
    if span.length > LONGEST:
        return [TooLong(LONGEST // timedelta(minutes=1))]
    # As long as the calendar says and no longer: its own set-up stands in it, if there is any.
    return [Taken(one.span, one.uid, one.title) for one in occupancy.taken(session, house, room, span, but=but)]


def settle(
    session: Session, house: HouseFacts, room: RoomFacts, dates: Iterable[OutsideDate], *, who: str, now: datetime
) -> None:
    """Let *room* be kept as *dates* say: what is gone lets go first, so that what moved finds its new time free."""
    rows = sorted(dates, key=lambda row: row.starts_at)
    for row in rows:
        if row.standing is not DateStanding.PLANNED:
            _let_go(session, row, who, now)
    planned = [row for row in rows if row.standing is DateStanding.PLANNED and row.ends_at > now]
    for row in planned:
        _keep(session, house, room, row, who, now)
    for row in planned:
        if row.problem:  # two that change places: the first of them finds the other still there
            _keep(session, house, room, row, who, now)
    pass_on(session, house, now=now)


def _keep(session: Session, house: HouseFacts, room: RoomFacts, row: OutsideDate, who: str, now: datetime) -> None:
    booking = _booking(session, row)
    if booking is not None and booking.state not in LIVE and booking.reason != _WHY:
        return  # the desk took it out of the book: it knows better
    live = booking is not None and booking.state in LIVE
    span = Span(row.starts_at, row.ends_at)
    if booking is not None and live and _is_there(booking, room, row):
        return
    wrong = objections(session, house, room, span, but=[booking.id] if booking is not None and live else ())
    row.problem = wrong[0].code if wrong else ""
    if wrong:
        _let_go(session, row, who, now)
    elif booking is not None and live:
        _move(session, booking, row, _where(house, room, row), who, now)
    else:
        stored = quick.store(session, Booking, _values(house, room, row, now))
        row.booking_id = stored.id
        journal.record(session, "booking.confirmed", who=who, now=now, booking_id=stored.id)
    session.add(row)
    session.flush()


def _let_go(session: Session, row: OutsideDate, who: str, now: datetime) -> None:
    booking = _booking(session, row)
    if row.standing is not DateStanding.PLANNED:
        row.problem = ""
    if booking is None or booking.state not in LIVE or booking.ends_at <= now:
        return
    book.release(session, booking, State.CANCELLED, reason=_WHY, now=now)
    book.note_down(session, "booking.cancelled", booking, who=who, now=now)
    session.flush()


def let_go_of_all(
    session: Session, house: HouseFacts, dates: Iterable[OutsideDate], *, who: str, now: datetime
) -> None:
    """Take out of the book what *dates* keep from now on; what is over stays in it."""
    for row in dates:
        _let_go(session, row, who, now)
    pass_on(session, house, now=now)


def _move(session: Session, booking: Booking, row: OutsideDate, there: dict[str, Any], who: str, now: datetime) -> None:
    book.note_freed(session, booking)
    for name, value in there.items():
        setattr(booking, name, value)
    booking.title = row.title
    book.touch(session, booking, now)
    book.note_down(session, "booking.moved", booking, who=who, now=now)


def _is_there(booking: Booking, room: RoomFacts, row: OutsideDate) -> bool:
    here = (booking.room_id, booking.starts_at, booking.ends_at, booking.title)
    return here == (room.id, row.starts_at, row.ends_at, row.title)


def _booking(session: Session, row: OutsideDate) -> Booking | None:
    return None if row.booking_id is None else session.get(Booking, row.booking_id)


def _where(house: HouseFacts, room: RoomFacts, row: OutsideDate) -> dict[str, Any]:
    return {
        "room_id": room.id,
        "lo": room.lo,
        "hi": room.hi,
        "busy_from": row.starts_at,
        "busy_until": row.ends_at,
        "starts_at": row.starts_at,
        "ends_at": row.ends_at,
        "wall_from": wall(row.starts_at, house.zone),
        "wall_to": wall(row.ends_at, house.zone),
    }


def _values(house: HouseFacts, room: RoomFacts, row: OutsideDate, now: datetime) -> dict[str, Any]:
    return {
        **_where(house, room, row),
        "title": row.title,
        # Whose it is was not asked for: the public learns that the room is taken.
        "listing": Listing.INTERNAL,
        "usage": next((usage.slug for usage in house.usages if usage.allowed), "group"),
        "layout": room.default_layout,
        "state": State.CONFIRMED,
        "source": SOURCE,
        "created_at": now,
        "updated_at": now,
    }
