"""`/desk/series/{uid}`: every date of a series, and changes to one, some or all of them."""

from dataclasses import dataclass
from datetime import datetime
from functools import partial
from typing import Annotated

from fastapi import Depends
from nicegui import ui

from booking import edits, revivals, series
from booking.changes import Change, Scope
from booking.facts import HouseFacts
from booking.i18n import _, ngettext
from booking.preview import Preview
from booking.refusals import Refused, UnknownBooking
from booking.span import local
from kiosk.calendar_words import from_to, long_day_with_year, short_day
from kiosk.desk import bookings, planned, wording
from kiosk.desk.answers import Answer
from kiosk.desk.changing import change_fields, change_from
from kiosk.desk.forms import Filled, Form
from kiosk.desk.frame import StatusLine, Words, frame
from kiosk.desk.visits import Visit
from kiosk.desk.window import Office, Window
from kiosk.rulewords import rule_words
from models.bookings import LIVE, Booking, Series, State
from models.database import Session

PATH = bookings.SERIES


def register(office: Office) -> None:
    """Declare the page."""

    @ui.page(f"{PATH}/{{uid}}", title=_("Terminreihe – Büro – Treffpunkt"), language="de")
    async def page(visit: Annotated[Visit, Depends(office.visits.current)], uid: str) -> None:
        with frame(visit, PATH) as status:
            await OneSeries(office, visit, status, uid).open()


@dataclass(frozen=True, slots=True)
class Shown:
    """One series as it was read in one look."""

    series: Series
    ahead: list[Booking]
    over: int  # dates that are over
    house: HouseFacts


def _read(session: Session, house: HouseFacts, at: datetime, *, uid: str) -> Shown:
    found = series.series_by_uid(session, uid)
    if found is None:
        raise Refused(UnknownBooking())
    dates = series.dates(session, found)
    ahead = sorted((date for date in dates if date.ends_at > at), key=lambda date: (date.starts_at, date.id))
    return Shown(found, ahead, len(dates) - len(ahead), house)


class OneSeries:
    """The page of one window."""

    def __init__(self, office: Office, visit: Visit, status: StatusLine, uid: str) -> None:
        self.window = Window(office, visit, status.say)
        self.redraw = self.window.safely(self.draw)
        self.uid = uid
        self.shown: Shown | None = None
        self.root = ui.element("div")
        self.answer: Answer | None = None

    async def open(self) -> None:
        """Draw it and keep it up to date."""
        self.window.follow(self.redraw)
        await self.redraw()

    async def draw(self) -> None:
        """Read the series; draw it anew if something became of it, so that a half-filled form stays."""
        shown = await self.window.look(lambda *house: _read(*house, uid=self.uid))
        before = self.shown
        self.shown = shown
        if before is None or _look(before) != _look(shown):
            self._build(shown)

    def _build(self, shown: Shown) -> None:
        self.root.clear()
        with self.root:
            Words("h1", shown.series.title or _("Terminreihe"))
            with ui.element("dl"):
                for name, value in _facts(shown):
                    with ui.element("div"):
                        Words("dt", name)
                        Words("dd", value)
            if any(date.state in LIVE for date in shown.ahead):
                Words("h2", _("Ändern"))
                send, act = _("Zeigen, was sich ändert"), self.window.safely(self.preview)
                Form(change_fields(shown.house, shown.ahead), send=send, act=act)
            self.answer = Answer(self.window)
            Words("h2", _("Kommende Termine"))
            self._dates(shown)

    def _dates(self, shown: Shown) -> None:
        if not shown.ahead:
            Words("p", _("Kein Termin liegt noch vor uns.")).classes("nothing")
        with ui.element("ul").classes("dates"):
            for date in shown.ahead:
                with ui.element("li").classes("date-row"):
                    self._date(date, shown.house)

    def _date(self, date: Booking, house: HouseFacts) -> None:
        starts, ends = local(date.starts_at, house.zone), local(date.ends_at, house.zone)
        when = _("{day}, {times}", day=short_day(starts.date()), times=from_to(starts, ends))
        link = Words("a", when)
        link.props["href"] = f"{bookings.PATH}/{date.uid}"
        Words("span", house.rooms_by_id[date.room_id].name)
        Words("span", _state_words(date)).classes(f"tag {date.state.value}")
        if date.moved or date.retitled:
            Words("span", _("für sich geändert")).classes("tag quiet")
        if date.state in (State.SKIPPED, State.CANCELLED):
            again = Words("button", _("Findet doch statt")).props("type=button").classes("button quiet")
            again.props["aria-label"] = _("Findet doch statt: {when}", when=when)
            again.on("click", self.window.safely(partial(self.revive, date.uid, when)))

    async def revive(self, uid: str, when: str) -> None:
        """Let a date take place after all."""
        try:
            await self.window.do(lambda session, house, who, at: revivals.revive(session, house, uid, who=who, now=at))
        except Refused as refused:
            self._refuse(refused)
            return
        self.window.tell(_("Findet doch statt: {when}.", when=when), [])
        await self.redraw()

    # Changes: first what would become of it, then doing it

    async def preview(self, filled: Filled) -> None:
        """Show what would become of every date."""
        if self.shown is None or self.answer is None:
            return
        try:
            change, scope = change_from(filled, self.shown.ahead)
            plan = await self.window.look(
                lambda session, house, at: edits.preview_edit(session, house, self.uid, change, scope, now=at)
            )
        except Refused as refused:
            self._refuse(refused)
            return
        self._show_plan(plan, change, scope)

    def _show_plan(self, plan: Preview, change: Change, scope: Scope) -> None:
        if self.answer is None or self.shown is None:
            return
        house, revision = self.shown.house, self.shown.series.revision
        said = "" if plan.reasons else _("Noch ist nichts geändert. Bitte sehen Sie nach und bestätigen Sie.")
        self.answer.refuse(plan.reasons, said=said)
        with self.answer:
            Words("h2", planned.summary(plan))
            planned.build_skipped(plan, house.zone)
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
            self._refuse(refused)
            return
        if uid != self.uid:  # the later dates are a series of their own now
            ui.navigate.to(f"{PATH}/{uid}")
            return
        self.window.tell(_("Die Terminreihe ist geändert."), [])
        await self.redraw()

    def _refuse(self, refused: Refused) -> None:
        if self.answer is not None:
            self.answer.refuse(refused.reasons, said=_("Das geht so nicht. Nichts wurde geändert."))


def _facts(shown: Shown) -> list[tuple[str, str]]:
    found, house = shown.series, shown.house
    room = house.rooms_by_id.get(found.room_id)
    facts = [
        (_("Wie oft"), rule_words(found.rrule, found.first)),
        (_("Raum"), room.name if room else ""),
        (_("Seit"), long_day_with_year(found.first.date())),
        (_("Bis"), long_day_with_year(found.last.date()) if found.last else _("ohne Ende")),
        (_("Schulferien"), _("Pause") if found.pause_school else ""),
        (_("Stand"), _(wording.STATES[found.state])),
        (_("Schon gewesen"), ngettext("{number} Termin", "{number} Termine", shown.over) if shown.over else ""),
    ]
    return [(name, value) for name, value in facts if value]


def _state_words(date: Booking) -> str:
    word = _(wording.STATES[date.state])
    why = planned.why_words(date.reason) if date.state is State.SKIPPED else ""
    return _("{state}: {why}", state=word, why=why) if why else word


def _look(shown: Shown) -> tuple[object, ...]:
    """Return what makes the page different."""
    return shown.series.revision, [(date.id, date.revision) for date in shown.ahead], shown.house.revision
