"""The programme: what the public is told about each date."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from operator import attrgetter
from typing import Any

from sqlalchemy import ColumnElement, Row, Select, and_, func, or_, select
from sqlmodel import Session, col

from booking import elsewhere
from booking.facts import HouseFacts
from booking.refusals import Refused, UnknownMeeting
from booking.span import Span, local
from booking.told import HIDDEN_TITLE, Occurrence
from models.bookings import LIVE, LONGEST, Booking, State
from models.community import District, Group, Listing
from models.meetings import COUNTED, Meeting, Seat, Signup, Standing

__all__ = ["HIDDEN_TITLE", "Crowd", "Occurrence"]

# The reason of a wish that was taken back before anybody was told of it.
WITHDRAWN = "withdrawn"
ASKS_NAME = "asks_name"  # among the facts of a meeting: a course that would like to know who comes
ONLINE = "online"  # among the facts of a meeting: the address where one may join by video
_FAR = timedelta(days=200)  # a talk in one's quarter is announced half a year ahead


@dataclass(frozen=True, slots=True)
class Crowd:
    """Persons with a seat, persons who are offered one, and persons who wait."""

    seated: int = 0
    waiting: int = 0
    offered: int = 0

    @property
    def taken(self) -> int:
        """How many seats are nobody else's now."""
        return self.seated + self.offered


def programme(session: Session, house: HouseFacts, span: Span, *, now: datetime) -> list[Occurrence]:
    """Return every public and neutral date that is not over before *span* and starts in it, by start.

    Cancelled dates stay, marked; requests, holds and what was never promised are not told.
    """
    within = and_(col(Booking.ends_at) > span.start, col(Booking.starts_at) < span.end)
    # The look back finds what runs on into the span by the index on the start.
    near = col(Booking.starts_at) >= span.start - LONGEST
    here = _occurrences(session, house, and_(near, within), now)
    return _in_order(here, elsewhere.during(session, house, span))


def occurrence(session: Session, house: HouseFacts, code: str, *, now: datetime) -> Occurrence:
    """Return the date with the public *code*. Raises Refused(UnknownMeeting) if the public knows none."""
    found = _occurrences(session, house, col(Booking.code) == code, now) or elsewhere.with_code(session, house, code)
    if not found:
        raise Refused(UnknownMeeting())
    return found[0]


def dates_of(session: Session, house: HouseFacts, booking_ids: Iterable[int], *, now: datetime) -> list[Occurrence]:
    """Return the dates of some bookings, by start, as whoever has a seat there sees them, whatever became of them."""
    return _occurrences(session, house, col(Booking.id).in_(list(booking_ids)), now, told=False)


def next_dates(
    session: Session,
    house: HouseFacts,
    of: Occurrence,
    *,
    now: datetime,
    number: int = 3,
    within: timedelta = timedelta(days=120),
) -> list[Occurrence]:
    """Return the next dates of the same series after *of*, itself left out."""
    if of.source:
        return elsewhere.later(session, house, of, within=within)[:number]
    if of.series_id is None:
        return []
    later = and_(
        col(Booking.series_id) == of.series_id,
        col(Booking.starts_at) > of.starts,
        col(Booking.starts_at) < of.starts + within,
        col(Booking.state) == State.CONFIRMED,
    )
    return _occurrences(session, house, later, now)[:number]


def coming_in(
    session: Session, house: HouseFacts, district: str, *, now: datetime, number: int = 3
) -> list[Occurrence]:
    """Return the next meetings of the quarter *district* (a slug), by start; cancelled ones are left out."""
    of_district = select(col(Meeting.id)).join(District).where(col(District.slug) == district)
    here = _coming(session, house, col(Booking.meeting_id).in_(of_district), now, number)
    return _in_order(here, elsewhere.coming(session, house, now, now + _FAR, district=district))[:number]


def coming_of(session: Session, house: HouseFacts, group: str, *, now: datetime, number: int = 3) -> list[Occurrence]:
    """Return the next meetings of the *group* (a slug), by start; cancelled ones are left out."""
    of_group = select(col(Group.id)).where(col(Group.slug) == group, col(Group.listing) == Listing.PUBLIC)
    here = _coming(session, house, col(Booking.group_id).in_(of_group), now, number)
    return _in_order(here, elsewhere.coming(session, house, now, now + _FAR, group=group))[:number]


def _in_order(here: list[Occurrence], others: list[Occurrence]) -> list[Occurrence]:
    return sorted([*here, *others], key=attrgetter("starts")) if others else here


def _coming(
    session: Session, house: HouseFacts, which: ColumnElement[bool], now: datetime, number: int
) -> list[Occurrence]:
    ahead = and_(col(Booking.starts_at) > now, col(Booking.starts_at) < now + _FAR)
    public = and_(col(Booking.state) == State.CONFIRMED, col(Booking.listing) == Listing.PUBLIC)
    return [one for one in _occurrences(session, house, and_(which, ahead, public), now) if not one.hidden][:number]


