"""The machine that a kiosk's page runs on: whether it is paired, now and while the page is open."""

import asyncio
import logging
from collections.abc import Callable
from importlib.metadata import version

from fastapi import Request
from nicegui import ui

from booking import screens
from booking.refusals import Refused
from booking.screens import ScreenFacts
from kiosk import work
from kiosk.live import Live
from kiosk.theme import render
from models.database import Database

_log = logging.getLogger(__name__)

COOKIE = "kiosk"  # holds the token; only the server reads it, and no address ever holds it

Told = Callable[[ScreenFacts | None], None]


class Devices:
    """Knows which of the open pages belong to a paired machine, and tells them when that changes."""

    def __init__(self, db: Database, live: Live) -> None:
        self._db = db
        self._watched: dict[int, tuple[ScreenFacts, Told]] = {}
        self._number = 0
        self._looking: asyncio.Task[None] | None = None
        self._again = False
        live.subscribe(self._changed)

    async def of(self, request: Request) -> ScreenFacts | None:
        """Return the kiosk that asks; none for every other browser. Raises Refused while the database is away."""
        token = request.cookies.get(COOKIE, "")
        if not token:
            return None
        return await work.reading(self._db, lambda session: screens.screen_of(session, token))

    def watch(self, screen: ScreenFacts, told: Told) -> Callable[[], None]:
        """Call *told* when the desk changes something that is seen at *screen*, and with none when it was revoked.

        Returns the way to stop it.
        """
        self._number += 1
        number = self._number
        self._watched[number] = (screen, told)
        return lambda: self._watched.pop(number, None) and None

    def _changed(self) -> None:
        self._again = True
        if self._watched and self._looking is None:
            self._looking = asyncio.get_running_loop().create_task(self._look())
            self._looking.add_done_callback(self._looked)

    def _looked(self, looking: asyncio.Task[None]) -> None:
        self._looking = None
        error = None if looking.cancelled() else looking.exception()
        if error is not None and not isinstance(error, Refused):  # an outage is told once, by kiosk.work
            _log.error("the kiosks could not be told who they are", exc_info=error)

    async def _look(self) -> None:
        while self._again:  # one look at a time; what changes meanwhile is looked at once more
            self._again = False
            known = {one.id: one for one in await work.reading(self._db, screens.screens)}
            self._tell(known)

    def _tell(self, known: dict[int, ScreenFacts]) -> None:
        for number, (before, told) in tuple(self._watched.items()):
            now = known.get(before.id)
            if now is None:
                self._watched.pop(number, None)
                told(None)
            elif _seen(now) != _seen(before):
                self._watched[number] = (now, told)
                told(now)


def _seen(screen: ScreenFacts) -> tuple[object, ...]:
    return (screen.page(), screen.notice, screen.notice_until)


def add_head(screen: ScreenFacts) -> None:
    """Let the page of a paired machine tell that it lives, and draw the picture where its controls can be reached."""
    ui.add_head_html(render("pages/device.html", version=version("treffpunkt"), scale=screen.scale()))
