"""Refusals: not then."""

from dataclasses import dataclass
from datetime import date, datetime

from booking.refusals.base import Refusal
from booking.span import Span


@dataclass(frozen=True)
class InThePast(Refusal):
    """It would start before now."""

    code = "in_the_past"


@dataclass(frozen=True)
class EndBeforeStart(Refusal):
    """The end is not after the start."""

    code = "end_before_start"


@dataclass(frozen=True)
class OffGrid(Refusal):
    """Bookings start and end on steps of the clock."""

    code = "off_grid"
    step_min: int


@dataclass(frozen=True)
class TooShort(Refusal):
    """Shorter than the house lends its rooms."""

    code = "too_short"
    at_least_min: int


@dataclass(frozen=True)
class TooLong(Refusal):
    """Longer than the house lends its rooms."""

    code = "too_long"
    at_most_min: int


@dataclass(frozen=True)
class TooSoon(Refusal):
    """The desk needs more time before the date."""

    code = "too_soon"
    lead_hours: int
    earliest: datetime


@dataclass(frozen=True)
class TooFarAhead(Refusal):
    """Further ahead than the book is open."""

    code = "too_far_ahead"
    days: int
    latest: date


@dataclass(frozen=True)
class TwiceOnTheClock(Refusal):
    """In the night in which clocks are put back an hour comes twice; only its first time can be booked."""

    code = "twice_on_the_clock"
    first: datetime  # when the clocks show the same for the first time


@dataclass(frozen=True)
class OutsideHours(Refusal):
    """The block, with set-up and tear-down, does not lie in the opening hours of *day*."""

    code = "outside_hours"
    day: date
    open: tuple[tuple[str, str], ...]  # ("08:00", "22:00") each; none: closed all day
    setup_min: int = 0
    teardown_min: int = 0


@dataclass(frozen=True)
class Closed(Refusal):
    """The house says that it is closed then; *text* is its public sentence."""

    code = "closed"
    day: date
    text: str
    slug: str = ""
    from_clock: str = "00:00"  # the part of each day that is closed
    to_clock: str = "24:00"
    last_day: date | None = None  # of the closure


@dataclass(frozen=True)
class PublicHoliday(Refusal):
    """A public holiday of the Land."""

    code = "public_holiday"
    day: date
    name: str


@dataclass(frozen=True)
class QuietHours(Refusal):
    """A loud meeting would disturb the neighbours; *kind* is `night` or `midday`."""

    code = "quiet_hours"
    kind: str
    day: date
    from_clock: str  # "22:00"
    to_clock: str


@dataclass(frozen=True)
class Taken(Refusal):
    """Somebody else has the room during *span*, set-up and tear-down included."""

    code = "taken"
    span: Span
    uid: str
    title: str | None = None  # none: not public
