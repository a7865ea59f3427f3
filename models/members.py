"""Who acts for a group, by function and never by name; and the addresses that show whose page it is, kept as seals."""

from datetime import datetime
from enum import StrEnum

from sqlmodel import Field, SQLModel

from models.columns import new_code, one_of


class Duty(StrEnum):
    """What somebody does for a group."""

    RESPONSIBLE = "responsible"  # answers for it, and says who else acts for it
    DEPUTY = "deputy"
    KEYS = "keys"  # opens and closes
    HELPER = "helper"


class Member(SQLModel, table=True):
    """A function in a group; whoever has it now has its addresses."""

    __tablename__ = "members"

    id: int = Field(default=None, primary_key=True)
    uid: str = Field(default_factory=lambda: new_code(12), unique=True)
    group_id: int = Field(foreign_key="groups.id", index=True)
    duty: Duty = Field(sa_type=one_of(Duty))
    email: str = Field(default="", index=True)  # for letters and to sign in; empty: it needs none
    created_at: datetime


class MemberLink(SQLModel, table=True):
    """The address `/g/{token}` on one phone. One that is taken back is gone."""

    __tablename__ = "member_links"

    id: int = Field(default=None, primary_key=True)
    member_id: int = Field(foreign_key="members.id", index=True)
    token_hash: str = Field(unique=True)  # sha256 of the token in the address
    created_at: datetime
    used_at: datetime | None = None  # when something was last done with it; none: nothing yet


class SignIn(SQLModel, table=True):
    """The address in a letter that gives a phone its own `/g/{token}`: for minutes, and once."""

    __tablename__ = "sign_ins"

    id: int = Field(default=None, primary_key=True)
    member_id: int = Field(foreign_key="members.id", index=True)
    token_hash: str = Field(unique=True)
    created_at: datetime
    ends_at: datetime = Field(index=True)
    used_at: datetime | None = None  # none: nobody has signed in with it


class FeedKey(SQLModel, table=True):
    """The address `/calendar/private/{token}.ics` of a group's own calendar; one that is taken back is gone."""

    __tablename__ = "feed_keys"

    id: int = Field(default=None, primary_key=True)
    group_id: int = Field(foreign_key="groups.id", index=True)
    token_hash: str = Field(unique=True)
    created_at: datetime
