"""Seats: a number of persons and a code, taken and given back without a name."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta

from sqlalchemy import or_
from sqlmodel import Session, col, select

from booking import codewords, journal, mailaddress, meetings, refusals, seals, seatletters, seatline, seatmarks
from booking.facts import HouseFacts
from booking.meetings import Occurrence
from booking.refusals import Refusal, Refused
from booking.seatletters import Contact
from models.bookings import Booking, State
from models.journal import JournalEntry
from models.meetings import Ended, Seat, SeatLink, Signup, Standing

MOST_PERSONS = 8  # in one seat; a larger party talks to the group
VISITOR = "visitor"
KIOSK = "kiosk"  # somebody at a terminal of the house; "kiosk:3" where it is known at which
# Seats of one meeting that one terminal gives out in an hour, in persons. Nobody at it has to show anything, so this
# is the most that a child who plays takes from a meeting; six couples in a row are still served. Phones go on.
KIOSK_PERSONS = 12
_HOUR = timedelta(hours=1)
# Whoever tries code words gets so many wrong ones in this time (UX §7): 223,000 are not guessed like that.
CODE_TRIES, CODE_WINDOW = 5, timedelta(minutes=10)


@dataclass(frozen=True, kw_only=True, slots=True)
class SeatView:
    """A seat as its holder sees it; times are aware, in the house's zone."""

    id: int  # for acts after it was found by its code word; never shown
    token: str  # empty: found by its code word
    code_word: str
    persons: int
    standing: Standing
    waiting: int  # 0: has a seat, or is offered one; n: the n-th party on the waiting list
    offered_until: datetime | None  # an answer is due; none: not offered
    released: bool
    ended: Ended | None  # why it was released
    reachable: bool  # left an address for letters
    mail: str  # enough of that address to know it again; empty: none
    named: bool  # told a name, because a course asked for one; whoever finds the link does not read it
    occurrence: Occurrence


def take_seat(
    session: Session,
    house: HouseFacts,
    code: str,
    persons: int,
    *,
    contact: Contact | None = None,
    once: str | None = None,
    who: str = VISITOR,
    now: datetime,
) -> SeatView:
    """Take one seat for *persons* at the date *code*; waits in order where the meeting has a waiting list.

    *once* is the form's own mark: sent a second time it gives the first answer and takes nothing.
    *who* is VISITOR, a terminal ("kiosk:3") or the desk. A *contact* is kept until a week after the meeting.
    Raises Refused with every reason, and then stores nothing.
    """
    date = meetings.occurrence(session, house, code, now=now)
    token, mark = seatmarks.token_for(once)
    if mark is not None and (before := seatmarks.taken_before(session, mark, [date.booking_id])):
        return view(session, before, token, date, now=now)
    if reasons := objections(date, persons, now) or _kiosk_objections(session, date, persons, who, now):
        raise Refused(*reasons)
    code_word = codewords.new(session, house, now)
    seat = store(session, date, persons, code_word=code_word, token=token, once=mark, who=who, now=now)
    keep_contact(session, seat, date, contact, now=now)
    booking = session.get_one(Booking, date.booking_id)
    if seat.standing is Standing.WAITING and seatline.is_last_day(booking, now):
        seatline.pass_on(session, booking, who=who, now=now)
    seatletters.taken(session, [seat], [booking], now=now)
    return view(session, seat, token, meetings.occurrence(session, house, code, now=now), now=now)


def store(
    session: Session,
    date: Occurrence,
    persons: int,
    *,
    code_word: str,
    token: str,
    once: str | None = None,
    first: Seat | None = None,
    who: str,
    now: datetime,
) -> Seat:
    """Store one seat that nothing speaks against, and write it down; *first* is the one that it is taken with."""
    fits = date.free is None or persons <= date.free
    seat = Seat(
        booking_id=date.booking_id,
        persons=persons,
        standing=Standing.IN if fits else Standing.WAITING,
        with_id=first.id if first is not None else None,
        code_word=code_word,
        token_hash=seals.token_seal(token),
        once=once,
        created_at=now,
    )
    session.add(seat)
    session.flush()
    journal.record(session, "seat.taken", who=who, now=now, booking_id=date.booking_id, persons=persons)
    return seat


