"""`/desk/bookings/{uid}`: everything about one booking, and what can be done with it."""

from collections.abc import Callable
from dataclasses import replace
from datetime import timedelta
from functools import partial
from typing import Annotated

from fastapi import Depends
from nicegui import ui

from booking import decisions, lifecycle, moves, offers
from booking.displacement import Elsewhere, displace
from booking.i18n import _
from booking.refusals import Refused
from kiosk.desk import asking, dialogs, elsewhere, outcomes, wording
from kiosk.desk.answers import Answer, Way, build_missing, closures_in_the_way
from kiosk.desk.askoffices import AskOffices
from kiosk.desk.deciding import Deciding
from kiosk.desk.elsewhere import Target, target_from, when_words
from kiosk.desk.forms import Filled, Form
from kiosk.desk.frame import BOOKINGS, HOME, SERIES, WAITS, Link, Part, Press, StatusLine, Words, frame
from kiosk.desk.shown import Shown, read
from kiosk.desk.visits import Visit
from kiosk.desk.window import Command, Office, Window
from models.community import Listing

PATH = BOOKINGS


def register(office: Office) -> None:
    """Declare the page."""

    @ui.page(f"{PATH}/{{uid}}", title=_("Termin – Büro – Treffpunkt"), language="de")
    async def page(visit: Annotated[Visit, Depends(office.visits.current)], uid: str) -> None:
        with frame(visit, HOME, below=True) as status:
            await OneBooking(office, visit, status, uid).open()


