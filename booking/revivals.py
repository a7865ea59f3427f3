"""Single dates of a series that come back, are added beside its rule, or are left out."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import date, datetime

from sqlmodel import Session

from booking import book, carry, changes, lapses, pattern, preview, refusals, steps, wishes
from booking.book import booking_by_uid
from booking.carry import Doing
from booking.changes import Change
from booking.facts import HouseFacts
from booking.offers import pass_on
from booking.pattern import CLASH, LEFT_OUT, OF_THE_HOUSE, Pattern
from booking.refusals import Refused
from booking.series import dates, series_by_uid
from booking.span import YEARS
from booking.steps import REVIVED, Act, Step
from booking.wishes import Order
from models.bookings import LIVE, Booking, Series, State


def revive(
    session: Session,
    house: HouseFacts,
    uid: str,
    *,
    override: Sequence[str] = (),
    who: str,
    now: datetime,
    group_id: int | None = None,
    revision: int | None = None,
) -> Booking:
    """Let a date of a series that is skipped or cancelled, and still ahead, take place after all, at its place.

    That is where its rule has it, or where it was moved. *group_id* limits it to that group's own, which the desk
    must promise anew where it had to at first; without it *override* names closures that the desk lifts. A date
    that takes place already stays as it is. Raises Refused: UnknownBooking, NotYours, ChangedMeanwhile, MeetingOver,
    AlreadyDecided (of a date or series that was declined or has ended), or every rule, clash and share with free
    times; and then stores nothing.
    """
    row = booking_by_uid(session, uid, group_id=group_id, revision=revision)
    if row.state in LIVE:
        return row
    series = _series_of(session, row)
    made = pattern.pattern_of(house, series)
    start = row.rule_start or row.wall_from
    where = steps.place_of(house, row) if row.moved else made.place(house, start)
    if where.span.start <= now:
        raise Refused(refusals.MeetingOver())
    order = _order(session, house, series, override, by_desk=group_id is None)
    said = steps.rules_say(house, order, now)(where)
    step = Step(start=start, place=where, act=Act.HOLD, row=row, moved=row.moved, reasons=tuple(said))
    why = row.reason
    _carry_out(session, house, series, order, step, _with(made, start), who=who, now=now)
    if why in OF_THE_HOUSE:
        # It takes place although the house would not have it: nobody skips it again for that.
        row.facts = {**row.facts, REVIVED: why}
    session.flush()
    book.tell(session, "booking.revived", row, who=who, now=now, state=str(row.state))
    return row


def add_date(
    session: Session,
    house: HouseFacts,
    uid: str,
    start: datetime,
    *,
    override: Sequence[str] = (),
    who: str,
    now: datetime,
    group_id: int | None = None,
    revision: int | None = None,
) -> Booking:
    """Give the series *uid* a date beside its rule (RFC 5545 RDATE) at *start*, as long as the others.

    Without a zone *start* is meant on the clock of the house. A date that was skipped or cancelled there comes back.
    Raises Refused like `revive`.
    """
    series = _standing(session, uid, group_id, revision)
    place = pattern.on_the_clock(house, start)
    rows = {row.rule_start: row for row in dates(session, series)}
    if place in rows:
        return revive(session, house, rows[place].uid, override=override, who=who, now=now, group_id=group_id)
    order = _order(session, house, series, override, by_desk=group_id is None)
    made = pattern.pattern_of(house, series)
    where = made.place(house, place)
    said = steps.rules_say(house, order, now)(where)
    step = Step(start=place, place=where, act=Act.HOLD, reasons=tuple(said))
    _carry_out(session, house, series, order, step, _with(made, place), who=who, now=now)
    row = next(row for row in dates(session, series) if row.rule_start == place)
    book.tell(session, "booking.added", row, who=who, now=now, state=str(row.state))
    return row


def leave_out(
    session: Session,
    house: HouseFacts,
    uid: str,
    day: date | datetime,
    *,
    who: str,
    now: datetime,
    group_id: int | None = None,
    revision: int | None = None,
) -> list[Booking]:
    """Leave a date of the series *uid* out (RFC 5545 EXDATE), named by its day or its place in the rule.

    A date that is not there yet will never be; one that is becomes skipped and is returned. Raises Refused:
    UnknownBooking, NotYours, ChangedMeanwhile, AlreadyDecided, MeetingOver, UnknownDate.
    """
    series = _standing(session, uid, group_id, revision)
    if day.year not in YEARS:
        raise Refused(refusals.UnknownDate(day))
    made = pattern.pattern_of(house, series)
    rows = {row.rule_start or row.wall_from: row for row in dates(session, series)}
    far = made if made.horizon is None else replace(made, horizon=max(made.horizon, _end_of(day)))
    places = pattern.named(house, (day,), sorted({*far.starts(), *rows}))
    met = [(place, rows[place]) for place in sorted(places) if place in rows]
    if any(row.starts_at <= now for _place, row in met):
        raise Refused(refusals.MeetingOver())
    pattern.write(series, replace(made, left_out=made.left_out | places))
    plan = [
        replace(steps.kept(house, place, row), act=Act.SKIP, why=LEFT_OUT)
        for place, row in met
        if row.state in LIVE or row.reason == CLASH
    ]
    carry.carry_out(session, house, series, plan, Doing(who=who, now=now))
    series.revision += 1
    series.updated_at = now
    session.add(series)
    session.flush()
    days = [place.isoformat(timespec="minutes") for place in sorted(places)]
    book.tell_series(session, "series.left_out", series, who=who, now=now, dates=days)
    pass_on(session, house, now=now)
    return [row for _place, row in met]


def _end_of(day: date | datetime) -> datetime:
    return datetime(day.year, day.month, day.day, 23, 59)  # noqa: DTZ001 - on the clock


def _series_of(session: Session, row: Booking) -> Series:
    if row.series_id is None or row.state not in (State.SKIPPED, State.CANCELLED):
        raise Refused(refusals.AlreadyDecided(row.state))
    series = session.get_one(Series, row.series_id)
    if series.state not in pattern.STANDING:
        raise Refused(refusals.AlreadyDecided(series.state))
    return series


def _standing(session: Session, uid: str, group_id: int | None, revision: int | None) -> Series:
    series = series_by_uid(session, uid, group_id=group_id, revision=revision)
    if series is None:
        raise Refused(refusals.UnknownBooking())
    if series.state not in pattern.STANDING:
        raise Refused(refusals.AlreadyDecided(series.state))
    return series


def _order(session: Session, house: HouseFacts, series: Series, override: Sequence[str], *, by_desk: bool) -> Order:
    return changes.order_for(session, house, series, Change(), tuple(override), by_desk=by_desk)


def _with(made: Pattern, start: datetime) -> Pattern:
    """Return *made* with a date at *start*, beside its rule if need be."""
    found = replace(made, left_out=made.left_out - {start})
    return found if start in found.starts(start) else replace(found, extra=(*found.extra, start))


def _carry_out(
    session: Session,
    house: HouseFacts,
    series: Series,
    order: Order,
    step: Step,
    made: Pattern,
    *,
    who: str,
    now: datetime,
) -> None:
    """Let *step* have its place. Raises Refused with everything that speaks against it."""
    plan = steps.checked(session, house, order, [step], shares_count=True, now=now)
    if lapses.made_way(session, house, plan.objections, now):
        plan = steps.checked(session, house, order, [step], shares_count=True, now=now)
    if plan.objections:
        raise preview.refused(session, house, order, plan, now)
    asks = not order.wish.by_desk and wishes.needs_desk(house, order.group, order.usage)
    waits = asks or series.state is State.REQUESTED
    pattern.write(series, made)
    session.add(series)
    doing = Doing(
        who=who,
        now=now,
        state=State.REQUESTED if waits else State.CONFIRMED,
        held_until=wishes.answered_by(house, order.group, now) if waits else None,
        override=order.wish.override,
        quiet=True,
    )
    carry.carry_out(session, house, series, [step], doing)
