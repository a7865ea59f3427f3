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
VISITOR = "visitor"


class Stage(StrEnum):
    """How far the way to the phone has been gone."""

    OPEN = "open"  # nobody has gone on with it
    TAKEN = "taken"  # somebody goes on with it on a phone
    DONE = "done"  # the booking was finished with it
    ELSEWHERE = "elsewhere"  # the booking was finished at the kiosk
    OVER = "over"  # the time is not held any more


@dataclass(frozen=True, slots=True)
class HandedOver:
    """What a link opens."""

    booking: Booking
    stage: Stage
    own: bool  # known to one phone only, the one that finished it


def hand_over(session: Session, uid: str, *, now: datetime) -> str:
    """Return a fresh token for the held booking *uid*; it is stored sealed and counts for ten minutes.

    Raises Refused(UnknownBooking).
    """
    return _new_link(session, booking_by_uid(session, uid), now)


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


def used(session: Session, token: str, *, now: datetime) -> str:
    """Note that the booking was finished with *token*; return the one that shows it to whoever did so.

    The old one was on a screen, where others may have photographed it. Raises Refused(UnknownLink).
    """
    link = _link(session, token, now)
    link.used_at = link.used_at or now
    session.flush()
    return _new_link(session, session.get_one(Booking, link.booking_id), now, used=True)


def stage_of(session: Session, uid: str, *, now: datetime) -> Stage:
    """Return how far somebody is with the held booking *uid*, as the kiosk follows it; Refused(UnknownBooking)."""
    booking = booking_by_uid(session, uid)
    links = session.execute(select(BookingLink).where(col(BookingLink.booking_id) == booking.id)).scalars().all()
    stages = {_stage(booking, link, now) for link in links}
    return next((stage for stage in (Stage.DONE, Stage.TAKEN) if stage in stages), _without_link(booking, now))


def something_old(session: Session, now: datetime) -> bool:
    """Whether there are links that nobody needs any more."""
    return session.execute(select(col(BookingLink.id)).where(_old(now)).limit(1)).first() is not None


def forget_old(session: Session, _house: HouseFacts, now: datetime) -> int:
    """Forget the links that ended a day ago; return how many there were."""
    old = list(session.execute(select(BookingLink).where(_old(now))).scalars())
    for link in old:
        session.delete(link)
    return len(old)


def _old(now: datetime) -> ColumnElement[bool]:
    return col(BookingLink.ends_at) <= now - _FORGOTTEN_AFTER


def _new_link(session: Session, booking: Booking, now: datetime, *, used: bool = False) -> str:
    token = seals.new_token(_TOKEN_BYTES)
    session.add(
        BookingLink(
            booking_id=booking.id,
            token_hash=seals.token_seal(token),
            on_screen=not used,
            created_at=now,
            ends_at=now + LASTS,
            taken_at=now if used else None,
            used_at=now if used else None,
        )
    )
    session.flush()
    return token


def _link(session: Session, token: str, now: datetime) -> BookingLink:
    look = select(BookingLink).where(col(BookingLink.token_hash) == seals.token_seal(token))
    link: BookingLink | None = session.execute(look).scalar_one_or_none()
    if link is None or link.ends_at <= now:
        raise Refused(refusals.UnknownLink())
    return link


def _stage(booking: Booking, link: BookingLink, now: datetime) -> Stage:
    if link.used_at is not None:
        return Stage.DONE
    if _without_link(booking, now) is Stage.OPEN:
        return Stage.TAKEN if link.taken_at is not None else Stage.OPEN
    return _without_link(booking, now)


def _without_link(booking: Booking, now: datetime) -> Stage:
    if booking.held_for is not Hold.TAP:
        return Stage.ELSEWHERE
    is_held = booking.state is State.HELD and booking.held_until is not None and booking.held_until > now
    return Stage.OPEN if is_held else Stage.OVER
