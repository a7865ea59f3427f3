"""`/desk/series/{uid}`: every date of a series, and changes to one, some or all of them."""

from dataclasses import dataclass
from datetime import datetime
from functools import partial
from typing import Annotated

from fastapi import Depends
from nicegui import ui

from booking import book, decisions, edits, ledger, questions, revivals, series
from booking.changes import Change, Scope
from booking.facts import HouseFacts
from booking.i18n import _
from booking.ledger import DeskRow
from booking.preview import Preview
from booking.refusals import Refusal, Refused, UnknownBooking
from kiosk.desk import dialogs, planned, seriesrows, wording
from kiosk.desk.answers import Answer, build_missing
from kiosk.desk.changing import change_fields, change_from
from kiosk.desk.deciding import Deciding
from kiosk.desk.forms import Filled, Form
from kiosk.desk.frame import HOME, SERIES, Link, Part, StatusLine, Words, frame
from kiosk.desk.seriesrows import DateList
from kiosk.desk.shown import past_facts
from kiosk.desk.visits import Visit
from kiosk.desk.window import Office, Window
from models.bookings import LIVE, Booking, Series
from models.database import Session
from models.requests import Question

PATH = SERIES


def register(office: Office) -> None:
    """Declare the page."""

    @ui.page(f"{PATH}/{{uid}}", title=_("Terminreihe – Büro – Treffpunkt"), language="de")
    async def page(visit: Annotated[Visit, Depends(office.visits.current)], uid: str) -> None:
        with frame(visit, HOME, below=True) as status:
            await OneSeries(office, visit, status, uid).open()


@dataclass(frozen=True, slots=True)
class Shown:
    """One series as it was read in one look."""

    series: Series
    facts: list[tuple[str, str]]
    ahead: list[Booking]
    waits: DeskRow | None  # its first date, if the desk has to decide it
    against: tuple[Refusal, ...]
    asked: list[Question]
    house: HouseFacts


def _read(session: Session, house: HouseFacts, at: datetime, *, uid: str) -> Shown:
    found = series.series_by_uid(session, uid)
    if found is None:
        raise Refused(UnknownBooking())
    dates = sorted(series.dates(session, found), key=lambda date: (date.starts_at, date.id))
    ahead = [date for date in dates if date.ends_at > at]
    waiting = [date for date in ahead if book.is_waiting(date)]
    row = ledger.desk_row(session, house, (waiting or dates)[0].uid)[1] if dates else None
    return Shown(
        series=found,
        facts=[
            *seriesrows.facts(found, row, house, over=len(dates) - len(ahead)),
            *(past_facts(session, house, row, at) if row and waiting else []),
        ],
        ahead=ahead,
        waits=row if waiting else None,
        against=_against(session, house, waiting),
        asked=questions.questions_of(session, [date.id for date in dates]),
        house=house,
    )


def _against(session: Session, house: HouseFacts, waiting: list[Booking]) -> tuple[Refusal, ...]:
    each = decisions.objections_each(session, house, waiting) if waiting else []
    return tuple(dict.fromkeys(reason for reasons in each for reason in reasons))


