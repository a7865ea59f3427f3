"""Kalender aufs Handy: which calendar, and its QR code. After two taps there is always one that leads there."""

from dataclasses import dataclass

from markupsafe import Markup

from booking.i18n import _
from kiosk.pages import shop
from kiosk.pages.scene import Scene, page_of
from kiosk.phone import addresses, feeds
from kiosk.phone.feeds import Feed, Offer
from kiosk.routes.qr import address_in_words, qr_svg

ROWS = 5  # on a page
_CHOICES = 6  # side by side (UX §12, A7)
HERE = "here/"  # before a kind of calendars: chosen on this screen, not on the phone


@dataclass(frozen=True, kw_only=True, slots=True)
class FeedView:
    """A calendar and the page on which the phone subscribes to it."""

    name: str
    code: Markup
    address: str


@dataclass(frozen=True, slots=True)
class Kind:
    """Calendars of one kind: how they are asked for, with what picture, and which there are."""

    key: str
    name: str
    question: str
    pictogram: str
    feeds: tuple[Feed, ...]


@dataclass(frozen=True, slots=True)
class Choice:
    """One way to say which calendar."""

    key: str
    name: str
    pictogram: str
    chosen: bool
    lang: str = ""  # of the name, where it is not the visitor's


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


def kinds(offer: Offer) -> list[Kind]:
    """Return the kinds of calendars that there are, in the order in which they are offered."""
    known = (
        Kind("topics", _("Nur ein Thema"), _("Welches Thema?"), "speech", offer.topics),
        Kind("districts", _("Nur ein Viertel"), _("Welches Viertel?"), "map", offer.districts),
        Kind("rooms", _("Nur ein Raum"), _("Welcher Raum?"), "door", offer.rooms),
        Kind("groups", _("Nur eine Gruppe"), _("Welche Gruppe?"), "group", offer.groups),
    )
    return [kind for kind in known if kind.feeds]


def choices(offer: Offer, feed: str) -> list[Choice]:
    """Return the ways to go on from the calendar *feed*: everything, each room if there are few, a kind."""
    there = kinds(offer)
    few = len(there) + len(offer.rooms) <= _CHOICES
    found = [Choice("", offer.all.name, "calendar", not feed)]
    for kind in there:
        if kind.key == "rooms" and few:
            found += [Choice(room.key, room.name, "door", room.key == feed, lang="de") for room in kind.feeds]
        else:
            chosen = feed == kind.key or any(feed == one.key for one in kind.feeds)
            found.append(Choice(kind.key, kind.name, kind.pictogram, chosen))
    return found


def feed_view(key: str, offer: Offer, address: str) -> FeedView:
    """Return the calendar *key* of *offer*, or where one of a kind is chosen; all meetings if there is none such."""
    if any(kind.key == key for kind in kinds(offer)):
        page = address + addresses.calendars(key)
        code = qr_svg(addresses.in_spoken(page))
        return FeedView(name=_("Auf dem Handy wählen"), code=code, address=address_in_words(page))
    feed = next((one for one in offer.every if one.key == key), None)
    # Whoever wants everything gets the page where every calendar can be found.
    page = address + addresses.calendar(feed.key if feed else "")
    return FeedView(
        name=(feed or offer.all).name, code=qr_svg(addresses.in_spoken(page)), address=address_in_words(page)
    )


def draw(scene: Scene) -> str:
    """Draw the QR code of the chosen calendar or kind of calendars, or the list to choose from."""
    key = scene.state.feed
    offer = feeds.offer(scene.session, scene.board.house)
    there = {kind.key: kind for kind in kinds(offer)}
    if (kind := there.get(key.removeprefix(HERE))) and key.startswith(HERE):
        page = page_of(kind.feeds, scene.state.page, ROWS)
        return scene.draw("calendar_list.html", title=kind.question, picture=kind.pictogram, page=page)
    return scene.draw(
        "calendar.html",
        view=feed_view(key, offer, scene.address),
        choices=choices(offer, key),
        here=key if key in there else "",
        steps=steps(),
    )


def draw_window(scene: Scene) -> str:
    """Draw the three pictures large."""
    return shop.draw(scene, "calendar_window.html", steps=steps())
