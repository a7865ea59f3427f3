"""`/desk/book`: enter a booking or a series for somebody at the counter or on the telephone."""

from dataclasses import replace
from functools import partial
from typing import Annotated

from fastapi import Depends
from nicegui import ui

from booking import lifecycle, series, waits
from booking.facts import HouseFacts
from booking.i18n import _
from booking.preview import Preview, preview
from booking.refusals import Alternative, Refused, Taken
from booking.span import local
from booking.wishes import Wish
from kiosk.calendar_words import from_to, long_day
from kiosk.desk import planned, wanted
from kiosk.desk.answers import Answer, Way, closures_in_the_way
from kiosk.desk.forms import Filled, Form
from kiosk.desk.frame import BOOKINGS, SERIES, WAITS, StatusLine, Words, frame
from kiosk.desk.visits import Visit
from kiosk.desk.window import Office, Window

PATH = "/desk/book"


def register(office: Office) -> None:
    """Declare the page."""

    @ui.page(PATH, title=_("Eintragen – Büro – Treffpunkt"), language="de")
    async def page(visit: Annotated[Visit, Depends(office.visits.current)]) -> None:
        with frame(visit, PATH) as status:
            await Entry(office, visit, status).open()


class Entry:
    """The page of one window."""

    def __init__(self, office: Office, visit: Visit, status: StatusLine) -> None:
        self.window = Window(office, visit, status.say)
        with ui.element("div"):
            with ui.element("div").classes("headline"):
                Words("h1", _("Termin eintragen"))
                Words("p", _("Für alle, die am Schalter stehen oder anrufen. Der Termin gilt sofort.")).classes(
                    "summary"
                )
            self.place = ui.element("div")
            self.answer = Answer(self.window, cannot=_("Das geht so nicht. Nichts wurde eingetragen."))

    async def open(self) -> None:
        """Build the form from what the house knows."""
        await self.window.safely(self._build)()

    async def _build(self) -> None:
        fields = await self.window.look(wanted.fields)
        with self.place:
            if not wanted.can_be_filled(fields):
                Words("p", _("Das Haus hat noch keine Gruppe oder keinen Raum. Beides kommt mit seiner Datei."))
                return
            Form(fields, send=_("Eintragen"), act=self.window.safely(self.enter))

    async def enter(self, filled: Filled) -> None:
        """Book what was filled in, or say why not and what would be possible instead."""
        try:
            wish = wanted.wish_from(filled, self.window.zone)
            if wish.rrule is None:
                await self._book(wish)
            else:
                await self._plan(wish)
        except Refused as refused:
            self.answer.refuse(refused.reasons)

    # One date

    async def _book(self, wish: Wish) -> None:
        try:
            uid = await self.window.do(
                lambda session, house, who, at: lifecycle.request_booking(session, house, wish, who=who, now=at).uid
            )
        except Refused as refused:
            self.answer.refuse(refused.reasons, self._ways_out(wish, refused))
            return
        self.answer.done(_("Eingetragen: {title}, {when}.", title=wish.title, when=self._when(wish)))
        self.answer.lead(_("Den Termin ansehen"), f"{BOOKINGS}/{uid}")

    def _ways_out(self, wish: Wish, refused: Refused) -> list[Way]:
        others = [_at(wish, one) for one in refused.alternatives]
        ways: list[Way] = [(_("{when} nehmen", when=self._when(other)), partial(self._book, other)) for other in others]
        lifted = closures_in_the_way(refused.reasons)
        if lifted:
            despite = replace(wish, override=tuple(dict.fromkeys([*wish.override, *lifted])))
            ways.append((_("Trotzdem eintragen, obwohl geschlossen ist"), partial(self._book, despite)))
        if all(isinstance(reason, Taken) for reason in refused.reasons):
            ways.append((_("Auf die Warteliste setzen"), partial(self._wait, wish)))
        return ways

    async def _wait(self, wish: Wish) -> None:
        try:
            await self.window.do(
                lambda session, house, who, at: waits.wait_for(session, house, wish, who=who, now=at).uid
            )
        except Refused as refused:
            self.answer.refuse(refused.reasons, self._ways_out(wish, refused))
            return
        self.answer.done(_("Auf der Warteliste: {title}, {when}.", title=wish.title, when=self._when(wish)))
        self.answer.lead(_("Die Warteliste ansehen"), WAITS)

    # A series

    async def _plan(self, wish: Wish) -> None:
        plan, house = await self.window.look(lambda session, house, at: (preview(session, house, wish, now=at), house))
        if plan.possible:
            await self._enter_series(wish, {})
        else:
            self._show_plan(wish, plan, house)

    def _show_plan(self, wish: Wish, plan: Preview, house: HouseFacts) -> None:
        if plan.reasons:
            self.answer.refuse(plan.reasons)
        else:
            self.answer.ask(_("Einige Termine gehen so nicht. Bitte wählen Sie."))
        with self.answer:
            Words("h2", planned.summary(plan))
            planned.build_dates(plan, house.zone)
            if not plan.reasons:
                Words("p", _("Was soll mit diesen Terminen geschehen?"))
                fields = planned.choice_fields(plan, house)
                enter = partial(self._enter_series, wish)
                Form(fields, send=_("Reihe so eintragen"), act=self.window.safely(enter))

    async def _enter_series(self, wish: Wish, filled: Filled) -> None:
        choices = planned.choices_from(filled)
        try:
            uid = await self.window.do(
                lambda session, house, who, at: (
                    series.request_series(session, house, wish, choices=choices, who=who, now=at).uid
                )
            )
        except Refused as refused:
            self.answer.refuse(refused.reasons)
            return
        self.answer.done(_("Reihe eingetragen: {title}.", title=wish.title))
        self.answer.lead(_("Die Reihe ansehen"), f"{SERIES}/{uid}")

    def _when(self, wish: Wish) -> str:
        starts, ends = local(wish.start, self.window.zone), local(wish.end, self.window.zone)
        return _("{day}, {times}", day=long_day(starts.date()), times=from_to(starts, ends))


def _at(wish: Wish, other: Alternative) -> Wish:
    return replace(wish, start=other.span.start, end=other.span.end)
