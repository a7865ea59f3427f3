"""The way back: what was promised and should change stays as it was, if the desk says no or nothing in time."""

from collections.abc import Iterable, Sequence
from datetime import datetime
from itertools import groupby
from typing import Any

from sqlalchemy import select
from sqlmodel import Session, col

from booking import book, carry, pattern, places
from booking.facts import HouseFacts
from booking.overdue import ASKED_FROM
from booking.pattern import Pattern
from models.bookings import LIVE, Booking, Series, State

_OF_RULE = ("rrule", "minutes", "room_id", "setup_min", "teardown_min", "pause_school", "extra", "left_out")
_MOMENTS = ("first", "last", "horizon")


def remember_rule(series: Series, base: Pattern, rows: Iterable[Booking]) -> None:
    """Note on *rows*, all of one rule, what it says before the desk is asked about another one: *base*.

    Nothing is noted while the desk is asked already: what was promised is what it said before that.
    """
    if series.state is not State.CONFIRMED:
        return
    said = Series(**{name: getattr(series, name) for name in ("group_id", "created_at", "updated_at")})
    pattern.write(said, base)
    rule = {name: getattr(said, name) for name in _OF_RULE}
    rule |= {name: _told(getattr(said, name)) for name in _MOMENTS}
    for row in rows:
        row.facts = {**row.facts, places.ASKED_RULE: {**rule, "start": _told(row.rule_start)}}


def turn_down(
    session: Session,
    house: HouseFacts,
    wishes: Sequence[Booking],
    state: State,
    *,
    named: str = "",
    who: str,
    now: datetime,
    **about: str,
) -> list[Series]:
    """Let go of *wishes* that waited, which become *state*; what should only move goes back to where it was.

    All of it is told as `booking.book.tell_decided` does; where the old time is somebody's by now, that too.
    A series whose change nobody granted for any date says again what it said; those are returned: their other
    dates are to be brought into line (`booking.reconcile`).
    """
    asked = [wish for wish in wishes if ASKED_FROM in wish.facts]
    gone = [wish for wish in wishes if ASKED_FROM not in wish.facts]
    again = [series for series in _series_of(session, asked) if _rule_is_back(session, series, wishes, now)]
    for wish in gone:
        book.release(session, wish, state, reason=about.get("reason", ""), now=now)
    carry.make_way(session, asked, now)  # the old time of one date may be the new time of another
    lost = [wish for wish in asked if not places.put_back(session, house, wish, now=now)]
    for wish in lost:
        book.release(session, wish, state, reason=about.get("reason", ""), now=now)
    _tell_back(session, [wish for wish in asked if wish.state is State.CONFIRMED], who=who, now=now, **about)
    book.tell_decided(session, gone, state, named=named, who=who, now=now, **about)
    book.tell_decided(session, lost, state, named=named, who=who, now=now, lost=True, **about)
    return again


def _series_of(session: Session, asked: Iterable[Booking]) -> list[Series]:
    numbers = sorted({wish.series_id for wish in asked if wish.series_id is not None})
    return [session.get_one(Series, number) for number in numbers]


def _rule_is_back(session: Session, series: Series, wishes: Sequence[Booking], now: datetime) -> bool:
    """Let *series* say what it said, if it was asked about as a whole and nothing of that was or can be granted."""
    look = select(Booking).where(col(Booking.series_id) == series.id).order_by(col(Booking.id))
    rows = list(session.execute(look).scalars())
    noted = {row.id: row.facts[places.ASKED_RULE] for row in rows if places.ASKED_RULE in row.facts}
    turned_down = {wish.id for wish in wishes}
    if series.state is not State.REQUESTED or not noted or _something_else(rows, noted, turned_down, now):
        return False
    told = next(iter(noted.values()))
    for name in _OF_RULE:
        setattr(series, name, told[name])
    for name in _MOMENTS:
        setattr(series, name, _read(told[name]))
    session.add(series)
    names = {start: row for row in rows if row.id in noted and (start := _read(noted[row.id]["start"]))}
    dead = [row for row in rows if row.id not in noted and row.rule_start in names]
    carry.rename(session, names, dead)
    for row in rows:
        row.facts = {name: value for name, value in row.facts.items() if name != places.ASKED_RULE}
        if row.moved and row.state in LIVE and row.id not in turned_down:  # went back before its rule did
            row.moved = not places.as_the_rule_says(session, row)
    return True


def _something_else(rows: Iterable[Booking], noted: Iterable[int], turned_down: Iterable[int], now: datetime) -> bool:
    """Whether a date ahead waits for an answer yet, or was granted with the new rule."""
    asked, known = {*turned_down}, {*noted}
    ahead = [row for row in rows if row.starts_at > now and row.id not in asked]
    granted = [row for row in ahead if row.state is State.CONFIRMED and not row.moved and row.id not in known]
    return bool(granted) or any(book.is_waiting(row) for row in ahead)


def _tell_back(session: Session, back: Sequence[Booking], *, who: str, now: datetime, **about: str) -> None:
    """Tell of each that it stays where it was; dates of one series are told in one letter."""
    by_series = sorted(back, key=lambda booking: (booking.series_id or 0, booking.starts_at))
    for number, found in groupby(by_series, key=lambda booking: booking.series_id):
        dates = list(found)
        alone = number is None or len(dates) == 1
        for booking in dates:
            say = book.tell if alone else book.note_down
            say(session, "booking.moved_back", booking, who=who, now=now, state=str(booking.state), **about)
        if number is None:
            continue
        series = session.get_one(Series, number)
        _settle(session, series)
        if not alone:
            days = [date.wall_from.isoformat(timespec="minutes") for date in dates]
            book.tell_series(session, "series.moved_back", series, who=who, now=now, dates=days, **about)


def _settle(session: Session, series: Series) -> None:
    waits = (col(Booking.series_id) == series.id) & col(Booking.state).in_(book.WAITING)
    if session.execute(select(col(Booking.id)).where(waits).limit(1)).first() is None:
        series.state = State.CONFIRMED
        session.add(series)


def _told(moment: datetime | None) -> str | None:
    return moment.isoformat() if moment is not None else None


def _read(told: Any) -> datetime | None:
    return datetime.fromisoformat(told) if told else None
