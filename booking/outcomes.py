"""What a round weighs and what comes of a wish, as they are stored: plain values, read back as they were written."""

from collections.abc import Iterable, Mapping
from dataclasses import asdict, dataclass, field, fields
from datetime import date
from typing import Any

from booking.fixedtimes import CLASH, Choice, Date


@dataclass(frozen=True, kw_only=True, slots=True)
class Weights:
    """What a round goes by. Minutes are minutes a week by which a group counts as having less."""

    continuity: int = 60  # for a time that the group had in the half-year before
    quiet: int = 60  # for quiet groups
    usage: Mapping[str, int] = field(default_factory=dict)  # by slug of the usage type
    order: tuple[str, ...] = ()  # usage types, first ones first, where hours are equal
    quiet_kinds: tuple[str, ...] = ("self_help",)
    quiet_audiences: tuple[str, ...] = ("senioren", "neu-hier")
    quiet_listings: tuple[str, ...] = ("neutral",)
    quiet_trust: tuple[str, ...] = ("new",)
    free_percent: int = 90  # so many of the dates of a fixed time must be free
    wishes_per_group: int = 3

    @classmethod
    def from_rules(cls, rules: Mapping[str, Any]) -> "Weights":
        """Read the section `booking_rules` of the house's file, which was checked when it was loaded."""
        return cls.from_facts({"order": rules.get("priority") or [], **(rules.get("round_weights") or {})})

    @classmethod
    def from_facts(cls, facts: Mapping[str, Any]) -> "Weights":
        """Read what `as_facts` wrote, or the same words; what is absent is usual."""
        quiet_groups = facts.get("quiet_groups") or {}
        given: dict[str, Any] = {name: facts[name] for name in _NUMBERS if facts.get(name) is not None}
        given |= {f"quiet_{name}": tuple(quiet_groups[name]) for name in _QUIET if name in quiet_groups}
        return cls(usage=dict(facts.get("usage", {})), order=tuple(facts.get("order", ())), **given)

    def as_facts(self) -> dict[str, Any]:
        """Return them as plain values for JSON."""
        return {
            **{name: getattr(self, name) for name in _NUMBERS},
            "usage": dict(self.usage),
            "order": list(self.order),
            "quiet_groups": {name: list(getattr(self, f"quiet_{name}")) for name in _QUIET},
        }

    def place(self, usage: str) -> int:
        """Return the place of *usage* in the house's order; those that are not named come last."""
        return self.order.index(usage) if usage in self.order else len(self.order)

    def calls_quiet(self, *, kind: str, audience: Iterable[str], listing: str, trust: str) -> bool:
        """Whether such a group is one of the quiet ones."""
        return (
            kind in self.quiet_kinds
            or listing in self.quiet_listings
            or trust in self.quiet_trust
            or any(word in self.quiet_audiences for word in audience)
        )


_QUIET = ("kinds", "audiences", "listings", "trust")
_NUMBERS = ("continuity", "quiet", "free_percent", "wishes_per_group")


@dataclass(frozen=True, kw_only=True, slots=True)
class Skipped:
    """A day on which a fixed time does not take place; *why* is a word of booking.fixedtimes."""

    day: date
    why: str
    who: str | None = None  # the public title of what stands there


@dataclass(frozen=True, kw_only=True, slots=True)
class Passed:
    """Why a choice was passed over.

    `rules`: the house does not lend its room like that. `closed`: the house is closed then. `taken`: other
    bookings stand there already. `given`: another group got it. `quota`: the group has its share.
    """

    number: int  # which choice
    code: str
    free: int = 0  # so many of its dates are free …
    of: int = 0  # … of so many
    who: str | None = None  # taken: the public title of what stands there
    because: str = ""  # given: hours, continuity, quiet, usage, order, lot, rank or desk
    wish: str = ""  # given: to which wish …
    group: str = ""  # … of which group
    theirs: int = 0  # minutes a week that the other group had then
    mine: int = 0  # minutes a week that this group had then


@dataclass(frozen=True, kw_only=True, slots=True)
class Swap:
    """Who could move, so that a wish gets its choice *number*: the wish *wish*, to its own choice *other*."""

    number: int
    wish: str
    other: int


@dataclass(frozen=True, kw_only=True, slots=True)
class Outcome:
    """What came of one wish, and why."""

    wish: str  # its public id
    choice: Choice | None = None  # none: nothing
    number: int | None = None  # which of its choices that is; none: nothing, or a time of the desk's own
    phase: int = 0  # its first date lies so many weeks after the first possible one
    fixed: bool = False  # the desk set it by hand
    turn: int = 0  # 0: it had no turn
    minutes: int = 0  # a week that its group had before that turn
    dates: int = 0  # how many take place
    skipped: tuple[Skipped, ...] = ()
    passed: tuple[Passed, ...] = ()  # why not a choice that it likes better
    near: tuple[Choice, ...] = ()  # free fixed times near its first choice, where it got nothing
    swap: Swap | None = None

    def as_facts(self) -> dict[str, Any]:
        """Return it as plain values for JSON; `from_facts` reads them back."""
        return {
            **{name: getattr(self, name) for name in _PLAIN},
            "choice": self.choice.as_facts() if self.choice else None,
            "skipped": [{**_filled(one), "day": one.day.isoformat()} for one in self.skipped],
            "passed": [_filled(one) for one in self.passed],
            "near": [one.as_facts() for one in self.near],
            "swap": asdict(self.swap) if self.swap else None,
        }

    @classmethod
    def from_facts(cls, facts: Mapping[str, Any]) -> "Outcome":
        """Read what `as_facts` wrote."""
        skipped = ({**one, "day": date.fromisoformat(one["day"])} for one in facts["skipped"])
        return cls(
            **{name: facts[name] for name in _PLAIN},
            choice=Choice.from_facts(facts["choice"]) if facts["choice"] else None,
            skipped=tuple(Skipped(**one) for one in skipped),
            passed=tuple(Passed(**one) for one in facts["passed"]),
            near=tuple(Choice.from_facts(one) for one in facts["near"]),
            swap=Swap(**facts["swap"]) if facts["swap"] else None,
        )


_PLAIN = ("wish", "number", "phase", "fixed", "turn", "minutes", "dates")


def skipped_of(dates: Iterable[Date]) -> tuple[Skipped, ...]:
    """Return the days of *dates* that do not take place."""
    return tuple(
        Skipped(day=one.starts.date(), why=one.why, who=one.who if one.why == CLASH else None)
        for one in dates
        if not one.is_free
    )


def _filled(entry: Skipped | Passed) -> dict[str, Any]:
    """Return the fields that say something."""
    values = {item.name: getattr(entry, item.name) for item in fields(entry)}
    return {name: value for name, value in values.items() if value not in (None, "")}
