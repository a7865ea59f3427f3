"""Codes for a kiosk's scanner as the desk prints them; a group's has no name, so a lost one tells nobody anything."""

from urllib.parse import quote

from nicegui import ui

from booking.i18n import _
from kiosk.components.codes import IN_HAND
from kiosk.desk import dialogs
from kiosk.desk.frame import Words
from kiosk.routes.qr import qr_svg


def show(parent: ui.element, title: str, code: str) -> None:
    """Show a group's card once, ready to be printed and cut out; its code is not kept anywhere."""
    _show(
        parent,
        title,
        code,
        done=_("Ich habe sie gedruckt"),
        on_it=(_("Gruppenkarte. Zum Buchen am Bildschirm im Haus."), _("Gefunden? Bitte im Quartiersbüro abgeben.")),
        beside=(
            _("Bitte drucken und ausschneiden. Der Code wird nur jetzt gezeigt."),
            _("Was vorher galt, gilt nicht mehr."),
        ),
    )


def show_for_staff(parent: ui.element, title: str, code: str) -> None:
    """Show once what opens one kiosk for the staff: on paper, or on the phone with which the desk is open."""
    _show(
        parent,
        title,
        code,
        done=_("Fertig"),
        on_it=(title, _("Gilt 10 Minuten und nur einmal.")),
        beside=(
            _("Halten Sie den Code vor den Leser am Bildschirm: gedruckt oder auf dem Handy."),
            _("Der Bildschirm schließt sich von selbst nach einer Minute ohne Berührung."),
        ),
    )


def _show(
    parent: ui.element, title: str, code: str, *, done: str, on_it: tuple[str, ...], beside: tuple[str, ...]
) -> None:
    with dialogs.shown_once(parent, title=title, done=done) as actions:
        with ui.element("div").classes("group-card"):
            picture = ui.element("img")
            picture.props["src"] = (
                f"data:image/svg+xml,{quote(qr_svg(code, reading=IN_HAND, printed=True, label='QR'))}"
            )
            picture.props["alt"] = _("Code der Karte")
            for line in on_it:
                Words("p", line)
        for line in beside:
            Words("p", line)
        with actions:
            print_it = Words("button", _("Drucken")).props("type=button").classes("button")
            print_it.on("click", js_handler="() => window.print()")
