"""The only place where the parts are put together: database, pages, API, feeds, push."""

from collections.abc import AsyncIterator
from contextlib import AbstractAsyncContextManager, asynccontextmanager, nullcontext

import nicegui
from fastapi import FastAPI
from nicegui import ui

from booking.feeds import FeedStore
from booking.settings import Settings
from kiosk import background, desk, lines, pages, phone, safekeeping, subscriptions, troubles
from kiosk.headers import SafeHeaders
from kiosk.live import Live
from kiosk.methods import HeadLikeGet, OtherMethods
from kiosk.pages.board import Boards
from kiosk.pages.device import Devices
from kiosk.polls import PollCounter
from kiosk.routes import api, docs, feeds, files, health, metrics, offline, pairing, qr
from kiosk.sizes import SmallBodies
from kiosk.slips import Printing
from models.database import Database

# How soon a page notices that the server is gone, in seconds; the kiosk page alone waits longer for its own return.
_RECONNECT_SECONDS = 10


def build(db: Database, settings: Settings) -> feeds.FeedLayer:
    """Return the whole house as one ASGI application; *db* is migrated, *settings* are complete.

    Feeds are answered in front of everything else, plain pages before NiceGUI: neither touches its
    middlewares. Call it once in a process: NiceGUI keeps its pages in the module.
    """
    live = Live(db)
    printing = Printing(settings.slip_printer, told=live.ring)
    calendars = subscriptions.for_house(db, live, settings)
    polls, store = PollCounter(), FeedStore(db, settings.public_url)

    @asynccontextmanager
    async def lifespan(_app: FastAPI) -> AsyncIterator[None]:
        db.hear_others()  # until the database is closed
        async with (
            live.running(),
            background.running(db, live),
            _post(db, live, settings),
            printing.running(),
            subscriptions.running(calendars),
            polls.running(db),
            safekeeping.running(db, settings.backup_folder, settings.secret, settings.public_url),
        ):
            yield

    app = FastAPI(title="Treffpunkt", version="1", docs_url=None, redoc_url=None, openapi_url=None, lifespan=lifespan)
    counted = register_plain(app, db, settings, store)
    boards = Boards(db, live)
    offline.register(app, db, boards)
    pages.register(db, boards, Devices(db, live), settings, printing=printing)
    desk.register(app, db, live, settings, printing, store, subscribed=calendars)
    troubles.register(nicegui.app)
    _mount_nicegui(app)
    lines.hear_only_sense(nicegui.core.sio)
    own = lines.OwnLines(troubles.OwnWords(counted), settings.public_url)
    guarded = SafeHeaders(SmallBodies(own, troubles.too_large))
    return feeds.FeedLayer(guarded, store, polls=polls, trust_proxy=settings.trust_proxy)


def register_plain(app: FastAPI, db: Database, settings: Settings, store: FeedStore | None = None) -> metrics.Requests:
    """Declare everything that needs no NiceGUI: phone pages, API, QR codes, files, health; return *app*, counted."""
    app.state.db, app.state.settings = db, settings
    files.register(app)
    health.register(app, db)
    counted = metrics.register(app, db, settings)
    qr.register(app, db, settings)
    phone.register(app, db, settings, store)
    pairing.register(app, db, settings)
    api.register(app)
    docs.register(app)
    app.router.routes.append(OtherMethods(app.router.routes))
    app.add_middleware(HeadLikeGet)
    troubles.register(app)
    return counted


def _post(db: Database, live: Live, settings: Settings) -> AbstractAsyncContextManager[None]:
    if not settings.mail_url:
        return nullcontext()
    from kiosk import delivery  # loads what speaks with mail servers, which not every house does

    return delivery.running(db, live, settings)


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
