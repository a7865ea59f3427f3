"""What a kiosk needs while nobody answers it: the last programme, the worker that keeps it, a sign of life."""

import asyncio

from fastapi import FastAPI, Request
from nicegui import Client
from nicegui import app as nicegui_app
from starlette.responses import HTMLResponse, Response

from booking import clock, journal
from booking.refusals import Refused
from kiosk import guard, theme, work
from kiosk.pages.board import Boards
from kiosk.pages.snapshot import Snapshots
from models.database import Database

KIOSK = "/kiosk"
PING, SNAPSHOT, WORKER, LEAVE = (f"{KIOSK}/{name}" for name in ("ping", "snapshot", "sw.js", "leave"))
_PATIENCE_SECONDS = 3.0
_SHORT = 64  # bytes: a page's own number has 36
_ALONE = {
    **guard.PLAIN_HEADERS,
    "Content-Security-Policy": (
        "default-src 'none'; script-src 'self'; connect-src 'self'; style-src 'self'; font-src 'self'; "
        "img-src 'self' data:; base-uri 'none'; form-action 'none'; frame-ancestors 'none'"
    ),
    "Cache-Control": "no-store",  # only the worker keeps it, and throws it away as a whole
}


def register(app: FastAPI, db: Database, boards: Boards) -> None:
    """Declare what lies below `/kiosk` and needs no NiceGUI."""
    snapshots = Snapshots(db, boards)

    @app.get(PING, include_in_schema=False)
    async def ping() -> Response:
        """Tell whether `/kiosk` could be drawn now, and the house's time."""
        try:
            await asyncio.wait_for(work.reading(db, journal.newest), _PATIENCE_SECONDS)
        except (Refused, TimeoutError):
            return Response(status_code=503, headers=_now())
        return Response(status_code=204, headers=_now())

    @app.get(SNAPSHOT, include_in_schema=False)
    async def snapshot() -> Response:
        return HTMLResponse(await snapshots.newest(), headers={**_ALONE, **_now()})

    @app.get(WORKER, include_in_schema=False)
    async def worker() -> Response:
        script = theme.inline("scripts/kiosk-worker.js")
        headers = {"Cache-Control": "no-cache", "Service-Worker-Allowed": KIOSK}
        return Response(script, headers=headers, media_type="text/javascript")

    @app.post(LEAVE, include_in_schema=False)
    async def leave(request: Request) -> Response:
        """Forget the visit whose page says that it is being left; anybody else's number leads nowhere."""
        if guard.same_origin(request) and int(request.headers.get("content-length", _SHORT)) < _SHORT:
            await forget((await request.body()).decode("ascii", "replace"))
        return Response(status_code=204)


def _now() -> dict[str, str]:
    return {"Cache-Control": "no-store", "House-Time": clock.now().isoformat()}


async def forget(number: str) -> None:
    """Delete the page of a kiosk at once, with its visit; NiceGUI keeps it as long as a lost line may take."""
    client = Client.instances.get(number)
    if client is None or client.page.path != KIOSK:
        return
    for document in tuple(client._delete_tasks):  # else each would delete it once more when its time is over
        client._cancel_delete_task(document)
    tab = client.tab_id or client._pinned_tab_id
    client.delete()
    if tab and all(other._pinned_tab_id != tab for other in Client.instances.values()):
        await nicegui_app.storage.close_tab(tab)
