"""The first screen: what one can do here."""

from dataclasses import dataclass
from datetime import datetime

from booking.i18n import N_, _
from kiosk.pages import door_banner
from kiosk.pages.scene import Scene


@dataclass(frozen=True, kw_only=True, slots=True)
class Tile:
    """One thing to do. What speaks to people is said through `_` when it is drawn."""

    action: str
    pictogram: str
    name: str
    words: str
    colour: str
    for_all: bool = True  # false: only where the desk has paired the terminal


TILES = (
    Tile(
        action="programme",
        pictogram="people",
        name=N_("Was ist los?"),
        words=N_("Treffen in dieser Woche"),
        colour="apricot",
    ),
    Tile(
        action="book",
        pictogram="door",
        name=N_("Raum buchen"),
        words=N_("für Gruppen, kostenlos"),
        colour="mint",
        for_all=False,
    ),
    Tile(
        action="mine",
        pictogram="my-dates",
        name=N_("Meine Termine"),
        words=N_("für Gruppen: ändern, absagen"),
        colour="sand",
        for_all=False,
    ),
    Tile(
        action="quarters",
        pictogram="map",
        name=N_("Mein Viertel"),
        words=N_("mitreden, wo Sie wohnen"),
        colour="rose",
    ),
    Tile(
        action="calendar",
        pictogram="phone-qr",
        name=N_("Kalender aufs Handy"),
        words=N_("immer aktuell"),
        colour="sky",
    ),
    Tile(
        action="help",
        pictogram="help",
        name=N_("Wer hilft mir?"),
        words=N_("Rat und Telefonnummern"),
        colour="lilac",
    ),
)


def greeting(at: datetime) -> str:
    """Return the greeting that fits the hour."""
    if at.hour < 11:
        return _("Guten Morgen!")
    return _("Guten Tag!") if at.hour < 18 else _("Guten Abend!")


def draw(scene: Scene) -> str:
    """Draw the first screen; for a browser that is no kiosk of the house, what everybody may read."""
    return scene.draw(
        "home.html" if scene.paired else "visitor.html",
        greeting=greeting(scene.board.at),
        tiles=[tile for tile in TILES if tile.for_all or scene.paired],
        banners=door_banner.banners(scene.board.around, large=scene.state.aids.large) if scene.paired else [],
        still=scene.state.look.still if scene.board.window_turns else None,
    )
