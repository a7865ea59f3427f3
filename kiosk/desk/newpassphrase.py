"""A form of the desk: one's own passphrase is changed, and every other log-in ends with it."""

from functools import partial

from nicegui import ui

from booking import access, ownlogin, seals
from booking.i18n import _
from booking.passphrases import LONGEST, SHORTEST
from booking.refusals import NotTwice, Refused
from kiosk.desk.forms import Field, Filled, Form
from kiosk.desk.frame import Words
from kiosk.desk.window import Act, Window
from kiosk.words import sentences
from kiosk.work import aside


class NewPassphrase:
    """The form on the page of the own login; after a change *redraw* is called."""

    def __init__(self, window: Window, redraw: Act) -> None:
        self.window, self.redraw = window, redraw
        with ui.element("section"):
            Words("h2", _("Passwort ändern"))
            Words("p", _("Danach gilt nur noch das neue, und alle anderen Anmeldungen sind zu Ende.")).classes(
                "explain"
            )
            self.place = ui.element("div")
        self._build()

    def _build(self) -> None:
        self.place.clear()
        with self.place:
            self.form = Form(
                passphrase_fields(old=True), send=_("Passwort ändern"), act=self.window.safely(self.change)
            )

    async def change(self, filled: Filled) -> None:
        """Change it, or say why not."""
        try:
            ended = await self._changed(filled)
        except Refused as refused:
            self.form.say(sentences(refused.reasons, self.window.zone))
            return
        self._build()  # nothing of what was typed stays on the page
        self.window.office.visits.ended(ended)
        self.window.tell(_("Das neue Passwort gilt."), [])
        await self.redraw()

    async def _changed(self, filled: Filled) -> list[str]:
        old, new = filled.get("old", ""), filled.get("new", "")
        token, do = self.window.visit.token, self.window.do
        if new != filled.get("again", ""):
            raise Refused(NotTwice())
        if wrong := await do(lambda session, _house, _who, at: ownlogin.check_new(session, token, old, new, now=at)):
            raise Refused(wrong)
        tried = await do(lambda session, _house, _who, at: ownlogin.claim_own(session, token, now=at))
        ok = await aside(partial(access.check_password, tried, old))
        seal = await aside(partial(seals.password_seal, new)) if ok else ""
        settled = await do(
            lambda session, _house, _who, at: ownlogin.change_passphrase(session, token, tried, ok, seal, now=at)
        )
        if not isinstance(settled, list):
            raise Refused(settled)
        return settled


def passphrase_fields(*, old: bool = False) -> list[Field]:
    """Return what is asked for a new passphrase, after the *old* one where there is one."""
    limits = {"maxlength": str(LONGEST), "autocomplete": "new-password"}
    hint = _("mindestens {number} Zeichen; gut sind vier Wörter, die nichts miteinander zu tun haben", number=SHORTEST)
    known = {"maxlength": str(LONGEST), "autocomplete": "current-password"}
    return [
        *([Field(name="old", label=_("Bisheriges Passwort"), kind="password", limits=known, wide=True)] if old else []),
        Field(name="new", label=_("Neues Passwort"), kind="password", limits=limits, hint=hint, wide=True),
        Field(name="again", label=_("Neues Passwort noch einmal"), kind="password", limits=limits, wide=True),
    ]
