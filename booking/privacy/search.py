"""Who is meant by what was typed, and every row of the house in which they stand."""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from typing import Any

from sqlalchemy import Table, or_, select
from sqlmodel import Session, col

from booking import retention, seals
from booking.privacy import keys
from booking.privacy.keys import Exact, Keys, key_of
from booking.privacy.places import PLACES
from models.bookings import Booking
from models.community import Contact, Group
from models.links import BookingLink
from models.meetings import Seat, SeatContact, SeatLink
from models.members import Duty, Member, MemberLink, SignIn
from models.tables import METADATA

_AT_ONCE = 1_000  # rows that are held at a time
_TOKEN = re.compile(r"[A-Za-z0-9_-]{16,64}")
_ROUNDS = 8  # from an address to a code word and on; more nobody has


@dataclass(frozen=True, slots=True)
class Found:
    """One row in which somebody stands, with its columns that say so."""

    table: str
    key: Any  # its primary key
    columns: tuple[str, ...]
    row: Mapping[str, Any]


@dataclass(frozen=True, kw_only=True, slots=True)
class Person:
    """Somebody as the house knows them: by which words, and which rows are theirs by their meaning."""

    known_as: frozenset[str]  # keys
    seats: frozenset[int] = frozenset()  # the first of each that were taken as one
    members: frozenset[int] = frozenset()
    wishes: frozenset[int] = frozenset()  # bookings that somebody without a group asked for
    contacts: frozenset[int] = frozenset()  # how a group is reached that they answer for, and no other
    several: tuple[str, ...] = ()  # addresses or code words of more than one person: which one is meant?
    only: bool = False  # these rows and no others: nobody proved that an address in them is theirs

    @property
    def keys(self) -> Exact:
        """What is looked for in texts."""
        return Exact(self.known_as)


def recognise(session: Session, typed: str) -> Person:
    """Return who is meant by *typed*: an address, a name, a code word, a token or a whole link to a page of theirs.

    From one of them the house finds the others. Nobody is meant by what is too short: `known_as` is empty then.
    """
    token = typed.strip().rstrip("/").rpartition("/")[2]
    if _TOKEN.fullmatch(token) and (by_token := _by_token(session, token)) is not None:
        return _others_of(session, by_token)
    key = key_of(typed)
    if not key:
        return Person(known_as=frozenset())
    found = recognise_key(session, key)
    several = _several(session, found) if "@" not in key else ()
    return replace(found, several=several) if len(several) > 1 else found


def opened_by(session: Session, token: str) -> Person:
    """Return what belongs to the page of its owner that *token* opens, and nothing that an address in it leads to.

    Whoever types the address of another would read and erase what is theirs. What a page was never shown to one
    phone only (`BookingLink.on_screen`) has no owner. Nobody, if it opens nothing.
    """
    found = _by_token(session, token)
    if found is None:
        return Person(known_as=frozenset(), only=True)
    seal = seals.token_seal(token)
    shown = select(col(BookingLink.id)).where(col(BookingLink.token_hash) == seal, col(BookingLink.on_screen))
    wishes = frozenset[int]() if session.execute(shown).first() else found.wishes
    return owner_of(session, seats=found.seats, members=found.members, wishes=wishes)


def owner_of(
    session: Session,
    *,
    seats: frozenset[int] = frozenset(),
    members: frozenset[int] = frozenset(),
    wishes: frozenset[int] = frozenset(),
) -> Person:
    """Return whoever has these rows, and nothing that leads from them to others."""
    words = _code_words(session, seats, wishes)
    return Person(
        known_as=frozenset(key for word in words if (key := key_of(word))),
        seats=seats,
        members=members,
        wishes=wishes,
        contacts=frozenset(_contacts(session, members)),
        only=True,
    )


def is_somebody(person: Person) -> bool:
    """Whether enough was typed to mean somebody."""
    return bool(person.known_as or person.seats or person.members or person.wishes)


def recognise_key(session: Session, key: str) -> Person:
    """Return who is known by the exact *key*."""
    return _others_of(session, Person(known_as=frozenset({key})))


def walk(session: Session, known: Keys) -> Iterator[Found]:
    """Yield every row in which one of *known* stands; each value of each table that may hold it is looked at."""
    session.flush()
    for table in METADATA.sorted_tables:
        place = PLACES.get(table.name)  # a table without text has none
        if place is not None and place.searched:
            yield from _walk(session, table, place.searched, known)


def key_column(table: Table) -> Any:
    """Return the one column that tells a row of *table* from the others."""
    (column,) = table.primary_key.columns
    return column


def _walk(session: Session, table: Table, columns: tuple[str, ...], known: Keys) -> Iterator[Found]:
    look = select(table).order_by(key_column(table)).execution_options(yield_per=_AT_ONCE)
    for values in session.execute(look).mappings():
        hit = tuple(name for name in columns if values[name] and keys.standing_in(known, values[name]))
        if hit:
            yield Found(table.name, values[key_column(table).name], hit, dict(values))


