"""The commands that copy the house into a file and put it back, and what `check` says of the copies."""

import os
import shutil
from argparse import Namespace
from datetime import datetime
from pathlib import Path
from zoneinfo import ZoneInfo

from booking import backups, clock
from booking.i18n import N_, _
from booking.settings import Settings
from kiosk import safekeeping, secret, stillerased
from kiosk.refusing import CommandRefused
from models import copies, copyfiles
from models.copyfiles import Fault, NoCopy
from models.database import Database, Unreachable

_FAULTS = {
    Fault.MISSING: N_("{file} gibt es nicht."),
    Fault.FOREIGN: N_("{file} ist keine Sicherung eines Treffpunkts."),
    Fault.NEWER: N_(
        "{file} stammt von einer neueren Version. Bitte bringen Sie zuerst das Programm auf den neuen Stand."
    ),
    Fault.DAMAGED: N_("{file} ist beschädigt. Bitte nehmen Sie eine andere Sicherung."),
}

_TOLD_OF = {"room": N_("Räume"), "groups": N_("Gruppen"), "booking": N_("Termine"), "seat": N_("Plätze")}


def backup(settings: Settings, asked: Namespace) -> None:
    """Copy the house into a file while it may be open, and look the copy through."""
    db = _existing(settings)
    house_secret = secret.of(settings)
    try:
        safekeeping.make(db, asked.file, house_secret)
    except FileExistsError as error:
        raise CommandRefused(_("{file} gibt es schon. Es wird nichts überschrieben.", file=asked.file)) from error
    except OSError as error:
        raise CommandRefused(
            _("{file} lässt sich nicht schreiben: {error}", file=asked.file, error=error.strerror)
        ) from error
    except NoCopy as error:
        raise CommandRefused(_("Die Datenbank ist beschädigt. `treffpunkt check` sagt, was ihr fehlt.")) from error
    finally:
        db.close()
    print(_("Das Haus ist gesichert: {file}", file=asked.file))
    if not settings.secret:
        kept = settings.data / "secret"
        print(_("Dazu gehört die Datei {secret}. Bitte bewahren Sie sie getrennt auf.", secret=kept))


def restore(settings: Settings, asked: Namespace) -> None:
    """Put the house of a copy in the place of this one; what was there is kept in a copy of its own."""
    _looked_through(asked.file)
    if not settings.database:
        settings.data.mkdir(parents=True, exist_ok=True)
    db = Database(settings.database_url)
    before: Path | None = None
    try:
        before = _keep_present(db, settings)
        erased = stillerased.erased_lately(asked.file, before)
        copies.copy_in(asked.file, db)
        again = stillerased.forget_again(db, erased, secret.of(settings))
    except copies.HouseInUse as error:
        if before:
            before.unlink()
        raise CommandRefused(
            _("Das Haus ist noch offen. Bitte beenden Sie zuerst `treffpunkt serve`; es ist nichts geändert.")
        ) from error
    except OSError as error:
        raise CommandRefused(
            _("Das Haus lässt sich nicht wiederherstellen: {error}", error=error.strerror or error)
        ) from error
    finally:
        db.close()
    _say_restored(settings, asked.file, before)
    if again:
        print(_("Was seit dieser Sicherung gelöscht wurde, ist auch darin gelöscht: {number}", number=again))


def troubles(settings: Settings, now: datetime) -> list[str]:
    """Print how old the newest nightly copy is; return what is wrong with it."""
    folder = settings.backup_folder
    if folder is None:
        print(_("Sicherungen: keine eingerichtet"))
        return []
    if late := late_copies(settings, now):
        return [late]
    print(_("Sicherungen: die letzte vom {day}", day=_told(safekeeping.newest(folder), ZoneInfo(settings.timezone))))
    return []


def late_copies(settings: Settings, now: datetime) -> str:
    """Return what is told of nightly copies that did not come; empty where all is well or none are wanted."""
    folder, zone = settings.backup_folder, ZoneInfo(settings.timezone)
    if folder is None:
        return ""
    newest = safekeeping.newest(folder)
    if newest is None:
        return _("Sicherungen: Es gibt noch keine.")
    if not backups.is_late(newest, now):
        return ""
    day = _told(newest, zone)
    return _("Sicherungen: Die letzte ist vom {day}. Bitte sehen Sie in das Protokoll des Servers.", day=day)


def _told(moment: datetime | None, zone: ZoneInfo) -> str:
    return f"{moment.astimezone(zone):%d.%m.%Y %H:%M}" if moment else ""


def _existing(settings: Settings) -> Database:
    db = Database(settings.database_url)
    if db.exists() and db.revision() is not None:
        return db
    db.close()
    raise CommandRefused(_("Es gibt noch keine Datenbank: mit `treffpunkt init` oder `load` beginnen."))


def _looked_through(file: Path) -> None:
    try:
        copyfiles.look_through(file)
    except NoCopy as error:
        raise CommandRefused(_(_FAULTS[error.fault], file=file)) from error


def _keep_present(db: Database, settings: Settings) -> Path | None:
    """Copy what is there now beside the data, also if it is damaged; none if there is nothing yet."""
    if not db.exists():
        return None
    settings.data.mkdir(parents=True, exist_ok=True)
    file = settings.data / f"before-restore-{clock.now():%Y%m%d-%H%M%S-%f}.backup"
    try:
        if db.revision() is None:
            return None
        copies.copy_out(db, file)
    except (NoCopy, Unreachable):
        if not db.is_sqlite:
            raise
        # It cannot be read as a house any more, but perhaps by somebody who knows how.
        place = Path(db.engine.url.database or "")
        shutil.copyfile(place, file)
        os.chmod(file, 0o600)
    return file


def _say_restored(settings: Settings, file: Path, before: Path | None) -> None:
    about = copyfiles.about(file)
    print(_("Das Haus ist wiederhergestellt, Stand {moment}.", moment=_made(about, file, ZoneInfo(settings.timezone))))
    counts = copyfiles.rows(file)
    for table, kind in _TOLD_OF.items():
        print(f"  {_(kind)}: {counts.get(table, 0)}")
    if before:
        print(_("Was vorher da war, liegt in {file}.", file=before))
    kept = secret.of(settings)
    if about.get("secret") not in (None, safekeeping.mark(kept)):
        print(
            _(
                "Das Geheimnis ist ein anderes als beim Sichern. Spielen Sie die Datei {file} von damals ein, "
                "sonst braucht jede Gruppe eine neue PIN und jeder Bildschirm eine neue Anmeldung.",
                file=settings.data / "secret",
            )
        )


def _made(about: dict[str, str], file: Path, zone: ZoneInfo) -> str:
    made = datetime.fromisoformat(about["made_at"]) if "made_at" in about else backups.made_at(file)
    return _told(made, zone)
