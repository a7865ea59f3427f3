"""The second step of a log-in at the desk: a code from a telephone, or one of ten on paper.

Set up and switched off by whoever has the login; the manager may take another's away, who lost telephone and paper.
"""

import hmac
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlmodel import Session, col, delete, func, select, update

from booking import access, desksessions, envelopes, journal, onetime, seals, waysin
from booking.access import LoginTry
from booking.refusals import Locked, Refusal, Refused, StepDemanded, StepOver, WrongOneTimeCode
from booking.waysin import Ways
from models.columns import new_code
from models.staff import RecoveryCode, Role, Staff, Way

RECOVERY_CODES = 10
_RECOVERY_SIGNS = 10  # 49 bits, and worthless without the house's secret
TICKET_LASTS = timedelta(minutes=5)


@dataclass(frozen=True, slots=True)
class Standing:
    """Whether somebody has a second step, how many codes on paper are left, and by which ways they come in."""

    login: str
    on: bool
    recovery_codes: int
    ways: Ways


def is_demanded(role: Role, of: str) -> bool:
    """Whether a second step is demanded of this *role* where the house demands it *of* "manager", "all", or nobody."""
    return of == "all" or (of == "manager" and role is Role.MANAGER)


def is_owed(session: Session, staff: Staff, token: str, of: str) -> bool:
    """Whether *staff* must set up a second step before anything else, logged in with *token*, see `is_demanded`.

    Not of who came by passkey, whose device asked for two things, nor by the town's own log-in, which has its own rule.
    """
    if staff.factor or not is_demanded(staff.role, of):
        return False
    return desksessions.way(session, token) is Way.PASSPHRASE


def standing(session: Session, token: str, *, now: datetime) -> Standing:
    """Return how it stands with whoever is logged in with *token*."""
    staff = _own(session, token, now)
    left = select(func.count()).select_from(RecoveryCode).where(RecoveryCode.staff_id == staff.id)
    return Standing(staff.login, bool(staff.factor), session.exec(left).one(), waysin.ways(session, staff))


def set_up(session: Session, token: str, key: str, typed: str, *, secret: str, now: datetime) -> list[str]:
    """Ask for codes of *key* from now on, if *typed* is one; return ten codes for paper, shown once.

    *secret* is the house's. Raises Refused(WrongOneTimeCode).
    """
    staff = _own(session, token, now)
    step = onetime.fitting_step(key, typed, after=0, now=now)
    if step is None:
        raise Refused(WrongOneTimeCode())
    staff.factor, staff.factor_step = envelopes.closed(key, secret), step
    journal.record(session, "desk.second_step_on", who=access.desk_name(staff), now=now)
    return _new_recovery_codes(session, staff, secret)


def renew_recovery_codes(session: Session, token: str, *, secret: str, now: datetime) -> list[str]:
    """Return ten other codes for paper; the old ones stop working."""
    staff = _own(session, token, now)
    journal.record(session, "desk.recovery_codes_renewed", who=access.desk_name(staff), now=now)
    return _new_recovery_codes(session, staff, secret)


def claim_switch_off(session: Session, token: str, *, now: datetime, of: str = "off") -> LoginTry:
    """Count a try at the code that switches the own second step off. Raises Refused: Locked, StepDemanded."""
    staff = _own(session, token, now)
    if is_demanded(staff.role, of):
        raise Refused(StepDemanded())
    return access.claim_login(session, staff.login, now=now, known=seals.token_seal(token))


def switch_off(session: Session, tried: LoginTry, typed: str, *, secret: str, now: datetime) -> Refusal | None:
    """Settle a claimed try: ask for no second step any more if *typed* is a code; else return what to answer."""
    staff = session.get(Staff, tried.staff_id)
    if staff is None or not _use(session, staff, typed, secret, now):
        return _wrong(tried, now)
    access.forgive(session, staff, tried)
    take_off(session, staff)
    journal.record(session, "desk.second_step_off", who=access.desk_name(staff), now=now)
    return None


def take_off(session: Session, staff: Staff) -> None:
    """Let the login of *staff* ask for no second step any more."""
    staff.factor, staff.factor_step = "", 0
    session.exec(delete(RecoveryCode).where(col(RecoveryCode.staff_id) == staff.id))


# Logging in


def ticket(staff: Staff, *, secret: str, now: datetime, way: Way = Way.PASSPHRASE) -> str:
    """Return what a browser keeps between the first step, taken by this *way*, and the code: five minutes, for this
    login alone.
    """
    until = int((now + TICKET_LASTS).timestamp())
    return f"{staff.id}.{until}.{_ticket_seal(staff, until, way.value, secret)}.{way.value}"


