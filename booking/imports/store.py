"""Stores what a house's file says, in an order in which every row finds what it refers to."""

from collections import Counter
from collections.abc import Iterable
from datetime import datetime
from typing import TypeVar

from sqlmodel import Session, SQLModel

from booking.housefile.checking import Checked
from booking.housefile.dates import Planned
from booking.housefile.plan import Plan
from booking.housefile.programme import Meeting as MeetingEntry
from booking.housefile.programme import Request
from booking.housefile.programme import Series as SeriesEntry
from booking.housefile.reading import HouseFile
from booking.imports import house as house_rows
from booking.imports import programme as programme_rows
from booking.imports import rounds as round_rows
from booking.imports.programme import Ids
from booking.span import local
from models.bookings import Booking, State
from models.community import Contact, District
from models.meetings import Seat

Row = TypeVar("Row", bound=SQLModel)


def store_house(session: Session, checked: Checked, now: datetime, *, revision: int = 1) -> dict[str, int]:
    """Store the house of a file that was checked; return how many of each kind there are."""
    file = checked.file
    house = house_rows.house(file, checked.sections)
    house.revision = revision
    _add(session, [house, *house_rows.kept_sections(checked.sections)])
    rooms = _rooms(session, checked)
    _add(session, house_rows.openings(file, rooms))
    _add(session, [*house_rows.closings(file), *house_rows.usages(file)])
    neighbours = _add(session, house_rows.neighbours(file))
    contacts = {row.slug: row.id for row in neighbours if isinstance(row, Contact)}
    districts = {row.slug: row.id for row in neighbours if isinstance(row, District)}
    groups = {row.slug: row.id for row in _add(session, house_rows.groups(file, contacts, now))}
    _rounds(session, checked, groups, now)
    bookings = _programme(session, checked, Ids(rooms, groups, districts), now)
    seats = _seats(session, file, bookings, now)
    return _counts(file, checked.plan, len(seats))


def _add(session: Session, rows: Iterable[Row]) -> list[Row]:
    """Store *rows*; now each has its number."""
    added = list(rows)
    session.add_all(added)
    session.flush()
    return added


def _rooms(session: Session, checked: Checked) -> dict[str, int]:
    facts = checked.facts
    ids: dict[int, int] = {}
    for room, row in zip(facts.rooms, house_rows.rooms(checked.file, facts, ids), strict=True):
        _add(session, [row])
        ids[room.id] = row.id
    return {room.slug: ids[room.id] for room in facts.rooms}


def _rounds(session: Session, checked: Checked, groups: dict[str, int], now: datetime) -> None:
    file, today = checked.file, local(now, checked.facts.zone).date()
    rounds = _add(session, round_rows.rounds(file, checked.sections["booking_rules"], today, now))
    _add(session, round_rows.wishes(file, {row.name: row.id for row in rounds}, groups, now))


def _programme(session: Session, checked: Checked, ids: Ids, now: datetime) -> list[tuple[Planned, Booking]]:
    """Store what takes place and what is asked for; return every date with its row."""
    file, facts, plan = checked.file, checked.facts, checked.plan
    shown: list[SeriesEntry | MeetingEntry] = [*file.series, *file.meetings]
    meetings = _add(session, [programme_rows.meeting(file, entry, ids, now) for entry in shown])
    for entry, meeting in zip(shown, meetings, strict=True):
        ids.meetings[id(entry)] = meeting.id
    repeating: list[SeriesEntry | Request] = [*file.series, *(wish for wish in file.requests if wish.rrule)]
    rules = _add(session, [programme_rows.series(file, entry, facts, plan.of(entry), ids, now) for entry in repeating])
    for rule_entry, rule in zip(repeating, rules, strict=True):
        ids.series[id(rule_entry)] = rule.id
    rows = _add(session, [programme_rows.booking(file, facts, planned, ids, now) for planned in plan.dates])
    return list(zip(plan.dates, rows, strict=True))


def _seats(session: Session, file: HouseFile, bookings: list[tuple[Planned, Booking]], now: datetime) -> list[Seat]:
    phrases = programme_rows.code_phrases(file.code_words)
    seats: list[Seat] = []
    for planned, row in bookings:
        if isinstance(planned.entry, MeetingEntry):
            seats += programme_rows.seats(planned.entry, row.id, phrases, now)
    return _add(session, seats)


def _counts(file: HouseFile, plan: Plan, seats: int) -> dict[str, int]:
    dates = Counter(planned.state for planned in plan.dates if isinstance(planned.entry, SeriesEntry))
    return {
        "rooms": len(file.rooms),
        "groups": len(file.groups),
        "series": len(file.series),
        "dates": dates[State.CONFIRMED],
        "skipped": dates[State.SKIPPED],
        "cancelled": dates[State.CANCELLED],
        "meetings": len(file.meetings),
        "requests": len(file.requests),
        "seats": seats,
    }
