"""`/desk/letters`: what became of the letters that did not arrive, and what waits; never to whom."""

from collections.abc import Sequence
from datetime import datetime
from functools import partial
from typing import Annotated
from zoneinfo import ZoneInfo

from fastapi import Depends
from nicegui import ui

from booking import outbox
from booking.facts import HouseFacts
from booking.i18n import _, ngettext
from booking.outbox import Shown
from kiosk.desk import dialogs, letterrows
from kiosk.desk.dialogs import Filled, Question
from kiosk.desk.frame import LETTERS, StatusLine, frame
from kiosk.desk.letterrows import LetterTable
from kiosk.desk.visits import Visit
from kiosk.desk.window import Office, Window
from models.database import Session

PATH = LETTERS
_MOST = 200  # of each kind; more are counted


def register(office: Office) -> None:
    """Declare the page."""

    @ui.page(PATH, title=_("Post – Büro – Treffpunkt"), language="de")
    async def page(visit: Annotated[Visit, Depends(office.visits.current)]) -> None:
        with frame(visit, PATH) as status:
            await Letters(office, visit, status).open()


class Letters:
    """The page of one window."""

    def __init__(self, office: Office, visit: Visit, status: StatusLine) -> None:
        self.window = Window(office, visit, status.say)
        self.redraw = self.window.drawing(self.draw)
        self.known: dict[str, Shown] = {}
        with ui.element("div") as self.root:
            self.table = LetterTable()
        self.table.on_press("retry", self.window.safely(self.retry))
        self.table.on_press("away", self.window.safely(self.put_away))
        self.table.on_press("all", self.window.safely(self.for_all))

    async def open(self) -> None:
        """Draw it and keep it up to date."""
        await self.window.keep_up(self.redraw)

    async def draw(self) -> None:
        """Read the letters and show what changed; open dialogs stay as they are."""
        found, counted, zone = await self.window.look(_read)
        self.known = {str(letter.id): letter for letter in found}
        server = self.window.office.settings.mail_server
        self.table.show(
            heading=_("Post"),
            explain=letterrows.explained(counted, server.shown if server else ""),
            dead=[letterrows.letter_row(letter, zone) for letter in found if letter.dead],
            waiting=[letterrows.letter_row(letter, zone) for letter in found if not letter.dead],
        )

    async def retry(self, key: str) -> None:
        """Let a carrier go with one letter again."""
        if (letter := self.known.get(key)) is not None:
            await self._retry([letter])

    async def put_away(self, key: str) -> None:
        """Ask, then forget one letter."""
        if (letter := self.known.get(key)) is not None:
            self._ask_away([letter], letterrows.name_of(letter))

    async def for_all(self, what: str) -> None:
        """Do *what* with every letter that did not arrive."""
        dead = [letter for letter in self.known.values() if letter.dead]
        if what == "retry" and dead:
            await self._retry(dead)
        elif what == "away" and dead:
            count = ngettext("{number} Brief", "{number} Briefe", len(dead))
            self._ask_away(dead, count)

    async def _retry(self, chosen: Sequence[Shown]) -> None:
        ids = [letter.id for letter in chosen]
        problems = await self.window.attempt(
            lambda session, _house, who, at: outbox.retry(session, ids, who=who, now=at)
        )
        said = ngettext("{number} Brief geht noch einmal los.", "{number} Briefe gehen noch einmal los.", len(ids))
        self.window.tell(said, problems)
        await self.redraw()

    def _ask_away(self, chosen: Sequence[Shown], named: str) -> None:
        lines = (named, _("Wer ihn bekommen sollte, erfährt dann nichts davon."))
        question = Question(title=_("Nicht mehr schicken"), lines=lines, confirm=_("Weglegen"))
        dialogs.ask(self.root, question, partial(self._put_away, [letter.id for letter in chosen]))

    async def _put_away(self, ids: Sequence[int], _filled: Filled) -> list[str]:
        problems = await self.window.attempt(
            lambda session, _house, who, at: outbox.put_away(session, ids, who=who, now=at)
        )
        if not problems:
            self.window.tell(ngettext("{number} Brief weggelegt.", "{number} Briefe weggelegt.", len(ids)), [])
            await self.redraw()
        return problems


def _read(session: Session, house: HouseFacts, _at: datetime) -> tuple[list[Shown], tuple[int, int], ZoneInfo]:
    return outbox.shown(session, most=_MOST), outbox.counts(session), house.zone
