"""The mark that each form brings: sent twice, it takes a seat once, and gives the same link again."""

import base64
import hashlib
from collections.abc import Sequence

from sqlmodel import Session, col, select

from booking import seals
from models.meetings import Seat

_LENGTH = 16  # a shorter mark could be somebody else's as well


def token_for(once: str | None) -> tuple[str, str | None]:
    """Return a new token and the mark to store; the same form gets the same token again.

    Both come from the form's random mark by a hash, so that what is stored opens nothing.
    """
    if once is None or len(once) < _LENGTH:
        return seals.new_token(16), None
    token = hashlib.blake2b(once.encode(), digest_size=16, person=b"seat token").digest()
    return base64.urlsafe_b64encode(token).decode().rstrip("="), seals.token_seal(once)


def taken_before(session: Session, mark: str, booking_ids: Sequence[int]) -> Seat | None:
    """Return the seat at one of these bookings that the form with *mark* took already."""
    return session.exec(select(Seat).where(col(Seat.once) == mark, col(Seat.booking_id).in_(booking_ids))).first()
