"""The code of the key box, set at the desk; it is shown to nobody here, only since when it counts."""

from collections.abc import Awaitable, Callable

from nicegui import ui

from booking import keybox
from booking.i18n import _
from booking.keybox import BoxCode
from kiosk.desk import dialogs, wording
from kiosk.desk.dialogs import Filled, Question
from kiosk.desk.frame import Part, Press, Words
from kiosk.desk.window import Window


class KeyCode(Part):
    """Whether the house has a key box, and the way to change its code."""

    def __init__(self, window: Window, redraw: Callable[[], Awaitable[None]], root: ui.element) -> None:
        super().__init__()
        self._root = root
        self._window = window
        self._redraw = redraw

    def show_code(self, kept: BoxCode | None) -> None:
        """Show since when the code counts; none: there is no box."""
        since = wording.moment(kept.set_at, self._window.zone) if kept else ""
        self.show(("key box", since), lambda: self._build(since))

    def _build(self, since: str) -> None:
        Words("h2", _("Schlüssel-Kasten"))
        said = _("Der Code gilt seit {moment}.", moment=since) if since else _("Es ist kein Code eingetragen.")
        Words("p", said)
        Words(
            "p",
            _(
                "Gruppen mit der Schlüsselart „tresorcode“ sehen ihn am Bildschirm im Haus, "
                "ab einer Stunde vor dem Aufbau, jeweils 20 Sekunden lang."
            ),
        ).classes("explain")
        with ui.element("div").classes("actions"):
            Press(_("Code ändern …"), self._ask)

    async def _ask(self) -> None:
        async def attempt(filled: Filled) -> list[str]:
            problems = await self._window.attempt(
                lambda session, _house, who, at: keybox.set_code(session, filled.text, who=who, now=at)
            )
            if not problems:
                self._window.tell(_("Der neue Code gilt ab jetzt."), [])
                await self._redraw()
            return problems

        dialogs.ask(self._root, _question(), attempt)


def _question() -> Question:
    return Question(
        title=_("Code des Schlüssel-Kastens"),
        lines=(_("Tragen Sie den Code ein, der am Kasten eingestellt ist."),),
        confirm=_("Speichern"),
        text=_("Code"),
        hint=_("3 bis 12 Ziffern oder Buchstaben. Leer: Das Haus hat keinen Kasten."),
    )
