"""Wer hilft mir? Reached from every screen with one tap, and what stands behind this terminal."""

from dataclasses import replace

from kiosk.pages import about, helping
from kiosk.pages.journeys.journey import Facts, Journey
from kiosk.pages.state import KioskState, Screen, to

_SCREENS = (Screen.HELP, Screen.OFFICE, Screen.ABOUT)
_BROKEN = (Screen.BROKEN, Screen.BROKEN_WHERE)


def _help(state: KioskState, value: str, facts: Facts) -> KioskState:
    """Open the list; the way back leads to where it was asked for, with every choice."""
    here = state.aside or state.screen
    asked_before = here in _BROKEN and state.look.before_broken is Screen.HELP
    if here in _SCREENS or asked_before:
        return to(state, Screen.HELP, aside=None)
    page = state.page if state.aside is None else state.aside_page
    look = replace(state.look, before_help=here, page_before_help=page)
    return to(state, Screen.HELP, aside=None, aside_page=0, look=look)


def _back(state: KioskState, value: str, facts: Facts) -> KioskState:
    return to(state, state.look.before_help, page=state.look.page_before_help)


def _office(state: KioskState, value: str, facts: Facts) -> KioskState:
    return to(state, Screen.OFFICE, look=replace(state.look, office=value))


def _about(state: KioskState, value: str, facts: Facts) -> KioskState:
    return to(state, Screen.ABOUT)


def _back_to_list(state: KioskState, value: str, facts: Facts) -> KioskState:
    return to(state, Screen.HELP)


JOURNEY = Journey(
    for_all=True,
    draws={Screen.HELP: helping.draw, Screen.OFFICE: helping.draw_office, Screen.ABOUT: about.draw},
    changes={"help": _help, "office": _office, "about": _about},
    back={Screen.HELP: _back, Screen.OFFICE: _back_to_list, Screen.ABOUT: _back_to_list},
    windows={Screen.HELP: helping.draw_window, Screen.OFFICE: helping.draw_window},
)
