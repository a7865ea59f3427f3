"""A part of the page of the own login: its passkeys; one more is made, one is removed."""

from datetime import datetime
from functools import partial
from zoneinfo import ZoneInfo

from nicegui import ui
from nicegui.events import GenericEventArguments

from booking import access, ownlogin, passkeys
from booking.facts import HouseFacts
from booking.i18n import _
from booking.passkeychecks import Party
from booking.passkeys import LONGEST_NAME, Own
from booking.passphrases import LONGEST
from booking.refusals import Refused
from kiosk import theme
from kiosk.desk import dialogs, wording
from kiosk.desk.dialogs import Question
from kiosk.desk.forms import Field, Filled
from kiosk.desk.frame import Part, Press, Words
from kiosk.desk.window import Act, Window
from kiosk.words import sentences
from kiosk.work import aside
from models.database import Session

# A browser asks for finger or PIN only right after a press, so the press itself does it (assets/scripts/passkeys.js).
_MAKE = """(event) => {
    const button = event.currentTarget;
    if (!window.socket?.connected || button.busy) return;
    button.busy = true;
    window.passkeys.make(JSON.parse(button.dataset.options)).then((said) => { button.busy = false; emit(said); });
}"""
_HERE = """() => { if (window.socket?.connected) emit(Boolean(window.passkeys?.here())); }"""


