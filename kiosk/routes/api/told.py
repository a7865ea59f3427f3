"""What the API tells, as plain values."""

from collections.abc import Sequence
from typing import Any

from booking import quiet
from booking.facts import HouseFacts
from booking.span import Span
from kiosk.answers import iso
from kiosk.quiet_words import quiet_sentence
from models.bookings import Booking, Series
from models.requests import Question


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
        "revision": booking.revision,
        **({"reason": booking.reason} if booking.reason else {}),
        **({"held_until": iso(booking.held_until, house.zone)} if booking.held_until else {}),
        **_quiet_told(house, Span(booking.starts_at, booking.ends_at)),
    }


def _quiet_told(house: HouseFacts, span: Span) -> dict[str, Any]:
    """Return what of *span* lies in the neighbours' quiet hours, if something does."""
    told = quiet.quiet(house, span)
    if told is None:
        return {}
    spans = {"night": told.night, "midday": told.midday}
    parts: dict[str, Any] = {
        name: {"start": iso(one.start, house.zone), "end": iso(one.end, house.zone)}
        for name, one in spans.items()
        if one is not None
    }
    if told.windows_from is not None:
        parts["windows_from"] = iso(told.windows_from, house.zone)
    return {"quiet": {**parts, "message": quiet_sentence(told, house.zone)}}


def question_told(house: HouseFacts, question: Question) -> dict[str, Any]:
    """Return what the desk asked, and what the group answered where it did."""
    asked = {"text": question.text, "asked_at": iso(question.asked_at, house.zone)}
    if question.answered_at is None:
        return asked
    return {**asked, "answer": question.answer, "answered_at": iso(question.answered_at, house.zone)}


def series_told(house: HouseFacts, series: Series, dates: Sequence[Booking]) -> dict[str, Any]:
    """Return a series as its own group may know it, each date with its place in the rule on the clock of the house."""
    return {
        "uid": series.uid,
        "state": str(series.state),
        "room": house.main_room(house.rooms_by_id[series.room_id]).slug,
        "title": series.title,
        "rrule": series.rrule,
        "until": series.last.date().isoformat() if series.last else None,
        "horizon": series.horizon.date().isoformat() if series.horizon else None,
        "revision": series.revision,
        "dates": [
            {
                **booking_told(house, one),
                "date": one.rule_start.isoformat(timespec="minutes") if one.rule_start else None,
                "moved": one.moved,
            }
            for one in dates
        ],
    }
