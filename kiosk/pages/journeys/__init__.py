"""What one can do at the panel: each journey brings its screens, its taps and what it writes down."""

from collections.abc import Mapping

from kiosk.pages.journeys import aside, asking, booking, heldup, looking, mine, presence, quarter, seats, staff
from kiosk.pages.journeys.journey import Act, Change, Draw, Facts, Follow, Journey
from kiosk.pages.state import KioskState, Screen, start, to

__all__ = ["ACTS", "DRAWS", "FOLLOWS", "Facts", "is_for_all", "step", "window_of"]

_JOURNEYS: tuple[Journey, ...] = (
    looking.JOURNEY,
    seats.JOURNEY,
    quarter.JOURNEY,
    asking.JOURNEY,
    booking.JOURNEY,
    mine.JOURNEY,
    heldup.JOURNEY,
    presence.JOURNEY,
    staff.JOURNEY,
    aside.JOURNEY,
)

DRAWS: Mapping[Screen, Draw] = {screen: draw for journey in _JOURNEYS for screen, draw in journey.draws.items()}
ACTS: Mapping[str, Act] = {action: act for journey in _JOURNEYS for action, act in journey.acts.items()}
FOLLOWS: Mapping[Screen, Follow] = {screen: step for journey in _JOURNEYS for screen, step in journey.follows.items()}
_CHANGES: Mapping[str, Change] = {name: change for journey in _JOURNEYS for name, change in journey.changes.items()}
_BACK: Mapping[Screen, Change] = {screen: back for journey in _JOURNEYS for screen, back in journey.back.items()}
_FOR_ALL = {name for journey in _JOURNEYS if journey.for_all for name in (*journey.changes, *journey.acts)}
_WINDOWS: Mapping[Screen, Draw] = {screen: draw for journey in _JOURNEYS for screen, draw in journey.windows.items()}


def window_of(state: KioskState) -> Draw | None:
    """Return what draws the shop window of *state*; none: it shows what all kiosks show.

    Whoever only steps aside for a moment finds it as it was.
    """
    if state.screen is Screen.SORRY:
        return None  # perhaps it is the window that cannot be drawn
    return _WINDOWS.get(state.screen) or (_WINDOWS.get(state.aside) if state.aside else None)


def step(state: KioskState, action: str, value: str, facts: Facts) -> KioskState:
    """Return where the tap *action* with *value* leads; an unknown one leads nowhere.

    Values come from the server's own drawing (components.region.offers), so they can be read.
    """
    change = _EVERYWHERE.get(action) or _CHANGES.get(action)
    return change(state, value, facts) if change else state


def is_for_all(action: str) -> bool:
    """Whether *action* may be done in a browser that the desk has not paired."""
    return action in _EVERYWHERE or action in _FOR_ALL


def _back(state: KioskState, value: str, facts: Facts) -> KioskState:
    if state.aside is not None:
        return to(state, state.aside, page=state.aside_page, aside=None, aside_page=0)
    back = _BACK.get(state.screen)
    return back(state, value, facts) if back else start(state)


_EVERYWHERE: dict[str, Change] = {"home": lambda state, value, facts: start(state), "back": _back}
