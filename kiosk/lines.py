"""The line that an open page keeps to the server: only our own pages have one, and whoever talks nonsense on it
is not heard and fills no log (UX §10, 19).
"""

from collections.abc import Awaitable, Callable, Mapping
from inspect import isawaitable
from typing import Any

from starlette.datastructures import Headers
from starlette.types import ASGIApp, Receive, Scope, Send

from kiosk.guard import is_ours

LARGEST = 128 * 1024  # bytes of one message; a piece of a file from the desk has 48 kB
PLACE = "/_nicegui_ws/"

# What a page may say, as NiceGUI reads it; what it calls `log` anybody could write into ours.
_TOLD = ("handshake", "event", "javascript_response", "ack")
_NONSENSE = (AttributeError, KeyError, TypeError, ValueError)

Handler = Callable[..., Any]


class OwnLines:
    """ASGI in front of the pages: a line that another site's page opens is refused, whoever's browser it is in.

    A browser tells the origin of every socket and of every request that another site may read, so one that is not
    ours, or hidden, is foreign. Programs tell none; they bring no one's cookies.
    """

    def __init__(self, app: ASGIApp, public_url: str) -> None:
        self.app = app
        self._public_url = public_url

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Pass on what is ours."""
        if scope["type"] in ("http", "websocket") and scope["path"].startswith(PLACE) and self._is_foreign(scope):
            await _refuse(scope, receive, send)
            return
        await self.app(scope, receive, send)

    def _is_foreign(self, scope: Scope) -> bool:
        headers = Headers(scope=scope)
        origin = headers.get("origin")
        return origin is not None and not is_ours(origin, headers.get("host", ""), self._public_url)


async def _refuse(scope: Scope, receive: Receive, send: Send) -> None:
    if scope["type"] == "websocket":
        await receive()
        await send({"type": "websocket.close", "code": 1008})  # not accepted yet: the browser gets 403
        return
    await send({"type": "http.response.start", "status": 403, "headers": [(b"content-length", b"0")]})
    await send({"type": "http.response.body", "body": b""})


def hear_only_sense(sockets: Any) -> None:
    """Let NiceGUI's server of *sockets* drop what no page of ours says, and write nothing that a browser words."""
    heard: Mapping[str, Handler] = sockets.handlers["/"]
    for name in _TOLD:
        if not hasattr(heard[name], "makes_sense"):  # once in a process
            sockets.on(name, _sensible(heard[name]))
    sockets.on("log", _unheard)
    sockets.eio.max_http_buffer_size = LARGEST


def _sensible(handler: Handler) -> Callable[..., Awaitable[Any]]:
    async def heard(*said: Any) -> Any:
        try:
            answer = handler(*said)
            return await answer if isawaitable(answer) else answer
        except _NONSENSE:
            return False  # faults of our own are caught and logged where they happen

    heard.makes_sense = True  # type: ignore[attr-defined]
    return heard


def _unheard(*_said: Any) -> None:
    """Drop it: a person's browser may hold words of theirs, and a stranger's says what it likes."""
