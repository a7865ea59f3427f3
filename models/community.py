"""Who uses the house: quarters, contacts by function, groups. No resident has an account."""

from datetime import datetime
from enum import StrEnum
from typing import Any

from sqlmodel import Field, SQLModel

from models.columns import Facts, one_of


class Trust(StrEnum):
    """How a group's wishes are treated."""

    NEW = "new"  # each wish waits for the desk
    TRUSTED = "trusted"
    PARTNER = "partner"


class Listing(StrEnum):
    """How much of a group, a series or a booking the public sees."""

    PUBLIC = "public"  # title and times
    NEUTRAL = "neutral"  # "Geschlossene Gruppe", no sign-up: attendance alone would reveal too much
    INTERNAL = "internal"  # that the room is taken


class District(SQLModel, table=True):
    """A quarter of the town."""

    id: int = Field(default=None, primary_key=True)
    slug: str = Field(unique=True)
    name: str
    note: str = ""
    position: int = 0


class Contact(SQLModel, table=True):
    """A function that people can turn to; never a private person."""

    id: int = Field(default=None, primary_key=True)
    slug: str = Field(unique=True)
    function: str
    unit: str = ""
    phone: str = ""
    email: str = ""
    hours: str = ""
    card: bool = False  # shown to the public as a card
    text_simple: str = ""
    position: int = 0


class Group(SQLModel, table=True):
    """People who use the room together and answer for it by a function, not by a name."""

    __tablename__ = "groups"

    id: int = Field(default=None, primary_key=True)
    slug: str = Field(unique=True)
    name: str
    kind: str = "initiative"
    trust: Trust = Field(default=Trust.NEW, sa_type=one_of(Trust))
    listing: Listing = Field(default=Listing.PUBLIC, sa_type=one_of(Listing))
    contact_id: int | None = Field(default=None, foreign_key="contact.id")
    facts: dict[str, Any] = Field(default_factory=dict, sa_type=Facts)  # audience, languages, key
    key_hash: str | None = Field(default=None, unique=True)  # of the API key; none: no key was given out
    card_hash: str | None = Field(default=None, index=True, unique=True)  # of the code on its card; none: it has none
    card_given_at: datetime | None = None  # none: it has no card
    pin_hash: str | None = None  # none: the group has no PIN yet
    pin_tries: int = 0  # wrong ones since the last right one
    pin_locked_until: datetime | None = None
    created_at: datetime
