"""Slips with a code word, where a house has a printer for them: asked for by a tap, printed beside everything else."""

import asyncio
import logging
import queue
import threading
from collections import OrderedDict
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager, suppress
from dataclasses import dataclass
from datetime import timedelta
from enum import StrEnum

from booking.refusals import Refused
from booking.slipprinter import SlipPrinter
from kiosk.guard import Limiter
from kiosk.slips import printer
from kiosk.slips.content import Slip
from kiosk.slips.printer import NotPrinted, Trouble, Waits

MOST_OF_A_CODE = 3
MOST_OF_A_KIOSK = 30  # in an hour
_WAITING = 5  # in front of the printer
_KNOWN = 200  # outcomes
_AGAIN_SECONDS = 60.0  # until a printer that does nothing is asked how it is
_log = logging.getLogger(__name__)


class Outcome(StrEnum):
    """What became of a slip."""

    COMES = "comes"
    FAILED = "failed"
    ENOUGH = "enough"  # so many were printed that there are no more for a while


@dataclass(frozen=True, slots=True)
class _Job:
    number: int
    slip: Slip


class Printing:
    """The house's printer and those who wait for it; ask it on the event loop. *told* is called when something changed.

    Without a printer it offers nothing.
    """

    def __init__(
        self,
        address: SlipPrinter | None,
        *,
        told: Callable[[], None] = lambda: None,
        waits: Waits | None = None,
        again: float = _AGAIN_SECONDS,
    ) -> None:
        self._address, self._told, self._waits, self._again = address, told, waits or Waits(), again
        self._line: queue.Queue[_Job | None] = queue.Queue(_WAITING)
        self._outcomes: OrderedDict[int, Outcome] = OrderedDict()
        self._number = 0
        self._heard = False  # the printer was asked once
        self._trouble: Trouble | None = None
        self._of_code = Limiter(MOST_OF_A_CODE, timedelta(days=1))
        self._of_kiosk = Limiter(MOST_OF_A_KIOSK, timedelta(hours=1))

    @property
    def offered(self) -> bool:
        """Whether there is a printer that answered when it was last asked."""
        return self._heard and self._trouble is None

    @property
    def trouble(self) -> Trouble | None:
        """What is wrong with the printer; none: nothing, or there is none."""
        return self._trouble

    def ask(self, slip: Slip, terminal: str) -> int:
        """Let *slip* be printed soon; return the number under which `outcome` tells what became of it."""
        self._number += 1
        self._note(self._number, self._asked(_Job(self._number, slip), terminal))
        return self._number

    def outcome(self, number: int) -> Outcome | None:
        """Return what became of a slip; none: nobody asked for it."""
        return self._outcomes.get(number)

    @asynccontextmanager
    async def running(self) -> AsyncIterator[None]:
        """Print as long as the context is open."""
        if self._address is None:
            yield
            return
        loop = asyncio.get_running_loop()
        # A printer that hangs must not keep the program from ending: nobody waits for this thread.
        threading.Thread(target=self._work, args=(self._address, loop), name="printer", daemon=True).start()
        try:
            yield
        finally:
            with suppress(queue.Full):
                self._line.put_nowait(None)

    def _asked(self, job: _Job, terminal: str) -> Outcome:
        try:
            self._of_code.look(job.slip.code_word)
            self._of_kiosk.look(terminal)
        except Refused:
            return Outcome.ENOUGH
        try:
            self._line.put_nowait(job)
        except queue.Full:
            return Outcome.ENOUGH
        self._of_code.count(job.slip.code_word)
        self._of_kiosk.count(terminal)
        return Outcome.COMES

    def _note(self, number: int, outcome: Outcome) -> None:
        self._outcomes[number] = outcome
        if len(self._outcomes) > _KNOWN:
            self._outcomes.popitem(last=False)

    def _work(self, address: SlipPrinter, loop: asyncio.AbstractEventLoop) -> None:
        """Print one slip after another, in the printer's thread; where none is asked for, see how the printer is."""
        job: _Job | None = None
        while True:
            trouble = self._printed(address, job)
            with suppress(RuntimeError):  # the loop is closed: the program ends
                loop.call_soon_threadsafe(self._went, job, trouble)
            try:
                job = self._line.get(timeout=self._again)
            except queue.Empty:
                job = None
                continue
            if job is None:
                return

    def _printed(self, address: SlipPrinter, job: _Job | None) -> Trouble | None:
        try:
            if job is None:
                printer.try_out(address, self._waits)
            else:
                printer.print_slip(address, job.slip, self._waits)
        except NotPrinted as why:
            return why.trouble
        except Exception as error:
            # What it says may hold the code word: only its kind is logged.
            _log.error("a slip could not be printed: %s", type(error).__name__)
            return Trouble.BROKEN
        return None

    def _went(self, job: _Job | None, trouble: Trouble | None) -> None:
        changed = job is not None or not self._heard or trouble is not self._trouble
        if trouble is not None and trouble is not self._trouble:
            _log.warning("the printer of the slips: %s", trouble)
        self._heard, self._trouble = True, trouble
        if job is not None and trouble is not None:
            self._note(job.number, Outcome.FAILED)
        if changed:
            self._told()
