"""`/desk/people`: who works at the desk, by function: invite, role, pause, remove."""

from collections.abc import Awaitable, Callable
from datetime import datetime
from functools import partial
from typing import Annotated
from zoneinfo import ZoneInfo

from fastapi import Depends, Request
from nicegui import ui

from booking import staffing
from booking.facts import HouseFacts
from booking.i18n import _, ngettext
from booking.staffing import Login
from kiosk.desk import dialogs, wording
from kiosk.desk.dialogs import Question
from kiosk.desk.forms import Field, Filled, Form
from kiosk.desk.frame import Part, Press, StatusLine, Words, frame
from kiosk.desk.visits import Visit
from kiosk.desk.window import Command, Office, Window
from kiosk.phone import addresses
from models.database import Session
from models.staff import Role

PATH = "/desk/people"
INVITED = "/desk/login/invited"  # the page of an invitation


def register(office: Office) -> None:
    """Declare the page."""

    @ui.page(PATH, title=_("Zugänge – Büro – Treffpunkt"), language="de")
    async def page(request: Request, visit: Annotated[Visit, Depends(office.visits.current)]) -> None:
        base = addresses.base(request, office.settings)
        with frame(visit, PATH) as status:
            await People(office, visit, status, base).open()


class People:
    """The page of one window; *base* stands before the addresses of invitations."""

    def __init__(self, office: Office, visit: Visit, status: StatusLine, base: str) -> None:
        self.window = Window(office, visit, status.say)
        self.redraw = self.window.drawing(self.draw)
        self.base = base
        with ui.element("div").classes("people") as self.root:
            Words("h1", _("Zugänge zum Büro"))
            self.list = Part()
            with ui.element("section"):
                Words("h2", _("Jemanden einladen"))
                self.form = Form(_invite_fields(), send=_("Einladen"), act=self.window.safely(self.invite))

    async def open(self) -> None:
        """Draw it and keep it up to date."""
        await self.window.keep_up(self.redraw)

    async def draw(self) -> None:
        """Read the logins and show what changed."""

        def read(session: Session, house: HouseFacts, at: datetime) -> tuple[list[Login], ZoneInfo]:
            return staffing.logins(session, now=at), house.zone

        found, zone = await self.window.look(read)
        self.list.show((tuple(found), zone.key), lambda: self._build(found, zone))

    def _build(self, found: list[Login], zone: ZoneInfo) -> None:
        with ui.element("ul").classes("cards"):
            for one in found:
                with ui.element("li").classes("card"):
                    Words("h2", one.login)
                    dialogs.build_facts(_facts(one, zone))
                    with ui.element("div").classes("actions"):
                        for name, act in self._acts(one):
                            Press(name, self.window.safely(act), label=f"{name.removesuffix(' …')}: {one.login}")

    def _acts(self, one: Login) -> list[tuple[str, Callable[[], Awaitable[None]]]]:
        link = _("Neuer Link …") if one.may_come_in or not one.invited_until else _("Anderer Link …")
        acts = [(_("Rolle …"), partial(self.ask_role, one)), (link, partial(self.ask_link, one))]
        if one.second_step:
            acts.append((_("Zweiten Schritt wegnehmen …"), partial(self.ask_step, one)))
        if one.paused:
            acts.append((_("Wieder einlassen"), partial(self.resume, one)))
        else:
            acts.append((_("Pausieren …"), partial(self.ask_pause, one)))
        return [*acts, (_("Entfernen …"), partial(self.ask_remove, one))]

    # What the desk does

    async def invite(self, filled: Filled) -> None:
        """Make a login and show its link once."""
        login, role, given = filled.get("login", ""), _role(filled), list[str]()
        problems = await self.window.attempt(
            lambda session, _house, who, at: given.append(staffing.invite(session, login, role, who=who, now=at))
        )
        self.form.say(problems)
        if not problems:
            self._show_link(login, given[-1])
            await self.redraw()

    async def ask_role(self, one: Login) -> None:
        """Ask for another role, then give it."""
        roles = {role.value: _(name) for role, name in wording.ROLES.items()}

        async def attempt(filled: Filled) -> list[str]:
            role = _role(filled)
            return await self._done(
                lambda session, _house, who, at: staffing.give_role(session, one.id, role, who=who, now=at),
                _("{login} hat jetzt die Rolle {role}.", login=one.login, role=roles[role.value]),
            )

        field = Field(name="role", label=_("Rolle"), kind="select", value=one.role.value, options=roles, wide=True)
        lines = (one.login, _("Sie gilt sofort, auch auf offenen Seiten."))
        dialogs.fill_in(
            self.root, title=_("Rolle geben"), lines=lines, fields=[field], confirm=_("Geben"), attempt=attempt
        )

    async def ask_link(self, one: Login) -> None:
        """Ask, then let somebody choose a passphrase by a link that is shown once."""
        given: list[str] = []

        def again(session: Session, _house: HouseFacts, who: str, at: datetime) -> list[str]:
            token, ended = staffing.invite_again(session, one.id, who=who, now=at)
            given.append(token)
            return ended

        async def attempt(_filled: dialogs.Filled) -> list[str]:
            problems = await self._done(again, "")
            if not problems:
                self._show_link(one.login, given[-1])
            return problems

        lines = (one.login, _("Passwort, Passkeys und zweiter Schritt gelten dann nicht mehr, alle Anmeldungen enden."))
        dialogs.ask(self.root, Question(title=_("Neuer Link"), lines=lines, confirm=_("Link machen")), attempt)

    async def ask_step(self, one: Login) -> None:
        """Ask, then take the second step away."""
        self._ask(
            one,
            Question(
                title=_("Zweiten Schritt wegnehmen"),
                lines=(one.login, _("Für jemanden, dem Handy und Ersatzcodes fehlen. Dann genügt das Passwort.")),
                confirm=_("Wegnehmen"),
            ),
            lambda session, _house, who, at: staffing.take_second_step(session, one.id, who=who, now=at),
            _("{login} meldet sich jetzt ohne zweiten Schritt an.", login=one.login),
        )

    async def ask_pause(self, one: Login) -> None:
        """Ask, then let nobody in with that login."""
        self._ask(
            one,
            Question(
                title=_("Pausieren"),
                lines=(one.login, _("Niemand kommt damit herein, bis Sie es wieder erlauben. Alle Anmeldungen enden.")),
                confirm=_("Pausieren"),
            ),
            lambda session, _house, who, at: staffing.pause(session, one.id, paused=True, who=who, now=at),
            _("{login} ist pausiert.", login=one.login),
        )

    async def resume(self, one: Login) -> None:
        """Let somebody in again."""
        self.window.tell(
            "",
            await self._done(
                lambda session, _house, who, at: staffing.pause(session, one.id, paused=False, who=who, now=at),
                _("{login} kommt wieder herein.", login=one.login),
            ),
        )

    async def ask_remove(self, one: Login) -> None:
        """Ask, then forget a login."""
        self._ask(
            one,
            Question(
                title=_("Zugang entfernen"),
                lines=(one.login, _("Was damit getan wurde, bleibt im Verlauf.")),
                confirm=_("Entfernen"),
            ),
            lambda session, _house, who, at: staffing.remove(session, one.id, who=who, now=at),
            _("Entfernt: {login}.", login=one.login),
        )

    def _ask(self, one: Login, question: Question, command: Command[list[str] | None], said: str) -> None:
        async def attempt(_filled: dialogs.Filled) -> list[str]:
            return await self._done(command, said)

        dialogs.ask(self.root, question, attempt)

    async def _done(self, command: Command[list[str] | None], said: str) -> list[str]:
        """Do it, turn the windows of log-ins that ended, and say so; return why not."""
        ended: list[str] = []
        problems = await self.window.attempt(lambda *given: ended.extend(command(*given) or []))
        if not problems:
            self.window.office.visits.ended(ended)
            self.window.tell(said, [])
            await self.redraw()
        return problems

    def _show_link(self, login: str, token: str) -> None:
        lines = (
            _("Geben Sie diesen Link weiter, am besten persönlich. Er wird nur jetzt gezeigt."),
            _("Wer ihn öffnet, wählt das Passwort. Er gilt sieben Tage und nur einmal."),
        )
        title = _("Link für {login}", login=login)
        dialogs.show_once(self.root, title=title, secret=f"{self.base}{INVITED}/{token}", lines=lines)


