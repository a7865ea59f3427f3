"""Carries letters beside the jobs, one after another: soon after each change, and a few times a minute."""

import asyncio
import logging
import traceback
from collections.abc import AsyncIterator, Callable
from concurrent.futures import ThreadPoolExecutor
from contextlib import asynccontextmanager, suppress
from typing import Any, TypeVar

from booking import clock, mailserver, outbox
from booking.correspondence import Needless
from booking.outbox import Claim, Trouble
from booking.refusals import Refused
from booking.settings import Settings
from kiosk import letters, work
from kiosk.again import again_and_again
from kiosk.carrier import Carrier, NotCarried, Withdrawn
from kiosk.live import Live
from models.database import Database, Session

_EVERY_SECONDS = 20.0
_SETTLE_SECONDS = 0.2  # a burst of changes is looked for once
_FAREWELL_SECONDS = 5.0  # for the answer to a text that was handed over, when the program ends
_AGAIN_SECONDS = 0.1
_LEAVE_SECONDS = 12.0  # for a connection that is just being made: longer than carrier.CONNECT_SECONDS
_log = logging.getLogger(__name__)

Answer = TypeVar("Answer")


@asynccontextmanager
async def running(
    db: Database, live: Live, settings: Settings, *, carrier: Carrier | None = None, every: float = _EVERY_SECONDS
) -> AsyncIterator[None]:
    """Carry letters as long as the context is open, if the town has a mail server; else they wait."""
    server = settings.mail_server
    if carrier is None and server is None:
        yield
        return
    postman = Postman(db, settings, carrier or Carrier(server), told=live.ring)  # type: ignore[arg-type]  # one is there
    stop_listening = live.subscribe(postman.bell.set)
    task = asyncio.create_task(postman.again_and_again(every))
    try:
        yield
    finally:
        stop_listening()
        await postman.stop()
        with suppress(TimeoutError, asyncio.CancelledError):
            await asyncio.wait_for(task, _FAREWELL_SECONDS)
        postman.close()


class Postman:
    """Carries what is due; *carrier* works in a thread of its own, so that a server that hangs blocks nothing else.

    *told* is called after a round in which something became of a letter: the desk may be looking.
    """

    def __init__(
        self, db: Database, settings: Settings, carrier: Carrier, *, told: Callable[[], None] = lambda: None
    ) -> None:
        self._told = told
        self.bell = asyncio.Event()
        self._db, self._settings, self._carrier = db, settings, carrier
        self._thread = ThreadPoolExecutor(1, thread_name_prefix="post")
        self._ends = False
        self._handed = False  # the server has the text, its answer is waited for
        self._quiet = asyncio.Event()  # nothing is under way
        self._quiet.set()

    async def again_and_again(self, every: float) -> None:
        """Carry what is due, then wait until something changed, or for *every* seconds."""

        async def once() -> None:
            await self.round()

        await again_and_again(
            once,
            every=every,
            bell=self.bell,
            settle=_SETTLE_SECONDS,
            ended=lambda: self._ends,
            log=_log,
            failed="the letters could not be carried; it is tried again",
        )

    async def round(self) -> int:
        """Carry every letter that is due, until none is left or the server takes none now; return how many arrived."""
        arrived, claimed = 0, 0
        try:
            while not self._ends and await self._reads(lambda session: outbox.is_due(session, now=clock.now())):
                mine = await self._writes(lambda session: outbox.claim(session, now=clock.now()))
                if mine is None:
                    continue
                claimed += 1
                went = await self._carried(mine)
                if went is None:
                    break
                arrived += went
        finally:
            await self._in_thread(self._carrier.part)
            if claimed:
                self._told()
        return arrived

    async def stop(self) -> None:
        """End soon: an answer that is under way is waited for a little, a server that hangs is left."""
        self._ends = True
        self.bell.set()
        if self._handed:
            with suppress(TimeoutError):
                await asyncio.wait_for(self._quiet.wait(), _FAREWELL_SECONDS)
        with suppress(TimeoutError):
            await asyncio.wait_for(self._called_back(), _LEAVE_SECONDS)

    def close(self) -> None:
        """Let go of line and thread, after `stop`."""
        self._carrier.close()
        self._thread.shutdown(wait=False)

    async def _called_back(self) -> None:
        while not self._quiet.is_set():
            self._carrier.close()  # more than once: a connection may just be in the making
            with suppress(TimeoutError):
                await asyncio.wait_for(self._quiet.wait(), _AGAIN_SECONDS)

    async def _carried(self, mine: Claim) -> bool | None:
        """Carry one letter and note what came of it. None: the server takes no other now either."""
        self._quiet.clear()
        try:
            letter = await self._written(mine)
            if letter is None:
                return False
            if self._ends:
                raise NotCarried(Trouble.BROKEN, passes=True, everybody=True)
            hand_over = self._hand_over(mine)
            await self._in_thread(lambda: self._carrier.carry(mine.address, letter, hand_over))
            await self._writes(lambda session: outbox.sent(session, mine, now=clock.now()))
            return True
        except Withdrawn:
            return False
        except NotCarried as why:
            return await self._failed(mine, why)
        finally:
            self._handed = False
            self._quiet.set()

    async def _failed(self, mine: Claim, why: NotCarried) -> bool | None:
        _log.warning("letter %d did not arrive: %s", mine.id, why.trouble)
        if self._ends and not self._handed:
            await self._writes(lambda session: outbox.given_back(session, mine, now=clock.now()))
        elif why.passes:
            await self._writes(lambda session: outbox.failed(session, mine, why.trouble, now=clock.now()))
        else:
            await self._dies(mine, why.trouble)
        return None if why.everybody else False

    async def _written(self, mine: Claim) -> bytes | None:
        """Return the letter as it goes over the wire; one that cannot be written is dead, and the log says where."""
        if not mailserver.is_address(mine.address):
            await self._dies(mine, Trouble.ADDRESS)
            return None
        try:
            letter = await self._reads(lambda session: letters.written(session, mine, self._settings, now=clock.now()))
            return letter.as_bytes()
        except Needless:
            await self._writes(lambda session: outbox.needless(session, mine))
            return None
        except Refused:
            raise
        except Exception as error:
            # What it says may hold an address: only the places in the program are logged.
            places = "".join(traceback.format_tb(error.__traceback__))
            _log.error("letter %d (%s) cannot be written: %s\n%s", mine.id, mine.kind, type(error).__name__, places)
            await self._dies(mine, Trouble.UNWRITABLE)
            return None

    async def _dies(self, mine: Claim, trouble: str) -> None:
        await self._writes(lambda session: outbox.dead(session, mine, trouble, now=clock.now()))

    def _hand_over(self, mine: Claim) -> Callable[[], bool]:
        loop = asyncio.get_running_loop()

        async def mark() -> bool:
            self._handed = await self._writes(lambda session: outbox.hand_over(session, mine, now=clock.now()))
            return self._handed

        def ask() -> bool:  # in the thread of the post
            try:
                return asyncio.run_coroutine_threadsafe(mark(), loop).result()
            except Refused:
                return False  # no database: whether it went could not be noted

        return ask

    async def _reads(self, look: Callable[[Session], Answer]) -> Answer:
        return await work.reading(self._db, look)

    async def _writes(self, change: Callable[[Session], Answer]) -> Answer:
        return await work.writing(self._db, change)

    async def _in_thread(self, task: Callable[[], Any]) -> Any:
        return await asyncio.get_running_loop().run_in_executor(self._thread, task)
