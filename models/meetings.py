"""What people meet for, and the seats they take."""

from datetime import datetime
from enum import StrEnum
from typing import Any

from sqlalchemy import CheckConstraint
from sqlmodel import Field, SQLModel

from models.columns import Facts


class Signup(StrEnum):
    """How one joins a date."""

    NONE = "none"  # just come
    SEATS = "seats"  # a number of seats; full is full
    WAITLIST = "waitlist"  # seats, then a waiting list in order
    EXTERNAL = "external"  # somebody else keeps the list


class Meeting(SQLModel, table=True):
    """What a meeting is about: the text shared by all of its dates."""

    id: int = Field(default=None, primary_key=True)
    slug: str | None = Field(default=None, unique=True)  # none: made by a group, not by the house's file
    group_id: int | None = Field(default=None, foreign_key="groups.id", index=True)
    title: str
    title_simple: str = ""
    text_simple: str = ""
    topic: str = ""
    access: list[str] = Field(default_factory=list, sa_type=Facts)  # pictogram words: kostenlos, rollstuhl, …
    audience: list[str] = Field(default_factory=list, sa_type=Facts)
    cohosts: list[str] = Field(default_factory=list, sa_type=Facts)  # slugs of groups
    district_id: int | None = Field(default=None, foreign_key="district.id")
    price_note: str = ""
    titles: dict[str, str] = Field(default_factory=dict, sa_type=Facts)  # language → title
    facts: dict[str, Any] = Field(default_factory=dict, sa_type=Facts)  # project, noise, invite, …
    updated_at: datetime


class Seat(SQLModel, table=True):
    """A number of persons and a code, never a name.

    Whether a seat is in or waiting is read, in order of id, and never stored: see booking.signups.
    """

    id: int = Field(default=None, primary_key=True)
    booking_id: int = Field(foreign_key="booking.id", index=True)
    persons: int
    code_word: str = Field(index=True)  # two words and a number, to say at the counter
    token_hash: str = Field(unique=True)  # sha256 of the token in the link
    once: str | None = Field(default=None, unique=True)  # of the form, so that a second press changes nothing
    created_at: datetime
    released_at: datetime | None = None  # none: still wanted

    __table_args__ = (CheckConstraint("persons > 0", name="seat_persons"),)
