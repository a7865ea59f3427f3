"""A group comes and goes: what it finds, what it leaves, how many came. Anybody may tap here, nothing is shown."""

from dataclasses import dataclass

from booking import door, presence
from booking.door import Around
from booking.facts import HouseFacts
from booking.i18n import _
from kiosk.calendar_words import clock_time, from_to
from kiosk.pages import shop
from kiosk.pages.door_banner import name_of
from kiosk.pages.mine_state import AtDoor
from kiosk.pages.plan import layout_words, plan
from kiosk.pages.scene import Scene, page_of
from kiosk.pages.state import Screen
from models.handovers import Moment

HEADS = 6  # numbers on a page
# Pictograms for what houses usually want to be looked at; any other item is a tick.
_ITEMS = {
    "fenster": "window",
    "heizung": "heating",
    "kueche": "kitchen",
    "moebel": "chair",
    "stuehle": "chair",
    "licht": "light",
    "tuer": "lock",
    "muell": "bin",
}
_MOST_ITEMS = 6


def _around(scene: Scene) -> Around:
    return door.around_one(scene.session, scene.board.house, scene.state.door.booking, scene.now)


def _where(one: Around) -> str:
    return f"{one.room_name} · {from_to(one.starts, one.ends)}"


def can_undo(scene: Scene) -> bool:
    """Whether the last tap at the door can be taken back still."""
    tapped = scene.state.door.tapped_at
    return tapped is not None and scene.now - tapped <= presence.UNDO


def draw_arrived(scene: Scene) -> str:
    """Draw the welcome: how the room stands, and whether it is as it should be."""
    one = _around(scene)
    picture, words = layout_words(one.layout)
    return scene.draw(
        "arrived.html",
        name=name_of(one),
        where=_where(one),
        uid=one.uid,
        layout_picture=picture,
        layout=_("So soll der Raum stehen: {layout}", layout=words),
        until=_("Der Raum gehört Ihnen bis {time} Uhr, mit Aufräumen.", time=clock_time(one.closes)),
        undo=can_undo(scene),
    )


def draw_window_of_room(scene: Scene) -> str:
    """Draw how the room is to stand: for a group that comes as it wished, and as usual when it goes."""
    one = _around(scene)
    room = scene.board.house.room(one.room_slug)
    layout = one.layout if scene.state.screen is Screen.ARRIVED else room.default_layout
    _picture, words = layout_words(layout)
    persons = min(one.persons or room.holds(layout), room.holds(layout) or room.holds())
    return shop.draw(scene, "room_window.html", room=room.name, layout=words, plan=plan(layout, persons))


# Going


@dataclass(frozen=True, kw_only=True, slots=True)
class Item:
    """Something of the house's list."""

    slug: str
    pictogram: str
    words: str
    undone: bool


def items(house: HouseFacts, chosen: AtDoor) -> list[Item]:
    """Return what the house wants to be looked at before a group goes."""
    listed = list(presence.checklist(house, Moment.LEFT).items())[:_MOST_ITEMS]
    return [
        Item(slug=slug, pictogram=_ITEMS.get(slug, "check"), words=text, undone=slug in chosen.undone)
        for slug, text in listed
    ]


def draw_leaving(scene: Scene) -> str:
    """Draw the house's list; one tap says that all of it is done."""
    one = _around(scene)
    return scene.draw(
        "leaving.html", name=name_of(one), items=items(scene.board.house, scene.state.door), done=_done(scene)
    )


def _done(scene: Scene) -> str:
    return _("Weiter") if scene.state.door.undone else _("Alles erledigt")


def draw_heads(scene: Scene) -> str:
    """Draw numbers to tap; the page with as many as were expected comes first."""
    one = _around(scene)
    numbers = page_of(range(1, one.most + 1), scene.state.page, HEADS)
    return scene.draw("heads.html", name=name_of(one), numbers=numbers)


def draw_left(scene: Scene) -> str:
    """Draw the good-bye; whoever wants to give the rest of the time back shows who it is."""
    one = _around(scene)
    rest = one.ends > scene.now and not scene.state.mine.group
    return scene.draw(
        "left.html",
        name=name_of(one),
        heads=scene.state.door.heads,
        uid=one.uid,
        rest=_("Der Raum bleibt bis {time} Uhr für Ihre Gruppe frei.", time=clock_time(one.ends)) if rest else "",
        undo=can_undo(scene),
    )
