"""Wer hilft mir? Who is here, and numbers to call."""

from dataclasses import dataclass

from booking import contacts, offices
from booking.contacts import Help
from kiosk.components.help_words import PICTOGRAMS, there
from kiosk.pages import shop
from kiosk.pages.scene import Scene, page_of
from kiosk.pages.who import office_view

LINES = 8
LARGE_LINES = 3  # for whoever reads large, and whom to call about the house


@dataclass(frozen=True, kw_only=True, slots=True)
class Line:
    """Who helps with what."""

    pictogram: str
    title: str
    phone: str
    office: str  # slug; empty: there is no more to tell


def line(help_: Help) -> Line:
    """Return one line of the list."""
    return Line(pictogram=PICTOGRAMS.get(help_.icon, "info"), title=help_.title, phone=help_.phone, office=help_.office)


def draw(scene: Scene) -> str:
    """Draw who is there and whom one can call."""
    board = scene.board
    house = contacts.house_phone(scene.session, board.house)
    lines = [line(one) for one in contacts.help_list(scene.session, board.house)]
    return scene.draw(
        "helping.html",
        there=there(board.staffed, board.at),
        house=house,
        page=page_of(lines, scene.state.page, LARGE_LINES if scene.state.aids.large else LINES),
    )


def draw_office(scene: Scene) -> str:
    """Draw one function with its number and its card for the phone; the list if it has none any more."""
    found = offices.offices(scene.session).get(scene.state.look.office)
    if found is None:
        return draw(scene)
    return scene.draw("office.html", office=office_view(found, scene.board.house.short))


def draw_window(scene: Scene) -> str:
    """Draw who is there, large."""
    board = scene.board
    house = contacts.house_phone(scene.session, board.house)
    return shop.draw(scene, "helping_window.html", there=there(board.staffed, board.at), house=house)
