"""Meine Termine: a group shows who it is, sees its dates and changes one."""

from dataclasses import replace
from datetime import date, datetime

from kiosk.pages import mine_acts, mine_change, mine_dates, mine_who
from kiosk.pages.board import Board
from kiosk.pages.journeys.journey import Change, Facts, Journey, on_its_own
from kiosk.pages.mine_state import Mine
from kiosk.pages.place import Place
from kiosk.pages.state import DAYS_A_PAGE, KioskState, Screen, start, to


def _mine(state: KioskState, value: str, facts: Facts) -> KioskState:
    # Whoever was somebody before shows it again; from the door the way leads to that date.
    return to(state, Screen.MINE, mine=Mine(booking=value))


def _by_pin(state: KioskState, value: str, facts: Facts) -> KioskState:
    return to(state, Screen.MINE_GROUP)


def _group(state: KioskState, value: str, facts: Facts) -> KioskState:
    return to(state, Screen.MINE_PIN, page=state.page, mine=replace(state.mine, asked=value))


def _open(state: KioskState, value: str, facts: Facts) -> KioskState:
    return to(state, Screen.MINE_DATE, page=state.page, mine=Mine(group=state.mine.group, booking=value))


def _ask(state: KioskState, value: str, facts: Facts) -> KioskState:
    return to(state, Screen.MINE_SURE, mine=replace(state.mine, ask=value, said="", code_until=None))


def _longer(state: KioskState, value: str, facts: Facts) -> KioskState:
    return to(state, Screen.MINE_LONGER, mine=replace(state.mine, said=""))


def _move(state: KioskState, value: str, facts: Facts) -> KioskState:
    return to(state, Screen.MINE_DAY, mine=replace(state.mine, said=""))


def _day(state: KioskState, value: str, facts: Facts) -> KioskState:
    return to(state, Screen.MINE_TIME, mine=replace(state.mine, day=date.fromisoformat(value), part=""))


def _part(state: KioskState, value: str, facts: Facts) -> KioskState:
    return to(state, Screen.MINE_TIME, mine=replace(state.mine, part=value))


def _time(state: KioskState, value: str, facts: Facts) -> KioskState:
    return to(state, Screen.MINE_SURE, mine=replace(state.mine, ask="move", start=datetime.fromisoformat(value)))


def _other(state: KioskState, value: str, facts: Facts) -> KioskState:
    if int(value) >= len(state.others):
        return state
    return to(state, Screen.MINE_SURE, mine=replace(state.mine, ask="move", start=state.others[int(value)].start))


def _hide(state: KioskState, value: str, facts: Facts) -> KioskState:
    return to(state, Screen.MINE_DATE, mine=replace(state.mine, code_until=None))


def _back_to(screen: Screen) -> Change:
    def back(state: KioskState, value: str, facts: Facts) -> KioskState:
        return to(state, screen, page=state.page, mine=replace(state.mine, said="", code_until=None))

    return back


def _back_to_days(state: KioskState, value: str, facts: Facts) -> KioskState:
    page = (state.mine.day - facts.today).days // DAYS_A_PAGE if state.mine.day else 0
    return to(state, Screen.MINE_DAY, page=page)


def _back_from_sure(state: KioskState, value: str, facts: Facts) -> KioskState:
    return to(state, Screen.MINE_TIME if state.mine.ask == "move" else Screen.MINE_DATE)


async def _accept(place: Place, board: Board, state: KioskState, value: str) -> KioskState:
    return await mine_acts.accept(place, state)


async def _key(place: Place, board: Board, state: KioskState, value: str) -> KioskState:
    return await mine_acts.show_code(place, state)


# Where it is known whose dates they are.
_OWN = (
    Screen.MINE_DATES,
    Screen.MINE_DATE,
    Screen.MINE_LONGER,
    Screen.MINE_DAY,
    Screen.MINE_TIME,
    Screen.MINE_SURE,
)

JOURNEY = Journey(
    draws={
        Screen.MINE: mine_who.draw_who,
        Screen.MINE_GROUP: mine_who.draw_groups,
        Screen.MINE_PIN: mine_who.draw_pin,
        Screen.MINE_DATES: mine_dates.draw_dates,
        Screen.MINE_DATE: mine_dates.draw_date,
        Screen.MINE_LONGER: mine_change.draw_longer,
        Screen.MINE_DAY: mine_change.draw_days,
        Screen.MINE_TIME: mine_change.draw_times,
        Screen.MINE_SURE: mine_change.draw_sure,
    },
    changes={
        "mine": _mine,
        "mine-by-pin": _by_pin,
        "mine-group": _group,
        "mine-open": _open,
        "mine-ask": _ask,
        "mine-longer": _longer,
        "mine-move": _move,
        "mine-day": _day,
        "mine-part": _part,
        "mine-time": _time,
        "mine-other": _other,
        "mine-hide": _hide,
    },
    back={
        Screen.MINE: lambda state, value, facts: start(state),
        Screen.MINE_GROUP: _back_to(Screen.MINE),
        Screen.MINE_PIN: _back_to(Screen.MINE_GROUP),
        Screen.MINE_DATES: lambda state, value, facts: start(state),
        Screen.MINE_DATE: _back_to(Screen.MINE_DATES),
        Screen.MINE_LONGER: _back_to(Screen.MINE_DATE),
        Screen.MINE_DAY: _back_to(Screen.MINE_DATE),
        Screen.MINE_TIME: _back_to_days,
        Screen.MINE_SURE: _back_from_sure,
    },
    acts={
        "mine-pin": on_its_own(mine_acts.prove),
        "mine-card": on_its_own(mine_acts.prove_by_card),
        "mine-do": on_its_own(mine_acts.do),
        "mine-until": on_its_own(mine_acts.extend),
        "mine-accept": _accept,
        "mine-key": _key,
    },
    windows=dict.fromkeys(_OWN, mine_dates.draw_window),
)
