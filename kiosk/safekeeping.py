"""Copies of the house: made each night while everybody works, tried out at once, the old ones cleared away."""

import hashlib
import logging
import tempfile
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager, suppress
from datetime import date, datetime, timedelta
from importlib.metadata import version
from pathlib import Path

from booking import backups, clock, health
from booking.feeds import FeedStore
from booking.occupancy import house_facts
from kiosk import work
from kiosk.again import again_and_again, beside
from models import copies, copyfiles
from models.database import Database

_EVERY_SECONDS = 600.0
_STALE = timedelta(hours=6)  # after which what another process was writing is taken for left behind
_WHOLE = "/calendar/all.ics"
_log = logging.getLogger(__name__)


class NotTrue(Exception):
    """A copy was put back for a try, and the house in it was not the one it was made of."""


def make(db: Database, file: Path, secret: str) -> None:
    """Write a copy of the house into *file*; it says when, of which version, and which secret belongs to it."""
    copies.copy_out(
        db, file, {"made_at": clock.now().isoformat(), "version": version("treffpunkt"), "secret": mark(secret)}
    )


def mark(secret: str) -> str:
    """Return by what the *secret* of a house is known again, from which nobody learns it."""
    return hashlib.pbkdf2_hmac("sha256", secret.encode(), b"treffpunkt copy", 200_000).hex()[:16]


def try_out(file: Path, base_url: str) -> bytes:
    """Put the copy in *file* back into an empty place and open the house there; return its whole calendar.

    Raises NotTrue if something of it is missing, NoCopy if it is not whole.
    """
    with tempfile.TemporaryDirectory(prefix="treffpunkt-drill-") as folder:
        db = Database(f"sqlite:///{folder}/house.db")
        try:
            copies.copy_in(file, db)
            with db.reading() as session:
                troubles = health.troubles(session)
            db.engine.dispose()
            if troubles or copyfiles.rows(Path(folder) / "house.db") != copyfiles.rows(file):
                raise NotTrue(" ".join(troubles))
            return _calendar(db, base_url)
        finally:
            db.close()


def _calendar(db: Database, base_url: str) -> bytes:
    store = FeedStore(db, base_url)
    try:
        feed = store.bring(_WHOLE, now=clock.now())
    finally:
        store.close()
    return feed.body if feed else b""


@asynccontextmanager
async def running(
    db: Database, folder: Path | None, secret: str, base_url: str, *, every: float = _EVERY_SECONDS
) -> AsyncIterator[None]:
    """Keep copies in *folder* as long as the context is open; where none is named, nothing is done."""
    if folder is None:
        yield
        return

    async def once() -> None:
        await work.aside(lambda: keep(db, folder, secret, base_url))

    # Where it goes wrong, `check` and the desk say how old the newest copy is.
    async with beside(again_and_again(once, every=every, log=_log, failed="the house could not be copied")):
        yield


def keep(db: Database, folder: Path, secret: str, base_url: str) -> None:
    """Make tonight's copy if it is due, try it out, clear old ones away. A copy that fails its trial does not stay.

    Several processes may do so at once: one makes it.
    """
    with db.reading() as session:
        now = clock.now().astimezone(house_facts(session).zone)
    folder.mkdir(parents=True, exist_ok=True, mode=0o700)
    if not backups.is_due(backups.days_in(folder), now):
        return
    _clear_left_behind(folder, now)
    file = folder / backups.name_of(now.date())
    try:
        make(db, file, secret)
    except FileExistsError:
        return  # another process is at it, or was quicker
    try:
        try_out(file, base_url)
    except Exception:
        file.unlink()
        raise
    _clear(folder, now.date())
    _log.info("the house was copied and the copy tried out: %s", file.name)


def newest(folder: Path) -> datetime | None:
    """Return when the newest copy in *folder* was made, in UTC; none if there is none."""
    days = backups.days_in(folder)
    return backups.made_at(folder / backups.name_of(days[-1])) if days else None


def _clear(folder: Path, today: date) -> None:
    for day in backups.superfluous(backups.days_in(folder), today):
        (folder / backups.name_of(day)).unlink(missing_ok=True)


def _clear_left_behind(folder: Path, now: datetime) -> None:
    for part in folder.glob("treffpunkt-*.part*"):
        with suppress(FileNotFoundError):
            if now - backups.made_at(part) > _STALE:
                part.unlink()
