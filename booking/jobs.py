"""Work that falls due by the clock, not by a tap."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import ColumnElement, select
from sqlmodel import Session, col

from booking import handover, lapses, overdue, presence, publicholidays, reconcile, waits
from booking.facts import HouseFacts
from booking.occupancy import house_facts
from booking.refusals import Refused
from models.staff import DeskSession


@dataclass(frozen=True, slots=True)
class Job:
    """One kind of work: whether something of it is due, and doing all that is due; tells how much that was."""

    due: Callable[[Session, datetime], bool]
    do: Callable[[Session, HouseFacts, datetime], int]


def anything_due(session: Session, *, now: datetime) -> bool:
    """Whether some job has something to do; asked before the writer's place is taken."""
    return any(job.due(session, now) for job in JOBS)


def next_moment(session: Session, *, now: datetime) -> datetime | None:
    """Return when next something that is held or waited for is over, none if nothing is: screens show it till then."""
    return overdue.next_moment(session, now)


def run(session: Session, *, now: datetime) -> int:
    """Do everything that is due; return how many things were done. Without a house there is nothing."""
    try:
        house_facts(session)
    except Refused:
        return 0
    # Asked anew for each: one of them may change the house.
    return sum(job.do(session, house_facts(session), now) for job in JOBS if job.due(session, now))


def _a_session_ended(session: Session, now: datetime) -> bool:
    return session.execute(select(col(DeskSession.id)).where(_over(now)).limit(1)).first() is not None


def _forget_sessions(session: Session, _house: HouseFacts, now: datetime) -> int:
    over = list(session.execute(select(DeskSession).where(_over(now))).scalars())
    for old in over:
        session.delete(old)
    return len(over)


def _over(now: datetime) -> ColumnElement[bool]:
    return col(DeskSession.ends_at) <= now


# In the order in which they are done. Each is quick to ask, because they are asked three times a minute.
JOBS = (
    Job(lapses.something_over, lapses.let_lapse),
    Job(waits.time_is_over, waits.let_lapse),
    Job(waits.something_overlooked, waits.offer_overlooked),
    Job(presence.somebody_is_missing, presence.ask_or_release),
    Job(_a_session_ended, _forget_sessions),
    Job(handover.something_old, handover.forget_old),
    Job(reconcile.horizons_due, reconcile.grow_horizons),
    Job(reconcile.walk_due, reconcile.walk),
    Job(publicholidays.is_due, publicholidays.bring),
)
