"""What the desk decides: say yes or no to a wish, take a title off the public screens."""

from collections.abc import Iterator, Sequence
from datetime import datetime

from sqlalchemy import select
from sqlmodel import Session, col

from booking import journal, occupancy, places, quiet, reconcile, refusals, rules, titles, wayback
from booking.book import booking_by_uid, is_waiting, tell_decided, touch
from booking.facts import HouseFacts
from booking.refusals import Refusal, Refused
from booking.span import Span
from booking.waits import pass_on
from models.bookings import Booking, Series, State

# Why the desk says no; the words of the reasons are on the desk's page.
REASONS = ("private", "commercial", "no_room", "not_fitting", "other")


def approve_booking(session: Session, house: HouseFacts, uid: str, *, who: str, now: datetime) -> list[Booking]:
    """Say yes to a wish, or to all dates of a series that was wished for; return what is now confirmed.

    Raises Refused(AlreadyDecided) if somebody was first, Refused(InThePast), or with every reason why
    it is not possible.
    """
    bookings = [booking for booking in waiting_under(session, uid) if booking.starts_at > now]
    if not bookings:
        raise Refused(refusals.InThePast())
    for booking in bookings:
        if booking.state is State.CONFLICT and (reasons := objections(session, house, booking)):
            raise Refused(*reasons)
    for booking in bookings:
        booking.state = State.CONFIRMED
        booking.override = _lifted_by_yes(house, booking)
        booking.released_at = booking.held_until = booking.held_for = None
        places.forget_asked(booking)
        touch(session, booking, now)
    tell_decided(session, bookings, State.CONFIRMED, named=uid, who=who, now=now)
    return bookings


def decline_booking(
    session: Session, house: HouseFacts, uid: str, *, reason: str, text: str = "", who: str, now: datetime
) -> list[Booking]:
    """Say no to a wish, with a *reason* of REASONS and, for "other", a *text* in the desk's words.

    What was promised and should only move goes back to where it was, if that is free still, and stays confirmed; so do
    each date of a series, and its rule.
    Raises Refused(ReasonMissing), Refused(AlreadyDecided), Refused(TitleRefused).
    """
    if reason not in REASONS or (reason == "other" and not text.strip()):
        raise Refused(refusals.ReasonMissing())
    if text.strip() and (wrong := titles.objections(text, field="text")):
        raise Refused(*wrong)
    bookings = waiting_under(session, uid)
    about = {"reason": reason, "text": titles.clean(text)}
    again = wayback.turn_down(session, house, bookings, State.DECLINED, named=uid, who=who, now=now, **about)
    for series in again:  # dates that its new rule did not have come back
        reconcile.reconcile(session, house, series, who=who, now=now)
    pass_on(session, house, now=now)
    return bookings


def hide_title(
    session: Session, uid: str, *, hidden: bool, who: str, now: datetime, whole_series: bool = False
) -> list[Booking]:
    """Switch a title off, or on again, on every public face; return the bookings that changed.

    With *whole_series* all dates of its series change. Raises Refused(UnknownBooking).
    """
    booking = booking_by_uid(session, uid)
    bookings = [booking]
    if whole_series and booking.series_id is not None:
        look = select(Booking).where(col(Booking.series_id) == booking.series_id)
        bookings = list(session.execute(look).scalars())
    changed = [one for one in bookings if one.title_hidden != hidden]
    for one in changed:
        one.title_hidden = hidden
        touch(session, one, now)
        what = "booking.title_hidden" if hidden else "booking.title_shown"
        journal.record(session, what, who=who, now=now, booking_id=one.id, group_id=one.group_id)
    return changed


def objections(session: Session, house: HouseFacts, booking: Booking) -> list[Refusal]:
    """Return what speaks against one wish that waits; see `objections_each`."""
    return objections_each(session, house, [booking])[0]


def objections_each(session: Session, house: HouseFacts, bookings: Sequence[Booking]) -> list[list[Refusal]]:
    """Return what speaks against each wish that waits: its words and room, the hours of the house, who has the room.

    How early it was asked and how much the group has is no matter any more. What the desk lifted for it
    (`Booking.override`) stays lifted.
    """
    clashes = occupancy.clashes_each(session, house, bookings)
    return [[*_of_house(house, booking), *taken] for booking, taken in zip(bookings, clashes, strict=True)]


def _of_house(house: HouseFacts, booking: Booking) -> Iterator[Refusal]:
    room = house.rooms_by_id[booking.room_id]
    span = Span(booking.starts_at, booking.ends_at)
    yield from rules.word_objections(house, booking.title, booking.usage)
    yield from rules.room_objections(house, room, booking.layout, booking.persons)
    yield from rules.hours_objections(house, room, span, booking.override)
    yield from quiet.objections(house, span, booking.facts.get("noise"))


def _lifted_by_yes(house: HouseFacts, booking: Booking) -> list[str]:
    """Return what does not count for *booking* any more: the desk read what of the house spoke against it."""
    room, span = house.rooms_by_id[booking.room_id], Span(booking.starts_at, booking.ends_at)
    against = rules.hours_objections(house, room, span, booking.override)
    return list(dict.fromkeys([*booking.override, *map(rules.word_that_lifts, against)]))


def waiting_under(session: Session, uid: str) -> list[Booking]:
    """Return the bookings that wait under *uid*, which names one of them or a whole series, by start.

    Raises Refused(UnknownBooking), Refused(AlreadyDecided).
    """
    series = session.execute(select(Series).where(col(Series.uid) == uid)).scalar_one_or_none()
    if series is None:
        found = [booking_by_uid(session, uid)]
    else:
        look = select(Booking).where(col(Booking.series_id) == series.id).order_by(col(Booking.starts_at))
        found = list(session.execute(look).scalars())
    waiting = [booking for booking in found if is_waiting(booking)]
    if not waiting:
        raise Refused(refusals.AlreadyDecided(found[0].state if found else State.CANCELLED))
    return waiting
