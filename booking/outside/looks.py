"""Looks at addresses again and again, and what each of them ends with; a file is only counted anew each day."""

from dataclasses import dataclass
from datetime import date, datetime, timedelta
from urllib.parse import urlsplit

from sqlalchemy import ColumnElement, select
from sqlmodel import Session, col

from booking import envelopes, journal, refusals
from booking.facts import HouseFacts
from booking.outside import taking
from booking.outside.reading import Reading, read
from booking.refusals import NotFetched, NothingHeld, Refusal, Refused
from booking.span import local
from models.outside import OutsideCopy, OutsideSource, SourceKind

EVERY = timedelta(hours=1)  # an address is looked at
_MOST_APART = timedelta(hours=24)  # after looks that failed
_CLAIM = timedelta(minutes=10)  # that long nobody else looks at what somebody is looking at


@dataclass(frozen=True, slots=True)
class Address:
    """Where a calendar is to be had: sealed, with what may be shown of it, and the marks of the last answer."""

    host: str
    sealed: str
    etag: str = ""
    modified: str = ""


@dataclass(frozen=True, slots=True)
class Due:
    """A source whose turn it is: *address* to be looked at, or (where that is empty) its *copy* to be counted anew."""

    id: int
    name: str
    address: str  # sealed
    etag: str
    modified: str
    copy: bytes | None


def address_of(text: str, secret: str) -> Address:
    """Return the address that people typed, sealed with *secret*. Raises Refused(NotFetched).

    What the fetcher thinks of it is another matter: it looks before every connection.
    """
    typed = text.strip()
    if typed.lower().startswith(("webcal://", "webcals://")):  # what calendar programs call it
        typed = f"https://{typed.partition('://')[2]}"
    try:
        parts = urlsplit(typed)
        host = parts.hostname
    except ValueError:
        host = None
    if not host or any(sign.isspace() for sign in typed):
        raise Refused(NotFetched("address"))
    if parts.scheme != "https":
        raise Refused(NotFetched("not_https"))
    return Address(host, envelopes.closed(typed, secret))


def opened(sealed: str, secret: str) -> str:
    """Return the address that was sealed. Raises Refused(NotFetched("lost"))."""
    try:
        return envelopes.opened(sealed, secret)
    except envelopes.NotOpened as error:
        raise Refused(NotFetched("lost")) from error


def note_answer(
    session: Session,
    house: HouseFacts,
    number: int,
    reading: Reading,
    *,
    etag: str = "",
    modified: str = "",
    chance: float = 0.5,
    who: str,
    now: datetime,
) -> None:
    """Take in what an address had. *chance* (0 to 1) spreads the next looks. Raises Refused(UnknownCalendar)."""
    of = taking.source(session, number)
    taking.take_in(session, house, number, reading, who=who, now=now)
    # What is held is asked for as a whole again, until somebody says what is meant.
    of.etag, of.modified = (etag, modified) if of.held_at is None else ("", "")
    of.looked_at, of.next_at = now, now + _spread(EVERY, chance)
    session.add(of)


def note_unchanged(session: Session, number: int, *, chance: float = 0.5, now: datetime) -> None:
    """Note that an address has what it had. Raises Refused(UnknownCalendar)."""
    of = taking.source(session, number)
    taking.note_good(of, now)
    of.looked_at, of.next_at = now, now + _spread(EVERY, chance)
    session.add(of)


def note_failure(
    session: Session,
    number: int,
    why: Refusal,
    *,
    on: date | None = None,
    chance: float = 0.5,
    who: str,
    now: datetime,
) -> None:
    """Note that a look failed: what stood here stays, the next look comes later each time.

    With *on* it was the source's own copy that could not be counted on that local day. Raises Refused(UnknownCalendar).
    """
    of = taking.source(session, number)
    if not of.failure:
        journal.record(session, "outside.failed", who=who, now=now, source=of.id, **{"why": why.code, **why.facts()})
    of.failure, of.failure_facts, of.failures = why.code, why.facts(), of.failures + 1
    of.looked_at = of.updated_at = now
    # A copy that cannot be counted today is tried tomorrow.
    of.read_on = on if on is not None and of.read_on is not None else of.read_on
    if of.kind is SourceKind.ADDRESS and on is None:
        of.next_at = now + _spread(min(EVERY * 2 ** min(of.failures, 10), _MOST_APART), chance)
    session.add(of)


