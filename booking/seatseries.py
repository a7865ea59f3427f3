"""Seats at all coming dates of a series, taken as one: one code word and one link, given back together or singly."""

from collections.abc import Sequence
from datetime import datetime, timedelta

from sqlmodel import Session

from booking import codewords, meetings, refusals, seals, seatletters, seatmarks, signups
from booking.facts import HouseFacts
from booking.meetings import Occurrence
from booking.refusals import Refused
from booking.seatletters import Contact
from booking.signups import VISITOR, SeatView
from models.bookings import Booking
from models.meetings import Seat

MOST_DATES = 60  # more than a year of weeks is nobody's plan
_AHEAD = timedelta(days=400)


def coming(session: Session, house: HouseFacts, date: Occurrence, *, now: datetime) -> list[Occurrence]:
    """Return *date* and the dates of its series after it for which one can sign up now, by start."""
    later = meetings.next_dates(session, house, date, now=now, number=MOST_DATES - 1, within=_AHEAD)
    return [one for one in [date, *later] if one.is_open and one.starts > now]


def take_all(
    session: Session,
    house: HouseFacts,
    code: str,
    persons: int,
    *,
    rest: bool = False,
    contact: Contact | None = None,
    once: str | None = None,
    who: str = VISITOR,
    now: datetime,
) -> list[SeatView]:
    """Take seats for *persons* at the date *code* and at every later one of its series; nobody waits for any.

    Where some dates have not enough seats, nothing is stored and they are told; whoever wants the others only says
    so by *rest*. *once* as for `signups.take_seat`. Raises Refused with every reason, of them DatesFull.
    """
    date = meetings.occurrence(session, house, code, now=now)
    dates = coming(session, house, date, now=now)
    token, mark = seatmarks.token_for(once)
    if mark is not None and seatmarks.taken_before(session, mark, [one.booking_id for one in (date, *dates)]):
        return signups.seats(session, house, token, now=now)
    chosen = _with_seats(date, dates, persons, rest=rest, now=now)
    code_word = codewords.new(session, house, now)
    taken: list[Seat] = []
    for one in chosen:
        first = taken[0] if taken else None
        own = token if first is None else seals.new_token(16)  # nobody has it: the first one's opens all
        mine = mark if first is None else None
        taken.append(
            signups.store(
                session, one, persons, code_word=code_word, token=own, once=mine, first=first, who=who, now=now
            )
        )
    signups.keep_contact(session, taken[0], date, contact, now=now)
    bookings = [session.get_one(Booking, one.booking_id) for one in chosen]
    seatletters.taken(session, taken, bookings, now=now)
    return signups.seats(session, house, token, now=now)


def _with_seats(
    date: Occurrence, dates: Sequence[Occurrence], persons: int, *, rest: bool, now: datetime
) -> list[Occurrence]:
    """Return those of *dates* that have enough seats. Raises Refused if others have not, and nobody said *rest*."""
    # What is wrong with the number, or with the meeting as a whole, is wrong with each date.
    wrong = [reason for reason in signups.objections(date, persons, now) if not isinstance(reason, refusals.Full)]
    if wrong:
        raise Refused(*wrong)
    free = [one for one in dates if one.free is None or persons <= one.free]
    full = tuple(one.starts for one in dates if one not in free)
    if not free:
        raise Refused(refusals.Full(0))
    if full and not rest:
        raise Refused(refusals.DatesFull(full, len(free)))
    return free
