"""What the house's file says about how long, how early and how often rooms are lent."""

from dataclasses import dataclass, field
from itertools import pairwise
from typing import Annotated

from booking.housefile import words
from booking.housefile.house import GroupKind, in_order
from booking.housefile.schema import Defines, Entry, Objections
from booking.housefile.words import Count, Day, Minutes, Positive, Text
from booking.i18n import _
from models.community import Listing, Trust


@dataclass(frozen=True, kw_only=True)
class LeadHours(Entry):
    """How early one must ask."""

    trusted: Count | None = None
    new: Count | None = None


@dataclass(frozen=True, kw_only=True)
class MaxAhead(Entry):
    """How far ahead the book is open; none: without limit."""

    single: Positive | None = None
    series: Positive | None = None


@dataclass(frozen=True, kw_only=True)
class Quota(Entry):
    """How much one group may hold; none: without limit."""

    future_single_per_group: Positive | None = None
    hours_per_group_week: Positive | None = None
    held_requests_per_new_contact: Positive | None = None
    waits_per_group: Positive | None = 5
    requests_per_kiosk_day: Positive | None = 6


@dataclass(frozen=True, kw_only=True)
class AllocationRound(Entry):
    """Until when groups ask for fixed dates of a half-year."""

    name: Annotated[Text, Defines("round")]
    period: tuple[Day, Day]
    apply_until: Day

    def objections(self) -> Objections:
        """Yield what is wrong between its keys."""
        return in_order(*self.period, "period")


@dataclass(frozen=True, kw_only=True)
class QuietGroups(Entry):
    """Which groups are quiet ones; any of these is enough."""

    kinds: tuple[GroupKind, ...] = ("self_help",)
    audiences: words.Audiences = ("senioren", "neu-hier")
    listings: tuple[Listing, ...] = (Listing.NEUTRAL,)
    trust: tuple[Trust, ...] = (Trust.NEW,)


@dataclass(frozen=True, kw_only=True)
class RoundWeights(Entry):
    """What rounds go by; booking.outcomes.Weights reads the same words. Minutes are minutes a week."""

    continuity: Minutes = 60
    quiet: Minutes = 60
    usage: dict[words.Usage, Minutes] = field(default_factory=dict)
    quiet_groups: QuietGroups | None = None
    free_percent: Annotated[int, words.between(1, 100)] = 90
    wishes_per_group: Annotated[int, words.between(1, 20)] = 3


@dataclass(frozen=True, kw_only=True)
class Key(Entry):
    """How groups get in."""

    kinds: words.Slugs
    deposit_eur_dauerschluessel: Count = 0


@dataclass(frozen=True, kw_only=True)
class BookingRules(Entry):
    """How long, how early, how often; booking.facts.Rules reads the same words."""

    slot_step_min: Annotated[int, words.between(5, 240)]
    min_public_min: Annotated[int, words.between(5, 1440)]
    max_public_min: Annotated[int, words.between(5, 1440)]
    min_lead_hours: LeadHours
    max_ahead_days: MaxAhead
    quota: Quota
    request_hold_hours: Positive = 48
    offer_hours: Positive = 24
    decision_target_workdays: Positive | None = None
    cancel_free_until_hours: Count | None = None
    tap_hold_minutes: Annotated[int, words.between(1, 30)] = 3
    tap_holds: Annotated[int, words.between(1, 20)] = 2
    check_in: bool = False
    release_if_not_checked_in_min: Minutes | None = None
    allocation_rounds: tuple[AllocationRound, ...] = ()
    round_weights: RoundWeights | None = None
    priority: Annotated[tuple[words.Usage, ...], words.distinct] = ()
    key: Key | None = None

    def objections(self) -> Objections:
        """Yield what is wrong between its keys."""
        if self.max_public_min < self.min_public_min:
            yield "max_public_min", _("Die längste Zeit ist kürzer als die kürzeste.")
        in_turn = sorted(self.allocation_rounds, key=lambda one: one.period)
        for one, other in pairwise(in_turn):
            if other.period[0] <= one.period[1]:
                text = _("„{one}“ und „{other}“ überschneiden sich.", one=one.name, other=other.name)
                yield "allocation_rounds", text
