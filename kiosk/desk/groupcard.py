"""A card of a group as the desk prints it: a code for the scanner and no name, so a lost one tells nobody anything."""

from urllib.parse import quote

from nicegui import ui

from booking.i18n import _
from kiosk.desk import dialogs
from kiosk.desk.frame import Words
from kiosk.routes.qr import qr_svg

_SCALE = 8  # pixels of a module; how large it is printed says the style


def show(parent: ui.element, title: str, code: str) -> None:
    """Show the card once, ready to be printed and cut out; its code is not kept anywhere."""
    with dialogs.shown_once(parent, title=title, done=_("Ich habe sie gedruckt")) as actions:
        with ui.element("div").classes("group-card"):
            picture = ui.element("img")
            picture.props["src"] = f"data:image/svg+xml,{quote(qr_svg(code, scale=_SCALE, level='Q', label='QR'))}"
            picture.props["alt"] = _("Code der Karte")
            Words("p", _("Gruppenkarte. Zum Buchen am Bildschirm im Haus."))
            Words("p", _("Gefunden? Bitte im Quartiersbüro abgeben."))
        Words("p", _("Bitte drucken und ausschneiden. Der Code wird nur jetzt gezeigt."))
        Words("p", _("Was vorher galt, gilt nicht mehr."))
        with actions:
            print_it = Words("button", _("Drucken")).props("type=button").classes("button")
            print_it.on("click", js_handler="() => window.print()")
