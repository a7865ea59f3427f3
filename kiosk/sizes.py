"""How much anybody may send: read no further than that, whoever sends it."""

from starlette.types import ASGIApp, Message, Receive, Scope, Send

MOST_BYTES = 64 * 1024  # the largest wish is a few hundred bytes


class SmallBodies:
    """ASGI around the pages: answers 413 to a body that is announced as, or becomes, too large."""

    def __init__(self, app: ASGIApp, too_large: ASGIApp) -> None:
        self.app = app
        self.too_large = too_large

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Pass the request on and count what it sends; sockets have limits of their own."""
        if scope["type"] != "http":
            await self.app(scope, receive, send)
            return
        if _announced(scope) > MOST_BYTES:
            await self.too_large(scope, receive, send)
            return
        read, begun = 0, False

        async def counted() -> Message:
            nonlocal read
            message = await receive()
            read += len(message.get("body", b""))
            if read > MOST_BYTES:
                raise _TooLarge
            return message

        async def noted(message: Message) -> None:
            nonlocal begun
            begun = True
            await send(message)

        try:
            await self.app(scope, counted, noted)
        except _TooLarge:
            if not begun:
                await self.too_large(scope, receive, send)


class _TooLarge(BaseException):
    """Beside all ordinary errors, so that no handler on the way takes it for one."""


def _announced(scope: Scope) -> int:
    for name, value in scope["headers"]:
        if name == b"content-length":
            return int(value) if value.isdigit() else 0
    return 0
