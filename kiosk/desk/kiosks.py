"""`/desk/kiosks`: the screens of the house, how they are, and the way to a new one."""

from collections.abc import Mapping
from datetime import date, datetime
from functools import partial
from importlib.metadata import version
from typing import Annotated

from fastapi import Depends, Request
from nicegui import ui

from booking import onsite, screens
from booking.clock import now
from booking.facts import HouseFacts
from booking.i18n import _
from booking.refusals import Refused
from booking.screens import ScreenFacts
from kiosk.calendar_words import number_words
from kiosk.desk import dialogs, groupcard, kioskrows
from kiosk.desk.dialogs import Filled, Question
from kiosk.desk.forms import Field, Form
from kiosk.desk.frame import Part, StatusLine, Words, frame
from kiosk.desk.kiosklist import KioskList
from kiosk.desk.reading import Reading
from kiosk.desk.rows import Plain
from kiosk.desk.visits import Visit
from kiosk.desk.window import Office, Window
from kiosk.phone import addresses
from kiosk.printerwords import printer_words
from kiosk.words import sentences
from models.database import Session

PATH = "/desk/kiosks"
_PLACE = {"maxlength": "40"}


def register(office: Office) -> None:
    """Declare the page."""

    @ui.page(PATH, title=_("Bildschirme – Büro – Treffpunkt"), language="de")
    async def page(request: Request, visit: Annotated[Visit, Depends(office.visits.current)]) -> None:
        with frame(visit, PATH) as status:
            await Kiosks(office, visit, status, addresses.base(request, office.settings)).open()


class Kiosks:
    """The page of one window."""

    def __init__(self, office: Office, visit: Visit, status: StatusLine, address: str) -> None:
        self.window = Window(office, visit, status.say)
        self.redraw = self.window.drawing(self.draw)
        self.address = address
        self.known: dict[str, ScreenFacts] = {}
        with ui.element("div") as self.root:
            self.printer = Part()
            self.list = KioskList()
            with ui.element("section"):
                Words("h2", _("Neues Gerät"))
                self.form = Form(
                    [Field(name="name", label=_("Wo steht es?"), value=_("Eingang"), limits=_PLACE)],
                    send=_("Code machen"),
                    act=self.window.safely(self.offer),
                )
        for what, act in {
            "rename": self.rename,
            "measure": self.measure,
            "lower": self.lower,
            "raise": self.put_back,
            "notice": self.write_notice,
            "quiet": self.take_down_notice,
            "enter": self.let_in,
            "load": self.load_afresh,
            "revoke": self.revoke,
        }.items():
            self.list.on_press(what, self.window.safely(act))

    async def open(self) -> None:
        """Draw it and keep it up to date; how long ago a kiosk was heard is told anew every minute."""
        await self.window.keep_up(self.redraw)

    async def draw(self) -> None:
        """Read the kiosks and show what changed."""
        known, cards, history = await self.window.look(_read)
        printer = printer_words(self.window.office.printing.trouble)
        self.printer.show(printer, partial(_say, printer))
        self.known = {str(screen.id): screen for screen in known}
        self.list.show_rows(cards, history)

    async def offer(self, filled: Mapping[str, str]) -> None:
        """Make a code for one new kiosk and show it once, with what to do."""
        made: list[str] = []
        secret, name = self.window.office.settings.secret, filled.get("name", "")
        problems = await self.window.attempt(
            lambda session, _house, who, at: made.append(
                screens.offer_pairing(session, secret, name=name, who=who, now=at)
            )
        )
        self.form.say(problems)
        if problems:
            return
        lines = (
            _("Am neuen Gerät öffnen: {address}", address=f"{self.address}/kiosk"),
            _("Dort auf „Dieses Gerät anmelden“ tippen und den Code eingeben."),
            _("Er gilt 10 Minuten und nur einmal."),
        )
        dialogs.show_once(
            self.root, title=_("Code für ein neues Gerät"), secret=f"{made[-1][:3]} {made[-1][3:]}", lines=lines
        )

    async def rename(self, key: str) -> None:
        """Ask for another name."""
        if (screen := self.known.get(key)) is None:
            return

        async def attempt(filled: Mapping[str, str]) -> list[str]:
            name = filled.get("name", "")
            return await self.window.attempt(
                lambda session, _house, who, at: screens.rename(session, screen.id, name, who=who, now=at)
            )

        place = Field(name="name", label=_("Wo steht es?"), value=screen.name, limits=_PLACE)
        dialogs.fill_in(
            self.root, title=_("Umbenennen"), lines=(), fields=[place], confirm=_("Umbenennen"), attempt=attempt
        )

    async def measure(self, key: str) -> None:
        """Ask how large it is and how high it hangs."""
        if (screen := self.known.get(key)) is None:
            return

        async def attempt(filled: Mapping[str, str]) -> list[str]:
            try:
                diagonal, edge = _measures(filled)
            except Refused as refused:
                return sentences(refused.reasons, self.window.zone)
            return await self.window.attempt(
                lambda session, _house, who, at: screens.measure(
                    session, screen.id, diagonal_inch=diagonal, lower_edge_mm=edge, who=who, now=at
                )
            )

        dialogs.fill_in(
            self.root,
            title=_("Maße: {name}", name=screen.name),
            lines=(_("Damit rechnet das Programm aus, ob alle die Tasten erreichen."),),
            fields=_fields(screen),
            confirm=_("Eintragen"),
            attempt=attempt,
        )

    async def lower(self, key: str) -> None:
        """Draw the picture smaller, at the lower edge."""
        await self._put_controls(key, True)

    async def put_back(self, key: str) -> None:
        """Draw the picture as usual."""
        await self._put_controls(key, False)

    async def write_notice(self, key: str) -> None:
        """Ask what this kiosk alone shall tell in its window, and until when."""
        if (screen := self.known.get(key)) is None:
            return

        async def attempt(filled: Mapping[str, str]) -> list[str]:
            form = Reading(filled)
            until = form.day("until", _("Letzter Tag"))
            if until is None:
                return sentences(tuple(form.wrong), self.window.zone)
            return await self.window.attempt(
                lambda session, house, who, at: onsite.put_up_notice(
                    session,
                    screen.id,
                    form.text("text"),
                    until,
                    today=at.astimezone(house.zone).date(),
                    who=who,
                    now=at,
                )
            )

        dialogs.fill_in(
            self.root,
            title=_("Hinweis: {name}", name=screen.name),
            lines=(_("Steht oben im Schaufenster dieses Bildschirms und wird vorgelesen, bis zum letzten Tag."),),
            fields=_notice_fields(screen, now().astimezone(self.window.zone).date()),
            confirm=_("Aufhängen"),
            attempt=attempt,
        )

    async def take_down_notice(self, key: str) -> None:
        """Tell nothing more in the window of this kiosk."""
        if (screen := self.known.get(key)) is None:
            return
        problems = await self.window.attempt(
            lambda session, _house, who, at: onsite.take_down_notice(session, screen.id, who=who, now=at)
        )
        self.window.tell(_("Hinweis abgenommen: {name}", name=screen.name), problems)

    async def let_in(self, key: str) -> None:
        """Show the code that opens this kiosk for the staff, once."""
        if (screen := self.known.get(key)) is None:
            return
        code = await self.window.do(
            lambda session, _house, who, at: onsite.offer_code(session, screen.id, who=who, now=at)
        )
        groupcard.show_for_staff(self.root, _("Vor Ort öffnen: {name}", name=screen.name), code)

    async def load_afresh(self, key: str) -> None:
        """Let the page of this kiosk be loaded afresh; a visit there ends."""
        if (screen := self.known.get(key)) is None:
            return
        problems = await self.window.attempt(
            lambda session, _house, who, at: onsite.load_afresh(session, screen.id, who=who, now=at)
        )
        self.window.tell(_("Wird neu geladen: {name}", name=screen.name), problems)

    async def revoke(self, key: str) -> None:
        """Ask, then take its rights back."""
        if (screen := self.known.get(key)) is None:
            return

        async def attempt(_filled: Filled) -> list[str]:
            problems = await self.window.attempt(
                lambda session, _house, who, at: screens.revoke(session, screen.id, who=who, now=at)
            )
            self.window.tell(_("Abgemeldet: {name}", name=screen.name), problems)
            return problems

        lines = (screen.name, _("Das Gerät zeigt danach nur noch das Programm. Es kann neu angemeldet werden."))
        dialogs.ask(self.root, Question(title=_("Gerät abmelden"), lines=lines, confirm=_("Abmelden")), attempt)

    async def _put_controls(self, key: str, low: bool) -> None:
        if (screen := self.known.get(key)) is None:
            return
        problems = await self.window.attempt(
            lambda session, _house, who, at: screens.put_controls_low(session, screen.id, low, who=who, now=at)
        )
        done = _("Die Tasten liegen jetzt unten.") if low else _("Das Bild ist wieder wie üblich.")
        self.window.tell(done, problems)