def _by_token(session: Session, token: str) -> Person | None:
    """Return whose page *token* opens; none if it opens nothing."""
    seal = seals.token_seal(token)
    seat_links = select(col(SeatLink.seat_id)).where(col(SeatLink.token_hash) == seal)
    look = select(Seat).where(or_(col(Seat.token_hash) == seal, col(Seat.id).in_(seat_links))).limit(1)
    seat = session.execute(look).scalars().first()
    ways = or_(
        col(Member.id).in_(select(col(MemberLink.member_id)).where(col(MemberLink.token_hash) == seal)),
        col(Member.id).in_(select(col(SignIn.member_id)).where(col(SignIn.token_hash) == seal)),
    )
    member = session.execute(select(Member).where(ways).limit(1)).scalars().first()
    asked = select(col(BookingLink.booking_id)).where(col(BookingLink.token_hash) == seal)
    wish = session.execute(select(Booking).where(col(Booking.id).in_(asked), col(Booking.group_id).is_(None))).scalars()
    booking = wish.first()
    if seat is None and member is None and booking is None:
        return None
    return Person(
        known_as=frozenset(filter(None, [key_of(member.email) if member else ""])),
        seats=frozenset([seat.with_id or seat.id] if seat else []),
        members=frozenset([member.id] if member else []),
        wishes=frozenset([booking.id] if booking else []),
    )


def _others_of(session: Session, person: Person) -> Person:
    """Return *person* with everything that belongs together: the address of a seat, the code words of an address.

    A name is only looked for if it was typed: two people may have the same.
    """
    for _round in range(_ROUNDS):
        seats = person.seats | set(_seats(session, person))
        members = person.members | set(_members(session, person))
        wishes = person.wishes | set(_wishes(session, person))
        words = set(_words_of(session, seats, members, wishes))
        more = replace(
            person,
            known_as=person.known_as | {key for word in words if (key := key_of(word))},
            seats=seats,
            members=members,
            wishes=wishes,
        )
        if more == person:
            break
        person = more
    return person


def _seats(session: Session, person: Person) -> Iterator[int]:
    for seat_id, email, name in session.execute(
        select(*map(col, (SeatContact.seat_id, SeatContact.email, SeatContact.name)))
    ):
        if {key_of(email), key_of(name)} & person.known_as:
            yield seat_id
    looks = select(col(Seat.id), col(Seat.with_id), col(Seat.code_word)).where(col(Seat.code_word) != "")
    for seat_id, with_id, word in session.execute(looks):
        if key_of(word) in person.known_as:
            yield with_id or seat_id


def _members(session: Session, person: Person) -> Iterator[int]:
    for member_id, email in session.execute(select(col(Member.id), col(Member.email)).where(col(Member.email) != "")):
        if key_of(email) in person.known_as:
            yield member_id


def _wishes(session: Session, person: Person) -> Iterator[int]:
    look = select(col(Booking.id), col(Booking.facts)["code_word"].as_string()).where(
        col(Booking.group_id).is_(None), col(Booking.facts)["code_word"].as_string().is_not(None)
    )
    for booking_id, word in session.execute(look):
        if key_of(word) in person.known_as:
            yield booking_id


def _words_of(
    session: Session, seats: frozenset[int], members: frozenset[int], wishes: frozenset[int]
) -> Iterator[str]:
    yield from session.execute(select(col(SeatContact.email)).where(col(SeatContact.seat_id).in_(seats))).scalars()
    yield from session.execute(select(col(Member.email)).where(col(Member.id).in_(members))).scalars()
    yield from _code_words(session, seats, wishes)


def _code_words(session: Session, seats: frozenset[int], wishes: frozenset[int]) -> Iterator[str]:
    yield from session.execute(select(col(Seat.code_word)).where(col(Seat.id).in_(seats))).scalars()
    for facts in session.execute(select(col(Booking.facts)).where(col(Booking.id).in_(wishes))).scalars():
        yield str(facts.get("code_word") or "")


def _contacts(session: Session, members: frozenset[int]) -> Iterator[int]:
    """Return how the groups are reached that *members* answer for, as far as nobody else is reached by it."""
    leading = select(col(Member.group_id)).where(col(Member.id).in_(members), col(Member.duty) == Duty.RESPONSIBLE)
    mine = select(col(Group.contact_id)).where(col(Group.id).in_(leading))
    others = select(col(Group.contact_id)).where(col(Group.id).not_in(leading), col(Group.contact_id).is_not(None))
    own = (col(Contact.id).in_(mine), col(Contact.id).not_in(others), retention.is_private(session))
    yield from session.execute(select(col(Contact.id)).where(*own)).scalars()


def _several(session: Session, person: Person) -> tuple[str, ...]:
    """Return by what those can be told apart who go by the same name: their addresses, else their code words."""
    look = select(col(SeatContact.email), col(Seat.code_word)).join(Seat, col(Seat.id) == col(SeatContact.seat_id))
    rows = session.execute(look.where(col(SeatContact.seat_id).in_(person.seats)))
    return tuple(sorted({email or word for email, word in rows if email or word}))
