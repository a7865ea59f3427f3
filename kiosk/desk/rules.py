"""`/desk/rules`: how long, how early and how often rooms are lent, and how much time lies around a booking."""

from datetime import datetime
from typing import Annotated

from fastapi import Depends
from nicegui import ui

from booking import houserules
from booking.facts import HouseFacts
from booking.i18n import _
from booking.refusals import Refused
from kiosk.desk import ruleforms
from kiosk.desk.answers import Answer
from kiosk.desk.forms import Field, Filled, Form
from kiosk.desk.frame import HOURS, RULES, Link, Part, StatusLine, Words, frame
from kiosk.desk.visits import Visit
from kiosk.desk.window import Office, Window
from models.database import Session

PATH = RULES


def register(office: Office) -> None:
    """Declare the page."""

    @ui.page(PATH, title=_("Regeln – Büro – Treffpunkt"), language="de")
    async def page(visit: Annotated[Visit, Depends(office.visits.current)]) -> None:
        with frame(visit, PATH) as status:
            await Rules(office, visit, status).open()


class Rules:
    """The page of one window."""

    def __init__(self, office: Office, visit: Visit, status: StatusLine) -> None:
        self.window = Window(office, visit, status.say)
        self.redraw = self.window.drawing(self.draw)
        with ui.element("div"):
            Words("h1", _("Regeln für Buchungen"))
            with ui.element("nav").classes("ways") as ways:
                ways.props["aria-label"] = _("Von hier aus")
                Link(_("Öffnungszeiten"), HOURS)
                Link(_("Schließtage"), "/desk/closures")
            Words("p", _("Was zugesagt ist, bleibt. Die Regeln gelten für alles, was danach gebucht wird."))
            self.place = Part()
            self.place.classes("closing")
            self.answer = Answer(self.window, cannot=_("Das geht so nicht. Nichts wurde gespeichert."))

    async def open(self) -> None:
        """Draw it and keep it up to date."""
        await self.window.keep_up(self.redraw)

    async def draw(self) -> None:
        """Show the rules as they are; while somebody fills them in, only if somebody else changed them."""
        house = await self.window.look(lambda _session, house, _at: house)
        fields = ruleforms.fields(house)
        self.place.show(fields, lambda: self._form(fields))

    def _form(self, fields: list[Field]) -> None:
        Words("h2", _("Was gilt"))
        Form(fields, send=_("Regeln speichern"), act=self.window.safely(self.save))

    async def save(self, filled: Filled) -> None:
        """Change the rules, all of them or nothing."""

        def change(session: Session, house: HouseFacts, who: str, at: datetime) -> list[str]:
            numbers, around, check_in = ruleforms.rules_from(house, filled)
            return houserules.change_rules(session, house, numbers, around, check_in=check_in, who=who, now=at)

        try:
            changed = await self.window.do(change)
        except Refused as refused:
            house = await self.window.look(lambda _session, house, _at: house)
            self.answer.refuse([ruleforms.in_words(house, reason) for reason in refused.reasons])
            return
        self.answer.done(_("Die Regeln sind gespeichert.") if changed else _("Das sind schon die Regeln."))
        await self.redraw()
