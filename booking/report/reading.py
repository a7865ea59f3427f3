"""Reads what a report is about; counts happen in the database or in one pass."""

from collections.abc import Iterable
from datetime import date, datetime, timedelta
from typing import Any

from sqlalchemy import case, func, select
from sqlmodel import Session, col

from booking import rules
from booking.community import Quarter
from booking.facts import HouseFacts
from booking.meetings import WITHDRAWN
from booking.presence import NO_SHOW
from booking.report.dates import Held, OpenRoom, Period
from booking.report.figures import Report, figures
from booking.span import local, minute_of
from models.bookings import Booking, State
from models.community import District, Group, Listing
from models.meetings import COUNTED, Meeting, Seat, Standing
from models.rooms import Room


def report(
    session: Session, house: HouseFacts, since: date, until: date, *, quarter: Quarter | None = None, now: datetime
) -> Report:
    """Return what happened from the day *since* to the day before *until*, as far as it is over *now*.

    A date belongs to the day on which it starts, in the house's zone; a wish to the day on which it was made.
    Of a *quarter* only dates count whose meeting is of that quarter.
    """
    begin, end = minute_of(since, 0, house.zone), minute_of(until, 0, house.zone)
    here = () if quarter is None else (col(Booking.meeting_id).in_(_meetings_of(quarter)),)
    in_period = (*here, col(Booking.starts_at) >= begin, col(Booking.starts_at) < end)
    made = (*here, col(Booking.created_at) >= begin, col(Booking.created_at) < end)
    period = Period(
        since=since,
        until=until,
        quarter="" if quarter is None else quarter.name,
        held=tuple(_held(session, house, (*in_period, col(Booking.ends_at) <= now))),
        called_off=_words(session, Booking.reason, *in_period, _was_called_off()),
        no_shows=_count(session, *in_period, col(Booking.reason) == NO_SHOW),
        declined=_words(session, Booking.reason, *made, *_was_declined()),
        rooms=tuple(_rooms(house, since, until, now)) if quarter is None else (),
        asked=_words(session, Booking.source, *made, col(Booking.series_id).is_(None), col(Booking.source) != "file"),
        new_groups=_new_groups(session, begin, end) if quarter is None else None,
    )
    return figures(period)


def _was_called_off() -> Any:
    """Return what was promised and did not take place; not what a group took back before it was promised."""
    return (col(Booking.state) == State.CANCELLED) & col(Booking.reason).not_in([NO_SHOW, WITHDRAWN])


def _was_declined() -> tuple[Any, ...]:
    """Return what the desk said no to; an offer that a group did not want is no such thing."""
    return col(Booking.state) == State.DECLINED, col(Booking.reason) != WITHDRAWN


def _rooms(house: HouseFacts, since: date, until: date, now: datetime) -> Iterable[OpenRoom]:
    """Return how long each room was open from *since* to *until*, as far as that is over."""
    last = min(until, local(now, house.zone).date())
    days = [since + timedelta(days=number) for number in range((last - since).days)]
    for room in house.public_rooms:
        minutes = sum(int(one.length.total_seconds()) // 60 for one in rules.windows(house, room, days))
        yield OpenRoom(name=room.name, shares=frozenset(house.ids_sharing_floor(room)), minutes=minutes)


def _meetings_of(quarter: Quarter) -> Any:
    of_it = select(col(Meeting.id)).join(District, col(District.id) == col(Meeting.district_id))
    return of_it.where(col(District.slug) == quarter.slug)


def _new_groups(session: Session, begin: datetime, end: datetime) -> int:
    made = (col(Group.created_at) >= begin, col(Group.created_at) < end)
    return int(session.execute(select(func.count()).select_from(Group).where(*made)).scalar_one())


def _held(session: Session, house: HouseFacts, where: tuple[Any, ...]) -> Iterable[Held]:
    taken = _persons(Seat.standing == Standing.IN)
    waiting = _persons(Seat.standing == Standing.WAITING)
    seats = (
        select(col(Seat.booking_id).label("booking_id"), taken.label("taken"), waiting.label("waiting"))
        .where(col(Seat.released_at).is_(None))
        .group_by(col(Seat.booking_id))
        .subquery()
    )
    columns: list[Any] = [
        Booking.starts_at,
        Booking.ends_at,
        Room.name,
        Booking.room_id,
        Booking.group_id,
        Group.kind,
        Booking.listing,
        Booking.signup,
        Booking.capacity,
        Booking.head_count,
        Meeting.topic,
        Meeting.access,
        Meeting.audience,
        District.name.label("district"),  # type: ignore[attr-defined]
        seats.c.taken,
        seats.c.waiting,
    ]
    look = (
        select(*columns)
        .join(Room, col(Room.id) == col(Booking.room_id))
        .outerjoin(Group, col(Group.id) == col(Booking.group_id))
        .outerjoin(Meeting, col(Meeting.id) == col(Booking.meeting_id))
        .outerjoin(District, col(District.id) == col(Meeting.district_id))
        .outerjoin(seats, seats.c.booking_id == col(Booking.id))
        .where(col(Booking.state) == State.CONFIRMED, *where)
    )
    return (_date(row, house) for row in session.execute(look))


def _persons(which: Any) -> Any:
    return func.sum(case((which, col(Seat.persons)), else_=0))


def _date(row: Any, house: HouseFacts) -> Held:
    return Held(
        starts_at=local(row.starts_at, house.zone),
        minutes=int((row.ends_at - row.starts_at).total_seconds()) // 60,
        room=row.name,
        room_id=row.room_id,
        group_kind=row.kind or "",
        group_id=row.group_id,
        is_public=row.listing is Listing.PUBLIC,
        topic=row.topic or "",
        district=row.district or "",
        marks=frozenset([*(row.access or ()), *(row.audience or ())]),
        signs_up=row.signup in COUNTED,
        capacity=row.capacity,
        taken=row.taken or 0,
        waiting=row.waiting or 0,
        heads=row.head_count,
    )


def _count(session: Session, *where: Any) -> int:
    return int(session.execute(select(func.count()).select_from(Booking).where(*where)).scalar_one())


def _words(session: Session, word: Any, *where: Any) -> tuple[str, ...]:
    return tuple(session.execute(select(col(word)).where(*where)).scalars())
