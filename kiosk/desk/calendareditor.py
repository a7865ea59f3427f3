"""The form of `/desk/calendars`: a calendar is brought, or said anew; what that does is shown before it is done."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from functools import partial

from nicegui import ui

from booking import outside
from booking.facts import HouseFacts
from booking.i18n import _
from booking.outside import Address, Plan, Preview, Reading, SourceRow
from booking.refusals import CalendarIncomplete, Refused
from booking.span import local
from kiosk.desk import calendarforms
from kiosk.desk.answers import Answer
from kiosk.desk.filepick import FileForm
from kiosk.desk.forms import Field, Filled
from kiosk.desk.frame import Press, Words
from kiosk.desk.window import Act, Command, Window
from kiosk.work import aside
from models.database import Session
from models.outside import SourceKind


@dataclass(frozen=True, slots=True)
class Brought:
    """What a filled form asks for: a *plan*, with what its calendar has; *of* one that is known, or a new one."""

    plan: Plan
    reading: Reading
    address: Address | None = None
    of: SourceRow | None = None
    is_newer: bool = False  # the reading is of a file or an address that the house did not have before
    paused: bool = False
    said: Sequence[str] = field(default_factory=tuple)  # what of the plan changes, in words


class CalendarEditor:
    """The form below the list; *known* are the calendars of the house, *redraw* shows them after an act."""

    def __init__(self, window: Window, redraw: Act, known: Callable[[], Sequence[SourceRow]], *, fetches: bool) -> None:
        self.window, self._redraw, self._known, self._fetches = window, redraw, known, fetches
        self._of: SourceRow | None = None
        self._fields: list[Field] = []
        with ui.element("section").classes("closing"):
            self._heading = Words("h2").props("tabindex=-1")
            self._place = ui.element("div")
            self.answer = Answer(window, cannot=_("Das geht so nicht. Nichts wurde gespeichert."))

    async def write(self, of: SourceRow | None = None) -> None:
        """Show the form of a new calendar, or *of* one that is known."""
        self._fields = await self.window.look(
            lambda session, house, _at: calendarforms.fields(session, house, fetches=self._fetches, of=of)
        )
        self._of = of
        self.answer.clear()
        self._place.clear()
        self._heading.text = _("Einen Kalender holen") if of is None else _("„{name}“ ändern", name=of.name)
        with self._place:
            send = _("Ansehen, was das bringt") if of is None else _("Ansehen, was das ändert")
            FileForm(self._fields, send=send, bring=self._bring)
            if of is not None:
                Press(_("Doch nicht ändern"), self.window.safely(self.write), kind="quiet")
        if of is not None:
            self._heading.run_method("focus")

    async def done(self, command: Command[object], said: str) -> None:
        """Do *command*, say what came of it, and begin anew."""
        if await self.answer.do(command, said):
            await self._redraw()
            await self.write()

    async def _bring(self, filled: Filled, content: bytes) -> None:
        await self.window.safely(partial(self._look_at, filled, content))()

    async def _look_at(self, filled: Filled, content: bytes) -> None:
        try:
            brought = await self._brought(filled, content)
            seen = await self.window.look(partial(_preview, brought))
        except Refused as refused:
            self.answer.refuse(refused.reasons)
            return
        self.answer.ask(_("Noch ist nichts gespeichert."))
        with self.answer:
            name = brought.plan.name
            Words("h2", _("Was „{name}“ bringt", name=name) if self._of is None else _("Was sich ändert"))
            calendarforms.build_said(brought.said)
            calendarforms.build_preview(seen, self.window.zone)
            with ui.element("div").classes("actions"):
                Press(_("Übernehmen"), self.window.safely(partial(self._take, brought)), kind="primary")

    async def _brought(self, filled: Filled, content: bytes) -> Brought:
        plan, typed = calendarforms.plan_from(filled), filled.get("address", "")
        if self._of is not None:
            return await self._changed(self._of, plan, filled, content)
        if not content and not typed:
            raise Refused(CalendarIncomplete("content"))
        if not content:
            address, reading = await self.window.office.calendars.first_look(typed, plan.name)
            return Brought(plan, reading, address)
        known = next((row for row in self._known() if row.name == plan.name and row.kind is SourceKind.FILE), None)
        reading = await self._read(content, plan)
        if known is None:
            return Brought(plan, reading)
        said = (_("Das ersetzt die alte Datei; Art, Ort und Raum bleiben. Sie lassen sich mit „Ändern“ ändern."),)
        return Brought(known.plan, reading, of=known, is_newer=True, said=said)

    async def _changed(self, of: SourceRow, plan: Plan, filled: Filled, content: bytes) -> Brought:
        typed, address = filled.get("address", ""), None
        if typed:
            address, reading = await self.window.office.calendars.first_look(typed, plan.name)
        else:
            own = content or await self.window.look(lambda session, _house, _at: outside.copy_of(session, of.id))
            reading = await self._read(own, plan)
        is_newer, paused = bool(content or typed), "paused" in filled
        said = calendarforms.changes(self._fields, filled)
        return Brought(plan, reading, address, of=of, is_newer=is_newer, paused=paused, said=said)

    async def _read(self, content: bytes, plan: Plan) -> Reading:
        today = await self.window.look(lambda _session, house, at: local(at, house.zone).date())
        zone = self.window.zone
        return await aside(lambda: outside.read(content, name=plan.name, zone=zone, on=today))

    async def _take(self, brought: Brought) -> None:
        name = brought.plan.name
        taken, changed = _("„{name}“ ist übernommen.", name=name), _("„{name}“ ist geändert.", name=name)
        await self.done(partial(_take, brought), taken if self._of is None else changed)


def _preview(brought: Brought, session: Session, house: HouseFacts, at: datetime) -> Preview:
    plan, reading, of = brought.plan, brought.reading, brought.of
    if of is not None:
        return outside.preview_change(session, house, of.id, plan, reading, now=at)
    columns = outside.checked(session, house, plan)
    return outside.preview(session, house, reading, room_id=columns["room_id"], now=at)


def _take(brought: Brought, session: Session, house: HouseFacts, who: str, at: datetime) -> None:
    plan, reading, of = brought.plan, brought.reading, brought.of
    if of is None:
        outside.add_source(session, house, plan, reading, address=brought.address, who=who, now=at)
        return
    outside.change_source(
        session,
        house,
        of.id,
        plan,
        reading,
        is_newer=brought.is_newer,
        address=brought.address,
        paused=brought.paused,
        who=who,
        now=at,
    )
