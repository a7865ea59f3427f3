"""Somebody is erased: every row, letter, link and text, at once; numbers stay, because nobody stands behind them."""

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import ColumnElement, select, update
from sqlalchemy import delete as delete_from
from sqlmodel import Session, col

from booking import journal, members, newcomers, officequestions, outbox, retention, seals, seatletters
from booking.i18n import _
from booking.privacy import own
from booking.privacy.access import told
from booking.privacy.keys import Exact, Sealed, key_of, texts, without
from booking.privacy.places import PLACES, PROTECTED
from booking.privacy.search import Found, Person, is_somebody, key_column, recognise_key, walk
from models.bookings import Booking
from models.community import Contact
from models.links import BookingLink
from models.meetings import Seat
from models.members import Member
from models.privacy import Erasure
from models.requests import Question
from models.tables import METADATA

KEPT = timedelta(days=60)  # of the list of what was erased: twice as long as any copy of the house
_REVISED = ("booking", "series", "outside_date")  # what calendars tell: its number grows with each change
_NAMED = {"title", "name", "function"}  # columns that may not be empty


@dataclass(frozen=True, slots=True)
class Erased:
    """How many rows of which table were emptied or changed."""

    rows: Mapping[str, int]

    @property
    def number(self) -> int:
        """How many rows that were."""
        return sum(self.rows.values())


def erase(session: Session, person: Person, *, secret: str, who: str, now: datetime) -> Erased:
    """Erase *person* and note sealed with *secret* who it was, for copies; the journal says that it was done, no name.

    Seats that they have stay as numbers; links of theirs open nothing any more. Nothing happens for nobody.
    """
    if not is_somebody(person):
        return Erased({})
    found = Counter(_tables(session, person))
    marks = own.marks(session, person) if person.only else person.known_as
    _forget_seats(session, person)
    _forget_members(session, person, who, now)
    _forget_wishes(session, person)
    _forget_letters(session, person)
    _forget_contacts(session, person, who, now)
    for one in walk(session, person.keys) if person.known_as else ():
        if one.table not in PROTECTED:
            _empty(session, one, person.keys, now)
    _seal(session, marks, 0 if person.only else None, secret, now)
    rows = dict(sorted(found.items()))
    journal.record(session, "person.erased", who=who, now=now, rows=rows)
    session.expire_all()  # what was changed past the session's own rows
    return Erased(rows)


def erase_again(session: Session, erasures: Iterable[Erasure], *, secret: str, now: datetime) -> int:
    """Erase whom *erasures* say in a house that was put back from a copy; return how many of them stood in it.

    Those whose seals were made with another secret are not known again.
    """
    every = list(erasures)
    by_words: dict[int, set[str]] = {}
    for one in every:
        by_words.setdefault(one.words, set()).add(one.seal)
    theirs = own.marked(session, by_words.pop(0, set()), secret)
    sealed = Sealed({number: frozenset(known) for number, known in by_words.items()}, secret)
    again = {key for one in walk(session, sealed) for name in one.columns for key in _keys_in(one.row[name], sealed)}
    for key in sorted(again):
        erase(session, recognise_key(session, key), secret=secret, who="operator", now=now)
    erase(session, theirs, secret=secret, who="operator", now=now)
    _note(session, every)
    return len(again) + own.size(theirs)


def erasures(session: Session) -> list[Erasure]:
    """Return what was erased lately, sealed."""
    return list(session.execute(select(Erasure).order_by(col(Erasure.id))).scalars())


def something_old(session: Session, now: datetime) -> bool:
    """Whether the list of what was erased holds what no copy of the house can hold any more."""
    return session.execute(select(col(Erasure.id)).where(is_old(now)).limit(1)).first() is not None


def forget_old(session: Session, _house: object, now: datetime) -> int:
    """Forget what was erased before the oldest copy was made; return how many that were."""
    gone: int = session.execute(delete_from(Erasure).where(is_old(now))).rowcount  # type: ignore[attr-defined]
    return gone


def is_old(now: datetime) -> ColumnElement[bool]:
    """Return which erasures no copy of the house can hold any more."""
    return col(Erasure.erased_at) <= now - KEPT


def _keys_in(value: Any, sealed: Sealed) -> set[str]:
    return {key_of(text[start:end]) for text in texts(value) for start, end in sealed.spans(text)}


def _forget_seats(session: Session, person: Person) -> None:
    for number in person.seats:
        first = session.get_one(Seat, number)
        seatletters.forget(session, first)
        seatletters.close(session, first)


def _tables(session: Session, person: Person) -> Iterator[str]:
    """Yield the table of each row that is emptied."""
    rows = told(session, person) if person.only else walk(session, person.keys)
    return (one.table for one in rows if one.table not in PROTECTED)


def _forget_members(session: Session, person: Person, who: str, now: datetime) -> None:
    for number in person.members:
        member = session.get_one(Member, number)
        if person.only:  # whoever goes by their own page leaves the group; the desk may find somebody new for it
            members.remove_member(session, member.group_id, member.uid, by_desk=True, who=who, now=now)
        else:
            members.replace_holder(session, member)


def _forget_wishes(session: Session, person: Person) -> None:
    for number in person.wishes:
        newcomers.forget(session.get_one(Booking, number))
    session.flush()
    session.execute(delete_from(Question).where(col(Question.booking_id).in_(person.wishes)))
    officequestions.forget_about(session, person.wishes)
    session.execute(delete_from(BookingLink).where(col(BookingLink.booking_id).in_(person.wishes)))


def _forget_letters(session: Session, person: Person) -> None:
    outbox.forget_to(session, [key for key in person.known_as if "@" in key])


def _forget_contacts(session: Session, person: Person, who: str, now: datetime) -> None:
    for number in person.contacts:
        retention.forget_contact(session, session.get_one(Contact, number), now, who)


def _empty(session: Session, one: Found, known: Exact, now: datetime) -> None:
    place, table = PLACES[one.table], METADATA.tables[one.table]
    values: dict[str, Any] = {}
    for name in one.columns:
        if name in place.written:
            values[name] = _left(name, without(known, one.row[name]))
    if set(one.columns) & set(place.person):  # whoever has the address has the telephone beside it
        values |= {name: None if table.c[name].nullable else "" for name in place.person}
    if one.table in _REVISED:
        values |= {"revision": one.row["revision"] + 1, "updated_at": now}
    elif one.table == "meeting":
        values["updated_at"] = now
    session.execute(update(table).where(key_column(table) == one.key).values(values))


def _left(name: str, text: Any) -> Any:
    """Return what is left of a *text*; a general word where nothing is, and something has to stand there."""
    is_empty = isinstance(text, str) and not text.strip(" …")
    return (_("Termin") if name == "title" else "…") if is_empty and name in _NAMED else text


def _seal(session: Session, known: Iterable[str], words: int | None, secret: str, now: datetime) -> None:
    """Note *known* sealed: of how many *words* each is is counted, unless it is told."""
    sealed = {seals.code_seal(key, secret): key.count(" ") + 1 if words is None else words for key in known}
    _note(session, [Erasure(seal=seal, words=number, erased_at=now) for seal, number in sealed.items()])


def _note(session: Session, some: Iterable[Erasure]) -> None:
    there = set(session.execute(select(col(Erasure.seal))).scalars())
    for one in some:
        if one.seal not in there:
            session.add(Erasure(seal=one.seal, words=one.words, erased_at=one.erased_at))
            there.add(one.seal)
    session.flush()