def trust_held(session: Session, house: HouseFacts, number: int, *, who: str, now: datetime) -> None:
    """Take in what was held, because somebody at the desk says that it is meant. Raises Refused: UnknownCalendar,
    NothingHeld, CalendarUnread, ManyDates."""
    reading = held_reading(session, house, number, now=now)
    taking.take_in(session, house, number, reading, trusted=True, who=who, now=now)


def held_reading(session: Session, house: HouseFacts, number: int, *, now: datetime) -> Reading:
    """Return what is held. Raises Refused like `trust_held`."""
    of, copy = taking.source(session, number), session.get(OutsideCopy, number)
    if copy is None or copy.held is None:
        raise Refused(NothingHeld())
    return read(copy.held, name=of.name, zone=house.zone, on=local(now, house.zone).date())


def claim_due(session: Session, house: HouseFacts, *, fetches: bool, most: int = 5, now: datetime) -> list[Due]:
    """Return what is to be looked at now, and let nobody else look meanwhile; without *fetches* no addresses."""
    today = local(now, house.zone).date()
    look = select(OutsideSource).where(_turn(today, fetches=fetches, now=now)).order_by(col(OutsideSource.id))
    due = []
    for of in session.execute(look.limit(most)).scalars():
        is_asked = fetches and of.paused_at is None and of.next_at is not None and of.next_at <= now
        copy = None if is_asked else session.get(OutsideCopy, of.id)
        due.append(
            Due(of.id, of.name, of.address if is_asked else "", of.etag, of.modified, copy.good if copy else None)
        )
        if is_asked:
            of.next_at = now + _CLAIM
            session.add(of)
    return due


def anything_due(session: Session, house: HouseFacts, *, fetches: bool, now: datetime) -> bool:
    """Whether some source is to be looked at."""
    turn = _turn(local(now, house.zone).date(), fetches=fetches, now=now)
    return session.execute(select(col(OutsideSource.id)).where(turn).limit(1)).first() is not None


def claim(session: Session, number: int, *, now: datetime) -> Due:
    """Return one address to be looked at now, because somebody at the desk wants to know. Raises UnknownCalendar."""
    of = taking.source(session, number)
    if of.kind is not SourceKind.ADDRESS:
        raise Refused(refusals.UnknownCalendar())
    of.next_at = now + _CLAIM
    session.add(of)
    return Due(of.id, of.name, of.address, of.etag, of.modified, None)


def roll_on(
    session: Session, house: HouseFacts, number: int, reading: Reading, *, who: str = "clock", now: datetime
) -> None:
    """Take in what its own copy says of today's 400 days. Raises Refused(UnknownCalendar)."""
    of = taking.source(session, number)
    stood = (of.failure, of.failure_facts, of.failures, of.good_at, of.held_at)
    copy = session.get_one(OutsideCopy, number)
    held = copy.held
    taking.take_in(session, house, number, reading, trusted=True, who=who, now=now)
    # Its own copy says nothing new about how its address is.
    of.failure, of.failure_facts, of.failures, of.good_at, of.held_at = stood
    copy.held = held
    taking.forget_old(session, of.id, now)
    session.add_all([of, copy])


def _turn(today: date, *, fetches: bool, now: datetime) -> ColumnElement[bool]:
    rolls = col(OutsideSource.read_on) < today
    asks = (col(OutsideSource.next_at) <= now) & col(OutsideSource.paused_at).is_(None)
    return (rolls | asks) if fetches else rolls


def _spread(apart: timedelta, chance: float) -> timedelta:
    return apart * (0.9 + 0.2 * chance)