def keep_contact(session: Session, seat: Seat, date: Occurrence, contact: Contact | None, *, now: datetime) -> None:
    """Keep how the holder of *seat* wishes to be reached; a name only if the meeting asks for one."""
    if contact is not None:
        asked = contact if date.asks_name else replace(contact, name="")
        seatletters.keep(session, seat, asked, now=now)


def seat(session: Session, house: HouseFacts, token: str, *, now: datetime) -> SeatView:
    """Return the seat that *token* opens; of several the first. Raises Refused(UnknownSeat)."""
    found = by_token(session, token)
    (date,) = meetings.dates_of(session, house, [found.booking_id], now=now)
    return view(session, found, token, date, now=now)


def seats(session: Session, house: HouseFacts, token: str, *, now: datetime) -> list[SeatView]:
    """Return every seat that *token* opens, by start: those taken as one. Raises Refused(UnknownSeat)."""
    return _views(session, house, _taken_with(session, by_token(session, token)), token, now)


def by_code_word(session: Session, house: HouseFacts, code_word: str, *, now: datetime) -> list[SeatView]:
    """Return the seats of meetings that are not over which have *code_word*, by start; typed in capitals it fits, too.

    Whoever lets strangers ask counts their wrong tries: CODE_TRIES in CODE_WINDOW. Raises Refused(UnknownCodeWord).
    """
    look = (
        select(Seat)
        .join(Booking, col(Booking.id) == col(Seat.booking_id))
        .where(col(Seat.code_word) == codewords.read(house, code_word), col(Booking.ends_at) > now)
    )
    found = [one for one in session.exec(look) if one.released_at is None]
    if not found:
        raise Refused(refusals.UnknownCodeWord())
    return _views(session, house, found, "", now)


def cancel_seat(
    session: Session, house: HouseFacts, token: str, *, date: str = "", who: str = VISITOR, now: datetime
) -> SeatView:
    """Give back what *token* opens, or of several only the one at the *date* (a code); who waits there moves up.

    What has begun stays as it was. Doing it twice changes nothing.
    Raises Refused(UnknownSeat), or Refused(MeetingOver) once there is nothing left to give back.
    """
    views = seats(session, house, token, now=now)
    meant = [one for one in views if date in ("", one.occurrence.code)]
    if not meant:
        raise Refused(refusals.UnknownSeat())
    wanted = [one for one in meant if not one.released]
    if wanted and all(one.occurrence.starts <= now for one in wanted):
        raise Refused(refusals.MeetingOver())
    for one in wanted:
        if one.occurrence.starts > now:
            give_back(session, one.id, who=who, now=now)
    return next(again for again in seats(session, house, token, now=now) if again.id == meant[0].id)


def give_back(session: Session, seat_id: int, *, who: str, now: datetime) -> None:
    """Give one seat back that was found before; twice changes nothing. Raises Refused: UnknownSeat, MeetingOver."""
    found, booking = _with_booking(session, seat_id)
    if found.released_at is not None:
        return
    if booking.starts_at <= now:
        raise Refused(refusals.MeetingOver())
    seatline.end(session, found, booking, Ended.GIVEN_BACK, who=who, now=now)


def accept(session: Session, seat_id: int, *, who: str, now: datetime) -> None:
    """Take the place that is offered to one seat; twice changes nothing. Raises Refused: UnknownSeat, SeatOfferOver."""
    found, booking = _with_booking(session, seat_id)
    if found.standing is Standing.IN and found.released_at is None:
        return
    _still_offered(found, booking, now)
    seatline.let_in(session, found, booking, who=who, now=now)
    session.flush()


def decline(session: Session, seat_id: int, *, who: str, now: datetime) -> None:
    """Say no to the place that is offered to one seat; who waits next gets it. Twice changes nothing.

    Raises Refused: UnknownSeat, SeatOfferOver.
    """
    found, booking = _with_booking(session, seat_id)
    if found.ended is Ended.DECLINED:
        return
    _still_offered(found, booking, now)
    seatline.end(session, found, booking, Ended.DECLINED, who=who, now=now)


