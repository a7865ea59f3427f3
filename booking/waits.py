"""A group waits for a time that somebody else has, and is offered it when it becomes free, in order."""

from collections.abc import Iterator, Sequence
from dataclasses import replace
from datetime import datetime, timedelta
from weakref import WeakKeyDictionary

from sqlalchemy import ColumnElement, Pool, select
from sqlmodel import Session, col

from booking import book, journal, occupancy, offers, refusals, rules, shares, titles, wishes
from booking.facts import HouseFacts, RoomFacts
from booking.occupancy import Taking, house_facts
from booking.offers import pass_on
from booking.refusals import Refusal, Refused
from booking.span import Span, wall
from booking.wishes import Order, Wish
from models.bookings import Booking
from models.requests import Wait, Waiting

__all__ = [
    "let_lapse",
    "offer_overlooked",
    "open_waits",
    "pass_on",
    "place_of",
    "places",
    "something_overlooked",
    "time_is_over",
    "wait_by_uid",
    "wait_for",
    "waiting_for",
    "waits_of",
    "withdraw",
]

_OPEN = (Waiting.WAITING, Waiting.OFFERED)
_LOOK_AGAIN = timedelta(minutes=10)  # the book opens day by day, and a date that is over gives its share back
# Of the program's database: how its journal and house stood, and when, as nobody could be offered anything.
_in_vain: WeakKeyDictionary[Pool, tuple[int, int, datetime]] = WeakKeyDictionary()


def wait_for(session: Session, house: HouseFacts, wish: Wish, *, who: str, now: datetime) -> Wait:
    """Put the group of *wish* into the line for a time that somebody has.

    What the group has of the house already is asked only when the time is offered. Whoever enters it, the rules are
    those of the group, by which it is offered. Raises Refused with every reason (what the rules say, NotTaken,
    YoursAlready, AlreadyWaiting, ManyWaits), and then stores nothing.
    """
    order = wishes.read_wish(session, house, replace(wish, by_desk=False, override=()), now=now)
    if reasons := _objections(session, house, order, now):
        near = wishes.alternatives_to(session, house, order, [order.span], reasons, now)
        raise Refused(*reasons, alternatives=near)
    wait = _new_wait(house, order, now)
    session.add(wait)
    session.flush()
    _tell(session, "wait.waiting", wait, who=who, now=now)
    return wait


def withdraw(
    session: Session, house: HouseFacts, uid: str, *, who: str, now: datetime, group_id: int | None = None
) -> Wait:
    """Leave the line; what was offered goes to the next. Doing it twice changes nothing.

    *group_id* limits it to that group's own; without it the desk acts, and the group is told.
    Raises Refused: UnknownWait, NotYours, AlreadyDecided once it was taken or is over.
    """
    wait = wait_by_uid(session, uid, group_id=group_id)
    if wait.state is Waiting.WITHDRAWN:
        return wait
    if wait.state not in _OPEN:
        raise Refused(refusals.AlreadyDecided(wait.state))
    was_offered = wait.state is Waiting.OFFERED
    if was_offered:
        held = session.get_one(Booking, wait.offer_id)
        offers.decline_offer(session, house, held.uid, who=who, now=now)
    wait.state, wait.updated_at = Waiting.WITHDRAWN, now
    session.add(wait)
    if group_id is None and not was_offered:  # of an offer that was let go of the group reads already
        _tell(session, "wait.withdrawn", wait, who=who, now=now)
    else:
        journal.record(session, "wait.withdrawn", who=who, now=now, group_id=wait.group_id, wait=wait.uid)
    return wait


def wait_by_uid(session: Session, uid: str, *, group_id: int | None = None) -> Wait:
    """Return the place in a line *uid*. Raises Refused(UnknownWait), Refused(NotYours) if *group_id* is another."""
    wait: Wait | None = session.execute(select(Wait).where(col(Wait.uid) == uid)).scalar_one_or_none()
    if wait is None:
        raise Refused(refusals.UnknownWait())
    if group_id is not None and wait.group_id != group_id:
        raise Refused(refusals.NotYours("wait"))
    return wait


def waits_of(session: Session, group_id: int) -> list[Wait]:
    """Return what *group_id* waits for or is offered now, in the order in which it asked."""
    look = select(Wait).where(col(Wait.group_id) == group_id, col(Wait.state).in_(_OPEN))
    return list(session.execute(look.order_by(col(Wait.id))).scalars())


def open_waits(session: Session) -> list[Wait]:
    """Return everybody who waits for a time or is offered it now, by its start, longest first."""
    look = select(Wait).where(col(Wait.state).in_(_OPEN))
    return list(session.execute(look.order_by(col(Wait.starts_at), col(Wait.id))).scalars())


def waiting_for(session: Session, house: HouseFacts, room: RoomFacts, span: Span) -> int:
    """Return how many wait for a time that shares floor with *room* during the block around the public *span*."""
    return len(offers.in_line(session, house, room, rules.block(room, span)))


def place_of(session: Session, house: HouseFacts, wait: Wait) -> int:
    """Return the place of *wait* among all who need its floor at its time: 1 is the next; 0: waits no more."""
    room = house.rooms_by_id.get(wait.room_id)
    if wait.state is not Waiting.WAITING or room is None:
        return 0
    line = offers.in_line(session, house, room, rules.block(room, _span(wait)))
    return [other.id for other in line].index(wait.id) + 1