def _say(sentence: str) -> None:
    Words("p", sentence)


def _read(session: Session, house: HouseFacts, at: datetime) -> tuple[list[ScreenFacts], list[Plain], list[list[str]]]:
    known = screens.screens(session)
    cards = [kioskrows.kiosk_card(screen, at, version("treffpunkt")) for screen in known]
    return known, cards, kioskrows.lines(screens.history(session), house.zone)


def _fields(screen: ScreenFacts) -> list[Field]:
    inches = "" if screen.diagonal_inch is None else number_words(screen.diagonal_inch)
    edge = "" if screen.lower_edge_mm is None else str(screen.lower_edge_mm)
    return [
        Field(
            name="diagonal",
            label=_("Diagonale in Zoll"),
            value=inches,
            hint=_("steht im Datenblatt, zum Beispiel 24"),
            limits={"inputmode": "decimal", "maxlength": "6"},
        ),
        Field(
            name="edge",
            label=_("Unterkante des Bildes in mm"),
            value=edge,
            hint=_("vom Boden bis zum unteren Rand des Bildes"),
            limits={"inputmode": "numeric", "maxlength": "4"},
        ),
    ]


def _notice_fields(screen: ScreenFacts, today: date) -> list[Field]:
    until = screen.notice_until if screen.notice_until and screen.notice_until >= today else today
    return [
        Field(
            name="text",
            label=_("Hinweis"),
            value=screen.notice or "",
            hint=_("ein Satz, höchstens 140 Zeichen, zum Beispiel Heute ist der Lift defekt."),
            limits={"maxlength": str(onsite.LONGEST_NOTICE)},
            wide=True,
        ),
        Field(name="until", label=_("Letzter Tag"), kind="date", value=until.isoformat()),
    ]


def _measures(filled: Mapping[str, str]) -> tuple[float, int]:
    """Return the diagonal in inches and the lower edge in mm. Raises Refused(Malformed) with every field."""
    form = Reading(filled)
    diagonal = form.measure("diagonal", _("Diagonale in Zoll"))
    edge = form.number("edge", _("Unterkante des Bildes in mm"))
    if diagonal is None or edge is None:
        raise form.refused
    return diagonal, edge