class OneBooking:
    """The page of one window."""

    def __init__(self, office: Office, visit: Visit, status: StatusLine, uid: str) -> None:
        self.window = Window(office, visit, status.say)
        self.redraw = self.window.drawing(self.draw)
        self.uid = uid
        self.shown: Shown | None = None
        with ui.element("div") as self.root:
            self.head = Part()
            self.deciding = Deciding(self.window, uid, self.redraw)
            self.acts = Part()
            self.answer = Answer(self.window)
            self.moving, self.displacing = Part(), Part()
            self.offices = AskOffices(self.window, uid, self.redraw)
            self.journal = Part()

    async def open(self) -> None:
        """Draw it and keep it up to date."""
        await self.window.keep_up(self.redraw)

    async def draw(self) -> None:
        """Read the booking and show what changed; what somebody is typing stays."""
        try:
            self.shown = await self.window.look(lambda *house: read(*house, uid=self.uid))
        except Refused as refused:
            if self.shown is not None:
                raise
            self.head.show(refused.reasons, partial(build_missing, refused, self.window))
            return
        self._show(self.shown)

    def _show(self, shown: Shown) -> None:
        self.head.show((shown.row.title, shown.facts), lambda: self._head(shown))
        self.deciding.show(shown.row if shown.row.waits else None, shown.row.objections, shown.asked)
        ways = self._ways(shown)
        self.acts.show([name for name, _act in ways], lambda: self._acts(ways))
        self.moving.show(shown.ahead, lambda: self._moving(shown))
        self.displacing.show(shown.ahead, lambda: self._displacing(shown))
        if shown.ahead:
            self.move_form.follow(elsewhere.move_fields(shown.row, shown.rooms, shown.step_min))
            self.displace_form.follow(elsewhere.displace_fields(shown.row, shown.rooms, shown.groups, shown.step_min))
        self.offices.show(shown.offices, may_ask=shown.may_ask_offices, at=shown.at)
        self.journal.show(("journal", shown.story), lambda: self._journal(shown))

    def _head(self, shown: Shown) -> None:
        ui.page_title(_("{title} – Büro – Treffpunkt", title=shown.row.title))
        with ui.element("nav").classes("ways") as ways:
            ways.props["aria-label"] = _("Von hier aus")
            Link(_("Zur Woche"), f"{HOME}?week={shown.row.starts.date().isoformat()}")
            if shown.row.series_uid:
                Link(_("Zur ganzen Terminreihe"), f"{SERIES}/{shown.row.series_uid}")
            if shown.row.in_line:
                Link(_("Zur Warteliste"), WAITS)
        with ui.element("div").classes("headline"):
            Words("h1", shown.row.title)
            Words("p", _(wording.STATES[shown.row.state])).classes(f"tag {shown.row.state.value}")
        dialogs.build_facts(shown.facts)

    # What can be done with one press

    def _ways(self, shown: Shown) -> list[Way]:
        ways: list[Way] = []
        if shown.ahead:
            ways.append((_("Absagen …"), self.cancel))
        if shown.offered:
            ways.append((_("Für die Gruppe annehmen"), self.accept))
            ways.append((_("Für die Gruppe ablehnen"), self.decline))
        if shown.runs:
            ways.append((_("Jetzt beenden"), self.end))
            ways += [
                (_("Um {minutes} Minuten verlängern", minutes=minutes), partial(self.extend, minutes))
                for minutes in (30, 60)
            ]
        if shown.row.listing is Listing.PUBLIC and not shown.over:
            hidden = shown.row.title_hidden
            ways.append((_("Titel zeigen") if hidden else _("Titel verbergen"), partial(self.hide, not hidden)))
        return ways

    def _acts(self, ways: list[Way]) -> None:
        with ui.element("div").classes("actions"):
            for name, act in ways:
                Press(name, self.window.safely(act))

    async def _do(
        self, command: Command[object], said: str, answer: Answer, ways: Callable[[Refused], list[Way]] | None = None
    ) -> None:
        if await answer.do(command, said, ways):
            await self.redraw()

    async def hide(self, hidden: bool) -> None:
        """Take its title off the public screens, or show it again."""
        await self._do(
            lambda session, _house, who, at: decisions.hide_title(session, self.uid, hidden=hidden, who=who, now=at),
            _("Der Titel ist verborgen.") if hidden else _("Der Titel ist wieder öffentlich."),
            self.answer,
        )

    async def accept(self) -> None:
        """Take what is offered, for a group that says so at the counter or on the telephone."""
        await self._do(
            lambda session, house, who, at: outcomes.accepted(
                offers.accept_offer(session, house, self.uid, who=who, now=at)
            ),
            "",
            self.answer,
        )

    async def decline(self) -> None:
        """Let go of what is offered, for a group that does not want it."""
        await self._do(
            lambda session, house, who, at: offers.decline_offer(session, house, self.uid, who=who, now=at),
            _("Abgelehnt. Wer als Nächstes wartet, bekommt die Zeit angeboten."),
            self.answer,
        )

    async def end(self) -> None:
        """End it now."""
        await self._do(
            lambda session, house, who, at: moves.end_early(session, house, self.uid, who=who, now=at),
            _("Beendet. Der Raum ist wieder frei."),
            self.answer,
        )

    async def extend(self, minutes: int) -> None:
        """Let it last longer."""
        if self.shown is None:
            return
        until = self.shown.booking.ends_at + timedelta(minutes=minutes)
        await self._do(
            lambda session, house, who, at: moves.extend(session, house, self.uid, until=until, who=who, now=at),
            _("Verlängert."),
            self.answer,
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
                self.answer.done(_("Abgesagt."))
                await self.redraw()
            return problems

        dialogs.ask(self.root, asking.cancel_question(self.shown.row), attempt)

    # Another time or room

    def _moving(self, shown: Shown) -> None:
        Words("h2", _("Verlegen"))
        fields = elsewhere.move_fields(shown.row, shown.rooms, shown.step_min)
        self.move_form = Form(fields, send=_("Verlegen"), act=self.window.safely(self.move))
        self.move_answer = Answer(self.window)

    async def move(self, filled: Filled) -> None:
        """Move it to what was filled in."""
        try:
            target = target_from(filled, self.window.zone)
        except Refused as refused:
            self.move_answer.refuse(refused.reasons)
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
            self.move_answer,
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

    def _displacing(self, shown: Shown) -> None:
        with ui.element("details"):
            with ui.element("summary"):
                Words("h2", _("Die Stadt braucht den Raum"))
            Words("p", _("Der Termin wird abgesagt und der Gruppe im selben Augenblick ein anderer angeboten."))
            fields = elsewhere.displace_fields(shown.row, shown.rooms, shown.groups, shown.step_min)
            self.displace_form = Form(
                fields, send=_("Absagen und anderen Termin anbieten"), act=self.window.safely(self.displace)
            )
            self.displace_answer = Answer(self.window)

    async def displace(self, filled: Filled) -> None:
        """Take the time for the town and offer the group another one."""
        if self.shown is None:
            return
        try:
            target = target_from(filled, self.window.zone) if filled.get("day") else None
        except Refused as refused:
            self.displace_answer.refuse(refused.reasons)
            return
        there = Elsewhere(target.room, target.start, target.end, target.extras) if target else None
        town = elsewhere.wish_of_town(filled, self.shown.booking, self.shown.row, self.shown.rooms)
        text = filled.get("text", "")
        await self._do(
            lambda session, house, who, at: outcomes.displaced(
                displace(session, house, self.uid, text=text, wish_of_town=town, alternative=there, who=who, now=at),
                house.zone,
            ),
            "",
            self.displace_answer,
        )

    def _journal(self, shown: Shown) -> None:
        Words("h2", _("Verlauf"))
        dialogs.build_journal(shown.story)
