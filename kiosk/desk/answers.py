"""What the desk is told when something cannot be: every reason, and the ways out as buttons."""

from collections.abc import Awaitable, Callable, Sequence

from nicegui import ui

from booking import refusals, rules
from booking.i18n import _
from booking.refusals import Refusal
from kiosk.desk.frame import Words
from kiosk.desk.window import Window
from kiosk.words import sentences

Way = tuple[str, Callable[[], Awaitable[None]]]  # what it is called, and doing it


class Answer(ui.element):
    """The place below a form; empty until something was refused."""

    def __init__(self, window: Window) -> None:
        super().__init__()
        self.classes("answer").props("aria-live=polite")
        self._window = window

    def refuse(self, reasons: Sequence[Refusal], ways: Sequence[Way] = (), *, said: str = "") -> None:
        """Say *reasons* and offer *ways* out; *said* stands in the page's status line."""
        self._window.tell("", [said or _("Das geht so nicht. Nichts wurde eingetragen.")])
        self.clear()
        with self:
            for line in sentences(tuple(reasons), self._window.zone):
                Words("p", line).classes("problem")
            if ways:
                with ui.element("div").classes("actions"):
                    for name, act in ways:
                        button = Words("button", name).props("type=button").classes("button")
                        button.on("click", self._window.safely(act))

    def done(self, said: str) -> None:
        """Say what was done; nothing is in the way any more."""
        self.clear()
        self._window.tell(said, [])


def closures_in_the_way(reasons: Sequence[Refusal]) -> list[str]:
    """Return what the desk would have to lift, if lifting it is all that is needed; else nothing."""
    if not all(isinstance(reason, refusals.Closed | refusals.PublicHoliday) for reason in reasons):
        return []
    return [reason.slug if isinstance(reason, refusals.Closed) else rules.HOLIDAY for reason in reasons]
