"""Raum buchen: room and day, time (held from then on), who, check. Nothing is typed but a PIN."""

from dataclasses import replace
from datetime import date, datetime

from booking import clock
from booking.refusals import Malformed, Refused
from kiosk import work
from kiosk.freewords import free_starts, shown_length
from kiosk.pages import book_check, book_day, book_new, book_sign, book_time, book_who, book_window
from kiosk.pages.board import Board
from kiosk.pages.book_time import usual_length
from kiosk.pages.confirm import begin_as_newcomer, confirm, prove_by_card, prove_by_pin
from kiosk.pages.holding import follow, hold
from kiosk.pages.journeys.journey import Facts, Journey
from kiosk.pages.place import Place
from kiosk.pages.state import DAYS_A_PAGE, Asking, FreeTime, KioskState, Screen, start, to

_WITH_CARD = (Screen.SIGN, Screen.GROUP, Screen.PIN)


def _book(state: KioskState, value: str, facts: Facts) -> KioskState:
    return to(state, Screen.DAY, room=facts.rooms[0]) if facts.rooms else state


def _room(state: KioskState, value: str, facts: Facts) -> KioskState:
    return to(state, Screen.DAY, room=value, page=state.page)


def _day(state: KioskState, value: str, facts: Facts) -> KioskState:
    return to(state, Screen.TIME, day=date.fromisoformat(value), part="")


def _part(state: KioskState, value: str, facts: Facts) -> KioskState:
    return to(state, Screen.TIME, part=value)


def _length(state: KioskState, value: str, facts: Facts) -> KioskState:
    return to(state, Screen.TIME, minutes=int(value))


def _groups(state: KioskState, value: str, facts: Facts) -> KioskState:
    return to(state, Screen.GROUP, page=max(0, int(value)), asking=Asking())


def _group(state: KioskState, value: str, facts: Facts) -> KioskState:
    if state.proved == value:
        return to(state, Screen.CHECK, group=value)
    return to(state, Screen.PIN, group=value, proved="", page=state.page)


def _reason(state: KioskState, value: str, facts: Facts) -> KioskState:
    return to(state, Screen.PERSONS, asking=replace(state.asking, usage=value))


def _persons(state: KioskState, value: str, facts: Facts) -> KioskState:
    return to(state, Screen.CHECK, asking=replace(state.asking, persons=int(value)))


def _audience(state: KioskState, value: str, facts: Facts) -> KioskState:
    return replace(state, open_to_all=value == "all")


def _back(state: KioskState, value: str, facts: Facts) -> KioskState:
    before = _before(state)
    if before is None:
        return start(state)
    if before in (Screen.DAY, Screen.TIME):  # another time is another hold
        return to(state, before, held=None, asking=Asking(), page=_page_of(state, before, facts))
    return to(state, before, page=_page_of(state, before, facts))


def _before(state: KioskState) -> Screen | None:
    if state.screen is Screen.CHECK and state.asking.new:
        return Screen.PERSONS
    return _BEFORE[state.screen]


def _page_of(state: KioskState, screen: Screen, facts: Facts) -> int:
    if screen is Screen.DAY and state.day is not None:
        return (state.day - facts.today).days // DAYS_A_PAGE
    return state.page if screen is Screen.GROUP else 0


# What is written


async def _take_time(place: Place, board: Board, state: KioskState, value: str) -> KioskState:
    if state.screen is not Screen.TIME:
        return state
    minutes = state.minutes or await _shown_length(place, board, state)
    wanted = FreeTime(room=state.room, start=_moment(value), minutes=minutes)
    return await hold(place, board.house, replace(state, minutes=minutes), wanted)


def _moment(value: str) -> datetime:
    # What a browser sends may look like a time and be none.
    try:
        return datetime.fromisoformat(value)
    except ValueError:
        raise Refused(Malformed("start", "2026-12-04T14:00:00+01:00")) from None


async def _shown_length(place: Place, board: Board, state: KioskState) -> int:
    house, day = board.house, state.chosen_day()
    starts = await work.reading(
        place.db, lambda session: free_starts(session, house, house.room(state.room), day, clock.now())
    )
    return shown_length(starts, usual_length(house, board.dates))


async def _other_time(place: Place, board: Board, state: KioskState, value: str) -> KioskState:
    number = int(value)
    return await hold(place, board.house, state, state.others[number]) if number < len(state.others) else state


async def _again(place: Place, board: Board, state: KioskState, value: str) -> KioskState:
    wanted = FreeTime(room=state.room, start=state.chosen_start(), minutes=state.minutes)
    held = await hold(place, board.house, state, wanted)
    # Whoever was somewhere on the way goes on there.
    return replace(held, screen=state.screen) if held.held != state.held and state.screen in _BEFORE else held


async def _pin(place: Place, board: Board, state: KioskState, value: str) -> KioskState:
    return await prove_by_pin(place, board.house, state, value) if state.screen is Screen.PIN else state


async def _card(place: Place, board: Board, state: KioskState, value: str) -> KioskState:
    return await prove_by_card(place, board.house, state, value) if state.screen in _WITH_CARD else state


async def _newcomer(place: Place, board: Board, state: KioskState, value: str) -> KioskState:
    return await begin_as_newcomer(place, board.house, state)


async def _confirm(place: Place, board: Board, state: KioskState, value: str) -> KioskState:
    return await confirm(place, board.house, state) if state.screen is Screen.CHECK else state


_BEFORE: dict[Screen, Screen | None] = {
    Screen.DAY: None,
    Screen.TIME: Screen.DAY,
    Screen.SIGN: Screen.TIME,
    Screen.GROUP: Screen.SIGN,
    Screen.PIN: Screen.GROUP,
    Screen.REASON: Screen.SIGN,
    Screen.PERSONS: Screen.REASON,
    Screen.CHECK: Screen.SIGN,
}
_HELD = (Screen.SIGN, Screen.GROUP, Screen.PIN, Screen.REASON, Screen.PERSONS, Screen.CHECK, Screen.HANDED)

JOURNEY = Journey(
    draws={
        Screen.DAY: book_day.draw,
        Screen.TIME: book_time.draw,
        Screen.SIGN: book_sign.draw,
        Screen.GROUP: book_who.draw_groups,
        Screen.PIN: book_who.draw_pin,
        Screen.REASON: book_new.draw_reasons,
        Screen.PERSONS: book_new.draw_persons,
        Screen.CHECK: book_check.draw_check,
        Screen.HANDED: book_check.draw_handed,
        Screen.DONE: book_check.draw_done,
    },
    changes={
        "book": _book,
        "take-room": _room,
        "take-day": _day,
        "take-part": _part,
        "take-length": _length,
        "groups": _groups,
        "take-group": _group,
        "take-reason": _reason,
        "take-persons": _persons,
        "audience": _audience,
    },
    back=dict.fromkeys(_BEFORE, _back),
    acts={
        "take-time": _take_time,
        "other-time": _other_time,
        "hold-again": _again,
        "pin": _pin,
        "card": _card,
        "newcomer": _newcomer,
        "confirm": _confirm,
    },
    follows=dict.fromkeys(_HELD, follow),
    windows={
        Screen.DAY: book_window.draw_week,
        Screen.TIME: book_window.draw_week,
        **dict.fromkeys(_HELD, book_window.draw_time),
        Screen.CHECK: book_window.draw_facts,
        Screen.DONE: book_window.draw_facts,
    },
)
