"""Headers that keep a page to itself, on every answer that does not bring its own."""

from starlette.datastructures import MutableHeaders
from starlette.types import ASGIApp, Message, Receive, Scope, Send

# NiceGUI compiles its templates in the browser, so its pages need 'unsafe-eval'; text is escaped
# before it reaches them. Plain pages bring a stricter policy of their own (kiosk.guard).
_PAGE = (
    "default-src 'self'; img-src 'self' data:; object-src 'none'; base-uri 'self'; form-action 'self'; "
    "frame-ancestors 'none'; script-src 'self' 'unsafe-inline' 'unsafe-eval'; style-src 'self' 'unsafe-inline'; "
    "worker-src 'self'"
)


class SafeHeaders:
    """ASGI in front of all: adds what an answer lacks; feeds and other bytes pass by unread."""

    def __init__(self, app: ASGIApp) -> None:
        self.app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Pass the request on; look at the start of a page's answer."""
        if scope["type"] != "http" or scope["path"].startswith(("/calendar/", "/assets/", "/_nicegui/")):
            await self.app(scope, receive, send)
            return

        async def with_headers(message: Message) -> None:
            if message["type"] == "http.response.start":
                _complete(MutableHeaders(scope=message))
            await send(message)

        await self.app(scope, receive, with_headers)


def _complete(headers: MutableHeaders) -> None:
    headers.setdefault("X-Content-Type-Options", "nosniff")
    headers.setdefault("Referrer-Policy", "no-referrer")
    if headers.get("content-type", "").startswith("text/html"):
        headers.setdefault("Content-Security-Policy", _PAGE)
        headers.setdefault("Cache-Control", "no-store")
    elif headers.get("content-type", "").startswith("application/json"):
        headers.setdefault("Cache-Control", "no-store")
