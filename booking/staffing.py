"""Who works at the desk: invited by a link that counts once, given a role, paused, let go of."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlmodel import Session, col, func, select

from booking import access, desknews, desksessions, journal, passphrases, seals, secondstep, waysin
from booking.i18n import _
from booking.refusals import InvitationOver, LastManager, LoginTaken, Malformed, Refused, UnknownLogin
from models.staff import Passkey, Role, Staff, TownLogin

INVITATION_LASTS = timedelta(days=7)


@dataclass(frozen=True, slots=True)
class Login:
    """One login of the desk; times in UTC."""

    id: int
    login: str
    role: Role
    since: datetime
    paused: bool
    invited_until: datetime | None  # none: no invitation is open
    has_passphrase: bool
    passkeys: int
    by_town: bool  # joined with the town's own log-in
    second_step: bool
    logged_in: int  # with how many browsers

    @property
    def may_come_in(self) -> bool:
        """Whether there is any way in."""
        return self.has_passphrase or self.passkeys > 0 or self.by_town


def logins(session: Session, *, now: datetime) -> list[Login]:
    """Return every login by role and name."""
    counts = desksessions.counts(session, now=now)
    keys = dict(session.exec(select(Passkey.staff_id, func.count()).group_by(col(Passkey.staff_id))).all())
    joined = set(session.exec(select(TownLogin.staff_id)))
    rows = [
        Login(
            id=one.id,
            login=one.login,
            role=one.role,
            since=one.created_at,
            paused=one.paused_at is not None,
            invited_until=one.invite_until if one.invite_until and now < one.invite_until else None,
            has_passphrase=bool(one.password_hash),
            passkeys=keys.get(one.id, 0),
            by_town=one.id in joined,
            second_step=bool(one.factor),
            logged_in=counts.get(one.id, 0),
        )
        for one in session.exec(select(Staff))
    ]
    return sorted(rows, key=lambda row: (list(Role).index(row.role), row.login))


def invite(session: Session, login: str, role: Role, *, who: str, now: datetime) -> str:
    """Let somebody work at the desk as *role*; return the token of the link with which a passphrase is chosen.

    Raises Refused: Malformed, LoginTaken.
    """
    name = access.login_name(login)
    if not 0 < len(name) <= 64 or not name.isprintable():
        raise Refused(Malformed(field=_("Name der Anmeldung"), expected=_("ein Name von 1 bis 64 Zeichen")))
    if session.exec(select(Staff).where(Staff.login == name)).one_or_none():
        raise Refused(LoginTaken(login=name))
    staff = Staff(login=name, role=role, password_hash="", created_at=now)
    session.add(staff)
    journal.record(session, "desk.staff_added", who=who, now=now, role=role.value)
    return _invited(staff, now)


def invite_again(session: Session, staff_id: int, *, who: str, now: datetime) -> tuple[str, list[str]]:
    """Let somebody choose another passphrase: the old one, every other way in, every log-in and the second step end.

    Returns the token of the link and the seals of what ended. Raises Refused: UnknownLogin, LastManager.
    """
    staff = _row(session, staff_id)
    _others_manage(session, staff)
    staff.password_hash = ""
    waysin.take_others(session, staff)
    desknews.let_go(session, [staff_id])
    secondstep.take_off(session, staff)
    journal.record(session, "desk.passphrase_taken", who=who, now=now, role=staff.role.value)
    return _invited(staff, now), desksessions.end_all(session, staff_id, who=who, now=now)


def help_in(session: Session, login: str, passphrase: str, *, now: datetime) -> None:
    """Give *login* another passphrase from the command line, for whoever has nobody left at the desk to ask.

    Every other way in, the second step and all log-ins end. Slow: it seals the passphrase. Raises Refused:
    UnknownLogin, and what `passphrases.check` objects.
    """
    staff = session.exec(select(Staff).where(Staff.login == access.login_name(login))).one_or_none()
    if staff is None:
        raise Refused(UnknownLogin())
    passphrases.check(passphrase, [staff.login])
    waysin.take_others(session, staff)
    secondstep.take_off(session, staff)
    staff.password_hash, staff.tries, staff.locked_until = seals.password_seal(passphrase), 0, None
    staff.invite_hash = staff.invite_until = None
    journal.record(session, "desk.passphrase_changed", who="operator", now=now)
    desksessions.end_all(session, staff.id, who="operator", now=now)


def take_second_step(session: Session, staff_id: int, *, who: str, now: datetime) -> None:
    """Let somebody log in without a code who lost telephone and paper. Raises Refused(UnknownLogin)."""
    staff = _row(session, staff_id)
    secondstep.take_off(session, staff)
    journal.record(session, "desk.second_step_taken", who=who, now=now, role=staff.role.value)


def give_role(session: Session, staff_id: int, role: Role, *, who: str, now: datetime) -> None:
    """Give somebody another role, at once also on open pages. Raises Refused: UnknownLogin, LastManager."""
    staff = _row(session, staff_id)
    if staff.role is role:
        return
    if role is not Role.MANAGER:
        _others_manage(session, staff)
    desknews.let_go(session, [staff_id])
    journal.record(session, "desk.role_given", who=who, now=now, before=staff.role.value, role=role.value)
    staff.role = role


def pause(session: Session, staff_id: int, *, paused: bool, who: str, now: datetime) -> list[str]:
    """Let nobody in with a login, or again; return the seals of the log-ins that ended.

    Raises Refused: UnknownLogin, LastManager.
    """
    staff = _row(session, staff_id)
    if (staff.paused_at is not None) == paused:
        return []
    if paused:
        _others_manage(session, staff)
        desknews.let_go(session, [staff_id])
    staff.paused_at = now if paused else None
    what = "desk.staff_paused" if paused else "desk.staff_resumed"
    journal.record(session, what, who=who, now=now, role=staff.role.value)
    return desksessions.end_all(session, staff_id, who=who, now=now) if paused else []


def remove(session: Session, staff_id: int, *, who: str, now: datetime) -> list[str]:
    """Forget a login; return the seals of the log-ins that ended. Raises Refused: UnknownLogin, LastManager."""
    staff = _row(session, staff_id)
    _others_manage(session, staff)
    ended = desksessions.end_all(session, staff_id, who=who, now=now)
    waysin.take_others(session, staff)
    secondstep.take_off(session, staff)
    desknews.let_go(session, [staff_id])
    session.flush()
    session.delete(staff)
    journal.record(session, "desk.staff_removed", who=who, now=now, role=staff.role.value)
    return ended


# The link


def invited(session: Session, token: str, *, now: datetime) -> Staff:
    """Return who was invited with *token*. Raises Refused(InvitationOver)."""
    seal = seals.token_seal(token)
    staff = session.exec(select(Staff).where(Staff.invite_hash == seal)).one_or_none()
    if staff is None or staff.invite_until is None or now >= staff.invite_until:
        raise Refused(InvitationOver())
    return staff


def check_passphrase(session: Session, token: str, passphrase: str, *, now: datetime) -> None:
    """Raise Refused if whoever was invited may not choose *passphrase*, or was not invited."""
    passphrases.check(passphrase, [invited(session, token, now=now).login])


def choose_passphrase(session: Session, token: str, seal: str, *, now: datetime) -> None:
    """Give whoever was invited the passphrase of *seal*; the link counts no more. Raises Refused(InvitationOver)."""
    staff = invited(session, token, now=now)
    staff.password_hash, staff.tries, staff.locked_until = seal, 0, None
    staff.invite_hash = staff.invite_until = None
    journal.record(session, "desk.passphrase_chosen", who=access.desk_name(staff), now=now)


def _invited(staff: Staff, now: datetime) -> str:
    token = seals.new_token()
    staff.invite_hash, staff.invite_until = seals.token_seal(token), now + INVITATION_LASTS
    return token


def _row(session: Session, staff_id: int) -> Staff:
    staff = session.get(Staff, staff_id)
    if staff is None:
        raise Refused(UnknownLogin())
    return staff


def _others_manage(session: Session, staff: Staff) -> None:
    """Raise Refused(LastManager) if nobody but *staff* could let others in."""
    if staff.role is not Role.MANAGER:
        return
    others = select(Staff.id).where(
        Staff.role == Role.MANAGER, Staff.id != staff.id, col(Staff.paused_at).is_(None), waysin.some_way()
    )
    if session.exec(others.limit(1)).first() is None:
        raise Refused(LastManager())
