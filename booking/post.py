"""The outbox: letters are queued in the transaction of what they tell, and delivered later."""

from datetime import datetime
from typing import Any

from sqlalchemy import func
from sqlmodel import Session, col, select

from models import quick
from models.letters import Delivery, Letter


def queue(session: Session, kind: str, address: str | None, once: str, facts: dict[str, Any], *, now: datetime) -> None:
    """Queue a letter of *kind* to *address*; nothing happens if nobody can be reached.

    *once* names what it tells, so that the same thing is never told twice.
    """
    if address:
        letter = {"kind": kind, "address": address, "once": once, "facts": facts, "created_at": now}
        quick.note(session, Letter, [letter], once="once")


def waiting(session: Session) -> int:
    """Return how many letters wait to be delivered."""
    return session.exec(select(func.count()).where(col(Letter.delivery) == Delivery.WAITING)).one()
