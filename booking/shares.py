"""What a group already has of the house: its share, so that others get theirs."""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from datetime import date, datetime, timedelta

from sqlalchemy import func, select
from sqlmodel import Session, col

from booking import refusals
from booking.facts import HouseFacts
from booking.refusals import Refusal
from booking.span import Span, local, minute_of
from models.bookings import Booking, State
from models.community import Group, Trust


def objections(
    session: Session, house: HouseFacts, group: Group, spans: Sequence[Span], *, series: bool, now: datetime
) -> list[Refusal]:
    """Return what speaks against *spans*, public times of one wish, because the group has its share.

    Partners of the house (the town, the seniors' council, the adult education centre) have no share.
    """
    limits = house.rules
    if group.trust is Trust.PARTNER:
        return []
    reasons: list[Refusal] = []
    limit = limits.future_singles
    if limit is not None and not series and _future_singles(session, group, now) >= limit:
        reasons.append(refusals.ManySingles(limit))
    if limits.hours_a_week is not None:
        reasons += _full_weeks(session, house, group, spans, limits.hours_a_week)
    most = limits.open_requests_of_newcomers
    if most is not None and group.trust is Trust.NEW and _open_requests(session, group) >= most:
        reasons.append(refusals.ManyRequests(most))
    return reasons


def _full_weeks(
    session: Session, house: HouseFacts, group: Group, spans: Sequence[Span], most: int
) -> Iterable[Refusal]:
    wanted: dict[date, timedelta] = defaultdict(timedelta)
    for span in spans:
        day = local(span.start, house.zone).date()
        wanted[day - timedelta(days=day.weekday())] += span.length
    for monday, hours in sorted(wanted.items()):
        begins, ends = minute_of(monday, 0, house.zone), minute_of(monday, 7 * 1440, house.zone)
        if hours + _booked(session, group, begins, ends) > timedelta(hours=most):
            yield refusals.ManyHours(most, monday)


def _booked(session: Session, group: Group, begins: datetime, ends: datetime) -> timedelta:
    rows = session.execute(
        select(col(Booking.starts_at), col(Booking.ends_at)).where(
            col(Booking.group_id) == group.id,
            col(Booking.released_at).is_(None),
            col(Booking.starts_at) >= begins,
            col(Booking.starts_at) < ends,
        )
    )
    return sum((until - begin for begin, until in rows), timedelta())


def _future_singles(session: Session, group: Group, now: datetime) -> int:
    look = select(func.count()).where(
        col(Booking.group_id) == group.id,
        col(Booking.series_id).is_(None),
        col(Booking.released_at).is_(None),
        col(Booking.starts_at) > now,
    )
    return int(session.execute(look).scalar_one())


def _open_requests(session: Session, group: Group) -> int:
    look = select(func.count()).where(
        col(Booking.group_id) == group.id, col(Booking.state).in_([State.REQUESTED, State.HELD])
    )
    return int(session.execute(look).scalar_one())
