"""The book itself: find a booking, let go of its room, write down and tell what became of it."""

from collections.abc import Sequence
from datetime import datetime
from itertools import groupby
from typing import Any

from sqlalchemy import bindparam, select, update
from sqlmodel import Session, col

from booking import desknews, journal, post, refusals, seatline
from booking.refusals import Refused
from booking.span import Span
from models.bookings import Booking, Hold, Series, State
from models.meetings import Seat

WAITING = (State.REQUESTED, State.HELD, State.CONFLICT)  # the second only if it is held for the desk

# What the desk itself says of a wish that goes on waiting.
_OF_DESK = ("booking.question",)
# After these, dates of a series wait for the desk that did not wait before; after the last if others than it did them.
_ASKED = ("series.requested", "series.conflict")
_MAY_ASK = ("series.changed", "series.revived")

# Built once: building a statement costs more than running it.
_BOOKING = select(Booking).where(col(Booking.uid) == bindparam("uid"))


def booking_by_uid(session: Session, uid: str, *, group_id: int | None = None, revision: int | None = None) -> Booking:
    """Return the booking *uid*.

    Raises Refused(UnknownBooking), Refused(NotYours) if *group_id* is another, and Refused(ChangedMeanwhile)
    if it is not at *revision* any more, which is what whoever decides now was shown.
    """
    booking: Booking | None = session.execute(_BOOKING, {"uid": uid}).scalar_one_or_none()
    if booking is None:
        raise Refused(refusals.UnknownBooking())
    if group_id is not None and booking.group_id != group_id:
        raise Refused(refusals.NotYours())
    if revision is not None and booking.revision != revision:
        raise Refused(refusals.ChangedMeanwhile())
    return booking


def is_waiting(booking: Booking) -> bool:
    """Whether the desk has to decide it: `booking.overdue.waits_for_desk` for one row."""
    return booking.state in WAITING and booking.held_for in (None, Hold.DESK)


def release(session: Session, booking: Booking, state: State, *, reason: str, now: datetime) -> None:
    """Let go of floor and time; *state* says how it ended."""
    if booking.released_at is None:
        note_freed(session, booking)
    booking.state = state
    booking.reason = reason
    booking.released_at = booking.released_at or now
    booking.held_until = None
    touch(session, booking, now)


def note_freed(session: Session, booking: Booking) -> None:
    """Remember, until the transaction ends, that the floor and time of *booking* may be had by others now."""
    session.info.setdefault("freed", []).append((booking.room_id, Span(booking.busy_from, booking.busy_until)))


def freed(session: Session) -> list[tuple[int, Span]]:
    """Return which rooms, by id, were let go of when in this transaction, once: whoever waits is offered them."""
    found: list[tuple[int, Span]] = session.info.pop("freed", [])
    return found


def touch(session: Session, booking: Booking, now: datetime) -> None:
    """Note on the row and its series that calendars must look again (RFC 5545 SEQUENCE, LAST-MODIFIED), and whoever
    has a seat there."""
    booking.revision += 1
    booking.updated_at = now
    session.add(booking)
    seatline.watch(session, booking, now)
    if booking.series_id is not None:
        series = session.get_one(Series, booking.series_id)
        series.revision += 1
        series.updated_at = now
        session.add(series)


def take_seats_along(session: Session, old_id: int, new_id: int) -> None:
    """Let everybody who has a seat at one booking, or waits for one, have it at another, in the same order."""
    wanted = (col(Seat.booking_id) == old_id) & col(Seat.released_at).is_(None)
    session.execute(update(Seat).where(wanted).values(booking_id=new_id))


def tell(session: Session, what: str, booking: Booking, *, who: str, now: datetime, **facts: Any) -> None:
    """Write the journal, and the letter to whoever answers for the group; to the desk, too, if it has to decide."""
    note_down(session, what, booking, who=who, now=now, **facts)
    about = {"booking": booking.uid, "at": standing(booking), **facts}
    _write(session, what, booking.group_id, f"{booking.uid}:{booking.revision}", about, now)
    if is_waiting(booking) and what not in _OF_DESK:
        desknews.tell(session, booking, now=now)


