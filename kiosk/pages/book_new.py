"""Raum buchen, somebody new: what for, for how many people."""

from dataclasses import dataclass

from booking import newcomers
from booking.facts import HouseFacts, RoomFacts
from booking.i18n import _
from kiosk.pages.book_over import while_held
from kiosk.pages.choice import choice_words, countdown
from kiosk.pages.scene import Scene
from kiosk.pages.state import Held

_STEPS = (5, 10, 15, 20, 30)  # persons; of a large room
_SMALL_STEPS = (2, 4, 6, 8)
_SMALL = 10
_PICTOGRAMS = {
    "open_event": "people",
    "group": "group",
    "consultation": "speech",
    "course": "chair",
    "initiative": "sun",
}


@dataclass(frozen=True, slots=True)
class ReasonTile:
    """What the room may be asked for."""

    slug: str
    name: str
    pictogram: str


@dataclass(frozen=True, slots=True)
class PersonsTile:
    """How many people come, at most."""

    number: int
    words: str


def reason_tiles(house: HouseFacts) -> list[ReasonTile]:
    """Return what somebody new may ask for, in the house's order."""
    return [
        ReasonTile(usage.slug, usage.name, _PICTOGRAMS.get(usage.slug, "info"))
        for usage in newcomers.reasons_to_come(house)[:6]
    ]


def not_here(house: HouseFacts) -> str:
    """Return what the room is not for, by the house's own names."""
    return ", ".join(usage.name for usage in house.usages if not usage.allowed)


def persons_tiles(room: RoomFacts) -> list[PersonsTile]:
    """Return at most six numbers of persons, the last as many as the room holds."""
    holds = room.holds()
    steps = [*(one for one in (_SMALL_STEPS if holds <= _SMALL else _STEPS) if one < holds), holds]
    return [PersonsTile(one, _("bis {number}", number=one)) for one in steps]


@while_held
def draw_reasons(scene: Scene, held: Held) -> str:
    """Draw what the room may be asked for."""
    house, state = scene.board.house, scene.state
    return scene.draw(
        "book_reason.html",
        reasons_to_come=reason_tiles(house),
        not_here=not_here(house),
        choice=choice_words(house, state),
        countdown=countdown(held.until, scene.now),
    )


@while_held
def draw_persons(scene: Scene, held: Held) -> str:
    """Draw numbers of persons."""
    house, state = scene.board.house, scene.state
    return scene.draw(
        "book_persons.html",
        persons=persons_tiles(house.main_room(house.room(state.room))),
        choice=choice_words(house, state),
        countdown=countdown(held.until, scene.now),
    )
