"""A file that is sent while it is written: the first bytes go at once, and a slow line holds up nobody who writes."""

import asyncio
import logging
import os
import tempfile
from collections.abc import AsyncIterator, Callable

from kiosk.work import aside

_AT_ONCE = 256 * 1024
_SECONDS = 0.05  # until it is looked whether there is more
_log = logging.getLogger(__name__)


class Unwanted(Exception):
    """Nobody takes the rest of it any more."""


class Growing:
    """What *write* writes into it, in a thread of its own, for one who reads it meanwhile; the file has no name.

    *written* is called when nothing more comes, however it went.
    """

    def __init__(self, write: Callable[["Growing"], None], written: Callable[[], None]) -> None:
        self._file = tempfile.TemporaryFile(buffering=0)  # noqa: SIM115 - it lives as long as this does
        self._is_unwanted = False
        self._written = written
        self._writing = asyncio.ensure_future(aside(lambda: write(self)))
        self._writing.add_done_callback(self._over)

    def write(self, piece: bytes, /) -> None:
        """Take *piece*. Raises Unwanted if nobody reads any more, and OSError."""
        if self._is_unwanted:
            raise Unwanted
        self._file.write(piece)

    async def pieces(self) -> AsyncIterator[bytes]:
        """Yield what is written, as it comes. What broke the writing is raised: half a file must not look whole."""
        sent = 0
        try:
            while True:
                is_all = self._writing.done()  # before the look: what comes between is not lost
                while piece := os.pread(self._file.fileno(), _AT_ONCE, sent):
                    sent += len(piece)
                    yield piece
                if is_all:
                    self._writing.result()
                    return
                await asyncio.wait([self._writing], timeout=_SECONDS)
        finally:
            self._is_unwanted = True
            self._close()

    def _close(self) -> None:
        """Let go of the file once neither end needs it."""
        if self._is_unwanted and self._writing.done():
            self._file.close()

    def _over(self, writing: "asyncio.Future[None]") -> None:
        self._close()
        self._written()
        if not writing.cancelled() and (error := writing.exception()) and not self._is_unwanted:
            _log.warning("a file for the desk was not written to its end: %s", type(error).__name__)
