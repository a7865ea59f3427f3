"""Letters that wait to be delivered, written in the transaction of what they tell."""

from datetime import datetime
from enum import StrEnum
from typing import Any

from sqlalchemy import Index, text
from sqlmodel import Field, SQLModel

from models.columns import Facts, one_of


class Delivery(StrEnum):
    """How far a letter has come."""

    WAITING = "waiting"
    SENT = "sent"
    DEAD = "dead"


class Letter(SQLModel, table=True):
    """One letter to one address about one thing; `once` keeps it from being queued twice.

    It is claimed before a carrier goes (`tries`, `claimed_until`), and marked before its text is handed over
    (`handed_at`): what was marked and not noted as sent may have arrived, and is never carried again by itself.
    """

    id: int = Field(default=None, primary_key=True)
    kind: str  # booking-confirmed, booking-declined, …
    address: str | None = None  # none once it was sent and forgotten, or put away
    language: str = "de"  # a code of booking.i18n; others are written in German
    facts: dict[str, Any] = Field(default_factory=dict, sa_type=Facts)  # what the text is made of
    once: str = Field(unique=True)
    delivery: Delivery = Field(default=Delivery.WAITING, sa_type=one_of(Delivery))
    created_at: datetime
    due_at: datetime  # not carried before
    tries: int = 0  # how often a carrier went with it; tells one claim from the next
    claimed_until: datetime | None = None  # none: no carrier is under way with it
    handed_at: datetime | None = None  # when a server was about to get it; none: none has
    trouble: str = ""  # why it did not arrive at the last try, a word of booking.post; empty: nothing is known
    sent_at: datetime | None = None

    __table_args__ = (
        Index(
            "letter_waiting",
            "due_at",
            sqlite_where=text("delivery = 'waiting'"),
            postgresql_where=text("delivery = 'waiting'"),
        ),
        Index("letter_by_address", "address"),
    )
