"""The secret that seals PINs: set by the town, or made once and kept beside the database."""

import os
import secrets
from pathlib import Path

_FILE = "secret"


def kept_secret(folder: Path) -> str:
    """Return the secret kept in *folder*; makes it, readable by its owner only, if there is none."""
    path = folder / _FILE
    folder.mkdir(parents=True, exist_ok=True)
    try:
        handle = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    except FileExistsError:
        return path.read_text(encoding="ascii").strip()
    with os.fdopen(handle, "w", encoding="ascii") as file:
        file.write(secrets.token_urlsafe(32))
    return path.read_text(encoding="ascii").strip()
