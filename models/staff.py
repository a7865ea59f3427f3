"""Who works at the desk, and how the house writes to them."""

from datetime import date, datetime
from enum import StrEnum

from sqlalchemy import UniqueConstraint
from sqlmodel import Field, SQLModel

from models.columns import one_of


class Role(StrEnum):
    """What somebody at the desk may do."""

    MANAGER = "manager"
    SENIORS_COUNCIL = "seniors_council"
    CARETAKER = "caretaker"
    QUARTER_REP = "quarter_rep"


class Way(StrEnum):
    """How somebody came in."""

    PASSPHRASE = "passphrase"  # noqa: S105 - how, not which
    PASSKEY = "passkey"
    TOWN = "town"  # by the log-in that the town has for all its programs


class News(StrEnum):
    """How somebody at the desk learns by letter that a wish waits."""

    OFF = "off"
    AT_ONCE = "at_once"
    DAILY = "daily"  # each morning that something waits


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
    handle: str | None = Field(default=None, unique=True)  # by which passkeys know the login; random, none without any
    address: str = ""  # where the house writes to, proven by a link that was opened there; empty: nowhere
    address_wish: str = ""  # typed, and not proven yet
    address_hash: str | None = Field(default=None, unique=True)  # of the link that proves it
    address_until: datetime | None = None
    news: News = Field(default=News.AT_ONCE, sa_type=one_of(News))
    answers: bool = True  # also when a group has answered a question
    digest_on: date | None = None  # local day of the last letter in the morning; none: there was none
    created_at: datetime


class DeskSession(SQLModel, table=True):
    """A logged-in browser of the desk; gone at log-out."""

    id: int = Field(default=None, primary_key=True)
    staff_id: int = Field(foreign_key="staff.id", index=True)
    token_hash: str = Field(unique=True)  # sha256 of the cookie
    device: str = ""  # browser and system without version, `Firefox/Windows`; empty: unknown
    way: Way = Field(default=Way.PASSPHRASE, sa_type=one_of(Way))
    created_at: datetime
    seen_at: datetime  # when it was used last, give or take five minutes
    ends_at: datetime


class RecoveryCode(SQLModel, table=True):
    """A code on paper that counts once instead of one from the telephone; gone when it is used."""

    __tablename__ = "recovery_codes"

    id: int = Field(default=None, primary_key=True)
    staff_id: int = Field(foreign_key="staff.id", index=True)
    code_hash: str = Field(unique=True)  # worthless without the house's secret


class Passkey(SQLModel, table=True):
    """A key in somebody's telephone, computer or stick that logs in without a passphrase."""

    __tablename__ = "passkeys"

    id: int = Field(default=None, primary_key=True)
    staff_id: int = Field(foreign_key="staff.id", index=True)
    credential: str = Field(unique=True)  # its id, base64url
    public_key: str  # COSE, base64url; opens nothing
    sign_count: int = 0  # of its last use; a copy that was made of it betrays itself by a smaller one
    name: str  # of the device, as its owner calls it
    created_at: datetime
    used_at: datetime | None = None


class Challenge(SQLModel, table=True):
    """What a passkey has to sign next; gone when it was, after five minutes worthless."""

    __tablename__ = "passkey_challenges"

    id: int = Field(default=None, primary_key=True)
    challenge_hash: str = Field(unique=True)
    purpose: str  # what the signature is for
    staff_id: int | None = Field(default=None, foreign_key="staff.id", index=True)  # none: whoever signs
    ends_at: datetime = Field(index=True)


class TownLogin(SQLModel, table=True):
    """As whom the town's own log-in knows somebody of the desk: its address and the number it gave, nothing else."""

    __tablename__ = "town_logins"
    __table_args__ = (UniqueConstraint("issuer", "subject", name="uq_town_logins_subject"),)

    id: int = Field(default=None, primary_key=True)
    staff_id: int = Field(foreign_key="staff.id", unique=True)
    issuer: str
    subject: str
    created_at: datetime


class DecisionLink(SQLModel, table=True):
    """The address `/d/{token}` in a letter to one login: opens one wish and its decision, for days."""

    __tablename__ = "decision_links"

    id: int = Field(default=None, primary_key=True)
    staff_id: int = Field(foreign_key="staff.id", index=True)
    booking_id: int = Field(foreign_key="booking.id", index=True)  # of a series: its first date that waited
    whole: bool = False  # all dates of its series that wait
    token_hash: str = Field(unique=True)  # of the part of the token that is chance
    created_at: datetime
    ends_at: datetime = Field(index=True)
