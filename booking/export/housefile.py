"""The house as a file that `treffpunkt load` takes: for another machine, another town, or to begin anew."""

from collections import Counter
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

import yaml
from sqlmodel import Session

from booking.export.folder import ExportRefused
from booking.export.housesections import house_sections
from booking.export.programmesections import programme_sections
from booking.housefile.checking import check_house_file
from booking.housefile.faults import FileRefused
from booking.i18n import _
from booking.occupancy import house_facts
from booking.span import local

_WIDTH = 120


@dataclass(frozen=True, slots=True)
class HouseFileText:
    """The file's text, and how often it cannot say what stands in the book, by what it is."""

    text: str
    unsaid: Counter[str]


def house_file(session: Session, *, contacts: bool, now: datetime) -> HouseFileText:
    """Return the house as a file that loads. Raises ExportRefused with what keeps it from being one.

    Past single dates, seats' code words, PINs, damages and the journal are not in it: it is a beginning, not a copy.
    """
    house = house_facts(session)
    programme, unsaid = programme_sections(session, house, now)
    sections = {**house_sections(session, house, contacts=contacts, on=local(now, house.zone).date()), **programme}
    text = yaml.safe_dump(sections, allow_unicode=True, sort_keys=False, width=_WIDTH)
    try:
        check_house_file(text)
    except FileRefused as refused:
        raise ExportRefused(
            "\n".join([_("Die Form der Hausdatei kann dieses Haus nicht sagen:"), *map(str, refused.faults)])
        ) from refused
    return HouseFileText(text, Counter({what: number for what, number in unsaid.items() if number}))


def write_house_file(session: Session, file: Path, *, contacts: bool, now: datetime) -> Counter[str]:
    """Write the house's file *file*, which does not exist; return what it cannot say. Raises ExportRefused."""
    told = house_file(session, contacts=contacts, now=now)
    try:
        with file.open("x", encoding="utf-8") as out:
            out.write(told.text)
    except FileExistsError as error:
        raise ExportRefused(_("{file} gibt es schon. Überschrieben wird nichts.", file=file)) from error
    except OSError as error:
        raise ExportRefused(_("{file} ist nicht zu schreiben: {error}", file=file, error=error.strerror)) from error
    return told.unsaid
