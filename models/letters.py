"""Letters that wait to be delivered, written in the transaction of what they tell."""

from datetime import datetime
from enum import StrEnum
from typing import Any

from sqlmodel import Field, SQLModel

from models.columns import Facts, one_of


class Delivery(StrEnum):
    """How far a letter has come."""

    WAITING = "waiting"
    SENT = "sent"
    DEAD = "dead"


class Letter(SQLModel, table=True):
    """One letter to one address about one thing; `once` keeps it from being queued twice."""

    id: int = Field(default=None, primary_key=True)
    kind: str  # booking-confirmed, booking-declined, …
    address: str | None = None  # none once it was sent and forgotten
    facts: dict[str, Any] = Field(default_factory=dict, sa_type=Facts)  # what the text is made of
    once: str = Field(unique=True)
    delivery: Delivery = Field(default=Delivery.WAITING, sa_type=one_of(Delivery))
    created_at: datetime
    sent_at: datetime | None = None
