"""What is on elsewhere: dates of other people's calendars that were taken into the programme."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import ColumnElement, Row, Select, and_, select
from sqlmodel import Session, col

from booking.facts import HouseFacts
from booking.span import Span, local
from booking.told import Occurrence
from models.community import District, Group, Listing
from models.meetings import Signup
from models.outside import DateStanding, Means, OutsideDate, OutsideSource

_MOST = 2_000
_BY_START = (col(OutsideDate.starts_at), col(OutsideDate.id))


@dataclass(frozen=True, slots=True)
class Hint:
    """Something that is good to know of some days, such as school holidays; aware, in the house's zone."""

    title: str
    starts: datetime
    ends: datetime
    source: str


def during(session: Session, house: HouseFacts, span: Span) -> list[Occurrence]:
    """Return every meeting elsewhere that is not over before *span* and starts in it, by start; cancelled ones stay."""
    return _found(session, house, _meets(span))


def with_code(session: Session, house: HouseFacts, code: str) -> list[Occurrence]:
    """Return the meeting elsewhere with the public *code*, if there is one."""
    return _found(session, house, col(OutsideDate.code) == code)


def later(session: Session, house: HouseFacts, of: Occurrence, *, within: timedelta) -> list[Occurrence]:
    """Return the next dates of what repeats, *of* one of which is known, itself left out."""
    known = select(col(OutsideDate.source_id), col(OutsideDate.uid)).where(col(OutsideDate.code) == of.code)
    found = session.execute(known).first()
    if found is None:
        return []
    same = and_(col(OutsideDate.source_id) == found[0], col(OutsideDate.uid) == found[1])
    after = and_(col(OutsideDate.starts_at) > of.starts, col(OutsideDate.starts_at) < of.starts + within)
    return _found(session, house, and_(same, after, _PLANNED))


def coming(
    session: Session, house: HouseFacts, now: datetime, until: datetime, *, district: str = "", group: str = ""
) -> list[Occurrence]:
    """Return the next meetings elsewhere of a quarter or of a group (slugs); cancelled ones are left out."""
    ahead = and_(col(OutsideDate.starts_at) > now, col(OutsideDate.starts_at) < until, _PLANNED)
    whose = col(District.slug) == district if district else col(Group.slug) == group
    return _found(session, house, and_(ahead, whose))


def hints(session: Session, house: HouseFacts, span: Span) -> list[Hint]:
    """Return what is good to know of *span*, by start."""
    look = (
        select(OutsideDate, col(OutsideSource.name))
        .join(OutsideSource, col(OutsideDate.source_id) == col(OutsideSource.id))
        .where(col(OutsideSource.means) == Means.HINTS, _PLANNED, _meets(span))
        .order_by(*_BY_START)
    )
    rows = session.execute(look.limit(_MOST)).all()
    return [
        Hint(row.title, local(row.starts_at, house.zone), local(row.ends_at, house.zone), name) for row, name in rows
    ]


_PLANNED = col(OutsideDate.standing) == DateStanding.PLANNED


def _meets(span: Span) -> ColumnElement[bool]:
    return and_(col(OutsideDate.ends_at) > span.start, col(OutsideDate.starts_at) < span.end)


def _found(session: Session, house: HouseFacts, which: ColumnElement[bool]) -> list[Occurrence]:
    look: Select[*tuple[Any, ...]] = (
        select(OutsideDate, OutsideSource, Group, col(District.name))
        .join(OutsideSource, col(OutsideDate.source_id) == col(OutsideSource.id))
        .outerjoin(Group, col(OutsideSource.group_id) == col(Group.id))
        .outerjoin(District, col(OutsideSource.district_id) == col(District.id))
        .where(col(OutsideSource.means) == Means.MEETINGS, col(OutsideDate.standing) != DateStanding.GONE, which)
        .order_by(*_BY_START)
        .limit(_MOST)
    )
    rows: Sequence[Row[*tuple[Any, ...]]] = session.execute(look).all()
    return [_seen(house, row) for row in rows]


def place_of(date: OutsideDate, source: OutsideSource) -> str:
    """Return where a date is told to be."""
    return (date.place if source.own_places else "") or source.place


def uid_of(code: str) -> str:
    """Return by what name calendars know the date with the public *code*, whatever its own calendar calls it."""
    return f"outside-{code}"


def _seen(house: HouseFacts, row: Row[*tuple[Any, ...]]) -> Occurrence:
    date, source, group, district = row
    known = group if group is not None and group.listing is Listing.PUBLIC else None
    starts = local(date.starts_at, house.zone)
    cancelled = date.standing is DateStanding.CANCELLED
    return Occurrence(
        code=date.code,
        uid=uid_of(date.code),
        booking_id=0,
        title=date.title,
        title_simple="",
        text_simple="",
        group_name=known.name if known else source.name,
        group_slug=known.slug if known else "",
        room_slug="",
        room_name=place_of(date, source),
        starts=starts,
        ends=local(date.ends_at, house.zone),
        status="cancelled" if cancelled else "moved" if date.moved_from else "planned",
        moved_from=local(date.moved_from, house.zone) if date.moved_from else None,
        note="",
        listing=Listing.PUBLIC,
        hidden=False,
        signup=Signup.EXTERNAL,
        capacity=None,
        taken=0,
        waiting=0,
        free=None,
        closes_at=starts,
        is_open=False,
        access=(),
        topic=source.topic,
        audience=(),
        titles={},
        price_note="",
        district=district or "",
        series_id=None,
        source=source.name,
    )
