"""Sprache: every language of the house under its own name."""

from booking.i18n import LANGUAGES
from kiosk.pages.scene import Scene


def draw(scene: Scene) -> str:
    """Draw the choice of the language."""
    return scene.draw("language.html", languages=list(LANGUAGES.values()), chosen=scene.state.aids.language)
