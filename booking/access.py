"""Who may: keys and PINs of groups, logins of the desk.

A PIN or a passphrase is checked in three steps, so that the slow comparison never happens inside a
transaction: one function counts the try, one compares, one tells the outcome. Nobody's name is kept.
"""

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import bindparam
from sqlmodel import Session, col, func, select, update

from booking import desksessions, journal, passphrases, seals
from booking.i18n import _
from booking.refusals import (
    Locked,
    LoginTaken,
    Malformed,
    Refusal,
    Refused,
    UnknownGroup,
    WrongLogin,
    WrongPin,
)
from booking.tries import FIVE, GROWING, OF_ONE_PLACE, Patience, Strangers, Tries, strangers_of
from models import quick
from models.community import Group, Trust
from models.staff import Role, Staff

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


def take_group_key(session: Session, slug: str, *, now: datetime, who: str) -> None:
    """Let the group's key stop working. Doing it twice changes nothing. Raises Refused(UnknownGroup)."""
    group = _group(session, slug)
    if group.key_hash is not None:
        group.key_hash = None
        journal.record(session, "group.key_taken", who=who, now=now, group_id=group.id)


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


def take_pin(session: Session, slug: str, *, now: datetime, who: str) -> None:
    """Let the group's PIN stop working. Doing it twice changes nothing. Raises Refused(UnknownGroup)."""
    group = _group(session, slug)
    if group.pin_hash is not None:
        group.pin_hash, group.pin_tries, group.pin_locked_until = None, 0, None
        journal.record(session, "group.pin_taken", who=who, now=now, group_id=group.id)


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

    Raises Refused: Malformed, LoginTaken, and what `passphrases.check` objects.
    """
    name = login_name(login)
    if not 0 < len(name) <= 64 or not name.isprintable():
        raise Refused(Malformed(field="login", expected=_("ein Name von 1 bis 64 Zeichen in einer Zeile")))
    passphrases.check(password, [name])
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
    counted: tuple[str, ...] = ()  # in memory: forgotten when the try is right


def claim_login(session: Session, login: str, *, now: datetime, place: str = "", known: str = "") -> LoginTry:
    """Count a try at the passphrase of *login* before it is checked; needs writing().

    After five wrong ones the next waits a minute, at last a quarter of an hour; so after twenty from one *place*, an
    address. An unknown login is treated alike. A browser that *known* names, because the login was there before, has
    tries of its own: who guesses elsewhere keeps nobody out. Raises Refused(Locked).
    """
    name = login_name(login)
    counted: tuple[str, ...] = (f"from:{place}",) if place and not known else ()
    for one in counted:
        _strangers_of(session).count(one, now, OF_ONE_PLACE)
    staff = session.exec(select(Staff).where(Staff.login == name)).one_or_none()
    if staff is None:
        return LoginTry(seals.NOBODYS, _stranger(session, f"desk:{name}", now, GROWING), None, counted)
    if known:
        counted += (mine := f"known:{known}",)
        return LoginTry(_compared(staff), _stranger(session, mine, now, GROWING), staff.id, counted)
    tries = Tries(staff.tries, staff.locked_until).one_more(now, GROWING)
    staff.tries, staff.locked_until = tries.made, tries.locked_until
    return LoginTry(_compared(staff), tries, staff.id, counted)


def _compared(staff: Staff) -> str:
    """Return what a passphrase is compared with; who has none yet takes as long as who has one."""
    return staff.password_hash or seals.NOBODYS


def check_password(login_try: LoginTry, password: str) -> bool:
    """Whether *password* is the passphrase of that login. Slow; needs no session."""
    return seals.password_fits(login_try.seal, password)


def open_session(
    session: Session, login_try: LoginTry, ok: bool, *, now: datetime, device: str = ""
) -> str | Staff | Refusal:
    """Settle a claimed try: return the token of a new session of *device* if it was right, else what to answer.

    Whoever has a second step is returned instead: next comes the code. A paused login is answered as a wrong one.
    Returned, not raised, because what is written here must be kept; needs writing().
    """
    staff = _shown(session, login_try, ok)
    if staff is None:
        return failed(session, login_try, now)
    if staff.factor:
        return staff
    forgive(session, staff, login_try)
    return desksessions.begin(session, staff, device, now=now)


def settle_login(session: Session, login_try: LoginTry, ok: bool, *, now: datetime) -> Refusal | None:
    """Settle a claimed try of somebody who is logged in: return why it was not right; none if it was.

    Returned, not raised, because what is written here must be kept; needs writing().
    """
    staff = _shown(session, login_try, ok)
    if staff is None:
        return failed(session, login_try, now)
    forgive(session, staff, login_try)
    return None


def _shown(session: Session, login_try: LoginTry, ok: bool) -> Staff | None:
    """Return whose passphrase it was; none if it was wrong, old, or of a paused login."""
    staff = session.get(Staff, login_try.staff_id) if login_try.staff_id else None
    return staff if ok and staff and staff.password_hash == login_try.seal and staff.paused_at is None else None


def failed(session: Session, login_try: LoginTry, now: datetime) -> Locked | WrongLogin:
    """Return what to answer a claimed try that was wrong; the one that closes the door is journalled."""
    if login_try.tries.locked_until is None:
        return WrongLogin()
    staff = session.get(Staff, login_try.staff_id) if login_try.staff_id else None
    if staff is None:
        _write_nothing(session)
    else:
        journal.record(session, "desk.locked", who=desk_name(staff), now=now)
    return login_try.tries.lock(now)


def forgive(session: Session, staff: Staff, login_try: LoginTry) -> None:
    """Forget the tries at *staff*, of which *login_try* was right."""
    staff.tries, staff.locked_until = 0, None
    for one in login_try.counted:
        _strangers_of(session).forgive(one)


def desk_name(staff: Staff) -> str:
    """Return how the journal calls *staff*: by function, never by name."""
    return f"desk:{staff.role.value}"


def _group(session: Session, slug: str) -> Group:
    group = session.exec(select(Group).where(Group.slug == slug)).one_or_none()
    if group is None:
        raise Refused(UnknownGroup(group=slug))
    return group


def login_name(login: str) -> str:
    """Return *login* as it is stored."""
    return login.strip().casefold()


def _stranger(session: Session, name: str, now: datetime, patience: Patience = FIVE) -> Tries:
    _write_nothing(session)
    return _strangers_of(session).count(name, now, patience)


def _strangers_of(session: Session) -> Strangers:
    return strangers_of(session.get_bind().engine.pool)


def _write_nothing(session: Session) -> None:
    """Cost the disk what a counted try costs, so that the time does not tell who exists."""
    first = select(func.min(Group.id)).scalar_subquery()
    session.exec(update(Group).where(col(Group.id) == first).values(pin_tries=Group.pin_tries))
