"""The book as the desk reads it: what waits for an answer, and who has the rooms in a week."""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, func, select
from sqlmodel import Session, col

from booking import book, decisions, meetings, overdue, refusals, waits
from booking.facts import HouseFacts
from booking.meetings import Crowd
from booking.refusals import Refusal, Refused
from booking.span import Span, local
from models.bookings import LIVE, LONGEST, Booking, Hold, Series, State
from models.community import Group, Listing
from models.meetings import COUNTED
from models.requests import Wait


@dataclass(frozen=True, kw_only=True, slots=True)
class DeskRow:
    """One booking, or a series that waits as a whole; times are aware, in the house's zone."""

    uid: str  # of the booking; of the series when `dates` is more than 1
    code: str
    booking_id: int
    state: State
    title: str
    group_id: int | None  # none: somebody without a group
    group_name: str
    trust: str
    room_name: str  # with its extras
    starts: datetime
    ends: datetime
    busy_from: datetime
    busy_until: datetime
    listing: Listing
    title_hidden: bool
    usage: str
    persons: int | None
    layout: str  # how the room is set up for it
    note: str
    reason: str
    source: str
    held_until: datetime | None
    held_for: Hold | None  # of what is held now
    waits: bool  # for the desk
    facts: dict[str, Any]
    taken: int
    waiting: int
    capacity: int | None  # of the sign-up; none: nobody signs up here
    dates: int = 1  # how many dates wait with it
    skipped: int = 0  # dates of that series that cannot take place
    series_uid: str = ""  # empty: a single booking
    in_line: int = 0  # groups that wait for its time; counted for one booking only
    objections: tuple[Refusal, ...] = ()


@dataclass(frozen=True, kw_only=True, slots=True)
class WaitRow:
    """One place in a line; times are aware, in the house's zone."""

    uid: str
    group_name: str
    room_name: str  # with its extras
    starts: datetime
    ends: datetime
    title: str
    persons: int | None
    since: datetime
    place: int  # 1: the next; 0: it is offered now
    offer_uid: str  # the booking that is held for it; empty if none is
    offered_until: datetime | None


def waiting_requests(session: Session, house: HouseFacts) -> list[DeskRow]:
    """Return every wish that waits for the desk, oldest first, with what speaks against it.

    A series that was wished for is one row.
    """
    rows = _rows(session, house, overdue.waits_for_desk())
    wrong = decisions.objections_each(session, house, [booking for booking, _ in rows])
    against = {booking.id: tuple(reasons) for (booking, _), reasons in zip(rows, wrong, strict=True)}
    of_series = defaultdict[int, list[Booking]](list)
    answer: dict[int, DeskRow] = {}  # by its booking, or by the first date of its series
    for booking, row in rows:
        if booking.series_id is not None:
            of_series[booking.series_id].append(booking)
        if booking.series_id is None or len(of_series[booking.series_id]) == 1:
            answer[booking.id] = replace(row, objections=against[booking.id])
    for series, skipped in _with_skipped(session, [*of_series]):
        dates = of_series[series.id]
        answer[dates[0].id] = replace(
            answer[dates[0].id],
            uid=series.uid,
            dates=len(dates),
            skipped=skipped,
            objections=tuple(dict.fromkeys(reason for date in dates for reason in against[date.id])),
        )
    return list(answer.values())


def _with_skipped(session: Session, ids: list[int]) -> Iterable[tuple[Series, int]]:
    """Return the series with these ids, each with the number of its dates that cannot take place."""
    of_it = (col(Booking.series_id) == col(Series.id)) & (col(Booking.state) == State.SKIPPED)
    number = select(func.count()).where(of_it).scalar_subquery()
    return [(series, count) for series, count in session.execute(select(Series, number).where(col(Series.id).in_(ids)))]


def desk_row(session: Session, house: HouseFacts, uid: str) -> tuple[Booking, DeskRow]:
    """Return one booking and how the desk reads it, with what speaks against it if it waits.

    Raises Refused(UnknownBooking).
    """
    booking, row = next(iter(_rows(session, house, col(Booking.uid) == uid)), (None, None))
    if booking is None or row is None:
        raise Refused(refusals.UnknownBooking())
    if row.waits:
        row = replace(row, objections=tuple(decisions.objections(session, house, booking)))
    room, span = house.rooms_by_id[booking.room_id], Span(booking.starts_at, booking.ends_at)
    return booking, replace(row, in_line=waits.waiting_for(session, house, room, span) if booking.state in LIVE else 0)


