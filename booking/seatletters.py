"""What is written to who has a seat and left an address, with what it tells; each letter has a link of its own."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import Select, delete, select
from sqlalchemy.orm import aliased
from sqlmodel import Session, col

from booking import outbox, post, seals
from booking.facts import HouseFacts
from models.bookings import LIVE, Booking, State
from models.letters import Delivery, Letter
from models.meetings import Ended, Seat, SeatContact, SeatLink, Standing

KEPT = timedelta(days=7)  # after the meeting: an address and a name (UX §9)
CODE_KEPT = timedelta(days=1)  # after the meeting: code word and links


@dataclass(frozen=True, slots=True)
class Contact:
    """How somebody wishes to be reached: read by `booking.mailaddress`, never taken as it was typed."""

    email: str = ""
    name: str = ""
    language: str = "de"

    def __bool__(self) -> bool:
        """Whether there is anything to keep."""
        return bool(self.email or self.name)


def keep(session: Session, seat: Seat, contact: Contact, *, now: datetime) -> None:
    """Keep *contact* for *seat*, the first of those that are taken as one; nothing if there is nothing in it."""
    if contact:
        session.add(
            SeatContact(
                seat_id=seat.id, email=contact.email, name=contact.name, language=contact.language, created_at=now
            )
        )
        session.flush()


def forget(session: Session, first: Seat) -> None:
    """Forget how the holder of *first*, and of what was taken with it, can be reached; letters that wait, too."""
    contact = contact_of(session, first)
    if contact is None:
        return
    for seat in session.execute(
        select(Seat).where((col(Seat.id) == first.id) | (col(Seat.with_id) == first.id))
    ).scalars():
        about_it = col(Letter.once).contains(about_seat(seat.id)) & (col(Letter.address) == contact.email)
        session.execute(delete(Letter).where(about_it, col(Letter.delivery) == Delivery.WAITING))
        outbox.forget_about(session, [about_seat(seat.id)])
        seat.told = {}
        session.add(seat)
    session.delete(contact)
    session.flush()


def contact_of(session: Session, seat: Seat) -> SeatContact | None:
    """Return how the holder of *seat* wished to be reached."""
    look = select(SeatContact).where(col(SeatContact.seat_id) == (seat.with_id or seat.id))
    return session.execute(look).scalar_one_or_none()


def is_reachable(session: Session, seat: Seat) -> bool:
    """Whether the holder of *seat* can be written to."""
    contact = contact_of(session, seat)
    return contact is not None and contact.email != ""


def taken(
    session: Session, seats: Sequence[Seat], bookings: Sequence[Booking], *, anew: str = "", now: datetime
) -> None:
    """Tell that *seats*, taken as one at *bookings*, are the holder's; or on the waiting list, if the first is.

    *anew* marks that it is told once more, because the address is another.
    """
    kind = "seat-waiting" if seats[0].standing is Standing.WAITING else "seat-taken"
    dates = {"bookings": [booking.uid for booking in bookings]} if len(bookings) > 1 else {}
    _write(session, kind, seats[0], bookings[0], anew or f"{len(seats)}", now=now, **dates)
    for seat, booking in zip(seats, bookings, strict=True):
        seat.told = _standing_of(booking) if is_reachable(session, seat) else {}
        session.add(seat)


def offered(session: Session, seat: Seat, booking: Booking, *, now: datetime) -> None:
    """Tell that a place is kept for the holder of *seat* until an answer is due."""
    due = _answer_due(seat)
    _write(session, "seat-offered", seat, booking, due.get("until", ""), now=now, **due)


def reminded(session: Session, seat: Seat, booking: Booking, *, now: datetime) -> None:
    """Remind the holder of *seat* that *booking* is near; once for each date."""
    _write(session, "seat-reminder", seat, booking, booking.uid, now=now, until=booking.starts_at.isoformat())


def ended(session: Session, seat: Seat, booking: Booking, *, now: datetime) -> None:
    """Tell that *seat* is not the holder's any more, and why."""
    why = str(seat.ended or Ended.GIVEN_BACK)
    _write(session, "seat-given-back", seat, booking, why, now=now, why=why)


def changed(session: Session, seats: Sequence[Seat], booking: Booking, *, now: datetime) -> None:
    """Tell the holders of *seats* what became of *booking* since they were last written to: moved, cancelled, on
    again. While the desk is asked about it, nothing is certain, and nothing is told."""
    if booking.state in LIVE and booking.state is not State.CONFIRMED:
        return
    stands = _standing_of(booking)
    for seat in seats:
        if not seat.told or seat.told == stands or not is_reachable(session, seat):
            continue
        was, seat.told = seat.told, stands
        kind = "seat-moved" if booking.state is State.CONFIRMED else "seat-cancelled"
        if kind != "seat-cancelled" or was["on"]:
            mark, due = f"{booking.uid}:{booking.revision}", _answer_due(seat)
            _write(session, kind, seat, booking, mark, now=now, was=was, **due)
        session.add(seat)


