"""`/desk/calendars`: other people's calendars. What one brings is shown before it is taken in."""

from datetime import datetime
from functools import partial
from typing import Annotated

from fastapi import Depends
from nicegui import ui

from booking import outside
from booking.facts import HouseFacts
from booking.i18n import _
from booking.outside import Preview, SourceRow
from booking.refusals import Refused
from kiosk import calendarwords
from kiosk.desk import calendarforms, dialogs
from kiosk.desk.calendareditor import CalendarEditor
from kiosk.desk.dialogs import Filled as Written
from kiosk.desk.dialogs import Question
from kiosk.desk.frame import CALENDARS, Part, Press, StatusLine, Words, frame
from kiosk.desk.visits import Visit
from kiosk.desk.window import Office, Window
from models.database import Session
from models.outside import SourceKind

PATH = CALENDARS


def register(office: Office) -> None:
    """Declare the page."""

    @ui.page(PATH, title=_("Fremde Kalender – Büro – Treffpunkt"), language="de")
    async def page(visit: Annotated[Visit, Depends(office.visits.current)]) -> None:
        with frame(visit, PATH) as status:
            await Calendars(office, visit, status).open()


class Calendars:
    """The page of one window."""

    def __init__(self, office: Office, visit: Visit, status: StatusLine) -> None:
        self.window = Window(office, visit, status.say)
        self.redraw = self.window.drawing(self.draw)
        self.rows: list[SourceRow] = []
        self.fetches = office.calendars.fetches
        with ui.element("div") as self.root:
            Words("h1", _("Fremde Kalender"))
            Words("p", _explained(fetches=self.fetches)).classes("explain")
            self.list = Part()
            self.list.classes("calendars")
            self.editor = CalendarEditor(self.window, self.redraw, lambda: self.rows, fetches=self.fetches)
            self.answer = self.editor.answer

    async def open(self) -> None:
        """Draw it and keep it up to date."""
        await self.window.keep_up(self.redraw)
        await self.window.safely(self.editor.write)()

    async def draw(self) -> None:
        """Read the calendars and show what changed; the form stays as it is."""
        self.rows = await self.window.look(lambda session, house, at: outside.sources(session, house, now=at))
        said = [calendarwords.state(row, self.window.zone, fetches=self.fetches) for row in self.rows]
        self.list.show([*zip(self.rows, said, strict=True)] or _("Noch keiner."), self._build)

    def _build(self) -> None:
        if not self.rows:
            Words("p", _("Noch keiner.")).classes("nothing")
        for row in self.rows:
            self._build_row(row)

    def _build_row(self, row: SourceRow) -> None:
        kind = "stop" if row.held_at else "wait" if row.failure or row.paused_at else "good"
        with ui.element("article").classes("calendar").props(f"data-calendar={row.id}") as article:
            heading = Words("h2", row.name)
            article.props["aria-labelledby"] = heading.html_id
            where = [_(calendarwords.MEANS[row.means]), row.place, row.host or _("Datei")]
            Words("p", " · ".join(filter(None, where))).classes("facts")
            Words("p", calendarwords.number(row)).classes("facts")
            Words("p", calendarwords.state(row, self.window.zone, fetches=self.fetches)).classes(f"stands {kind}")
            for line in row.left_out[:5]:
                Words("p", line).classes("facts")
            with ui.element("div").classes("actions"):
                self._build_acts(row)

    def _build_acts(self, row: SourceRow) -> None:
        safely = self.window.safely
        if row.held_at is not None:
            label = _("Ansehen und bestätigen: {name}", name=row.name)
            Press(_("Ansehen und bestätigen"), safely(partial(self._show_held, row)), kind="primary", label=label)
        if row.kind is SourceKind.ADDRESS and self.fetches:
            label = _("Jetzt nachsehen: {name}", name=row.name)
            Press(_("Jetzt nachsehen"), safely(partial(self._look_now, row)), label=label)
        label = _("Ändern: {name}", name=row.name)
        Press(_("Ändern …"), safely(partial(self.editor.write, row)), label=label)
        label = _("Entfernen: {name}", name=row.name)
        Press(_("Entfernen …"), safely(partial(self._ask_drop, row)), kind="quiet", label=label)

    # What is there

    async def _look_now(self, row: SourceRow) -> None:
        await self.window.office.calendars.look_now(row.id)
        await self.redraw()
        again = next((one for one in self.rows if one.id == row.id), row)
        said = calendarwords.state(again, self.window.zone, fetches=True)
        self.window.tell(f"{row.name}: {said}", [f"{row.name}: {said}"] if again.failure else [])

    async def _show_held(self, row: SourceRow) -> None:
        try:
            seen = await self.window.look(lambda session, house, at: _held(session, house, at, row.id))
        except Refused as refused:
            self.answer.refuse(refused.reasons)
            return
        self.answer.ask(_("Noch gilt der alte Stand."))
        with self.answer:
            Words("h2", _("Was sich bei „{name}“ ändert", name=row.name))
            calendarforms.build_preview(seen, self.window.zone)
            with ui.element("div").classes("actions"):
                Press(_("So übernehmen"), self.window.safely(partial(self._trust, row)), kind="primary")

    async def _trust(self, row: SourceRow) -> None:
        await self.editor.done(
            lambda session, house, who, at: outside.trust_held(session, house, row.id, who=who, now=at),
            _("„{name}“ ist übernommen.", name=row.name),
        )

    async def _ask_drop(self, row: SourceRow) -> None:
        lines = (
            row.name,
            calendarwords.number(row),
            _("Alle seine Termine verschwinden aus Programm und Kalendern, belegte Zeiten werden frei."),
        )
        question = Question(title=_("Kalender entfernen"), lines=lines, confirm=_("Entfernen"))
        dialogs.ask(self.root, question, partial(self._drop, row))

    async def _drop(self, row: SourceRow, _written: Written) -> list[str]:
        problems = await self.window.attempt(
            lambda session, house, who, at: outside.drop_source(session, house, row.id, who=who, now=at)
        )
        if not problems:
            self.window.tell(_("„{name}“ ist entfernt.", name=row.name), [])
            await self.redraw()
        return problems


def _explained(*, fetches: bool) -> str:
    told = _(
        "Termine anderer werden im Programm, auf der Seite und in den Kalendern des Hauses gezeigt, ohne Anmeldung."
    )
    if fetches:
        return told
    return f"{told} " + _("Adressen im Netz fragt dieses Haus nicht ab; das schaltet TREFFPUNKT_SUBSCRIBE ein.")


def _held(session: Session, house: HouseFacts, at: datetime, number: int) -> Preview:
    reading = outside.held_reading(session, house, number, now=at)
    of = outside.source(session, number)
    return outside.preview(session, house, reading, of=of, room_id=of.room_id, now=at)
