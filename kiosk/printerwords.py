"""Why there are no slips, as the desk and whoever looks after the machine read it."""

from booking.i18n import N_, _
from kiosk.slips.printer import Trouble

_TROUBLES = {
    Trouble.AWAY: N_("Der Zettel-Drucker ist nicht zu erreichen."),
    Trouble.SILENT: N_("Der Zettel-Drucker antwortet nicht."),
    Trouble.BROKEN: N_("Die Verbindung zum Zettel-Drucker brach ab."),
    Trouble.PAPER: N_("Der Zettel-Drucker hat kein Papier."),
    Trouble.NO_COMMAND: N_("Für den Zettel-Drucker fehlen die Befehle lp und lpstat (Paket cups-client)."),
    Trouble.QUEUE: N_("Das Drucksystem CUPS nimmt für den Zettel-Drucker nichts an."),
    Trouble.UNDRAWABLE: N_("Für Zettel in dieser Schrift fehlt Pillow die Bibliothek Raqm."),
}


def printer_words(trouble: Trouble | None) -> str:
    """Return what is wrong with the printer; empty: nothing, or the house has none."""
    return _(_TROUBLES[trouble]) if trouble else ""
