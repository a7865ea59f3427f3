"""Passkeys at the desk: a key in a telephone, computer or stick that logs in without a name and a passphrase.

It shows the device that somebody has it and who they are, by finger, face or PIN, so it counts as both steps.
What is to be signed next is kept here, counts once and for five minutes.
"""

import base64
import secrets
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum

from sqlmodel import Session, col, delete, select, update

from booking import access, desksessions, journal, ownlogin, passkeychecks, seals, secondstep, waysin
from booking.access import LoginTry
from booking.i18n import _
from booking.passkeychecks import Party
from booking.refusals import Locked, Malformed, ManyPasskeys, PasskeyRefused, Refusal, Refused, StepOver, UnknownPasskey
from models.staff import Challenge, Passkey, Staff, Way

LASTS = timedelta(minutes=5)
AT_MOST = 10  # of one login
LONGEST_NAME = 40


class Purpose(StrEnum):
    """What a signature is for; one that was given for one thing counts for no other."""

    ADD = "add"
    LOG_IN = "log_in"
    SECOND_STEP = "second_step"


@dataclass(frozen=True, slots=True)
class Own:
    """One passkey of somebody; times in UTC."""

    id: int
    name: str
    since: datetime
    used: datetime | None  # none: never


@dataclass(frozen=True, kw_only=True, slots=True)
class Caller:
    """Where somebody logs in: the address and the browser, and the mark that it keeps since it was there before."""

    place: str = ""
    device: str = ""
    known: str = ""


@dataclass(frozen=True, slots=True)
class _Signed:
    """What a browser sent, for what, to which pages."""

    said: str
    challenge: bytes
    party: Party
    device: str


def own(session: Session, token: str, *, now: datetime) -> list[Own]:
    """Return the passkeys of whoever is logged in with *token*, oldest first."""
    staff = desksessions.staff_by_token(session, token, now=now)
    return [Own(one.id, one.name, one.created_at, one.used_at) for one in _of(session, staff)] if staff else []


# One more


def begin_adding(
    session: Session, token: str, tried: LoginTry, ok: bool, party: Party, *, now: datetime
) -> str | Refusal:
    """Settle a claimed try at the own passphrase; if it was right, return what a browser is asked to make.

    Else what to answer; returned, not raised, because what is written here must be kept. Raises Refused(ManyPasskeys).
    """
    if wrong := ownlogin.settle_own(session, token, tried, ok, now=now):
        return wrong
    staff = _staff(session, token, now)
    known = _of(session, staff)
    if len(known) >= AT_MOST:
        raise Refused(ManyPasskeys(at_most=AT_MOST))
    if staff.handle is None:
        staff.handle = seals.new_token(32)  # tells nobody's name
    challenge = _challenge(session, Purpose.ADD, staff, now)
    names = [one.credential for one in known]
    handle = _bytes(staff.handle)
    return passkeychecks.to_make(party, handle=handle, login=staff.login, known=names, challenge=challenge)


def add(session: Session, token: str, said: str, name: str, party: Party, *, now: datetime) -> Refusal | None:
    """Keep the passkey that a browser *said* it made, called *name*; return why not, none if it is kept.

    Returned, not raised, because what was to be signed is used up either way. Raises Refused(Malformed) for the name.
    """
    called = checked_name(name)
    staff = _staff(session, token, now)
    try:
        claim = passkeychecks.claimed(said)
        if not _use(session, claim.challenge, Purpose.ADD, staff, now):
            return StepOver()
        found = passkeychecks.made(party, said, challenge=claim.challenge)
    except Refused as refused:
        return refused.reasons[0]
    if session.exec(select(Passkey.id).where(Passkey.credential == found.credential)).first() is not None:
        return PasskeyRefused()
    session.add(
        Passkey(
            staff_id=staff.id,
            credential=found.credential,
            public_key=found.public_key,
            sign_count=found.sign_count,
            name=called,
            created_at=now,
        )
    )
    journal.record(session, "desk.passkey_added", who=access.desk_name(staff), now=now)
    return None


def checked_name(name: str) -> str:
    """Return what a device is called. Raises Refused(Malformed)."""
    called = name.strip()
    if not 0 < len(called) <= LONGEST_NAME or not called.isprintable():
        expected = _("ein Name von 1 bis {number} Zeichen", number=LONGEST_NAME)
        raise Refused(Malformed(field=_("Name des Geräts"), expected=expected))
    return called


def remove(session: Session, token: str, passkey_id: int, *, now: datetime) -> list[str]:
    """Take one of the own passkeys away, and end every other log-in: whoever found the device may be in already.

    Returns the seals of what ended. Raises Refused: UnknownPasskey, LastWayIn.
    """
    staff = _staff(session, token, now)
    found = session.exec(select(Passkey).where(Passkey.id == passkey_id, Passkey.staff_id == staff.id)).one_or_none()
    if found is None:
        raise Refused(UnknownPasskey())
    waysin.keep_one(session, staff)
    session.delete(found)
    who = access.desk_name(staff)
    journal.record(session, "desk.passkey_removed", who=who, now=now)
    return desksessions.end_others(session, token, who=who, now=now)


# Logging in


def begin_log_in(session: Session, party: Party, *, now: datetime) -> str:
    """Return what a browser is asked to sign with whichever passkey its user takes."""
    return passkeychecks.to_show(party, challenge=_challenge(session, Purpose.LOG_IN, None, now))


