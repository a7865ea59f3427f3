"""Seats: a number of persons and a code, taken and given back without a name."""

import base64
import hashlib
import secrets
from dataclasses import dataclass
from datetime import datetime, timedelta
from itertools import count

from sqlalchemy import func
from sqlmodel import Session, col, select

from booking import journal, meetings, refusals, seals
from booking.facts import HouseFacts
from booking.meetings import Occurrence
from booking.refusals import Refusal, Refused
from models.bookings import Booking
from models.journal import JournalEntry
from models.meetings import Seat, Signup

_MARK_LENGTH = 16  # a shorter mark of a form could be somebody else's as well
_SHORT_TRIES = 20
MOST_PERSONS = 8  # in one seat; a larger party talks to the group
VISITOR = "visitor"
KIOSK = "kiosk"  # somebody at a terminal of the house; "kiosk:3" where it is known at which
# Seats of one meeting that one terminal gives out in an hour, in persons. Nobody at it has to show anything, so this
# is the most that a child who plays takes from a meeting; six couples in a row are still served. Phones go on.
KIOSK_PERSONS = 12
_HOUR = timedelta(hours=1)
# Used until the house's file brings its own list.
_WORDS = ["Ahorn", "Birne", "Fuchs", "Igel", "Linde", "Mond", "Rose", "Sonne", "Tanne", "Vogel"]


@dataclass(frozen=True, kw_only=True, slots=True)
class SeatView:
    """A seat as its holder sees it."""

    token: str
    code_word: str
    persons: int
    waiting: int  # 0: has a seat; n: the n-th party on the waiting list
    released: bool
    occurrence: Occurrence


def take_seat(
    session: Session,
    house: HouseFacts,
    code: str,
    persons: int,
    *,
    once: str | None = None,
    who: str = VISITOR,
    now: datetime,
) -> SeatView:
    """Take one seat for *persons* at the date *code*; waits in order where the meeting has a waiting list.

    *once* is the form's own mark: sent a second time it gives the first answer and takes nothing.
    *who* is VISITOR or a terminal ("kiosk:3"). Raises Refused with every reason, and then stores nothing.
    """
    date = meetings.occurrence(session, house, code, now=now)
    token, mark = _token_for(once)
    if mark is not None and (before := _taken_before(session, mark, date)):
        return _view(session, before, token, date)
    if reasons := _objections(date, persons, now) or _kiosk_objections(session, date, persons, who, now):
        raise Refused(*reasons)
    seat = Seat(
        booking_id=date.booking_id,
        persons=persons,
        code_word=new_code_word(session, house, now),
        token_hash=seals.token_seal(token),
        once=mark,
        created_at=now,
    )
    session.add(seat)
    session.flush()
    journal.record(session, "seat.taken", who=who, now=now, booking_id=date.booking_id, persons=persons)
    return _view(session, seat, token, meetings.occurrence(session, house, code, now=now))


def seat(session: Session, house: HouseFacts, token: str, *, now: datetime) -> SeatView:
    """Return the seat that *token* opens. Raises Refused(UnknownSeat)."""
    found = _by_token(session, token)
    date = meetings.occurrence_of(session, house, found.booking_id, now=now)
    if date is None:
        raise Refused(refusals.UnknownSeat())
    return _view(session, found, token, date)


def cancel_seat(session: Session, house: HouseFacts, token: str, *, now: datetime) -> SeatView:
    """Give the seat back; those who wait move up by themselves. Doing it twice changes nothing.

    Raises Refused(UnknownSeat), or Refused(MeetingOver) once the meeting has begun.
    """
    view = seat(session, house, token, now=now)
    if view.released:
        return view
    if view.occurrence.starts <= now:
        raise Refused(refusals.MeetingOver())
    found = _by_token(session, token)
    found.released_at = now
    session.add(found)
    session.flush()
    journal.record(session, "seat.released", who=VISITOR, now=now, booking_id=found.booking_id, persons=found.persons)
    return seat(session, house, token, now=now)


