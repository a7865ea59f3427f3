"""What search engines are told of a meeting in their own words: schema.org's Event, as JSON-LD inside its page."""

import json
from typing import Any

from markupsafe import Markup

from booking.meetings import Occurrence
from kiosk.components.meeting_words import Title
from kiosk.phone.answers import HouseSign

_STATUS = {"planned": "EventScheduled", "moved": "EventRescheduled", "cancelled": "EventCancelled"}
# Inside a script a browser looks for its end and for comments, whatever JSON says (HTML §4.12.1.3).
_UNSAFE = str.maketrans({sign: f"\\u{ord(sign):04x}" for sign in "<>&\u2028\u2029"})


def event(one: Occurrence, title: Title, house: HouseSign, url: str) -> Markup:
    """Return *one*, known at the whole address *url*, as JSON to stand inside a script; nothing of a hidden one."""
    if one.hidden:
        return Markup()
    told = json.dumps(_event(one, title, house, url), ensure_ascii=False, separators=(",", ":"))
    return Markup(told.translate(_UNSAFE))  # noqa: S704 - no sign is left in it that ends the script


def _event(one: Occurrence, title: Title, house: HouseSign, url: str) -> dict[str, Any]:
    return {
        "@context": "https://schema.org",
        "@type": "Event",
        "name": title.words,
        "url": url,
        "startDate": one.starts.isoformat(),
        "endDate": one.ends.isoformat(),
        "eventStatus": f"https://schema.org/{_STATUS[one.status]}",
        "eventAttendanceMode": "https://schema.org/OfflineEventAttendanceMode",
        "location": _place(one, house),
        "organizer": {"@type": "Organization", "name": one.group_name or house.name},
        # What somebody else asks for it is not known here.
        **({} if one.source else {"isAccessibleForFree": not one.price_note}),
        **_known(description=one.text_simple),
        **_known(previousStartDate=one.moved_from.isoformat() if one.moved_from else ""),
        **_known(maximumAttendeeCapacity=one.capacity, remainingAttendeeCapacity=one.free),
    }


def _place(one: Occurrence, house: HouseSign) -> dict[str, Any]:
    if one.source:
        return {"@type": "Place", "name": one.room_name}
    address = _known(streetAddress=house.street, addressLocality=house.place)
    return {
        "@type": "Place",
        "name": house.name if one.room_name in house.name else f"{one.room_name}, {house.name}",
        **({"address": {"@type": "PostalAddress", **address}} if address else {}),
    }


def _known(**facts: object) -> dict[str, object]:
    """Return those of *facts* of which something is known; none of two seats is known, too."""
    return {name: fact for name, fact in facts.items() if fact not in (None, "")}
