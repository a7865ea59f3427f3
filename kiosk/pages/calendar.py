"""Kalender aufs Handy: which calendar, and its QR code."""

from dataclasses import dataclass

from markupsafe import Markup

from booking.i18n import _
from kiosk.pages import shop
from kiosk.pages.scene import Scene, page_of
from kiosk.phone import addresses, feeds
from kiosk.phone.feeds import Feed, Offer
from kiosk.routes.qr import address_in_words, qr_svg

ROWS = 5  # on a page


@dataclass(frozen=True, kw_only=True, slots=True)
class FeedView:
    """A calendar and the page on which the phone subscribes to it."""

    name: str
    code: Markup
    address: str


@dataclass(frozen=True, slots=True)
class Step:
    """One of the three things to do with a phone."""

    pictogram: str
    words: str


def steps() -> list[Step]:
    """Return how a calendar comes to the phone, in three pictures."""
    return [
        Step("scan", _("Kamera vom Handy auf das Bild halten.")),
        Step("tap", _("Auf „Abonnieren“ tippen.")),
        Step("calendar", _("Fertig. Neue Termine kommen von selbst.")),
    ]


def feed_view(key: str, offer: Offer, address: str) -> FeedView:
    """Return the calendar *key* of *offer*; all meetings if there is none of that name."""
    feed = next((one for one in offer.every if one.key == key), None)
    # Whoever wants everything gets the page where every calendar can be found.
    page = address + addresses.calendar(feed.key if feed else "")
    return FeedView(name=(feed or offer.all).name, code=qr_svg(page), address=address_in_words(page))


def draw(scene: Scene) -> str:
    """Draw the QR code of the chosen calendar, or the list to choose from."""
    key = scene.state.feed
    offer = feeds.offer(scene.session, scene.board.house)
    if key == "rooms":
        return _draw_list(scene, _("Welcher Raum?"), "door", offer.rooms)
    if key == "groups":
        return _draw_list(scene, _("Welche Gruppe?"), "group", offer.groups)
    return scene.draw("calendar.html", view=feed_view(key, offer, scene.address), feed=key, steps=steps())


def _draw_list(scene: Scene, title: str, picture: str, choices: tuple[Feed, ...]) -> str:
    page = page_of(choices, scene.state.page, ROWS)
    return scene.draw("calendar_list.html", title=title, picture=picture, page=page)


def draw_window(scene: Scene) -> str:
    """Draw the three pictures large."""
    return shop.draw(scene, "calendar_window.html", steps=steps())
