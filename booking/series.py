"""A series as a group asks for it: every date is checked, all clashes are told at once."""

from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import select
from sqlmodel import Session, col

from booking import book, occupancy, recurrence, refusals, rules, shares, wishes
from booking.facts import HouseFacts
from booking.meetings import WITHDRAWN
from booking.refusals import Refusal, Refused
from booking.span import Span, instant, wall
from booking.waits import pass_on
from booking.wishes import Order, Wish
from models.bookings import LIVE, Booking, Series, State

_MOST_OFFERED = 20  # dates of one answer that each get a free time beside them


def request_series(session: Session, house: HouseFacts, wish: Wish, *, who: str, now: datetime) -> Series:
    """Book every date of *wish*, whose rrule is set, or ask the desk for all of them.

    Dates on closures and public holidays are kept as skipped, with the reason. Raises Refused with
    every reason of every other date, and then stores nothing.
    """
    order = wishes.read_wish(session, house, wish, now=now)
    spans = _spans(house, order)
    skipped = {span: reason for span in spans if (reason := why_skipped(house, order, span))}
    reasons = _objections(session, house, order, [span for span in spans if span not in skipped], now)
    if reasons:
        taken = [reason.span for reason in reasons if isinstance(reason, refusals.Taken)]
        met = [span for span in spans if any(rules.block(order.room, span).overlaps(other) for other in taken)]
        near = wishes.alternatives_to(session, house, order, met[:_MOST_OFFERED] or spans[:1], reasons, now)
        raise Refused(*reasons, alternatives=near)
    if len(skipped) == len(spans):
        raise Refused(refusals.RuleRefused("no_dates"))
    return _store(session, house, order, spans, skipped, who=who, now=now)


def dates(session: Session, series: Series) -> list[Booking]:
    """Return every date of *series*, in order of its rule."""
    look = select(Booking).where(col(Booking.series_id) == series.id).order_by(col(Booking.rule_start))
    return list(session.execute(look).scalars())


def series_by_uid(session: Session, uid: str, *, group_id: int | None = None) -> Series | None:
    """Return the series *uid*, none if there is none. Raises Refused(NotYours) if *group_id* is another."""
    series: Series | None = session.execute(select(Series).where(col(Series.uid) == uid)).scalar_one_or_none()
    if series is not None and group_id is not None and series.group_id != group_id:
        raise Refused(refusals.NotYours())
    return series


def cancel_series(session: Session, series: Series, *, who: str, now: datetime) -> list[Booking]:
    """Release every date of *series* that has not ended yet; return them."""
    held = (*LIVE, State.CONFLICT)
    ahead = [date for date in dates(session, series) if date.state in held and date.ends_at > now]
    for date in ahead:
        promised = date.state is State.CONFIRMED
        book.release(session, date, State.CANCELLED, reason="" if promised else WITHDRAWN, now=now)
        book.note_down(session, "booking.cancelled", date, who=who, now=now)
    if ahead:
        series.state = State.CANCELLED
        session.add(series)
        book.tell_series(session, "series.cancelled", series, who=who, now=now)
        pass_on(session, occupancy.house_facts(session), now=now)
    return ahead


def why_skipped(house: HouseFacts, order: Order, span: Span) -> str:
    """Return why a date of a series does not take place: `holiday`, `closure` or nothing."""
    for reason in rules.hours_objections(house, order.room, span):
        if isinstance(reason, refusals.PublicHoliday):
            return "holiday"
        if isinstance(reason, refusals.Closed):
            return "closure"
    return ""


def _spans(house: HouseFacts, order: Order) -> list[Span]:
    first, until = wall(order.span.start, house.zone), wall(order.span.end, house.zone)
    starts = recurrence.expand(order.wish.rrule or "", first, zone=house.zone)
    return [
        Span(instant(start, house.zone), max(instant(start + (until - first), house.zone), _soon(house, start)))
        for start in starts
    ]


def _soon(house: HouseFacts, start: datetime) -> datetime:
    # A date inside the hour that the clocks skip would end before it starts.
    return instant(start, house.zone) + timedelta(minutes=house.rules.slot_step_min)


def _objections(session: Session, house: HouseFacts, order: Order, spans: list[Span], now: datetime) -> list[Refusal]:
    found: list[Refusal] = []
    for span in spans:
        found += rules.objections(house, order.room, order.ask(span), now)
    found += _clashes(session, house, order, spans)
    found += wishes.share_objections(session, house, order, spans, now)
    return list(dict.fromkeys(found))


def _clashes(session: Session, house: HouseFacts, order: Order, spans: list[Span]) -> list[Refusal]:
    """Return who has the room on any of the dates, with one look for sixty of them."""
    found: list[Refusal] = []
    for group in (spans[number : number + 60] for number in range(0, len(spans), 60)):
        blocks = [rules.block(order.room, span) for span in group]
        whole = Span(min(block.start for block in blocks), max(block.end for block in blocks))
        for taking in occupancy.taken(session, house, order.room, whole):
            if any(taking.span.overlaps(block) for block in blocks):
                found.append(refusals.Taken(taking.span, taking.uid, taking.title))
    return found


def _store(
    session: Session,
    house: HouseFacts,
    order: Order,
    spans: list[Span],
    skipped: dict[Span, str],
    *,
    who: str,
    now: datetime,
) -> Series:
    first = wall(order.span.start, house.zone)
    rule, last = recurrence.without_end(order.wish.rrule or "", first, zone=house.zone)
    series = Series(
        group_id=order.group.id,
        room_id=order.room.id,
        rrule=rule,
        first=first,
        last=last,
        minutes=int(order.span.length / timedelta(minutes=1)),
        setup_min=order.room.setup_min,
        teardown_min=order.room.teardown_min,
        **_template(wishes.new_booking(house, order, order.span, now)),
        state=wishes.state_for(house, order),
        created_at=now,
        updated_at=now,
    )
    session.add(series)
    session.flush()
    for span in spans:
        session.add(_date(house, order, series, span, skipped.get(span), now))
    session.flush()
    book.tell_series(session, f"series.{series.state}", series, who=who, now=now)
    return series


def _template(date: Booking) -> dict[str, Any]:
    """Return what all dates of a series have alike, for those that its horizon brings later."""
    alike = ("title", "listing", "usage", "persons", "layout", "signup", "capacity", "signup_closes_min", "source")
    return {name: getattr(date, name) for name in alike}


def _date(house: HouseFacts, order: Order, series: Series, span: Span, why: str | None, now: datetime) -> Booking:
    date = wishes.new_booking(house, order, span, now)
    date.series_id = series.id
    date.rule_start = wall(span.start, house.zone)
    date.once = None
    if why:
        date.state, date.reason, date.released_at, date.held_until = State.SKIPPED, why, now, None
    return date
