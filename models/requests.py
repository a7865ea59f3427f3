"""What is said about a wish: questions of the desk to its group and to offices, and times that a group waits for."""

from datetime import datetime
from enum import StrEnum

from pydantic import NaiveDatetime
from sqlalchemy import CheckConstraint, Index
from sqlmodel import Field, SQLModel

from models.columns import new_code, one_of


class Question(SQLModel, table=True):
    """The desk asks a group about its wish before it decides; the wish waits meanwhile."""

    id: int = Field(default=None, primary_key=True)
    booking_id: int = Field(foreign_key="booking.id", index=True)  # of a series: its first date that waits
    text: str
    asked_by: str  # desk:manager
    asked_at: datetime
    answer: str = ""
    answered_at: datetime | None = None  # none: still open


class OfficeQuestion(SQLModel, table=True):
    """The desk asks an office of the town about one booking; the address `/o/{token}` takes its answer, for days."""

    __tablename__ = "office_questions"

    id: int = Field(default=None, primary_key=True)
    booking_id: int = Field(foreign_key="booking.id", index=True)
    office: str  # a function: Bauhof
    address: str  # where the letter with the link went
    text: str
    asked_by: str  # desk:manager
    asked_at: datetime
    token_hash: str | None = Field(default=None, unique=True)  # of the part that is chance; none: the desk closed it
    ends_at: datetime  # of the link
    answer: str = ""
    answered_at: datetime | None = None  # when it was last written; none: not yet
    closed_at: datetime | None = None  # when the desk had its answer, or took the question back


class Waiting(StrEnum):
    """How far somebody who waits for a time has come."""

    WAITING = "waiting"
    OFFERED = "offered"  # the time is held for the group
    TAKEN = "taken"
    LAPSED = "lapsed"  # an offer was not answered in time, or the time is over
    WITHDRAWN = "withdrawn"  # by the group: before or instead of taking the offer


class Wait(SQLModel, table=True):
    """A group waits for a time that somebody else has. Whoever waits longest is offered it first: order of id."""

    id: int = Field(default=None, primary_key=True)
    uid: str = Field(default_factory=lambda: new_code(12), unique=True)
    group_id: int = Field(foreign_key="groups.id", index=True)
    room_id: int = Field(foreign_key="room.id")
    starts_at: datetime  # the public time wished for
    ends_at: datetime
    wall_from: NaiveDatetime
    wall_to: NaiveDatetime
    title: str
    usage: str = "group"
    persons: int | None = None
    layout: str | None = None
    noise: str | None = None  # a word of booking.quiet; none: as the group usually is
    open_to_all: bool = True
    state: Waiting = Field(default=Waiting.WAITING, sa_type=one_of(Waiting))
    offer_id: int | None = Field(default=None, foreign_key="booking.id", index=True)  # the booking held for it
    created_at: datetime
    updated_at: datetime

    __table_args__ = (
        CheckConstraint("starts_at < ends_at", name="wait_times"),
        Index("wait_by_time", "state", "starts_at"),
    )
