"""One open kiosk: its state, its two regions, and what its taps do. All of it ends with the page."""

import asyncio
import logging
import secrets
from contextlib import suppress
from dataclasses import replace

from nicegui import Client, background_tasks, ui

from booking import clock
from booking.i18n import _, speaking, spoken
from booking.refusals import Refused
from booking.screens import ScreenFacts
from kiosk import work
from kiosk.components.region import Region, Tap, offers
from kiosk.pages import holding
from kiosk.pages.board import Board
from kiosk.pages.journeys import ACTS, DRAWS, FOLLOWS, Facts, is_for_all, step, window_of
from kiosk.pages.place import Place
from kiosk.pages.scene import Scene
from kiosk.pages.state import KioskState, failed
from kiosk.theme import render
from kiosk.words import sentences
from models.database import Session

_RETURNS_WITHIN = 8.0  # seconds: a line that was cut for so long comes back by itself
_log = logging.getLogger(__name__)


class Visit:
    """The panel and the shop window of one browser; without a *screen* it is no kiosk of the house."""

    def __init__(self, place: Place, board: Board, address: str, screen: ScreenFacts | None) -> None:
        known = replace(place, address=address)
        self._place = replace(known, screen_id=screen.id, terminal=f"kiosk:{screen.id}") if screen else known
        self._screen = screen
        self._board = board
        self._address = address
        self._state = KioskState()
        self._turn = asyncio.Lock()  # taps and pushes are drawn one after the other
        self._stale = False  # a push waits for its turn
        self._answers = False  # a tap is being answered
        self._asked = 0  # number of the newest tap
        self._client: Client | None = None
        self._panel: Region | None = None
        self._window: Region | None = None
        self._own_window: str | None = None  # none: the one that all kiosks show

    async def open(self) -> None:
        """Put both regions on the page. The panel comes first: the window is only to look at."""
        seen = self._board
        drawing = await self._drawing()
        window = self._window_drawing()
        ui.add_body_html(render("pages/first_paint.html", panel=drawing, window=window))
        self._client = ui.context.client
        self._panel = Region(drawing, on_tap=self._tapped).classes("panel")
        self._window = Region(window).classes("window")
        if self._board is not seen:  # it changed while the panel was drawn
            self.show(self._board)

    def show(self, board: Board) -> None:
        """Show a new picture of the house, as far as it can be seen."""
        self._board = board
        if self._window is None or self._window.is_deleted:
            return
        self._show_window()
        if not self._stale:
            self._stale = True
            background_tasks.create(self._redraw(), name="redraw a kiosk")

    def told_of_device(self, screen: ScreenFacts | None) -> None:
        """Hear what the desk did with this machine.

        If it only tells something else in the window, the visit goes on. If it hangs otherwise, is to be loaded afresh
        or has lost its rights, nothing more is done from now on.
        """
        before, self._screen = self._screen, screen
        if screen is not None and before is not None and screen.page() == before.page():
            self.show(self._board)
        elif self._client is not None:
            self._client.open("/kiosk")  # drawn for what it is now; nothing of the visit is kept

    def _show_window(self) -> None:
        if self._window is not None and not self._window.is_deleted:
            self._window.show(self._window_drawing())

    def _window_drawing(self) -> str:
        notice = self._screen.notice_on(self._board.today) if self._screen else ""
        return self._own_window or self._board.window_in(self._state.aids.language, notice)

    async def _redraw(self) -> None:
        async with self._turn:
            self._stale = False
            try:
                if follow := FOLLOWS.get(self._state.screen):
                    self._state = await follow(self._place, self._state)
                drawing = await self._drawing()
            except Refused:
                return  # the database is away: the old picture stays until it is back
            if self._panel is not None and not self._panel.is_deleted:
                self._panel.show(drawing)
                self._show_window()

    async def _tapped(self, tap: Tap) -> None:
        self._asked = max(self._asked, tap.number)
        if self._answers:
            return  # our page waits for its answer; what comes meanwhile is sent twice or made up
        self._answers = True
        try:
            async with self._turn:
                await self._answer(tap)
        finally:
            self._answers = False

    async def _answer(self, tap: Tap) -> None:
        with speaking(self._state.aids.language):
            drawing = await self._answer_drawn(tap)
        if self._panel is not None and not self._panel.is_deleted:
            self._panel.answer(self._asked, drawing)
            self._show_window()

    async def _answer_drawn(self, tap: Tap) -> str:
        try:
            if self._offers(tap):
                before = self._state
                await self._follow(tap)
                await self._let_go(before)
            return await self._drawing()
        except Refused as refused:
            # The database is away for a while: as soon as it is back the visit goes on where the tap leads, by itself.
            return self._pause(" ".join(sentences(refused.reasons, self._board.house.zone)))
        except Exception:
            # Nobody at the kiosk can do anything about it: they keep their choices and hear it in words.
            _log.exception("a tap failed: %s", tap.action)
            return await self._sorry(_("Das hat nicht geklappt. Bitte noch einmal."))

    def _offers(self, tap: Tap) -> bool:
        if self._screen is None and not is_for_all(tap.action):
            return False  # whatever a stranger's browser sends
        # Asked again in its turn: what was drawn while the tap waited may not hold its control any more.
        return self._panel is None or offers(self._panel.drawing, tap)

    async def _sorry(self, why: str) -> str:
        """Return a screen that says *why*; the way back leads to every choice, as far as any screen can show it."""
        self._state = failed(self._state, why)
        return await self._drawing()  # it asks no database

    def _pause(self, why: str) -> str:
        usual = f"{self._place.idle.usual:g}"
        with speaking(self._state.aids.language):
            return render(
                "pages/pause.html",
                screen="pause",
                idle=usual,
                aids=self._state.aids,
                language=spoken(),
                reasons=(why,),
                paired=False,
            )

    async def _follow(self, tap: Tap) -> None:
        if act := ACTS.get(tap.action):
            self._state = await act(self._place, self._board, self._state, tap.value)
            return
        rooms = tuple(room.slug for room in self._board.house.bookable_rooms)
        facts = Facts(clock.now().astimezone(self._board.house.zone).date(), rooms, secrets.token_urlsafe(16))
        self._state = step(self._state, tap.action, tap.value, facts)

    async def _let_go(self, before: KioskState) -> None:
        """Give the time back that was held for the visit and that it does not know any more: back, start, another."""
        if before.held is not None and self._state.held != before.held and self._state.done is None:
            with suppress(Refused):  # the database is away: it is let go of when its minutes are over
                await holding.let_go(self._place.db, before.held, self._place.terminal)

    async def left(self) -> None:
        """Give back what is held if the line of the page is cut for long."""
        if self._state.held is None:
            return
        await asyncio.sleep(_RETURNS_WITHIN)
        if self._client is None or not self._client.has_socket_connection:
            await self.gone()

    async def gone(self) -> None:
        """Give back what is held, because the page is gone: reloaded, reset, closed."""
        async with self._turn:
            before, self._state = self._state, holding.over(self._state)
            await self._let_go(before)

    async def _drawing(self) -> str:
        drawing, self._own_window = await work.reading(self._place.db, self._draw)
        return drawing

    def _draw(self, session: Session) -> tuple[str, str | None]:
        scene = Scene(
            session=session,
            board=self._board,
            state=self._state,
            now=clock.now(),
            address=self._address,
            idle=self._place.idle,
            prints=self._place.printing.offered,
            slip=self._place.printing.outcome(self._state.slip),
            screen=self._screen,
        )
        with speaking(self._state.aids.language):  # the thread that draws knows nothing of the task that asked
            window = window_of(self._state)
            return DRAWS[self._state.screen](scene), window(scene) if window else None