class OneSeries:
    """The page of one window."""

    def __init__(self, office: Office, visit: Visit, status: StatusLine, uid: str) -> None:
        self.window = Window(office, visit, status.say)
        self.redraw = self.window.drawing(self.draw)
        self.uid = uid
        self.shown: Shown | None = None
        self.done = 0  # changes made here: after each the form is a new one
        with ui.element("div"):
            self.head = Part()
            self.deciding = Deciding(self.window, uid, self.redraw)
            self.changing = Part()
            self.list_answer = Answer(self.window)
            self.list = Part()

    async def open(self) -> None:
        """Draw it and keep it up to date."""
        await self.window.keep_up(self.redraw)

    async def draw(self) -> None:
        """Read the series and show what changed; what somebody is typing stays."""
        try:
            self.shown = await self.window.look(lambda *house: _read(*house, uid=self.uid))
        except Refused as refused:
            if self.shown is not None:
                raise
            self.head.show(refused.reasons, partial(build_missing, refused, self.window))
            return
        self._show(self.shown)

    def _show(self, shown: Shown) -> None:
        self.head.show((shown.series.title, shown.series.state, shown.facts), lambda: self._head(shown))
        self.deciding.show(shown.waits, shown.against, shown.asked)
        changeable = any(date.state in LIVE for date in shown.ahead)
        self.changing.show(changeable and ("form", self.done), lambda: self._changing(shown))
        if changeable:
            self.form.follow(change_fields(shown.house, shown.ahead))
        self.list.show("list", self._list)
        self.dates.show_dates(shown.ahead, shown.house)

    def _head(self, shown: Shown) -> None:
        title = shown.series.title or _("Terminreihe")
        ui.page_title(_("{title} – Büro – Treffpunkt", title=title))
        with ui.element("nav").classes("ways") as ways:
            ways.props["aria-label"] = _("Von hier aus")
            Link(_("Zu Anfragen und Woche"), HOME)
        with ui.element("div").classes("headline"):
            Words("h1", title)
            Words("p", _("Terminreihe")).classes("summary")
            Words("p", _(wording.STATES[shown.series.state])).classes(f"tag {shown.series.state.value}")
        dialogs.build_facts(shown.facts)

    def _list(self) -> None:
        self.dates = DateList()
        self.dates.on_press("revive", self.window.safely(self.revive))

    def _changing(self, shown: Shown) -> None:
        Words("h2", _("Ändern"))
        send, act = _("Zeigen, was sich ändert"), self.window.safely(self.preview)
        self.form = Form(change_fields(shown.house, shown.ahead), send=send, act=act)
        self.answer = Answer(self.window)

    async def revive(self, uid: str) -> None:
        """Let a date take place after all."""
        date = next((date for date in self.shown.ahead if date.uid == uid), None) if self.shown else None
        if self.shown is None or date is None:
            return
        when = seriesrows.date_row(date, self.shown.house)["when"]
        try:
            await self.window.do(lambda session, house, who, at: revivals.revive(session, house, uid, who=who, now=at))
        except Refused as refused:
            self.list_answer.refuse(refused.reasons)
            return
        self.list_answer.done(_("Findet doch statt: {when}.", when=when))
        await self.redraw()

    # Changes: first what would become of it, then doing it

    async def preview(self, filled: Filled) -> None:
        """Show what would become of every date."""
        if self.shown is None:
            return
        try:
            change, scope = change_from(filled, self.shown.ahead)
            plan = await self.window.look(
                lambda session, house, at: edits.preview_edit(session, house, self.uid, change, scope, now=at)
            )
        except Refused as refused:
            self.answer.refuse(refused.reasons)
            return
        self._show_plan(plan, change, scope)

    def _show_plan(self, plan: Preview, change: Change, scope: Scope) -> None:
        if self.shown is None:
            return
        house, revision = self.shown.house, self.shown.series.revision
        if plan.reasons:
            self.answer.refuse(plan.reasons)
        else:
            self.answer.ask(_("Noch ist nichts geändert. Bitte sehen Sie nach und bestätigen Sie."))
        with self.answer:
            Words("h2", planned.summary(plan))
            planned.build_dates(plan, house.zone)
            if not plan.reasons:
                fields = planned.choice_fields(plan, house)
                act = partial(self.change, change, scope, revision)
                Form(fields, send=_("So ändern"), act=self.window.safely(act))

    async def change(self, change: Change, scope: Scope, revision: int, filled: Filled) -> None:
        """Do it."""
        choices = planned.choices_from(filled)
        try:
            uid = await self.window.do(
                lambda session, house, who, at: (
                    edits.edit_series(
                        session, house, self.uid, change, scope, choices=choices, who=who, now=at, revision=revision
                    ).uid
                )
            )
        except Refused as refused:
            self.answer.refuse(refused.reasons)
            return
        if uid != self.uid:  # the later dates are a series of their own now
            ui.navigate.to(f"{PATH}/{uid}")
            return
        self.done += 1
        self.answer.done(_("Die Terminreihe ist geändert."))
        await self.redraw()
