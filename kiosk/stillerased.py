"""A house that is put back from a copy is told whom it was asked to forget since the copy was made."""

from pathlib import Path

from booking import clock, privacy
from models import copyfiles
from models.database import Database
from models.privacy import Erasure


def erased_lately(file: Path, before: Path | None) -> list[Erasure]:
    """Return what was erased, sealed, as far as the house that was there *before* and every copy beside *file* know."""
    beside = sorted(file.resolve().parent.glob("*.backup"))
    found: dict[str, Erasure] = {}
    for copy in [*([before] if before else []), *beside]:
        for one in copyfiles.erasures(copy):
            found.setdefault(one.seal, one)
    return list(found.values())


def forget_again(db: Database, lately: list[Erasure], house_secret: str) -> int:
    """Erase in a house that was just put back whom *lately* names; return how many of them stood in it."""
    if not lately:
        return 0
    with db.writing() as session:
        return privacy.erase_again(session, lately, secret=house_secret, now=clock.now())
