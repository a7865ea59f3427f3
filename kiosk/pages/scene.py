"""What a screen is drawn from, and the frame around every screen of the panel."""

from collections.abc import Callable, Hashable, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from math import ceil
from typing import Any, Generic, TypeVar

from booking.i18n import spoken
from booking.screens import ScreenFacts
from kiosk.components.unbroken import unbroken
from kiosk.pages.board import Board
from kiosk.pages.mine_state import Mine
from kiosk.pages.state import KioskState, Screen
from kiosk.slips import Outcome
from kiosk.theme import render
from models.database import Session

Item = TypeVar("Item")
# A QR code that a phone must catch, or words that must be written down.
_WITH_CODE = (
    Screen.MEETING,
    Screen.CALENDAR,
    Screen.DONE,
    Screen.SIGN,
    Screen.HANDED,
    Screen.SEAT,
    Screen.QUARTER,
    Screen.OFFICE,
)


@dataclass(frozen=True, kw_only=True, slots=True)
class IdleTimes:
    """Seconds without a touch until the kiosk asks whether somebody is there (UX §6.3)."""

    usual: float = 90
    pin: float = 60  # screens on which a PIN is typed or counts
    code: float = 180  # screens with a QR code: phones take their time
    question: float = 30  # how long it asks
    unhurried: float = 180  # for whoever reads large, with more contrast or another language
    home: float = 20  # the first screen, after a visit: it is loaded afresh, nobody is asked

    def of(self, state: KioskState) -> float:
        """Return how long the screen of *state* waits: twice as long for whoever asked for more time (WCAG 2.2.1)."""
        return self._usually(state) * (2 if state.aids.more_time else 1)

    def _usually(self, state: KioskState) -> float:
        if state == KioskState(page=state.page):
            return self.home
        if state.screen in (Screen.PIN, Screen.CHECK) or state.mine != Mine() or state.seat.sought is not None:
            return self.pin
        if state.screen in _WITH_CODE or state.look.still:
            return self.code
        return self.unhurried if state.aids.needs_time else self.usual


@dataclass(frozen=True, kw_only=True, slots=True)
class Scene:
    """One moment of one visit."""

    session: Session
    board: Board
    state: KioskState
    now: datetime
    address: str  # of the house in the web, as QR codes name it
    idle: IdleTimes
    prints: bool = False  # whether a printer of slips answers
    slip: Outcome | None = None  # what became of the one that this visit asked for
    screen: ScreenFacts | None  # none: a browser that the desk has not paired; it sees the public programme only
    _seen: dict[Hashable, Any] = field(default_factory=dict, init=False, repr=False, compare=False)

    @property
    def paired(self) -> bool:
        """Whether this is a kiosk of the house."""
        return self.screen is not None

    @property
    def notice(self) -> str:
        """What the desk tells in this kiosk's window today; empty if nothing."""
        return self.screen.notice_on(self.board.today) if self.screen else ""

    def once(self, what: Hashable, look: Callable[[], Item]) -> Item:
        """Return what *look* finds; asked again for the same *what*, without looking: two regions show it."""
        if what not in self._seen:
            self._seen[what] = look()
        found: Item = self._seen[what]
        return found

    def draw(self, template: str, **values: object) -> str:
        """Return the screen made of *template* and plain *values*, in the panel's frame."""
        drawn = render(
            f"pages/{template}",
            screen=self.state.screen.value,
            idle=f"{self.idle.of(self.state):g}",
            aids=self.state.aids,
            language=spoken(),
            reasons=self.state.reasons,
            paired=self.paired,
            **values,
        )
        return unbroken(drawn)


@dataclass(frozen=True, slots=True)
class Page(Generic[Item]):
    """A part of a list that fits on the screen."""

    items: tuple[Item, ...]
    number: int
    pages: int

    @property
    def before(self) -> int | None:
        """The page before; none on the first."""
        return self.number - 1 if self.number else None

    @property
    def after(self) -> int | None:
        """The page after; none on the last."""
        return self.number + 1 if self.number + 1 < self.pages else None


def page_of(items: Sequence[Item], number: int, size: int) -> Page[Item]:
    """Return page *number* of *items*, *size* on each; the last one if there are fewer."""
    pages = max(1, ceil(len(items) / size))
    number = min(number, pages - 1)
    return Page(tuple(items[number * size : (number + 1) * size]), number, pages)
