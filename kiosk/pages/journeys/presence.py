"""Wir sind da, wir gehen, etwas ist kaputt: for whoever stands at the door."""

from dataclasses import replace

from kiosk.pages import broken, door_banner, presence, presence_acts
from kiosk.pages.board import Board
from kiosk.pages.journeys.journey import Facts, Journey, on_its_own
from kiosk.pages.mine_state import AtDoor
from kiosk.pages.place import Place
from kiosk.pages.state import KioskState, Screen, start, to


def _list(state: KioskState, value: str, facts: Facts) -> KioskState:
    return to(state, Screen.DOOR)


def _there(state: KioskState, value: str, facts: Facts) -> KioskState:
    return to(state, Screen.ARRIVED, door=AtDoor(booking=value))


def _item(state: KioskState, value: str, facts: Facts) -> KioskState:
    left = tuple(slug for slug in state.door.undone if slug != value)
    undone = left if value in state.door.undone else (*left, value)
    return to(state, Screen.LEAVING, door=replace(state.door, undone=undone))


def _done(state: KioskState, value: str, facts: Facts) -> KioskState:
    return to(state, Screen.HEADS, page=max(0, state.door.heads - 1) // presence.HEADS)


def _broken(state: KioskState, value: str, facts: Facts) -> KioskState:
    before = state.screen if state.screen in (Screen.HELP, Screen.ARRIVED) else Screen.HOME
    look = replace(state.look, before_broken=before)
    return to(state, Screen.BROKEN, door=AtDoor(booking=value), look=look)


def _back_from_broken(state: KioskState, value: str, facts: Facts) -> KioskState:
    if state.look.before_broken is Screen.HOME:
        return start(state)
    return to(state, state.look.before_broken)


async def _take_back(place: Place, board: Board, state: KioskState, value: str) -> KioskState:
    return await presence_acts.take_back(place, state, state.door.booking)


async def _what(place: Place, board: Board, state: KioskState, value: str) -> KioskState:
    return await presence_acts.broken(place, state, value, "")


async def _where(place: Place, board: Board, state: KioskState, value: str) -> KioskState:
    return await presence_acts.broken(place, state, state.door.what, value)


JOURNEY = Journey(
    draws={
        Screen.DOOR: door_banner.draw_list,
        Screen.ARRIVED: presence.draw_arrived,
        Screen.LEAVING: presence.draw_leaving,
        Screen.HEADS: presence.draw_heads,
        Screen.LEFT: presence.draw_left,
        Screen.BROKEN: broken.draw_what,
        Screen.BROKEN_WHERE: broken.draw_where,
        Screen.BROKEN_TOLD: broken.draw_told,
    },
    changes={
        "at-door": _list,
        "there": _there,
        "leave-item": _item,
        "leave-done": _done,
        "broken": _broken,
    },
    back={
        Screen.LEAVING: lambda state, value, facts: start(state),
        Screen.HEADS: lambda state, value, facts: to(state, Screen.LEAVING),
        Screen.BROKEN: _back_from_broken,
        Screen.BROKEN_WHERE: lambda state, value, facts: to(state, Screen.BROKEN),
    },
    windows=dict.fromkeys((Screen.ARRIVED, Screen.LEAVING, Screen.HEADS, Screen.LEFT), presence.draw_window_of_room),
    acts={
        "arrive": on_its_own(presence_acts.arrive),
        "leave": on_its_own(presence_acts.leave),
        "heads": on_its_own(presence_acts.gone),
        "still-here": on_its_own(presence_acts.take_back),
        "take-back": _take_back,
        "broken-what": _what,
        "broken-where": _where,
    },
)
