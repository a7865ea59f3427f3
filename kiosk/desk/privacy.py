"""`/desk/privacy`: what the house knows about somebody, told or erased in two clicks; what is forgotten next."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import partial
from typing import Annotated

from fastapi import Depends, FastAPI, Request, Response
from nicegui import ui

from booking import journal, privacy
from booking.clock import now
from booking.facts import HouseFacts
from booking.i18n import _, ngettext
from booking.privacy import Going, Told, going
from booking.refusals import Refused
from booking.rights import Right
from kiosk import guard, privacywords
from kiosk.desk import dialogs, personpage
from kiosk.desk.dialogs import Filled as Answered
from kiosk.desk.dialogs import Question
from kiosk.desk.forms import Field, Filled, Form
from kiosk.desk.frame import Part, Press, StatusLine, Words, frame
from kiosk.desk.visits import Visit
from kiosk.desk.window import Office, Window
from kiosk.work import writing
from models.database import Session

PATH = "/desk/privacy"
_LONGEST = 254
_MOST = 40  # rows that are listed; the file has all


@dataclass(frozen=True, slots=True)
class _Known:
    """What was found about whoever was asked for."""

    told: tuple[Told, ...] = ()
    several: tuple[str, ...] = ()
    nobody: bool = False  # too little was typed to mean somebody


def register(app: FastAPI, office: Office) -> None:
    """Declare the page, and what somebody is told as a file and as a page to read and print."""

    @ui.page(PATH, title=_("Datenschutz – Büro – Treffpunkt"), language="de")
    async def page(visit: Annotated[Visit, Depends(office.visits.current)]) -> None:
        with frame(visit, PATH) as status:
            await Privacy(office, visit, status).open()

    @app.post(f"{PATH}/auskunft.json", include_in_schema=False)
    async def file(request: Request, visit: Annotated[Visit, Depends(office.visits.current)]) -> Response:
        told = await asked(request, visit)
        if isinstance(told, Response):
            return told
        return personpage.file(told, now=now())

    @app.post(f"{PATH}/auskunft", include_in_schema=False)
    async def readable(request: Request, visit: Annotated[Visit, Depends(office.visits.current)]) -> Response:
        told = await asked(request, visit)
        return told if isinstance(told, Response) else personpage.page(told, now=now())

    async def asked(request: Request, visit: Visit) -> list[Told] | Response:
        if not guard.same_origin(request, office.settings.public_url):
            return personpage.refused(
                _("Die Anfrage kam von einer fremden Seite. Bitte öffnen Sie das Büro selbst."), 403
            )
        try:
            who = (await guard.small_form(request)).get("who", "")
        except Refused:
            said = _("Das Formular kam nicht vollständig an. Bitte versuchen Sie es noch einmal.")
            return personpage.refused(said, 400)
        return await writing(office.db, lambda session: _told(session, who, visit.who(session, Right.ACT), now()))


def _told(session: Session, who: str, actor: str, at: datetime) -> list[Told]:
    """Return what is told about *who*, and note that it was told, not about whom."""
    told = privacy.told(session, privacy.recognise(session, who))
    if told:
        journal.record(session, "person.told", who=actor, now=at, rows=privacywords.by_kind(told))
    return told


class Privacy:
    """The page of one window."""

    def __init__(self, office: Office, visit: Visit, status: StatusLine) -> None:
        self.window = Window(office, visit, status.say)
        self.redraw = self.window.drawing(self.draw)
        self.secret = office.settings.secret
        self.who = ""
        self.root = ui.element("div").classes("privacy")
        with self.root:
            Words("h1", _("Datenschutz"))
            with ui.element("section"):
                Words("h2", _("Was das Haus über jemanden weiß"))
                Words(
                    "p", _("Gesucht wird überall. Was Sie eintippen, steht in keiner Adresse und in keinem Protokoll.")
                )
                label = _("E-Mail-Adresse, Name, Merkwort oder Link")
                limits = {"maxlength": str(_LONGEST), "required": ""}
                self.form = Form(
                    [Field(name="who", label=label, limits=limits, wide=True)],
                    send=_("Suchen"),
                    act=self.window.safely(self.search),
                )
                self.found = Part()
                self.found.props("aria-live=polite")
            self.next = Part()

    async def open(self) -> None:
        """Draw it and keep what goes next up to date."""
        await self.window.keep_up(self.redraw)

    async def draw(self) -> None:
        """Read how much is forgotten next."""
        rules = await self.window.look(lambda session, _house, at: tuple(going(session, now=at)))
        self.next.show(rules, lambda: _build_rules(rules))

    async def search(self, filled: Filled) -> None:
        """Look for whoever was typed in, and show what stands where."""
        await self.show(filled.get("who", "")[:_LONGEST])

    async def show(self, who: str) -> None:
        """Look for *who*, and show what stands where."""
        self.who = who
        known = await self.window.look(lambda session, _house, _at: _look(session, who))
        self.form.say([_("Bitte geben Sie mindestens drei Zeichen ein.")] if known.nobody else [])
        self.found.clear()
        self.found.show(None, lambda: None)
        if not known.nobody:
            self.found.show((who, known), lambda: self._build(known))

    def _build(self, known: _Known) -> None:
        if known.several:
            self._build_several(known.several)
            return
        if not known.told:
            Words("p", _("Darüber steht nichts im Haus.")).classes("nothing")
            return
        number = len(known.told)
        Words("h3", ngettext("{number} Stelle gefunden", "{number} Stellen gefunden", number))
        with ui.element("ul").classes("plain"):
            for one in known.told[:_MOST]:
                kind = privacywords.kind_words(one.table)
                Words("li", _("{kind}: {about}", kind=kind, about=one.about) if one.about else kind)
        if number > _MOST:
            Words("p", _("Alle Stellen stehen in der Auskunft."))
        with ui.element("div").classes("actions"):
            _download(_("Auskunft zum Lesen und Drucken"), f"{PATH}/auskunft", self.who, apart=True)
            _download(_("Auskunft als Datei (JSON)"), f"{PATH}/auskunft.json", self.who)
            Press(_("Alles löschen …"), self.window.safely(partial(self._ask, known)))

    def _build_several(self, several: Sequence[str]) -> None:
        Words("p", _("Mehrere Menschen heißen so. Wer ist gemeint?"))
        with ui.element("div").classes("actions"):
            for one in several:
                Press(one, self.window.safely(partial(self.show, one)))

    async def _ask(self, known: _Known, *_event: object) -> None:
        kinds = privacywords.by_kind(known.told)
        question = Question(
            title=_("Alles über diese Person löschen?"),
            lines=(", ".join(privacywords.counted(kinds)), *privacywords.staying(kinds)),
            confirm=_("Endgültig löschen"),
        )
        dialogs.ask(self.root, question, self._erase)

    async def _erase(self, _filled: Answered) -> list[str]:
        who, secret = self.who, self.secret

        def command(session: Session, _house: HouseFacts, actor: str, at: datetime) -> object:
            return privacy.erase(session, privacy.recognise(session, who), secret=secret, who=actor, now=at)

        problems = await self.window.attempt(command)
        if not problems:
            self.who = ""
            self.found.show(None, lambda: None)
            self.found.clear()
            self.window.tell(_("Alles gelöscht. Kopien des Hauses vergessen es nach 30 Tagen."), [])
        return problems


def _look(session: Session, who: str) -> _Known:
    person = privacy.recognise(session, who)
    if person.several:
        return _Known(several=person.several)
    if not privacy.is_somebody(person):
        return _Known(nobody=True)
    return _Known(tuple(privacy.told(session, person)))


def _download(name: str, address: str, who: str, *, apart: bool = False) -> None:
    """Build a form that asks for what is told; who it is about stands in no address."""
    with ui.element("form").props(f"method=post action={address}") as form:
        if apart:
            form.props["target"] = "_blank"
        hidden = ui.element("input").props("type=hidden name=who")
        hidden.props["^value"] = who
        Words("button", name).props("type=submit").classes("button")


def _build_rules(rules: Sequence[Going]) -> None:
    Words("h2", _("Was von selbst gelöscht wird"))
    Words("p", _("Jeden Tag. Die Zahlen sagen, wie viel von dem, was jetzt da ist, bis dann gelöscht ist.")).classes(
        "explain"
    )
    with ui.element("table").classes("going"):
        with ui.element("thead"), ui.element("tr"):
            for name in (_("Was"), _("in 1 Tag"), _("in 7 Tagen"), _("in 30 Tagen")):
                Words("th", name).props("scope=col")
        with ui.element("tbody"):
            for rule in rules:
                name, kept = privacywords.RULES[rule.about]
                with ui.element("tr"):
                    with ui.element("th").props("scope=row"):
                        Words("span", _(name))
                        Words("small", _(kept))
                    for number in rule.numbers:
                        Words("td", str(number))
