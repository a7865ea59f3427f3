"""The list of kiosks: plain words go to the browser, what somebody pressed comes back."""

from booking.i18n import _
from kiosk.desk.lists import PlainList
from kiosk.desk.rows import Plain


class KioskList(PlainList, component="desk_kiosks.js", dependencies=["desk_lists.js"]):
    """Every paired kiosk with how it is, and what became of them."""

    pictograms = ("check", "warning", "hourglass")

    def __init__(self) -> None:
        super().__init__(
            {
                "nothing": _("Noch kein Gerät ist angemeldet. Andere Geräte zeigen nur das Programm."),
                "problems": _("Das erreichen nicht alle:"),
                "rename": _("Umbenennen …"),
                "measure": _("Maße …"),
                "lower": _("Tasten nach unten"),
                "raise": _("Tasten wie üblich"),
                "notice": _("Hinweis …"),
                "quiet": _("Hinweis abnehmen"),
                "enter": _("Vor Ort öffnen …"),
                "load": _("Neu laden"),
                "revoke": _("Abmelden …"),
                "history": _("Was zuletzt war"),
            }
        )
        nobody: list[Plain] = []
        self.show_rows(nobody, [])

    def show_rows(self, rows: list[Plain], history: list[list[str]]) -> None:
        """Show these kiosks and these lines."""
        self.show(heading=_("Bildschirme"), rows=rows, history=history)
