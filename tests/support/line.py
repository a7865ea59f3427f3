"""Short words for stories of waiting: book, wait, cancel, and what came of it."""

from collections.abc import Callable
from datetime import datetime
from typing import Any

import pytest
from sqlmodel import Session

from booking import lifecycle, waits
from booking.facts import HouseFacts
from booking.refusals import Refused
from booking.wishes import Wish
from models.bookings import Booking
from models.requests import Wait, Waiting
from tests.support.cast import TUESDAY, wish


def book_it(session: Session, house: HouseFacts, wanted: Wish, now: datetime = TUESDAY) -> Booking:
    """Book what is *wanted*."""
    return lifecycle.request_booking(session, house, wanted, who=f"group:{wanted.group_slug}", now=now)


def wait(
    session: Session,
    house: HouseFacts,
    group: str = "strickcafe",
    clock: str = "14:00",
    now: datetime = TUESDAY,
    **changes: Any,
) -> Wait:
    """Let *group* wait for the big room on Wednesday, unless told otherwise."""
    wanted = wish(clock, group_slug=group, **changes)
    return waits.wait_for(session, house, wanted, who=f"group:{group}", now=now)


def cancel(session: Session, house: HouseFacts, booking: Booking, now: datetime = TUESDAY) -> None:
    """Let the Volkshochschule cancel."""
    lifecycle.cancel_booking(session, house, booking.uid, who="group:vhs", now=now)


def offer_of(session: Session, waiting: Wait) -> Booking:
    """Return what is held for whoever is *waiting*."""
    return session.get_one(Booking, waiting.offer_id)


def end_of(booking: Booking) -> datetime:
    """Return until when *booking* is held."""
    assert booking.held_until is not None
    return booking.held_until


def states(*line: Wait) -> list[Waiting]:
    """Return how far each has come."""
    return [one.state for one in line]


def refused(act: Callable[..., Any], *args: Any, **changes: Any) -> Refused:
    """Return why *act* is refused."""
    with pytest.raises(Refused) as caught:
        act(*args, **changes)
    return caught.value
