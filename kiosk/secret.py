"""The secret that seals PINs: set by the town, or made once and kept beside the database."""

import os
import secrets
import tempfile
from contextlib import suppress
from pathlib import Path

from booking.i18n import _
from booking.settings import SECRET_LENGTH, SettingRefused, Settings

_FILE = "secret"


def of(settings: Settings) -> str:
    """Return the secret that the town set, else the one kept in its data folder.

    Raises SettingRefused as `kept_secret` does.
    """
    return settings.secret or kept_secret(settings.data)


def kept_secret(folder: Path) -> str:
    """Return the secret kept in *folder*; makes it, readable by its owner only, if there is none.

    Raises SettingRefused if what is kept there is too short to seal anything.
    """
    path = folder / _FILE
    folder.mkdir(parents=True, exist_ok=True)
    if not path.exists():
        _make(path)
    kept = path.read_text(encoding="ascii").strip()
    if len(kept) < SECRET_LENGTH:
        raise SettingRefused(
            _(
                "In {file} steht kein Geheimnis mit mindestens {least} Zeichen. Bitte spielen Sie die Datei aus der "
                "Sicherung zurück. Gibt es keine, löschen Sie die Datei: Dann braucht jede Gruppe eine neue PIN.",
                file=path,
                least=SECRET_LENGTH,
            )
        )
    return kept


def _make(path: Path) -> None:
    """Store a fresh secret at *path*, whole or not at all; where another start was quicker, its secret stays."""
    handle, passing = tempfile.mkstemp(prefix=f"{_FILE}-", dir=path.parent)  # readable by its owner only
    try:
        with os.fdopen(handle, "w", encoding="ascii") as file:
            file.write(secrets.token_urlsafe(32))
            file.flush()
            os.fsync(file.fileno())
        with suppress(FileExistsError):
            os.link(passing, path)
    finally:
        os.unlink(passing)
