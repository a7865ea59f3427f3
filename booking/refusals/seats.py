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
