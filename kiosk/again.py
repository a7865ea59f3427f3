"""Work that is done again and again beside everything else, as long as the program runs."""

import asyncio
import logging
from collections.abc import AsyncIterator, Awaitable, Callable, Coroutine
from contextlib import asynccontextmanager, suppress

from booking.refusals import Refused


async def again_and_again(
    once: Callable[[], Awaitable[float | None]],
    *,
    every: float,
    log: logging.Logger,
    failed: str,
    bell: asyncio.Event | None = None,
    settle: float = 0.0,
    ended: Callable[[], bool] = lambda: False,
) -> None:
    """Do *once* at once and again after *every* seconds, or sooner if it returns after how many, until *ended*.

    A *bell* brings the next time soon: *settle* seconds after it rang, so that a burst of changes is answered once.
    Whatever goes wrong does not end the work for ever: it stands in the *log* as *failed*, and is tried again.
    """
    rung = bell or asyncio.Event()
    while not ended():
        rung.clear()
        pause = every
        try:
            asked = await once()
            pause = every if asked is None else min(every, asked)
        except Refused:
            pass  # there is no house yet, or no database now: kiosk.work says it in the log
        except Exception:
            log.exception(failed)
        with suppress(TimeoutError):
            await asyncio.wait_for(rung.wait(), pause)
            await asyncio.sleep(settle)


@asynccontextmanager
async def beside(work: Coroutine[object, object, None]) -> AsyncIterator[None]:
    """Let *work* go on as long as the context is open; it is over when the context is closed."""
    task = asyncio.create_task(work)
    try:
        yield
    finally:
        task.cancel()
        with suppress(asyncio.CancelledError):
            await task
