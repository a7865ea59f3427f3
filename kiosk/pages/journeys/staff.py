"""The staff at a kiosk: let in by a code that is held up at any screen, for a minute at a time."""

from collections.abc import Callable
from dataclasses import replace

from booking import clock, onsite
from booking.refusals import Refused
from kiosk import work
from kiosk.pages import staff
from kiosk.pages.board import Board
from kiosk.pages.journeys.journey import Act, Journey
from kiosk.pages.place import Place
from kiosk.pages.state import KioskState, Screen, Staff, failed, to
from kiosk.words import sentences


async def _come(place: Place, board: Board, state: KioskState, value: str) -> KioskState:
    """Let whoever holds the code up in; nothing is left of the visit before. Others read that it could not be read."""
    screen, now = place.screen_id, clock.now()
    if screen is None:
        return state
    try:
        await work.writing(place.db, lambda session: onsite.use_code(session, screen, value, now=now))
    except Refused as reasons:
        return failed(state, *sentences(reasons.reasons, board.house.zone))
    return KioskState(screen=Screen.STAFF, staff=Staff(until=now + staff.LASTS))


def _let_in(step: Callable[[KioskState, Staff, str], KioskState]) -> Act:
    """Return *step* as an act of the staff: it counts from now on for another minute, and not after the last one."""

    async def act(place: Place, board: Board, state: KioskState, value: str) -> KioskState:
        now = clock.now()
        if state.staff is None or state.staff.until <= now:
            return KioskState()
        return step(state, replace(state.staff, until=now + staff.LASTS), value)

    return act


def _strip(state: KioskState, known: Staff, value: str) -> KioskState:
    return to(state, Screen.STAFF, staff=replace(known, touched=()))


def _reach(state: KioskState, known: Staff, value: str) -> KioskState:
    return to(state, Screen.STAFF_REACH, staff=known)


def _touch(state: KioskState, known: Staff, value: str) -> KioskState:
    return replace(state, staff=replace(known, touched=tuple(dict.fromkeys((*known.touched, value)))))


async def _take_down(place: Place, board: Board, state: KioskState, value: str) -> KioskState:
    screen, now = place.screen_id, clock.now()
    if screen is None or state.staff is None or state.staff.until <= now:
        return KioskState()
    await work.writing(place.db, lambda session: onsite.take_down_notice(session, screen, who=place.terminal, now=now))
    return replace(state, staff=replace(state.staff, until=now + staff.LASTS))


async def _follow(place: Place, state: KioskState) -> KioskState:
    return state if state.staff and clock.now() < state.staff.until else KioskState()


JOURNEY = Journey(
    draws={Screen.STAFF: staff.draw, Screen.STAFF_REACH: staff.draw_reach},
    acts={
        "staff": _come,
        "staff-strip": _let_in(_strip),
        "staff-reach": _let_in(_reach),
        "staff-touch": _let_in(_touch),
        "staff-take-down": _take_down,
    },
    follows=dict.fromkeys((Screen.STAFF, Screen.STAFF_REACH), _follow),
)
