"""Takes a house's file into an empty house, all of it or nothing."""

from dataclasses import dataclass
from datetime import date, datetime
from pathlib import Path

from sqlalchemy import delete, select
from sqlmodel import Session, col

from booking import journal, occupancy, publicholidays
from booking.housefile.checking import check_house_file
from booking.housefile.faults import Fault, FileRefused
from booking.housefile.reading import HouseFile
from booking.i18n import _
from booking.imports.store import store_house
from models.bookings import Booking
from models.community import Group
from models.rooms import Holiday, House, Room, Section


@dataclass(frozen=True)
class LoadReport:
    """What was loaded: how many of each kind, and what is worth a second look."""

    counts: dict[str, int]
    warnings: tuple[Fault, ...]


def load(session: Session, source: str | Path, *, now: datetime, shift_to: date | None = None) -> LoadReport:
    """Store everything that the house's file *source* (its path, or its text) says.

    With *shift_to*, as a demo: single meetings move by whole weeks so that the file's anchor week
    becomes the week of that day; whatever they meet there gives way, or they do.
    Raises FileRefused with every mistake and every clash, each with its line, or if somebody already
    lives in the database; then nothing was stored. The caller commits.
    """
    revision = _clear_empty_house(session)
    checked = check_house_file(_text(source), shift_to=shift_to)
    counts = store_house(session, checked, now, revision=revision + 1)
    journal.record(session, "house.loaded", who="file", now=now, **counts)
    _follow_the_land(session, checked.file, now)
    return LoadReport(counts, checked.warnings)


def _follow_the_land(session: Session, file: HouseFile, now: datetime) -> None:
    """Add the public holidays that come after those of *file*; its own list counts from its first to its last day.

    A file that names neither a holiday nor a Land is about a house that is open on all days.
    """
    occupancy.house_unsettled(session)
    own = [free.date for free in file.public_holidays_bw]
    if not own and file.site.state is None:
        return
    publicholidays.follow(session, session.get_one(House, 1), own, now=now)
    publicholidays.bring(session, occupancy.house_facts(session), now, who="file")


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


def _clear_empty_house(session: Session) -> int:
    """Make room for the file in a house that `init` made; return its revision, 0 if there is none.

    Raises FileRefused if somebody already lives there: nothing of theirs is ever overwritten.
    """
    for table in (Room, Group, Booking):
        if session.execute(select(col(table.id)).limit(1)).first() is not None:
            raise FileRefused(Fault(0, _("In dieser Datenbank ist schon ein Haus. Geladen wird nur in eine leere.")))
    revision = session.execute(select(col(House.revision))).scalar() or 0
    for empty in (House, Holiday, Section):
        session.execute(delete(empty))
    return revision
