"""Refusals: about the half-year round."""

from dataclasses import dataclass
from datetime import date

from booking.refusals.base import Refusal


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