def _invite_fields() -> list[Field]:
    roles = {role.value: _(name) for role, name in wording.ROLES.items()}
    hint = _("eine Aufgabe, kein Name: zum Beispiel stadtseniorenrat")
    return [
        Field(name="login", label=_("Name der Anmeldung"), hint=hint, limits={"maxlength": "64"}),
        Field(name="role", label=_("Rolle"), kind="select", value=Role.CARETAKER.value, options=roles),
    ]


def _role(filled: Filled) -> Role:
    word = filled.get("role", "")
    return Role(word) if word in set(Role) else Role.QUARTER_REP


def _facts(one: Login, zone: ZoneInfo) -> list[tuple[str, str]]:
    count = ngettext("mit {number} Gerät", "mit {number} Geräten", one.logged_in)
    return [
        (_("Rolle"), _(wording.ROLES[one.role])),
        (_("Stand"), _stands(one, zone)),
        (_("Zweiter Schritt"), _("eingerichtet") if one.second_step else _("nicht eingerichtet")),
        *([(_("Zugang der Stadt"), _("verbunden"))] if one.by_town else []),
        *([(_("Passkeys"), str(one.passkeys))] if one.passkeys else []),
        (_("Angemeldet"), count if one.logged_in else _("gerade nicht")),
    ]


def _stands(one: Login, zone: ZoneInfo) -> str:
    if one.paused:
        return _("pausiert")
    if one.may_come_in:
        return _("kann sich anmelden")
    if one.invited_until:
        return _("eingeladen, der Link gilt bis {until}", until=wording.moment(one.invited_until, zone))
    return _("eingeladen, der Link gilt nicht mehr")
