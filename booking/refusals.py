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
    """No room, or no room with these extras, has this name; *rooms* are those that there are."""

    code = "unknown_room"
    room: str
    rooms: tuple[str, ...] = ()


@dataclass(frozen=True)
class UnknownGroup(Refusal):
    """No group has this name."""

    code = "unknown_group"
    group: str


@dataclass(frozen=True)
class UnknownUsage(Refusal):
    """The house knows no such usage; *usages* are allowed."""

    code = "unknown_usage"
    usage: str
    usages: tuple[str, ...] = ()


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
class UnknownClosure(Refusal):
    """The house has no such closure, or not any more."""

    code = "unknown_closure"


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


# What and how many


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


# The life of a booking


@dataclass(frozen=True)
class HoldOver(Refusal):
    """What was held for somebody was not finished in time."""

    code = "hold_over"


@dataclass(frozen=True)
class ManyHolds(Refusal):
    """As many times are held for this group, or at this place, as may be at once."""

    code = "many_holds"
    at_most: int


@dataclass(frozen=True)
class QuestionOpen(Refusal):
    """The group was asked something already and has not answered yet."""

    code = "question_open"


@dataclass(frozen=True)
class NoQuestion(Refusal):
    """There is no question to answer, or somebody answered it."""

    code = "no_question"


@dataclass(frozen=True)
class TextRefused(Refusal):
    """A text to the group or to the desk cannot be sent; *kind* says what is wrong with it."""

    code = "text_refused"
    kind: str  # empty, too_long, sign, marks
    at_most: int


@dataclass(frozen=True)
class SeatsTaken(Refusal):
    """More people have a seat than the other room holds."""

    code = "seats_taken"
    taken: int
    at_most: int


@dataclass(frozen=True)
class NotYet(Refusal):
    """It is too early for that: possible from *opens* on."""

    code = "not_yet"
    opens: datetime


@dataclass(frozen=True)
class NotLonger(Refusal):
    """It lasts until *ends* already."""

    code = "not_longer"
    ends: datetime


@dataclass(frozen=True)
class UnknownItem(Refusal):
    """The house's list of what is to be done, or of what can be broken, knows no such thing."""

    code = "unknown_item"
    item: str


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


# The half-year round


@dataclass(frozen=True)
class UnknownRound(Refusal):
    """No round has this id."""

    code = "unknown_round"


@dataclass(frozen=True)
class UnknownWish(Refusal):
    """No wish of this group has this id in this round."""

    code = "unknown_wish"


@dataclass(frozen=True)
class RoundClosed(Refusal):
    """Wishes came until *until*; that day is over."""

    code = "round_closed"
    until: date


@dataclass(frozen=True)
class RoundDecided(Refusal):
    """The round was decided; its series stand in the book."""

    code = "round_decided"


@dataclass(frozen=True)
class RoundStillOpen(Refusal):
    """Groups may still wish until *until*, so nothing can be decided yet."""

    code = "round_still_open"
    until: date


@dataclass(frozen=True)
class PeriodRefused(Refusal):
    """The days of a round make no sense; *kind* says why."""

    code = "period_refused"
    kind: str  # order, too_long, too_late, begun, overlap
    other: str = ""  # overlap: the round that it overlaps


@dataclass(frozen=True)
class ManyWishes(Refusal):
    """The group has as many wishes in this round as it may."""

    code = "many_wishes"
    at_most: int


@dataclass(frozen=True)
class NumberOfChoices(Refusal):
    """A wish names some fixed times, but not too many."""

    code = "number_of_choices"
    at_least: int
    at_most: int


@dataclass(frozen=True)
class NoFixedTime(Refusal):
    """A series that is no fixed time of one weekday cannot be wished for as before."""

    code = "no_fixed_time"


@dataclass(frozen=True)
class RunsOn(Refusal):
    """The series runs on in that period, so there is nothing to wish for; *until* is its last day, none: open end."""

    code = "runs_on"
    until: date | None


@dataclass(frozen=True)
class NoProposal(Refusal):
    """There is no proposal yet for every wish."""

    code = "no_proposal"


@dataclass(frozen=True)
class ProposalOutdated(Refusal):
    """Meanwhile others have booked what was proposed for these wishes."""

    code = "proposal_outdated"
    titles: tuple[str, ...]


@dataclass(frozen=True)
class TimeGiven(Refusal):
    """The desk gave that time to another wish already."""

    code = "time_given"
    title: str


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


@dataclass(frozen=True)
class BookAway(Refusal):
    """The database does not answer now; nobody knows whether the last thing asked was still stored."""

    code = "book_away"


@dataclass(frozen=True)
class BookBusy(Refusal):
    """Somebody else writes for longer than anybody waits; nothing was stored."""

    code = "book_busy"


@dataclass(frozen=True)
class BookFull(Refusal):
    """The disk of the database is full; nothing was stored, all that stands in it can be read."""

    code = "book_full"
