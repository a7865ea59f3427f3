"""Work on the database in threads, so that the event loop never waits for a disk."""

import asyncio
import time
from collections import deque
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from dataclasses import dataclass, field
from typing import Any, TypeVar

from models.database import Database, Session, Together

Answer = TypeVar("Answer")

# One writer at a time is all that the database allows; a queue of one thread is fair and keeps the
# readers' threads free.
_READERS = ThreadPoolExecutor(8, thread_name_prefix="reader")
_WRITER = ThreadPoolExecutor(1, thread_name_prefix="writer")
# Who waits for the writer shares one transaction and its commit, as long as nobody has waited longer than this.
_TOGETHER_SECONDS = 0.02


async def reading(db: Database, look: Callable[[Session], Answer]) -> Answer:
    """Return what *look* says of a session that only reads."""

    def work() -> Answer:
        with db.reading() as session:
            return look(session)

    return await asyncio.get_running_loop().run_in_executor(_READERS, work)


async def writing(db: Database, change: Callable[[Session], Answer]) -> Answer:
    """Run *change* in a transaction; all of it is stored, or nothing, and it is certain when this returns.

    Others may share the transaction: what one is refused undoes nothing of theirs.
    """
    task = _Task(db, change)
    _waiting.append(task)
    _WRITER.submit(_write_waiting)
    answer: Answer = await task.told
    return answer


async def aside(task: Callable[[], Answer]) -> Answer:
    """Run *task*, which takes long but needs no database (hashing a PIN), in a thread."""
    return await asyncio.get_running_loop().run_in_executor(_READERS, task)


@dataclass(eq=False, slots=True)
class _Task:
    """A change that waits for the writer, and whoever waits to be told how it went."""

    db: Database
    change: Callable[[Session], Any]
    loop: asyncio.AbstractEventLoop = field(default_factory=asyncio.get_running_loop)
    told: asyncio.Future[Any] = field(init=False)
    answer: Any = None
    error: BaseException | None = None

    def __post_init__(self) -> None:
        self.told = self.loop.create_future()

    def run(self, together: Together) -> None:
        """Do it; keep for later what is to be told. Raises only what ends the transaction of all."""
        try:
            self.answer = together.do(self.change)
        except Exception as error:
            if together.broken:
                raise
            self.error = error

    def tell(self) -> None:
        """Tell how it went, on the event loop; whoever went away is told nothing."""
        if self.told.done():
            return
        if self.error is None:
            self.told.set_result(self.answer)
        else:
            self.told.set_exception(self.error)


_waiting: deque[_Task] = deque()


def _write_waiting() -> None:
    # Called once for each task; whoever came with an earlier one is done already.
    if _waiting:
        done = [_waiting.popleft()]
        try:
            _write_together(done)
        except BaseException as error:
            for task in done:
                task.error = error
        _tell_all(done)


def _write_together(done: list[_Task]) -> None:
    """Do the only task of *done*, and those that come meanwhile, which are added to it, with one commit."""
    db, end = done[0].db, time.monotonic() + _TOGETHER_SECONDS
    with db.writing_together() as together:
        done[0].run(together)
        while _waiting and _waiting[0].db is db and time.monotonic() < end:
            done.append(_waiting.popleft())
            done[-1].run(together)


def _tell_all(tasks: list[_Task]) -> None:
    for loop in {task.loop for task in tasks}:
        with suppress(RuntimeError):  # its program has ended and waits for no answer
            loop.call_soon_threadsafe(_tell_each, [task for task in tasks if task.loop is loop])


def _tell_each(tasks: list[_Task]) -> None:
    for task in tasks:
        task.tell()