def new_code_word(session: Session, house: HouseFacts, now: datetime) -> str:
    """Return two of the house's words and a number that no seat of a coming meeting has: `Birne Fuchs 42`."""
    words = house.sections.get("code_words") or _WORDS
    for attempt in count():
        first, second = secrets.SystemRandom().sample(words, 2)
        # A house with few words and many seats gets longer numbers before it looks for long.
        candidate = f"{first} {second} {secrets.randbelow(99 if attempt < _SHORT_TRIES else 99_999) + 1}"
        if not _is_used(session, candidate, now):
            return candidate
    raise AssertionError("counting does not end")


def _is_used(session: Session, code_word: str, now: datetime) -> bool:
    used = (
        select(Seat.id)
        .join(Booking, col(Booking.id) == col(Seat.booking_id))
        .where(col(Seat.code_word) == code_word, col(Seat.released_at).is_(None), col(Booking.ends_at) > now)
    )
    return session.exec(used).first() is not None


def _objections(date: Occurrence, persons: int, now: datetime) -> list[Refusal]:
    if date.status == "cancelled":
        return [refusals.MeetingCancelled()]
    if date.starts <= now:
        return [refusals.MeetingOver()]
    if date.signup is Signup.EXTERNAL:
        return [refusals.SignupElsewhere()]
    if date.signup is Signup.NONE:
        return [refusals.NoSignup()]
    reasons: list[Refusal] = []
    if date.closes_at <= now:
        reasons.append(refusals.SignupClosed(date.closes_at))
    most = min(MOST_PERSONS, date.capacity or MOST_PERSONS)
    if not 1 <= persons <= most:
        reasons.append(refusals.BadNumber(1, most))
    elif date.signup is Signup.SEATS and date.free is not None and persons > date.free:
        reasons.append(refusals.Full(date.free))
    return reasons


def _kiosk_objections(session: Session, date: Occurrence, persons: int, who: str, now: datetime) -> list[Refusal]:
    if who.partition(":")[0] != KIOSK:
        return []
    look = (
        select(JournalEntry)
        .where(col(JournalEntry.booking_id) == date.booking_id, col(JournalEntry.what) == "seat.taken")
        .where(col(JournalEntry.who) == who, col(JournalEntry.at) > now - _HOUR)
        .order_by(col(JournalEntry.id))
    )
    lately = list(session.exec(look))
    if persons + sum(entry.facts["persons"] for entry in lately) <= KIOSK_PERSONS:
        return []
    return [refusals.ManySeatsHere(lately[0].at + _HOUR - now)]


def _token_for(once: str | None) -> tuple[str, str | None]:
    """Return a new token and the mark to store; the same form gets the same token again.

    Both come from the form's random mark by a hash, so that what is stored opens nothing.
    """
    if once is None or len(once) < _MARK_LENGTH:
        return seals.new_token(16), None
    token = hashlib.blake2b(once.encode(), digest_size=16, person=b"seat token").digest()
    return base64.urlsafe_b64encode(token).decode().rstrip("="), seals.token_seal(once)


def _taken_before(session: Session, mark: str, date: Occurrence) -> Seat | None:
    return session.exec(select(Seat).where(col(Seat.once) == mark, col(Seat.booking_id) == date.booking_id)).first()


def _by_token(session: Session, token: str) -> Seat:
    found = session.exec(select(Seat).where(col(Seat.token_hash) == seals.token_seal(token))).first()
    if found is None:
        raise Refused(refusals.UnknownSeat())
    return found


def _view(session: Session, found: Seat, token: str, date: Occurrence) -> SeatView:
    return SeatView(
        token=token,
        code_word=found.code_word,
        persons=found.persons,
        waiting=0 if found.released_at else _place_in_line(session, found),
        released=found.released_at is not None,
        occurrence=date,
    )


def _place_in_line(session: Session, found: Seat) -> int:
    capacity = session.exec(select(Booking.capacity).where(col(Booking.id) == found.booking_id)).one()
    if capacity is None:
        return 0
    line = (
        select(
            col(Seat.id),
            func.sum(col(Seat.persons)).over(order_by=col(Seat.id)).label("so_far"),
        )
        .where(col(Seat.booking_id) == found.booking_id, col(Seat.released_at).is_(None))
        .order_by(col(Seat.id))
    )
    waiting = [number for number, so_far in session.exec(line) if so_far > capacity]
    return waiting.index(found.id) + 1 if found.id in waiting else 0
