"""In which state a room was found and left: the paper Hallenbuch, without names."""

from datetime import datetime
from enum import StrEnum

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