def crowds(session: Session, booking_ids: Iterable[int]) -> dict[int, Crowd]:
    """Return how many persons sit, are offered a seat and wait for each booking that has any."""
    ids = list(booking_ids)
    if not ids:
        return {}
    standing = col(Seat.standing)
    persons = [
        func.sum(col(Seat.persons)).filter(standing == which)
        for which in (Standing.IN, Standing.WAITING, Standing.OFFERED)
    ]
    look = select(col(Seat.booking_id), *persons).where(col(Seat.booking_id).in_(ids), col(Seat.released_at).is_(None))
    rows = session.execute(look.group_by(col(Seat.booking_id)))
    return {number: Crowd(*(persons or 0 for persons in several)) for number, *several in rows}


def _told() -> ColumnElement[bool]:
    promised = or_(
        col(Booking.state) == State.CONFIRMED,
        and_(col(Booking.state) == State.CANCELLED, col(Booking.reason) != WITHDRAWN),
    )
    return and_(promised, col(Booking.listing) != Listing.INTERNAL)


def _occurrences(
    session: Session, house: HouseFacts, which: ColumnElement[bool], now: datetime, *, told: bool = True
) -> list[Occurrence]:
    look: Select[*tuple[Any, ...]] = (
        select(Booking, Meeting, Group, col(District.name))
        .outerjoin(Meeting, col(Booking.meeting_id) == col(Meeting.id))
        .outerjoin(Group, col(Booking.group_id) == col(Group.id))
        .outerjoin(District, col(Meeting.district_id) == col(District.id))
        .where(which, *([_told()] if told else []))
        .order_by(col(Booking.starts_at), col(Booking.id))
    )
    rows: Sequence[Row[*tuple[Any, ...]]] = session.execute(look).all()
    seated = crowds(session, [row[0].id for row in rows if row[0].signup in COUNTED])
    return [_seen(house, row, seated.get(row[0].id, Crowd()), now) for row in rows]


def _seen(house: HouseFacts, row: Row[*tuple[Any, ...]], crowd: Crowd, now: datetime) -> Occurrence:
    booking, meeting, group, district = row
    hidden = booking.listing is Listing.NEUTRAL or booking.title_hidden
    room = house.main_room(house.rooms_by_id[booking.room_id])
    about = meeting if meeting is not None and not hidden else Meeting(title="", updated_at=booking.updated_at)
    closes = booking.starts_at - timedelta(minutes=booking.signup_closes_min)
    counted = booking.signup in COUNTED and not hidden
    return Occurrence(
        code=booking.code,
        uid=booking.uid,
        booking_id=booking.id,
        title=HIDDEN_TITLE if hidden else booking.title,
        title_simple=about.title_simple if booking.title == about.title else "",
        text_simple=about.text_simple,
        group_name=group.name if group is not None and not hidden else "",
        group_slug=group.slug if group is not None and not hidden else "",
        room_slug=room.slug,
        room_name=room.name,
        starts=local(booking.starts_at, house.zone),
        ends=local(booking.ends_at, house.zone),
        status=_status(booking),
        moved_from=_first_start(booking, house),
        moved_from_room=booking.facts.get("moved_from", {}).get("room", ""),
        note="" if hidden else booking.note,
        listing=booking.listing,
        hidden=hidden,
        signup=Signup.NONE if hidden else booking.signup,
        capacity=booking.capacity if counted else None,
        taken=crowd.seated if counted else 0,
        waiting=crowd.waiting if counted else 0,
        offered=crowd.offered if counted else 0,
        free=_free(booking.capacity, crowd) if counted else None,
        closes_at=local(closes, house.zone),
        is_open=counted and booking.state is State.CONFIRMED and now < closes,
        access=tuple(about.access or ()),
        topic=about.topic,
        audience=tuple(about.audience or ()),
        # A date that got another title is not called what its meeting is called in other languages.
        titles=(about.titles or {}) if booking.title == about.title else {},
        price_note=about.price_note,
        online="" if hidden or booking.state is State.CANCELLED else (about.facts or {}).get(ONLINE, ""),
        asks_name=bool((about.facts or {}).get(ASKS_NAME)) and counted,
        district=(district or "") if not hidden else "",
        series_id=booking.series_id,
    )


def _status(booking: Booking) -> str:
    if booking.state not in LIVE:
        return "cancelled"
    if booking.state is not State.CONFIRMED:
        return "asked"
    # A date of a series that only lasts longer differs from its rule, but nobody comes at a wrong time.
    return "moved" if booking.moved and not booking.facts.get("longer") else "planned"


def _first_start(booking: Booking, house: HouseFacts) -> datetime | None:
    start = booking.facts.get("moved_from", {}).get("start")
    return datetime.fromisoformat(start).replace(tzinfo=house.zone) if start else None


def _free(capacity: int | None, crowd: Crowd) -> int | None:
    if capacity is None:
        return None
    # As long as somebody waits, a free seat is theirs.
    return 0 if crowd.waiting else max(0, capacity - crowd.taken)
