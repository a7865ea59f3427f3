"""Raum buchen: room, day, time, length, group, PIN, check."""

from dataclasses import replace
from datetime import date, datetime

from kiosk.pages import book_check, book_when, book_who
from kiosk.pages.board import Board
from kiosk.pages.confirm import confirm
from kiosk.pages.journeys.journey import Facts, Journey
from kiosk.pages.place import Place
from kiosk.pages.state import DAYS_A_PAGE, KioskState, Screen, start, to


def _book(state: KioskState, value: str, facts: Facts) -> KioskState:
    if len(facts.rooms) == 1:
        return to(state, Screen.DAY, room=facts.rooms[0])
    return to(state, Screen.ROOM)


def _room(state: KioskState, value: str, facts: Facts) -> KioskState:
    return to(state, Screen.DAY, room=value)


def _day(state: KioskState, value: str, facts: Facts) -> KioskState:
    return to(state, Screen.TIME, day=date.fromisoformat(value), part="")


def _part(state: KioskState, value: str, facts: Facts) -> KioskState:
    return to(state, Screen.TIME, part=value)


def _time(state: KioskState, value: str, facts: Facts) -> KioskState:
    return to(state, Screen.LENGTH, start=datetime.fromisoformat(value))


def _length(state: KioskState, value: str, facts: Facts) -> KioskState:
    chosen = replace(state, minutes=int(value))
    if state.group and state.proved == state.group:
        return _check(chosen, facts)
    return to(chosen, Screen.GROUP)


def _group(state: KioskState, value: str, facts: Facts) -> KioskState:
    if state.proved == value:
        return _check(state, facts)
    return to(state, Screen.PIN, group=value, pin="", proved="", page=state.page)


def _pin(state: KioskState, value: str, facts: Facts) -> KioskState:
    return _check(replace(state, pin=value), facts)


def _check(state: KioskState, facts: Facts) -> KioskState:
    return to(state, Screen.CHECK, once=state.once or facts.mark, page=state.page)


def _audience(state: KioskState, value: str, facts: Facts) -> KioskState:
    return replace(state, open_to_all=value == "all")


def _other_time(state: KioskState, value: str, facts: Facts) -> KioskState:
    chosen = state.others[int(value)] if int(value) < len(state.others) else None
    if chosen is None:
        return state
    moved = replace(state, room=chosen.room, start=chosen.start, minutes=chosen.minutes)
    return _check(moved, facts)


def _back(state: KioskState, value: str, facts: Facts) -> KioskState:
    if state.screen is Screen.DAY and len(facts.rooms) == 1:
        return start(state)
    before = _BEFORE[state.screen]
    # Whoever goes back types the PIN again: it is not kept while somebody looks around.
    return to(state, before, pin="", page=_page_of(state, before, facts))


def _page_of(state: KioskState, screen: Screen, facts: Facts) -> int:
    if screen is Screen.DAY and state.day is not None:
        return (state.day - facts.today).days // DAYS_A_PAGE
    return state.page if screen is Screen.GROUP else 0


async def _confirm(place: Place, board: Board, state: KioskState, value: str) -> KioskState:
    if state.screen is not Screen.CHECK:
        return state
    name = next((group.name for group in board.groups if group.slug == state.group), "")
    return await confirm(place.db, place.secret, state, name)


_BEFORE = {
    Screen.DAY: Screen.ROOM,
    Screen.TIME: Screen.DAY,
    Screen.LENGTH: Screen.TIME,
    Screen.GROUP: Screen.LENGTH,
    Screen.PIN: Screen.GROUP,
    Screen.CHECK: Screen.GROUP,
}

JOURNEY = Journey(
    draws={
        Screen.ROOM: book_when.draw_rooms,
        Screen.DAY: book_when.draw_days,
        Screen.TIME: book_when.draw_times,
        Screen.LENGTH: book_when.draw_lengths,
        Screen.GROUP: book_who.draw_groups,
        Screen.PIN: book_who.draw_pin,
        Screen.CHECK: book_check.draw_check,
        Screen.DONE: book_check.draw_done,
    },
    changes={
        "book": _book,
        "take-room": _room,
        "take-day": _day,
        "take-part": _part,
        "take-time": _time,
        "take-length": _length,
        "take-group": _group,
        "pin": _pin,
        "audience": _audience,
        "other-time": _other_time,
    },
    back=dict.fromkeys(_BEFORE, _back),
    acts={"confirm": _confirm},
)