class OwnPasskeys:
    """The passkeys of whoever is logged in, on pages of *party*; after a change *redraw* is called."""

    def __init__(self, window: Window, redraw: Act, party: Party | None, device: str) -> None:
        self.window, self.redraw, self.party, self.device = window, redraw, party, device
        self.has_passphrase = True
        ui.add_head_html(f'<script src="{theme.asset("scripts/passkeys.js")}" defer></script>')
        with ui.element("section").classes("passkeys") as self.root:
            Words("h2", _("Passkeys"))
            Words(
                "p",
                _(
                    "Ein Passkey ist ein Schlüssel in Ihrem Handy, Computer oder Stick. Damit melden Sie sich ohne "
                    "Passwort und ohne Code an: mit Finger, Gesicht oder PIN des Geräts."
                ),
            ).classes("explain")
            self.part = Part()
            if party is None:
                Words("p", _("Hinzufügen geht nur, wenn diese Seite über https geöffnet ist."))
            else:
                add = Words("button", _("Passkey hinzufügen")).props("type=button").classes("button primary")
                _on_answer(add, self.window.safely(self.ask_name), _HERE)

    def show(self, found: list[Own], zone: ZoneInfo, *, has_passphrase: bool) -> None:
        """Show the passkeys; who has a passphrase is asked for it before there is one more."""
        self.has_passphrase = has_passphrase
        self.part.show((tuple(found), zone.key), lambda: self._build(found, zone) if found else None)

    def _build(self, found: list[Own], zone: ZoneInfo) -> None:
        with ui.element("ul").classes("damages"):
            for one in found:
                with ui.element("li"):
                    Words("strong", one.name)
                    Words("span", _used(one, zone))
                    label = _("Entfernen: {device}", device=one.name)
                    Press(_("Entfernen …"), self.window.safely(partial(self.ask_remove, one)), label=label)

    async def ask_name(self, event: GenericEventArguments) -> None:
        """Ask how the device is called, and for the passphrase."""
        if event.args is not True:
            self.window.tell("", [_("In diesem Browser oder unter dieser Adresse gehen Passkeys nicht.")])
            return
        limits = {"maxlength": str(LONGEST_NAME)}
        fields = [Field(name="name", label=_("Name des Geräts"), value=self.device, limits=limits, wide=True)]
        if self.has_passphrase:
            known = {"maxlength": str(LONGEST), "autocomplete": "current-password"}
            fields.append(Field(name="old", label=_("Ihr Passwort"), kind="password", limits=known, wide=True))
        dialogs.fill_in(
            self.root,
            title=_("Passkey hinzufügen"),
            lines=(_("Der Name hilft Ihnen, das Gerät wiederzuerkennen."),),
            fields=fields,
            confirm=_("Weiter"),
            attempt=self.begin,
        )

    async def begin(self, filled: Filled) -> list[str]:
        """Show the button by which the device makes the key; or say why not."""
        token, do, party = self.window.visit.token, self.window.do, self.party
        if party is None:
            return []
        try:
            name = passkeys.checked_name(filled.get("name", ""))
            tried = await do(lambda session, _house, _who, at: ownlogin.claim_own(session, token, now=at))
            ok = await aside(partial(access.check_password, tried, filled.get("old", "")))
            options = await do(
                lambda session, _house, _who, at: passkeys.begin_adding(session, token, tried, ok, party, now=at)
            )
            if not isinstance(options, str):
                raise Refused(options)
        except Refused as refused:
            return sentences(refused.reasons, self.window.zone)
        self._ask_device(name, options, party)
        return []

    def _ask_device(self, name: str, options: str, party: Party) -> None:
        async def made(event: GenericEventArguments) -> None:
            if not isinstance(event.args, str) or not event.args:
                problem.text = _("Das Gerät hat nichts bestätigt. Versuchen Sie es noch einmal.")
                return
            problem.text = " ".join(await self._added(event.args, name, party))
            if not problem.text:
                dialog.close()
                self.window.tell(_("Hinzugefügt: {device}.", device=name), [])
                await self.redraw()

        with dialogs.opened(self.root, _("Passkey hinzufügen")) as dialog:
            Words(
                "p", _("Der Browser fragt gleich, wo der Passkey liegen soll. Bestätigen Sie dort, dass Sie es sind.")
            )
            problem = Words("p").classes("problem").props("role=alert")
            with ui.element("div").classes("actions"):
                make = Words("button", _("Jetzt am Gerät bestätigen")).props("type=button autofocus")
                make.classes("button primary").props["data-options"] = options
                _on_answer(make, self.window.safely(made), _MAKE)
                back = Words("button", _("Zurück")).props("type=button").classes("button")
                back.on("click", dialog.close)

    async def _added(self, said: str, name: str, party: Party) -> list[str]:
        token = self.window.visit.token
        try:
            wrong = await self.window.do(
                lambda session, _house, _who, at: passkeys.add(session, token, said, name, party, now=at)
            )
        except Refused as refused:
            return sentences(refused.reasons, self.window.zone)
        return sentences((wrong,), self.window.zone) if wrong else []

    async def ask_remove(self, one: Own) -> None:
        """Ask, then let a passkey open nothing any more."""
        token, ended = self.window.visit.token, list[str]()

        def remove(session: Session, _house: HouseFacts, _who: str, at: datetime) -> None:
            ended.extend(passkeys.remove(session, token, one.id, now=at))

        async def attempt(_filled: dialogs.Filled) -> list[str]:
            problems = await self.window.attempt(remove)
            if not problems:
                self.window.office.visits.ended(ended)
                self.window.tell(_("Entfernt: {device}.", device=one.name), [])
                await self.redraw()
            return problems

        lines = (one.name, _("Er öffnet dann nichts mehr. Alle anderen Anmeldungen enden."))
        dialogs.ask(self.root, Question(title=_("Passkey entfernen"), lines=lines, confirm=_("Entfernen")), attempt)


def _on_answer(button: ui.element, act: Act, script: str) -> None:
    """Call *act* with what *script* found when the *button* was pressed."""

    async def answered(event: GenericEventArguments) -> None:  # by its signature NiceGUI knows to hand it over
        await act(event)

    button.on("click", answered, js_handler=script)


def _used(one: Own, zone: ZoneInfo) -> str:
    since = wording.moment(one.since, zone)
    if one.used is None:
        return _("hinzugefügt {since}, noch nie genutzt", since=since)
    return _("hinzugefügt {since}, zuletzt genutzt {last}", since=since, last=wording.moment(one.used, zone))
