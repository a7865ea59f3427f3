"""Raum buchen: how a group shows who it is, by card, PIN or on a phone; and the way for somebody new."""

from dataclasses import dataclass
from urllib.parse import urlsplit

from markupsafe import Markup

from booking.i18n import _
from kiosk.calendar_words import duration
from kiosk.pages.book_over import while_held
from kiosk.pages.book_who import JumpTab, jump_tabs, sorted_groups
from kiosk.pages.choice import choice_words, countdown, other_times
from kiosk.pages.scene import Scene
from kiosk.pages.state import Held
from kiosk.phone import addresses
from kiosk.routes.qr import qr_svg


@dataclass(frozen=True, slots=True)
class PhoneCode:
    """The way on to somebody's own phone: a picture, and where it leads without what is secret."""

    drawing: Markup
    address: str


def phone_code(address: str, held: Held) -> PhoneCode:
    """Return the code of the page that goes on with *held*, in the web at *address*."""
    label = _("QR-Code: Weiter auf dem eigenen Handy")
    return PhoneCode(
        qr_svg(addresses.in_spoken(address + addresses.booking(held.token)), label=label),
        f"{urlsplit(address).netloc}/b/…",
    )


def letters(scene: Scene) -> list[JumpTab]:
    """Return the jumps to the page of one's group; one that says nothing where all groups fit on a page."""
    return jump_tabs(sorted_groups(scene), -1) or [JumpTab(page=0, letters="", chosen=False)]


@while_held
def draw(scene: Scene, held: Held) -> str:
    """Draw the four ways to go on."""
    house, state = scene.board.house, scene.state
    return scene.draw(
        "book_sign.html",
        choice=choice_words(house, state),
        countdown=countdown(held.until, scene.now),
        code=phone_code(scene.address, held),
        letters=letters(scene),
        others=other_times(house, state.others),
        length=duration(state.minutes),
    )
