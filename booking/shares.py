"""What a group already has of the house: its share, so that others get theirs."""

from collections import defaultdict
from collections.abc import Callable, Iterable, Sequence
from datetime import date, datetime, timedelta

from sqlalchemy import ColumnElement, func, select
from sqlmodel import Session, col

from booking import refusals
from booking.facts import HouseFacts
from booking.refusals import Refusal
from booking.span import Span, day_span, local
from models.bookings import Booking, Hold, State
from models.community import Group, Trust


def objections(
    session: Session,
    house: HouseFacts,
    group: Group,
    spans: Sequence[Span],
    *,
    series: bool,
    now: datetime,
    but: Iterable[int] = (),
) -> list[Refusal]:
    """Return what speaks against *spans*, public times of one wish, because the group has its share.

    Partners of the house (the town, the seniors' council, the adult education centre) have no share.
    *but* leaves out bookings by id: those that are about to change.
    """
    if group.trust is Trust.PARTNER:
        return []
    limits, others = house.rules, col(Booking.id).not_in(list(but))
    reasons: list[Refusal] = []
    limit = limits.future_singles
    if limit is not None and not series and _future_singles(session, group, others, now) >= limit:
        reasons.append(refusals.ManySingles(limit))
    if limits.hours_a_week is not None:
        reasons += _full_weeks(session, house, group, spans, others)
    most = limits.open_requests_of_newcomers
    if most is not None and group.trust is Trust.NEW and _open_requests(session, group, others) >= most:
        reasons.append(refusals.ManyRequests(most))
    return reasons


def has_left(session: Session, house: HouseFacts, group: Group, *, but: Iterable[int] = ()) -> Callable[[Span], bool]:
    """Return the question whether a public time still fits into the share of *group* in its week.

    Each week is looked at once. Partners of the house have no share; *but* as in `objections`.
    """
    most = house.rules.hours_a_week
    if most is None or group.trust is Trust.PARTNER:
        return lambda _span: True
    others, left = col(Booking.id).not_in(list(but)), dict[date, timedelta]()

    def fits(span: Span) -> bool:
        monday = _monday(house, span)
        if monday not in left:
            left[monday] = timedelta(hours=most) - _booked(session, group, others, _week(house, monday))
        return span.length <= left[monday]

    return fits


def _monday(house: HouseFacts, span: Span) -> date:
    day = local(span.start, house.zone).date()
    return day - timedelta(days=day.weekday())


def _week(house: HouseFacts, monday: date) -> Span:
    return day_span(monday, house.zone, days=7)


def _full_weeks(
    session: Session, house: HouseFacts, group: Group, spans: Sequence[Span], others: ColumnElement[bool]
) -> Iterable[Refusal]:
    most = house.rules.hours_a_week or 0
    wanted: dict[date, timedelta] = defaultdict(timedelta)
    for span in spans:
        wanted[_monday(house, span)] += span.length
    if not wanted:
        return
    weeks = [_week(house, monday) for monday in (min(wanted), max(wanted))]
    had: dict[date, timedelta] = defaultdict(timedelta)  # with one look, however many weeks there are
    for span in _booked_spans(session, group, others, Span(weeks[0].start, weeks[1].end)):
        had[_monday(house, span)] += span.length
    for monday, hours in sorted(wanted.items()):
        left = timedelta(hours=most) - had[monday]
        if hours > left:
            yield refusals.ManyHours(most, monday, max(0, left // timedelta(minutes=1)))


def _booked(session: Session, group: Group, others: ColumnElement[bool], week: Span) -> timedelta:
    return sum((span.length for span in _booked_spans(session, group, others, week)), timedelta())


def _booked_spans(session: Session, group: Group, others: ColumnElement[bool], within: Span) -> list[Span]:
    rows = session.execute(
        select(col(Booking.starts_at), col(Booking.ends_at)).where(
            col(Booking.group_id) == group.id,
            col(Booking.released_at).is_(None),
            col(Booking.starts_at) >= within.start,
            col(Booking.starts_at) < within.end,
            others,
        )
    )
    return [Span(begin, until) for begin, until in rows]


def _future_singles(session: Session, group: Group, others: ColumnElement[bool], now: datetime) -> int:
    look = select(func.count()).where(
        col(Booking.group_id) == group.id,
        col(Booking.series_id).is_(None),
        col(Booking.released_at).is_(None),
        col(Booking.starts_at) > now,
        others,
    )
    return int(session.execute(look).scalar_one())


def _open_requests(session: Session, group: Group, others: ColumnElement[bool]) -> int:
    look = select(func.count()).where(
        col(Booking.group_id) == group.id,
        col(Booking.state).in_([State.REQUESTED, State.HELD]),
        col(Booking.held_for).is_distinct_from(Hold.OFFER),  # the house asked, not the group
        others,
    )
    return int(session.execute(look).scalar_one())
