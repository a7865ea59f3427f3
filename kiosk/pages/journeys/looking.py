"""To look around: start, programme, a meeting, calendars."""

from dataclasses import replace
from datetime import date

from kiosk.pages import calendar, home, meeting, programme
from kiosk.pages.journeys.journey import Facts, Journey
from kiosk.pages.state import KioskState, Screen, start, to


def _programme(state: KioskState, value: str, facts: Facts) -> KioskState:
    return to(state, Screen.PROGRAMME, day=facts.today)


def _see_day(state: KioskState, value: str, facts: Facts) -> KioskState:
    return to(state, Screen.PROGRAMME, day=date.fromisoformat(value))


def _meeting(state: KioskState, value: str, facts: Facts) -> KioskState:
    # The page of the list stays, so that the way back leads to the same place.
    return to(state, Screen.MEETING, code=value, page=state.page)


def _back_to_list(state: KioskState, value: str, facts: Facts) -> KioskState:
    return to(state, Screen.PROGRAMME, page=state.page)


def _calendar(state: KioskState, value: str, facts: Facts) -> KioskState:
    return to(state, Screen.CALENDAR, feed=value)


def _back_to_calendars(state: KioskState, value: str, facts: Facts) -> KioskState:
    if not state.feed:
        return start(state)
    kind, _, chosen = state.feed.partition("/")
    return to(state, Screen.CALENDAR, feed=f"{kind}s" if chosen else "")


def _page(state: KioskState, value: str, facts: Facts) -> KioskState:
    return replace(state, page=max(0, int(value)))


JOURNEY = Journey(
    for_all=True,
    draws={
        Screen.HOME: home.draw,
        Screen.PROGRAMME: programme.draw,
        Screen.MEETING: meeting.draw,
        Screen.CALENDAR: calendar.draw,
    },
    changes={
        "page": _page,
        "programme": _programme,
        "see-day": _see_day,
        "meeting": _meeting,
        "calendar": _calendar,
    },
    back={Screen.MEETING: _back_to_list, Screen.CALENDAR: _back_to_calendars},
)
