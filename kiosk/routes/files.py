"""Styles, fonts, pictograms and scripts of ours, kept by browsers for ever under their content's name."""

from fastapi import FastAPI
from starlette.responses import Response
from starlette.staticfiles import StaticFiles
from starlette.types import Scope

from kiosk.theme import ASSETS

SHOWN = ("css", "fonts", "pictograms", "scripts")


class _Kept(StaticFiles):
    """Files whose address changes with their content (kiosk.theme.asset)."""

    async def get_response(self, path: str, scope: Scope) -> Response:
        """Answer with the file; one that was asked for by its content's name never changes."""
        answer = await super().get_response(path, scope)
        named = b"v=" in scope.get("query_string", b"")
        answer.headers["Cache-Control"] = "public, max-age=31536000, immutable" if named else "no-cache"
        answer.headers["X-Content-Type-Options"] = "nosniff"
        return answer


def register(app: FastAPI) -> None:
    """Serve the folders of assets/ that browsers need, and nothing else of it."""
    for folder in SHOWN:
        app.mount(f"/assets/{folder}", _Kept(directory=ASSETS / folder), name=folder)
