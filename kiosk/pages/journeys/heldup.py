"""A group's card that is held up where no screen asks for one: it is answered, and no choice is lost."""

from booking.i18n import _
from kiosk.pages import mine_acts
from kiosk.pages.board import Board
from kiosk.pages.confirm import prove_by_card
from kiosk.pages.journeys.journey import Journey
from kiosk.pages.place import Place
from kiosk.pages.state import KioskState, Screen, failed, start

_BEFORE_A_TIME = (Screen.DAY, Screen.TIME)
_AS_NEWCOMER = (Screen.REASON, Screen.PERSONS)
_HELP = (Screen.HELP, Screen.OFFICE, Screen.ABOUT)
_BROKEN = (Screen.BROKEN, Screen.BROKEN_WHERE)
# Whoever is here has chosen nothing that could be lost, and what is done is done.
_LOOKING = (
    *(Screen.HOME, Screen.PROGRAMME, Screen.MEETING, Screen.WHO, Screen.CALENDAR, Screen.QUARTERS, Screen.QUARTER),
    *(Screen.MINE, Screen.MINE_GROUP, Screen.MINE_PIN, Screen.MINE_DATES, Screen.MINE_DATE),
    *(Screen.ARRIVED, Screen.LEFT, Screen.BROKEN_TOLD, Screen.SEAT_GONE),
)


async def _answer(place: Place, board: Board, state: KioskState, value: str) -> KioskState:
    """Open the dates of the group whose card it is, unless somebody is in the middle of something."""
    here = _where(state)
    if here in _LOOKING:
        return await mine_acts.prove_by_card(place, start(state), value)
    if state.screen in _AS_NEWCOMER:
        return await prove_by_card(place, board.house, state, value)
    if here in _BEFORE_A_TIME:
        return failed(state, _("Die Karte brauchen Sie gleich."), _("Wählen Sie erst Tag und Zeit."))
    return failed(state, _("Hier brauchen Sie keine Karte."), _("Auf der ersten Seite öffnet sie Ihre Termine."))


def _where(state: KioskState) -> Screen:
    """Return the screen to which the way back leads from one that was opened in between."""
    here = state.aside or state.screen
    if here in _BROKEN:
        here = state.look.before_broken
    return state.look.before_help if here in _HELP else here


JOURNEY = Journey(draws={}, acts={"held-up": _answer})
