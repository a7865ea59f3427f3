"""What feeds read from the database: rows as plain values, few columns, bounded."""

from collections.abc import Callable, Collection, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from typing import Any, TypeVar
from zoneinfo import ZoneInfo

from sqlalchemy import ColumnElement, Select, and_, or_, select
from sqlmodel import Session, col

from booking.facts import HouseFacts
from booking.meetings import WITHDRAWN
from booking.span import instant, local
from models.bookings import Booking, Series, State
from models.community import Group, Listing
from models.meetings import Meeting, Signup

MOST_DATES = 10_000  # of all feeds together, nearest first: some 12 MB
_PAST = timedelta(days=60)
_MONTHS_AHEAD = 18
_TURN = timedelta(hours=3, minutes=30)  # local; exists once in every night

Row = TypeVar("Row")


@dataclass(frozen=True, slots=True)
class Window:
    """Which starts are told on one day; it moves once in each night and so never changes bytes by day."""

    since: datetime
    until: datetime
    turned: datetime  # when it moved last
    today: datetime  # local midnight: what was cancelled is told until its day is over


@dataclass(frozen=True, slots=True)
class Date:
    """One booking, as far as feeds tell it."""

    id: int
    uid: str
    code: str
    room_id: int
    starts_at: datetime
    ends_at: datetime
    wall_from: datetime
    wall_to: datetime
    group_id: int | None
    meeting_id: int | None
    series_id: int | None
    title: str
    title_hidden: bool
    listing: Listing
    signup: Signup
    state: State
    reason: str
    note: str
    moved: bool
    updated_at: datetime
    revision: int

    @property
    def is_told(self) -> bool:
        """Whether the public was promised this date; a wish taken back in time never was."""
        return self.state is State.CONFIRMED or (self.state is State.CANCELLED and self.reason != WITHDRAWN)


@dataclass(frozen=True, slots=True)
class SeriesRow:
    """A rule; its dates are rows of their own."""

    id: int
    uid: str
    rrule: str
    updated_at: datetime
    revision: int


@dataclass(frozen=True, slots=True)
class MeetingRow:
    """What a date is about."""

    id: int
    title_simple: str
    text_simple: str
    topic: str
    access: list[str]
    audience: list[str]
    cohosts: list[str]
    price_note: str
    updated_at: datetime


@dataclass(frozen=True, slots=True)
class GroupRow:
    """Who invites."""

    id: int
    slug: str
    name: str
    listing: Listing


@dataclass(frozen=True, slots=True, kw_only=True)
class Content:
    """Everything that feeds are made of, at one instant."""

    house: HouseFacts
    window: Window
    groups: dict[int, GroupRow]
    dates: dict[int, Date] = field(default_factory=dict)
    series: dict[int, SeriesRow] = field(default_factory=dict)
    meetings: dict[int, MeetingRow] = field(default_factory=dict)

    @property
    def is_whole(self) -> bool:
        """Whether every date of the window is here."""
        return len(self.dates) < MOST_DATES


def window_at(now: datetime, zone: ZoneInfo) -> Window:
    """Return the window of the night before *now*: 60 days back, 18 months or a little more ahead."""
    day = (local(now, zone) - _TURN).date()
    return Window(
        since=instant(_midnight(day) - _PAST, zone),
        until=instant(_first_of_month(day, _MONTHS_AHEAD + 1), zone),
        turned=instant(_midnight(day) + _TURN, zone),
        today=instant(_midnight(day), zone),
    )


def read_all(session: Session, house: HouseFacts, window: Window) -> Content:
    """Return everything that *window* shows, at most MOST_DATES dates."""
    groups = {row.id: row for row in _rows(session, _columns(GroupRow, Group), GroupRow)}
    content = Content(house=house, window=window, groups=groups)
    _add(session, content, _dates(session, window, col(Booking.id) > 0))
    return content


def read_changed(session: Session, old: Content, dates: Collection[int], series: Collection[int]) -> Content | None:
    """Return *old* with the bookings *dates* and the whole *series* read again, and the series of those bookings.

    None if that does not say everything, because a text is shared with other dates.
    """
    of_dates = select(col(Booking.series_id)).where(col(Booking.id).in_(dates), col(Booking.series_id).is_not(None))
    in_series = col(Booking.series_id).in_(series) | col(Booking.series_id).in_(of_dates)
    rows = _dates(session, old.window, col(Booking.id).in_(dates) | in_series)
    again = {*series, *(row.series_id for row in rows)} - {None}
    content = Content(
        house=old.house,
        window=old.window,
        groups=old.groups,
        dates={key: row for key, row in old.dates.items() if key not in dates and row.series_id not in again},
        series={key: row for key, row in old.series.items() if key not in again},
        meetings=dict(old.meetings),
    )
    _add(session, content, rows)
    shared = any(old.meetings.get(key, row) != row for key, row in content.meetings.items())
    return None if shared or not content.is_whole else content


def _dates(session: Session, window: Window, which: ColumnElement[bool]) -> Sequence[Date]:
    told = or_(col(Booking.state).in_((State.CONFIRMED, State.CANCELLED)), col(Booking.series_id).is_not(None))
    # A series is read to its end: cut at the window, its UNTIL would move without a change of the series.
    ahead = or_(col(Booking.starts_at) < window.until, col(Booking.series_id).is_not(None))
    near = and_(col(Booking.starts_at) >= window.since, ahead)
    look = _columns(Date, Booking).where(which, told, near).order_by(col(Booking.starts_at), col(Booking.id))
    return _rows(session, look.limit(MOST_DATES), Date)


def _add(session: Session, content: Content, dates: Sequence[Date]) -> None:
    content.dates.update((row.id, row) for row in dates)
    content.series.update(_by_id(session, Series, SeriesRow, {row.series_id for row in dates}))
    content.meetings.update(_by_id(session, Meeting, MeetingRow, {row.meeting_id for row in dates}))


def _by_id(session: Session, table: type[Any], kind: Callable[..., Row], ids: set[int | None]) -> dict[int, Row]:
    wanted, found = sorted(number for number in ids if number is not None), {}
    for start in range(0, len(wanted), 500):  # SQLite takes a bounded number of values
        look = _columns(kind, table).where(table.id.in_(wanted[start : start + 500]))
        found.update({row[0]: kind(*row) for row in session.execute(look)})
    return found


def _columns(kind: Any, table: type[Any]) -> Select[*tuple[Any, ...]]:
    # Columns, not entities: a third of the time.
    return select(*(getattr(table, name) for name in kind.__dataclass_fields__))


def _rows(session: Session, look: Select[*tuple[Any, ...]], kind: Callable[..., Row]) -> Sequence[Row]:
    return [kind(*row) for row in session.execute(look)]


def _midnight(day: date) -> datetime:
    return datetime(day.year, day.month, day.day)  # noqa: DTZ001 - wall-clock time


def _first_of_month(day: date, months_ahead: int) -> datetime:
    # The far end moves with the months only: nobody looks there every day.
    years, month = divmod(day.month - 1 + months_ahead, 12)
    return datetime(day.year + years, month + 1, 1)  # noqa: DTZ001 - wall-clock time
