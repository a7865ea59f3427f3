"""A line between a browser and a server of this machine that a test cuts, blocks and mends."""

import asyncio
import threading
from collections.abc import Coroutine
from typing import Any, Self

from tests.support.waiting import free_port


class Wire:
    """Passes on what comes to its own port to *port*. Inside `with` it stands."""

    def __init__(self, port: int) -> None:
        self.port = free_port()
        self.url = f"http://127.0.0.1:{self.port}"
        self._far = port
        self._loop = asyncio.new_event_loop()
        self._thread = threading.Thread(target=self._loop.run_forever, daemon=True)
        self._server: asyncio.Server | None = None
        self._tasks: set[asyncio.Task[None]] = set()
        self._flows = asyncio.Event()

    def cut(self) -> None:
        """Refuse everybody, as a machine does whose server is gone; hang up on whoever is connected."""
        self._do(self._cut())

    def block(self) -> None:
        """Take everything and pass on nothing, as a network does whose packets vanish."""
        self._do(self._set(flows=False))

    def mend(self) -> None:
        """Let everything pass again."""
        self._do(self._listen())

    def __enter__(self) -> Self:
        self._thread.start()
        self.mend()
        return self

    def __exit__(self, *_error: object) -> None:
        self.cut()
        self._loop.call_soon_threadsafe(self._loop.stop)
        self._thread.join(timeout=5)
        self._loop.close()

    def _do(self, work: Coroutine[Any, Any, None]) -> None:
        asyncio.run_coroutine_threadsafe(work, self._loop).result(timeout=10)

    async def _set(self, *, flows: bool) -> None:
        (self._flows.set if flows else self._flows.clear)()

    async def _listen(self) -> None:
        self._flows.set()
        if self._server is None:
            self._server = await asyncio.start_server(self._accept, "127.0.0.1", self.port)

    async def _cut(self) -> None:
        if self._server is not None:
            self._server.close()
            self._server = None
        for task in tuple(self._tasks):
            task.cancel()
        await asyncio.gather(*self._tasks, return_exceptions=True)

    async def _accept(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        task = asyncio.ensure_future(self._connect(reader, writer))
        self._tasks.add(task)
        task.add_done_callback(self._tasks.discard)

    async def _connect(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        far: asyncio.StreamWriter | None = None
        try:
            await self._flows.wait()
            far_reader, far = await asyncio.open_connection("127.0.0.1", self._far)
            await asyncio.gather(self._pass_on(reader, far), self._pass_on(far_reader, writer))
        except OSError:
            pass  # the server is gone: whoever asked hears it the same way
        finally:
            for end in filter(None, (writer, far)):
                end.transport.abort()

    async def _pass_on(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        while data := await reader.read(65536):
            await self._flows.wait()
            writer.write(data)
            await writer.drain()
        writer.close()
