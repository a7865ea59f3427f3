"""The address of a group's page as the desk gives it out: a code to scan, the address to copy, a letter to print."""

from urllib.parse import quote

from nicegui import ui

from booking.i18n import _
from kiosk.components.codes import IN_HAND
from kiosk.desk import dialogs
from kiosk.desk.frame import Words
from kiosk.routes.qr import qr_svg

# Where the page has no right to the clipboard (no TLS), the address is marked and copied as by hand.
_COPY = """(event) => {
    const [button, line] = [event.currentTarget, event.currentTarget.closest('.dialog').querySelector('.address')];
    const said = () => { button.textContent = button.dataset.done; };
    if (navigator.clipboard) { navigator.clipboard.writeText(line.textContent).then(said, () => {}); return; }
    getSelection().selectAllChildren(line);
    if (document.execCommand('copy')) said();
}"""


def show(parent: ui.element, *, title: str, group: str, duty: str, address: str) -> None:
    """Show *address* once, ready to be scanned, copied or printed; it is not kept anywhere."""
    with dialogs.shown_once(parent, title=title, done=_("Ich habe sie weitergegeben")) as actions:
        with ui.element("div").classes("access-letter"):
            Words("p", group).classes("group")
            Words("p", _("Aufgabe: {duty}", duty=duty))
            picture = ui.element("img")
            picture.props["src"] = (
                f"data:image/svg+xml,{quote(qr_svg(address, reading=IN_HAND, printed=True, label='QR'))}"
            )
            picture.props["alt"] = _("Code mit der Adresse der Gruppe")
            Words("p", address).classes("address").props("translate=no")
            Words("p", _("Mit dem Handy scannen: Termine ansehen, buchen, absagen."))
            Words("p", _("Wer diese Adresse hat, kann für die Gruppe handeln. Bitte nicht weitergeben."))
        Words("p", _("Die Adresse wird nur jetzt gezeigt."))
        with actions:
            copy = Words("button", _("Kopieren")).props("type=button").classes("button")
            copy.props["data-done"] = _("Kopiert")
            copy.on("click", js_handler=_COPY)
            print_it = Words("button", _("Drucken")).props("type=button").classes("button")
            print_it.on("click", js_handler="() => window.print()")
