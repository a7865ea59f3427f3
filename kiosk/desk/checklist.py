"""What is looked at once a day in the house, as a list of the first page: done with one press."""

from collections.abc import Awaitable, Callable
from functools import partial

from nicegui import ui

from booking import dailychecks
from booking.dailychecks import KEY_BOX, PAPER, QR, SCREENS, Check
from booking.i18n import N_, _
from booking.rights import Area
from kiosk.calendar_words import clock_time
from kiosk.desk.frame import Part, Press, Words
from kiosk.desk.window import Window

_WORDS = {
    QR: N_("Kein fremder Aufkleber mit QR-Code an Bildschirm, Tür und Fenster"),
    SCREENS: N_("Die Bildschirme zeigen den heutigen Tag"),
    KEY_BOX: N_("Der Schlüsselkasten ist zu, die Schlüssel sind da"),
    PAPER: N_("Papier und Stift liegen am Bildschirm"),
}


class CheckList(Part):
    """What was not looked at yet today; one line when everything was."""

    def __init__(self, window: Window, redraw: Callable[[], Awaitable[None]]) -> None:
        super().__init__()
        self._window = window
        self._redraw = redraw

    def show_checks(self, checks: list[Check]) -> None:
        """Show these."""
        self.show(checks, lambda: self._build(checks))

    def _build(self, checks: list[Check]) -> None:
        Words("h2", _("Heute nachsehen"))
        with ui.element("ul").classes("checks"):
            for check in checks:
                with ui.element("li"):
                    words = _(_WORDS[check.name])
                    Words("span", words)
                    if check.at is not None:
                        Words("span", _("gesehen, {time} Uhr", time=clock_time(check.at))).classes("tag good")
                    elif self._window.visit.may_act(Area.CHECKS):
                        label = _("Gesehen: {what}", what=words)
                        Press(_("Gesehen"), partial(self._note, check.name), label=label)

    async def _note(self, name: str) -> None:
        problems = await self._window.attempt(
            lambda session, house, who, at: dailychecks.note_check(session, house, name, who=who, now=at),
            area=Area.CHECKS,
        )
        self._window.tell(_("Gesehen: {what}.", what=_(_WORDS[name])), problems)
        await self._redraw()
