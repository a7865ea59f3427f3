"""Letters about a series, to whoever answers for the group."""

from booking.correspondence import Told
from booking.i18n import N_, _
from booking.pattern import HOURS
from kiosk.letters.words import Sentences, Text, dates_of, declined_because, more_words, opened, rows_of, subject_of

_DESPITE = N_("Das gilt, obwohl der Raum dann nicht geöffnet ist.")
_NOT_OPEN = N_("Die Öffnungszeiten ändern sich. Der Raum ist dann nicht mehr geöffnet:")

TEXTS: Sentences = {
    "series-cancelled": (N_("Ihre Terminreihe ist abgesagt"), N_("Der Raum ist wieder frei.")),
    "series-changed": (N_("Ihre Terminreihe ist geändert"), N_("Das sind die nächsten Termine:")),
    "series-confirmed": (N_("Ihre Terminreihe ist zugesagt"), N_("Der Raum ist für Sie reserviert.")),
    "series-conflict": (
        N_("Ihre Anfrage ist angekommen"),
        N_("Zu dieser Zeit ist noch etwas im Weg. Das Büro sieht es sich an und schreibt Ihnen."),
    ),
    "series-dates_lost": (
        N_("Einige Termine fallen aus"),
        N_("Zu diesen Zeiten ist der Raum leider nicht frei:"),
    ),
    "series-declined": (N_("Ihre Anfrage geht leider nicht"), ""),
    "series-expired": (
        N_("Ihre Anfrage ist abgelaufen"),
        N_("Niemand hat rechtzeitig geantwortet. Bitte fragen Sie noch einmal."),
    ),
    "series-followed": (
        N_("Ihre Terminreihe endet früher"),
        N_("Die Termine danach gehören jetzt zu einer neuen Reihe. Dazu bekommen Sie einen eigenen Brief."),
    ),
    "series-kept": (N_("Ihre Termine finden statt"), _DESPITE),
    "series-left_out": (N_("Einige Termine fallen aus"), N_("Diese Termine finden nicht statt:")),
    "series-moved_back": (N_("Ihre Termine bleiben, wie sie waren"), N_("Die gewünschte Änderung geht leider nicht.")),
    "series-question": (
        N_("Das Büro hat eine Frage"),
        N_("Bitte antworten Sie bald. So lange wartet Ihre Anfrage."),
    ),
    "series-requested": (
        N_("Ihre Anfrage ist angekommen"),
        N_("Das Büro prüft sie und schreibt Ihnen. Bis dahin ist die Zeit für Sie vorgemerkt."),
    ),
    "series-revived": (N_("Einige Termine finden doch statt"), N_("Der Raum ist für Sie reserviert.")),
    "series-skipped": (N_("Einige Termine fallen aus"), N_("Das Haus ist an diesen Tagen geschlossen:")),
}


def text(told: Told, _base_url: str) -> Text:
    """Return the text of a letter about a series."""
    heading, first = opened(told, TEXTS)
    if told.kind == "series-changed" and told.waits_for_desk:
        heading, first = _("Ihre Änderung ist angekommen"), _("Das Büro muss ihr noch zustimmen und schreibt Ihnen.")
    if told.kind == "series-skipped" and told.facts.get("reason") == HOURS:
        first = _(_NOT_OPEN)
    sentences, quote = declined_because(told) if told.kind == "series-declined" else ([], told.facts.get("text", ""))
    asks = told.kind == "series-question"
    return Text(
        heading=heading,
        subject=subject_of(told),
        sentences=(first, *sentences),
        quote=str(quote),
        rows=tuple(rows_of(told)),
        dates=() if told.kind == "series-cancelled" else dates_of(told),
        more=more_words(told),
        closing=(_("Antworten können Sie auf der Seite Ihrer Gruppe, am Telefon oder im Büro."),) if asks else (),
    )
