"""The only place where the parts are put together: database, pages, API, feeds, push."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

import nicegui
from fastapi import FastAPI
from nicegui import ui

from booking.feeds import FeedStore
from booking.settings import Settings
from kiosk import background, desk, pages, phone, troubles
from kiosk.headers import SafeHeaders
from kiosk.live import Live
from kiosk.methods import HeadLikeGet, OtherMethods
from kiosk.pages.board import Boards
from kiosk.pages.device import Devices
from kiosk.routes import api, docs, feeds, files, health, offline, pairing, qr
from kiosk.sizes import SmallBodies
from models.database import Database

# How soon a page notices that the server is gone, in seconds; the kiosk page alone waits longer for its own return.
_RECONNECT_SECONDS = 10


def build(db: Database, settings: Settings) -> feeds.FeedLayer:
    """Return the whole house as one ASGI application; *db* is migrated, *settings* are complete.

    Feeds are answered in front of everything else, plain pages before NiceGUI: neither touches its
    middlewares. Call it once in a process: NiceGUI keeps its pages in the module.
    """
    live = Live(db)

    @asynccontextmanager
    async def lifespan(_app: FastAPI) -> AsyncIterator[None]:
        db.hear_others()  # until the database is closed
        async with live.running(), background.running(db, live):
            yield

    app = FastAPI(title="Treffpunkt", version="1", docs_url=None, redoc_url=None, openapi_url=None, lifespan=lifespan)
    register_plain(app, db, settings)
    boards = Boards(db, live)
    offline.register(app, db, boards)
    pages.register(db, boards, Devices(db, live), settings)
    desk.register(app, db, live, settings)
    troubles.register(nicegui.app)
    _mount_nicegui(app)
    guarded = SafeHeaders(SmallBodies(troubles.OwnWords(app), troubles.too_large))
    return feeds.FeedLayer(guarded, FeedStore(db, settings.public_url))


def register_plain(app: FastAPI, db: Database, settings: Settings) -> None:
    """Declare everything that needs no NiceGUI: phone pages, API, QR codes, files, health."""
    app.state.db, app.state.settings = db, settings
    files.register(app)
    health.register(app, db)
    qr.register(app, db, settings)
    phone.register(app, db, settings)
    pairing.register(app, db, settings)
    api.register(app)
    docs.register(app)
    app.router.routes.append(OtherMethods(app.router.routes))
    app.add_middleware(HeadLikeGet)
    troubles.register(app)


def _mount_nicegui(app: FastAPI) -> None:
    ui.run_with(
        app,
        title="Treffpunkt",
        language="de",
        tailwind=False,
        dark=False,
        reconnect_timeout=_RECONNECT_SECONDS,
        binding_refresh_interval=None,
        show_welcome_message=False,
    )
