"""Runs the jobs that fall due, in a thread: soon after each change, when something lapses, and a few times a minute."""

import asyncio
import logging
import math
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

from booking import clock, jobs
from kiosk import work
from kiosk.again import again_and_again, beside
from kiosk.live import Live
from models.database import Database

_EVERY_SECONDS = 20
_SETTLE_SECONDS = 0.5  # a burst of changes is asked about once, and so is what the jobs themselves change
_log = logging.getLogger(__name__)


@asynccontextmanager
async def running(db: Database, live: Live, *, every: float = _EVERY_SECONDS) -> AsyncIterator[None]:
    """Run the jobs as long as the context is open; a job under way ends before it closes."""
    bell = asyncio.Event()
    stop_listening = live.subscribe(bell.set)
    failed = "a job failed; it is tried again"
    work_on = again_and_again(lambda: once(db), every=every, bell=bell, settle=_SETTLE_SECONDS, log=_log, failed=failed)
    try:
        async with beside(work_on):
            yield
    finally:
        stop_listening()


async def once(db: Database) -> float:
    """Do what is due now, if anything is; return the seconds until the next moment at which something lapses."""
    if await work.reading(db, lambda session: jobs.anything_due(session, now=clock.now())):
        await work.writing(db, lambda session: jobs.run(session, now=clock.now()))
    moment = await work.reading(db, lambda session: jobs.next_moment(session, now=clock.now()))
    return max((moment - clock.now()).total_seconds(), 0.0) if moment is not None else math.inf