def _answer_due(seat: Seat) -> dict[str, str]:
    """Return until when the holder of *seat* has to answer, if a place is only offered."""
    return {"until": seat.offered_until.isoformat()} if seat.offered_until else {}


def _standing_of(booking: Booking) -> dict[str, Any]:
    return {
        "start": booking.wall_from.isoformat(timespec="minutes"),
        "end": booking.wall_to.isoformat(timespec="minutes"),
        "room": booking.room_id,
        "on": booking.state is State.CONFIRMED,
    }


def _write(
    session: Session, kind: str, seat: Seat, booking: Booking, mark: str, *, now: datetime, **facts: Any
) -> None:
    contact = contact_of(session, seat)
    if contact is None or not contact.email:
        return
    about = {
        "booking": booking.uid,
        "at": {"title": booking.title, **_standing_of(booking)},
        "persons": seat.persons,
        "code_word": seat.code_word,
    }
    about |= {"token": new_link(session, seat, now=now), "waits": seat.standing is Standing.WAITING, **facts}
    once = f"{kind}{about_seat(seat.id)}{mark}"
    post.queue_for(session, kind, contact.email, once, about, language=contact.language, now=now)


def about_seat(seat_id: int) -> str:
    """Return what stands in the `once` of every letter about a seat."""
    return f":seat-{seat_id}:"


def new_link(session: Session, seat: Seat, *, now: datetime) -> str:
    """Return a fresh token that opens *seat* and what was taken with it."""
    token = seals.new_token(16)
    session.add(SeatLink(seat_id=seat.with_id or seat.id, token_hash=seals.token_seal(token), created_at=now))
    session.flush()
    return token


# Forgetting


def something_old(session: Session, now: datetime) -> bool:
    """Whether something about a seat is kept longer than it may be."""
    looks = (old_contacts(now), old_codes(now))
    return any(session.execute(look.limit(1)).first() is not None for look in looks)


def forget_old(session: Session, _house: HouseFacts, now: datetime) -> int:
    """Forget addresses, names, code words and links of meetings that are over for long; the numbers stay.

    A letter holds all of it: none about a seat is kept longer than its code word.
    """
    contacts = list(session.execute(old_contacts(now)).scalars())
    session.execute(delete(SeatContact).where(col(SeatContact.id).in_(contacts)))
    seats = list(session.execute(old_codes(now)).scalars())
    _close(session, seats)
    return len(contacts) + len(seats)


def close(session: Session, first: Seat) -> None:
    """Let *first*, and what was taken with it, be a number only: no code word, no link, no letter about it."""
    same = select(col(Seat.id)).where((col(Seat.id) == first.id) | (col(Seat.with_id) == first.id))
    _close(session, list(session.execute(same).scalars()))


def _close(session: Session, seats: Sequence[int]) -> None:
    session.execute(delete(SeatLink).where(col(SeatLink.seat_id).in_(seats)))
    for number in seats:
        outbox.forget_about(session, [about_seat(number)])
    for seat in session.execute(select(Seat).where(col(Seat.id).in_(seats))).scalars():
        seat.code_word, seat.once, seat.told = "", None, {}
        seat.token_hash = seals.token_seal(seals.new_token())  # opens to nobody


def old_contacts(now: datetime) -> Select[int]:
    """Return which contacts belong to meetings that are all over for as long as an address may be kept."""
    later = aliased(Seat)
    to_come = (
        select(col(later.id))
        .join(Booking, col(Booking.id) == col(later.booking_id))
        .where(col(later.with_id) == col(SeatContact.seat_id), col(Booking.ends_at) > now - KEPT)
    )
    return (
        select(col(SeatContact.id))
        .join(Seat, col(Seat.id) == col(SeatContact.seat_id))
        .join(Booking, col(Booking.id) == col(Seat.booking_id))
        .where(col(Booking.ends_at) <= now - KEPT, ~to_come.exists())
    )


def old_codes(now: datetime) -> Select[int]:
    """Return which seats have a code word longer than it may be kept; the first of several is the last of them."""
    later = aliased(Seat)
    to_come = select(col(later.id)).where(col(later.with_id) == col(Seat.id), col(later.code_word) > "")
    return (
        select(col(Seat.id))
        .join(Booking, col(Booking.id) == col(Seat.booking_id))
        .where(col(Seat.code_word) > "", col(Booking.ends_at) <= now - CODE_KEPT, ~to_come.exists())
    )
