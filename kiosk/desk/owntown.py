"""A part of the page of the own login: joined with the town's own log-in, and loosened again."""

from datetime import datetime

from nicegui import ui

from booking import townlogin
from booking.facts import HouseFacts
from booking.i18n import _
from kiosk.desk import dialogs
from kiosk.desk.dialogs import Question
from kiosk.desk.frame import Part, Press, Words
from kiosk.desk.townlogin import PATH
from kiosk.desk.window import Act, Window
from models.database import Session


class OwnTown:
    """Whether whoever is logged in may come by the town; after a change *redraw* is called."""

    def __init__(self, window: Window, redraw: Act) -> None:
        self.window, self.redraw = window, redraw
        with ui.element("section").classes("by-town") as self.root:
            Words("h2", _("Zugang der Stadt"))
            self.part = Part()

    def show(self, *, joined: bool) -> None:
        """Show how it stands."""
        self.part.show(("joined", joined), self._joined if joined else self._apart)

    def _joined(self) -> None:
        Words("p", _("Er ist verbunden: Sie können sich auch mit ihm anmelden.")).classes("check good")
        Press(_("Verbindung lösen …"), self.window.safely(self.ask_loosen))

    def _apart(self) -> None:
        Words(
            "p",
            _(
                "Wenn Sie bei der Stadt arbeiten, können Sie sich mit deren Zugang anmelden. Wir merken uns davon nur "
                "eine Nummer, weder Namen noch E-Mail-Adresse."
            ),
        ).classes("explain")
        with ui.element("form").props(f"method=post action={PATH}"):
            ui.element("input").props("type=hidden name=join value=1")
            Words("button", _("Mit dem Zugang der Stadt verbinden")).props("type=submit").classes("button")

    async def ask_loosen(self) -> None:
        """Ask, then let nobody come in by the town with this login."""
        token, ended = self.window.visit.token, list[str]()

        def loosen(session: Session, _house: HouseFacts, _who: str, at: datetime) -> None:
            ended.extend(townlogin.loosen(session, token, now=at))

        async def attempt(_filled: dialogs.Filled) -> list[str]:
            problems = await self.window.attempt(loosen)
            if not problems:
                self.window.office.visits.ended(ended)
                self.window.tell(_("Der Zugang der Stadt ist nicht mehr verbunden."), [])
                await self.redraw()
            return problems

        lines = (_("Sie melden sich dann ohne die Stadt an. Alle anderen Anmeldungen enden."),)
        question = Question(title=_("Verbindung mit dem Zugang der Stadt"), lines=lines, confirm=_("Lösen"))
        dialogs.ask(self.root, question, attempt)
