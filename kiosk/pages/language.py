"""Sprache und Lesehilfen: every language under its own name, more time, the voice; a sample of it in the window."""

from booking.i18n import LANGUAGES, N_
from kiosk.pages import shop
from kiosk.pages.scene import Scene
from kiosk.pages.state import Pace

# Said through `_` when they are drawn.
PACES = {Pace.SLOW: N_("langsam"), Pace.USUAL: N_("normal"), Pace.QUICK: N_("schnell")}


def draw(scene: Scene) -> str:
    """Draw the choice of the language and how one reads."""
    return scene.draw(
        "language.html", languages=list(LANGUAGES.values()), chosen=scene.state.aids.language, paces=PACES
    )


def draw_window(scene: Scene) -> str:
    """Draw a text that looks as texts on the panel look now."""
    return shop.draw(scene, "language_window.html")
