"""Data that is only lent to the tests: it lies beside the clone and is never copied into it."""

import os
from pathlib import Path

from tests.support.absent import absent

SETTING = "TREFFPUNKT_SHARED"


def shared(*parts: str) -> Path:
    """Return a file or folder of the shared data; the test is skipped where it is absent."""
    root = Path(os.environ.get(SETTING) or Path(__file__).parents[3] / "shared")
    wanted = root.joinpath(*parts)
    if not wanted.exists():
        absent(f"shared/{'/'.join(parts)}", f"put the folder `shared` beside this repository or set {SETTING}")
    return wanted
