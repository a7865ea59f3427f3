"""Why something cannot be: refusals are data; the faces turn them into sentences.

Every refusal has a `code`, the stable word that the API gives to machines.
"""

from dataclasses import asdict, dataclass
from datetime import date, datetime, timedelta
from typing import Any, ClassVar

from booking.span import Span


@dataclass(frozen=True)
class Refusal:
    """One reason. Its fields are the facts that a sentence about it needs."""

    code: ClassVar[str] = "refused"

    def facts(self) -> dict[str, Any]:
        """Return its fields as plain data."""
        return asdict(self)


class Refused(Exception):
    """A command cannot be done, for every reason in *reasons*; nothing was stored.

    *alternatives* are what would be possible instead, nearest first.
    """

    def __init__(self, *reasons: Refusal, alternatives: tuple["Alternative", ...] = ()) -> None:
        super().__init__(", ".join(reason.code for reason in reasons))
        self.reasons = reasons
        self.alternatives = alternatives


@dataclass(frozen=True)
class Alternative:
    """A time that is free: the public part of it."""

    room: str
    span: Span


# Things that are not there


@dataclass(frozen=True)
class UnknownRoom(Refusal):
    """No room, or no room with these extras, has this name."""

    code = "unknown_room"
    room: str


@dataclass(frozen=True)
class UnknownGroup(Refusal):
    """No group has this name."""

    code = "unknown_group"
    group: str


@dataclass(frozen=True)
class UnknownUsage(Refusal):
    """The house knows no such usage."""

    code = "unknown_usage"
    usage: str


@dataclass(frozen=True)
class UnknownMeeting(Refusal):
    """No public meeting has this code."""

    code = "unknown_meeting"


@dataclass(frozen=True)
class UnknownBooking(Refusal):
    """No booking of this group has this id."""

    code = "unknown_booking"


@dataclass(frozen=True)
class UnknownSeat(Refusal):
    """The link to a seat is broken or too old."""

    code = "unknown_seat"


@dataclass(frozen=True)
class UnknownFeed(Refusal):
    """No calendar has this address."""

    code = "unknown_feed"


# Times


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


@dataclass(frozen=True)
class PublicHoliday(Refusal):
    """A public holiday of the Land."""

    code = "public_holiday"
    day: date
    name: str


@dataclass(frozen=True)
class Taken(Refusal):
    """Somebody else has the room during *span*, set-up and tear-down included."""

    code = "taken"
    span: Span
    uid: str
    title: str | None = None  # none: not public


# What and how many


@dataclass(frozen=True)
class TooManyPersons(Refusal):
    """More people than the room may hold."""

    code = "too_many_persons"
    at_most: int


@dataclass(frozen=True)
class BadNumber(Refusal):
    """A number of persons that makes no sense here."""

    code = "bad_number"
    at_least: int
    at_most: int


@dataclass(frozen=True)
class UnknownLayout(Refusal):
    """The room cannot be set up like that."""

    code = "unknown_layout"
    layout: str


@dataclass(frozen=True)
class UsageNotAllowed(Refusal):
    """What the room is not for; *why* is the house's own kind sentence."""

    code = "usage_not_allowed"
    usage: str
    why: str


@dataclass(frozen=True)
class RoomOnlyAsExtra(Refusal):
    """The room is lent only together with another one."""

    code = "room_only_as_extra"
    room: str


@dataclass(frozen=True)
class TitleRefused(Refusal):
    """The title could not stand on a public screen; *kind* says what is wrong with it."""

    code = "title_refused"
    kind: str  # empty, too_long, line_break, markup, sign, link, mail, phone, emoji, bidi, marks


@dataclass(frozen=True)
class RuleRefused(Refusal):
    """The rule of a series cannot be kept; *kind* says why."""

    code = "rule_refused"
    kind: str
    at_most: int = 0


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


@dataclass(frozen=True)
class ManyRequests(Refusal):
    """Too many requests of this group wait for an answer."""

    code = "many_requests"
    at_most: int


# Waiting for a time


@dataclass(frozen=True)
class UnknownWait(Refusal):
    """Nobody waits under this id."""

    code = "unknown_wait"


@dataclass(frozen=True)
class NotTaken(Refusal):
    """Nobody needs to wait for this time: it can be booked at once."""

    code = "not_taken"


@dataclass(frozen=True)
class AlreadyWaiting(Refusal):
    """The group waits for this time, or a part of it, already."""

    code = "already_waiting"


@dataclass(frozen=True)
class ManyWaits(Refusal):
    """The group waits for as many times as it may."""

    code = "many_waits"
    at_most: int


@dataclass(frozen=True)
class OfferOver(Refusal):
    """The offer was not taken in time."""

    code = "offer_over"
    until: datetime | None = None


# Seats


@dataclass(frozen=True)
class Full(Refusal):
    """Not enough seats left."""

    code = "full"
    free: int


@dataclass(frozen=True)
class NoSignup(Refusal):
    """This meeting takes no sign-up: people just come."""

    code = "no_signup"


@dataclass(frozen=True)
class SignupElsewhere(Refusal):
    """Somebody else keeps the list."""

    code = "signup_elsewhere"


@dataclass(frozen=True)
class SignupClosed(Refusal):
    """Sign-up ended before the start."""

    code = "signup_closed"
    since: datetime


@dataclass(frozen=True)
class MeetingOver(Refusal):
    """The meeting has begun or is over."""

    code = "meeting_over"


@dataclass(frozen=True)
class MeetingCancelled(Refusal):
    """The meeting does not take place."""

    code = "meeting_cancelled"


# Who


@dataclass(frozen=True)
class WrongPin(Refusal):
    """Not this group's PIN; said the same for a group that does not exist."""

    code = "wrong_pin"
    tries_left: int


@dataclass(frozen=True)
class Locked(Refusal):
    """Too many wrong tries; open again after *wait*."""

    code = "locked"
    until: datetime
    wait: timedelta


@dataclass(frozen=True)
class WrongLogin(Refusal):
    """Not a login of the desk with this passphrase."""

    code = "wrong_login"


@dataclass(frozen=True)
class WeakPassphrase(Refusal):
    """A passphrase of the desk that is too short, or too long to be typed."""

    code = "weak_passphrase"
    at_least: int
    at_most: int


@dataclass(frozen=True)
class LoginTaken(Refusal):
    """The desk has a login of this name already."""

    code = "login_taken"
    login: str


@dataclass(frozen=True)
class NoKey(Refusal):
    """The request carries no key of a group, or an old one."""

    code = "no_key"


@dataclass(frozen=True)
class NotYours(Refusal):
    """The booking belongs to another group."""

    code = "not_yours"


@dataclass(frozen=True)
class AlreadyDecided(Refusal):
    """Somebody else decided first; *state* is how it stands now."""

    code = "already_decided"
    state: str


@dataclass(frozen=True)
class ChangedMeanwhile(Refusal):
    """Somebody else changed it since it was shown; nothing was done, look again."""

    code = "changed_meanwhile"


@dataclass(frozen=True)
class ReasonMissing(Refusal):
    """Whoever asked must be told why not."""

    code = "reason_missing"


@dataclass(frozen=True)
class TooManyTries(Refusal):
    """Too many requests from one place in a short time."""

    code = "too_many_tries"
    wait: timedelta


@dataclass(frozen=True)
class Malformed(Refusal):
    """What was sent cannot be read; *field* and *expected* say where and what would be right."""

    code = "malformed"
    field: str
    expected: str


@dataclass(frozen=True)
class NoHouse(Refusal):
    """Nothing was loaded into this database yet."""

    code = "no_house"
