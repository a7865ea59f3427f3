"""Somebody of the desk changes the own login."""

from datetime import datetime

from sqlmodel import Session

from booking import access, desksessions, journal, passphrases, seals
from booking.access import LoginTry
from booking.refusals import Refusal, SamePassphrase, SignInAgain, WrongPassphrase
from models.staff import Staff


def claim_own(session: Session, token: str, *, now: datetime) -> LoginTry:
    """Count a try at the own passphrase of whoever is logged in with *token*; needs writing().

    A stolen open browser guesses no faster than a stranger. Raises Refused(Locked).
    """
    staff = desksessions.staff_by_token(session, token, now=now)
    return access.claim_login(session, staff.login if staff else "", now=now, known=seals.token_seal(token))


def settle_own(session: Session, token: str, tried: LoginTry, ok: bool, *, now: datetime) -> Refusal | None:
    """Settle a claimed try at the own passphrase before something weighty; return why not, none if it was right.

    Who has no passphrase must have logged in just now. Returned, not raised, because what is written here must be
    kept; needs writing().
    """
    staff = session.get(Staff, tried.staff_id) if tried.staff_id else None
    if staff is None or (staff.password_hash and not (ok and staff.password_hash == tried.seal)):
        return _wrong(tried, now)
    access.forgive(session, staff, tried)
    return None if staff.password_hash or desksessions.is_fresh(session, token, now=now) else SignInAgain()


def check_new(session: Session, token: str, old: str, new: str, *, now: datetime) -> Refusal | None:
    """Return nothing if *new* may follow *old*. Raises Refused with what `passphrases.check` objects."""
    staff = desksessions.staff_by_token(session, token, now=now)
    passphrases.check(new, [staff.login] if staff else [])
    return SamePassphrase() if old == new else None


def change_passphrase(
    session: Session, token: str, tried: LoginTry, ok: bool, seal: str, *, now: datetime
) -> list[str] | Refusal:
    """Settle a claimed try at the own passphrase: *seal* is that of the new one if the old was right.

    Every other log-in ends; returns the seals of what ended, else what to answer. Returned, not raised, because what
    is written here must be kept; needs writing().
    """
    staff = session.get(Staff, tried.staff_id) if tried.staff_id else None
    if not (ok and staff and staff.password_hash == tried.seal):
        return _wrong(tried, now)
    access.forgive(session, staff, tried)
    staff.password_hash = seal
    who = access.desk_name(staff)
    journal.record(session, "desk.passphrase_changed", who=who, now=now)
    return desksessions.end_others(session, token, who=who, now=now)


def _wrong(tried: LoginTry, now: datetime) -> Refusal:
    return tried.tries.lock(now) if tried.tries.locked_until else WrongPassphrase()
