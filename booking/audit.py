"""The journal as the desk may read it: who did what when to which thing; functions, never people (UX §9)."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any

from sqlalchemy import Select, select
from sqlmodel import Session, col

from booking.facts import HouseFacts
from booking.span import local, minute_of
from models.bookings import Booking, Series
from models.community import Group, Listing
from models.journal import JournalEntry

PAGE = 100  # lines
MOST = 20_000  # lines of a file


@dataclass(frozen=True, kw_only=True, slots=True)
class Asked:
    """Which lines are wanted; what is empty or none is not asked about."""

    day: date | None = None  # in the house's zone
    kind: str = ""  # what stands before the point: booking, seat, …
    who: str = ""  # what stands before the colon, or all of it: desk, desk:manager
    before: int | None = None  # only lines older than this one


@dataclass(frozen=True, kw_only=True, slots=True)
class Line:
    """One thing that was done."""

    id: int
    at: datetime  # in the house's zone
    who: str  # as the journal calls them: a function
    what: str  # booking.confirmed
    reason: str  # a word; empty: none was given
    title: str  # of the date or series, as the desk may read it; empty: about none
    day: date | None  # of the date
    uid: str  # of the booking; empty: about none
    series: str  # uid
    group: str  # name; empty: about none


def lines(session: Session, house: HouseFacts, asked: Asked, *, most: int = PAGE) -> list[Line]:
    """Return at most *most* lines, newest first. A group that is neutral has no title there: paper lies about."""
    rows = session.execute(_look(house, asked).limit(most)).all()
    return [_line(row, house) for row in rows]


def actors(session: Session) -> Sequence[str]:
    """Return everybody at the desk whom the journal knows, and every other kind of who: desk:manager, group, clock."""
    every = session.execute(select(col(JournalEntry.who)).distinct()).scalars()
    return sorted({who if who.startswith("desk:") else who.partition(":")[0] for who in every})


def kinds(session: Session) -> Sequence[str]:
    """Return what there are lines about."""
    every = session.execute(select(col(JournalEntry.what)).distinct()).scalars()
    return sorted({what.partition(".")[0] for what in every})


def _look(house: HouseFacts, asked: Asked) -> Select[Any]:
    columns: list[Any] = [
        *(JournalEntry.id, JournalEntry.at, JournalEntry.who, JournalEntry.what, JournalEntry.facts),
        *(Booking.title, Booking.listing, Booking.starts_at, Booking.uid),
        *(Series.title.label("of_series"), Series.listing.label("how"), Series.uid.label("series")),  # type: ignore[attr-defined]
        Group.name,
    ]
    look = (
        select(*columns)
        .outerjoin(Booking, col(Booking.id) == col(JournalEntry.booking_id))
        .outerjoin(Series, col(Series.id) == col(JournalEntry.series_id))
        .outerjoin(Group, col(Group.id) == col(JournalEntry.group_id))
        .order_by(col(JournalEntry.id).desc())
    )
    if asked.day is not None:
        begin = minute_of(asked.day, 0, house.zone)
        end = minute_of(asked.day + timedelta(days=1), 0, house.zone)
        look = look.where(col(JournalEntry.at) >= begin, col(JournalEntry.at) < end)
    if asked.kind:
        look = look.where(col(JournalEntry.what).startswith(f"{asked.kind}.", autoescape=True))
    if asked.who:
        below = col(JournalEntry.who).startswith(f"{asked.who}:", autoescape=True)
        look = look.where((col(JournalEntry.who) == asked.who) | below)
    return look if asked.before is None else look.where(col(JournalEntry.id) < asked.before)


def _line(row: Any, house: HouseFacts) -> Line:
    listing = row.listing or row.how
    hidden = listing is Listing.NEUTRAL
    return Line(
        id=row.id,
        at=local(row.at, house.zone),
        who=row.who,
        what=row.what,
        reason=str(row.facts.get("reason") or ""),
        title="" if hidden else row.title or row.of_series or "",
        day=local(row.starts_at, house.zone).date() if row.starts_at else None,
        uid=row.uid or "",
        series=row.series or "",
        group="" if hidden else row.name or "",
    )
