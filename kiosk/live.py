"""Rings when something changed: after each commit of this process at once, of others as soon as they are heard."""

import asyncio
import logging
import time
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager, suppress

from booking import clock, journal
from booking.refusals import Refused
from kiosk import work
from models.database import Database

SETTLE = 0.05  # seconds: a burst of changes rings once at its start and once at its end
LOOK_EVERY = 1.0  # seconds between looks for what other processes wrote
_SELDOM = 10  # only each tenth of these looks is taken while others are heard anyway
_log = logging.getLogger(__name__)

Callback = Callable[[], None]


class Live:
    """One bell for all open screens. It also rings at each full minute, when "now" becomes "over"."""

    def __init__(self, db: Database, *, look_every: float = LOOK_EVERY) -> None:
        self._db = db
        self._look_every = look_every
        self._callbacks: dict[int, Callback] = {}
        self._number = 0
        self._noticed = asyncio.Event()
        self._certain = False  # something did change; else the journal tells
        self._seen: int | None = None  # the journal's newest entry; none: not looked yet
        self._minute = clock.now().minute

    def subscribe(self, callback: Callback) -> Callback:
        """Call *callback* on the event loop whenever something changed. Returns the way to stop it, at any time."""
        self._number += 1
        number = self._number
        self._callbacks[number] = callback
        return lambda: self._callbacks.pop(number, None) and None

    @asynccontextmanager
    async def running(self) -> AsyncIterator[None]:
        """Listen as long as the context is open."""
        loop = asyncio.get_running_loop()
        stop_listening = self._db.listen(lambda what: _call(loop, self._notice, bool(what)))
        self._seen = await self._newest()
        tasks = [asyncio.create_task(self._ring_on_changes()), asyncio.create_task(self._look_around())]
        try:
            yield
        finally:
            stop_listening()
            for task in tasks:
                task.cancel()
            for task in tasks:
                with suppress(asyncio.CancelledError):
                    await task

    def ring(self) -> None:
        """Call everybody. One that fails is logged and does not keep the others from hearing."""
        for callback in tuple(self._callbacks.values()):
            try:
                callback()
            except Exception:
                _log.exception("a screen could not be told of a change")

    def _notice(self, certain: bool) -> None:
        self._certain = self._certain or certain
        self._noticed.set()

    async def _ring_on_changes(self) -> None:
        rung = 0.0
        while True:
            await self._noticed.wait()
            await asyncio.sleep(max(0.0, rung + SETTLE - time.monotonic()))
            self._noticed.clear()
            certain, self._certain = self._certain, False
            # First the number, then the bell: what comes between is heard or looked for again.
            newest = await self._newest()
            if certain or (newest is not None and newest != self._seen):
                rung = time.monotonic()
                self.ring()
            self._seen = newest  # none: whatever is read next is new, so that the screens recover

    async def _newest(self) -> int | None:
        """Return the number of the journal's newest entry; none if it cannot be read now."""
        try:
            return await work.reading(self._db, journal.newest)
        except Refused:
            return None  # kiosk.work says in the log why
        except Exception:
            # Whatever it is, it must not make the screens deaf for ever.
            _log.exception("the journal could not be read; it is tried again")
            return None

    async def _look_around(self) -> None:
        looks = 0
        while True:
            await asyncio.sleep(self._look_every)
            looks += 1
            minute = clock.now().minute
            if minute != self._minute:
                self._minute = minute
                self._notice(True)
            elif looks % _SELDOM == 0 or self._seen is None or not self._db.hears_others:
                self._notice(False)


def _call(loop: asyncio.AbstractEventLoop, callback: Callable[[bool], None], certain: bool) -> None:
    # The writer may still commit while the program ends and its loop is closed.
    with suppress(RuntimeError):
        loop.call_soon_threadsafe(callback, certain)
