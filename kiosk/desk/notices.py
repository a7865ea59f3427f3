"""`/desk/notices`: what is said on the board of the kiosks, and who helps; each list is written here."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime
from functools import partial
from typing import Annotated

from fastapi import Depends
from nicegui import ui

from booking import noticeboard
from booking.facts import HouseFacts
from booking.i18n import _
from booking.noticeboard import HelpLine, Notice
from booking.refusals import Refused
from booking.span import local
from kiosk.calendar_words import long_day_with_year
from kiosk.desk import dialogs, noticeforms
from kiosk.desk.dialogs import Filled as Written
from kiosk.desk.dialogs import Question
from kiosk.desk.frame import NOTICES, Part, Press, StatusLine, Words, frame
from kiosk.desk.visits import Visit
from kiosk.desk.window import Command, Office, Window
from kiosk.words import sentences
from models.database import Session

PATH = NOTICES


def register(office: Office) -> None:
    """Declare the page."""

    @ui.page(PATH, title=_("Aushang – Büro – Treffpunkt"), language="de")
    async def page(visit: Annotated[Visit, Depends(office.visits.current)]) -> None:
        with frame(visit, PATH) as status:
            await Notices(office, visit, status).open()


@dataclass(frozen=True, slots=True)
class Shown:
    """What the page shows, as it was read in one look."""

    today: date
    notices: list[Notice]
    help: list[HelpLine]
    functions: dict[str, str]


class Notices:
    """The page of one window."""

    def __init__(self, office: Office, visit: Visit, status: StatusLine) -> None:
        self.window = Window(office, visit, status.say)
        self.redraw = self.window.drawing(self.draw)
        with ui.element("div") as self.root:
            Words("h1", _("Aushang"))
            self.board, self.help = Part(), Part()

    async def open(self) -> None:
        """Draw it and keep it up to date."""
        await self.window.keep_up(self.redraw)

    async def draw(self) -> None:
        """Read both lists and show what changed; open dialogs stay as they are."""
        shown = await self.window.look(_read)
        self.board.show(("board", shown.today, shown.notices, shown.functions), lambda: self._board(shown))
        self.help.show(("help", shown.help, shown.functions), lambda: self._help(shown))

    def _press(self, name: str, act: Callable[[], None], label: str = "", kind: str = "") -> None:
        async def do() -> None:
            act()

        Press(name, self.window.safely(do), label=label, kind=kind)

    # What is said on the board

    def _board(self, shown: Shown) -> None:
        Words("h2", _("Hinweise am Bildschirm"))
        Words("p", _("Sie stehen im Schaufenster, solange sie gelten, und enden von selbst."))
        if not shown.notices:
            Words("p", _("Kein Hinweis.")).classes("nothing")
        with ui.element("ul").classes("hours"):
            for notice in shown.notices:
                with ui.element("li"):
                    with ui.element("div"):
                        Words("strong", notice.title)
                        Words("p", notice.text)
                        Words("small", _when(notice, shown.today))
                    with ui.element("div").classes("actions"):
                        change = partial(self._write_notice, shown, notice)
                        self._press(_("Ändern …"), change, _("Ändern: {what}", what=notice.title))
                        remove = partial(self._ask_away, notice)
                        self._press(_("Abnehmen …"), remove, _("Abnehmen: {what}", what=notice.title), "quiet")
        with ui.element("div").classes("actions"):
            self._press(_("Hinweis schreiben"), partial(self._write_notice, shown, None))

    def _write_notice(self, shown: Shown, notice: Notice | None) -> None:
        async def attempt(filled: Mapping[str, str]) -> list[str]:
            try:
                wanted = noticeforms.notice_from(filled, notice.slug if notice else "")
            except Refused as refused:
                return sentences(refused.reasons, self.window.zone)
            return await self._done(
                lambda session, house, who, at: noticeboard.put_up(session, house, wanted, who=who, now=at),
                _("Der Hinweis steht am Bildschirm, sobald er gilt: {what}.", what=wanted.title),
            )

        dialogs.fill_in(
            self.root,
            title=_("Hinweis ändern") if notice else _("Hinweis schreiben"),
            lines=(_("Kurze Sätze, wie am Fenster. Keine Namen von Menschen."),),
            fields=noticeforms.notice_fields(notice, shown.functions, shown.today),
            confirm=_("Speichern"),
            attempt=attempt,
        )

    def _ask_away(self, notice: Notice) -> None:
        async def attempt(_written: Written) -> list[str]:
            return await self._done(
                lambda session, house, who, at: noticeboard.take_down(session, house, notice.slug, who=who, now=at),
                _("Abgenommen: {what}.", what=notice.title),
            )

        title, lines = _("Hinweis abnehmen"), (notice.title, notice.text)
        dialogs.ask(self.root, Question(title=title, lines=lines, confirm=_("Abnehmen")), attempt)

    # Who helps

    def _help(self, shown: Shown) -> None:
        Words("h2", _("Wer hilft mir?"))
        with ui.element("ol").classes("hours"):
            for place, line in enumerate(shown.help):
                with ui.element("li"):
                    with ui.element("div"):
                        Words("strong", line.title)
                        Words("small", shown.functions.get(line.contact, "") or line.phone)
                    with ui.element("div").classes("actions"):
                        self._help_acts(shown, place, line)
        with ui.element("div").classes("actions"):
            self._press(_("Zeile hinzufügen"), partial(self._write_line, shown, len(shown.help)))

    def _help_acts(self, shown: Shown, place: int, line: HelpLine) -> None:
        lines = shown.help
        if place:
            up = [*lines[: place - 1], line, lines[place - 1], *lines[place + 1 :]]
            label = _("Nach oben: {what}", what=line.title)
            Press(_("Nach oben"), self.window.safely(partial(self._put, lines, up)), label=label, kind="quiet")
        change = partial(self._write_line, shown, place)
        self._press(_("Ändern …"), change, _("Ändern: {what}", what=line.title))
        remove = partial(self._ask_gone, lines, place)
        self._press(_("Entfernen …"), remove, _("Entfernen: {what}", what=line.title), "quiet")

    async def _put(self, before: Sequence[HelpLine], after: Sequence[HelpLine]) -> None:
        if problems := await self._written(before, after):
            self.window.tell("", problems)

    async def _written(self, before: Sequence[HelpLine], after: Sequence[HelpLine]) -> list[str]:
        return await self._done(
            lambda session, house, who, at: noticeboard.write_help(session, house, before, after, who=who, now=at),
            _("Die Liste ist gespeichert."),
        )

    def _write_line(self, shown: Shown, place: int) -> None:
        lines = shown.help
        line = lines[place] if place < len(lines) else None

        async def attempt(filled: Mapping[str, str]) -> list[str]:
            wanted = noticeforms.line_from(filled, line)
            return await self._written(lines, [*lines[:place], wanted, *lines[place + 1 :]])

        dialogs.fill_in(
            self.root,
            title=_("Zeile ändern") if line else _("Zeile hinzufügen"),
            lines=(_("Eine Stelle des Hauses mit ihrer Nummer, oder eine Nummer, die alle wissen dürfen."),),
            fields=noticeforms.line_fields(line, shown.functions),
            confirm=_("Speichern"),
            attempt=attempt,
        )

    def _ask_gone(self, lines: Sequence[HelpLine], place: int) -> None:
        async def attempt(_written: Written) -> list[str]:
            return await self._written(lines, [*lines[:place], *lines[place + 1 :]])

        question = Question(title=_("Zeile entfernen"), lines=(lines[place].title,), confirm=_("Entfernen"))
        dialogs.ask(self.root, question, attempt)

    async def _done(self, command: Command[object], said: str) -> list[str]:
        problems = await self.window.attempt(command)
        if not problems:
            self.window.tell(said, [])
            await self.redraw()
        return problems


def _when(notice: Notice, today: date) -> str:
    first, last = long_day_with_year(notice.starts_on), long_day_with_year(notice.ends_on)
    told = _("{first} bis {last}", first=first, last=last)
    return _("{days} (vorbei)", days=told) if notice.ends_on < today else told


def _read(session: Session, house: HouseFacts, at: datetime) -> Shown:
    known = noticeboard.functions(session)
    lines = [replace(line) for line in noticeboard.help_lines(house)]
    return Shown(local(at, house.zone).date(), noticeboard.notices(house), lines, known)
