"""What the API tells, as plain values."""

from typing import Any

from booking.facts import HouseFacts
from kiosk.answers import iso
from models.bookings import Booking


def booking_told(house: HouseFacts, booking: Booking) -> dict[str, Any]:
    """Return one booking as its own group may know it; times of the house with offset."""
    return {
        "uid": booking.uid,
        "code": booking.code,
        "state": str(booking.state),
        "room": house.main_room(house.rooms_by_id[booking.room_id]).slug,
        "start": iso(booking.starts_at, house.zone),
        "end": iso(booking.ends_at, house.zone),
        "title": booking.title,
        **({"reason": booking.reason} if booking.reason else {}),
    }
