"""Whom people can turn to: functions with a public card, and when somebody is there. Never a person."""

import re
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from typing import Any

from sqlmodel import Session, col, select

from booking.facts import HouseFacts
from models.community import Contact, Group

_DAYS = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")
_FORTNIGHT = 14


@dataclass(frozen=True, kw_only=True, slots=True)
class Office:
    """A function that agreed to be shown to everybody; what is empty is not told."""

    slug: str
    function: str
    unit: str
    phone: str
    email: str
    hours: str  # as the town writes them
    text: str


@dataclass(frozen=True, kw_only=True, slots=True, order=True)
class Staffed:
    """From when to when (aware, in the house's zone) somebody of the house is there, and who."""

    starts: datetime
    ends: datetime
    function: str
    office: str  # slug; empty: has no public card


def offices(session: Session) -> dict[str, Office]:
    """Return every function with a public card by its slug, in the house's order."""
    rows = session.exec(select(Contact).where(col(Contact.card)).order_by(col(Contact.position)))
    return {
        row.slug: Office(
            slug=row.slug,
            function=row.function,
            unit=row.unit,
            phone=row.phone,
            email=row.email,
            hours=row.hours,
            text=row.text_simple,
        )
        for row in rows
    }


def of_group(session: Session, group: str) -> Office | None:
    """Return whom to ask about the *group* (a slug): its own function, if that agreed to be shown to everybody."""
    look = select(Contact.slug).join(Group, col(Group.contact_id) == col(Contact.id)).where(col(Group.slug) == group)
    slug = session.exec(look).first()
    return offices(session).get(slug or "")


def staffed(session: Session, house: HouseFacts, at: datetime) -> tuple[Staffed, ...]:
    """Return who is there from *at* (aware) on, by start, for the fortnight to come.

    Hours of some weeks only (`every: 1. und 3. Montag`) are told on those days; where nobody can read from the
    words which days these are, and while the house is closed, nothing is promised.
    """
    hours = [entry for entry in house.sections.get("staffed_hours") or () if _is_readable(entry)]
    if not hours:
        return ()
    contacts = {row.slug: row for row in session.exec(select(Contact))}
    first = at.astimezone(house.zone).date()
    found = [
        _on(entry, day, house, contacts.get(entry["contact"]))
        for day in (first + timedelta(days=number) for number in range(_FORTNIGHT))
        if not _is_closed(house, day)
        for entry in hours
        if _counts_on(entry, day)
    ]
    return tuple(sorted(one for one in found if one.ends > at))


def _on(entry: dict[str, Any], day: date, house: HouseFacts, contact: Contact | None) -> Staffed:
    return Staffed(
        starts=datetime.combine(day, time.fromisoformat(entry["start"]), house.zone),
        ends=datetime.combine(day, time.fromisoformat(entry["end"]), house.zone),
        function=contact.function if contact else "",
        office=contact.slug if contact and contact.card else "",
    )


def _weeks(entry: dict[str, Any]) -> set[int]:
    return {int(number) for number in re.findall(r"\b[1-5]\b", entry.get("every") or "")}


def _is_readable(entry: dict[str, Any]) -> bool:
    return not entry.get("every") or bool(_weeks(entry))


def _counts_on(entry: dict[str, Any], day: date) -> bool:
    weeks = _weeks(entry)
    return _DAYS[day.weekday()] == entry["day"] and (not weeks or (day.day - 1) // 7 + 1 in weeks)


def _is_closed(house: HouseFacts, day: date) -> bool:
    rooms = {room.slug for room in house.public_rooms}
    return any(holiday.starts_on <= day <= holiday.ends_on for holiday in house.public_holidays) or any(
        closed.counts_on(day) and rooms <= set(closed.rooms) and (closed.from_min, closed.to_min) == (0, 1440)
        for closed in house.closures
    )