def standing(booking: Booking) -> dict[str, Any]:
    """Return what a letter says of *booking* also when it has changed once more before it arrives."""
    return {
        "title": booking.title,
        "start": booking.wall_from.isoformat(timespec="minutes"),
        "end": booking.wall_to.isoformat(timespec="minutes"),
        "room": booking.room_id,
    }


def note_down(session: Session, what: str, booking: Booking, *, who: str, now: datetime, **facts: Any) -> None:
    """Write the journal only: of one date of a series that is told as a whole."""
    journal.record(session, what, who=who, now=now, booking_id=booking.id, group_id=booking.group_id, **facts)


def note_series(session: Session, what: str, series: Series, *, who: str, now: datetime, **facts: Any) -> None:
    """Write the journal only: of a series that is told with others."""
    journal.record(session, what, who=who, now=now, series_id=series.id, group_id=series.group_id, **facts)


def tell_series(session: Session, what: str, series: Series, *, who: str, now: datetime, **facts: Any) -> None:
    """Write the journal, and one letter for all dates of *series*; to the desk, too, if it has to decide some."""
    note_series(session, what, series, who=who, now=now, **facts)
    _write(session, what, series.group_id, f"{series.uid}:{series.revision}", {"series": series.uid, **facts}, now)
    if what in _ASKED or (what in _MAY_ASK and not who.startswith("desk:")):
        desknews.tell_series(session, series, now=now)


def tell_decided(
    session: Session,
    bookings: Sequence[Booking],
    state: State,
    *,
    named: str = "",
    who: str,
    now: datetime,
    **facts: Any,
) -> None:
    """Write down and tell that *bookings*, wishes that waited, became *state*.

    Each is told in a letter of its own, dates of one series in one letter together; yet one date alone is told as
    such if it is what was *named*, by its uid, or if it says nothing about its series. The series stands as they do.
    """
    session.flush()
    by_series = sorted(bookings, key=lambda booking: (booking.series_id or 0, booking.starts_at))
    for number, found in groupby(by_series, key=lambda booking: booking.series_id):
        dates = list(found)
        series = session.get_one(Series, number) if number is not None else None
        settles = series is not None and _settles(session, series, state, now)
        alone = series is None or (len(dates) == 1 and (dates[0].uid == named or not settles))
        for booking in dates:
            say = tell if alone else note_down
            say(session, f"booking.{state}", booking, who=who, now=now, **facts)
        if series is not None and not alone:
            days = [date.wall_from.isoformat(timespec="minutes") for date in dates]
            tell_series(session, f"series.{state}", series, who=who, now=now, dates=days, **facts)


def _settles(session: Session, series: Series, state: State, now: datetime) -> bool:
    """Let *series* stand as its dates ahead do if it waited and none of them waits any more; return whether it is
    *state* by that."""
    undone = col(Booking.state).in_([*WAITING, State.CONFIRMED]) & (col(Booking.ends_at) > now)
    left = set(session.execute(select(col(Booking.state)).where(col(Booking.series_id) == series.id, undone)).scalars())
    if series.state is State.CONFIRMED or left & {*WAITING}:
        return False
    series.state = State.CONFIRMED if left else state
    session.add(series)
    return series.state is state


def tell_group(session: Session, what: str, group_id: int, mark: str, *, who: str, now: datetime, **facts: Any) -> None:
    """Write the journal, and one letter for *mark*: about what a group did that is no booking."""
    journal.record(session, what, who=who, now=now, group_id=group_id, **facts)
    _write(session, what, group_id, mark, facts, now)


def _write(session: Session, what: str, group_id: int | None, once: str, facts: dict[str, Any], now: datetime) -> None:
    kind = what.replace(".", "-")
    post.queue(session, kind, group_id, f"{kind}:{once}", facts, now=now)
