"""On the page of one booking: what offices of the town were asked about it, what they answered, and one more."""

from collections.abc import Sequence
from datetime import datetime
from functools import partial
from zoneinfo import ZoneInfo

from nicegui import ui

from booking import mailaddress, officequestions
from booking.i18n import _
from booking.officequestions import LONGEST_TEXT
from booking.refusals import Refusal, TitleRefused
from booking.titles import LONGEST
from kiosk.desk import wording
from kiosk.desk.answers import Answer
from kiosk.desk.forms import Field, Filled, Form
from kiosk.desk.frame import Part, Press, Words
from kiosk.desk.window import Act, Window
from kiosk.words import sentence
from models.requests import OfficeQuestion


class AskOffices:
    """What is asked about the booking *uid*; after each act *redraw* is called."""

    def __init__(self, window: Window, uid: str, redraw: Act) -> None:
        self.window, self.uid, self.redraw = window, uid, redraw
        self.asked = Part()
        self.answer = Answer(window)
        self.asking = Part()

    def show(self, asked: Sequence[OfficeQuestion], *, may_ask: bool, at: datetime) -> None:
        """Show what was *asked* by now, and the form if one more can be."""
        told = [_told(one, self.window.zone, may_answer=may_ask and at < one.ends_at) for one in asked]
        open_ones = [(one.id, one.office, bool(one.answered_at)) for one in asked if one.closed_at is None]
        self.asked.show((told, open_ones) if asked else None, lambda: self._asked(told, open_ones))
        # Drawn anew, and so empty, after each question; what is typed meanwhile stays when an office answers.
        self.asking.show(("ask", len(asked)) if may_ask else None, self._form)

    def _asked(self, told: Sequence[tuple[str, str, str, str]], open_ones: Sequence[tuple[int, str, bool]]) -> None:
        Words("h2", _("Fragen an Ämter"))
        with ui.element("dl").classes("offices"):
            for office, question, answered, answer in told:
                with ui.element("div"):
                    Words("dt", office)
                    with ui.element("dd"):
                        Words("p", question).classes("lines")
                        Words("p", answered).classes("state")
                        if answer:
                            Words("p", answer).classes("lines")
        with ui.element("div").classes("actions"):
            for number, office, has_answered in open_ones:
                name = (
                    _("Antwort abschließen: {office}", office=office)
                    if has_answered
                    else _("Frage zurückziehen: {office}", office=office)
                )
                Press(name, self.window.safely(partial(self.close, number)))

    def _form(self) -> None:
        with ui.element("details"):
            with ui.element("summary"):
                Words("h2", _("Ein Amt fragen …"))
            Words("p", _("Das Amt bekommt einen Brief mit einem Link. Er öffnet nur diese Frage und gilt 30 Tage."))
            fields = [
                Field(
                    name="office",
                    label=_("Amt"),
                    hint=_("Eine Funktion, zum Beispiel: Bauhof. Kein Name."),
                    limits={"maxlength": str(LONGEST)},
                ),
                Field(
                    name="address",
                    label=_("E-Mail-Adresse des Amts"),
                    kind="email",
                    limits={"maxlength": str(mailaddress.LONGEST)},
                ),
                Field(
                    name="text",
                    label=_("Frage an das Amt"),
                    kind="lines",
                    wide=True,
                    hint=_("Raum, Zeit und Personenzahl stehen schon dabei. Bitte keine Namen von Menschen."),
                    limits={"maxlength": str(LONGEST_TEXT)},
                ),
            ]
            self.form = Form(fields, send=_("Frage an das Amt schicken"), act=self.window.safely(self.ask))

    async def ask(self, filled: Filled) -> None:
        """Write to the office."""
        about = {name: filled.get(name, "") for name in ("office", "address", "text")}
        problems = await self.window.attempt(
            lambda session, house, who, at: officequestions.ask(session, house, self.uid, **about, who=who, now=at),
            _wrong,
        )
        self.form.say(problems)
        if not problems:
            self.answer.done(_("Die Frage ist unterwegs. Die Antwort steht dann hier."))
            await self.redraw()

    async def close(self, number: int) -> None:
        """Take no answer any more."""
        if await self.answer.do(
            lambda session, _house, who, at: officequestions.close(session, self.uid, number, who=who, now=at),
            _("Abgeschlossen. Der Link im Brief öffnet nichts mehr."),
        ):
            await self.redraw()


def _told(one: OfficeQuestion, zone: ZoneInfo, *, may_answer: bool) -> tuple[str, str, str, str]:
    """Return who was asked what, how it stands, and the answer."""
    return one.office, one.text, _stands(one, zone, may_answer), one.answer


def _stands(one: OfficeQuestion, zone: ZoneInfo, may_answer: bool) -> str:
    if one.answered_at is not None:
        when = wording.moment(one.answered_at, zone)
        return _("{office} hat am {when} geantwortet:", office=one.office, when=when)
    when = wording.moment(one.asked_at, zone)
    if one.closed_at is not None:
        return _("gefragt am {when}, zurückgezogen", when=when)
    if not may_answer:
        return _("gefragt am {when}, keine Antwort: Der Link gilt nicht mehr", when=when)
    return _("gefragt am {when}, noch keine Antwort", when=when)


def _wrong(reason: Refusal, zone: ZoneInfo) -> str:
    said = sentence(reason, zone)
    return _("Amt: {said}", said=said) if isinstance(reason, TitleRefused) else said
