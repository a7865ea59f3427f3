"""The house as calendars for itself: every date with its own title, also of closed groups, past and to come.

The same UIDs as in the feeds. A series stands as a rule where that says exactly what the book says, else date by date.
"""

from collections.abc import Callable, Iterator
from dataclasses import dataclass, fields, replace
from datetime import UTC, datetime
from typing import Any, TypeVar, cast

from sqlalchemy import ColumnElement, and_, or_, select
from sqlmodel import Session, col

from booking.facts import HouseFacts
from booking.feeds.board import teller_of
from booking.feeds.parts import Part, Teller
from booking.feeds.rows import Content, Date, DistrictRow, GroupRow, MeetingRow, SeriesRow, Window
from booking.feeds.wire import FOOT, Heading, Words, event_of, head_bytes
from booking.feeds.words import own_words_of
from booking.feeds.zones import vtimezone
from booking.i18n import _
from models.bookings import Booking, Hold, Series, State
from models.community import District, Group
from models.meetings import Meeting

ALL = "all"
_EVER = Window(*(datetime(year, 1, 1, tzinfo=UTC) for year in (1, 9999, 1, 1)))
_OPEN = (State.HELD, State.REQUESTED)  # asked for, not decided
_AT_ONCE = 1_000

Row = TypeVar("Row")


@dataclass(frozen=True, slots=True)
class Event:
    """One VEVENT, and the calendars that it belongs to."""

    told: bytes
    calendars: tuple[str, ...]  # ALL and slugs of rooms


def calendars(session: Session, house: HouseFacts, base_url: str) -> tuple[dict[str, bytes], Iterator[Event]]:
    """Return the head of each calendar by its name, and everything that stands in them; FOOT ends each."""
    content = _content(session, house)
    teller = teller_of(content, base_url).saying(_words)
    timezone = vtimezone(house.zone)
    singles = [room for room in house.rooms if room.main_id is None]
    names = {ALL: house.name, **{room.slug: f"{house.name}: {room.name}" for room in singles}}
    heads = {slug: head_bytes(_heading(name, base_url), timezone) for slug, name in names.items()}
    return heads, _events(session, content, teller)


def _events(session: Session, content: Content, teller: Teller) -> Iterator[Event]:
    for series in _rows(session, SeriesRow, Series, col(Series.id) > 0):
        dates = list(_rows(session, Date, Booking, and_(col(Booking.series_id) == series.id, _is_told())))
        if dates:
            yield from (_event(content, part) for part in teller.series(series, dates))
            yield from _undecided(content, teller, dates)
    for date in _rows(session, Date, Booking, and_(col(Booking.series_id).is_(None), _is_told())):
        yield from (_event(content, part) for part in teller.alone([date]))
        yield from _undecided(content, teller, [date])


def _undecided(content: Content, teller: Teller, dates: list[Date]) -> Iterator[Event]:
    for date in dates:
        if date.state in _OPEN:
            event = event_of(teller.single(date))
            event["STATUS"] = "TENTATIVE"
            yield Event(event.to_ical(), _belongs_to(content.house, date.room_id))


def _event(content: Content, part: Part) -> Event:
    return Event(event_of(part.entry).to_ical(), _belongs_to(content.house, part.room.id if part.room else None))


def _belongs_to(house: HouseFacts, room_id: int | None) -> tuple[str, ...]:
    if room_id is None:
        return (ALL,)
    return ALL, *(room.slug for room in house.parts(house.rooms_by_id[room_id]))


def _words(content: Content, date: Date, address: str) -> Words:
    words, group = own_words_of(content, date, address), content.groups.get(date.group_id or 0)
    if group is None:
        return words
    who = _("Gruppe: {group}", group=group.name)
    return replace(words, description="\n".join(filter(None, [who, words.description])))


def _is_told() -> ColumnElement[bool]:
    states = (State.CONFIRMED, State.CANCELLED, *_OPEN)
    passing = and_(col(Booking.state) == State.HELD, col(Booking.held_for) == Hold.TAP)  # for minutes
    return and_(col(Booking.state).in_(states), or_(col(Booking.held_for).is_(None), ~passing))


def _heading(name: str, base_url: str) -> Heading:
    about = _("Alles, was im Haus steht. Nur für das Haus selbst: Auch Titel geschlossener Gruppen stehen darin.")
    return Heading(name=name, description=about, colour="teal", source="", url=base_url)


def _content(session: Session, house: HouseFacts) -> Content:
    return Content(
        house=house,
        window=_EVER,
        groups={row.id: row for row in _rows(session, GroupRow, Group, col(Group.id) > 0)},
        districts={row.id: row for row in _rows(session, DistrictRow, District, col(District.id) > 0)},
        keys={},
        meetings={row.id: row for row in _rows(session, MeetingRow, Meeting, col(Meeting.id) > 0)},
    )


def _rows(session: Session, kind: Callable[..., Row], table: Any, which: ColumnElement[bool]) -> Iterator[Row]:
    names = [field.name for field in fields(cast(Any, kind)) if hasattr(table, field.name)]  # some are not of bookings
    look = select(*(getattr(table, name) for name in names)).where(which).order_by(table.id)
    for row in session.execute(look.execution_options(yield_per=_AT_ONCE)):
        yield kind(*row)


__all__ = ["ALL", "FOOT", "Event", "calendars"]
