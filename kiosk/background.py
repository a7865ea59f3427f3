"""Runs the jobs that fall due, in a thread, a few times a minute."""

import asyncio
import logging
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager, suppress

from booking import clock, jobs
from kiosk import work
from models.database import Database

_EVERY_SECONDS = 20
_log = logging.getLogger(__name__)


@asynccontextmanager
async def running(db: Database) -> AsyncIterator[None]:
    """Run the jobs as long as the context is open; a job under way ends before it closes."""
    task = asyncio.create_task(_again_and_again(db))
    try:
        yield
    finally:
        task.cancel()
        with suppress(asyncio.CancelledError):
            await task


async def _again_and_again(db: Database) -> None:
    while True:
        try:
            await once(db)
        except Exception:
            # A database that is away for a while must not end the jobs for ever.
            _log.exception("a job failed; it is tried again")
        await asyncio.sleep(_EVERY_SECONDS)


async def once(db: Database) -> None:
    """Do what is due now, if anything is."""
    if await work.reading(db, lambda session: jobs.anything_due(session, now=clock.now())):
        await work.writing(db, lambda session: jobs.run(session, now=clock.now()))
