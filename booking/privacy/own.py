"""By what a page of somebody's own is known again in a copy of the house, where its rows stand as they were.

Its words may be those of others, or name nobody: what is sealed is how the rows themselves can be told apart.
"""

from collections.abc import Iterator, Set
from dataclasses import dataclass

from sqlalchemy import select
from sqlmodel import Session, col

from booking import newcomers, seals
from booking.privacy.search import Person
from models.bookings import Booking
from models.community import Contact
from models.meetings import Seat
from models.members import Member, MemberLink


@dataclass(frozen=True, slots=True)
class _Mark:
    """What tells one row from all others, before and after it was copied."""

    kind: str  # a field of Person
    number: int
    words: str


def marks(session: Session, person: Person) -> set[str]:
    """Return by what the rows of *person* are known again; none that holds nothing of theirs any more."""
    return {one.words for one in _every(session) if one.number in getattr(person, one.kind)}


def marked(session: Session, sealed: Set[str], secret: str) -> Person:
    """Return whose rows are known by one of *sealed*, made with *secret*; nobody if there are none."""
    found = [one for one in _every(session) if seals.code_seal(one.words, secret) in sealed] if sealed else []
    seats, members, contacts, wishes = (
        frozenset(one.number for one in found if one.kind == kind)
        for kind in ("seats", "members", "contacts", "wishes")
    )
    return Person(known_as=frozenset(), seats=seats, members=members, contacts=contacts, wishes=wishes, only=True)


def size(person: Person) -> int:
    """Return how many seats, functions, contacts and wishes are theirs."""
    return len(person.seats) + len(person.members) + len(person.contacts) + len(person.wishes)


def _every(session: Session) -> Iterator[_Mark]:
    session.flush()
    named = select(col(Seat.id), col(Seat.token_hash)).where(col(Seat.code_word) != "", col(Seat.with_id).is_(None))
    for number, seal in session.execute(named):
        yield _Mark("seats", number, f"seat {seal}")
    for number, uid, email in session.execute(select(col(Member.id), col(Member.uid), col(Member.email))):
        if email:  # the function goes on with somebody else, who is not meant
            yield _Mark("members", number, f"member {uid} {email}")
    for number, seal in session.execute(select(col(MemberLink.member_id), col(MemberLink.token_hash))):
        yield _Mark("members", number, f"phone {seal}")
    for number, *reach in session.execute(select(*map(col, (Contact.id, Contact.slug, Contact.email, Contact.phone)))):
        if any(reach[1:]):
            yield _Mark("contacts", number, " ".join(["contact", *reach]))
    for booking in session.execute(select(Booking).where(newcomers.told())).scalars():
        yield _Mark("wishes", booking.id, f"wish {booking.uid}")
