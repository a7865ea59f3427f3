"""Work on the database in threads, so that the event loop never waits for a disk."""

import asyncio
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from typing import TypeVar

from models.database import Database, Session

Answer = TypeVar("Answer")

# One writer at a time is all that the database allows; a queue of one thread is fair and keeps the
# readers' threads free.
_READERS = ThreadPoolExecutor(8, thread_name_prefix="reader")
_WRITER = ThreadPoolExecutor(1, thread_name_prefix="writer")


async def reading(db: Database, look: Callable[[Session], Answer]) -> Answer:
    """Return what *look* says of a session that only reads."""

    def work() -> Answer:
        with db.reading() as session:
            return look(session)

    return await asyncio.get_running_loop().run_in_executor(_READERS, work)


async def writing(db: Database, change: Callable[[Session], Answer]) -> Answer:
    """Run *change* in one transaction; all of it is stored, or nothing."""

    def work() -> Answer:
        with db.writing() as session:
            return change(session)

    return await asyncio.get_running_loop().run_in_executor(_WRITER, work)


async def aside(task: Callable[[], Answer]) -> Answer:
    """Run *task*, which takes long but needs no database (hashing a PIN), in a thread."""
    return await asyncio.get_running_loop().run_in_executor(_READERS, task)
