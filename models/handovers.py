"""In which state a room was found and left, and what is broken: the paper Hallenbuch, without names."""

from datetime import datetime
from enum import StrEnum

from sqlalchemy import CheckConstraint
from sqlmodel import Field, SQLModel

from models.columns import Facts, one_of


class Moment(StrEnum):
    """When the room was looked at."""

    ARRIVED = "arrived"
    LEFT = "left"


class Handover(SQLModel, table=True):
    """What a group says of the room when it comes or goes."""

    id: int = Field(default=None, primary_key=True)
    booking_id: int = Field(foreign_key="booking.id", index=True)
    moment: Moment = Field(sa_type=one_of(Moment))
    at: datetime
    undone: list[str] = Field(default_factory=list, sa_type=Facts)  # slugs of the checklist that are not done
    damage: list[str] = Field(default_factory=list, sa_type=Facts)  # slugs of what is broken
    note: str = ""


class Damage(SQLModel, table=True):
    """Something that is broken, told once or often; open until the house has seen to it. Nobody's name is kept."""

    __tablename__ = "damages"

    id: int = Field(default=None, primary_key=True)
    what: str  # a word of booking.damages
    room_id: int | None = Field(default=None, foreign_key="room.id")  # none: elsewhere in the house
    booking_id: int | None = Field(default=None, foreign_key="booking.id")  # none: seen by whoever came by
    told_by: str  # as the journal calls whoever told it first: visitor, group:strickcafe
    first_at: datetime
    last_at: datetime
    times: int = 1
    done_at: datetime | None = None  # none: nobody has seen to it yet

    __table_args__ = (CheckConstraint("first_at <= last_at AND times >= 1", name="damages_told"),)
