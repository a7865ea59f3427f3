"""The town needs a room that was promised: in one act it is taken, and its group is offered another time."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, replace
from datetime import datetime, timedelta

from sqlmodel import Session

from booking import book, lapses, lifecycle, moves, occupancy, offers, refusals, rules, titles
from booking.book import booking_by_uid, release, tell
from booking.cleared import DISPLACED
from booking.facts import HouseFacts
from booking.refusals import Refused
from booking.span import Span
from booking.waits import pass_on
from booking.wishes import Order, Wish, alternatives_to, read_again
from models.bookings import Booking, State

_NOTICE = timedelta(hours=24)  # no time is offered by itself that begins sooner, unless the old one did
_LEAST_TIME = timedelta(minutes=15)  # to answer


@dataclass(frozen=True, slots=True)
class Elsewhere:
    """The room (slug) and public time that the desk picks for whoever has to give way."""

    room: str
    start: datetime
    end: datetime
    extras: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Displaced:
    """What became of it."""

    booking: Booking  # cancelled, with the reason `displaced`
    town: Booking | None  # what the room is needed for
    offer: Booking | None  # held for the group instead; none: nothing was free, or it is nobody's


def displace(
    session: Session,
    house: HouseFacts,
    uid: str,
    *,
    text: str,
    wish_of_town: Wish | None = None,
    alternative: Elsewhere | None = None,
    who: str,
    now: datetime,
    revision: int | None = None,
) -> Displaced:
    """Take back what was promised, book *wish_of_town* there if it is given, and offer the group another time.

    *text* is told to the public and to the group. Without an *alternative* the nearest free time of the
    same length in the same room is offered; if there is none within four weeks, the letter says so. Without
    a wish of the town nobody who waits is offered the time (booking.cleared); a closure keeps others from asking.
    Who has a seat keeps it, and moves along when the group takes the offer.
    Raises Refused: UnknownBooking, ChangedMeanwhile, AlreadyDecided, MeetingOver, ReasonMissing,
    TitleRefused, SeatsTaken, or what speaks against the town's wish or the alternative; and then stores nothing.
    """
    booking = booking_by_uid(session, uid, revision=revision)
    _displaceable(booking, text, now)
    with _all_or_nothing(session):
        if lapses.something_over(session, now):  # what is free by that may be the nearest time
            lapses.let_lapse(session, house, now)
        release(session, booking, State.CANCELLED, reason=DISPLACED, now=now)
        booking.note = titles.clean(text)
        session.flush()
        town = None
        if wish_of_town is not None:
            town = lifecycle.request_booking(session, house, replace(wish_of_town, by_desk=True), who=who, now=now)
        order = _elsewhere(session, house, booking, alternative, town, now)
        offer = _hold(session, house, booking, order, who=who, now=now) if order is not None else None
        if town is None:
            book.freed(session)  # the room is needed: nobody who waits for it is offered it
        tell(session, "booking.displaced", booking, who=who, now=now, text=booking.note, **_told(offer))
        pass_on(session, house, now=now)
    return Displaced(booking, town, offer)


def _displaceable(booking: Booking, text: str, now: datetime) -> None:
    if booking.state is not State.CONFIRMED:
        raise Refused(refusals.AlreadyDecided(booking.state))
    if booking.starts_at <= now:
        raise Refused(refusals.MeetingOver())
    if not text.strip():
        raise Refused(refusals.ReasonMissing())
    if wrong := titles.objections(text, field="text"):
        raise Refused(*wrong)


@contextmanager
def _all_or_nothing(session: Session) -> Iterator[None]:
    """Undo what was written when a later step is refused, also for a caller who goes on."""
    try:
        with session.begin_nested():
            yield
    except Refused:
        book.freed(session)  # nothing was let go of after all
        raise


def _elsewhere(
    session: Session, house: HouseFacts, booking: Booking, picked: Elsewhere | None, town: Booking | None, now: datetime
) -> Order | None:
    """Return what the group is offered; none: nothing was free, or there is no group."""
    if booking.group_id is None:
        return None
    if picked is not None:
        return _picked(session, house, booking, picked, now)
    order = read_again(session, house, booking)
    span = _nearest(session, house, booking, order, town, now)
    return replace(order, span=span) if span is not None else None


def _picked(session: Session, house: HouseFacts, booking: Booking, picked: Elsewhere, now: datetime) -> Order:
    order = read_again(
        session, house, booking, start=picked.start, end=picked.end, room=picked.room, extras=picked.extras
    )
    order = moves.fitted(house, order, by_desk=True)
    if reasons := moves.objections(session, house, booking, order, (), now):
        raise Refused(*reasons, alternatives=alternatives_to(session, house, order, [order.span], reasons, now))
    return order


def _nearest(
    session: Session, house: HouseFacts, booking: Booking, order: Order, town: Booking | None, now: datetime
) -> Span | None:
    """Return the free time nearest to the old one; what the room is needed for without a booking, is not free."""
    old = Span(booking.busy_from, booking.busy_until)
    soonest = min(now + _NOTICE, booking.starts_at)

    def is_sensible(span: Span) -> bool:
        return span.start >= soonest and (town is not None or not rules.block(order.room, span).overlaps(old))

    found = occupancy.nearest_free(
        session, house, order.room, order.span, now=now, number=1, noise=order.noise, may=is_sensible
    )
    return found[0].span if found else None


def _hold(session: Session, house: HouseFacts, booking: Booking, order: Order, *, who: str, now: datetime) -> Booking:
    until = _deadline(house, order.span, now)
    return offers.make_offer(session, house, order, order.span, until=until, instead_of=booking, who=who, now=now)


def _deadline(house: HouseFacts, span: Span, now: datetime) -> datetime:
    """Return until when the group may take it: as for any offer, but the desk asks, so no notice counts."""
    third = max((span.start - now) / 3, _LEAST_TIME)
    return min(now + min(timedelta(hours=house.rules.offer_hours), third), span.start)


def _told(offer: Booking | None) -> dict[str, str | int]:
    if offer is None or offer.held_until is None:
        return {"offer": ""}
    return {
        "offer": offer.uid,
        "offer_start": offer.wall_from.isoformat(),
        "offer_end": offer.wall_to.isoformat(),
        "offer_room": offer.room_id,
        "until": offer.held_until.isoformat(),
    }
