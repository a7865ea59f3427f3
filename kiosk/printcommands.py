"""The command that prints: a sheet of the house as a PDF, for a cron job or whoever has no desk open."""

import os
import tempfile
from argparse import Namespace
from pathlib import Path

from booking import clock
from booking.i18n import _
from booking.occupancy import house_facts
from booking.settings import Settings
from kiosk.commands import opened_database
from kiosk.paper import orders, press
from kiosk.paper.house import House, house_of
from kiosk.paper.orders import NothingPlanned
from kiosk.paper.press import NotPrinted, Sheet
from kiosk.refusing import CommandRefused
from models.database import Session

# What it is called on the command line → of kiosk.paper.orders.
KINDS = {"poster": "week", "slips": "slip", "door": "door", "letter": "letter", "day": "day"}
_SAID_BY = {"week": "--week", "day": "--day", "paper": "--format", "lang": "--language", "room": "--room"}
_SAID_BY |= {"quarter": "--quarter"}


def print_sheet(settings: Settings, asked: Namespace) -> None:
    """Write the sheet that was asked for to a file, in place of an older one. Refuses what that sheet cannot take."""
    if not settings.public_url:
        raise CommandRefused(
            _("Die Codes auf dem Blatt brauchen die Adresse des Hauses: TREFFPUNKT_PUBLIC_URL ist nicht gesetzt.")
        )
    words = _words(asked)
    with opened_database(settings) as db, db.reading() as session:
        sheet = _sheet(session, house_of(session, house_facts(session), settings.public_url.rstrip("/")), words)
    try:
        done = press.typeset(sheet.name, press.job_of(sheet))
    except NotPrinted as error:
        raise CommandRefused(_("Das Blatt konnte nicht gesetzt werden. Bitte versuchen Sie es noch einmal.")) from error
    _write(asked.file, done.pdf)
    print(_("{file}: {name}, Seiten: {pages}", file=asked.file, name=_(orders.KINDS[sheet.kind]), pages=done.pages))


def _words(asked: Namespace) -> dict[str, str]:
    """Return what was asked for as the address of a sheet names it. Raises CommandRefused."""
    if len(asked.language) > 2:
        raise CommandRefused(_("Ein Blatt hat eine Sprache oder zwei."))
    kind = KINDS[asked.kind]
    told = {
        "week": asked.week.isoformat() if asked.week else "",
        "day": asked.day.isoformat() if asked.day else "",
        "paper": asked.format.lower() if asked.format else "",
        "lang": asked.language[0] if asked.language else "",
        "second": asked.language[1] if asked.language[1:] else "",
        "room": asked.room or "",
        "quarter": asked.quarter or "",
    }
    taken = {*orders.ASKS[kind], *(["week"] if kind == "door" else [])}
    for name, option in _SAID_BY.items():
        if told[name] and name not in taken:
            raise CommandRefused(_("{kind} kennt {option} nicht.", kind=_(orders.KINDS[kind]), option=option))
    if kind == "door" and told["day"]:
        if told["week"]:
            raise CommandRefused(_("Entweder --week oder --day."))
        told["period"] = "day"
    return {"kind": kind, **{name: word for name, word in told.items() if word}}


def _sheet(session: Session, house: House, words: dict[str, str]) -> Sheet:
    now = clock.now()
    offer = orders.offer(session, house, now=now)
    for name, known in (("room", offer.rooms), ("quarter", offer.quarters)):
        if name in words and words[name] not in known:
            raise CommandRefused(
                _("{option} {word} gibt es nicht. Es gibt: {known}.", option=_SAID_BY[name], word=words[name],
                  known=", ".join(known))
            )  # fmt: skip
    order = orders.read(session, house, words, now=now)
    wished = words.get("week") or words.get("day")
    if wished and order.day.isoformat() != wished:
        raise CommandRefused(_("{day} liegt zu weit weg.", day=wished))
    try:
        return orders.sheet_of(session, house, order, now=now)
    except NothingPlanned as error:
        raise CommandRefused(_("Dafür ist noch nichts geplant, also auch nichts zu drucken.")) from error


def _write(file: Path, content: bytes) -> None:
    """Put *content* in the place of *file* at once: whoever reads it meanwhile has the old one or the new one whole."""
    try:
        with tempfile.NamedTemporaryFile(dir=file.parent, prefix=".treffpunkt-", delete=False) as fresh:
            fresh.write(content)
        Path(fresh.name).chmod(0o666 & ~_mask())
        Path(fresh.name).replace(file)
    except OSError as error:
        raise CommandRefused(
            _("{file} lässt sich nicht schreiben: {error}", file=file, error=error.strerror)
        ) from error


def _mask() -> int:
    mask = os.umask(0)
    os.umask(mask)
    return mask
