"""The line in front of a meeting: who is in, who is offered a place, who waits; nobody waits for ever."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import ColumnElement, Select, event, func, select
from sqlmodel import Session, col

from booking import journal, seatletters
from booking.facts import HouseFacts
from models.bookings import Booking, State
from models.meetings import Ended, Seat, Standing

CLOCK = "clock"
ANSWER_WITHIN = timedelta(hours=24)
# With less time than this before sign-up ends nobody is asked any more: who waits is in at once, and told so.
WORTH_ASKING = timedelta(hours=4)
# So long before the start a free place is better taken by anybody than kept for many.
LAST_DAY = timedelta(days=1)
_WATCHED = "bookings_with_seats"


@dataclass(frozen=True, slots=True)
class Party:
    """Who waits; *passed* persons came later and got a place before it."""

    persons: int
    passed: int = 0


def served(line: Sequence[Party], free: int, *, capacity: int, keeps: bool) -> list[int]:
    """Return which parties of *line*, by their places in it, get one of *free* places now.

    Each is looked at in order of coming, and gets its places if all of them are free. Who needs more stays where it
    is, and others go ahead with what it could not use, but no more persons than it is itself: from then on what
    becomes free is kept for it (*keeps*) until it suffices. So the first in line is served after at most twice as
    many persons as it brings. Nothing is kept for a party that is larger than the meeting.
    """
    chosen: list[int] = []
    before: list[Party] = []
    for place, party in enumerate(line):
        ahead = all(first.passed + party.persons <= first.persons for first in before) or not keeps
        if party.persons <= free and ahead:
            chosen.append(place)
            free -= party.persons
            before = [Party(first.persons, first.passed + party.persons) for first in before]
        elif party.persons <= capacity:
            before.append(party)
    return chosen


def is_last_day(booking: Booking, now: datetime) -> bool:
    """Whether *booking* starts so soon that no place is kept for a party that does not fit yet."""
    return booking.starts_at - now <= LAST_DAY


def pass_on(session: Session, booking: Booking, *, who: str = CLOCK, now: datetime) -> int:
    """Give what is free at *booking* to who waits there; return how many parties got something.

    The last act of everything that frees a place. Who left an address is asked and has until `answer_by`; who did not
    is in at once, because it looks itself whether it is. Who came a moment ago is not asked what it just said.
    """
    if booking.state is not State.CONFIRMED or booking.starts_at <= now:
        return 0
    line = waiting(session, booking.id)
    if not line:
        return 0
    whole = booking.capacity if booking.capacity is not None else sum(seat.persons for seat in line)
    free = whole - (taken(session, booking.id) if booking.capacity is not None else 0)
    parties = [Party(seat.persons, seat.passed) for seat in line]
    chosen = served(parties, free, capacity=whole, keeps=not is_last_day(booking, now))
    for place in chosen:
        for first in line[:place]:
            first.passed += line[place].persons if first.standing is Standing.WAITING else 0
        _give(session, line[place], booking, who=who, now=now)
    session.flush()
    return len(chosen)


def _give(session: Session, seat: Seat, booking: Booking, *, who: str, now: datetime) -> None:
    until = answer_by(booking, now)
    if until is not None and seat.created_at < now and seatletters.is_reachable(session, seat):
        seat.standing, seat.offered_until = Standing.OFFERED, until
        _note(session, "seat.offered", seat, who=who, now=now)
        seatletters.offered(session, seat, booking, now=now)
    else:
        let_in(session, seat, booking, who=who, now=now)
    session.add(seat)


def let_in(session: Session, seat: Seat, booking: Booking, *, who: str, now: datetime) -> None:
    """Give *seat* its place, and write so to who can be written to."""
    seat.standing, seat.offered_until = Standing.IN, None
    session.add(seat)
    _note(session, "seat.in", seat, who=who, now=now)
    seatletters.taken(session, [seat], [booking], now=now)


def end(session: Session, seat: Seat, booking: Booking, why: Ended, *, who: str, now: datetime) -> None:
    """Let go of *seat*; what that frees goes to who waits."""
    seat.released_at, seat.ended = now, why
    if seat.standing is Standing.OFFERED:
        seat.standing, seat.offered_until = Standing.WAITING, None
    session.add(seat)
    session.flush()
    _note(session, "seat.lapsed" if why is Ended.LAPSED else "seat.released", seat, who=who, now=now)
    seatletters.ended(session, seat, booking, now=now)
    pass_on(session, booking, who=who, now=now)


def answer_by(booking: Booking, now: datetime) -> datetime | None:
    """Return until when a place that is offered now is kept: a day, near the end of sign-up half of what is left.

    None: too late to ask anybody.
    """
    left = closes_at(booking) - now
    return None if left < WORTH_ASKING else now + min(ANSWER_WITHIN, left / 2)


def closes_at(booking: Booking) -> datetime:
    """Return when sign-up for *booking* ends."""
    return booking.starts_at - timedelta(minutes=booking.signup_closes_min)


def waiting(session: Session, booking_id: int) -> list[Seat]:
    """Return who waits at one booking, in order."""
    look = select(Seat).where(_live(booking_id), col(Seat.standing) == Standing.WAITING)
    return list(session.execute(look.order_by(col(Seat.id))).scalars())


def taken(session: Session, booking_id: int) -> int:
    """Return how many places of one booking are nobody else's: taken, or offered until somebody answers."""
    persons = select(func.coalesce(func.sum(col(Seat.persons)), 0))
    return int(session.execute(persons.where(_live(booking_id), col(Seat.standing) != Standing.WAITING)).scalar_one())


