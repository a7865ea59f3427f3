"""The outbox: letters are queued in the transaction of what they tell, and delivered later."""

from datetime import datetime
from typing import Any

from sqlalchemy import bindparam, func, literal, select
from sqlmodel import Session, col

from models import quick
from models.community import Contact, Group
from models.letters import Delivery, Letter

_LETTERS = quick.table(Letter)
_GROUPS, _CONTACTS = quick.table(Group).c, quick.table(Contact).c
# To whoever answers for the group, with one statement and as nothing if nobody can be reached.
_TO_GROUP = select(
    bindparam("kind", type_=_LETTERS.c.kind.type),
    _CONTACTS.email,
    bindparam("once", type_=_LETTERS.c.once.type),
    bindparam("facts", type_=_LETTERS.c.facts.type),
    bindparam("now", type_=_LETTERS.c.created_at.type),
    literal(Delivery.WAITING, _LETTERS.c.delivery.type),
).where(_GROUPS.contact_id == _CONTACTS.id, _GROUPS.id == bindparam("group"), _CONTACTS.email != "")
_FILLED = ("kind", "address", "once", "facts", "created_at", "delivery")


def queue(
    session: Session, kind: str, group_id: int | None, once: str, facts: dict[str, Any], *, now: datetime
) -> None:
    """Queue a letter of *kind* to whoever answers for the group; nothing happens if nobody can be reached.

    *once* names what it tells, so that the same thing is never told twice.
    """
    if group_id is not None:
        values = {"kind": kind, "once": once, "facts": facts, "now": now, "group": group_id}
        quick.note_new(session, Letter, _FILLED, _TO_GROUP, values, once="once")


def waiting(session: Session) -> int:
    """Return how many letters wait to be delivered."""
    found: int = session.execute(select(func.count()).where(col(Letter.delivery) == Delivery.WAITING)).scalar_one()
    return found
