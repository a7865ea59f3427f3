"""The house as its rules see it: plain values, loaded once for each revision."""

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date, datetime
from functools import cached_property
from typing import Any
from zoneinfo import ZoneInfo

from booking import refusals
from booking.refusals import Refused

NAMED = "named"  # what the house's facts call the times at which names were given


def named_key(kind: str, slug: str = "") -> str:
    """Return what stands for the house, a room or a group among the times at which names were given."""
    return f"{kind}:{slug}" if slug else kind


@dataclass(frozen=True, kw_only=True, slots=True)
class Rules:
    """How long, how early, how often; none means no limit."""

    slot_step_min: int = 15
    min_public_min: int = 30
    max_public_min: int = 300
    lead_hours_trusted: int = 0
    lead_hours_new: int = 48
    days_ahead_single: int | None = 120
    days_ahead_series: int | None = 330
    future_singles: int | None = None
    hours_a_week: int | None = None
    open_requests_of_newcomers: int | None = 2
    requests_a_kiosk_day: int | None = 6  # of people whom the house does not know yet
    request_hold_hours: int = 48
    waits_per_group: int | None = 5
    offer_hours: int = 24  # to take what became free
    tap_hold_minutes: int = 3  # somebody is choosing it right now
    tap_holds: int = 2  # that many at once for one group, or one terminal
    check_in: bool = False  # groups say "Wir sind da"; only then can a missing one lose its room
    release_after_min: int = 0  # nobody came: asked after so many minutes, released after as many again; 0: never

    @classmethod
    def from_facts(cls, facts: dict[str, Any]) -> "Rules":
        """Read the section `booking_rules` of the house's file, which was checked when it was loaded."""
        lead, ahead = facts.get("min_lead_hours", {}), facts.get("max_ahead_days", {})
        quota = facts.get("quota", {})
        return cls(
            slot_step_min=facts.get("slot_step_min", 15),
            min_public_min=facts.get("min_public_min", 30),
            max_public_min=facts.get("max_public_min", 300),
            lead_hours_trusted=lead.get("trusted", 0) or 0,
            lead_hours_new=lead.get("new", 48) or 0,
            days_ahead_single=ahead.get("single", 120),
            days_ahead_series=ahead.get("series", 330),
            future_singles=quota.get("future_single_per_group"),
            hours_a_week=quota.get("hours_per_group_week"),
            open_requests_of_newcomers=quota.get("held_requests_per_new_contact"),
            requests_a_kiosk_day=quota.get("requests_per_kiosk_day", 6),
            request_hold_hours=facts.get("request_hold_hours", 48),
            waits_per_group=quota.get("waits_per_group", 5),
            offer_hours=facts.get("offer_hours", 24),
            tap_hold_minutes=facts.get("tap_hold_minutes", 3),
            tap_holds=facts.get("tap_holds", 2),
            check_in=facts.get("check_in", False),
            release_after_min=facts.get("release_if_not_checked_in_min") or 0,
        )


@dataclass(frozen=True, slots=True)
class RoomFacts:
    """A room, or a room with extras, as the rules see it."""

    id: int
    slug: str
    name: str
    name_simple: str
    lo: int
    hi: int
    main_id: int | None
    extras: tuple[str, ...]
    public: bool
    standing: int | None
    rows: int | None
    tables: int | None
    default_layout: str
    setup_min: int
    teardown_min: int

    @property
    def layouts(self) -> dict[str, int]:
        """How many people may be in it, by each layout that is possible."""
        by_layout = {"standing": self.standing, "rows": self.rows, "tables": self.tables}
        return {layout: number for layout, number in by_layout.items() if number}

    def holds(self, layout: str | None = None) -> int:
        """Return how many people may be in it, with *layout* or at most."""
        if layout is not None:
            return self.layouts.get(layout, 0)
        return max(self.layouts.values(), default=0)

    def layout_for(self, persons: int | None) -> str:
        """Return how the room is set up for *persons* where nobody names a layout.

        As usual if that holds them; else the layout that holds them with the least to spare, or the largest.
        What is asked, stored and offered for sign-up all follow this one answer.
        """
        if persons is None or persons <= self.holds(self.default_layout):
            return self.default_layout
        enough = {layout: number for layout, number in self.layouts.items() if number >= persons}
        largest = max(self.layouts, key=self.layouts.__getitem__, default=self.default_layout)
        return min(enough, key=enough.__getitem__, default=largest)

    def shares_floor(self, other: "RoomFacts") -> bool:
        """Whether both cannot be used at the same time."""
        return self.lo < other.hi and other.lo < self.hi


@dataclass(frozen=True, slots=True)
class OpeningFacts:
    """Minutes of a weekday (0 is Monday) in which a room is open."""

    room_id: int
    weekday: int
    opens_min: int
    closes_min: int
    valid_from: date | None
    valid_until: date | None

    def counts_on(self, day: date) -> bool:
        """Whether it is about *day*."""
        return (
            self.weekday == day.weekday()
            and (self.valid_from is None or self.valid_from <= day)
            and (self.valid_until is None or day <= self.valid_until)
        )

    def overlaps(self, first: date, last: date | None) -> bool:
        """Whether it counts on some day from *first* to *last*, inclusive; none: without end."""
        begins_in_time = self.valid_from is None or last is None or self.valid_from <= last
        return begins_in_time and (self.valid_until is None or first <= self.valid_until)


