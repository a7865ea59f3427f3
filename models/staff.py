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
    QUARTER_REP = "quarter_rep"


class Staff(SQLModel, table=True):
    """A login of the desk, named after a function."""

    id: int = Field(default=None, primary_key=True)
    login: str = Field(unique=True)
    role: Role = Field(default=Role.MANAGER, sa_type=one_of(Role))
    password_hash: str
    tries: int = 0  # wrong passphrases since the last right one
    locked_until: datetime | None = None
    paused_at: datetime | None = None  # none: may log in
    invite_hash: str | None = Field(default=None, unique=True)  # of the link with which a passphrase is chosen
    invite_until: datetime | None = None
    factor: str = ""  # the secret of the codes of the second step, sealed with the house's; empty: there is none
    factor_step: int = 0  # of the last code that was used; no code counts twice
    created_at: datetime


class DeskSession(SQLModel, table=True):
    """A logged-in browser of the desk; gone at log-out."""

    id: int = Field(default=None, primary_key=True)
    staff_id: int = Field(foreign_key="staff.id", index=True)
    token_hash: str = Field(unique=True)  # sha256 of the cookie
    device: str = ""  # browser and system without version, `Firefox/Windows`; empty: unknown
    created_at: datetime
    seen_at: datetime  # when it was used last, give or take five minutes
    ends_at: datetime


class RecoveryCode(SQLModel, table=True):
    """A code on paper that counts once instead of one from the telephone; gone when it is used."""

    __tablename__ = "recovery_codes"

    id: int = Field(default=None, primary_key=True)
    staff_id: int = Field(foreign_key="staff.id", index=True)
    code_hash: str = Field(unique=True)  # worthless without the house's secret
