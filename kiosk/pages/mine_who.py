"""Meine Termine, the way in: a card, or the group and its PIN."""

from booking.seals import PIN_LENGTH
from kiosk.pages.book_who import GROUPS, jump_tabs, sorted_groups
from kiosk.pages.scene import Scene, page_of


def draw_who(scene: Scene) -> str:
    """Draw how a group shows who it is."""
    return scene.draw("mine_who.html")


def draw_groups(scene: Scene) -> str:
    """Draw the list of groups; closed ones are not named here, they have a card."""
    groups = sorted_groups(scene)
    page = page_of(groups, scene.state.page, GROUPS)
    return scene.draw("book_group.html", groups=page, tabs=jump_tabs(groups, page.number), choice="", take="mine-group")


def draw_pin(scene: Scene) -> str:
    """Draw the keypad."""
    asked = scene.state.mine.asked
    return scene.draw(
        "book_pin.html",
        group=next((group.name for group in scene.board.groups if group.slug == asked), ""),
        length=PIN_LENGTH,
        locked=scene.state.locked,
        choice="",
        take="mine-pin",
    )
