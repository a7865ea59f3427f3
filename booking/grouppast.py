"""How it went with a group so far, in numbers: for whoever decides what it wishes next."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import ColumnElement, func, select
from sqlmodel import Session, col

from booking import overdue
from models.bookings import Booking, State
from models.community import Group

LOOKED_BACK = timedelta(days=365)
NO_SHOW = "no_show"  # the reason of what was released because nobody came (booking.presence)


@dataclass(frozen=True, slots=True)
class Past:
    """A group's dates: of the last year what became of them, and what is ahead."""

    since: datetime  # UTC: known to the house
    held: int
    cancelled: int  # by whomever
    missed: int  # nobody came
    declined: int
    ahead: int  # promised
    waiting: int  # wishes, as single dates


def past(session: Session, group_id: int, *, now: datetime) -> Past:
    """Return how it went with a group; what is on now counts as ahead."""
    return pasts(session, [group_id], now=now)[group_id]


def pasts(session: Session, group_ids: Collection[int], *, now: datetime) -> dict[int, Past]:
    """Return how it went with each of these groups, see `past`."""
    lately = col(Booking.ends_at).between(now - LOOKED_BACK, now)
    state, missed = col(Booking.state), col(Booking.reason) == NO_SHOW
    cancelled, ahead = state == State.CANCELLED, col(Booking.ends_at) > now
    last_year = col(Booking.starts_at) > now - LOOKED_BACK
    counts = (
        _number((state == State.CONFIRMED) & lately),
        _number(cancelled & ~missed & last_year),
        _number(cancelled & missed & last_year),
        _number((state == State.DECLINED) & last_year),
        _number((state == State.CONFIRMED) & ahead),
        _number(overdue.waits_for_desk() & ahead),
    )
    look = (
        select(col(Group.id), col(Group.created_at), *counts)
        .outerjoin(Booking, col(Booking.group_id) == col(Group.id))
        .where(col(Group.id).in_(group_ids))
        .group_by(col(Group.id), col(Group.created_at))
    )
    return {group_id: Past(*numbers) for group_id, *numbers in session.execute(look)}


def _number(which: ColumnElement[bool]) -> ColumnElement[int]:
    return func.count(col(Booking.id)).filter(which)
