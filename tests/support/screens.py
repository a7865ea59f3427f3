"""Kiosks for tests: machines that the desk has paired."""

from playwright.sync_api import BrowserContext

from booking import clock, screens
from booking.screens import ScreenFacts
from kiosk.live import Live
from kiosk.pages.board import Board, Boards
from kiosk.pages.device import COOKIE, Devices
from kiosk.pages.place import Place
from kiosk.pages.scene import IdleTimes
from kiosk.pages.visit import Visit
from models.database import Database

_SECRET = "seals the codes of this test"


def paired(db: Database, name: str = "Eingang") -> tuple[str, ScreenFacts]:
    """Pair a machine as the desk does; return its token and what the house knows of it."""
    now = clock.now()
    with db.writing() as session:
        code = screens.offer_pairing(session, _SECRET, name=name, who="desk:manager", now=now)
        token = screens.pair(session, code, _SECRET, now=now)
        assert isinstance(token, str)
        screen = screens.screen_of(session, token)
        assert screen is not None
    return token, screen


def visit_at(db: Database, board: Board, *, known: bool = True) -> Visit:
    """Return a visit that somebody begins at a kiosk without a browser; if not *known*, at no kiosk of the house."""
    live = Live(db)
    place = Place(
        db=db, boards=Boards(db, live), devices=Devices(db, live), secret="a secret of sixteen", idle=IdleTimes()
    )
    return Visit(place, board, "https://quartier.example.org", paired(db)[1] if known else None)


def as_kiosk(context: BrowserContext, db: Database) -> BrowserContext:
    """Let the browser be a kiosk of the house that is served on this machine from *db*."""
    token, _screen = paired(db)
    context.add_cookies(
        [
            {
                "name": COOKIE,
                "value": token,
                "domain": "127.0.0.1",
                "path": "/kiosk",
                "httpOnly": True,
                "sameSite": "Strict",
            }
        ]
    )
    return context
