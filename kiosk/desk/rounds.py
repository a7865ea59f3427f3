"""`/desk/rounds`: half-year rounds, and a form for a new one."""

from datetime import datetime
from typing import Annotated

from fastapi import Depends
from nicegui import ui

from booking import roundbook, rounds
from booking.facts import HouseFacts
from booking.i18n import _
from booking.refusals import Refused
from kiosk import theme
from kiosk.desk import roundforms, roundrows
from kiosk.desk.forms import Filled, Form
from kiosk.desk.frame import StatusLine, Words, frame
from kiosk.desk.roundlists import RoundTable
from kiosk.desk.rows import Plain
from kiosk.desk.visits import Visit
from kiosk.desk.window import Office, Window
from kiosk.words import sentences
from models.database import Session

PATH = "/desk/rounds"


def register(office: Office) -> None:
    """Declare the page."""

    @ui.page(PATH, title=_("Belegungsrunden – Büro – Treffpunkt"), language="de")
    async def every(visit: Annotated[Visit, Depends(office.visits.current)]) -> None:
        style()
        with frame(visit, PATH) as status:
            await Rounds(office, visit, status).open()


def style() -> None:
    """Let a page look as rounds do."""
    ui.add_head_html(f'<link rel="stylesheet" href="{theme.asset("css/rounds.css")}">')


class Rounds:
    """Every round, and a form for a new one."""

    def __init__(self, office: Office, visit: Visit, status: StatusLine) -> None:
        self.window = Window(office, visit, status.say)
        self.redraw = self.window.drawing(self.draw)
        with ui.element("div"):
            self.table = RoundTable()
            with ui.element("section"):
                Words("h2", _("Neue Belegungsrunde"))
                self.form = Form(
                    roundforms.round_fields(), send=_("Runde beginnen"), act=self.window.safely(self.begin)
                )

    async def open(self) -> None:
        """Draw it and keep it up to date."""
        await self.window.keep_up(self.redraw)

    async def draw(self) -> None:
        """Read the rounds and show what changed."""
        rows = await self.window.look(_lines)
        self.table.show(heading=_("Belegungsrunden"), rows=rows)

    async def begin(self, filled: Filled) -> None:
        """Open a round and go there."""
        try:
            told = roundforms.round_from(filled)
        except Refused as refused:
            self.form.say(sentences(refused.reasons, self.window.zone))
            return
        made: list[str] = []
        problems = await self.window.attempt(
            lambda session, house, who, at: made.append(rounds.open_round(session, house, **told, who=who, now=at).uid)
        )
        self.form.say(problems)
        if not problems:
            ui.navigate.to(f"{PATH}/{made[0]}")


def _lines(session: Session, _house: HouseFacts, _at: datetime) -> list[Plain]:
    return [roundrows.round_line(card) for card in roundbook.rounds(session)]
