"""What the desk asks before it takes something back."""

from booking.i18n import _, ngettext
from booking.ledger import DeskRow
from kiosk.desk.dialogs import Question
from kiosk.desk.rows import when, who
from kiosk.reasonwords import REASONS


def decline_question(row: DeskRow) -> Question:
    """Return what is asked before a wish is declined."""
    return Question(
        title=_("Anfrage absagen"),
        lines=(row.title, when(row), who(row)),
        confirm=_("Absagen"),
        reasons={word: _(name) for word, name in REASONS.items()},
        text=_("Ein Satz dazu"),
        hint=_("Die Gruppe liest Grund und Satz. Bei „Anderer Grund“ wird der Satz gebraucht."),
    )


def cancel_question(row: DeskRow) -> Question:
    """Return what is asked before a promised booking is cancelled."""
    return Question(
        title=_("Termin absagen"),
        lines=(row.title, when(row), _cancelled_seats(row)),
        confirm=_("Termin absagen"),
        text=_("Mitteilung an alle (freiwillig)"),
        hint=_("Steht am Bildschirm, auf der Seite und im Kalender. Zum Beispiel: Der Kurs fällt wegen Krankheit aus."),
    )


def end_question(row: DeskRow) -> Question:
    """Return what is asked before what is on now is ended."""
    return Question(
        title=_("Jetzt beenden"),
        lines=(row.title, when(row), _("Der Raum ist dann gleich wieder frei.")),
        confirm=_("Jetzt beenden"),
    )


def _cancelled_seats(row: DeskRow) -> str:
    if not row.taken:
        return _("Niemand ist angemeldet.")
    return ngettext("{number} Person ist angemeldet.", "{number} Personen sind angemeldet.", row.taken)
