"""The programme: what the public is told about each date."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import ColumnElement, Row, Select, and_, func, or_, select
from sqlmodel import Session, col

from booking.facts import HouseFacts
from booking.i18n import N_
from booking.refusals import Refused, UnknownMeeting
from booking.span import Span, local
from models.bookings import LONGEST, Booking, State
from models.community import District, Group, Listing
from models.meetings import Meeting, Seat, Signup

# The reason of a wish that was taken back before anybody was told of it.
WITHDRAWN = "withdrawn"
# Stands for the title of what is nobody's business. Whoever shows it says it in the language of who reads it.
HIDDEN_TITLE = N_("Geschlossene Gruppe")
_FAR = timedelta(days=200)  # a talk in one's quarter is announced half a year ahead


@dataclass(frozen=True, kw_only=True, slots=True)
class Occurrence:
    """One date of a meeting as the public sees it; times are aware, in the house's zone."""

    code: str
    uid: str
    booking_id: int
    title: str
    title_simple: str
    text_simple: str
    group_name: str
    group_slug: str
    room_slug: str
    room_name: str
    starts: datetime
    ends: datetime
    status: str  # planned, moved, cancelled
    moved_from: datetime | None = None  # when it was to be at first; none: not moved, or nobody noted from where
    moved_from_room: str = ""  # slug; empty: not moved
    note: str
    listing: Listing
    hidden: bool  # neutral: neither title nor group is told, nobody signs up
    signup: Signup
    capacity: int | None
    taken: int  # persons with a seat
    waiting: int  # persons on the waiting list
    free: int | None  # seats left for the next; none: no limit is kept
    closes_at: datetime
    is_open: bool  # one can sign up now
    access: tuple[str, ...]
    topic: str
    audience: tuple[str, ...]
    titles: dict[str, str]
    price_note: str
    district: str
    series_id: int | None


@dataclass(frozen=True, slots=True)
class Crowd:
    """Persons with a seat, and persons who wait."""

    seated: int = 0
    waiting: int = 0


def programme(session: Session, house: HouseFacts, span: Span, *, now: datetime) -> list[Occurrence]:
    """Return every public and neutral date that is not over before *span* and starts in it, by start.

    Cancelled dates stay, marked; requests, holds and what was never promised are not told.
    """
    within = and_(col(Booking.ends_at) > span.start, col(Booking.starts_at) < span.end)
    # The look back finds what runs on into the span by the index on the start.
    near = col(Booking.starts_at) >= span.start - LONGEST
    return _occurrences(session, house, and_(near, within), now)


def occurrence(session: Session, house: HouseFacts, code: str, *, now: datetime) -> Occurrence:
    """Return the date with the public *code*. Raises Refused(UnknownMeeting) if the public knows none."""
    found = _occurrences(session, house, col(Booking.code) == code, now)
    if not found:
        raise Refused(UnknownMeeting())
    return found[0]


def occurrence_of(session: Session, house: HouseFacts, booking_id: int, *, now: datetime) -> Occurrence | None:
    """Return the public date of one booking, if the public knows it."""
    found = _occurrences(session, house, col(Booking.id) == booking_id, now)
    return found[0] if found else None


def next_dates(
    session: Session, house: HouseFacts, of: Occurrence, *, now: datetime, number: int = 3
) -> list[Occurrence]:
    """Return the next dates of the same series after *of*, itself left out."""
    if of.series_id is None:
        return []
    later = and_(
        col(Booking.series_id) == of.series_id,
        col(Booking.starts_at) > of.starts,
        col(Booking.starts_at) < of.starts + timedelta(days=120),
        col(Booking.state) == State.CONFIRMED,
    )
    return _occurrences(session, house, later, now)[:number]


def coming_in(
    session: Session, house: HouseFacts, district: str, *, now: datetime, number: int = 3
) -> list[Occurrence]:
    """Return the next meetings of the quarter *district* (a slug), by start; cancelled ones are left out."""
    of_district = select(col(Meeting.id)).join(District).where(col(District.slug) == district)
    return _coming(session, house, col(Booking.meeting_id).in_(of_district), now, number)


def coming_of(session: Session, house: HouseFacts, group: str, *, now: datetime, number: int = 3) -> list[Occurrence]:
    """Return the next meetings of the *group* (a slug), by start; cancelled ones are left out."""
    of_group = select(col(Group.id)).where(col(Group.slug) == group, col(Group.listing) == Listing.PUBLIC)
    return _coming(session, house, col(Booking.group_id).in_(of_group), now, number)


