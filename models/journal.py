"""What changed, in order. Holds ids and functions, never names."""

from datetime import datetime
from typing import Any

from sqlmodel import Field, SQLModel

from models.columns import Facts


class JournalEntry(SQLModel, table=True):
    """One change, written in the same transaction as the change itself."""

    __tablename__ = "journal"

    id: int = Field(default=None, primary_key=True)
    at: datetime
    what: str  # booking.confirmed, seat.taken, house.loaded, …
    who: str  # group:strickcafe, desk:manager, visitor, file, clock
    booking_id: int | None = Field(default=None, index=True)
    series_id: int | None = None
    group_id: int | None = None
    facts: dict[str, Any] = Field(default_factory=dict, sa_type=Facts)
