"""Work that falls due by the clock, not by a tap."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime

from sqlmodel import Session

from booking import (
    desknews,
    desksessions,
    handover,
    journal,
    lapses,
    outbox,
    overdue,
    presence,
    privacy,
    publicholidays,
    reconcile,
    reminders,
    resting,
    retention,
    seatletters,
    seatline,
    signins,
    subscribers,
    waits,
)
from booking.facts import HouseFacts
from booking.occupancy import house_facts
from booking.refusals import Refused


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
    return min(filter(None, (overdue.next_moment(session, now), seatline.next_moment(session, now))), default=None)


def run(session: Session, *, now: datetime) -> int:
    """Do everything that is due; return how many things were done. Without a house there is nothing."""
    try:
        house_facts(session)
    except Refused:
        return 0
    # Asked anew for each: one of them may change the house.
    return sum(job.do(session, house_facts(session), now) for job in JOBS if job.due(session, now))


# In the order in which they are done. Each is quick to ask, because they are asked three times a minute.
JOBS = (
    Job(lapses.something_over, lapses.let_lapse),
    Job(waits.time_is_over, waits.let_lapse),
    Job(waits.something_overlooked, waits.offer_overlooked),
    Job(seatline.something_over, seatline.let_lapse),
    Job(presence.somebody_is_missing, presence.ask_or_release),
    Job(reminders.something_due, reminders.remind),
    Job(desknews.morning_is_due, desknews.write_mornings),
    Job(desknews.something_old, desknews.forget_old),
    Job(desksessions.something_old, desksessions.forget_old),
    Job(handover.something_old, handover.forget_old),
    Job(signins.something_old, signins.forget_old),
    Job(resting.something_old, resting.forget_old),
    Job(seatletters.something_old, seatletters.forget_old),
    Job(subscribers.something_old, subscribers.forget_old),
    Job(retention.something_old, retention.forget_old),
    Job(privacy.something_old, privacy.forget_old),
    Job(journal.something_old, journal.forget_old),
    Job(outbox.something_stale, lambda session, _house, now: outbox.settle(session, now)),
    Job(reconcile.horizons_due, reconcile.grow_horizons),
    Job(reconcile.walk_due, reconcile.walk),
    Job(publicholidays.is_due, publicholidays.bring),
)
