"""The kiosks of the house: which machines may show more than the public programme, and how they are."""

from datetime import date, datetime

from sqlalchemy import CheckConstraint
from sqlmodel import Field, SQLModel


class KioskScreen(SQLModel, table=True):
    """A machine that was paired at the desk; named after its place, never after a person."""

    __tablename__ = "screens"

    id: int = Field(default=None, primary_key=True)
    name: str
    token_hash: str = Field(unique=True)  # sha256 of the cookie
    created_at: datetime
    revoked_at: datetime | None = None  # none: it counts
    last_seen_at: datetime | None = None  # none: its page has not told anything yet
    last_touch_at: datetime | None = None  # none: nobody has touched it since it was paired
    version: str = ""  # of the program that its page was loaded from
    width: int | None = None  # of its page, in CSS pixels; none: not told yet
    height: int | None = None
    diagonal_inch: float | None = None  # none: the desk has not measured it
    lower_edge_mm: int | None = None  # of the picture, above the floor
    controls_low: bool = False  # the picture is made smaller so that every control can be reached
    notice: str | None = None  # what the desk tells in this kiosk's window; none: nothing
    notice_until: date | None = None  # its last day, local
    loaded_at: datetime | None = None  # when the desk had its page loaded afresh the last time
    staff_hash: str | None = None  # sha256 of the code that opens it for the staff; none: no code is open
    staff_until: datetime | None = None

    __table_args__ = (
        CheckConstraint("(width IS NULL) = (height IS NULL)", name="screens_size"),
        CheckConstraint("(notice IS NULL) = (notice_until IS NULL)", name="screens_notice"),
        CheckConstraint("(staff_hash IS NULL) = (staff_until IS NULL)", name="screens_staff"),
    )


class PairingCode(SQLModel, table=True):
    """What a machine shows once to become a kiosk of this house; kept as a seal."""

    __tablename__ = "pairing_codes"

    id: int = Field(default=None, primary_key=True)
    code_hash: str = Field(unique=True)
    name: str  # of the kiosk that it makes
    created_at: datetime
    ends_at: datetime | None = None  # none: a long code of the demo, for any number of browsers
    used_at: datetime | None = None
    tries: int = 0  # wrong codes that anybody typed while it was open
