"""Kiosks without a screen: each loads the page and holds its socket, as a browser does, and draws nothing."""

import ast
import asyncio
import re
import threading
import time
from collections.abc import Coroutine
from typing import Any
from urllib.parse import urlencode
from uuid import uuid4

import httpx
import socketio  # type: ignore[import-untyped]

_QUERY = re.compile(r"query: ({.*?}),\n")


class Listeners:
    """*number* open kiosks of *server*, unpaired: they show the programme, and note when something reaches them."""

    def __init__(self, server: str, number: int) -> None:
        self.heard: list[list[float]] = [[] for _ in range(number)]  # in milliseconds of this machine's clock
        self._loop = asyncio.new_event_loop()
        threading.Thread(target=self._loop.run_forever, daemon=True).start()
        self._sockets = [self._do(self._open(server, times)) for times in self.heard]

    def close(self) -> None:
        """Hang up."""
        for one in self._sockets:
            self._do(one.disconnect())
        self._loop.call_soon_threadsafe(self._loop.stop)

    def _do(self, work: Coroutine[Any, Any, Any]) -> Any:
        return asyncio.run_coroutine_threadsafe(work, self._loop).result(timeout=30)

    async def _open(self, server: str, times: list[float]) -> socketio.AsyncClient:
        async with httpx.AsyncClient(verify=False, timeout=30) as browser:
            page = (await browser.get(f"{server}/kiosk")).text
        found = _QUERY.search(page)
        assert found is not None, page[:500]
        query = {**ast.literal_eval(found[1]), "document_id": str(uuid4()), "tab_id": str(uuid4()), "old_tab_id": ""}
        asked = urlencode({name: str(value).lower() if value is True else value for name, value in query.items()})
        one = socketio.AsyncClient(reconnection=False)
        one.on("update", lambda _message: times.append(time.time() * 1000))
        await one.connect(f"{server}?{asked}", socketio_path="/_nicegui_ws/socket.io", transports=["websocket"])
        return one
