"""`/desk/bookings/{uid}`: everything about one booking, and what can be done with it."""

from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from functools import partial
from typing import Annotated, Any

from fastapi import Depends
from nicegui import ui

from booking import decisions, displacement, journal, ledger, lifecycle, moves, questions, series
from booking.displacement import Elsewhere
from booking.facts import HouseFacts
from booking.i18n import _
from booking.ledger import DeskRow
from booking.refusals import Refused
from kiosk.desk import asking, dialogs, elsewhere, rows, wording
from kiosk.desk.answers import Answer, Way, closures_in_the_way
from kiosk.desk.elsewhere import Target, target_from, when_words
from kiosk.desk.forms import Field, Filled, Form
from kiosk.desk.frame import StatusLine, Words, frame
from kiosk.desk.visits import Visit
from kiosk.desk.window import Command, Office, Window
from models import requests
from models.bookings import Booking, State
from models.database import Session

PATH = "/desk/bookings"
SERIES = "/desk/series"  # whose page links back here


def register(office: Office) -> None:
    """Declare the page."""

    @ui.page(f"{PATH}/{{uid}}", title=_("Termin – Büro – Treffpunkt"), language="de")
    async def page(visit: Annotated[Visit, Depends(office.visits.current)], uid: str) -> None:
        with frame(visit, PATH) as status:
            await OneBooking(office, visit, status, uid).open()


@dataclass(frozen=True, slots=True)
class Shown:
    """One booking as it was read in one look."""

    booking: Booking
    row: DeskRow
    series: str  # uid; empty: a single booking
    facts: list[tuple[str, str]]
    story: list[tuple[str, str, str]]
    asked: list[requests.Question]
    rooms: dict[str, str]  # slug → name
    step_min: int
    at: datetime

    @property
    def waits(self) -> bool:
        """Whether the desk has to decide it."""
        return self.row.waits

    @property
    def ahead(self) -> bool:
        """Whether it is promised and has not begun."""
        return self.booking.state is State.CONFIRMED and self.at < self.booking.starts_at

    @property
    def runs(self) -> bool:
        """Whether it is on now."""
        return self.booking.state is State.CONFIRMED and self.booking.starts_at <= self.at < self.booking.ends_at


def _read(session: Session, house: HouseFacts, at: datetime, *, uid: str) -> Shown:
    booking, row = ledger.desk_row(session, house, uid)
    return Shown(
        booking=booking,
        row=row,
        series=series.uid_of(session, booking),
        facts=rows.details(row, house),
        story=wording.story(journal.story(session, booking.id), house.zone, row.group_name),
        asked=questions.questions_of(session, [booking.id]),
        rooms={room.slug: room.name for room in house.bookable_rooms},
        step_min=house.rules.slot_step_min,
        at=at,
    )


