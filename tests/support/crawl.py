"""Goes wherever the kiosk's taps lead, without a browser, and keeps every kind of screen that it finds."""

import html
import re
from collections import deque
from collections.abc import Iterator
from dataclasses import dataclass, replace

from booking import clock
from booking.i18n import LANGUAGES
from kiosk import work
from kiosk.components.region import Tap
from kiosk.pages.board import read_board
from kiosk.pages.state import Aids, KioskState
from kiosk.pages.visit import Visit
from models.database import Database
from tests.support.screens import visit_at

_CONTROL = re.compile(r'data-tap="([^"]*)"(?: data-value="([^"]*)")?')
_KEYPAD = re.compile(r'data-keypad="([^"]*)" data-length="(\d+)"')
_CARD = re.compile(r'data-card="([^"]*)"')
_AIDS = {"home", "back", "large", "contrast", "speak"}
_WAYS = 2  # of the same kind that are tried from one screen


@dataclass(frozen=True, slots=True)
class Drawn:
    """One screen as one visitor sees it."""

    name: str
    aids: Aids
    panel: str
    window: str


@dataclass(frozen=True, slots=True)
class Known:
    """What the crawler may type and prefers to choose."""

    group: str
    pin: str
    card: str = ""  # of the group; empty: it has none


class Crawler:
    """A visitor that tries everything once."""

    def __init__(self, visit: Visit, known: Known) -> None:
        self._visit = visit
        self._known = known
        self._found: dict[str, KioskState] = {}
        self._followed: set[tuple[str, str, int]] = set()
        self._taps = 0

    async def go(self) -> dict[str, KioskState]:
        """Return a state for each kind of screen, by its name: the screen and what can be done on it."""
        queue = deque([self._visit._state])
        while queue:
            state = queue.popleft()
            drawing = await self._draw(state)
            name = _kind(state, drawing)
            if name in self._found:
                continue
            self._found[name] = state
            for tap in self._taps_on(state, drawing):
                self._visit._state = state
                await self._visit._tapped(tap)
                queue.append(self._visit._state)
        return self._found

    async def views(self, state: KioskState, name: str) -> list[Drawn]:
        """Return *state* as it looks in each language, usual and large, and once with strong contrast."""
        looks = [Aids(language=language, large=large) for language in LANGUAGES for large in (False, True)]
        drawn = []
        for aids in [*looks, Aids(contrast=True)]:
            panel = await self._draw(replace(state, aids=aids))
            drawn.append(Drawn(name, aids, panel, self._visit._window_drawing()))
        return drawn

    async def _draw(self, state: KioskState) -> str:
        self._visit._state = state
        return await self._visit._drawing()

    def _taps_on(self, state: KioskState, drawing: str) -> Iterator[Tap]:
        if keypad := _KEYPAD.search(drawing):
            for digits in ("0" * int(keypad[2]), self._known.pin):
                yield self._tap(keypad[1], digits)
        if (place := _CARD.search(drawing)) and self._known.card:
            yield self._tap(place[1], self._known.card)
        ways: dict[str, list[str]] = {}
        for action, value in _CONTROL.findall(drawing):
            ways.setdefault(html.unescape(action), []).append(html.unescape(value))
        for action in sorted(ways.keys() - _AIDS):
            values = sorted(ways[action], key=lambda value: value != self._known.group)
            for number, value in enumerate(values[:_WAYS]):
                if (state.screen, action, number) not in self._followed:
                    self._followed.add((state.screen, action, number))
                    yield self._tap(action, value)

    def _tap(self, action: str, value: str) -> Tap:
        self._taps += 1
        return Tap(action, value, self._taps)


def _kind(state: KioskState, drawing: str) -> str:
    actions = sorted({html.unescape(action) for action, _value in _CONTROL.findall(drawing)} - _AIDS - {"languages"})
    refused = " (refused)" if state.reasons else ""
    return f"{state.screen.value}{refused}: {', '.join(actions)}"


async def every_view(db: Database, known: Known) -> list[Drawn]:
    """Return every kind of screen of the house in *db*, in each language, usual and large."""
    board = await work.reading(db, lambda session: read_board(session, clock.now()))
    crawler = Crawler(visit_at(db, board), known)
    found = await crawler.go()
    return [view for name, state in found.items() for view in await crawler.views(state, name)]
