"""Etwas ist kaputt: what, where, thanks."""

from booking import damages
from booking.i18n import _
from kiosk.damagewords import KINDS
from kiosk.pages.scene import Scene, page_of

ELSEWHERE = "elsewhere"
WHERE = 6  # places on a page


def draw_what(scene: Scene) -> str:
    """Draw what can be broken, as six pictures."""
    kinds = [(kind, KINDS[kind][0], _(KINDS[kind][1])) for kind in damages.KINDS]
    return scene.draw("broken.html", kinds=kinds)


def draw_where(scene: Scene) -> str:
    """Draw the places of the house."""
    rooms = [(room.slug, room.name) for room in scene.board.house.public_rooms]
    pictogram, words = KINDS[scene.state.door.what]
    return scene.draw(
        "broken_where.html",
        what=_(words),
        picture=pictogram,
        places=page_of([*rooms, (ELSEWHERE, _("woanders im Haus"))], scene.state.page, WHERE),
    )


def draw_told(scene: Scene) -> str:
    """Draw the thanks."""
    pictogram, words = KINDS[scene.state.door.what]
    return scene.draw("broken_told.html", what=_(words), picture=pictogram, uid=scene.state.door.booking)
