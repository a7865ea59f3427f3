"""What the house tells somebody about themselves: every row in which they stand, as plain values."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import UTC, date, datetime
from enum import StrEnum
from typing import Any

from sqlalchemy import ColumnElement, false, or_, select
from sqlmodel import Session, col

from booking import members, post, seatletters
from booking.privacy.places import PLACES
from booking.privacy.search import Person, walk
from models.bookings import Booking
from models.community import Contact, Group
from models.letters import Letter
from models.links import BookingLink
from models.meetings import Seat, SeatContact, SeatLink
from models.members import Member, MemberLink, SignIn
from models.requests import OfficeQuestion, Question
from models.tables import METADATA

Plain = dict[str, Any]
_OPENS = ("token", "path")  # among the facts of a letter: whoever reads them could act for its receiver
_BYTES = "…"  # a whole calendar of others, of which the dates tell what matters


@dataclass(frozen=True, slots=True)
class Told:
    """One row that is about somebody: of which table, what it is about in a word, and everything in it."""

    table: str
    about: str  # title of its date, name of its group; empty: it stands for itself
    row: Plain


def told(session: Session, person: Person) -> list[Told]:
    """Return every row that is about *person*, also of what is theirs without naming them; secrets are left out."""
    found: dict[tuple[str, Any], Told] = {}
    rows = [] if person.only else [(one.table, one.key, one.row) for one in walk(session, person.keys)]
    for name, theirs in _theirs(session, person):
        table = METADATA.tables[name]
        rows += [(name, row["id"], dict(row)) for row in session.execute(select(table).where(theirs)).mappings()]
    for name, key, row in rows:
        found.setdefault((name, key), Told(name, _about(session, row), _plain(name, row)))
    return [found[key] for key in sorted(found, key=str)]


def _theirs(session: Session, person: Person) -> Iterator[tuple[str, ColumnElement[bool]]]:
    """Yield by table which rows are theirs by their meaning, whatever stands in them."""
    session.flush()
    yield "seat", or_(col(Seat.id).in_(person.seats), col(Seat.with_id).in_(person.seats))
    yield "seat_contact", col(SeatContact.seat_id).in_(person.seats)
    yield "seat_link", col(SeatLink.seat_id).in_(person.seats)
    yield "members", col(Member.id).in_(person.members)
    yield "member_links", col(MemberLink.member_id).in_(person.members)
    yield "sign_ins", col(SignIn.member_id).in_(person.members)
    yield "contact", col(Contact.id).in_(person.contacts)
    yield "booking", col(Booking.id).in_(person.wishes)
    yield "booking_links", col(BookingLink.booking_id).in_(person.wishes)
    yield "question", col(Question.booking_id).in_(person.wishes)
    yield "office_questions", col(OfficeQuestion.booking_id).in_(person.wishes)
    yield "letter", col(Letter.address).is_not(None) & or_(*_letters(session, person), false())


def _letters(session: Session, person: Person) -> Iterator[ColumnElement[bool]]:
    same = or_(col(Seat.id).in_(person.seats), col(Seat.with_id).in_(person.seats))
    for number in session.execute(select(col(Seat.id)).where(same)).scalars():
        yield col(Letter.once).contains(seatletters.about_seat(number))
    for member in session.execute(select(Member).where(col(Member.id).in_(person.members))).scalars():
        if member.email:
            yield post.about_group(member.email, member.group_id)
        ways = session.execute(select(col(SignIn.id)).where(col(SignIn.member_id) == member.id)).scalars()
        yield col(Letter.once).in_([f"{members.SIGN_IN}:{way}" for way in ways])


def _about(session: Session, row: Any) -> str:
    if title := row.get("title"):
        return str(title)
    number = row.get("booking_id")
    if number is None and row.get("seat_id") is not None:
        number = session.get_one(Seat, row["seat_id"]).booking_id
    if number is not None and (booking := session.get(Booking, number)) is not None:
        return booking.title
    group = session.get(Group, row["group_id"]) if row.get("group_id") is not None else None
    return group.name if group is not None else ""


def _plain(table: str, row: Any) -> Plain:
    hidden: Iterable[str] = PLACES[table].seal
    return {
        name: _value(value) for name, value in row.items() if name not in hidden and value not in (None, "", [], {})
    }


def _value(value: Any) -> Any:
    if isinstance(value, datetime):
        return (value.astimezone(UTC) if value.tzinfo else value).isoformat()
    if isinstance(value, date):
        return value.isoformat()
    if isinstance(value, bytes):
        return _BYTES
    if isinstance(value, dict):
        return {name: _value(one) for name, one in value.items() if name not in _OPENS}
    return value.value if isinstance(value, StrEnum) else value
