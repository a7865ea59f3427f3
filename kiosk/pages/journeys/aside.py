"""To step aside from any screen and come back to it: language, size, contrast, voice, more time; what went wrong."""

from dataclasses import replace
from typing import Any

from kiosk.pages import language
from kiosk.pages.journeys.journey import Change, Facts, Journey
from kiosk.pages.state import KioskState, Pace, Screen, to


def _aside(screen: Screen) -> Change:
    """Return the tap that opens *screen*; the way back leads to where it was made, with every choice."""

    def change(state: KioskState, value: str, facts: Facts) -> KioskState:
        if state.aside is not None:
            return to(state, screen)
        return to(state, screen, aside=state.screen, aside_page=state.page)

    return change


def _language(state: KioskState, value: str, facts: Facts) -> KioskState:
    spoken = replace(state, aids=replace(state.aids, language=value))
    return to(spoken, state.aside or Screen.HOME, page=state.aside_page, aside=None, aside_page=0)


def _switch(aid: str) -> Change:
    def change(state: KioskState, value: str, facts: Facts) -> KioskState:
        turned: dict[str, Any] = {aid: not getattr(state.aids, aid)}
        return replace(state, aids=replace(state.aids, **turned))

    return change


def _pace(state: KioskState, value: str, facts: Facts) -> KioskState:
    return replace(state, aids=replace(state.aids, pace=Pace(value)))


JOURNEY = Journey(
    for_all=True,
    draws={Screen.LANGUAGE: language.draw, Screen.SORRY: lambda scene: scene.draw("sorry.html")},
    windows={Screen.LANGUAGE: language.draw_window},
    changes={
        "languages": _aside(Screen.LANGUAGE),
        "speak": _language,
        "large": _switch("large"),
        "contrast": _switch("contrast"),
        "loud": _switch("loud"),
        "more-time": _switch("more_time"),
        "pace": _pace,
    },
)
