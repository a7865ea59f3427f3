"""A wish that waits, on a page of its own: yes, no with a reason, or a question back to its group."""

from collections.abc import Sequence

from nicegui import ui

from booking import decisions, questions
from booking.i18n import _
from booking.ledger import DeskRow
from booking.refusals import Refusal
from kiosk.desk import asking, dialogs, outcomes
from kiosk.desk.answers import Answer, build_reasons
from kiosk.desk.forms import Field, Filled, Form
from kiosk.desk.frame import Part, Press, Words
from kiosk.desk.window import Act, Command, Window
from models.requests import Question

LONGEST_QUESTION = "500"


class Deciding:
    """What the desk can do with the wish *uid*, a booking or a whole series; after each act *redraw* is called."""

    def __init__(self, window: Window, uid: str, redraw: Act) -> None:
        self.window, self.uid, self.redraw = window, uid, redraw
        self.row: DeskRow | None = None
        self.root = ui.context.slot.parent  # dialogs outlast what is drawn anew
        self.acts = Part()
        self.answer = Answer(window)
        self.asked = Part()

    def show(self, row: DeskRow | None, against: Sequence[Refusal], asked: Sequence[Question]) -> None:
        """Show the wish *row* with what speaks *against* it, and everything that was *asked*; none: nothing waits."""
        self.row = row
        self.acts.show(row and ("waits", tuple(against)), lambda: self._acts(against))
        told = [(one.text, one.answer or _("noch keine Antwort")) for one in asked]
        may_ask = row is not None and all(one.answered_at for one in asked)
        self.asked.show((told, may_ask) if told or may_ask else None, lambda: self._asked(told, may_ask))

    def _acts(self, against: Sequence[Refusal]) -> None:
        Words("h2", _("Entscheiden"))
        if against:
            with ui.element("div").classes("check stop"):
                Words("p", _("Das spricht dagegen:"))
                build_reasons(against, self.window)
        else:
            Words("p", _("Der Raum ist frei. Nichts spricht dagegen.")).classes("check good")
        with ui.element("div").classes("actions"):
            Press(_("Zusagen"), self.window.safely(self.approve), kind="" if against else "primary")
            Press(_("Absagen …"), self.window.safely(self.decline))

    def _asked(self, told: Sequence[tuple[str, str]], may_ask: bool) -> None:
        Words("h2", _("Rückfragen"))
        if told:
            dialogs.build_facts(told)
        if may_ask:
            field = Field(
                name="text", label=_("Frage an die Gruppe"), wide=True, limits={"maxlength": LONGEST_QUESTION}
            )
            Form([field], send=_("Rückfrage schicken"), act=self.window.safely(self.ask))

    async def approve(self) -> None:
        """Say yes."""
        await self._do(
            lambda session, house, who, at: decisions.approve_booking(session, house, self.uid, who=who, now=at),
            _("Zugesagt."),
        )

    async def decline(self) -> None:
        """Ask for the reason, then say no."""
        if self.row is None:
            return

        say_no = outcomes.No(self.window, self.row)

        async def attempt(filled: dialogs.Filled) -> list[str]:
            problems = await say_no(self.uid, filled)
            if not problems:
                self.answer.done(say_no.said)
                await self.redraw()
            return problems

        dialogs.ask(self.root, asking.decline_question(self.row), attempt)

    async def ask(self, filled: Filled) -> None:
        """Ask the group."""
        text = filled.get("text", "")
        await self._do(
            lambda session, house, who, at: questions.ask(session, house, self.uid, text, who=who, now=at),
            _("Die Frage ist unterwegs. Die Anfrage wartet so lange."),
        )

    async def _do(self, command: Command[object], said: str) -> None:
        if await self.answer.do(command, said):
            await self.redraw()
