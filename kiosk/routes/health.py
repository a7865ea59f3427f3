"""Whether the house works: asked by whatever watches over it."""

import asyncio
import time

from fastapi import FastAPI
from fastapi.responses import JSONResponse, Response

from booking import health
from booking.refusals import Refused
from kiosk import work
from models.database import Database

_FRESH_SECONDS = 1.0
PATIENCE_SECONDS = 5.0  # what watches over the house gives up hardly later


class Probe:
    """Tries whether the database of *db* writes: one try at a time, whoever asks meanwhile waits for the same."""

    def __init__(self, db: Database, *, patience: float = PATIENCE_SECONDS) -> None:
        self._db = db
        self._patience = patience
        self._last_good = float("-inf")
        self._pending: asyncio.Task[None] | None = None

    async def try_it(self) -> None:
        """Return if the database wrote within the last second, or writes now.

        Raises what it raised, or TimeoutError where it takes longer than the patience; the try goes on then.
        """
        if time.monotonic() - self._last_good <= _FRESH_SECONDS:
            return
        if self._pending is None:
            self._pending = asyncio.create_task(work.writing(self._db, health.write))
            self._pending.add_done_callback(self._tried)
        await asyncio.wait_for(asyncio.shield(self._pending), self._patience)

    def _tried(self, task: asyncio.Task[None]) -> None:
        self._pending = None
        if not task.cancelled() and task.exception() is None:
            self._last_good = time.monotonic()


def register(app: FastAPI, db: Database) -> None:
    """Declare `/healthz`: 200 only if the database writes, and soon."""
    probe = Probe(db)

    @app.get("/healthz", include_in_schema=False)
    async def healthz() -> Response:
        try:
            await probe.try_it()
        except Exception as error:  # whatever it is, the house cannot take bookings now
            return JSONResponse({"status": "down", "database": _word(error)}, 503, {"Retry-After": "5"})
        return JSONResponse({"status": "ok"})


def _word(error: Exception) -> str:
    return error.reasons[0].code if isinstance(error, Refused) else type(error).__name__
