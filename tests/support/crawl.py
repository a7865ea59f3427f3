"""Goes wherever the kiosk's taps lead, without a browser, and keeps every kind of screen that it finds."""

import html
import re
from collections import deque
from collections.abc import Iterator
from dataclasses import dataclass, replace

from booking import clock, onsite
from booking.i18n import LANGUAGES
from kiosk import work
from kiosk.components.region import Tap
from kiosk.pages.board import read_board
from kiosk.pages.state import Aids, KioskState, Screen
from kiosk.pages.visit import Visit
from models.database import Database
from tests.support.screens import visit_at

_CONTROL = re.compile(r'data-tap="([^"]*)"(?: data-value="([^"]*)")?')
_KEYPAD = re.compile(r'data-keypad="([^"]*)" data-length="(\d+)"')
_CARD = re.compile(r'data-card="([^"]*)"')
_AIDS = {"home", "back", "large", "contrast", "speak", "pace", "loud", "more-time"}
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
    staff: str = ""  # the desk's code for the staff of this kiosk
    numbers: tuple[str, ...] = ()  # of code words of seats
    likes: tuple[str, ...] = ()  # values that it taps wherever they are, once on each kind of screen


class Crawler:
    """A visitor that tries everything once."""

    def __init__(self, visit: Visit, known: Known) -> None:
        self._visit = visit
        self._known = known
        self._found: dict[str, list[Drawn]] = {}
        self._followed: set[tuple[str, str, int | str]] = set()
        self._taps = 0

    async def go(self) -> list[Drawn]:
        """Return each kind of screen in every look; its name says the screen and what can be done on it.

        It is drawn when it is found: what is tapped later is done, and may change what it shows.
        """
        queue = deque([self._visit._state])
        while queue:
            state = queue.popleft()
            drawing = await self._draw(state)
            name = _kind(state, drawing)
            taps = list(self._liked_on(state, drawing))
            if name not in self._found:
                self._found[name] = await self._views(state, name)
                taps += self._taps_on(state, drawing)
            for tap in taps:
                self._visit._state = state
                await self._visit._tapped(tap)
                queue.append(self._visit._state)
        return [view for views in self._found.values() for view in views]

    async def _views(self, state: KioskState, name: str) -> list[Drawn]:
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
            right = (self._known.pin,) if len(self._known.pin) == int(keypad[2]) else self._known.numbers
            for digits in ("0" * int(keypad[2]), *right):
                yield self._tap(keypad[1], digits)
        yield from self._held_up(state, drawing)
        ways = _ways_on(drawing)
        for action in sorted(ways):
            values = sorted(ways[action], key=lambda value: value != self._known.group)
            for number, value in enumerate(values[:_WAYS]):
                if (state.screen, action, number) not in self._followed:
                    self._followed.add((state.screen, action, number))
                    yield self._tap(action, value)

    def _held_up(self, state: KioskState, drawing: str) -> Iterator[Tap]:
        if (place := _CARD.search(drawing)) and self._known.card:
            yield self._tap(place[1], self._known.card)
        if state.screen is Screen.CHECK and self._known.card:
            yield self._tap("held-up", self._known.card)  # where no screen asks for it
        if state.screen is Screen.PROGRAMME and self._known.staff:
            yield self._tap("staff", "TS" + "0" * 28)  # nothing that could be read
            yield self._tap("staff", self._known.staff)

    def _liked_on(self, state: KioskState, drawing: str) -> Iterator[Tap]:
        for action, values in _ways_on(drawing).items():
            for value in values:
                if value in self._known.likes and (state.screen, action, value) not in self._followed:
                    self._followed.add((state.screen, action, value))
                    yield self._tap(action, value)

    def _tap(self, action: str, value: str) -> Tap:
        self._taps += 1
        return Tap(action, value, self._taps)


def _ways_on(drawing: str) -> dict[str, list[str]]:
    """Return the values of each action that can be tapped."""
    ways: dict[str, list[str]] = {}
    for action, value in _CONTROL.findall(drawing):
        ways.setdefault(html.unescape(action), []).append(html.unescape(value))
    return {action: values for action, values in ways.items() if action not in _AIDS}


def _kind(state: KioskState, drawing: str) -> str:
    actions = sorted({html.unescape(action) for action, _value in _CONTROL.findall(drawing)} - _AIDS - {"languages"})
    refused = " (refused)" if state.reasons else ""
    return f"{state.screen.value}{refused}: {', '.join(actions)}"


async def every_view(db: Database, known: Known) -> list[Drawn]:
    """Return every kind of screen of the house in *db*, in each language, usual and large."""
    board = await work.reading(db, lambda session: read_board(session, clock.now()))
    visit = visit_at(db, board)
    with db.writing() as session:
        code = onsite.offer_code(session, visit._screen.id, who="desk:manager", now=clock.now())
    return await Crawler(visit, replace(known, staff=code)).go()
