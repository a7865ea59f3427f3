"""Letters about one booking, to whoever answers for the group."""

from booking.correspondence import Told
from booking.i18n import N_, _
from kiosk.letters.words import (
    Button,
    Sentences,
    Text,
    declined_because,
    moment_words,
    opened,
    place_words,
    rows_of,
    subject_of,
)
from kiosk.phone import addresses

TEXTS: Sentences = {
    "booking-added": (N_("Ein Termin kommt dazu"), ""),
    "booking-cancelled": (N_("Ihr Termin ist abgesagt"), N_("Der Raum ist wieder frei.")),
    "booking-confirmed": (N_("Ihr Termin ist zugesagt"), N_("Der Raum ist für Sie reserviert.")),
    "booking-conflict": (
        N_("Ihre Anfrage ist angekommen"),
        N_("Zu dieser Zeit ist noch etwas im Weg. Das Büro sieht es sich an und schreibt Ihnen."),
    ),
    "booking-declined": (N_("Ihre Anfrage geht leider nicht"), ""),
    "booking-displaced": (N_("Die Stadt braucht den Raum"), N_("Ihr Termin kann dann leider nicht stattfinden.")),
    "booking-ended": (N_("Ihr Termin endet früher"), N_("Die übrige Zeit ist wieder frei.")),
    "booking-expired": (
        N_("Ihre Anfrage ist abgelaufen"),
        N_("Niemand hat rechtzeitig geantwortet. Bitte fragen Sie noch einmal."),
    ),
    "booking-extended": (N_("Ihr Termin dauert länger"), N_("Der Raum ist für Sie reserviert.")),
    "booking-kept": (
        N_("Ihr Termin findet statt"),
        N_("Das gilt, obwohl das Haus an diesem Tag geschlossen ist."),
    ),
    "booking-missed": (
        N_("Ist jemand da?"),
        N_("Niemand hat am Bildschirm „Wir sind da“ getippt. Bitte tun Sie das gleich, sonst wird der Raum frei."),
    ),
    "booking-moved": (N_("Ihr Termin ist verlegt"), N_("Der Raum ist für Sie reserviert.")),
    "booking-moved_back": (N_("Ihr Termin bleibt, wie er war"), N_("Die gewünschte Änderung geht leider nicht.")),
    "booking-no_show": (
        N_("Der Raum ist wieder frei"),
        N_("Niemand ist gekommen. Darum kann ihn jetzt jemand anderes nutzen."),
    ),
    "booking-offer_declined": (N_("Sie haben das Angebot nicht angenommen"), N_("Der Raum ist wieder frei.")),
    "booking-offer_over": (N_("Das Angebot gilt nicht mehr"), N_("Die Zeit ist nicht mehr für Sie vorgemerkt.")),
    "booking-offered": (N_("Eine Zeit ist für Sie frei"), N_("Sie haben darauf gewartet. Jetzt ist sie vorgemerkt.")),
    "booking-question": (
        N_("Das Büro hat eine Frage"),
        N_("Bitte antworten Sie bald. So lange wartet Ihre Anfrage."),
    ),
    "booking-reminder": (
        N_("Erinnerung an Ihren Termin"),
        N_("Können Sie nicht kommen? Dann sagen Sie bitte ab, damit jemand anderes den Raum nutzen kann."),
    ),
    "booking-requested": (
        N_("Ihre Anfrage ist angekommen"),
        N_("Das Büro prüft sie und schreibt Ihnen. Bis dahin ist die Zeit für Sie vorgemerkt."),
    ),
    "booking-revived": (N_("Ihr Termin findet doch statt"), N_("Der Raum ist für Sie reserviert.")),
}
_CHANGED = ("booking-added", "booking-extended", "booking-moved", "booking-revived")


def text(told: Told, base_url: str) -> Text:
    """Return the text of a letter about one booking."""
    heading, first = opened(told, TEXTS)
    if told.kind in _CHANGED and told.waits_for_desk:
        heading, first = _("Ihre Änderung ist angekommen"), _("Das Büro muss ihr noch zustimmen und schreibt Ihnen.")
    sentences, quote = declined_because(told) if told.kind == "booking-declined" else ([], told.facts.get("text", ""))
    rows = rows_of(told)
    if told.offer is not None:
        rows.append((_("Angebot"), place_words(told.offer)))
    shows_page = told.code and not told.waits_for_desk
    return Text(
        heading=heading,
        subject=subject_of(told),
        sentences=(first, *sentences),
        quote=str(quote or told.note),
        rows=tuple(rows),
        closing=_closing(told),
        button=(
            Button(name=_("Zur Seite des Termins"), address=f"{base_url}{addresses.meeting(told.code)}")
            if shows_page
            else None
        ),
    )


def _closing(told: Told) -> tuple[str, ...]:
    if told.kind == "booking-question":
        return (_("Antworten können Sie auf der Seite Ihrer Gruppe, am Telefon oder im Büro."),)
    if told.until is None or not (told.offer is not None or told.kind == "booking-offered"):
        return ()
    kept = _("Wir halten Ihnen diese Zeit frei bis {until}.", until=moment_words(told))
    how = _("Annehmen können Sie sie am Bildschirm im Haus unter „Meine Termine“ oder auf der Seite Ihrer Gruppe.")
    return kept, how
