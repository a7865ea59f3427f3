"""The addresses of a group's own calendar, which shows all of its dates with their titles; kept as seals."""

from datetime import datetime

from sqlalchemy import delete, func, select
from sqlmodel import Session, col

from booking import journal, seals
from models.members import FeedKey

MOST_KEYS = 10  # each phone has its own; one more ends the oldest
_TOKEN_BYTES = 16  # 128 bits


def new_key(session: Session, group_id: int, *, who: str, now: datetime) -> str:
    """Give the group one more address of its calendar and return its token; it is stored sealed."""
    keys = list(
        session.execute(select(FeedKey).where(col(FeedKey.group_id) == group_id).order_by(col(FeedKey.id))).scalars()
    )
    for old in keys[: max(0, len(keys) + 1 - MOST_KEYS)]:
        session.delete(old)
    token = seals.new_token(_TOKEN_BYTES)
    session.add(FeedKey(group_id=group_id, token_hash=seals.token_seal(token), created_at=now))
    journal.record(session, "group.feed_given", who=who, now=now, group_id=group_id)
    session.flush()
    return token


def take_keys(session: Session, group_id: int, *, who: str, now: datetime) -> None:
    """End every address of the group's calendar. Doing it twice changes nothing."""
    if not number_of(session, group_id):
        return
    session.execute(delete(FeedKey).where(col(FeedKey.group_id) == group_id))
    journal.record(session, "group.feed_taken", who=who, now=now, group_id=group_id)


def number_of(session: Session, group_id: int) -> int:
    """Return how many addresses of the group's calendar count."""
    number: int = session.execute(select(func.count()).where(col(FeedKey.group_id) == group_id)).scalar_one()
    return number
