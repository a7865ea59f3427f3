"""Rings when something changed: after each commit of this process at once, of others within a second."""

import asyncio
import logging
import time
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager, suppress

from booking import clock, journal
from kiosk import work
from models.database import Database

SETTLE = 0.05  # seconds: a burst of changes rings once at its start and once at its end
LOOK_EVERY = 1.0  # seconds between looks for what other processes wrote
_log = logging.getLogger(__name__)

Callback = Callable[[], None]


class Live:
    """One bell for all open screens. It also rings at each full minute, when "now" becomes "over"."""

    def __init__(self, db: Database, *, look_every: float = LOOK_EVERY) -> None:
        self._db = db
        self._look_every = look_every
        self._callbacks: dict[int, Callback] = {}
        self._number = 0
        self._changed = asyncio.Event()
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
        stop_listening = self._db.listen(lambda _what: _call(loop, self._changed.set))
        await self._look_safely()
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

    async def _ring_on_changes(self) -> None:
        rung = 0.0
        while True:
            await self._changed.wait()
            await asyncio.sleep(max(0.0, rung + SETTLE - time.monotonic()))
            self._changed.clear()
            rung = time.monotonic()
            with suppress(Exception):  # the looks below say it in the log
                # First the number, then the bell: what comes between is looked for again.
                self._seen = await work.reading(self._db, journal.newest)
            self.ring()

    async def _look_around(self) -> None:
        while True:
            await asyncio.sleep(self._look_every)
            await self._look_safely()

    async def _look_safely(self) -> None:
        try:
            await self._look()
        except Exception:
            # A database that is away for a while must not make the screens deaf for ever.
            _log.exception("the journal could not be read; it is tried again")

    async def _look(self) -> None:
        newest = await work.reading(self._db, journal.newest)
        minute = clock.now().minute
        if (self._seen is not None and newest != self._seen) or minute != self._minute:
            self._changed.set()
        self._seen, self._minute = newest, minute


def _call(loop: asyncio.AbstractEventLoop, callback: Callback) -> None:
    # The writer may still commit while the program ends and its loop is closed.
    with suppress(RuntimeError):
        loop.call_soon_threadsafe(callback)
