"""From the kiosk to one's own phone: a link for minutes that finishes what was held there."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum

from sqlalchemy import ColumnElement, select
from sqlmodel import Session, col

from booking import holds, refusals, seals
from booking.book import booking_by_uid, note_down
from booking.facts import HouseFacts
from booking.refusals import Refused
from models.bookings import Booking, Hold, State
from models.links import BookingLink

LASTS = timedelta(minutes=10)  # UX §10, 9
_FORGOTTEN_AFTER = timedelta(days=1)  # until then somebody with an old address hears that it is old
_TOKEN_BYTES = 16  # 128 bits
_SWAPPED_FOR = "swapped_for"  # in the facts of a held time: the uid of the one that is held instead
VISITOR = "visitor"


class Stage(StrEnum):
    """How far the way to the phone has been gone."""

    OPEN = "open"  # nobody has gone on with it
    TAKEN = "taken"  # somebody goes on with it on a phone
    DONE = "done"  # the booking was finished with it
    ELSEWHERE = "elsewhere"  # the booking was finished at the kiosk
    SWAPPED = "swapped"  # another time is held instead; only the address of that one goes on
    OVER = "over"  # the time is not held any more


@dataclass(frozen=True, slots=True)
class HandedOver:
    """What a link opens."""

    booking: Booking
    stage: Stage
    own: bool  # known to one phone only, the one that finished it


def hand_over(session: Session, uid: str, *, on_screen: bool = True, now: datetime) -> str:
    """Return a fresh token for the held booking *uid*; it is stored sealed and counts for ten minutes.

    *on_screen* says whether others can see it; a phone that held the time by itself keeps it to itself.
    Raises Refused(UnknownBooking).
    """
    return _new_link(session, booking_by_uid(session, uid), now, on_screen=on_screen)


def opened_by(session: Session, token: str, *, now: datetime) -> HandedOver:
    """Return what *token* opens; nothing changes. Raises Refused(UnknownLink) if it is invented or too old."""
    link = _link(session, token, now)
    booking = session.get_one(Booking, link.booking_id)
    return HandedOver(booking, _stage(booking, link, now), own=not link.on_screen)


def take_along(session: Session, house: HouseFacts, token: str, *, now: datetime) -> Booking:
    """Let the time be held as long as *token* counts, because somebody goes on with it on a phone.

    Doing it twice changes nothing. Raises Refused: UnknownLink, HoldOver, AlreadyDecided.
    """
    link = _link(session, token, now)
    booking = session.get_one(Booking, link.booking_id)
    holds.still_held(session, house, booking, now)
    if link.taken_at is None:
        link.taken_at, booking.held_until = now, link.ends_at
        note_down(session, "booking.taken_along", booking, who=VISITOR, now=now)
    return booking


def let_go_for_another(session: Session, house: HouseFacts, token: str, *, once: str | None, now: datetime) -> str:
    """Let go of the time that *token* goes on with, because the phone chose another; return its uid for `swapped`.

    What was finished stays, and so does the time that was held under the same *once*. Empty: there is nothing to swap.
    """
    link = _known_link(session, token, now)
    if link is None:
        return ""
    held = _latest(session, session.get_one(Booking, link.booking_id))
    if held.held_for is not Hold.TAP or (once is not None and held.once == once):
        return ""
    holds.let_go(session, house, held.uid, who=VISITOR, now=now)
    return held.uid


def swapped(session: Session, before: str, booking: Booking) -> None:
    """Note that *booking* is held instead of the time *before*, so that whoever follows that one goes on with it."""
    old = booking_by_uid(session, before)
    old.facts = {**old.facts, _SWAPPED_FOR: booking.uid}
    session.flush()


def followed(session: Session, uid: str) -> Booking:
    """Return what is held now by whoever held *uid*: itself, or what was chosen instead. Raises UnknownBooking."""
    return _latest(session, booking_by_uid(session, uid))


def used(session: Session, token: str, *, now: datetime) -> str:
    """Note that the booking was finished with *token*; return the one that shows it to whoever did so.

    The old one was on a screen, where others may have photographed it. Raises Refused(UnknownLink).
    """
    link = _link(session, token, now)
    link.used_at = link.used_at or now
    session.flush()
    return _new_link(session, session.get_one(Booking, link.booking_id), now, used=True)


def stage_of(session: Session, uid: str, *, now: datetime) -> Stage:
    """Return how far somebody is with the held booking *uid*, or with what they chose instead, as the kiosk follows it.

    Raises Refused(UnknownBooking).
    """
    booking = followed(session, uid)
    links = session.execute(select(BookingLink).where(col(BookingLink.booking_id) == booking.id)).scalars().all()
    stages = {_stage(booking, link, now) for link in links}
    return next((stage for stage in (Stage.DONE, Stage.TAKEN) if stage in stages), _without_link(booking, now))


def something_old(session: Session, now: datetime) -> bool:
    """Whether there are links that nobody needs any more."""
    return session.execute(select(col(BookingLink.id)).where(old(now)).limit(1)).first() is not None


def forget_old(session: Session, _house: HouseFacts, now: datetime) -> int:
    """Forget the links that ended a day ago; return how many there were."""
    gone = list(session.execute(select(BookingLink).where(old(now))).scalars())
    for link in gone:
        session.delete(link)
    return len(gone)


def old(now: datetime) -> ColumnElement[bool]:
    """Return which links ended a day ago, so that nobody needs them."""
    return col(BookingLink.ends_at) <= now - _FORGOTTEN_AFTER


def _new_link(session: Session, booking: Booking, now: datetime, *, on_screen: bool = False, used: bool = False) -> str:
    token = seals.new_token(_TOKEN_BYTES)
    session.add(
        BookingLink(
            booking_id=booking.id,
            token_hash=seals.token_seal(token),
            on_screen=on_screen,
            created_at=now,
            ends_at=now + LASTS,
            taken_at=now if used else None,
            used_at=now if used else None,
        )
    )
    session.flush()
    return token


def _link(session: Session, token: str, now: datetime) -> BookingLink:
    link = _known_link(session, token, now)
    if link is None:
        raise Refused(refusals.UnknownLink())
    return link


def _known_link(session: Session, token: str, now: datetime) -> BookingLink | None:
    look = select(BookingLink).where(col(BookingLink.token_hash) == seals.token_seal(token))
    link: BookingLink | None = session.execute(look).scalar_one_or_none()
    return link if link is not None and link.ends_at > now else None


def _latest(session: Session, booking: Booking) -> Booking:
    while instead := booking.facts.get(_SWAPPED_FOR):  # ends: each is younger than the one before
        booking = booking_by_uid(session, instead)
    return booking


def _stage(booking: Booking, link: BookingLink, now: datetime) -> Stage:
    if link.used_at is not None:
        return Stage.DONE
    if _SWAPPED_FOR in booking.facts:
        return Stage.SWAPPED
    if _without_link(booking, now) is Stage.OPEN:
        return Stage.TAKEN if link.taken_at is not None else Stage.OPEN
    return _without_link(booking, now)


def _without_link(booking: Booking, now: datetime) -> Stage:
    if booking.held_for is not Hold.TAP:
        return Stage.ELSEWHERE
    is_held = booking.state is State.HELD and booking.held_until is not None and booking.held_until > now
    return Stage.OPEN if is_held else Stage.OVER
