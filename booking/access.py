"""Who may: keys and PINs of groups, logins of the desk.

A PIN or a passphrase is checked in three steps, so that the slow comparison never happens inside a
transaction: one function counts the try, one compares, one tells the outcome. Nobody's name is kept.
"""

from dataclasses import dataclass
from datetime import datetime, timedelta
from weakref import WeakKeyDictionary

from sqlalchemy import Pool, bindparam
from sqlmodel import Session, col, delete, func, select, update

from booking import journal, seals
from booking.i18n import _
from booking.refusals import (
    LoginTaken,
    Malformed,
    Refusal,
    Refused,
    UnknownGroup,
    WeakPassphrase,
    WrongLogin,
    WrongPin,
)
from booking.tries import Strangers, Tries
from models import quick
from models.community import Group, Trust
from models.staff import DeskSession, Role, Staff

SHORTEST_PASSPHRASE = 12
LONGEST_PASSPHRASE = 256
DESK_DAY = timedelta(hours=8)

_strangers: WeakKeyDictionary[Pool, Strangers] = WeakKeyDictionary()  # one for each house

_GROUPS = quick.table(Group)
_BY_KEY = _GROUPS.select().where(_GROUPS.c.key_hash == bindparam("seal"))


@dataclass(frozen=True, slots=True)
class GroupAccess:
    """How one group can show who it is."""

    slug: str
    name: str
    trust: Trust
    has_pin: bool
    has_key: bool
    card_given_at: datetime | None  # none: it has no card
    locked_until: datetime | None  # none: its PIN is taken


def group_accesses(session: Session, *, now: datetime) -> list[GroupAccess]:
    """Return every group by name, with what was given out to it; times in UTC."""
    return [
        GroupAccess(
            slug=group.slug,
            name=group.name,
            trust=group.trust,
            has_pin=group.pin_hash is not None,
            has_key=group.key_hash is not None,
            card_given_at=group.card_given_at if group.card_hash else None,
            locked_until=Tries(group.pin_tries, group.pin_locked_until).locked_at(now),
        )
        for group in sorted(session.exec(select(Group)), key=lambda group: group.name.casefold())
    ]


# Keys: how a group's program shows who it is


def new_group_key(session: Session, slug: str, *, now: datetime, who: str = "operator") -> str:
    """Give the group a fresh key and return it; it is stored sealed, and the old one stops working.

    Raises Refused(UnknownGroup).
    """
    group, key = _group(session, slug), seals.new_token()
    group.key_hash = seals.token_seal(key)
    journal.record(session, "group.key_changed", who=who, now=now, group_id=group.id)
    return key


def group_by_key(session: Session, key: str) -> Group | None:
    """Return whose *key* it is, only to be read; none for an old or invented one."""
    return quick.once(
        session, (_BY_KEY, key), lambda: quick.find(session, _BY_KEY, Group, {"seal": seals.token_seal(key)})
    )


# PINs: how a group shows at the kiosk who it is


@dataclass(frozen=True, slots=True)
class NewPin:
    """A PIN to be given out: *digits* are shown once, *seal* is stored."""

    digits: str
    seal: str


def make_pin(secret: str) -> NewPin:
    """Return a random PIN sealed with the house's *secret*. Slow; needs no session."""
    digits = seals.new_pin()
    return NewPin(digits, seals.pin_seal(digits, secret))


def give_pin(session: Session, slug: str, pin: NewPin, *, now: datetime, who: str = "operator") -> str:
    """Make *pin* the group's PIN, forget wrong tries and return its digits; the old one stops working.

    Raises Refused(UnknownGroup).
    """
    group = _group(session, slug)
    group.pin_hash, group.pin_tries, group.pin_locked_until = pin.seal, 0, None
    journal.record(session, "group.pin_changed", who=who, now=now, group_id=group.id)
    return pin.digits


def new_group_pin(session: Session, slug: str, secret: str, *, now: datetime, who: str = "operator") -> str:
    """Make a PIN and give it to the group in one step; where nobody waits for the transaction."""
    return give_pin(session, slug, make_pin(secret), now=now, who=who)


@dataclass(frozen=True, slots=True)
class PinTry:
    """A counted try at a group's PIN: what to compare with, and how many tries there were."""

    seal: str
    tries: Tries
    group_id: int | None  # none: there is no such group


def claim_pin_try(session: Session, slug: str, *, now: datetime) -> PinTry:
    """Count a try at the PIN of *slug* before it is checked; needs writing().

    A group that does not exist or has no PIN is treated alike, so nobody learns which there are.
    Raises Refused(Locked) after five wrong ones, for 15 minutes.
    """
    group = session.exec(select(Group).where(Group.slug == slug)).one_or_none()
    if group is None:
        return PinTry(seals.NOBODYS, _stranger(session, f"group:{slug}", now), None)
    tries = Tries(group.pin_tries, group.pin_locked_until).one_more(now)
    group.pin_tries, group.pin_locked_until = tries.made, tries.locked_until
    return PinTry(group.pin_hash or seals.NOBODYS, tries, group.id)


def check_pin(pin_try: PinTry, pin: str, secret: str) -> bool:
    """Whether *pin* is the group's, as sealed with *secret*. Slow; needs no session."""
    return seals.pin_fits(pin_try.seal, pin, secret)


