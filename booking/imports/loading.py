"""Takes a house's file into an empty house, all of it or nothing."""

from dataclasses import dataclass
from datetime import date, datetime
from pathlib import Path

from sqlalchemy import select
from sqlmodel import Session, col

from booking import journal
from booking.floors import NoSuchFloor
from booking.housefile.agreement import disagreements, remarks
from booking.housefile.facts import house_facts_of
from booking.housefile.faults import Fault, FileRefused
from booking.housefile.plan import plan_dates, weeks_to
from booking.housefile.reading import Reading, read_house_file
from booking.i18n import _
from booking.imports.store import store_house
from booking.rules import HouseFacts
from models.bookings import Booking
from models.community import Group
from models.rooms import House, Room


@dataclass(frozen=True)
class LoadReport:
    """What was loaded: how many of each kind, and what is worth a second look."""

    counts: dict[str, int]
    warnings: tuple[Fault, ...]


def load(session: Session, source: str | Path, *, now: datetime, shift_to: date | None = None) -> LoadReport:
    """Store everything that the house's file *source* (its path, or its text) says.

    With *shift_to*, as a demo: single meetings move by whole weeks so that the file's anchor week
    becomes the week of that day; whatever they meet there gives way, or they do.
    Raises FileRefused with every mistake and every clash, each with its line, or if the house is
    not empty; then nothing may be committed. The caller commits.
    """
    reading = read_house_file(_text(source))
    faults = [*reading.faults, *_not_empty(session)]
    if reading.file is None:
        raise FileRefused(*faults)
    faults += disagreements(reading.file)
    facts = _facts(reading)
    if facts is None:
        raise FileRefused(*faults)
    plan = plan_dates(reading.file, facts, weeks=weeks_to(reading.file, shift_to) if shift_to else 0)
    if faults or plan.faults:
        raise FileRefused(*faults, *plan.faults)
    counts = store_house(session, reading.file, reading.sections, facts, plan, now)
    journal.record(session, "house.loaded", who="file", now=now, **counts)
    warnings = {*reading.warnings, *remarks(reading.file), *plan.warnings}
    return LoadReport(counts, tuple(sorted(warnings)))


def _text(source: str | Path) -> str:
    if isinstance(source, str):
        return source
    try:
        return source.read_text(encoding="utf-8")
    except UnicodeDecodeError as error:
        raise FileRefused(Fault(0, _("Die Datei ist kein Text in UTF-8."))) from error
    except OSError as error:
        text = _("Die Datei {name} kann nicht gelesen werden ({problem}).", name=source, problem=error.strerror)
        raise FileRefused(Fault(0, text)) from error


def _not_empty(session: Session) -> list[Fault]:
    """Return a fault if somebody already lives in this database."""
    for table in (House, Room, Group, Booking):
        if session.execute(select(col(table.id)).limit(1)).first() is not None:
            return [Fault(0, _("In dieser Datenbank ist schon ein Haus. Geladen wird nur in eine leere."))]
    return []


def _facts(reading: Reading) -> HouseFacts | None:
    """Return the house as its rules see it; none if a mistake lies so deep that times cannot be compared."""
    if reading.file is None or not reading.times_are_sound:
        return None
    try:
        return house_facts_of(reading.file, reading.sections["booking_rules"])
    except NoSuchFloor:
        return None
