"""Who comes to a meeting: its seats by code word, for the desk and for whoever stands at the door."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlmodel import Session, col, select

from booking import journal, meetings, seatletters
from booking.facts import HouseFacts
from booking.meetings import Occurrence
from booking.refusals import NoSignup, Refused
from booking.span import Span, local
from models.bookings import Booking
from models.meetings import COUNTED, Meeting, Seat, Standing

AHEAD = timedelta(days=120)
_ORDER = (Standing.IN, Standing.OFFERED, Standing.WAITING)


@dataclass(frozen=True, kw_only=True, slots=True)
class Guest:
    """One seat; no name and no address, only whether there is one."""

    seat_id: int
    code_word: str
    persons: int
    standing: Standing
    place: int  # on the waiting list; 0: does not wait
    offered_until: datetime | None  # in the house's zone; none: not offered
    has_contact: bool


@dataclass(frozen=True, kw_only=True, slots=True)
class DoorList:
    """A date with everybody who has a seat, is offered one or waits, in this order and then by code word or place."""

    occurrence: Occurrence
    most: int  # seats that its room holds
    asks_name: bool | None  # whether phone pages ask who comes; none: they cannot, it is a date of no meeting
    guests: tuple[Guest, ...]


@dataclass(frozen=True, kw_only=True, slots=True)
class Reached:
    """What somebody left so that the house can reach them."""

    code_word: str
    name: str
    email: str


def coming(session: Session, house: HouseFacts, *, now: datetime) -> list[Occurrence]:
    """Return the dates whose seats the house counts and that are not over, by start; cancelled ones are marked."""
    span = Span(now, now + AHEAD)
    return [one for one in meetings.programme(session, house, span, now=now) if one.signup in COUNTED]


def door_list(session: Session, house: HouseFacts, code: str, *, now: datetime) -> DoorList:
    """Return who comes to the date with the public *code*. Raises Refused(UnknownMeeting)."""
    date = meetings.occurrence(session, house, code, now=now)
    live = _live(session, date)
    waiting = [seat.id for seat in live if seat.standing is Standing.WAITING]
    guests = [
        Guest(
            seat_id=seat.id,
            code_word=seat.code_word,
            persons=seat.persons,
            standing=seat.standing,
            place=waiting.index(seat.id) + 1 if seat.id in waiting else 0,
            offered_until=local(seat.offered_until, house.zone) if seat.offered_until else None,
            has_contact=seatletters.contact_of(session, seat) is not None,
        )
        for seat in live
    ]
    guests.sort(key=lambda guest: (_ORDER.index(guest.standing), guest.place, guest.code_word))
    booking = session.get_one(Booking, date.booking_id)
    most = house.main_room(house.rooms_by_id[booking.room_id]).holds(booking.layout)
    asks_name = date.asks_name if booking.meeting_id is not None and date.signup in COUNTED else None
    return DoorList(occurrence=date, most=most, asks_name=asks_name, guests=tuple(guests))


def ask_names(session: Session, house: HouseFacts, code: str, asks: bool, *, who: str, now: datetime) -> None:
    """Let phone pages ask who comes to the meeting of the date *code*, or not any more; nobody has to answer (UX §9).

    It holds for all dates of the meeting. Names that were told before stay until they are forgotten.
    Raises Refused: UnknownMeeting, NoSignup where the house counts no seats or the date belongs to no meeting.
    """
    date = meetings.occurrence(session, house, code, now=now)
    booking = session.get_one(Booking, date.booking_id)
    if date.signup not in COUNTED or booking.meeting_id is None:
        raise Refused(NoSignup())
    if date.asks_name == asks:
        return
    meeting = session.get_one(Meeting, booking.meeting_id)
    meeting.facts = {**(meeting.facts or {}), meetings.ASKS_NAME: asks}
    journal.record(session, "meeting.names_asked", who=who, now=now, booking_id=booking.id, asks=asks)


def contacts(session: Session, house: HouseFacts, code: str, *, who: str, now: datetime) -> list[Reached]:
    """Return the names and addresses that were left for the date *code*, and note that *who* has seen them.

    Raises Refused(UnknownMeeting).
    """
    date = meetings.occurrence(session, house, code, now=now)
    journal.record(session, "seat.contacts_seen", who=who, now=now, booking_id=date.booking_id)
    found = [(seat, seatletters.contact_of(session, seat)) for seat in _live(session, date)]
    return [
        Reached(code_word=seat.code_word, name=contact.name, email=contact.email)
        for seat, contact in sorted(found, key=lambda pair: pair[0].code_word)
        if contact is not None
    ]


def _live(session: Session, date: Occurrence) -> list[Seat]:
    look = select(Seat).where(col(Seat.booking_id) == date.booking_id, col(Seat.released_at).is_(None))
    return list(session.exec(look.order_by(col(Seat.id))))
