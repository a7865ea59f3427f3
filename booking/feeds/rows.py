"""What feeds are made of: rows as plain values, and the days that are told."""

from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from booking.facts import HouseFacts
from booking.meetings import WITHDRAWN
from booking.span import instant, local
from models.bookings import State
from models.community import Listing
from models.meetings import Signup

MOST_DATES = 10_000  # of all feeds together, nearest first: some 12 MB
_PAST = timedelta(days=60)
_MONTHS_AHEAD = 18
_TURN = timedelta(hours=3, minutes=30)  # local; exists once in every night


@dataclass(frozen=True, slots=True)
class Window:
    """Which starts are told on one day; it moves once in each night and so never changes bytes by day."""

    since: datetime
    until: datetime
    turned: datetime  # when it moved last
    today: datetime  # local midnight: what was cancelled is told until its day is over


@dataclass(frozen=True, slots=True)
class Elsewhere:
    """What feeds tell of a date that is not in this house."""

    source: str  # whose calendar tells of it
    place: str
    topic: str
    district_id: int | None
    all_day: bool


@dataclass(frozen=True, slots=True)
class Date:
    """One booking, or one date elsewhere, as far as feeds tell it."""

    id: int  # of a booking; below 0: of a date elsewhere
    uid: str
    code: str
    room_id: int  # 0: not in this house
    starts_at: datetime
    ends_at: datetime
    wall_from: datetime
    wall_to: datetime
    busy_from: datetime
    busy_until: datetime
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
    rule_start: datetime | None = None  # its place in the rule of its series
    elsewhere: Elsewhere | None = None  # none: in this house

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
    district_id: int | None
    price_note: str
    facts: dict[str, Any]
    updated_at: datetime


@dataclass(frozen=True, slots=True)
class GroupRow:
    """Who invites."""

    id: int
    slug: str
    name: str
    listing: Listing


@dataclass(frozen=True, slots=True)
class DistrictRow:
    """Where in the town."""

    id: int
    slug: str
    name: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Content:
    """Everything that feeds are made of, at one instant."""

    house: HouseFacts
    window: Window
    groups: dict[int, GroupRow]
    districts: dict[int, DistrictRow]
    keys: dict[str, int]  # whose own calendar an address opens: the seal of its token, the group
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


def _midnight(day: date) -> datetime:
    return datetime(day.year, day.month, day.day)  # noqa: DTZ001 - wall-clock time


def _first_of_month(day: date, months_ahead: int) -> datetime:
    # The far end moves with the months only: nobody looks there every day.
    years, month = divmod(day.month - 1 + months_ahead, 12)
    return datetime(day.year + years, month + 1, 1)  # noqa: DTZ001 - wall-clock time
