"""Two of the house's words and a number: what somebody can remember, say and find again without a phone."""

import secrets
from datetime import datetime
from itertools import count, pairwise

from sqlmodel import Session, col, select

from booking.facts import HouseFacts
from models.bookings import Booking
from models.meetings import Seat

_SHORT_TRIES = 20
# Used until the house's file brings its own list.
_WORDS = ["Ahorn", "Birne", "Fuchs", "Igel", "Linde", "Mond", "Rose", "Sonne", "Tanne", "Vogel"]


def words_of(house: HouseFacts) -> list[str]:
    """Return the words that the house's code words are made of."""
    return list(house.sections.get("code_words") or _WORDS)


def new(session: Session, house: HouseFacts, now: datetime) -> str:
    """Return two of the house's words and a number that no seat of a coming meeting has: `Birne Fuchs 42`."""
    for attempt in count():
        first, second = secrets.SystemRandom().sample(words_of(house), 2)
        # A house with few words and many seats gets longer numbers before it looks for long.
        candidate = f"{first} {second} {_number(99 if attempt < _SHORT_TRIES else 99_999)}"
        if not _is_used(session, candidate, now):
            return candidate
    raise AssertionError("counting does not end")


def _number(largest: int) -> int:
    """Return a number from 1 to *largest* without equal digits side by side: a keypad ignores a quick second tap."""
    while True:
        number = secrets.randbelow(largest) + 1
        if all(one != other for one, other in pairwise(str(number))):
            return number


def read(house: HouseFacts, typed: str) -> str:
    """Return *typed* as code words are stored: single spaces, each word as the house writes it, a number without 0s."""
    known = {word.casefold(): word for word in words_of(house)}
    parts = typed[:200].split()
    return " ".join(str(int(part)) if _is_number(part) else known.get(part.casefold(), part) for part in parts)


def _is_number(part: str) -> bool:
    return part.isascii() and part.isdigit() and len(part) < 10


def _is_used(session: Session, code_word: str, now: datetime) -> bool:
    used = (
        select(Seat.id)
        .join(Booking, col(Booking.id) == col(Seat.booking_id))
        .where(col(Seat.code_word) == code_word, col(Seat.released_at).is_(None), col(Booking.ends_at) > now)
    )
    return session.exec(used).first() is not None
