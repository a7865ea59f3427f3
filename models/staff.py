"""Who works at the desk."""

from datetime import datetime
from enum import StrEnum

from sqlmodel import Field, SQLModel

from models.columns import one_of


class Role(StrEnum):
    """What somebody at the desk may do."""

    MANAGER = "manager"
    SENIORS_COUNCIL = "seniors_council"
    CARETAKER = "caretaker"


class Staff(SQLModel, table=True):
    """A login of the desk, named after a function."""

    id: int = Field(default=None, primary_key=True)
    login: str = Field(unique=True)
    role: Role = Field(default=Role.MANAGER, sa_type=one_of(Role))
    password_hash: str
    tries: int = 0  # wrong passphrases since the last right one
    locked_until: datetime | None = None
    created_at: datetime


class DeskSession(SQLModel, table=True):
    """A logged-in browser of the desk; gone at log-out."""

    id: int = Field(default=None, primary_key=True)
    staff_id: int = Field(foreign_key="staff.id", index=True)
    token_hash: str = Field(unique=True)  # sha256 of the cookie
    created_at: datetime
    ends_at: datetime