def place_in_line(session: Session, seat: Seat) -> int:
    """Return the how-many-th party on the waiting list *seat* is; 0: it does not wait."""
    if seat.released_at is not None or seat.standing is not Standing.WAITING:
        return 0
    ahead = select(func.count()).where(_live(seat.booking_id), col(Seat.standing) == Standing.WAITING)
    return int(session.execute(ahead.where(col(Seat.id) <= seat.id)).scalar_one())


def _live(booking_id: int) -> ColumnElement[bool]:
    return (col(Seat.booking_id) == booking_id) & col(Seat.released_at).is_(None)


def _note(session: Session, what: str, seat: Seat, *, who: str, now: datetime) -> None:
    journal.record(session, what, who=who, now=now, booking_id=seat.booking_id, persons=seat.persons)


# By the clock


def something_over(session: Session, now: datetime) -> bool:
    """Whether an offer was not answered in time, or a place is free on the last day for somebody who waits."""
    over = select(col(Seat.id)).where(_unanswered(now)).limit(1)
    return session.execute(over).first() is not None or session.execute(_overlooked(now).limit(1)).first() is not None


def let_lapse(session: Session, _house: HouseFacts, now: datetime) -> int:
    """End every offer that was not answered in time, and give away what is free on the last day."""
    over = list(session.execute(select(Seat).where(_unanswered(now)).order_by(col(Seat.id))).scalars())
    for seat in over:
        end(session, seat, session.get_one(Booking, seat.booking_id), Ended.LAPSED, who=CLOCK, now=now)
    found = list(session.execute(_overlooked(now)).scalars())
    return len(over) + sum(pass_on(session, session.get_one(Booking, number), now=now) for number in found)


def next_moment(session: Session, now: datetime) -> datetime | None:
    """Return when the next answer to an offer is due; none: nothing is offered."""
    due: datetime | None = session.execute(
        select(func.min(col(Seat.offered_until))).where(
            col(Seat.released_at).is_(None), col(Seat.offered_until).is_not(None), col(Seat.offered_until) > now
        )
    ).scalar()
    return due


def _unanswered(now: datetime) -> ColumnElement[bool]:
    return col(Seat.released_at).is_(None) & col(Seat.offered_until).is_not(None) & (col(Seat.offered_until) <= now)


def _overlooked(now: datetime) -> Select[int]:
    """Return the bookings of the coming day at which somebody waits who fits."""
    waits = col(Seat.standing) == Standing.WAITING
    occupied = func.coalesce(func.sum(col(Seat.persons)).filter(~waits), 0)
    return (
        select(col(Booking.id))
        .join(Seat, col(Seat.booking_id) == col(Booking.id))
        .where(col(Booking.starts_at) > now, col(Booking.starts_at) <= now + LAST_DAY)
        .where(col(Booking.state) == State.CONFIRMED, col(Seat.released_at).is_(None))
        .group_by(col(Booking.id), col(Booking.capacity))
        .having(col(Booking.capacity) - occupied >= func.min(col(Seat.persons)).filter(waits))
    )


# What became of the meeting


def watch(session: Session, booking: Booking, now: datetime) -> None:
    """Remember, until the transaction ends, that *booking* changed: `follow` looks what that means for its seats."""
    if booking.id is not None:
        session.info.setdefault(_WATCHED, {})[booking.id] = now


@event.listens_for(Session, "before_commit")
def _follow_watched(session: Session) -> None:
    # At the end, and once: a booking may be cancelled and come back, or move twice, in one transaction.
    watched: dict[int, datetime] = session.info.pop(_WATCHED, {})
    if watched:
        live = select(col(Seat.booking_id)).where(col(Seat.booking_id).in_(watched), col(Seat.released_at).is_(None))
        for number in session.execute(live.distinct().order_by(col(Seat.booking_id))).scalars().all():
            follow(session, session.get_one(Booking, number), watched[number])


def follow(session: Session, booking: Booking, now: datetime) -> None:
    """Let the seats of a booking that changed follow it: offers that fit no more, letters, places that are free."""
    if booking.starts_at <= now:
        return
    live = list(session.execute(select(Seat).where(_live(booking.id)).order_by(col(Seat.id))).scalars())
    for seat in live:
        if seat.standing is Standing.OFFERED:
            _keep_offer(session, seat, booking, now)
    seatletters.changed(session, live, booking, now=now)
    pass_on(session, booking, now=now)


def _keep_offer(session: Session, seat: Seat, booking: Booking, now: datetime) -> None:
    """Take back what is offered at a meeting that does not take place now: if it does, it is offered again."""
    if booking.state is not State.CONFIRMED:
        seat.standing, seat.offered_until = Standing.WAITING, None
    elif seat.offered_until is not None and seat.offered_until > closes_at(booking):
        seat.offered_until = answer_by(booking, now)
        if seat.offered_until is None:
            let_in(session, seat, booking, who=CLOCK, now=now)
    session.add(seat)
