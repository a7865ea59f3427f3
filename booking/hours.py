"""Other weekly hours from some day on: what that meets is shown before, then moved, kept, left out and told."""

from collections.abc import Iterable, Mapping
from dataclasses import asdict, dataclass
from datetime import datetime, timedelta
from enum import StrEnum
from typing import Any

from sqlalchemy import delete, select
from sqlmodel import Session, col

from booking import book, journal, lifecycle, moves, occupancy, outofhours, refusals, rules, settling, titles, weekhours
from booking.changes import Change, Scope
from booking.edits import edit_series, preview_edit
from booking.facts import HouseFacts
from booking.hits import Hit
from booking.i18n import _
from booking.outofhours import Case
from booking.pattern import HOURS
from booking.reconcile import reconcile
from booking.refusals import Refusal, Refused
from booking.span import Span, local
from booking.waits import pass_on
from booking.weekhours import HoursChange
from models.bookings import LIVE, Booking, Series, State
from models.rooms import Opening


class Do(StrEnum):
    """What becomes of dates that were promised and lie outside of the hours."""

    LATER = "later"  # they stay until the desk moves or decides them
    MOVE = "move"  # into the hours, on the same days and as long as before
    KEEP = "keep"  # they stay as an exception, of a series also those that come
    CANCEL = "cancel"  # a single date is cancelled, dates of a series are left out


@dataclass(frozen=True, slots=True)
class Decision:
    """What the desk decided for one case; *note* is told to the public of a single date that is cancelled."""

    do: Do
    note: str = ""


Decisions = Mapping[str, Decision]  # by the key of a case


@dataclass(frozen=True, slots=True)
class Choice:
    """One case, and where it would lie inside of the hours on the same days."""

    case: Case
    moved_to: tuple[datetime, datetime] | None  # of its first date, aware; none: it cannot move by itself
    usual: Do


@dataclass(frozen=True, slots=True)
class Preview:
    """What a change of the hours would meet."""

    choices: tuple[Choice, ...]
    others: tuple[Hit, ...]


def preview_hours(session: Session, house: HouseFacts, change: HoursChange, *, now: datetime) -> Preview:
    """Return everything that *change* would put outside of the hours; changes nothing.

    Raises Refused like `change_hours`.
    """
    if wrong := weekhours.objections(house, change, now):
        raise Refused(*wrong)
    after = weekhours.changed(house, change)
    met = outofhours.met(session, after, before=house, now=now)
    return Preview(tuple(_choice(session, after, case, now) for case in met.cases), met.others)


def undecided(session: Session, house: HouseFacts, *, now: datetime) -> list[Choice]:
    """Return what was promised, lies ahead and outside of the hours, and that nobody made an exception for."""
    met = outofhours.met(session, house, before=None, now=now)
    return [_choice(session, house, case, now) for case in met.cases]


def change_hours(
    session: Session,
    house: HouseFacts,
    change: HoursChange,
    *,
    decisions: Decisions | None = None,
    who: str,
    now: datetime,
) -> None:
    """Let rooms have other hours; what that meets becomes what *decisions* say, or stays until the desk decides.

    Offers and holds outside are let go of, requests stay with the desk. Dates of series that were left out because
    of hours come back where they are inside again. Groups are told by letter. Raises Refused, and stores nothing:
    UnknownRoom, Malformed, BadHours, InThePast, EndBeforeStart, SameHours, ChangedMeanwhile for a decision about
    something that is not met, and as moving and cancelling do.
    """
    if wrong := weekhours.objections(house, change, now):
        raise Refused(*wrong)
    _write(session, house, change)
    after = occupancy.house_facts(session)
    told: dict[str, Any] = {"rooms": list(change.rooms), "from": change.starts_on.isoformat()}
    if change.ends_on is not None:
        told["until"] = change.ends_on.isoformat()
    journal.record(session, "house.hours_changed", who=who, now=now, **told)
    met = outofhours.met(session, after, before=house, now=now)
    chosen = decisions or {}
    if chosen.keys() - {case.key for case in met.cases}:
        raise Refused(refusals.ChangedMeanwhile())
    settling.let_go(session, met.let_go, why=HOURS, who=who, now=now)
    for case in met.cases:
        decision = chosen.get(case.key) or Decision(_choice(session, after, case, now).usual)
        _settle(session, after, case, decision, who=who, now=now)
    come_back(session, after, who=who, now=now)
    pass_on(session, after, now=now)


def decide(session: Session, house: HouseFacts, key: str, decision: Decision, *, who: str, now: datetime) -> None:
    """Decide about dates that lie outside of the hours since they changed.

    Raises Refused: UnknownBooking if nothing of *key* lies outside, and as moving and cancelling do.
    """
    cases = outofhours.met(session, house, before=None, now=now).cases
    case = next((one for one in cases if one.key == key), None)
    if case is None:
        raise Refused(refusals.UnknownBooking())
    _settle(session, house, case, decision, who=who, now=now)
    pass_on(session, house, now=now)


