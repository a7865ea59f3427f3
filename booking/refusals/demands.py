"""Refusals: not that, not so many."""

from dataclasses import dataclass
from datetime import date, datetime

from booking.refusals.base import Refusal


@dataclass(frozen=True)
class TooManyPersons(Refusal):
    """More people than the room may hold, set up as it would be; *layouts* would hold them."""

    code = "too_many_persons"
    at_most: int
    layouts: tuple[str, ...] = ()


@dataclass(frozen=True)
class BadNumber(Refusal):
    """A number of persons that makes no sense here."""

    code = "bad_number"
    at_least: int
    at_most: int


@dataclass(frozen=True)
class UnknownLayout(Refusal):
    """The room cannot be set up like that; *layouts* are possible."""

    code = "unknown_layout"
    layout: str
    layouts: tuple[str, ...] = ()


@dataclass(frozen=True)
class UsageNotAllowed(Refusal):
    """What the room is not for; *why* is the house's own kind sentence."""

    code = "usage_not_allowed"
    usage: str
    why: str


@dataclass(frozen=True)
class RoomOnlyAsExtra(Refusal):
    """The room is lent only together with one of the rooms *together_with*."""

    code = "room_only_as_extra"
    room: str
    together_with: tuple[str, ...] = ()


@dataclass(frozen=True)
class TitleRefused(Refusal):
    """The title, or another line for everybody, could not stand on a public screen; *kind* says what is wrong."""

    code = "title_refused"
    kind: str  # empty, too_long, line_break, markup, sign, link, mail, phone, emoji, bidi, marks
    field: str = "title"  # or note, text: a sentence beside it


@dataclass(frozen=True)
class RuleRefused(Refusal):
    """The rule of a series cannot be kept; *kind* says why."""

    code = "rule_refused"
    kind: str
    at_most: int = 0


@dataclass(frozen=True)
class UnknownDate(Refusal):
    """The series has no date on this day, or at this *start*, as clocks of the house show it."""

    code = "unknown_date"
    start: date | datetime


@dataclass(frozen=True)
class SchoolHolidays(Refusal):
    """The series pauses in school holidays."""

    code = "school_holidays"
    day: date
    name: str


@dataclass(frozen=True)
class ManySingles(Refusal):
    """The group already holds as many single dates as it may."""

    code = "many_singles"
    at_most: int


@dataclass(frozen=True)
class ManyHours(Refusal):
    """The group would have more hours in that week than it may."""

    code = "many_hours"
    at_most: int
    week: date  # its Monday
    left_min: int = 0  # what it may still have in that week


@dataclass(frozen=True)
class ManyRequests(Refusal):
    """Too many requests of this group wait for an answer."""

    code = "many_requests"
    at_most: int


@dataclass(frozen=True)
class ManyRequestsHere(Refusal):
    """People whom the house does not know yet have asked for enough at this kiosk for now: *hours* is how long."""

    code = "many_requests_here"
    at_most: int
    hours: int
