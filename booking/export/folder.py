"""An export in a folder or as one ZIP: the document, the calendars, and a page that says what is what."""

import os
import shutil
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from datetime import datetime
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import IO, Any, Protocol, cast
from zipfile import ZIP_DEFLATED, ZipFile, ZipInfo

from sqlmodel import Session

from booking.export.calendars import ALL, FOOT, calendars
from booking.export.document import document
from booking.i18n import _
from booking.occupancy import house_facts
from booking.span import local

DOCUMENT, CALENDARS, READ_ME = "haus.json", "kalender", "LIESMICH.txt"


class ExportRefused(Exception):
    """Nothing was written; the text says why, in German."""


class Out(Protocol):
    """What bytes are written to."""

    def write(self, piece: bytes, /) -> object:
        """Take *piece*."""
        ...


class _OneWay:
    """Lets nothing be mended that was written: sizes stand behind each entry then."""

    def __init__(self, out: Out) -> None:
        self._out = out

    def write(self, piece: bytes) -> int:
        self._out.write(piece)
        return len(piece)

    def flush(self) -> None:
        """Nothing is kept back."""


def write_folder(session: Session, folder: Path, base_url: str, *, contacts: bool, now: datetime) -> None:
    """Write everything into *folder*, which does not exist or is empty. All of it is there, or nothing.

    *session* is a snapshot. Raises ExportRefused.
    """
    if folder.exists() and (not folder.is_dir() or any(folder.iterdir())):
        raise ExportRefused(_("{file} gibt es schon. Überschrieben wird nichts.", file=folder))
    with _beside(folder) as draft:
        draft.mkdir()
        _fill(session, draft, base_url, contacts=contacts, now=now)
        if folder.exists():
            folder.rmdir()
        draft.rename(folder)


def write_zip(session: Session, file: Path, base_url: str, *, contacts: bool, now: datetime) -> None:
    """Write everything into the ZIP *file*, which does not exist. *session* is a snapshot. Raises ExportRefused."""
    if file.exists():
        raise ExportRefused(_("{file} gibt es schon. Überschrieben wird nichts.", file=file))
    with _beside(file) as draft:
        with draft.open("xb") as out:
            send_zip(session, out, base_url, contacts=contacts, now=now)
        draft.rename(file)


def send_zip(session: Session, out: Out, base_url: str, *, contacts: bool, now: datetime) -> None:
    """Write everything as a ZIP into *out*, from its front to its end: what was written may be on its way at once.

    Of the rooms' calendars as much as they say is kept in the temporary folder meanwhile. *session* is a snapshot.
    Raises OSError.
    """
    house = house_facts(session)
    at = local(now, house.zone).timetuple()[:6]
    with ZipFile(cast(Any, _OneWay(out)), "w", ZIP_DEFLATED) as packed, TemporaryDirectory() as place:

        def entry(name: str) -> IO[bytes]:
            about = ZipInfo(name, at)
            about.compress_type, about.external_attr = ZIP_DEFLATED, 0o600 << 16
            return packed.open(about, "w")

        with entry(READ_ME) as told:
            told.write(_read_me(contacts=contacts).encode())
        with entry(DOCUMENT) as told:
            for piece in document(session, contacts=contacts, now=now):
                told.write(piece.encode())
        with entry(f"{CALENDARS}/{ALL}.ics") as told:
            _write_calendars(session, Path(place), base_url, whole=told)
        for path in sorted(Path(place).iterdir()):
            with entry(f"{CALENDARS}/{path.name}") as told, path.open("rb") as kept:
                shutil.copyfileobj(kept, told)


def write_document(session: Session, file: Path, *, contacts: bool, now: datetime) -> None:
    """Write only the document into *file*, which does not exist. *session* is a snapshot. Raises ExportRefused."""
    if file.exists():
        raise ExportRefused(_("{file} gibt es schon. Überschrieben wird nichts.", file=file))
    with _beside(file) as draft:
        _write_document(session, draft, contacts=contacts, now=now)
        draft.rename(file)


@contextmanager
def _beside(target: Path) -> Iterator[Path]:
    """Give a name beside *target* for what is not finished yet; what is left of it at the end is taken away."""
    draft = target.with_name(f".{target.name}.{os.getpid()}.part")
    try:
        target.parent.mkdir(parents=True, exist_ok=True)
        yield draft
    except OSError as error:
        raise ExportRefused(_("{file} ist nicht zu schreiben: {error}", file=target, error=error.strerror)) from error
    finally:
        _take_away(draft)


def _take_away(draft: Path) -> None:
    if draft.is_dir():
        shutil.rmtree(draft)
    elif draft.is_file():
        draft.unlink()


def _fill(session: Session, folder: Path, base_url: str, *, contacts: bool, now: datetime) -> None:
    _write_document(session, folder / DOCUMENT, contacts=contacts, now=now)
    (folder / CALENDARS).mkdir()
    with (folder / CALENDARS / f"{ALL}.ics").open("xb") as whole:
        _write_calendars(session, folder / CALENDARS, base_url, whole=whole)
    (folder / READ_ME).write_text(_read_me(contacts=contacts), encoding="utf-8")


def _write_document(session: Session, file: Path, *, contacts: bool, now: datetime) -> None:
    with file.open("x", encoding="utf-8", newline="\n") as told:
        told.writelines(document(session, contacts=contacts, now=now))


def _write_calendars(session: Session, folder: Path, base_url: str, *, whole: IO[bytes]) -> None:
    """Write all dates into *whole*, and those of each room into a file of its own in *folder*."""
    heads, events = calendars(session, house_facts(session), base_url)
    with ExitStack() as stack:
        rooms = [name for name in heads if name != ALL]
        files = {name: stack.enter_context((folder / f"{name}.ics").open("xb")) for name in rooms} | {ALL: whole}
        for name, head in heads.items():
            files[name].write(head)
        for event in events:
            for name in event.calendars:
                files[name].write(event.told)
        for file in files.values():
            file.write(FOOT)


def _read_me(*, contacts: bool) -> str:
    about = [
        _("Das ist alles, was in diesem Treffpunkt steht, für andere Programme lesbar."),
        _("{file}: alles als JSON (Form treffpunkt-export, Fassung 1; jede Zeile ein Eintrag).", file=DOCUMENT),
        _("{folder}: die Termine als iCalendar, einmal alle und einmal für jeden Raum.", folder=CALENDARS),
        _("Auch Titel geschlossener Gruppen stehen darin: Bitte nicht weitergeben."),
        _("Womit man Menschen erreicht, steht darin: Bitte löschen, sobald es nicht mehr gebraucht wird.")
        if contacts
        else _("Womit man Menschen erreicht, steht nicht darin. PINs und Zugänge auch nicht."),
    ]
    return "\n\n".join(about) + "\n"
