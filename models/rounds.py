"""The half-year round: groups wish for fixed times, the house shares them out."""

from datetime import date, datetime
from enum import StrEnum
from typing import Any

from sqlalchemy import CheckConstraint
from sqlmodel import Field, SQLModel

from models.columns import Facts, new_code, one_of


class Stage(StrEnum):
    """How far a round is."""

    OPEN = "open"  # groups may wish
    PROPOSED = "proposed"  # the desk looks at a proposal and adjusts it
    DECIDED = "decided"  # the series stand in the book, everybody was told


class Round(SQLModel, table=True):
    """One period whose fixed times are shared out together (allocation round, Belegungsrunde)."""

    id: int = Field(default=None, primary_key=True)
    uid: str = Field(default_factory=lambda: new_code(12), unique=True)
    name: str
    starts_on: date
    ends_on: date  # inclusive
    apply_until: date  # inclusive: wishes come until this day ends
    stage: Stage = Field(default=Stage.OPEN, sa_type=one_of(Stage))
    weights: dict[str, Any] = Field(default_factory=dict, sa_type=Facts)  # booking.outcomes.Weights reads it
    created_at: datetime
    updated_at: datetime
    revision: int = 0

    __table_args__ = (CheckConstraint("starts_on <= ends_on", name="round_days"),)


class RoundWish(SQLModel, table=True):
    """A fixed time that a group wishes for in a round, with what else would do, best first."""

    id: int = Field(default=None, primary_key=True)
    uid: str = Field(default_factory=lambda: new_code(12), unique=True)
    round_id: int = Field(foreign_key="round.id", index=True)
    group_id: int = Field(foreign_key="groups.id", index=True)
    title: str
    usage: str = "group"
    persons: int | None = None
    layout: str | None = None
    open_to_all: bool = True
    minutes: int  # of the public time
    rank: int = 0  # among the wishes of its group; 0 is the dearest
    choices: list[dict[str, Any]] = Field(default_factory=list, sa_type=Facts)  # booking.fixedtimes.Choice, best first
    outcome: dict[str, Any] = Field(default_factory=dict, sa_type=Facts)  # booking.outcomes.Outcome of the proposal
    fixed: bool = False  # the desk set the outcome by hand; a new proposal leaves it
    series_id: int | None = Field(default=None, foreign_key="series.id")  # once decided
    created_at: datetime
    updated_at: datetime

    __table_args__ = (CheckConstraint("minutes > 0", name="roundwish_minutes"),)
