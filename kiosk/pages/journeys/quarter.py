"""Mein Viertel: which one, and what is on there."""

from dataclasses import replace

from kiosk.pages import quarter
from kiosk.pages.journeys.journey import Facts, Journey
from kiosk.pages.state import KioskState, Screen, to


def _quarters(state: KioskState, value: str, facts: Facts) -> KioskState:
    return to(state, Screen.QUARTERS)


def _quarter(state: KioskState, value: str, facts: Facts) -> KioskState:
    return to(state, Screen.QUARTER, look=replace(state.look, district=value))


JOURNEY = Journey(
    for_all=True,
    draws={Screen.QUARTERS: quarter.draw_all, Screen.QUARTER: quarter.draw_one},
    changes={"quarters": _quarters, "quarter": _quarter},
    back={Screen.QUARTER: _quarters},
    windows={Screen.QUARTERS: quarter.draw_window, Screen.QUARTER: quarter.draw_window},
)