def desk_week(session: Session, house: HouseFacts, span: Span) -> list[DeskRow]:
    """Return every booking that holds a room in *span* and every cancelled one that was promised, by start."""
    inside = (
        (col(Booking.busy_until) > span.start)
        & (col(Booking.busy_from) < span.end)
        & (col(Booking.busy_from) >= span.start - LONGEST)
    )
    shown = col(Booking.state).in_([*LIVE, State.CANCELLED])
    return [row for _, row in _rows(session, house, inside & shown)]


def desk_waits(session: Session, house: HouseFacts) -> list[WaitRow]:
    """Return everybody who waits for a time or is offered it now, by its start."""
    found = [wait for wait in waits.open_waits(session) if wait.room_id in house.rooms_by_id]
    names = {group.id: group.name for group in session.execute(select(Group)).scalars()}
    ids = [wait.offer_id for wait in found if wait.offer_id is not None]
    held = {one.id: one for one in session.execute(select(Booking).where(col(Booking.id).in_(ids))).scalars()}
    places = waits.places(house, found)
    return [_wait_row(house, wait, names[wait.group_id], places[wait.id], held.get(wait.offer_id)) for wait in found]


def _wait_row(house: HouseFacts, wait: Wait, group_name: str, place: int, offer: Booking | None) -> WaitRow:
    until = offer.held_until if offer else None
    return WaitRow(
        uid=wait.uid,
        group_name=group_name,
        room_name=house.rooms_by_id[wait.room_id].name,
        starts=local(wait.starts_at, house.zone),
        ends=local(wait.ends_at, house.zone),
        title=wait.title,
        persons=wait.persons,
        since=local(wait.created_at, house.zone),
        place=place,
        offer_uid=offer.uid if offer else "",
        offered_until=local(until, house.zone) if until else None,
    )


def _rows(session: Session, house: HouseFacts, which: ColumnElement[bool]) -> list[tuple[Booking, DeskRow]]:
    look = (
        select(Booking, Group, col(Series.uid))
        .outerjoin(Group, col(Booking.group_id) == col(Group.id))
        .outerjoin(Series, col(Booking.series_id) == col(Series.id))
        .where(which)
        .order_by(col(Booking.starts_at), col(Booking.id))
    )
    found = [(booking, group, series) for booking, group, series in session.execute(look)]
    crowds = meetings.crowds(session, [booking.id for booking, _, _ in found])
    return [
        (booking, _row(house, booking, group, series or "", crowds.get(booking.id, Crowd())))
        for booking, group, series in found
    ]


def _row(house: HouseFacts, booking: Booking, group: Group | None, series_uid: str, crowd: Crowd) -> DeskRow:
    return DeskRow(
        uid=booking.uid,
        code=booking.code,
        booking_id=booking.id,
        state=booking.state,
        title=booking.title,
        group_id=booking.group_id,
        group_name=group.name if group else "",
        trust=group.trust if group else "",
        room_name=house.rooms_by_id[booking.room_id].name,
        starts=local(booking.starts_at, house.zone),
        ends=local(booking.ends_at, house.zone),
        busy_from=local(booking.busy_from, house.zone),
        busy_until=local(booking.busy_until, house.zone),
        listing=booking.listing,
        title_hidden=booking.title_hidden,
        usage=booking.usage,
        persons=booking.persons,
        layout=booking.layout,
        note=booking.note,
        reason=booking.reason,
        source=booking.source,
        held_for=booking.held_for if booking.state is State.HELD else None,
        held_until=local(booking.held_until, house.zone) if booking.held_until else None,
        waits=book.is_waiting(booking),
        facts=booking.facts,
        taken=crowd.taken,
        waiting=crowd.waiting,
        capacity=booking.capacity if booking.signup in COUNTED else None,
        series_uid=series_uid,
    )
