"""`/desk/hours`: when rooms are open in a week; what other hours would meet is shown before they are saved."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import partial
from typing import Annotated

from fastapi import Depends
from nicegui import ui

from booking import hours, weekhours
from booking.facts import HouseFacts
from booking.hours import Choice, Decision, Do, Preview
from booking.i18n import _
from booking.refusals import Refused
from booking.span import local
from booking.titles import LONGEST
from booking.weekhours import HoursChange, Period
from kiosk.desk import closurerows, dialogs, hourforms
from kiosk.desk.answers import Answer
from kiosk.desk.dialogs import Filled as Written
from kiosk.desk.dialogs import Question
from kiosk.desk.forms import Field, Filled, Form
from kiosk.desk.frame import BOOKINGS, HOURS, RULES, SERIES, Link, Part, Press, StatusLine, Words, frame
from kiosk.desk.visits import Visit
from kiosk.desk.window import Office, Window
from models.database import Session

PATH = HOURS


def register(office: Office) -> None:
    """Declare the page."""

    @ui.page(PATH, title=_("Öffnungszeiten – Büro – Treffpunkt"), language="de")
    async def page(visit: Annotated[Visit, Depends(office.visits.current)]) -> None:
        with frame(visit, PATH) as status:
            await Hours(office, visit, status).open()


@dataclass(frozen=True, slots=True)
class Row:
    """The hours of one room for a while."""

    room: str
    period: Period


@dataclass(frozen=True, slots=True)
class Shown:
    """What the page shows, as it was read in one look."""

    rows: list[Row]
    undecided: list[Choice]


class Hours:
    """The page of one window."""

    def __init__(self, office: Office, visit: Visit, status: StatusLine) -> None:
        self.window = Window(office, visit, status.say)
        self.redraw = self.window.drawing(self.draw)
        with ui.element("div") as self.root:
            Words("h1", _("Öffnungszeiten"))
            with ui.element("nav").classes("ways") as ways:
                ways.props["aria-label"] = _("Von hier aus")
                Link(_("Schließtage"), "/desk/closures")
                Link(_("Regeln für Buchungen"), RULES)
            self.weeks, self.undecided = Part(), Part()
            with ui.element("section").classes("closing"):
                self.heading = Words("h2").props("tabindex=-1 id=hours-form")
                self.place = ui.element("div")
                self.answer = Answer(self.window, cannot=_("Das geht so nicht. Nichts wurde gespeichert."))

    async def open(self) -> None:
        """Draw it and keep it up to date."""
        await self.window.keep_up(self.redraw)
        await self.window.safely(self.write)()

    async def draw(self) -> None:
        """Read the hours and show what changed; the form stays as it is."""
        shown = await self.window.look(_read)
        self.weeks.show(shown.rows, lambda: self._weeks(shown.rows))
        told = [(hourforms.named(choice), hourforms.move_words(choice)) for choice in shown.undecided]
        self.undecided.show(told, lambda: self._undecided(shown.undecided))

    def _weeks(self, rows: Sequence[Row]) -> None:
        Words("h2", _("Diese Zeiten gelten"))
        with ui.element("ul").classes("hours"):
            for row in rows:
                with ui.element("li"):
                    with ui.element("div"):
                        Words("strong", row.room)
                        Words("small", hourforms.valid(row.period))
                    with ui.element("dl"):
                        for days, times in hourforms.week_lines(row.period.week):
                            with ui.element("div"):
                                Words("dt", days)
                                Words("dd", times)
                    label = _("Ändern: {room}, {valid}", room=row.room, valid=hourforms.valid(row.period))
                    Press(_("Ändern"), self.window.safely(partial(self.change, row.period)), label=label)

    # The form

    async def write(self, period: Period | None = None) -> None:
        """Show the form, filled with *period* if that is to be changed."""
        fields = await self.window.look(lambda _session, house, at: hourforms.fields(house, period, at))
        self.heading.text = _("Zeiten ändern")
        self.answer.clear()
        self.place.clear()
        with self.place:
            Form(fields, send=_("Ansehen, was das trifft"), act=self.window.safely(self.look))

    async def change(self, period: Period) -> None:
        """Put the hours into the form and go there."""
        await self.write(period)
        self.heading.run_method("focus")

    async def look(self, filled: Filled) -> None:
        """Show what other hours would meet, and ask about each date and series."""
        try:
            change = hourforms.change_from(filled)
            preview = await self.window.look(
                lambda session, house, at: hours.preview_hours(session, house, change, now=at)
            )
        except Refused as refused:
            self.answer.refuse(refused.reasons)
            return
        self.answer.ask(_("Noch ist nichts gespeichert."))
        self._ask(change, preview)

    def _ask(self, change: HoursChange, preview: Preview) -> None:
        with self.answer:
            Words("h2", _("Was das trifft"))
            closurerows.build_fates(preview.others)
            for choice in preview.choices:
                if choice.case.is_series:
                    closurerows.build_met(hourforms.named(choice), closurerows.lines(choice.case.hits))
            if said := closurerows.seats([hit for choice in preview.choices for hit in choice.case.hits]):
                Words("p", said)
            if preview.choices:
                Words("p", _("Was soll damit geschehen? Die Gruppen bekommen einen Brief."))
            elif not preview.others:
                Words("p", _("Niemand hat dann etwas vor."))
            fields = hourforms.decision_fields(preview.choices)
            fields += [_note_field()] if preview.choices else []
            Form(fields, send=_("So ändern"), act=self.window.safely(partial(self.save, change)))

    async def save(self, change: HoursChange, filled: Filled) -> None:
        """Change the hours, all of it or nothing."""
        decisions = hourforms.decisions_from(filled)

        def write(session: Session, house: HouseFacts, who: str, at: datetime) -> None:
            hours.change_hours(session, house, change, decisions=decisions, who=who, now=at)

        try:
            await self.window.do(write)
        except Refused as refused:
            self.answer.refuse(refused.reasons)
            return
        self.window.tell(_("Die Zeiten sind geändert."), [])
        await self.redraw()
        await self.write()

    # What lies outside and was not decided yet

    def _undecided(self, choices: Sequence[Choice]) -> None:
        Words("h2", _("Außerhalb der Zeiten, noch zu entscheiden"))
        with ui.element("ul").classes("open hours"):
            for choice in choices:
                with ui.element("li"):
                    told = hourforms.named(choice)
                    Link(told, f"{SERIES if choice.case.is_series else BOOKINGS}/{choice.case.key}")
                    with ui.element("div").classes("actions"):
                        self._acts(choice, told)

    def _acts(self, choice: Choice, told: str) -> None:
        if choice.moved_to:
            name = hourforms.move_words(choice).capitalize()
            self._press(choice, Do.MOVE, name, _("Verlegen: {what}", what=told))
        self._press(choice, Do.KEEP, _("Bleibt als Ausnahme"), _("Bleibt als Ausnahme: {what}", what=told))
        cancel = self.window.safely(partial(self.cancel, choice))
        Press(_("Absagen …"), cancel, kind="quiet", label=_("Absagen: {what}", what=told))

    def _press(self, choice: Choice, do: Do, name: str, label: str) -> None:
        async def act() -> None:
            if problems := await self._decide(choice, Decision(do)):
                self.window.tell("", problems)

        Press(name, self.window.safely(act), label=label)

    async def cancel(self, choice: Choice) -> None:
        """Ask what to tell the public, then cancel a date, or leave those of a series out."""

        async def attempt(written: Written) -> list[str]:
            return await self._decide(choice, Decision(Do.CANCEL, written.text))

        dialogs.ask(self.root, _cancelling(choice), attempt)

    async def _decide(self, choice: Choice, decision: Decision) -> list[str]:
        key = choice.case.key
        problems = await self.window.attempt(
            lambda session, house, who, at: hours.decide(session, house, key, decision, who=who, now=at)
        )
        if not problems:
            self.window.tell(_("Entschieden: {what}.", what=hourforms.named(choice)), [])
            await self.redraw()
        return problems


def _note_field() -> Field:
    label = _("Satz für alle zu abgesagten einzelnen Terminen (freiwillig)")
    return Field(name="note", label=label, limits={"maxlength": str(LONGEST)}, wide=True)


def _cancelling(choice: Choice) -> Question:
    if choice.case.is_series:
        back = _("Die Termine fallen aus. Passen die Zeiten wieder, finden sie wieder statt.")
        lines = (hourforms.named(choice), closurerows.seats(choice.case.hits), back)
        return Question(title=_("Termine ausfallen lassen"), lines=lines, confirm=_("Ausfallen lassen"))
    return Question(
        title=_("Termin absagen"),
        lines=(hourforms.named(choice), closurerows.seats(choice.case.hits)),
        confirm=_("Termin absagen"),
        text=_("Mitteilung an alle (freiwillig)"),
        hint=_("Sonst lesen alle: Der Raum hat dann nicht mehr geöffnet."),
    )


def _read(session: Session, house: HouseFacts, at: datetime) -> Shown:
    today = local(at, house.zone).date()
    rows = [
        Row(room.name, period)
        for room in weekhours.single_rooms(house)
        for period in weekhours.periods(house, room, today)
    ]
    return Shown(rows, hours.undecided(session, house, now=at))
