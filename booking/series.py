"""A series as a group asks for it: every date is checked, all clashes are told at once."""

from collections.abc import Sequence
from datetime import datetime

from sqlalchemy import select
from sqlmodel import Session, col

from booking import book, carry, lapses, occupancy, pattern, preview, refusals, wishes
from booking.carry import Doing
from booking.facts import HouseFacts
from booking.offers import pass_on
from booking.preview import Choice
from booking.refusals import Refused
from booking.steps import Act, Plan
from booking.wishes import Order, Wish
from models import quick
from models.bookings import LIVE, Booking, Series, State


def request_series(
    session: Session,
    house: HouseFacts,
    wish: Wish,
    *,
    choices: Sequence[Choice] = (),
    told: bool = True,
    who: str,
    now: datetime,
) -> Series:
    """Book every date of *wish*, whose rrule is set, or ask the desk for all of them.

    Dates on closures and public holidays, in school holidays where the series pauses then, and those that are left
    out are kept as skipped, with the reason. *choices* say what becomes of single dates. A rule without end has
    dates as far as the house can be booked; the clock brings the next ones. Raises Refused with every reason of
    every other date, and then stores nothing. Whoever tells the group in another letter leaves it not *told* here.
    """
    if wish.once and (before := _booked_before(session, wish.once)):
        return before
    order = wishes.read_wish(session, house, wish)
    made, plan = preview.planned(session, house, order, choices, now)
    if lapses.made_way(session, house, plan.objections, now):
        made, plan = preview.planned(session, house, order, choices, now)
    if plan.objections:
        raise preview.refused(session, house, order, plan, now)
    return _store(session, house, order, made, plan, told=told, who=who, now=now)


def dates(session: Session, series: Series) -> list[Booking]:
    """Return every date of *series*, in order of its rule."""
    look = select(Booking).where(col(Booking.series_id) == series.id).order_by(col(Booking.rule_start))
    return list(session.execute(look).scalars())


def series_by_uid(
    session: Session, uid: str, *, group_id: int | None = None, revision: int | None = None
) -> Series | None:
    """Return the series *uid*, none if there is none.

    Raises Refused(NotYours) if *group_id* is another, Refused(ChangedMeanwhile) if it is not at *revision* any more.
    """
    series: Series | None = session.execute(select(Series).where(col(Series.uid) == uid)).scalar_one_or_none()
    if series is not None and group_id is not None and series.group_id != group_id:
        raise Refused(refusals.NotYours())
    if series is not None and revision is not None and series.revision != revision:
        raise Refused(refusals.ChangedMeanwhile())
    return series


def cancel_series(session: Session, series: Series, *, who: str, now: datetime, note: str = "") -> list[Booking]:
    """Release every date of *series* that has not ended yet; return them. *note* is told to the public."""
    held = (*LIVE, State.CONFLICT)
    ahead = [date for date in dates(session, series) if date.state in held and date.ends_at > now]
    carry.released(session, ahead, Doing(who=who, now=now, note=note))
    if ahead or series.horizon is not None:
        series.state, series.horizon = State.CANCELLED, None
        session.add(series)
        book.tell_series(session, "series.cancelled", series, who=who, now=now)
    pass_on(session, occupancy.house_facts(session), now=now)
    return ahead


def _booked_before(session: Session, once: str) -> Series | None:
    look = select(Series).join(Booking, col(Booking.series_id) == col(Series.id)).where(col(Booking.once) == once)
    return session.execute(look).scalar_one_or_none()


def _store(
    session: Session,
    house: HouseFacts,
    order: Order,
    made: pattern.Pattern,
    plan: Plan,
    *,
    told: bool,
    who: str,
    now: datetime,
) -> Series:
    first = next(step for step in plan.steps if step.act is Act.HOLD)
    like = wishes.values_for(house, order, first.place.span, now)
    series = Series(
        group_id=order.group.id,
        room_id=order.room.id,
        rrule=made.rrule,
        first=made.first,
        minutes=made.minutes,
        **{name: like[name] for name in carry.TEMPLATE if name in like},
        state=like["state"],
        created_at=now,
        updated_at=now,
    )
    pattern.write(series, made)
    session.add(series)
    session.flush()
    lifted = order.wish.override
    doing = Doing(who=who, now=now, state=series.state, held_until=like["held_until"], override=lifted)
    rows = carry.new_rows(house, series, plan.steps, doing, facts=like["facts"])
    rows[plan.steps.index(first)]["once"] = like["once"]
    quick.note_all(session, Booking, rows)
    say = book.tell_series if told else book.note_series
    say(session, f"series.{series.state}", series, who=who, now=now)
    return series
