"""`/desk/closures`: when the house is closed; what that meets is shown before it is saved."""

from dataclasses import replace
from datetime import date, datetime
from functools import partial
from typing import Annotated, Any

from fastapi import Depends
from nicegui import ui

from booking import closures, publicholidays, settling
from booking.facts import ClosureFacts, HouseFacts
from booking.hits import Hit
from booking.i18n import _
from booking.refusals import Refused
from booking.settling import Decision, Do
from kiosk.desk import closureforms, closurerows, dialogs, wording
from kiosk.desk.answers import Answer
from kiosk.desk.closurerows import Shown
from kiosk.desk.dialogs import Filled as Written
from kiosk.desk.dialogs import Question
from kiosk.desk.forms import Filled, Form
from kiosk.desk.frame import StatusLine, Words, frame
from kiosk.desk.lists import ClosureTable, HolidayTable
from kiosk.desk.visits import Visit
from kiosk.desk.window import Command, Office, Window
from models.database import Session

PATH = "/desk/closures"


def register(office: Office) -> None:
    """Declare the page."""

    @ui.page(PATH, title=_("Schließtage – Büro – Treffpunkt"), language="de")
    async def page(visit: Annotated[Visit, Depends(office.visits.current)]) -> None:
        with frame(visit, PATH) as status:
            await Closures(office, visit, status).open()


