"""The dates that a report counts, as plain values."""

from dataclasses import dataclass
from datetime import date, datetime


@dataclass(frozen=True, kw_only=True, slots=True)
class Held:
    """One date that took place; times in the house's zone."""

    starts_at: datetime
    minutes: int  # of the public time
    room: str  # name
    room_id: int
    group_id: int | None
    is_public: bool  # title and times are told; of others only the time in the room counts
    group_kind: str = ""  # a word of the house's file; empty: somebody without a group
    topic: str = ""
    district: str = ""  # name; empty: no single one
    marks: frozenset[str] = frozenset()  # access and audience words
    signs_up: bool = False  # seats are counted
    capacity: int | None = None
    taken: int = 0  # persons with a seat
    waiting: int = 0  # persons who waited in vain
    heads: int | None = None  # told when leaving


@dataclass(frozen=True, kw_only=True, slots=True)
class OpenRoom:
    """A room that can be booked, and how long it was open, closures left out."""

    name: str
    shares: frozenset[int]  # ids of the rooms on its floor, itself included: who has one of them has it
    minutes: int


@dataclass(frozen=True, kw_only=True, slots=True)
class Period:
    """Everything that a report of `[since, until)` looks at."""

    since: date
    until: date
    held: tuple[Held, ...]
    called_off: tuple[str, ...]  # why, of each date that was promised and did not take place; empty: taken back
    no_shows: int
    declined: tuple[str, ...]  # why, of each wish that was declined
    asked: tuple[str, ...]  # over which way each booking of the period was made
    rooms: tuple[OpenRoom, ...] = ()  # none: of one quarter, which has no hours of its own
    new_groups: int | None  # none: of one quarter, to which no group belongs
    quarter: str = ""  # name; empty: the whole town