def way_of(kept: str) -> Way:
    """Return by which way the first step of the ticket *kept*, which counts, was taken."""
    return Way(kept.rpartition(".")[2])


def claim_code(session: Session, kept: str, *, secret: str, now: datetime, place: str, known: str) -> LoginTry:
    """Count a try at the code of the login that the ticket *kept* is for; *known* as for `access.claim_login`.

    Raises Refused: StepOver if the ticket is none or too old, Locked.
    """
    staff = of_ticket(session, kept, secret=secret, now=now)
    mine = known if seals.is_known_browser(known, staff.login, secret) else ""
    return access.claim_login(session, staff.login, now=now, place=place, known=mine)


def open_session(
    session: Session,
    tried: LoginTry,
    typed: str,
    *,
    secret: str,
    device: str,
    now: datetime,
    way: Way = Way.PASSPHRASE,
) -> tuple[str, str] | Refusal:
    """Settle a claimed try: return login and token of a new session of *device* if *typed* is a code that counts.

    *way* is that of the first step.

    Else what to answer; returned, not raised, because what is written here must be kept; needs writing().
    """
    staff = session.get(Staff, tried.staff_id)
    if staff is None or staff.paused_at or not staff.factor or not _use(session, staff, typed, secret, now):
        return _wrong(tried, now)
    access.forgive(session, staff, tried)
    return staff.login, desksessions.begin(session, staff, device, now=now, way=way)


def _use(session: Session, staff: Staff, typed: str, secret: str, now: datetime) -> bool:
    """Use up *typed*, a code from the telephone or one on paper; each counts once, also of two at one moment."""
    key = envelopes.opened(staff.factor, secret) if staff.factor else onetime.new_secret()
    step = onetime.fitting_step(key, typed, after=staff.factor_step, now=now)
    if step is not None:
        newer = (col(Staff.id) == staff.id, col(Staff.factor_step) < step)
        return session.exec(update(Staff).where(*newer).values(factor_step=step)).rowcount == 1
    seal = _recovery_seal(staff, typed, secret)
    which = (col(RecoveryCode.staff_id) == staff.id, col(RecoveryCode.code_hash) == seal)
    if session.exec(delete(RecoveryCode).where(*which)).rowcount != 1:
        return False
    journal.record(session, "desk.recovery_code_used", who=access.desk_name(staff), now=now)
    return True


def _new_recovery_codes(session: Session, staff: Staff, secret: str) -> list[str]:
    session.exec(delete(RecoveryCode).where(col(RecoveryCode.staff_id) == staff.id))
    codes = [new_code(_RECOVERY_SIGNS) for _number in range(RECOVERY_CODES)]
    session.add_all(RecoveryCode(staff_id=staff.id, code_hash=_recovery_seal(staff, code, secret)) for code in codes)
    return [f"{code[:5]}-{code[5:]}" for code in codes]


def _recovery_seal(staff: Staff, typed: str, secret: str) -> str:
    plain = "".join(sign for sign in typed.casefold() if sign.isalnum())
    return seals.code_seal(f"recovery {staff.id} {plain}", secret)


def _wrong(tried: LoginTry, now: datetime) -> Locked | WrongOneTimeCode:
    return tried.tries.lock(now) if tried.tries.locked_until else WrongOneTimeCode()


def _own(session: Session, token: str, now: datetime) -> Staff:
    staff = desksessions.staff_by_token(session, token, now=now)
    if staff is None:
        raise Refused(StepOver())
    return staff


def _ticket_seal(staff: Staff, until: int, way: str, secret: str) -> str:
    # With the passphrase's seal in it: whoever changes the passphrase ends the ticket, too.
    return seals.code_seal(f"ticket {staff.id} {until} {way} {staff.password_hash}", secret)


def of_ticket(session: Session, kept: str, *, secret: str, now: datetime) -> Staff:
    """Return whose ticket *kept* is. Raises Refused(StepOver) if it is none or too old."""
    if not kept.isascii():
        raise Refused(StepOver())
    number, until, seal, way = (*kept.split("."), "", "", "", "")[:4]
    staff = session.get(Staff, int(number)) if number.isdigit() and len(number) < 10 else None
    fresh = until.isdigit() and now.timestamp() < int(until[:12])
    if staff is None or not fresh or not hmac.compare_digest(_ticket_seal(staff, int(until), way, secret), seal):
        raise Refused(StepOver())
    return staff