@dataclass(frozen=True, slots=True)
class ClosureFacts:
    """Days, or a part of each, on which rooms are closed."""

    slug: str
    starts_on: date
    ends_on: date
    from_min: int
    to_min: int
    rooms: tuple[str, ...]
    public_text: str

    def counts_on(self, day: date) -> bool:
        """Whether *day* is one of its days."""
        return self.starts_on <= day <= self.ends_on


@dataclass(frozen=True, slots=True)
class HolidayFacts:
    """A public holiday or school holidays, first and last day inclusive."""

    name: str
    starts_on: date
    ends_on: date


@dataclass(frozen=True, slots=True)
class UsageFacts:
    """What a room may be used for."""

    slug: str
    name: str
    allowed: bool
    needs_approval: bool
    why: str
    priority: int = 0  # above 0: the town's own, which others give way to


@dataclass(frozen=True, slots=True)
class QuietRules:
    """When the neighbours must not be disturbed, in minutes after local midnight; none: not settled."""

    night: tuple[int, int] | None = None  # from the first, through midnight, to the second
    midday: tuple[int, int] | None = None
    windows_from: int | None = None  # from then on windows stay shut while there is music

    @classmethod
    def from_facts(cls, facts: dict[str, Any] | None) -> "QuietRules":
        """Read the section `quiet` of the house's file, which was checked when it was loaded."""
        told = facts or {}
        after = told.get("windows_closed_for_music_after")
        return cls(
            night=_minutes(told.get("night")),
            midday=_minutes(told.get("midday_quiet")),
            windows_from=None if after is None else _minute(after),
        )


def _minutes(times: dict[str, str] | None) -> tuple[int, int] | None:
    return (_minute(times["start"]), _minute(times["end"])) if times else None


def _minute(clock: str) -> int:
    hour, minute = clock.split(":")
    return int(hour) * 60 + int(minute)


@dataclass(frozen=True, kw_only=True)
class HouseFacts:
    """Everything about the house that rules ask; loaded once for each revision."""

    revision: int
    slug: str
    name: str
    short: str
    city: str
    public_domain: str
    zone: ZoneInfo
    about: dict[str, Any]
    rules: Rules
    rooms: tuple[RoomFacts, ...]
    openings: tuple[OpeningFacts, ...]
    closures: tuple[ClosureFacts, ...]
    public_holidays: tuple[HolidayFacts, ...]
    school_holidays: tuple[HolidayFacts, ...]
    usages: tuple[UsageFacts, ...]
    sections: dict[str, Any] = field(default_factory=dict)

    def named_at(self, key: str) -> datetime | None:
        """Return when what *key* stands for (`named_key`) got its name, UTC; none: it always had it."""
        told = self.about.get(NAMED, {}).get(key)
        return datetime.fromisoformat(told) if told else None

    @cached_property
    def quiet(self) -> QuietRules:
        """When the neighbours must not be disturbed."""
        return QuietRules.from_facts(self.sections.get("quiet"))

    @cached_property
    def rooms_by_id(self) -> dict[int, RoomFacts]:
        """Every room, also those with extras, by its id."""
        return {room.id: room for room in self.rooms}

    @cached_property
    def rooms_by_slug(self) -> dict[str, RoomFacts]:
        """Every room, also those with extras, by its slug."""
        return {room.slug: room for room in self.rooms}

    @cached_property
    def public_rooms(self) -> tuple[RoomFacts, ...]:
        """The rooms that people know and can ask for, in the house's order."""
        return tuple(room for room in self.rooms if room.public and room.main_id is None)

    @cached_property
    def bookable_rooms(self) -> tuple[RoomFacts, ...]:
        """Every public room, and after it the same room with each of its extras."""
        return tuple(
            room for main in self.public_rooms for room in self.rooms if room is main or room.main_id == main.id
        )

    def room(self, slug: str, extras: Iterable[str] = ()) -> RoomFacts:
        """Return the room *slug*, joined with the rooms *extras*.

        Raises Refused(UnknownRoom) if there is no such room or it cannot be joined like that.
        """
        main, wanted = self.rooms_by_slug.get(slug), set(extras)
        if main is not None and not wanted:
            return main
        for room in self.rooms:
            if main is not None and room.main_id == main.id and set(room.extras) == wanted:
                return room
        known = tuple(room.slug for room in self.public_rooms)
        raise Refused(refusals.UnknownRoom("+".join([slug, *sorted(wanted)]), known))

    def main_room(self, room: RoomFacts) -> RoomFacts:
        """Return the room that people know *room* by."""
        return room if room.main_id is None else self.rooms_by_id[room.main_id]

    def parts(self, room: RoomFacts) -> list[RoomFacts]:
        """Return the single rooms that *room* is made of."""
        return [self.main_room(room), *(self.rooms_by_slug[slug] for slug in room.extras)]

    def joined_to(self, extra: RoomFacts) -> tuple[RoomFacts, ...]:
        """Return the rooms that *extra* can be lent with, in the house's order."""
        mains = {room.main_id for room in self.rooms if extra.slug in room.extras}
        return tuple(room for room in self.public_rooms if room.id in mains)

    def ids_sharing_floor(self, room: RoomFacts) -> list[int]:
        """Return the ids of every room that cannot be used while *room* is."""
        return [other.id for other in self.rooms if other.shares_floor(room)]

    def usage(self, slug: str) -> UsageFacts | None:
        """Return the usage *slug*, if the house knows it."""
        return next((usage for usage in self.usages if usage.slug == slug), None)
