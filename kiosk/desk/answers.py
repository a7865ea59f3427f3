"""What the desk is told when something cannot be: every reason, and the ways out as buttons."""

from collections.abc import Awaitable, Callable, Sequence

from nicegui import ui

from booking import refusals, rules
from booking.i18n import _
from booking.refusals import Refusal, Refused
from kiosk.desk.frame import HOME, Link, Press, Words, page_of
from kiosk.desk.window import Command, Window
from kiosk.words import sentence

Way = tuple[str, Callable[[], Awaitable[None]]]  # what it is called, and doing it


class Answer(ui.element):
    """The place below a form; empty until something was refused.

    A refusal takes the focus here: the next Tab reaches the ways out, a screen reader reads the reasons.
    *cannot* stands in the page's status line then; if it is not said, that nothing was changed.
    """

    def __init__(self, window: Window, *, cannot: str = "") -> None:
        super().__init__()
        self._cannot = cannot or _("Das geht so nicht. Nichts wurde geändert.")
        self.classes("answer").props("role=group tabindex=-1")
        self.props["aria-label"] = _("Antwort")
        self._window = window

    def refuse(self, reasons: Sequence[Refusal], ways: Sequence[Way] = ()) -> None:
        """Say *reasons* and offer *ways* out."""
        self._window.tell("", [self._cannot])
        self._show(reasons, ways)

    async def do(
        self, command: Command[object], said: str, ways: Callable[[Refused], Sequence[Way]] | None = None
    ) -> bool:
        """Do *command*, all of it or nothing, and say *said*, or why not and the *ways* out of that.

        Without *said*, the command returns the sentence. Returns whether it was done. Raises Ended.
        """
        try:
            done = await self._window.do(command)
        except Refused as refused:
            self.refuse(refused.reasons, ways(refused) if ways else ())
            return False
        self.done(said or str(done))
        return True

    def ask(self, said: str) -> None:
        """Say in the status line that something is to be looked at; the caller fills the place with it."""
        self._window.ask(said)
        self._show((), ())

    def done(self, said: str) -> None:
        """Say what was done; nothing is in the way any more."""
        self.clear()
        self._window.tell(said, [])

    def lead(self, name: str, address: str) -> None:
        """Show the way to what was made."""
        with self:
            Link(name, address)

    def _show(self, reasons: Sequence[Refusal], ways: Sequence[Way]) -> None:
        self.clear()
        with self:
            if reasons:
                build_reasons(reasons, self._window)
            if ways:
                with ui.element("div").classes("actions"):
                    for name, act in ways:
                        Press(name, self._window.safely(act))
        self.run_method("focus")


def build_reasons(reasons: Sequence[Refusal], window: Window) -> None:
    """Put every reason on the page once, each with the way to the booking that is in the way, if there is one."""
    with ui.element("ul").classes("reasons"):
        for line, address in {sentence(reason, window.zone): page_of(reason) for reason in reasons}.items():
            with ui.element("li"):
                Words("span", line).classes("problem")
                if address:
                    Link(_("Diesen Termin ansehen"), address)


def build_missing(refused: Refused, window: Window) -> None:
    """Say on an otherwise empty page why there is nothing, and where to go on."""
    Words("h1", " ".join(sentence(reason, window.zone) for reason in refused.reasons))
    Link(_("Zu Anfragen und Woche"), HOME)


def closures_in_the_way(reasons: Sequence[Refusal]) -> list[str]:
    """Return what the desk would have to lift, if lifting it is all that is needed; else nothing."""
    if not all(isinstance(reason, refusals.Closed | refusals.PublicHoliday) for reason in reasons):
        return []
    return [reason.slug if isinstance(reason, refusals.Closed) else rules.HOLIDAY for reason in reasons]