def come_back(session: Session, house: HouseFacts, *, who: str, now: datetime) -> list[Booking]:
    """Let dates ahead that were left out because of the hours take place again where they lie inside by now."""
    look = (
        select(Booking)
        .where(col(Booking.state) == State.SKIPPED, col(Booking.reason) == HOURS, col(Booking.starts_at) > now)
        .order_by(col(Booking.starts_at), col(Booking.id))
    )
    left_out = list(session.execute(look).scalars())
    for number in dict.fromkeys(date.series_id for date in left_out):
        reconcile(session, house, session.get_one(Series, number), who=who, now=now)
    back = [date for date in left_out if date.state in LIVE]
    settling.tell_each_series(session, "series.revived", back, who=who, now=now)
    return back


def _write(session: Session, house: HouseFacts, change: HoursChange) -> None:
    """Put the hours of the rooms of *change* down anew."""
    ids = {room.id for room in weekhours.single_rooms(house) if room.slug in change.rooms}
    session.execute(delete(Opening).where(col(Opening.room_id).in_(ids)))
    for one in weekhours.changed(house, change).openings:
        if one.room_id in ids:
            session.add(Opening(**asdict(one)))
    occupancy.house_changed(session)


# What becomes of a case


def _choice(session: Session, house: HouseFacts, case: Case, now: datetime) -> Choice:
    usual = Do(settling.usual_decision(house, case.first))
    return Choice(case, _moved_to(session, house, case, now), usual)


def _moved_to(session: Session, house: HouseFacts, case: Case, now: datetime) -> tuple[datetime, datetime] | None:
    """Return where the first date of *case* would be inside of the hours; none if not all of it can go there."""
    by = outofhours.shift_inside(house, case.bookings)
    if by is None or not _fits(session, house, case, by, now):
        return None
    return case.first.starts + by, case.first.ends + by


def _fits(session: Session, house: HouseFacts, case: Case, by: timedelta, now: datetime) -> bool:
    if not case.is_series:
        [booking] = case.bookings
        room = house.rooms_by_id[booking.room_id]
        return not occupancy.clashes(session, house, room, _span(booking, by), but=(booking.id,))
    scope = _scope(session, case)
    if scope is None:
        return False
    try:
        return preview_edit(session, house, case.key, _shifted(house, case, by), scope, now=now).possible
    except Refused:
        return False


def _scope(session: Session, case: Case) -> Scope | None:
    """Return which dates of a series move together; none if some that are inside would move, too."""
    first, last = case.bookings[0], case.bookings[-1]
    series_id = first.series_id or 0
    mine = {booking.id for booking in case.bookings}
    if any(booking.moved for booking in case.bookings):
        return None
    if mine >= {booking.id for booking in outofhours.live_dates(session, series_id, first.starts_at, None)}:
        return Scope(kind="following", booking=first.uid)
    if mine >= {booking.id for booking in outofhours.live_dates(session, series_id, first.starts_at, last.starts_at)}:
        return Scope(kind="between", first=first.wall_from.date(), last=last.wall_from.date())
    return None


def _shifted(house: HouseFacts, case: Case, by: timedelta) -> Change:
    return Change(start=local(case.bookings[0].starts_at + by, house.zone).time())


def _settle(session: Session, house: HouseFacts, case: Case, decision: Decision, *, who: str, now: datetime) -> None:
    if decision.do is Do.MOVE:
        _move(session, house, case, who=who, now=now)
    elif decision.do is Do.KEEP:
        _keep(session, case, who=who, now=now)
    elif decision.do is Do.CANCEL and case.is_series:
        _leave_out(session, case.bookings, who=who, now=now)
    elif decision.do is Do.CANCEL:
        note = titles.clean(decision.note) or _("Der Raum hat dann nicht mehr geöffnet.")
        lifecycle.cancel_booking(session, house, case.key, who=who, now=now, note=note)


def _span(booking: Booking, by: timedelta = timedelta(0)) -> Span:
    return Span(booking.starts_at + by, booking.ends_at + by)


def _move(session: Session, house: HouseFacts, case: Case, *, who: str, now: datetime) -> None:
    by = outofhours.shift_inside(house, case.bookings)
    if by is None:
        raise Refused(*_outside(house, case))
    if not case.is_series:
        start = case.bookings[0].starts_at + by
        moves.move_booking(session, house, case.key, start=start, who=who, now=now)
        return
    scope = _scope(session, case)
    if scope is None:
        raise Refused(*_outside(house, case))
    edit_series(session, house, case.key, _shifted(house, case, by), scope, who=who, now=now)


def _outside(house: HouseFacts, case: Case) -> list[Refusal]:
    booking = case.bookings[0]
    return list(rules.hours_objections(house, house.rooms_by_id[booking.room_id], _span(booking)))


def _keep(session: Session, case: Case, *, who: str, now: datetime) -> None:
    for booking in case.bookings:
        booking.override = [*booking.override, rules.OPENING_HOURS]
        book.touch(session, booking, now)
        say = book.note_down if case.is_series else book.tell
        say(session, "booking.kept", booking, who=who, now=now, reason=HOURS)
    if case.is_series:
        settling.tell_each_series(session, "series.kept", case.bookings, who=who, now=now)


def _leave_out(session: Session, dates: Iterable[Booking], *, who: str, now: datetime) -> None:
    left = list(dates)
    for date in left:
        book.release(session, date, State.SKIPPED, reason=HOURS, now=now)
        book.note_down(session, "booking.skipped", date, who=who, now=now, reason=HOURS)
    settling.tell_each_series(session, "series.skipped", left, who=who, now=now, reason=HOURS)