def answer(session: Session, house: HouseFacts, token: str, *, yes: bool, who: str = VISITOR, now: datetime) -> None:
    """Take or decline what is offered to the holder of *token*. Raises Refused: UnknownSeat, SeatOfferOver."""
    views = seats(session, house, token, now=now)
    say = accept if yes else decline
    for one in [one for one in views if one.offered_until is not None] or views:
        say(session, one.id, who=who, now=now)


def _still_offered(found: Seat, booking: Booking, now: datetime) -> None:
    open_still = found.offered_until is not None and found.offered_until > now and found.released_at is None
    if not open_still or booking.state is not State.CONFIRMED:
        raise Refused(refusals.SeatOfferOver())


def objections(date: Occurrence, persons: int, now: datetime) -> list[Refusal]:
    """Return what speaks against a seat for *persons* at *date*; nothing if they get one, or may wait for it."""
    if none := _takes_none(date, now):
        return [none]
    reasons: list[Refusal] = []
    if date.closes_at <= now:
        reasons.append(refusals.SignupClosed(date.closes_at))
    most = min(MOST_PERSONS, date.capacity or MOST_PERSONS)
    if not 1 <= persons <= most:
        reasons.append(refusals.BadNumber(1, most))
    elif date.signup is Signup.SEATS and date.free is not None and persons > date.free:
        reasons.append(refusals.Full(date.free))
    return reasons


def _takes_none(date: Occurrence, now: datetime) -> Refusal | None:
    if date.status == "cancelled":
        return refusals.MeetingCancelled()
    if date.starts <= now:
        return refusals.MeetingOver()
    if date.hidden:
        return refusals.ClosedGroup()
    if date.signup is Signup.EXTERNAL:
        return refusals.SignupElsewhere()
    return refusals.NoSignup() if date.signup is Signup.NONE else None


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


def by_token(session: Session, token: str) -> Seat:
    """Return the seat that *token* opens, of several the first. Raises Refused(UnknownSeat)."""
    seal = seals.token_seal(token)
    by_link = select(col(SeatLink.seat_id)).where(col(SeatLink.token_hash) == seal)
    found = session.exec(select(Seat).where(or_(col(Seat.token_hash) == seal, col(Seat.id).in_(by_link)))).first()
    if found is None:
        raise Refused(refusals.UnknownSeat())
    return found


def _with_booking(session: Session, seat_id: int) -> tuple[Seat, Booking]:
    found = session.get(Seat, seat_id)
    if found is None:
        raise Refused(refusals.UnknownSeat())
    return found, session.get_one(Booking, found.booking_id)


def _taken_with(session: Session, first: Seat) -> list[Seat]:
    return list(session.exec(select(Seat).where(or_(col(Seat.id) == first.id, col(Seat.with_id) == first.id))))


def _views(session: Session, house: HouseFacts, found: Sequence[Seat], token: str, now: datetime) -> list[SeatView]:
    dates = {
        date.booking_id: date for date in meetings.dates_of(session, house, [s.booking_id for s in found], now=now)
    }
    views = [view(session, one, token, dates[one.booking_id], now=now) for one in found]
    return sorted(views, key=lambda one: (one.occurrence.starts, one.id))


def view(session: Session, found: Seat, token: str, date: Occurrence, *, now: datetime) -> SeatView:
    """Return *found* as its holder sees it; an offer whose time is over is none any more."""
    until = found.offered_until if found.offered_until is not None and found.offered_until > now else None
    contact = seatletters.contact_of(session, found)
    mail = contact.email if contact is not None else ""
    return SeatView(
        id=found.id,
        token=token,
        code_word=found.code_word,
        persons=found.persons,
        standing=found.standing,
        waiting=seatline.place_in_line(session, found),
        offered_until=until.astimezone(date.starts.tzinfo) if until is not None else None,
        released=found.released_at is not None,
        ended=found.ended,
        reachable=bool(mail),
        mail=mailaddress.hinted(mail),
        named=contact is not None and contact.name != "",
        occurrence=date,
    )
