"""How a page for phones joins the application."""

from collections.abc import Awaitable, Callable

from fastapi import FastAPI
from starlette.middleware import Middleware
from starlette.middleware.gzip import GZipMiddleware
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from kiosk.phone import languages

Handler = Callable[[Request], Awaitable[Response]]

# A page holds nothing secret that a stranger could guess by its length: nothing on it hangs on a cookie.
_PACKED = [Middleware(GZipMiddleware, minimum_size=500, compresslevel=6)]


def declare(app: FastAPI, path: str, *, get: Handler, post: Handler | None = None) -> None:
    """Answer GET and HEAD at *path* with *get* and POST with *post*, packed where the phone can unpack.

    Both speak the visitor's language. Plain routes: what is wrong is told by our pages, and the API's description
    does not know them.
    """
    for method, handler in (("GET", get), ("POST", post)):
        if handler is not None:
            app.router.routes.append(
                Route(path, _speaking(handler), methods=[method], include_in_schema=False, middleware=_PACKED)
            )


def _speaking(handler: Handler) -> Handler:
    async def answer(request: Request) -> Response:
        with languages.answering(request):
            return await handler(request)

    return answer
