"""What the desk is written: a wish waits, a group has answered, what waits this morning.

Whoever has proven an address gets the letters that their role may see. Only for who may decide, a letter bears a link
that opens one wish, see `booking.halftokens`.
"""

from collections.abc import Iterable, Sequence
from datetime import date, datetime, time, timedelta
from itertools import groupby
from typing import Any
from zoneinfo import ZoneInfo

from sqlalchemy import ColumnElement, delete, or_, select
from sqlmodel import Session, col

from booking import halftokens, overdue, post, rights, seals
from booking.rights import Area
from booking.span import local
from models.bookings import Booking, Series
from models.letters import Delivery, Letter
from models.rooms import House
from models.staff import DecisionLink, News, Role, Staff

REQUEST, ANSWER, DIGEST = "desk-request", "desk-answer", "desk-digest"
LASTS = timedelta(days=14)
MORNING = time(7)  # on the house's clock: when the daily letter is written


def may_decide(role: Role) -> bool:
    """Whether somebody with *role* may say yes or no to a wish."""
    return all(rights.may_act(role, area) for area in (Area.REQUESTS, Area.BOOKINGS))


def is_in_office(staff: Staff) -> bool:
    """Whether the house trusts *staff* now: not paused, and not waiting for a new passphrase."""
    return staff.paused_at is None and bool(staff.password_hash)


# At once


def tell(session: Session, booking: Booking, *, kind: str = REQUEST, now: datetime) -> None:
    """Write to the desk that *booking* waits for a decision, in the transaction in which it began to."""
    _tell(session, kind, booking, False, f"{booking.uid}:{booking.revision}", now)


def tell_series(session: Session, series: Series, *, kind: str = REQUEST, now: datetime) -> None:
    """Write to the desk that dates of *series* wait for a decision; of one alone as of a booking. None: nothing."""
    if not _readers(session, News.AT_ONCE):
        return
    session.flush()
    mine = overdue.waits_for_desk() & (col(Booking.series_id) == series.id)
    found = session.execute(select(Booking).where(mine).order_by(col(Booking.starts_at)).limit(2)).scalars().all()
    if found:
        _tell(session, kind, found[0], len(found) > 1, f"{series.uid}:{series.revision}", now)


def _tell(session: Session, kind: str, booking: Booking, whole: bool, mark: str, now: datetime) -> None:
    for staff in _readers(session, News.AT_ONCE):
        if kind == ANSWER and not staff.answers:
            continue
        session.flush()
        _take_back(session, staff, booking.uid)
        wish = _wish(session, staff, booking, whole, now)
        once = f"{kind}:{staff.id}:{mark}"
        post.queue_for(session, kind, staff.address, once, {"staff": staff.id, **wish}, now=now)


def _take_back(session: Session, staff: Staff, uid: str) -> None:
    """Take back what still waits to be said of the same wish: the next letter says how it is now."""
    facts = col(Letter.facts)
    about = (facts["booking"].as_string() == uid) & (facts["staff"].as_integer() == staff.id)
    waits = (col(Letter.delivery) == Delivery.WAITING) & (col(Letter.address) == staff.address)
    session.execute(delete(Letter).where(waits, col(Letter.kind).in_((REQUEST, ANSWER)), about))


def _readers(session: Session, news: News) -> list[Staff]:
    look = select(Staff).where(col(Staff.address) != "", col(Staff.news) == news).order_by(col(Staff.id))
    found = session.execute(look).scalars().all()
    return [one for one in found if is_in_office(one) and rights.may_see(one.role, Area.REQUESTS)]


def _wish(session: Session, staff: Staff, booking: Booking, whole: bool, now: datetime) -> dict[str, Any]:
    """Return what a letter keeps of one wish: which, and the half of a token where *staff* may decide it."""
    facts: dict[str, Any] = {"booking": booking.uid, "whole": whole}
    if not may_decide(staff.role):
        return facts
    chance = halftokens.new_half()
    session.add(
        DecisionLink(
            staff_id=staff.id,
            booking_id=booking.id,
            whole=whole,
            token_hash=seals.token_seal(chance),
            created_at=now,
            ends_at=now + LASTS,
        )
    )
    return {**facts, "token": chance}


# Each morning


def morning_is_due(session: Session, now: datetime) -> bool:
    """Whether somebody's daily letter is to be written; a morning on which nothing waits has none."""
    today = morning_of(session, now)
    return today is not None and session.execute(_without(today).limit(1)).first() is not None


def write_mornings(session: Session, _house: object, now: datetime) -> int:
    """Write everybody's daily letter about all that waits; return how many were written."""
    today = morning_of(session, now)
    if today is None:
        return 0
    for staff in session.execute(_without(today)).scalars().all():
        staff.digest_on = today
    session.flush()
    waiting, count = _all_that_waits(session, now), 0
    for staff in _readers(session, News.DAILY) if waiting else []:
        if staff.digest_on == today:
            wishes = [_wish(session, staff, booking, whole, now) for booking, whole in waiting]
            facts = {"staff": staff.id, "wishes": wishes}
            post.queue_for(session, DIGEST, staff.address, f"{DIGEST}:{staff.id}:{today}", facts, now=now)
            count += 1
    return count


def morning_of(session: Session, now: datetime) -> date | None:
    """Return the house's day if its daily letters are written by now; none before that, or without a house."""
    zone = session.execute(select(col(House.timezone))).scalar()
    here = local(now, ZoneInfo(zone)) if zone else None
    return here.date() if here is not None and here.time() >= MORNING else None


def _without(today: date) -> Any:
    before = or_(col(Staff.digest_on).is_(None), col(Staff.digest_on) < today)
    return select(Staff).where(col(Staff.address) != "", col(Staff.news) == News.DAILY, before)


def _all_that_waits(session: Session, now: datetime) -> list[tuple[Booking, bool]]:
    """Return every wish that waits, oldest first: the first date of each, and whether more of its series wait."""
    look = select(Booking).where(overdue.waits_for_desk(), ~overdue.is_over(now))
    rows: Sequence[Booking] = session.execute(look.order_by(col(Booking.starts_at), col(Booking.id))).scalars().all()
    # One by one where there is no series.
    found = sorted(rows, key=lambda row: (row.series_id or 0, 0 if row.series_id else row.id))
    wishes = [list(same) for _key, same in groupby(found, key=lambda row: (row.series_id, row.series_id or row.id))]
    first = [(dates[0], len(dates) > 1) for dates in wishes]
    return sorted(first, key=lambda wish: (wish[0].created_at, wish[0].id))


# Forgetting


def let_go(session: Session, staff_ids: Iterable[int]) -> None:
    """Forget every link that these logins were written: their letters open nothing any more."""
    session.flush()
    session.execute(delete(DecisionLink).where(col(DecisionLink.staff_id).in_(list(staff_ids))))


def old(now: datetime) -> ColumnElement[bool]:
    """Return which links are over."""
    return col(DecisionLink.ends_at) <= now


def something_old(session: Session, now: datetime) -> bool:
    """Whether a link is over and still stored."""
    return session.execute(select(col(DecisionLink.id)).where(old(now)).limit(1)).first() is not None


def forget_old(session: Session, _house: object, now: datetime) -> int:
    """Forget links that are over; return how many."""
    gone: int = session.execute(delete(DecisionLink).where(old(now))).rowcount  # type: ignore[attr-defined]
    return gone
