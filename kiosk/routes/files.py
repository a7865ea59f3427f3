"""Styles, fonts, pictograms and scripts of ours, kept by browsers for ever under their content's name."""

from fastapi import FastAPI
from starlette.middleware.gzip import GZipMiddleware
from starlette.responses import Response
from starlette.staticfiles import StaticFiles
from starlette.types import Scope

from kiosk.theme import ASSETS

_FOR_EVER = "public, max-age=31536000, immutable"
SHOWN = ("css", "fonts", "pictograms", "pictures", "scripts")


class _Kept(StaticFiles):
    """Files whose address changes with their content (kiosk.theme.asset)."""

    async def get_response(self, path: str, scope: Scope) -> Response:
        """Answer with the file; one that was asked for by its content's name never changes."""
        answer = await super().get_response(path, scope)
        # Styles name a font without its content's name; a changed font would get another name.
        named = b"v=" in scope.get("query_string", b"") or path.endswith(".woff2")
        answer.headers["Cache-Control"] = _FOR_EVER if named else "no-cache"
        answer.headers["X-Content-Type-Options"] = "nosniff"
        return answer


def register(app: FastAPI) -> None:
    """Serve the folders of assets/ that browsers need, and nothing else of it."""
    for folder in SHOWN:
        app.mount(f"/assets/{folder}", GZipMiddleware(_Kept(directory=ASSETS / folder)), name=folder)
