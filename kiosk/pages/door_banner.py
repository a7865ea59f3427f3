"""The banner of the first screen: groups that come or go now say so by one tap."""

from dataclasses import dataclass

from booking.door import Around, Step
from booking.i18n import N_, _
from kiosk.calendar_words import from_to
from kiosk.pages.scene import Scene, page_of

MOST = 2  # beside each other, or 1 for whoever reads large; where more come and go, one banner opens the list
LISTED = 4
# What the tap does, its pictogram, its words.
_STEPS = {
    Step.ARRIVE: ("arrive", "wave", N_("Wir sind da")),
    Step.THERE: ("there", "info", N_("Wir sind schon da")),
    Step.LEAVE: ("leave", "leave", N_("Wir gehen")),
    Step.BACK: ("still-here", "wave", N_("Wir sind doch noch da")),
}


@dataclass(frozen=True, kw_only=True, slots=True)
class Banner:
    """One of them; *name* is empty where there are many."""

    action: str
    value: str
    pictogram: str
    name: str
    words: str


def banners(around: tuple[Around, ...], *, large: bool = False) -> list[Banner]:
    """Return what the first screen shows for the groups *around*, at most MOST; *large*: one."""
    if len(around) > (1 if large else MOST):
        return [Banner(action="at-door", value="", pictogram="wave", name="", words=_("Wir sind da – Wir gehen"))]
    return [banner(one) for one in around]


def banner(one: Around) -> Banner:
    """Return the banner of one group; a closed one is not named."""
    action, pictogram, words = _STEPS[one.step]
    return Banner(action=action, value=one.uid, pictogram=pictogram, name=name_of(one), words=_(words))


def name_of(one: Around) -> str:
    """Return how a meeting may be called at the door."""
    return one.title or _("Geschlossene Gruppe")


def draw_list(scene: Scene) -> str:
    """Draw everybody who comes or goes now."""
    lines = [(banner(one), f"{one.room_name} · {from_to(one.starts, one.ends)}") for one in scene.board.around]
    return scene.draw("door_list.html", lines=page_of(lines, scene.state.page, LISTED))