def _coming(
    session: Session, house: HouseFacts, which: ColumnElement[bool], now: datetime, number: int
) -> list[Occurrence]:
    ahead = and_(col(Booking.starts_at) > now, col(Booking.starts_at) < now + _FAR)
    public = and_(col(Booking.state) == State.CONFIRMED, col(Booking.listing) == Listing.PUBLIC)
    return [one for one in _occurrences(session, house, and_(which, ahead, public), now) if not one.hidden][:number]


def crowds(session: Session, booking_ids: Iterable[int]) -> dict[int, Crowd]:
    """Return how many persons sit and wait for each booking that has any.

    Who is in is read in order of coming: the first whose persons no longer fit waits, and so does
    everybody after, so that nobody who has a seat can lose it again.
    """
    ids = list(booking_ids)
    if not ids:
        return {}
    line = (
        select(
            col(Seat.booking_id).label("booking_id"),
            col(Seat.persons).label("persons"),
            func.sum(col(Seat.persons)).over(partition_by=col(Seat.booking_id), order_by=col(Seat.id)).label("so_far"),
        )
        .where(col(Seat.booking_id).in_(ids), col(Seat.released_at).is_(None))
        .subquery()
    )
    fits = or_(col(Booking.capacity).is_(None), line.c.so_far <= col(Booking.capacity))
    rows = session.execute(
        select(
            line.c.booking_id,
            func.sum(line.c.persons).filter(fits),
            func.sum(line.c.persons).filter(~fits),
        )
        .join(Booking, col(Booking.id) == line.c.booking_id)
        .group_by(line.c.booking_id)
    )
    return {number: Crowd(seated or 0, waiting or 0) for number, seated, waiting in rows}


def _told() -> ColumnElement[bool]:
    promised = or_(
        col(Booking.state) == State.CONFIRMED,
        and_(col(Booking.state) == State.CANCELLED, col(Booking.reason) != WITHDRAWN),
    )
    return and_(promised, col(Booking.listing) != Listing.INTERNAL)


def _occurrences(session: Session, house: HouseFacts, which: ColumnElement[bool], now: datetime) -> list[Occurrence]:
    look: Select[*tuple[Any, ...]] = (
        select(Booking, Meeting, Group, col(District.name))
        .outerjoin(Meeting, col(Booking.meeting_id) == col(Meeting.id))
        .outerjoin(Group, col(Booking.group_id) == col(Group.id))
        .outerjoin(District, col(Meeting.district_id) == col(District.id))
        .where(which, _told())
        .order_by(col(Booking.starts_at), col(Booking.id))
    )
    rows: Sequence[Row[*tuple[Any, ...]]] = session.execute(look).all()
    seated = crowds(session, [row[0].id for row in rows if row[0].signup in (Signup.SEATS, Signup.WAITLIST)])
    return [_seen(house, row, seated.get(row[0].id, Crowd()), now) for row in rows]


def _seen(house: HouseFacts, row: Row[*tuple[Any, ...]], crowd: Crowd, now: datetime) -> Occurrence:
    booking, meeting, group, district = row
    hidden = booking.listing is Listing.NEUTRAL or booking.title_hidden
    room = house.main_room(house.rooms_by_id[booking.room_id])
    about = meeting if meeting is not None and not hidden else Meeting(title="", updated_at=booking.updated_at)
    closes = booking.starts_at - timedelta(minutes=booking.signup_closes_min)
    counted = booking.signup in (Signup.SEATS, Signup.WAITLIST) and not hidden
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
        free=_free(booking.capacity, crowd) if counted else None,
        closes_at=local(closes, house.zone),
        is_open=counted and booking.state is State.CONFIRMED and now < closes,
        access=tuple(about.access or ()),
        topic=about.topic,
        audience=tuple(about.audience or ()),
        # A date that got another title is not called what its meeting is called in other languages.
        titles=(about.titles or {}) if booking.title == about.title else {},
        price_note=about.price_note,
        district=(district or "") if not hidden else "",
        series_id=booking.series_id,
    )


def _status(booking: Booking) -> str:
    if booking.state is State.CANCELLED:
        return "cancelled"
    # A date of a series that only lasts longer differs from its rule, but nobody comes at a wrong time.
    return "moved" if booking.moved and not booking.facts.get("longer") else "planned"


def _first_start(booking: Booking, house: HouseFacts) -> datetime | None:
    start = booking.facts.get("moved_from", {}).get("start")
    return datetime.fromisoformat(start).replace(tzinfo=house.zone) if start else None


def _free(capacity: int | None, crowd: Crowd) -> int | None:
    if capacity is None:
        return None
    # As long as somebody waits, a free seat is theirs.
    return 0 if crowd.waiting else max(0, capacity - crowd.seated)
