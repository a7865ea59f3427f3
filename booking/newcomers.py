"""Somebody whom the house does not know yet asks at the kiosk: no name, a word to come back with, the desk decides."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import datetime, timedelta

from sqlalchemy import ColumnElement, and_, select
from sqlmodel import Session, col

from booking import codewords, holds, refusals, rules
from booking.book import booking_by_uid
from booking.facts import HouseFacts, UsageFacts
from booking.overdue import undecided
from booking.refusals import Refusal, Refused
from booking.span import day_span, local
from booking.wishes import Order, alternatives_to, read_again, read_wish
from models.bookings import Booking, State
from models.community import Group, Listing, Trust

SOURCES = ("kiosk_slip", "phone_qr")  # where people ask who have no group
_WORD, _PLACE = "code_word", "by"  # among the facts of a booking: what its asker says at the counter, which kiosk
_HOUR = timedelta(hours=1)


def reasons_to_come(house: HouseFacts) -> list[UsageFacts]:
    """Return what somebody new may ask the room for: everything that is allowed but the town's own."""
    return [usage for usage in house.usages if usage.allowed and not usage.priority]


def too_early(session: Session, house: HouseFacts, uid: str, *, now: datetime) -> None:
    """Raise Refused if nobody new may ask for the held time *uid*, or for one more, with three times that are free.

    Asked before anything is chosen that would be in vain.
    """
    booking = booking_by_uid(session, uid)
    holds.still_held(session, house, booking, now)
    order = _order(session, house, booking, usage=None, persons=None)
    reasons = [*rules.time_objections(house, order.ask(), booking.created_at), *_quota(session, house, booking, now)]
    if reasons:
        near = alternatives_to(session, house, order, [order.span], reasons, now, but=(booking.id,))
        raise Refused(*reasons, alternatives=near)


def ask(
    session: Session,
    house: HouseFacts,
    uid: str,
    *,
    usage: str,
    persons: int,
    source: str = SOURCES[0],
    who: str,
    now: datetime,
) -> Booking:
    """Ask the desk for the held time *uid*; the answer's `facts["code_word"]` is said at the counter.

    The desk has as long as for every newcomer, then the wish lapses. Doing it twice changes nothing.
    Raises Refused: UnknownBooking, HoldOver, AlreadyDecided, ManyRequestsHere, or every rule that speaks against it.
    """
    booking = booking_by_uid(session, uid)
    if code_word(booking) and booking.group_id is None:
        return booking
    holds.still_held(session, house, booking, now)
    if reasons := [*_quota(session, house, booking, now)]:
        raise Refused(*reasons)
    order = _order(session, house, booking, usage=usage, persons=persons, source=source)
    facts = {_WORD: _new_word(session, house, now), _PLACE: booking.facts.get(_PLACE, "")}
    return holds.become(session, house, booking, order, who=who, now=now, **facts)


def code_word(booking: Booking) -> str:
    """Return what somebody new says at the counter about *booking*; empty if it has no such word."""
    word: str = booking.facts.get(_WORD) or ""
    return word


def told() -> ColumnElement[bool]:
    """Return which bookings still hold what somebody without a group told: the word, at which terminal or phone."""
    facts = col(Booking.facts)
    kept = facts[_WORD].as_string().is_not(None) | facts[_PLACE].as_string().is_not(None)
    return and_(col(Booking.group_id).is_(None), kept)


def forget(booking: Booking) -> None:
    """Forget what somebody without a group told about *booking*; that the room was asked for stays."""
    booking.facts = {name: value for name, value in booking.facts.items() if name not in (_WORD, _PLACE)}
    booking.once, booking.note = None, ""


def _order(
    session: Session, house: HouseFacts, booking: Booking, *, usage: str | None, persons: int | None, source: str = ""
) -> Order:
    known = house.usage(usage or "")
    wish = replace(
        read_again(session, house, booking).wish,
        title=known.name if known else _any_title(house),
        usage=usage,
        persons=persons,
        layout=None,
        source=source or booking.source,
        open_to_all=False,  # the desk decides what the public may know of it
    )
    return read_wish(session, house, wish, group=_nobody_known(booking.created_at))


def _any_title(house: HouseFacts) -> str:
    return next((usage.name for usage in reasons_to_come(house)), house.short)


def _nobody_known(now: datetime) -> Group:
    return Group(slug="", name="", trust=Trust.NEW, listing=Listing.INTERNAL, created_at=now)


def _quota(session: Session, house: HouseFacts, booking: Booking, now: datetime) -> Iterator[Refusal]:
    """Yield why nobody new may ask for more at this kiosk now. Nobody is known, so the kiosk counts (UX §10, 6)."""
    place, limits = booking.facts.get(_PLACE, ""), house.rules
    today = day_span(local(now, house.zone).date(), house.zone).start
    asked = [at for at, by in _asked_since(session, min(today, now - _HOUR)) if by == place]
    a_day, at_once = limits.requests_a_kiosk_day, limits.open_requests_of_newcomers
    if a_day is not None and sum(at >= today for at in asked) >= a_day:
        yield refusals.ManyRequestsHere(a_day, hours=24)
    elif at_once is not None and sum(at > now - _HOUR for at in asked) >= at_once:
        yield refusals.ManyRequestsHere(at_once, hours=1)


def _asked_since(session: Session, since: datetime) -> list[tuple[datetime, str]]:
    """Return when and at which kiosk somebody without a group asked; also what was answered or lapsed meanwhile."""
    look = select(col(Booking.created_at), col(Booking.facts)).where(
        col(Booking.group_id).is_(None),
        col(Booking.created_at) >= since,
        col(Booking.source).in_(SOURCES),
    )
    return [(at, facts.get(_PLACE, "")) for at, facts in session.execute(look) if _WORD in facts]


def _new_word(session: Session, house: HouseFacts, now: datetime) -> str:
    """Return a word that neither a seat nor another open wish has."""
    look = select(col(Booking.facts)).where(undecided(), col(Booking.state) != State.HELD)
    used = {facts.get(_WORD) for facts in session.execute(look).scalars()}
    return next(word for word in iter(lambda: codewords.new(session, house, now), "") if word not in used)
