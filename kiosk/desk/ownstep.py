"""A part of the page of the own login: the second step is set up, renewed and switched off."""

from collections.abc import Sequence
from functools import partial
from urllib.parse import quote

from nicegui import ui

from booking import onetime, secondstep
from booking.i18n import _, ngettext
from booking.refusals import Refusal, Refused
from booking.secondstep import Standing
from kiosk.components.codes import IN_HAND
from kiosk.components.qr import qr_svg
from kiosk.desk import dialogs
from kiosk.desk.forms import Field, Filled, Form
from kiosk.desk.frame import Part, Press, Words
from kiosk.desk.window import Act, Window
from kiosk.words import sentences
from models.staff import Role

_CODE_LIMITS = {"maxlength": "32", "autocomplete": "one-time-code"}


class OwnStep:
    """Whether one has a second step, and what one can do about it; after a change *redraw* is called."""

    def __init__(self, window: Window, redraw: Act) -> None:
        self.window, self.redraw = window, redraw
        self.house = ""
        self._begun = False  # its key is on the page, and stays there whatever changes in the house
        settings = window.office.settings
        self.secret, self.demanded_of = settings.secret, settings.second_step
        self.demanded = secondstep.is_demanded(Role(window.visit.role), self.demanded_of)
        with ui.element("section").classes("second-step") as self.root:
            Words("h2", _("Zweiter Schritt bei der Anmeldung"))
            self.part = Part()

    def show(self, standing: Standing, house: str) -> None:
        """Show how it stands in the house of this name."""
        self.house = house
        if self._begun and not standing.on:
            return
        self._begun = False
        self.part.show(standing, lambda: self._on(standing) if standing.on else self._off(standing))

    def _off(self, standing: Standing) -> None:
        if self.demanded:
            Words(
                "p",
                _(
                    "In diesem Haus brauchen Sie ihn. Wer sich mit Passwort anmeldet, kommt erst danach zu den anderen "
                    "Seiten. Ein Passkey genügt auch: Legen Sie ihn unten an, und melden Sie sich damit neu an."
                ),
            ).classes("check open")
        Words(
            "p",
            _(
                "Mit einem zweiten Schritt kommt niemand herein, der nur Ihr Passwort kennt. "
                "Sie brauchen dafür eine App auf dem Handy, die Codes zeigt, zum Beispiel Aegis."
            ),
        ).classes("explain")
        Press(_("Einrichten"), self.window.safely(partial(self.begin, standing)), kind="primary")

    def _on(self, standing: Standing) -> None:
        Words("p", _("Er ist eingerichtet.")).classes("check good")
        left = ngettext("Noch {number} Ersatzcode.", "Noch {number} Ersatzcodes.", standing.recovery_codes)
        Words("p", left if standing.recovery_codes else _("Kein Ersatzcode mehr."))
        with ui.element("div").classes("actions"):
            Press(_("Neue Ersatzcodes"), self.window.safely(self.renew))
            if not self.demanded:
                Press(_("Ausschalten …"), self.window.safely(self.ask_off))

    async def begin(self, standing: Standing) -> None:
        """Show a new key as a picture and in signs, and ask for a code of it."""
        self._begun, key = True, onetime.new_secret()
        address = onetime.address(key, login=standing.login, house=self.house)
        self.part.show(("set up", key), lambda: self._set_up(key, address))

    def _set_up(self, key: str, address: str) -> None:
        with ui.element("ol").classes("steps"):
            with ui.element("li"):
                Words("p", _("Lesen Sie das mit der App ein:"))
                picture = ui.element("img")
                picture.props["src"] = (
                    f"data:image/svg+xml,{quote(qr_svg(address, reading=IN_HAND, printed=True, label='QR'))}"
                )
                picture.props["alt"] = _("QR-Code für die App; der Schlüssel steht auch darunter")
                Words("p", _("Oder tippen Sie diesen Schlüssel in die App:"))
                Words("p", " ".join(key[at : at + 4] for at in range(0, len(key), 4))).classes("typed-key").props(
                    "translate=no"
                )
            with ui.element("li"):
                field = Field(name="code", label=_("Code, den die App jetzt zeigt"), limits=_CODE_LIMITS)
                self.form = Form([field], send=_("Fertig"), act=self.window.safely(partial(self.confirm, key)))

    async def confirm(self, key: str, filled: Filled) -> None:
        """Ask for such codes from now on, and show those for paper once."""
        token, typed = self.window.visit.token, filled.get("code", "")
        try:
            codes = await self.window.do(
                lambda session, _house, _who, at: secondstep.set_up(
                    session, token, key, typed, secret=self.secret, now=at
                )
            )
        except Refused as refused:
            self.form.say(sentences(refused.reasons, self.window.zone))
            return
        await self.redraw()
        self._show_codes(codes)

    async def renew(self) -> None:
        """Show ten other codes for paper."""
        token = self.window.visit.token
        codes = await self.window.do(
            lambda session, _house, _who, at: secondstep.renew_recovery_codes(
                session, token, secret=self.secret, now=at
            )
        )
        await self.redraw()
        self._show_codes(codes)

    async def ask_off(self) -> None:
        """Ask for a code, then switch it off."""
        dialogs.fill_in(
            self.root,
            title=_("Zweiten Schritt ausschalten"),
            lines=(_("Dann genügt zum Anmelden wieder das Passwort."),),
            fields=[Field(name="code", label=_("Code aus der App oder Ersatzcode"), limits=_CODE_LIMITS, wide=True)],
            confirm=_("Ausschalten"),
            attempt=self.off,
        )

    async def off(self, filled: Filled) -> list[str]:
        """Switch it off, or say why not."""
        token, typed = self.window.visit.token, filled.get("code", "")

        async def settled() -> Refusal | None:
            tried = await self.window.do(
                lambda session, _house, _who, at: secondstep.claim_switch_off(
                    session, token, now=at, of=self.demanded_of
                )
            )
            return await self.window.do(
                lambda session, _house, _who, at: secondstep.switch_off(
                    session, tried, typed, secret=self.secret, now=at
                )
            )

        try:
            wrong = await settled()
        except Refused as refused:
            return sentences(refused.reasons, self.window.zone)
        if wrong:
            return sentences((wrong,), self.window.zone)
        self.window.tell(_("Der zweite Schritt ist ausgeschaltet."), [])
        await self.redraw()
        return []

    def _show_codes(self, codes: Sequence[str]) -> None:
        with dialogs.shown_once(self.root, title=_("Ersatzcodes"), done=_("Ich habe sie aufgehoben")) as actions:
            Words("p", _("Für den Fall, dass das Handy fehlt. Jeder gilt einmal. Das wird nur jetzt gezeigt."))
            with ui.element("ol").classes("recovery-codes").props("translate=no"):
                for code in codes:
                    Words("li", code)
            with actions:
                print_it = Words("button", _("Drucken")).props("type=button").classes("button")
                print_it.on("click", js_handler="() => window.print()")
