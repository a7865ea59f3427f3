"""Work on the database in threads, so that the event loop never waits for a disk.

Where the database cannot be used for a while, whoever asks is refused with the reason (kiosk.outages): every
screen says it in words, keeps what was chosen, and goes on when the database is back.
"""

import asyncio
import threading
import time
from collections import deque
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from contextvars import copy_context
from dataclasses import dataclass, field
from typing import Any, TypeVar

from booking import refusals
from booking.refusals import Refused
from kiosk import outages
from models.database import PATIENCE, Database, Session, Together

Answer = TypeVar("Answer")

# One writer at a time is all that the database allows; a queue of one thread is fair and keeps the
# readers' threads free.
_READERS = ThreadPoolExecutor(8, thread_name_prefix="reader")
_WRITER = ThreadPoolExecutor(1, thread_name_prefix="writer")
# Who waits for the writer shares one transaction and its commit, as long as nobody has waited longer than this.
_TOGETHER_SECONDS = 0.05


async def reading(db: Database, look: Callable[[Session], Answer]) -> Answer:
    """Return what *look* says of a session that only reads, in the language that is spoken here (booking.i18n).

    Raises Refused while the database cannot be used.
    """

    def work() -> Answer:
        try:
            with db.reading() as session:
                answer = look(session)
        except Exception as error:
            raise outages.in_words(error) from error.__cause__
        outages.answered(wrote=False)
        return answer

    return await asyncio.get_running_loop().run_in_executor(_READERS, copy_context().run, work)


async def writing(db: Database, change: Callable[[Session], Answer]) -> Answer:
    """Run *change* in a transaction; all of it is stored, or nothing, and it is certain when this returns.

    Others may share the transaction: what one is refused undoes nothing of theirs. Where one of them ends it, each
    is done once more by itself, so that *change* has no effects but in its session. It speaks German, whoever asks:
    the book is read by others. Raises Refused while the database cannot be used, and where those who came before
    took too long.
    """
    task = _Task(db, change)
    with _door:
        _waiting.append(task)
        alone = len(_waiting) == 1
    if alone:  # else somebody before it is waited for, and the writer goes on until nobody is left
        _WRITER.submit(_write_all)
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
    asked: float = field(default_factory=time.monotonic)
    told: asyncio.Future[Any] = field(init=False)
    answer: Any = None
    error: BaseException | None = None

    def __post_init__(self) -> None:
        self.told = self.loop.create_future()

    def run(self, together: Together) -> None:
        """Do it; keep for later what is to be told. Raises only what ends the transaction of all."""
        self.answer = self.error = None
        try:
            self.answer = together.do(self.change)
        except Exception as error:
            if together.broken:
                raise
            self.error = outages.in_words(error)

    def tell(self) -> None:
        """Tell how it went, on the event loop; whoever went away is told nothing."""
        if self.told.done():
            return
        if self.error is None:
            self.told.set_result(self.answer)
        else:
            self.told.set_exception(self.error)


_waiting: deque[_Task] = deque()
_door = threading.Lock()


def _write_all() -> None:
    """Write until nobody waits any more: whoever comes after that calls again."""
    while _waiting:
        done = [_waiting.popleft()]
        if not _write(done, _write_together):
            for task in done:
                _write([task], _write_alone)
        _tell_all(done)


def _write(done: list[_Task], way: Callable[[list[_Task]], None]) -> bool:
    """Do *done*; return whether that is all. Else one of several ended, by a fault of its own, what they shared."""
    try:
        if time.monotonic() - done[0].asked > PATIENCE:
            raise Refused(refusals.BookBusy())  # nobody waits through the vain tries of all who came before
        way(done)
        if not any(outages.is_outage(task.error) for task in done):
            outages.answered(wrote=True)
    except BaseException as error:
        told = outages.in_words(error)
        if len(done) > 1 and isinstance(error, Exception) and not outages.is_outage(told):
            return False
        for task in done:
            task.error = told
    return True


def _write_together(done: list[_Task]) -> None:
    """Do the only task of *done*, and those that come meanwhile, which are added to it, with one commit."""
    db, end = done[0].db, time.monotonic() + _TOGETHER_SECONDS
    with db.writing_together() as together:
        done[0].run(together)
        while _waiting and _waiting[0].db is db and time.monotonic() < end:
            done.append(_waiting.popleft())
            done[-1].run(together)


def _write_alone(done: list[_Task]) -> None:
    with done[0].db.writing_together() as together:
        done[0].run(together)


def _tell_all(tasks: list[_Task]) -> None:
    for loop in {task.loop for task in tasks}:
        with suppress(RuntimeError):  # its program has ended and waits for no answer
            loop.call_soon_threadsafe(_tell_each, [task for task in tasks if task.loop is loop])


def _tell_each(tasks: list[_Task]) -> None:
    for task in tasks:
        task.tell()