def log_in(
    session: Session, said: str, party: Party, caller: Caller, *, secret: str, now: datetime
) -> tuple[str, str] | Refusal:
    """Return login and token of a new session of whoever signed; it needs no second step.

    Else what to answer: every wrong one is counted as a wrong passphrase is, and a paused login is answered alike.
    Returned, not raised, because what is written here must be kept; needs writing().
    """
    try:
        claim = passkeychecks.claimed(said)
        if not _use(session, claim.challenge, Purpose.LOG_IN, None, now):
            return StepOver()
        row = session.exec(select(Passkey).where(Passkey.credential == claim.credential)).one_or_none()
        staff = session.get(Staff, row.staff_id) if row else None
        if staff and claim.handle != staff.handle:
            row = staff = None
        tried = _claim(session, staff, caller, secret, now)
    except Refused as refused:
        return refused.reasons[0]
    return _settled(session, row, staff, tried, _Signed(said, claim.challenge, party, caller.device), now)


def offered_as_step(session: Session, kept: str, *, secret: str, now: datetime) -> bool:
    """Whether the login of the ticket *kept* has a passkey to show instead of a code. Raises Refused(StepOver)."""
    return bool(_of(session, secondstep.of_ticket(session, kept, secret=secret, now=now)))


def begin_step(session: Session, kept: str, party: Party, *, secret: str, now: datetime) -> str:
    """Return what a browser is asked to sign with a passkey of the ticket *kept*. Raises Refused(StepOver)."""
    staff = secondstep.of_ticket(session, kept, secret=secret, now=now)
    challenge = _challenge(session, Purpose.SECOND_STEP, staff, now)
    known = [one.credential for one in _of(session, staff)]
    return passkeychecks.to_show(party, challenge=challenge, known=known)


def take_step(
    session: Session, kept: str, said: str, party: Party, caller: Caller, *, secret: str, now: datetime
) -> tuple[str, str] | Refusal:
    """Like `log_in`, for whoever gave the right passphrase before and has the ticket *kept*."""
    try:
        staff = secondstep.of_ticket(session, kept, secret=secret, now=now)
        claim = passkeychecks.claimed(said)
        if not _use(session, claim.challenge, Purpose.SECOND_STEP, staff, now):
            return StepOver()
        its = (Passkey.credential == claim.credential, Passkey.staff_id == staff.id)
        row = session.exec(select(Passkey).where(*its)).one_or_none()
        tried = _claim(session, staff, caller, secret, now)
    except Refused as refused:
        return refused.reasons[0]
    return _settled(session, row, staff, tried, _Signed(said, claim.challenge, party, caller.device), now)


def _claim(session: Session, staff: Staff | None, caller: Caller, secret: str, now: datetime) -> LoginTry:
    """Count a try before anybody looks at it. Raises Refused(Locked)."""
    if staff is None:  # nobody's passkey: counted by the address alone
        return access.claim_login(session, f"passkey {caller.place}", now=now, place=caller.place)
    known = caller.known if seals.is_known_browser(caller.known, staff.login, secret) else ""
    return access.claim_login(session, staff.login, now=now, place=caller.place, known=known)


def _settled(
    session: Session,
    row: Passkey | None,
    staff: Staff | None,
    tried: LoginTry,
    signed: _Signed,
    now: datetime,
) -> tuple[str, str] | Refusal:
    if row is None or staff is None or staff.paused_at is not None or not _is_signed(session, row, staff, signed, now):
        wrong = access.failed(session, tried, now)
        return wrong if isinstance(wrong, Locked) else PasskeyRefused()
    access.forgive(session, staff, tried)
    return staff.login, desksessions.begin(session, staff, signed.device, now=now, way=Way.PASSKEY)


def _is_signed(session: Session, row: Passkey, staff: Staff, signed: _Signed, now: datetime) -> bool:
    try:
        count = passkeychecks.shown(signed.party, signed.said, challenge=signed.challenge, public_key=row.public_key)
    except Refused:
        return False
    # A count that stands still or goes back: two devices have the same key. Zero is of those that do not count.
    newer = col(Passkey.sign_count) < count if count else col(Passkey.sign_count) == 0
    counted = update(Passkey).where(col(Passkey.id) == row.id, newer).values(sign_count=count, used_at=now)
    if session.exec(counted).rowcount == 1:
        return True
    journal.record(session, "desk.passkey_copied", who=access.desk_name(staff), now=now)
    return False


def _challenge(session: Session, purpose: Purpose, staff: Staff | None, now: datetime) -> bytes:
    """Return what is to be signed; what nobody signed in time is swept out on the way."""
    session.exec(delete(Challenge).where(col(Challenge.ends_at) <= now))
    challenge = secrets.token_bytes(32)
    row = Challenge(challenge_hash=_seal(challenge), purpose=purpose.value, ends_at=now + LASTS)
    row.staff_id = staff.id if staff else None
    session.add(row)
    return challenge


def _use(session: Session, challenge: bytes, purpose: Purpose, staff: Staff | None, now: datetime) -> bool:
    """Use up what was to be signed: it counts once, also of two at one moment."""
    whose = col(Challenge.staff_id) == staff.id if staff else col(Challenge.staff_id).is_(None)
    which = (col(Challenge.challenge_hash) == _seal(challenge), col(Challenge.purpose) == purpose.value, whose)
    return session.exec(delete(Challenge).where(*which, col(Challenge.ends_at) > now)).rowcount == 1


def _of(session: Session, staff: Staff) -> list[Passkey]:
    return list(session.exec(select(Passkey).where(Passkey.staff_id == staff.id).order_by(col(Passkey.id))))


def _staff(session: Session, token: str, now: datetime) -> Staff:
    staff = desksessions.staff_by_token(session, token, now=now)
    if staff is None:
        raise Refused(StepOver())
    return staff


def _seal(challenge: bytes) -> str:
    return seals.token_seal(challenge.hex())


def _bytes(handle: str) -> bytes:
    return base64.urlsafe_b64decode(handle + "=" * (-len(handle) % 4))
