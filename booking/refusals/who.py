"""Refusals: not you, not now, or not readable."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from booking.refusals.base import Refusal


@dataclass(frozen=True)
class WrongPin(Refusal):
    """Not this group's PIN; said the same for a group that does not exist."""

    code = "wrong_pin"
    tries_left: int


@dataclass(frozen=True)
class Locked(Refusal):
    """Too many wrong tries; open again after *wait*."""

    code = "locked"
    until: datetime
    wait: timedelta


@dataclass(frozen=True)
class WrongLogin(Refusal):
    """Not a login of the desk with this passphrase."""

    code = "wrong_login"


@dataclass(frozen=True)
class WrongCode(Refusal):
    """No machine can be paired with this code; said the same of one that is over or was used."""

    code = "wrong_code"


@dataclass(frozen=True)
class UnreadableCard(Refusal):
    """What a scanner read is no whole card of a group."""

    code = "unreadable_card"


@dataclass(frozen=True)
class UnknownCard(Refusal):
    """A card of another house, or one that was replaced."""

    code = "unknown_card"


@dataclass(frozen=True)
class WeakPassphrase(Refusal):
    """A passphrase of the desk that is too short, or too long to be typed."""

    code = "weak_passphrase"
    at_least: int
    at_most: int


@dataclass(frozen=True)
class LoginTaken(Refusal):
    """The desk has a login of this name already."""

    code = "login_taken"
    login: str


@dataclass(frozen=True)
class NoKey(Refusal):
    """The request carries no key of a group, or an old one."""

    code = "no_key"


@dataclass(frozen=True)
class NotYours(Refusal):
    """The booking, the wait or the wish (*what*) belongs to another group; its id is not to be guessed."""

    code = "not_yours"
    what: str = "booking"


@dataclass(frozen=True)
class OnlyResponsible(Refusal):
    """Who acts for a group says only whoever answers for it."""

    code = "only_responsible"


@dataclass(frozen=True)
class NobodyResponsible(Refusal):
    """Somebody must answer for the group: it is handed over, never left alone."""

    code = "nobody_responsible"


@dataclass(frozen=True)
class ManyMembers(Refusal):
    """As many act for the group as may."""

    code = "many_members"
    at_most: int


@dataclass(frozen=True)
class TitleOff(Refusal):
    """The desk switched the title off; only the desk switches it on again."""

    code = "title_off"


@dataclass(frozen=True)
class NoMailAddress(Refusal):
    """No letter can be sent to what was written as an address."""

    code = "no_mail_address"


@dataclass(frozen=True)
class AlreadyDecided(Refusal):
    """Somebody else decided first; *state* is how it stands now."""

    code = "already_decided"
    state: str


@dataclass(frozen=True)
class ChangedMeanwhile(Refusal):
    """Somebody else changed it since it was shown; nothing was done, look again."""

    code = "changed_meanwhile"


@dataclass(frozen=True)
class ReasonMissing(Refusal):
    """Whoever asked must be told why not."""

    code = "reason_missing"


@dataclass(frozen=True)
class TooManyTries(Refusal):
    """Too many requests from one place in a short time."""

    code = "too_many_tries"
    wait: timedelta


@dataclass(frozen=True)
class Malformed(Refusal):
    """What was sent cannot be read; *field* and *expected* say where and what would be right."""

    code = "malformed"
    field: str
    expected: str


@dataclass(frozen=True)
class NoHouse(Refusal):
    """Nothing was loaded into this database yet."""

    code = "no_house"


@dataclass(frozen=True)
class BookAway(Refusal):
    """The database does not answer now; nobody knows whether the last thing asked was still stored."""

    code = "book_away"


@dataclass(frozen=True)
class BookBusy(Refusal):
    """Somebody else writes for longer than anybody waits; nothing was stored."""

    code = "book_busy"


@dataclass(frozen=True)
class BookFull(Refusal):
    """The disk of the database is full; nothing was stored, all that stands in it can be read."""

    code = "book_full"
