"""The frame of the shop window: whose house it is, the day, the time, and who is there."""

from typing import TYPE_CHECKING

from kiosk.components.help_words import here_words
from kiosk.components.unbroken import unbroken
from kiosk.theme import render

if TYPE_CHECKING:
    from kiosk.pages.scene import Scene


def draw(scene: "Scene", template: str, **values: object) -> str:
    """Return the shop window made of *template* for one visit; it says nothing about who visits."""
    board = scene.board
    here = here_words(board.staffed, board.at)
    return unbroken(render(f"pages/{template}", name=board.house.name, at=board.at, here=here, **values))
