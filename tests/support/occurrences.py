"""Dates of a meeting as plain values, for tests of what screens say about them."""

from datetime import date, datetime, time
from typing import Any

from booking.meetings import Occurrence
from models.community import Listing
from models.meetings import Signup
from tests.support.cast import BERLIN

MONDAY = date(2026, 11, 23)
NOON = datetime(2026, 11, 23, 12, 0, tzinfo=BERLIN)
SEATS: dict[str, Any] = {"signup": Signup.SEATS, "capacity": 20, "is_open": True}
WAITS: dict[str, Any] = {**SEATS, "signup": Signup.WAITLIST}


def clock(told: str, day: date = MONDAY) -> datetime:
    """Return the moment at which clocks in Herrenberg show *told* on *day*."""
    return datetime.combine(day, time.fromisoformat(told), BERLIN)


def meeting(start: str = "14:00", end: str = "16:00", day: date = MONDAY, **facts: Any) -> Occurrence:
    """Return a date of the Seniorencafé."""
    plain: dict[str, Any] = {
        "code": "k7wq2xa",
        "uid": "uid",
        "booking_id": 1,
        "title": "Seniorencafé",
        "title_simple": "",
        "text_simple": "",
        "group_name": "Stadtseniorenrat",
        "group_slug": "stadtseniorenrat",
        "room_slug": "quartierraum",
        "room_name": "Quartierraum",
        "starts": clock(start, day),
        "ends": clock(end, day),
        "status": "planned",
        "note": "",
        "listing": Listing.PUBLIC,
        "hidden": False,
        "signup": Signup.NONE,
        "capacity": None,
        "taken": 0,
        "waiting": 0,
        "free": None,
        "closes_at": clock(start, day),
        "is_open": False,
        "access": (),
        "topic": "",
        "audience": (),
        "titles": {},
        "price_note": "",
        "district": "",
        "series_id": None,
    }
    return Occurrence(**{**plain, **facts})
