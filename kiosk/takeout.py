"""The house is written out as the command wants it: for any other program, or as a file that loads again."""

import sys
from argparse import Namespace
from datetime import datetime

from booking import export, occupancy
from booking.export import ExportRefused
from booking.export.housefile import write_house_file
from booking.i18n import _
from models.database import Database

__all__ = ["ExportRefused", "run"]


def run(db: Database, asked: Namespace, base_url: str, *, now: datetime) -> None:
    """Write what was asked for and say where it is. Raises ExportRefused, and Refused for an empty house."""
    target, contacts = asked.target, asked.with_contacts
    with db.snapshot() as session:
        occupancy.house_facts(session)  # an empty house has nothing to tell
        if asked.as_house:
            unsaid = write_house_file(session, target, contacts=contacts, now=now)
            for what, number in sorted(unsaid.items()):
                print(_("Nicht darin: {number} {what}", number=number, what=_(what)), file=sys.stderr)
        elif target.suffix.lower() == ".json":
            export.write_document(session, target, contacts=contacts, now=now)
        else:
            write = export.write_zip if target.suffix.lower() == ".zip" else export.write_folder
            write(session, target, base_url, contacts=contacts, now=now)
    done = _("Das Haus steht in {file}; `treffpunkt load` nimmt es.") if asked.as_house else _("Alles steht in {file}.")
    print(done.format(file=target))
    if contacts:
        print(_("Darin steht, womit man Menschen erreicht. Bitte löschen, sobald es nicht mehr gebraucht wird."))
