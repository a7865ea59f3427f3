"""Refusals: about seats in a meeting."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from booking.refusals.base import Refusal


@dataclass(frozen=True)
class Full(Refusal):
    """Not enough seats left."""

    code = "full"
    free: int


@dataclass(frozen=True)
class ManySeatsHere(Refusal):
    """This terminal gave out many seats of this meeting a moment ago; again after *wait*."""

    code = "many_seats_here"
    wait: timedelta


@dataclass(frozen=True)
class NoSignup(Refusal):
    """This meeting takes no sign-up: people just come."""

    code = "no_signup"


@dataclass(frozen=True)
class ClosedGroup(Refusal):
    """A closed group meets; nobody is asked to join, and nobody learns who comes (UX §9)."""

    code = "closed_group"


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


@dataclass(frozen=True)
class UnknownCodeWord(Refusal):
    """No seat of a coming meeting has this code word."""

    code = "unknown_code_word"


@dataclass(frozen=True)
class SeatOfferOver(Refusal):
    """This place is not offered any more: the time is over, or it was answered."""

    code = "seat_offer_over"


@dataclass(frozen=True)
class DatesFull(Refusal):
    """Not every date of the series has enough seats: *full* have not, *left* have."""

    code = "dates_full"
    full: tuple[datetime, ...]
    left: int


@dataclass(frozen=True)
class BadAddress(Refusal):
    """This is no e-mail address that a letter could be sent to."""

    code = "bad_address"


@dataclass(frozen=True)
class BadName(Refusal):
    """This cannot be somebody's name: too long, or with signs that names do not have."""

    code = "bad_name"
    at_most: int
