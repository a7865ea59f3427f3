"""The outbox: letters are queued in the transaction of what they tell, and delivered later."""

from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import ColumnElement, and_, bindparam, delete, func, literal, or_, select
from sqlmodel import Session, col

from models import quick
from models.bookings import Booking, Series
from models.community import Contact, Group
from models.letters import Delivery, Letter
from models.members import Duty, Member
from models.requests import Wait

# Whatever these tell, somebody who types the address of another can bring about.
STRANGERS = ("desk-address", "group-sign-in", "seat-given-back", "seat-taken", "seat-waiting")
_MOST = 3  # of them to one address within this time (UX §10, 15)
_WITHIN = timedelta(hours=1)

_LETTERS = quick.table(Letter)
_GROUPS, _CONTACTS, _MEMBERS = quick.table(Group).c, quick.table(Contact).c, quick.table(Member).c
# A group is written to in the language that it names first.
_LANGUAGE = func.coalesce(_GROUPS.facts[("languages", 0)].as_string(), "de")
# Whoever answers for the group and told the house where to write to; else the function that its file names.
_OWN = (
    select(_MEMBERS.email)
    .where(_MEMBERS.group_id == _GROUPS.id, _MEMBERS.duty == Duty.RESPONSIBLE, _MEMBERS.email != "")
    .order_by(_MEMBERS.id)
    .limit(1)
    .scalar_subquery()
)
_ADDRESS = func.coalesce(_OWN, _CONTACTS.email)
# To whoever answers for the group, with one statement and as nothing if nobody can be reached.
_TO_GROUP = (
    select(
        bindparam("kind", type_=_LETTERS.c.kind.type),
        _ADDRESS,
        _LANGUAGE,
        bindparam("once", type_=_LETTERS.c.once.type),
        bindparam("facts", type_=_LETTERS.c.facts.type),
        bindparam("now", type_=_LETTERS.c.created_at.type),
        bindparam("now", type_=_LETTERS.c.due_at.type),
        literal(Delivery.WAITING, _LETTERS.c.delivery.type),
        literal(0, _LETTERS.c.tries.type),
        literal("", _LETTERS.c.trouble.type),
    )
    .select_from(quick.table(Group))
    .outerjoin(quick.table(Contact), _GROUPS.contact_id == _CONTACTS.id)
    .where(_GROUPS.id == bindparam("group"), _ADDRESS != "")
)
_FILLED = ("kind", "address", "language", "once", "facts", "created_at", "due_at", "delivery", "tries", "trouble")


def queue(
    session: Session, kind: str, group_id: int | None, once: str, facts: dict[str, Any], *, now: datetime
) -> None:
    """Queue a letter of *kind* to whoever answers for the group; nothing happens if nobody can be reached.

    *once* names what it tells, so that the same thing is never told twice.
    """
    if group_id is not None:
        values = {"kind": kind, "once": once, "facts": facts, "now": now, "group": group_id}
        quick.note_new(session, Letter, _FILLED, _TO_GROUP, values, once="once")


def queue_for(
    session: Session,
    kind: str,
    address: str,
    once: str,
    facts: dict[str, Any],
    *,
    language: str = "de",
    now: datetime,
) -> None:
    """Queue a letter of *kind* to *address*, in *language*; *once* as for `queue`. Without an address nothing happens.

    Of what strangers can bring about, an address gets three letters an hour: the next ones wait for the hour after.
    """
    if not address or session.execute(select(col(Letter.id)).where(col(Letter.once) == once)).first():
        return
    due = _in_turn(session, address, now) if kind in STRANGERS else now
    letter = Letter(kind=kind, address=address, language=language, once=once, facts=facts, created_at=now, due_at=due)
    session.add(letter)
    session.flush()


def reaches(session: Session, group_id: int) -> bool:
    """Whether whoever answers for the group can be written to."""
    joined = (
        select(_ADDRESS)
        .select_from(quick.table(Group))
        .outerjoin(quick.table(Contact), _GROUPS.contact_id == _CONTACTS.id)
    )
    return bool(session.execute(joined.where(_GROUPS.id == group_id)).scalar())


def withdraw(session: Session, address: str, group_id: int) -> int:
    """Take back what waits to be sent to *address* about the group; what its holder has a seat at goes on.

    Returns how many letters that were.
    """
    return _take_back(session, about_group(address, group_id))


def about_group(address: str, group_id: int) -> ColumnElement[bool]:
    """Return which letters to *address* are about the group."""
    of_group = or_(
        *(
            col(Letter.facts)[name].as_string().in_(select(col(table.uid)).where(col(table.group_id) == group_id))
            for name, table in (("booking", Booking), ("series", Series), ("wait", Wait))
        ),
        col(Letter.facts)["group"].as_string().in_(select(col(Group.slug)).where(col(Group.id) == group_id)),
    )
    to_it = (func.lower(col(Letter.address)) == address.lower(), ~col(Letter.kind).startswith("seat-"))
    return and_(*to_it, of_group)


def withdraw_told_once(session: Session, once: list[str]) -> int:
    """Take back those of the letters *once* that still wait; return how many."""
    return _take_back(session, col(Letter.once).in_(once))


def _take_back(session: Session, which: ColumnElement[bool]) -> int:
    gone: int = session.execute(  # type: ignore[attr-defined]
        delete(Letter).where(which, col(Letter.delivery) == Delivery.WAITING)
    ).rowcount
    return gone


def _in_turn(session: Session, address: str, now: datetime) -> datetime:
    """Return when the next letter to *address* may go: an hour after the one that is `_MOST` letters before it."""
    same = func.lower(col(Letter.address)) == address.lower()
    before = select(col(Letter.due_at)).where(same, col(Letter.kind).in_(STRANGERS))
    last = before.order_by(col(Letter.due_at).desc()).offset(_MOST - 1).limit(1)
    found: datetime | None = session.execute(last).scalar_one_or_none()
    return now if found is None else max(now, found + _WITHIN)
