"""The first screen: what one can do here."""

from datetime import datetime

from booking.i18n import _
from kiosk.pages.scene import Scene


def greeting(at: datetime) -> str:
    """Return the greeting that fits the hour."""
    if at.hour < 11:
        return _("Guten Morgen!")
    return _("Guten Tag!") if at.hour < 18 else _("Guten Abend!")


def draw(scene: Scene) -> str:
    """Draw the first screen; for a browser that is no kiosk of the house, what everybody may read."""
    return scene.draw("home.html" if scene.paired else "visitor.html", greeting=greeting(scene.board.at))