def settle_pin_try(session: Session, pin_try: PinTry, ok: bool, *, now: datetime) -> Refusal | None:
    """Tell how a claimed try went: none if it was right, else what to answer; needs writing().

    The answer is returned, not raised, because what is written here must be kept: a right PIN
    clears the count; the fifth wrong one is journalled for the desk.
    """
    if ok and _cleared(session, pin_try):
        return None
    if pin_try.tries.locked_until is None:
        return WrongPin(tries_left=pin_try.tries.left)
    if pin_try.group_id is None:
        _write_nothing(session)
    else:
        journal.record(session, "group.pin_locked", who="visitor", now=now, group_id=pin_try.group_id)
    return pin_try.tries.lock(now)


def _cleared(session: Session, pin_try: PinTry) -> bool:
    """Clear the count, unless the desk gave the group another PIN meanwhile."""
    changed = session.exec(
        update(Group)
        .where(col(Group.id) == pin_try.group_id, col(Group.pin_hash) == pin_try.seal)
        .values(pin_tries=0, pin_locked_until=None)
    )
    return changed.rowcount == 1


# The desk: who works there and is logged in


def add_staff(session: Session, login: str, password: str, role: Role, *, now: datetime) -> Staff:
    """Let somebody work at the desk, named after a function. Slow: it seals the passphrase.

    Raises Refused(Malformed), Refused(LoginTaken) or Refused(WeakPassphrase).
    """
    name = _login_name(login)
    if not 0 < len(name) <= 64 or not name.isprintable():
        raise Refused(Malformed(field="login", expected=_("ein Name von 1 bis 64 Zeichen in einer Zeile")))
    if not SHORTEST_PASSPHRASE <= len(password) <= LONGEST_PASSPHRASE:
        raise Refused(WeakPassphrase(at_least=SHORTEST_PASSPHRASE, at_most=LONGEST_PASSPHRASE))
    if session.exec(select(Staff).where(Staff.login == name)).one_or_none():
        raise Refused(LoginTaken(login=name))
    staff = Staff(login=name, role=role, password_hash=seals.password_seal(password), created_at=now)
    session.add(staff)
    journal.record(session, "desk.staff_added", who="operator", now=now, role=role.value)
    session.flush()
    return staff


@dataclass(frozen=True, slots=True)
class LoginTry:
    """A counted try at a passphrase: what to compare with, and how many tries there were."""

    seal: str
    tries: Tries
    staff_id: int | None  # none: there is no such login


def claim_login(session: Session, login: str, *, now: datetime) -> LoginTry:
    """Count a try at the passphrase of *login* before it is checked; needs writing().

    An unknown login is treated alike. Raises Refused(Locked) after five wrong ones, for 15 minutes.
    """
    name = _login_name(login)
    staff = session.exec(select(Staff).where(Staff.login == name)).one_or_none()
    if staff is None:
        return LoginTry(seals.NOBODYS, _stranger(session, f"desk:{name}", now), None)
    tries = Tries(staff.tries, staff.locked_until).one_more(now)
    staff.tries, staff.locked_until = tries.made, tries.locked_until
    return LoginTry(staff.password_hash, tries, staff.id)


def check_password(login_try: LoginTry, password: str) -> bool:
    """Whether *password* is the passphrase of that login. Slow; needs no session."""
    return seals.password_fits(login_try.seal, password)


def open_session(session: Session, login_try: LoginTry, ok: bool, *, now: datetime) -> str | Refusal:
    """Settle a claimed try: return the token of a session of 8 hours if it was right, else what to answer.

    Returned, not raised, because what is written here must be kept; needs writing().
    """
    staff = session.get(Staff, login_try.staff_id) if login_try.staff_id else None
    if ok and staff and staff.password_hash == login_try.seal:
        staff.tries, staff.locked_until = 0, None
        return _new_session(session, staff, now)
    if login_try.tries.locked_until is None:
        return WrongLogin()
    if staff is None:
        _write_nothing(session)
    else:
        journal.record(session, "desk.locked", who=desk_name(staff), now=now)
    return login_try.tries.lock(now)


def _new_session(session: Session, staff: Staff, now: datetime) -> str:
    session.exec(delete(DeskSession).where(col(DeskSession.ends_at) <= now))  # swept out on the way
    token = seals.new_token(32)
    session.add(
        DeskSession(staff_id=staff.id, token_hash=seals.token_seal(token), created_at=now, ends_at=now + DESK_DAY)
    )
    return token


def staff_by_token(session: Session, token: str, *, now: datetime) -> Staff | None:
    """Return who is logged in with *token*; none after log-out or 8 hours."""
    return session.exec(
        select(Staff)
        .join(DeskSession, col(DeskSession.staff_id) == col(Staff.id))
        .where(DeskSession.token_hash == seals.token_seal(token), DeskSession.ends_at > now)
    ).one_or_none()


def logout(session: Session, token: str) -> None:
    """End the session of *token* at once; an unknown one is no error."""
    session.exec(delete(DeskSession).where(col(DeskSession.token_hash) == seals.token_seal(token)))


def desk_name(staff: Staff) -> str:
    """Return how the journal calls *staff*: by function, never by name."""
    return f"desk:{staff.role.value}"


# Helpers


def _group(session: Session, slug: str) -> Group:
    group = session.exec(select(Group).where(Group.slug == slug)).one_or_none()
    if group is None:
        raise Refused(UnknownGroup(group=slug))
    return group


def _login_name(login: str) -> str:
    return login.strip().casefold()


def _stranger(session: Session, name: str, now: datetime) -> Tries:
    _write_nothing(session)
    return _strangers.setdefault(session.get_bind().engine.pool, Strangers()).count(name, now)


def _write_nothing(session: Session) -> None:
    """Cost the disk what a counted try costs, so that the time does not tell who exists."""
    first = select(func.min(Group.id)).scalar_subquery()
    session.exec(update(Group).where(col(Group.id) == first).values(pin_tries=Group.pin_tries))
