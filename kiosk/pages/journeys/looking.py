"""To look around: start, programme, a meeting, calendars."""

from dataclasses import replace
from datetime import date

from kiosk.pages import calendar, home, meeting, programme, who
from kiosk.pages.journeys.journey import Facts, Journey
from kiosk.pages.state import KioskState, Screen, start, to


def _programme(state: KioskState, value: str, facts: Facts) -> KioskState:
    return to(state, Screen.PROGRAMME, day=facts.today)


def _see_day(state: KioskState, value: str, facts: Facts) -> KioskState:
    return to(state, Screen.PROGRAMME, day=date.fromisoformat(value))


def _see_choice(state: KioskState, value: str, facts: Facts) -> KioskState:
    """Show what fits in the whole week; the same tap again shows all of the day."""
    if state.look.choice == value:
        return to(state, Screen.PROGRAMME, day=state.day or facts.today, look=replace(state.look, choice=""))
    return to(state, Screen.PROGRAMME, day=None, look=replace(state.look, choice=value))


def _meeting(state: KioskState, value: str, facts: Facts) -> KioskState:
    # The page of the list stays, so that the way back leads to the same place.
    if state.screen not in (Screen.PROGRAMME, Screen.QUARTER):
        return to(state, Screen.MEETING, code=value, page=state.page)
    return to(state, Screen.MEETING, code=value, page=state.page, look=replace(state.look, origin=state.screen))


def _back_to_list(state: KioskState, value: str, facts: Facts) -> KioskState:
    return to(state, state.look.origin, page=state.page)


def _who(state: KioskState, value: str, facts: Facts) -> KioskState:
    return to(state, Screen.WHO, page=state.page)


def _back_to_meeting(state: KioskState, value: str, facts: Facts) -> KioskState:
    return to(state, Screen.MEETING, page=state.page)


def _hold_window(state: KioskState, value: str, facts: Facts) -> KioskState:
    return replace(state, look=replace(state.look, still=not state.look.still))


def _calendar(state: KioskState, value: str, facts: Facts) -> KioskState:
    return to(state, Screen.CALENDAR, feed=value)


def _calendar_list(state: KioskState, value: str, facts: Facts) -> KioskState:
    return to(state, Screen.CALENDAR, feed=calendar.HERE + value)


def _back_to_calendars(state: KioskState, value: str, facts: Facts) -> KioskState:
    if not state.feed:
        return start(state)
    if state.feed.startswith(calendar.HERE):
        return to(state, Screen.CALENDAR, feed=state.feed.removeprefix(calendar.HERE))
    kind, _, chosen = state.feed.partition("/")
    return to(state, Screen.CALENDAR, feed=f"{calendar.HERE}{kind}s" if chosen and kind != "room" else "")


def _page(state: KioskState, value: str, facts: Facts) -> KioskState:
    return replace(state, page=max(0, int(value)))


JOURNEY = Journey(
    for_all=True,
    draws={
        Screen.HOME: home.draw,
        Screen.PROGRAMME: programme.draw,
        Screen.MEETING: meeting.draw,
        Screen.WHO: who.draw,
        Screen.CALENDAR: calendar.draw,
    },
    changes={
        "page": _page,
        "programme": _programme,
        "see-day": _see_day,
        "see-choice": _see_choice,
        "meeting": _meeting,
        "who": _who,
        "hold-window": _hold_window,
        "calendar": _calendar,
        "calendar-list": _calendar_list,
    },
    back={Screen.MEETING: _back_to_list, Screen.WHO: _back_to_meeting, Screen.CALENDAR: _back_to_calendars},
    windows={
        Screen.MEETING: meeting.draw_window,
        Screen.WHO: meeting.draw_window,
        Screen.CALENDAR: calendar.draw_window,
    },
)
