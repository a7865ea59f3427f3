"""What a journey is made of. Taps change plain values; only an act touches the database."""

from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import TYPE_CHECKING

from kiosk.pages.scene import Scene
from kiosk.pages.state import KioskState, Screen

if TYPE_CHECKING:
    from kiosk.pages.board import Board
    from kiosk.pages.place import Place


@dataclass(frozen=True, slots=True)
class Facts:
    """What a step needs to know of the world."""

    today: date
    rooms: tuple[str, ...]  # slugs of the rooms that can be asked for
    mark: str  # fresh and random


Draw = Callable[[Scene], str]
Change = Callable[[KioskState, str, Facts], KioskState]
Act = Callable[["Place", "Board", KioskState, str], Awaitable[KioskState]]
Deed = Callable[["Place", KioskState, str], Awaitable[KioskState]]
Follow = Callable[["Place", KioskState], Awaitable[KioskState]]


@dataclass(frozen=True, kw_only=True, slots=True)
class Journey:
    """Screens that belong together."""

    draws: Mapping[Screen, Draw]
    for_all: bool = False  # also in a browser that the desk has not paired: only what everybody may read
    changes: Mapping[str, Change] = field(default_factory=dict)  # by action: where a tap leads
    back: Mapping[Screen, Change] = field(default_factory=dict)  # where "Zurück" leads; elsewhere to the start
    acts: Mapping[str, Act] = field(default_factory=dict)  # by action: what is written; returns where that leads
    follows: Mapping[Screen, Follow] = field(default_factory=dict)  # where it leads when something changed elsewhere
    # What the shop window shows meanwhile; elsewhere it shows what all kiosks show, which is drawn only once for all.
    # Whoever stands behind the visitor reads it too: nothing in it is about this visit but what was looked at.
    windows: Mapping[Screen, Draw] = field(default_factory=dict)


def on_its_own(deed: Deed) -> Act:
    """Return *deed* as an act: it asks the database itself and needs no picture of the house."""

    async def act(place: "Place", board: "Board", state: KioskState, value: str) -> KioskState:
        return await deed(place, state, value)

    return act
