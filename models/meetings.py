"""What people meet for, and the seats they take."""

from datetime import datetime
from enum import StrEnum
from typing import Any

from sqlalchemy import CheckConstraint, Index, text
from sqlmodel import Field, SQLModel

from models.columns import Facts, one_of


class Signup(StrEnum):
    """How one joins a date."""

    NONE = "none"  # just come
    SEATS = "seats"  # a number of seats; full is full
    WAITLIST = "waitlist"  # seats, then a waiting list in order
    EXTERNAL = "external"  # somebody else keeps the list


COUNTED = (Signup.SEATS, Signup.WAITLIST)  # the house counts their seats


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


class Standing(StrEnum):
    """Where a seat stands in its meeting; stored, because an offer and its answer cannot be computed."""

    IN = "in"
    OFFERED = "offered"  # kept free until an answer is due; counts as taken
    WAITING = "waiting"


class Ended(StrEnum):
    """Why a seat is not wanted any more."""

    GIVEN_BACK = "given_back"
    DECLINED = "declined"  # offered, and answered with no
    LAPSED = "lapsed"  # offered, and not answered in time


class Seat(SQLModel, table=True):
    """A number of persons and a code, never a name.

    Who waits stands in line by id, see booking.seatline. Seats at several dates of a series are taken as one:
    those of the later dates point to the first, whose link and code word open all of them.
    """

    id: int = Field(default=None, primary_key=True)
    booking_id: int = Field(foreign_key="booking.id", index=True)
    persons: int
    standing: Standing = Field(default=Standing.IN, sa_type=one_of(Standing))
    offered_until: datetime | None = None  # an answer is due; none: not offered
    passed: int = 0  # persons who came later and got a place before it
    with_id: int | None = Field(default=None, foreign_key="seat.id", index=True)  # none: stands for itself
    code_word: str = Field(index=True)  # two words and a number, to say at the counter
    token_hash: str = Field(unique=True)  # sha256 of the token in the link
    once: str | None = Field(default=None, unique=True)  # of the form, so that a second press changes nothing
    told: dict[str, Any] = Field(default_factory=dict, sa_type=Facts)  # when and where, as last written to its holder
    created_at: datetime
    released_at: datetime | None = None  # none: still wanted
    ended: Ended | None = Field(default=None, sa_type=one_of(Ended))  # none: still wanted

    __table_args__ = (
        CheckConstraint("persons > 0", name="seat_persons"),
        CheckConstraint("(offered_until IS NOT NULL) = (standing = 'offered')", name="seat_offered"),
        CheckConstraint("(released_at IS NULL) = (ended IS NULL)", name="seat_ended"),
        Index(
            "seat_offers",
            "offered_until",
            sqlite_where=text("offered_until IS NOT NULL AND released_at IS NULL"),
            postgresql_where=text("offered_until IS NOT NULL AND released_at IS NULL"),
        ),
    )


class SeatContact(SQLModel, table=True):
    """How somebody wished to be reached about a seat; a table of its own, so that forgetting is a delete."""

    __tablename__ = "seat_contact"

    id: int = Field(default=None, primary_key=True)
    seat_id: int = Field(foreign_key="seat.id", unique=True)  # of seats taken as one: the first
    email: str = ""  # empty: nobody is written to
    name: str = ""  # only where the meeting asks for one
    language: str = "de"  # of letters; a code of booking.i18n
    created_at: datetime


class SeatLink(SQLModel, table=True):
    """One more way to a seat: of the first only a hash is kept, so that each letter brings a link of its own."""

    __tablename__ = "seat_link"

    id: int = Field(default=None, primary_key=True)
    seat_id: int = Field(foreign_key="seat.id", index=True)
    token_hash: str = Field(unique=True)
    created_at: datetime
