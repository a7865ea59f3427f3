"""Somebody who stands at a kiosk without a browser: taps only what is drawn, and hears what is said."""

import html
import re
from datetime import datetime, timedelta

from booking import clock
from kiosk import work
from kiosk.components.region import Tap, offers
from kiosk.pages.board import read_board
from kiosk.pages.visit import Visit
from models.database import Database
from tests.support.screens import visit_at


class Visitor:
    """One visit, and the clock of its house."""

    def __init__(self, db: Database, now: datetime) -> None:
        self.db = db
        self.now = now
        self.drawing = ""
        self._visit: Visit | None = None
        self._number = 0

    @property
    def visit(self) -> Visit:
        """The visit that was opened."""
        assert self._visit is not None, "nobody stands here yet"
        return self._visit

    async def open(self) -> "Visitor":
        """Step up to the first screen as it is now."""
        board = await work.reading(self.db, lambda session: read_board(session, clock.now()))
        self._visit = visit_at(self.db, board)
        return await self.look()

    async def look(self) -> "Visitor":
        """See what is drawn now."""
        self.drawing = await self.visit._drawing()
        return self

    async def tap(self, action: str, value: str = "") -> "Visitor":
        """Tap a control, type a PIN or hold a card there. Raises AssertionError if it is not on the screen."""
        self._number += 1
        tap = Tap(action, value, self._number)
        assert offers(self.drawing, tap), f"{action} {value} is not on the screen {self.screen}: {self.taps}"
        await self.visit._tapped(tap)
        return await self.look()

    def wait(self, **time: float) -> "Visitor":
        """Let time pass."""
        self.now += timedelta(**time)
        return self

    @property
    def screen(self) -> str:
        """The screen that is drawn."""
        found = re.search(r'data-screen="([^"]*)"', self.drawing)
        return found[1] if found else ""

    @property
    def taps(self) -> list[str]:
        """What can be tapped, as `action value`."""
        found = re.findall(r'data-tap="([^"]*)" data-value="([^"]*)"', self.drawing)
        return [html.unescape(f"{action} {value}".strip()) for action, value in found]

    @property
    def words(self) -> str:
        """What can be read, in order."""
        return _read(self.drawing)

    @property
    def window(self) -> str:
        """What can be read in the shop window, in order."""
        return _read(self.visit._window_drawing())


def _read(drawing: str) -> str:
    body = re.sub(r"<svg.*?</svg>", " ", drawing, flags=re.DOTALL)
    text = html.unescape(re.sub(r"<[^>]*>", " ", body))
    return " ".join(text.split())
