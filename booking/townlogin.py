"""The town's own log-in (OpenID Connect) as a way to the desk: joined once with a login, looked up, loosened again.

Nobody gets a login by it. Of whoever comes the house keeps the issuer's address and the number it gave, no name.
"""

from dataclasses import dataclass
from datetime import datetime

from sqlmodel import Session, col, select

from booking import access, desksessions, journal, staffing, waysin
from booking.refusals import NotJoined, Refusal, Refused, SignInAgain, StepOver, TownTaken
from models.staff import DeskSession, Staff, TownLogin, Way


@dataclass(frozen=True, slots=True)
class Subject:
    """Somebody as the town knows them; *both*: they showed it two things, so that no second step is asked here."""

    issuer: str
    number: str
    both: bool = False


def log_in(session: Session, subject: Subject, *, device: str, now: datetime) -> tuple[str, str] | Staff:
    """Return login and token of a new session of *device*; whoever has a second step to take is returned instead.

    Raises Refused(NotJoined) for somebody unknown, and for a paused login alike.
    """
    staff = _joined(session, subject)
    if staff is None or staff.paused_at is not None:
        raise Refused(NotJoined())
    if staff.factor and not subject.both:
        return staff
    return staff.login, desksessions.begin(session, staff, device, now=now, way=Way.TOWN)


def may_join(session: Session, token: str, *, now: datetime) -> Refusal | None:
    """Return why whoever is logged in with *token* may not be joined now: a stolen open browser makes no way in."""
    if desksessions.staff_by_token(session, token, now=now) is None:
        return StepOver()
    return None if desksessions.is_fresh(session, token, now=now) else SignInAgain()


def join(session: Session, seal: str, subject: Subject, *, now: datetime) -> None:
    """Let *subject* come in as whoever is logged in with the token of *seal*. Raises Refused: StepOver, TownTaken."""
    of_seal = (DeskSession.token_hash == seal, ~desksessions.over(now), col(Staff.paused_at).is_(None))
    look = select(Staff).join(DeskSession, col(DeskSession.staff_id) == col(Staff.id)).where(*of_seal)
    staff = session.exec(look).one_or_none()
    if staff is None:
        raise Refused(StepOver())
    _join(session, staff, subject, now)


def accept_invitation(
    session: Session, invitation: str, subject: Subject, *, device: str, now: datetime
) -> tuple[str, str]:
    """Let *subject* come in as whoever was invited, without a passphrase; return login and token.

    The link counts no more. Raises Refused: InvitationOver, TownTaken.
    """
    staff = staffing.invited(session, invitation, now=now)
    staff.invite_hash = staff.invite_until = None
    _join(session, staff, subject, now)
    if staff.paused_at is not None:
        raise Refused(NotJoined())
    return staff.login, desksessions.begin(session, staff, device, now=now, way=Way.TOWN)


def loosen(session: Session, token: str, *, now: datetime) -> list[str]:
    """Let nobody come in by the town any more as whoever is logged in with *token*; every other log-in ends.

    Returns the seals of what ended; nothing happens where nothing was joined. Raises Refused(LastWayIn).
    """
    staff = desksessions.staff_by_token(session, token, now=now)
    if staff is None:
        raise Refused(StepOver())
    found = session.exec(select(TownLogin).where(TownLogin.staff_id == staff.id)).one_or_none()
    if found is None:
        return []
    waysin.keep_one(session, staff)
    session.delete(found)
    who = access.desk_name(staff)
    journal.record(session, "desk.town_loosened", who=who, now=now)
    return desksessions.end_others(session, token, who=who, now=now)


def _join(session: Session, staff: Staff, subject: Subject, now: datetime) -> None:
    known = _joined(session, subject)
    if known is not None and known.id != staff.id:
        raise Refused(TownTaken())
    row = session.exec(select(TownLogin).where(TownLogin.staff_id == staff.id)).one_or_none()
    if row is None:
        row = TownLogin(staff_id=staff.id, issuer=subject.issuer, subject=subject.number, created_at=now)
        session.add(row)
    row.issuer, row.subject, row.created_at = subject.issuer, subject.number, now
    journal.record(session, "desk.town_joined", who=access.desk_name(staff), now=now)
    session.flush()


def _joined(session: Session, subject: Subject) -> Staff | None:
    its = (TownLogin.issuer == subject.issuer, TownLogin.subject == subject.number)
    look = select(Staff).join(TownLogin, col(TownLogin.staff_id) == col(Staff.id)).where(*its)
    return session.exec(look).one_or_none()