def places(house: HouseFacts, line: Sequence[Wait]) -> dict[int, int]:
    """Return the place of each of *line* by id, as `place_of` tells it, if *line* holds all who wait."""
    waiting = sorted((one for one in line if one.state is Waiting.WAITING), key=lambda one: one.id)
    return {one.id: _place_in(house, waiting, one) if one.state is Waiting.WAITING else 0 for one in line}


def time_is_over(session: Session, now: datetime) -> bool:
    """Whether somebody waits for a time that has begun."""
    return session.execute(select(col(Wait.id)).where(_over(now)).limit(1)).first() is not None


def let_lapse(session: Session, _house: HouseFacts, now: datetime) -> int:
    """End every wait for a time that has begun; return how many there were."""
    over = list(session.execute(select(Wait).where(_over(now)).order_by(col(Wait.id))).scalars())
    for wait in over:
        wait.state, wait.updated_at = Waiting.LAPSED, now
        session.add(wait)
        _tell(session, "wait.lapsed", wait, who="clock", now=now)
    return len(over)


def something_overlooked(session: Session, now: datetime) -> bool:
    """Whether somebody waits for a time that can be had, though nobody passed it on.

    So it is when the house's rules, a group's share or the day changed. Looks only if something was
    journalled since it looked in vain, or some minutes went by.
    """
    if session.execute(select(col(Wait.id)).where(_waiting(now)).limit(1)).first() is None:
        return False
    house, pool = house_facts(session), session.get_bind().engine.pool
    stands = (journal.newest(session), house.revision)
    before = _in_vain.get(pool)
    if before is not None and before[:2] == stands and now - before[2] < _LOOK_AGAIN:
        return False
    if any(offers.possible(session, house, wait, now=now) for wait in _line(session, house, now)):
        return True
    _in_vain[pool] = (*stands, now)
    return False


def offer_overlooked(session: Session, house: HouseFacts, now: datetime) -> int:
    """Offer every time that somebody waits for and that can be had, in order; return how many."""
    return sum(offers.offer_to(session, house, wait, now=now) for wait in _line(session, house, now))


def _objections(session: Session, house: HouseFacts, order: Order, now: datetime) -> list[Refusal]:
    reasons: list[Refusal] = rules.objections(house, order.room, order.ask(), now)
    if order.wish.rrule is not None:
        reasons.append(refusals.RuleRefused("one_date"))
    taken = occupancy.taken(session, house, order.room, rules.block(order.room, order.span), now=now)
    if _is_own(session, taken, order.group.id):
        reasons.append(refusals.YoursAlready())
    elif not taken:
        full = shares.objections(session, house, order.group, [order.span], series=False, now=now)
        # Nobody waits for what is free; what speaks against booking it at once, speaks for itself.
        reasons += full
        if not reasons:
            reasons.append(refusals.NotTaken())
    return reasons + _in_line_already(session, house, order)


def _is_own(session: Session, taken: Sequence[Taking], group_id: int) -> bool:
    """Whether the group has some of what is *taken* itself: it would never be offered the rest."""
    own = col(Booking.id).in_([one.booking_id for one in taken]) & (col(Booking.group_id) == group_id)
    return bool(taken) and session.execute(select(col(Booking.id)).where(own).limit(1)).first() is not None


def _in_line_already(session: Session, house: HouseFacts, order: Order) -> list[Refusal]:
    most, mine = house.rules.waits_per_group, waits_of(session, order.group.id)
    if any(_span(wait).overlaps(order.span) and offers.meets(house, wait, order.room, order.span) for wait in mine):
        return [refusals.AlreadyWaiting()]
    return [refusals.ManyWaits(most)] if most is not None and len(mine) >= most else []


def _new_wait(house: HouseFacts, order: Order, now: datetime) -> Wait:
    wish, span = order.wish, order.span
    return Wait(
        group_id=order.group.id,
        room_id=order.room.id,
        starts_at=span.start,
        ends_at=span.end,
        wall_from=wall(span.start, house.zone),
        wall_to=wall(span.end, house.zone),
        title=titles.clean(wish.title),
        usage=order.usage,
        persons=wish.persons,
        layout=wish.layout,
        noise=wish.noise,
        open_to_all=wish.open_to_all,
        created_at=now,
        updated_at=now,
    )


def _tell(session: Session, what: str, wait: Wait, *, who: str, now: datetime) -> None:
    book.tell_group(session, what, wait.group_id, wait.uid, who=who, now=now, wait=wait.uid)


def _span(wait: Wait) -> Span:
    return Span(wait.starts_at, wait.ends_at)


def _waiting(now: datetime) -> ColumnElement[bool]:
    return (col(Wait.state) == Waiting.WAITING) & (col(Wait.starts_at) > now)


def _place_in(house: HouseFacts, waiting: Sequence[Wait], wait: Wait) -> int:
    room = house.rooms_by_id.get(wait.room_id)
    if room is None:
        return 0
    block = rules.block(room, _span(wait))
    return sum(one.id <= wait.id and offers.meets(house, one, room, block) for one in waiting)


def _over(now: datetime) -> ColumnElement[bool]:
    return (col(Wait.state) == Waiting.WAITING) & (col(Wait.starts_at) <= now)


def _line(session: Session, house: HouseFacts, now: datetime) -> Iterator[Wait]:
    """Yield who waits for a time that nobody has, longest first; each time is looked up once for all who want it."""
    free: dict[tuple[int, datetime, datetime], bool] = {}
    for wait in list(session.execute(select(Wait).where(_waiting(now)).order_by(col(Wait.id))).scalars()):
        time = (wait.room_id, wait.starts_at, wait.ends_at)
        if time not in free:
            free[time] = offers.is_free(session, house, wait)
        if free[time]:
            yield wait
