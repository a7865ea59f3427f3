"""The house: its rooms as intervals of floor, when they are open, and what may happen in them."""

from datetime import date
from typing import Any

from sqlalchemy import CheckConstraint, UniqueConstraint
from sqlmodel import Field, SQLModel

from models.columns import Facts


class House(SQLModel, table=True):
    """The one house of this database; `revision` grows whenever rooms, hours or rules change."""

    id: int = Field(default=1, primary_key=True)
    revision: int = 1
    slug: str
    name: str
    short: str
    city: str = ""
    timezone: str = "Europe/Berlin"
    locale: str = "de-DE"
    public_domain: str = ""
    about: dict[str, Any] = Field(default_factory=dict, sa_type=Facts)  # claim, street, operator, …
    rules: dict[str, Any] = Field(default_factory=dict, sa_type=Facts)  # booking.facts.Rules reads it

    __table_args__ = (CheckConstraint("id = 1", name="house_is_one"),)


class Room(SQLModel, table=True):
    """A piece of floor `[lo, hi)` that can be booked; rooms share floor when their intervals meet.

    A room with its extras (the big room with the kitchen) is a room of its own whose `main_id`
    names the room that people know it by.
    """

    id: int = Field(default=None, primary_key=True)
    slug: str = Field(unique=True)
    name: str
    name_simple: str = ""
    lo: int
    hi: int
    position: int = 0
    main_id: int | None = Field(default=None, foreign_key="room.id")  # none: a room by itself
    extras: list[str] = Field(default_factory=list, sa_type=Facts)  # slugs of the rooms joined to it
    public: bool = True  # bookable by itself and shown; false: only as an extra
    standing: int | None = None  # how many people, by layout; none: that layout is not possible
    rows: int | None = None
    tables: int | None = None
    default_layout: str = "tables"
    setup_min: int = 0
    teardown_min: int = 0
    facts: dict[str, Any] = Field(default_factory=dict, sa_type=Facts)  # step_free, equipment, …

    __table_args__ = (
        UniqueConstraint("id", "lo", "hi", name="room_floor"),
        CheckConstraint("lo < hi", name="room_has_floor"),
    )


class Opening(SQLModel, table=True):
    """Between which minutes of a weekday a booking, with set-up and tear-down, may lie in a room."""

    id: int = Field(default=None, primary_key=True)
    room_id: int = Field(foreign_key="room.id", index=True)
    weekday: int = Field(ge=0, le=6)  # 0 is Monday
    opens_min: int  # minutes after local midnight
    closes_min: int  # 1440 is the midnight that ends the day
    valid_from: date | None = None  # none: since ever
    valid_until: date | None = None  # inclusive; none: for ever

    __table_args__ = (
        CheckConstraint("weekday BETWEEN 0 AND 6", name="opening_weekday"),
        CheckConstraint("0 <= opens_min AND opens_min < closes_min AND closes_min <= 1440", name="opening_minutes"),
    )


class Closure(SQLModel, table=True):
    """Days, or a part of each day, on which rooms are closed. A rule, not a booking: it may overlap."""

    id: int = Field(default=None, primary_key=True)
    slug: str = Field(unique=True)
    starts_on: date
    ends_on: date  # inclusive
    from_min: int = 0  # part of each day, minutes after local midnight
    to_min: int = 1440
    rooms: list[str] = Field(default_factory=list, sa_type=Facts)  # slugs
    reason: str = ""
    public_text: str = ""

    __table_args__ = (
        CheckConstraint("starts_on <= ends_on", name="closure_days"),
        CheckConstraint("0 <= from_min AND from_min < to_min AND to_min <= 1440", name="closure_minutes"),
    )


class Holiday(SQLModel, table=True):
    """A public holiday, on which the house is closed, or school holidays, in which series may pause."""

    id: int = Field(default=None, primary_key=True)
    school: bool = False
    name: str
    starts_on: date
    ends_on: date  # inclusive; a public holiday is one day

    __table_args__ = (CheckConstraint("starts_on <= ends_on", name="holiday_days"),)


class UsageType(SQLModel, table=True):
    """What a room may be used for, and why something is not possible here."""

    id: int = Field(default=None, primary_key=True)
    slug: str = Field(unique=True)
    name: str
    allowed: bool = True
    needs_approval: bool = False  # true: the desk decides; false: groups that are trusted book at once
    fee_cents: int = 0
    priority: int = 0
    why: str = ""  # said when it is not allowed
    position: int = 0


class Section(SQLModel, table=True):
    """A part of the house's file that was checked and is kept for its screen, or what the house itself remembers."""

    name: str = Field(primary_key=True)
    content: Any = Field(default=None, sa_type=Facts)
