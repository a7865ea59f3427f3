"""For the staff at a kiosk: how it is, whether every corner feels the finger, its notice. In German, as the desk is."""

from dataclasses import dataclass, replace
from datetime import date, timedelta
from math import ceil

from booking import screens
from booking.i18n import _
from booking.screens import ScreenFacts
from kiosk import screenwords
from kiosk.calendar_words import short_day
from kiosk.pages.scene import Scene

LASTS = timedelta(seconds=60)  # without a touch; then it closes by itself


@dataclass(frozen=True, slots=True)
class Fact:
    """One line of what is known."""

    pictogram: str
    name: str
    words: str


@dataclass(frozen=True, slots=True)
class Corner:
    """A place of the panel to be touched."""

    place: str
    words: str
    touched: bool


def draw(scene: Scene) -> str:
    """Draw how this kiosk is and what can be done with it."""
    screen = _screen(scene)
    facts = [fact for fact in _facts(scene, screen) if fact.words]
    return scene.draw("staff.html", name=screen.name, facts=facts, notice=scene.notice, after=_seconds_left(scene))


def draw_reach(scene: Scene) -> str:
    """Draw something to touch in each corner of the panel, with its height above the floor."""
    corners = _corners(scene, _screen(scene))
    left = sum(not corner.touched for corner in corners)
    return scene.draw("staff_reach.html", corners=corners, left=left, after=_seconds_left(scene))


def _screen(scene: Scene) -> ScreenFacts:
    if scene.screen is None:
        raise LookupError("only a kiosk of the house lets the staff in")
    return screens.screen(scene.session, scene.screen.id)


def _facts(scene: Scene, screen: ScreenFacts) -> list[Fact]:
    heard = screenwords.ago(screen.last_seen_at, scene.now) if screen.last_seen_at else _("noch nie")
    mounting = screen.mounting()
    hung = screenwords.hangs(replace(mounting, scale=screen.scale())) if mounting else _("noch nicht eingetragen")
    return [
        Fact("info", _("Version"), screen.version),
        Fact("clock", _("Zuletzt gesehen"), heard),
        Fact("window", _("Bild"), screenwords.size(screen)),
        Fact("wheelchair", _("Reichweite"), hung),
        Fact("bell", _("Hinweis"), _noticed(scene.notice, screen.notice_until)),
    ]


def _noticed(notice: str, until: date | None) -> str:
    if not notice or until is None:
        return _("keiner")
    return _("{notice} (bis {day})", notice=notice, day=short_day(until))


def _corners(scene: Scene, screen: ScreenFacts) -> list[Corner]:
    mounting = screen.mounting()
    touched = scene.state.staff.touched if scene.state.staff else ()
    if mounting is None:
        above, below = _("oben"), _("unten")
    else:
        hung = replace(mounting, scale=screen.scale())
        above, below = (_("{height} mm", height=round(height)) for height in (hung.highest_mm, hung.lowest_mm))
    places = {"top-left": above, "top-right": above, "bottom-left": below, "bottom-right": below}
    return [Corner(place, words, place in touched) for place, words in places.items()]


def _seconds_left(scene: Scene) -> int:
    until = scene.state.staff.until if scene.state.staff else scene.now
    return max(0, ceil((until - scene.now).total_seconds()))
