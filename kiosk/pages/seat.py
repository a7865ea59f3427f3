"""A seat without a phone: the choice of how many, and what to remember."""

from dataclasses import dataclass

from booking.i18n import _, ngettext
from booking.meetings import Occurrence
from kiosk.calendar_words import clock_time, long_day
from kiosk.components.meeting_words import state_chip, takes_seats, title_of
from kiosk.pages.meeting import looked_at
from kiosk.pages.scene import Scene
from kiosk.pages.slip import slip_view
from models.meetings import Signup

MOST = 4  # at the terminal; larger parties talk to the group


@dataclass(frozen=True, kw_only=True, slots=True)
class PersonsTile:
    """So many persons."""

    number: int
    words: str
    hint: str
    can: bool


def persons_tiles(one: Occurrence) -> list[PersonsTile]:
    """Return one tile for each number of persons; what is not possible says why."""
    return [_tile(one, number) for number in range(1, MOST + 1)]


def _tile(one: Occurrence, number: int) -> PersonsTile:
    words = ngettext("Person", "Personen", number)
    fits = one.free is None or number <= one.free
    can = takes_seats(one) and number <= (one.capacity or number) and (fits or one.signup is Signup.WAITLIST)
    return PersonsTile(number=number, words=words, hint=_hint(can, fits), can=can)


def _hint(can: bool, fits: bool) -> str:
    if not can:
        return _("geht hier nicht")
    return "" if fits else _("auf die Warteliste")


def draw_choice(scene: Scene) -> str:
    """Draw the choice of how many persons come."""
    one = looked_at(scene)
    if one is None:
        return scene.draw("gone.html")
    return scene.draw(
        "seats.html",
        title=title_of(one),
        when=_when(one),
        tiles=persons_tiles(one),
        chip=state_chip(one, scene.board.at),
    )


def _when(one: Occurrence) -> str:
    return _("{day}, {time} Uhr", day=long_day(one.starts.date()), time=clock_time(one.starts))


def draw_taken(scene: Scene) -> str:
    """Draw the words to remember. Raises LookupError before a seat was taken: its screen cannot be reached."""
    taken = scene.state.seat.taken
    if taken is None:
        raise LookupError("no seat was taken yet")
    one = looked_at(scene)
    return scene.draw(
        "seat.html",
        taken=taken,
        slip=slip_view(scene),
        persons=ngettext("{number} Person", "{number} Personen", taken.persons),
        title=title_of(one) if one else None,
        when=_when(one) if one else "",
        room=one.room_name if one else "",
    )
