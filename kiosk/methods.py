"""What may be done at an address: HEAD wherever GET is, and 405 with the rest of what is possible for all else."""

from collections.abc import Iterable, Sequence

from starlette.datastructures import URLPath
from starlette.exceptions import HTTPException
from starlette.routing import BaseRoute, Match, NoMatchFound
from starlette.types import ASGIApp, Message, Receive, Scope, Send

_METHODS = ("GET", "POST", "PUT", "PATCH", "DELETE")
# Phone pages and files know HEAD by themselves.
_PLACES = ("/api/", "/d/", "/desk/login/address/", "/healthz", "/kiosk/pair", "/o/", "/qr/")


class HeadLikeGet:
    """ASGI in front of plain addresses: HEAD is answered as GET without what GET would send (RFC 9110 §9.3.2)."""

    def __init__(self, app: ASGIApp) -> None:
        self.app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Ask as GET, send the start only."""
        if scope["type"] != "http" or scope["method"] != "HEAD" or not scope["path"].startswith(_PLACES):
            await self.app(scope, receive, send)
            return

        async def without_body(message: Message) -> None:
            if message["type"] == "http.response.body":
                message = {**message, "body": b""}
            await send(message)

        await self.app({**scope, "method": "GET"}, receive, without_body)


class OtherMethods(BaseRoute):
    """Stands behind *routes* and takes what only their methods keep out: what comes behind would answer 404."""

    def __init__(self, routes: Sequence[BaseRoute]) -> None:
        self._routes = tuple(routes)

    def matches(self, scope: Scope) -> tuple[Match, Scope]:
        """Match where some route answers another method."""
        if scope["type"] == "http" and any(self._allowed(scope)):
            return Match.FULL, {}
        return Match.NONE, {}

    async def handle(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Raise the HTTPException 405 with what is allowed (RFC 9110 §15.5.6)."""
        allowed = list(self._allowed(scope))
        if "GET" in allowed:
            allowed.insert(1, "HEAD")
        raise HTTPException(405, headers={"Allow": ", ".join(allowed)})

    def url_path_for(self, name: str, /, **path_params: object) -> URLPath:
        """Raise NoMatchFound: nothing is called so."""
        raise NoMatchFound(name, path_params)

    def _allowed(self, scope: Scope) -> Iterable[str]:
        for method in _METHODS:
            asked = {**scope, "method": method}
            if any(route.matches(asked)[0] is Match.FULL for route in self._routes):
                yield method