class Closures:
    """The page of one window."""

    def __init__(self, office: Office, visit: Visit, status: StatusLine) -> None:
        self.window = Window(office, visit, status.say)
        self.redraw = self.window.drawing(self.draw)
        self.shown: Shown | None = None
        self.changing: str | None = None  # slug of the closure in the form; none: a new one
        with ui.element("div") as self.root:
            Words("h1", _("Schließtage"))
            self.table = ClosureTable()
            with ui.element("section").classes("closing"):
                self.heading = Words("h2").props("tabindex=-1 id=closure-form")
                self.place = ui.element("div")
                self.answer = Answer(self.window, cannot=_("Das geht so nicht. Nichts wurde gespeichert."))
            self.holidays = HolidayTable()
        self._listen()

    def _listen(self) -> None:
        safely = self.window.safely
        self.table.on_press("change", safely(self.change))
        self.table.on_press("remove", safely(self.remove))
        for table in (self.table, self.holidays):
            table.on_press("keep", safely(self.keep))
            table.on_press("cancel", safely(self.cancel))
        self.holidays.on_press("open", safely(self.open_day))
        self.holidays.on_press("close", safely(self.close_day))

    async def open(self) -> None:
        """Draw it and keep it up to date."""
        await self.window.keep_up(self.redraw)
        await self.window.safely(self.write)()

    async def draw(self) -> None:
        """Read the closures and show what changed; the form stays as it is."""
        self.shown = await self.window.look(closurerows.read)
        self.table.show_rows(self.shown.rows)
        self.holidays.show_rows(self.shown.holidays)

    # The form

    async def write(self, slug: str | None = None) -> None:
        """Show the form of a new closure, or of the closure *slug*."""
        closure = self.shown.closures.get(slug) if self.shown and slug else None
        reason = self.shown.reasons.get(slug, "") if self.shown and slug else ""
        fields = await self.window.look(lambda _session, house, at: closureforms.fields(house, closure, reason, at))
        self.changing = closure.slug if closure else None
        self.heading.text = _("Ändern: {days}", days=closurerows.days(closure)) if closure else _("Räume schließen")
        self.answer.clear()
        self.place.clear()
        with self.place:
            Form(fields, send=_("Ansehen, was das trifft"), act=self.window.safely(self.look))

    async def change(self, slug: str) -> None:
        """Put the closure into the form and go there."""
        await self.write(slug)
        self.heading.run_method("focus")

    async def look(self, filled: Filled) -> None:
        """Show what the closure would meet, and ask about each single date."""
        try:
            closure, reason = closureforms.closure_from(filled)
            hits, house = await self.window.look(
                lambda session, house, at: (
                    closures.preview_closure(session, house, self._named(closure), now=at),
                    house,
                )
            )
        except Refused as refused:
            self.answer.refuse(refused.reasons)
            return
        self.answer.ask(_("Noch ist nichts gespeichert."))
        self._ask(closure, reason, hits, house)

    def _named(self, closure: ClosureFacts) -> ClosureFacts:
        # With its slug, if it is changed: what the desk lifted for it stays lifted.
        return replace(closure, slug=self.changing or "")

    def _ask(self, closure: ClosureFacts, reason: str, hits: list[Hit], house: HouseFacts) -> None:
        with self.answer:
            Words("h2", _("Was das trifft: {days}", days=closurerows.days(closure)))
            closurerows.build_fates(hits)
            if said := closurerows.seats(hits):
                Words("p", said)
            fields = closureforms.decision_fields(house, hits)
            if fields:
                Words("p", _("Was soll mit diesen Terminen geschehen?"))
            elif not hits:
                Words("p", _("Niemand hat dann etwas vor."))
            Form(fields, send=_("So schließen"), act=self.window.safely(partial(self.save, closure, reason)))

    async def save(self, closure: ClosureFacts, reason: str, filled: Filled) -> None:
        """Close, all of it or nothing."""
        decisions, slug = closureforms.decisions_from(filled), self.changing

        def close(session: Session, house: HouseFacts, who: str, at: datetime) -> None:
            told: dict[str, Any] = {"reason": reason, "decisions": decisions, "who": who, "now": at}
            if slug is None:
                closures.add_closure(session, house, closure, **told)
            else:
                closures.change_closure(session, house, slug, closure, **told)

        try:
            await self.window.do(close)
        except Refused as refused:
            self.answer.refuse(refused.reasons)
            return
        self.window.tell(_("Geschlossen: {days}.", days=closurerows.days(closure)), [])
        await self.redraw()
        await self.write()

    # The lists

    async def remove(self, slug: str) -> None:
        """Ask, then open the rooms after all."""
        closure = self.shown.closures.get(slug) if self.shown else None
        if closure is None:
            return

        async def attempt(_written: Written) -> list[str]:
            return await self._done(
                lambda session, house, who, at: closures.remove_closure(session, house, slug, who=who, now=at),
                _("Geöffnet: {days}.", days=closurerows.days(closure)),
            )

        dialogs.ask(self.root, _opening(_("Doch öffnen"), closurerows.days(closure), closure.public_text), attempt)

    async def keep(self, key: str) -> None:
        """Let a single date take place although the house is closed."""
        hit, slug = self._hit(key)
        if hit is not None:
            said = _("Findet statt: {what}.", what=closureforms.what(hit))
            self._say(await self._done(self._decide(hit, slug, Decision(Do.KEEP)), said))

    async def cancel(self, key: str) -> None:
        """Ask what to tell the public, then cancel a single date."""
        hit, slug = self._hit(key)
        if hit is None:
            return

        async def attempt(written: Written) -> list[str]:
            decision = Decision(Do.CANCEL, written.text)
            return await self._done(
                self._decide(hit, slug, decision), _("Abgesagt: {what}.", what=closureforms.what(hit))
            )

        dialogs.ask(self.root, _cancelling(hit), attempt)

    def _hit(self, key: str) -> tuple[Hit | None, str]:
        hit = self.shown.open.get(key) if self.shown else None
        return hit, key.partition(" ")[0]

    def _decide(self, hit: Hit, slug: str, decision: Decision) -> Command[object]:
        return lambda session, house, who, at: settling.decide(
            session, house, hit.uid, decision, slug=slug, who=who, now=at
        )

    async def open_day(self, day: str) -> None:
        """Ask, then open the house on a public holiday."""
        row = next((row for row in self.shown.holidays if row["day"] == day), None) if self.shown else None
        if row is None:
            return

        async def attempt(_written: Written) -> list[str]:
            return await self._done(
                lambda session, house, who, at: publicholidays.open_on(
                    session, house, date.fromisoformat(row["day"]), who=who, now=at
                ),
                _("Geöffnet: {days}.", days=row["days"]),
            )

        dialogs.ask(self.root, _opening(_("Am Feiertag öffnen"), row["days"], row["name"]), attempt)

    async def close_day(self, day: str) -> None:
        """Close the house on a public holiday after all."""
        row = next((row for row in self.shown.holidays if row["day"] == day), None) if self.shown else None
        if row is not None:
            self._say(
                await self._done(
                    lambda session, house, who, at: publicholidays.close_on(
                        session, house, date.fromisoformat(row["day"]), who=who, now=at
                    ),
                    _("Geschlossen: {days}.", days=row["days"]),
                )
            )

    def _say(self, problems: list[str]) -> None:
        if problems:
            self.window.tell("", problems)

    async def _done(self, command: Command[object], said: str) -> list[str]:
        problems = await self.window.attempt(command, wording.note_sentence)
        if not problems:
            self.window.tell(said, [])
            await self.redraw()
        return problems


def _opening(title: str, days: str, named: str) -> Question:
    back = _("Was deshalb ausfiel, findet wieder statt, soweit nichts anderes im Weg ist.")
    return Question(title=title, lines=(days, named, back), confirm=_("Öffnen"))


def _cancelling(hit: Hit) -> Question:
    return Question(
        title=_("Termin absagen"),
        lines=(closureforms.what(hit), closurerows.seats([hit])),
        confirm=_("Termin absagen"),
        text=_("Mitteilung an alle (freiwillig)"),
        hint=_("Sonst lesen alle den Satz des Schließtags."),
    )
