"""A part of the page of the own login: where letters about wishes go, and which."""

from nicegui import ui

from booking import deskaddress
from booking.deskaddress import Standing
from booking.i18n import N_, _
from booking.mailaddress import LONGEST
from booking.refusals import Refused
from kiosk.desk import wording
from kiosk.desk.forms import Field, Filled, Form
from kiosk.desk.frame import Part, Press, Words
from kiosk.desk.window import Act, Window
from kiosk.words import sentences
from models.staff import News

_NEWS = {
    News.AT_ONCE: N_("sofort, für jede Anfrage einen Brief"),
    News.DAILY: N_("einmal am Tag um 7 Uhr (Tagesbrief)"),
    News.OFF: N_("keine Briefe"),
}


class OwnLetters:
    """Where the house writes to whoever is logged in; after a change *redraw* is called."""

    def __init__(self, window: Window, redraw: Act) -> None:
        self.window, self.redraw = window, redraw
        with ui.element("section").classes("own-letters"):
            self.stands, self.address, self.news = Part(), Part(), Part()

    def show(self, standing: Standing | None) -> None:
        """Show how it stands; nothing to a role that is never written to."""
        if standing is None:
            return
        self.stands.show(standing, lambda: self._stands(standing))
        self.address.show("form", self._address)
        self.news.show(standing if standing.address else None, lambda: self._news(standing))

    def _stands(self, standing: Standing) -> None:
        Words("h2", _("Briefe an Sie"))
        told = (
            _("Wartet eine Anfrage, schreibt das Haus Ihnen. Mit dem Link im Brief entscheiden Sie ohne Anmeldung.")
            if standing.decides
            else _("Wartet eine Anfrage, schreibt das Haus Ihnen. Entscheiden kann das Quartiersmanagement.")
        )
        Words("p", told).classes("explain")
        if not self.window.office.settings.mail_url:
            Words("p", _("In diesem Haus ist keine Post eingerichtet: Briefe warten, bis das getan ist.")).classes(
                "check stop"
            )
        if standing.address:
            Words("p", _("Briefe gehen an {address}.", address=standing.address)).classes("check good")
        if standing.wished and standing.until:
            until = wording.moment(standing.until, self.window.zone)
            said = _(
                "An {address} ist ein Link unterwegs. Öffnen Sie ihn bis {until}: Erst dann kommen Briefe dort an.",
                address=standing.wished,
                until=until,
            )
            Words("p", said).classes("check open")
        if standing.address or standing.wished:
            with ui.element("div").classes("actions"):
                Press(_("Adresse löschen"), self.window.safely(self.forget))

    def _address(self) -> None:
        field = Field(
            name="address",
            label=_("E-Mail-Adresse für Briefe"),
            kind="email",
            limits={"maxlength": str(LONGEST), "autocomplete": "email"},
            hint=_("Am besten eine dienstliche. Geprüft wird sie mit einem Link, den nur Sie bekommen."),
            wide=True,
        )
        self.form = Form([field], send=_("Link schicken"), act=self.window.safely(self.choose))

    def _news(self, standing: Standing) -> None:
        fields = [
            Field(
                name="news",
                label=_("Wann wir Ihnen schreiben"),
                kind="select",
                value=standing.news.value,
                options={news.value: _(words) for news, words in _NEWS.items()},
                wide=True,
            ),
            Field(
                name="answers",
                label=_("auch sofort, wenn eine Gruppe auf eine Rückfrage antwortet"),
                kind="checkbox",
                value="yes" if standing.answers else "",
            ),
        ]
        Form(fields, send=_("Speichern"), act=self.window.safely(self.choose_news))

    async def choose(self, filled: Filled) -> None:
        """Send a link to an address, or say what is wrong with it."""
        token, typed = self.window.visit.token, filled.get("address", "")
        try:
            wished = await self.window.do(
                lambda session, _house, _who, at: deskaddress.choose(session, token, typed, now=at)
            )
        except Refused as refused:
            self.form.say(sentences(refused.reasons, self.window.zone))
            return
        self.form.say(())
        said = _("Ein Link ist unterwegs an {address}.", address=wished) if wished else _("Es bleibt, wie es ist.")
        self.window.tell(said, [])
        await self.redraw()

    async def choose_news(self, filled: Filled) -> None:
        """Say when and of what one is written."""
        token, answers = self.window.visit.token, bool(filled.get("answers"))
        news = News(filled["news"]) if filled.get("news") in set(News) else News.AT_ONCE
        await self.window.do(
            lambda session, _house, _who, at: deskaddress.choose_news(session, token, news, answers=answers, now=at)
        )
        self.window.tell(_("Gespeichert."), [])
        await self.redraw()

    async def forget(self) -> None:
        """Let no letter go anywhere any more."""
        token = self.window.visit.token
        await self.window.do(lambda session, _house, _who, at: deskaddress.forget(session, token, now=at))
        self.window.tell(_("Gelöscht. Links in alten Briefen öffnen nichts mehr."), [])
        await self.redraw()
