"""Raum buchen: the minutes for which a chosen time is held are over."""

from collections.abc import Callable

from kiosk.calendar_words import duration
from kiosk.pages.choice import choice_words, other_times
from kiosk.pages.scene import Scene
from kiosk.pages.state import Held


def while_held(draw: Callable[[Scene, Held], str]) -> Callable[[Scene], str]:
    """Return what draws by *draw* as long as a time is held for the visit, and afterwards that it is over."""

    def either(scene: Scene) -> str:
        held = scene.state.held
        return draw(scene, held) if held is not None and scene.now < held.until else _draw_over(scene)

    return either


def _draw_over(scene: Scene) -> str:
    """Draw that the minutes are over, and the way to hold the same time again; every choice is kept."""
    house, state = scene.board.house, scene.state
    return scene.draw(
        "book_over.html",
        choice=choice_words(house, state),
        minutes=house.rules.tap_hold_minutes,
        others=other_times(house, state.others),
        length=duration(state.minutes),
    )