class OneBooking:
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
        """Read the booking; draw it anew if something became of it, so that a half-filled form stays."""
        shown = await self.window.look(lambda *house: _read(*house, uid=self.uid))
        before = self.shown
        self.shown = shown
        if before is None or _look(before) != _look(shown):
            self._build(shown)

    def _build(self, shown: Shown) -> None:
        self.root.clear()
        with self.root:
            Words("h1", shown.row.title)
            with ui.element("dl"):
                for name, value in shown.facts:
                    with ui.element("div"):
                        Words("dt", name)
                        Words("dd", value)
            if shown.series:
                Words("a", _("Zur ganzen Terminreihe")).props["href"] = f"{SERIES}/{shown.series}"
            self._acts(shown)
            self.answer = Answer(self.window)
            if shown.waits or shown.asked:
                self._questions(shown)
            if shown.ahead:
                self._move(shown)
                self._displace(shown)
            Words("h2", _("Verlauf"))
            dialogs.build_journal(shown.story)

    # What can be done with one press

    def _acts(self, shown: Shown) -> None:
        ways: list[Way] = []
        if shown.waits:
            ways.append((_("Zusagen"), self.approve))
        if shown.ahead:
            ways.append((_("Absagen …"), self.cancel))
        if shown.runs:
            ways.append((_("Jetzt beenden"), self.end))
            longer = (30, 60)
            ways += [
                (_("Um {minutes} Minuten verlängern", minutes=minutes), partial(self.extend, minutes))
                for minutes in longer
            ]
        if ways:
            with ui.element("div").classes("actions"):
                for name, act in ways:
                    button = Words("button", name).props("type=button").classes("button")
                    button.on("click", self.window.safely(act))

    async def _do(self, command: Command[Any], said: str, ways: Callable[[Refused], list[Way]] | None = None) -> None:
        try:
            await self.window.do(command)
        except Refused as refused:
            if self.answer is not None:
                self.answer.refuse(
                    refused.reasons, ways(refused) if ways else (), said=_("Das geht so nicht. Nichts wurde geändert.")
                )
            return
        self.window.tell(said, [])
        await self.redraw()

    async def approve(self) -> None:
        """Say yes to the wish."""
        await self._do(
            lambda session, house, who, at: decisions.approve_booking(session, house, self.uid, who=who, now=at),
            _("Zugesagt."),
        )

    async def end(self) -> None:
        """End it now."""
        await self._do(
            lambda session, house, who, at: moves.end_early(session, house, self.uid, who=who, now=at),
            _("Beendet. Der Raum ist wieder frei."),
        )

    async def extend(self, minutes: int) -> None:
        """Let it last longer."""
        if self.shown is None:
            return
        until = self.shown.booking.ends_at + timedelta(minutes=minutes)
        await self._do(
            lambda session, house, who, at: moves.extend(session, house, self.uid, until=until, who=who, now=at),
            _("Verlängert."),
        )

    async def cancel(self) -> None:
        """Ask what to tell the public, then cancel."""
        if self.shown is None:
            return

        async def attempt(filled: dialogs.Filled) -> list[str]:
            problems = await self.window.attempt(
                lambda session, house, who, at: lifecycle.cancel_booking(
                    session, house, self.uid, who=who, now=at, note=filled.text
                ),
                wording.note_sentence,
            )
            if not problems:
                self.window.tell(_("Abgesagt."), [])
                await self.redraw()
            return problems

        dialogs.ask(self.root, asking.cancel_question(self.shown.row), attempt)

    # Questions

    def _questions(self, shown: Shown) -> None:
        Words("h2", _("Rückfragen"))
        with ui.element("dl"):
            for one in shown.asked:
                with ui.element("div"):
                    Words("dt", one.text)
                    Words("dd", one.answer or _("noch keine Antwort"))
        if shown.waits and all(one.answered_at for one in shown.asked):
            field = Field(name="text", label=_("Frage an die Gruppe"), wide=True, limits={"maxlength": "500"})
            Form([field], send=_("Rückfrage schicken"), act=self.window.safely(self.ask))

    async def ask(self, filled: Filled) -> None:
        """Ask the group."""
        text = filled.get("text", "")
        await self._do(
            lambda session, house, who, at: questions.ask(session, house, self.uid, text, who=who, now=at),
            _("Die Frage ist unterwegs. Die Anfrage wartet so lange."),
        )

    # Another time or room

    def _move(self, shown: Shown) -> None:
        Words("h2", _("Verlegen"))
        fields = elsewhere.move_fields(shown.row, shown.rooms, shown.step_min)
        Form(fields, send=_("Verlegen"), act=self.window.safely(self.move))

    async def move(self, filled: Filled) -> None:
        """Move it to what was filled in."""
        try:
            target = target_from(filled, self.window.zone)
        except Refused as refused:
            if self.answer is not None:
                self.answer.refuse(refused.reasons)
            return
        await self._move_to(target)

    async def _move_to(self, target: Target) -> None:
        await self._do(
            lambda session, house, who, at: moves.move_booking(
                session,
                house,
                self.uid,
                start=target.start,
                end=target.end,
                room=target.room,
                extras=target.extras,
                override=target.override,
                who=who,
                now=at,
            ),
            _("Verlegt: {when}.", when=when_words(target.start, target.end, self.window.zone)),
            partial(self._ways_out, target),
        )

    def _ways_out(self, target: Target, refused: Refused) -> list[Way]:
        ways: list[Way] = [
            (
                _("{when} nehmen", when=when_words(one.span.start, one.span.end, self.window.zone)),
                partial(self._move_to, replace(target, start=one.span.start, end=one.span.end)),
            )
            for one in refused.alternatives
        ]
        if lifted := closures_in_the_way(refused.reasons):
            despite = replace(target, override=tuple(dict.fromkeys([*target.override, *lifted])))
            ways.append((_("Trotzdem verlegen, obwohl geschlossen ist"), partial(self._move_to, despite)))
        return ways

    # The town needs the room

    def _displace(self, shown: Shown) -> None:
        Words("h2", _("Die Stadt braucht den Raum"))
        Words("p", _("Der Termin wird abgesagt und der Gruppe im selben Augenblick ein anderer angeboten."))
        fields = elsewhere.displace_fields(shown.row, shown.rooms, shown.step_min)
        Form(fields, send=_("Verlegen und anbieten"), act=self.window.safely(self.displace))

    async def displace(self, filled: Filled) -> None:
        """Take the time for the town and offer the group another one."""
        try:
            target = target_from(filled, self.window.zone) if filled.get("day") else None
        except Refused as refused:
            if self.answer is not None:
                self.answer.refuse(refused.reasons)
            return
        there = Elsewhere(target.room, target.start, target.end, target.extras) if target else None
        text = filled.get("text", "")
        await self._do(
            lambda session, house, who, at: displacement.displace(
                session, house, self.uid, text=text, alternative=there, who=who, now=at
            ),
            _("Abgesagt. Der Gruppe ist ein anderer Termin angeboten, wenn einer frei war."),
        )


def _look(shown: Shown) -> tuple[object, ...]:
    """Return what makes the page different."""
    answered = tuple(one.answered_at for one in shown.asked)
    return shown.booking.revision, shown.facts, shown.story, answered, shown.waits, shown.ahead, shown.runs
