"""Sentences: what other people's calendars bring. Only the desk reads them."""

from booking import refusals
from booking.i18n import N_, _
from booking.titles import visible
from kiosk.words.base import Table, fixed

_FETCHED = {
    "off": N_("Dieses Haus holt keine Kalender aus dem Netz. Das schaltet TREFFPUNKT_SUBSCRIBE ein."),
    "address": N_("Das ist keine Adresse im Netz. Sie beginnt mit https://."),
    "not_https": N_("Die Adresse muss mit https:// beginnen."),
    "port": N_("An diesem Anschluss (der Zahl nach dem Doppelpunkt) werden keine Kalender geholt."),
    "not_public": N_("Die Adresse führt in ein inneres Netz. Von dort wird nichts geholt."),
    "unknown_host": N_("Diesen Namen gibt es im Netz nicht."),
    "no_connection": N_("Der andere Rechner ist nicht zu erreichen."),
    "no_trust": N_("Der andere Rechner weist sich nicht richtig aus (Zertifikat)."),
    "too_slow": N_("Der andere Rechner hat zu lange gebraucht."),
    "too_large": N_("Der Kalender ist zu groß."),
    "redirects": N_("Die Adresse leitet immer weiter, ohne anzukommen."),
    "status": N_("Der andere Rechner gibt den Kalender nicht heraus (Antwort {status})."),
    "cut_off": N_("Die Antwort des anderen Rechners ist abgebrochen."),
    "no_calendar": N_("Dort ist eine Seite oder ein Bild, kein Kalender."),
    "lost": N_("Das Geheimnis des Hauses ist ein anderes als damals. Bitte geben Sie die Adresse noch einmal ein."),
    "garbled": N_("Die Antwort des anderen Rechners ist nicht lesbar."),
}
_INCOMPLETE = {
    "name": N_("Bitte geben Sie dem Kalender einen Namen."),
    "place": N_("Bitte geben Sie an, wo die Treffen dieses Kalenders sind."),
    "content": N_("Bitte wählen Sie eine Datei, oder geben Sie eine Adresse an."),
    "room": N_("Bitte wählen Sie den Raum, den diese Termine belegen."),
    "topic": N_("Dieses Thema gibt es hier nicht."),
    "district": N_("Dieses Viertel gibt es hier nicht."),
}

SENTENCES: Table = {
    refusals.NotFetched: lambda reason, zone: _(_FETCHED[reason.kind], status=reason.status),
    refusals.CalendarUnread: lambda reason, zone: reason.text,
    refusals.ManyDates: lambda reason, zone: _(
        "Der Kalender hat in den nächsten 400 Tagen mehr als {most} Termine.", most=reason.at_most
    ),
    refusals.MostLost: lambda reason, zone: _(
        "Plötzlich fehlen {lost} von {known} kommenden Terminen. Übernommen wird das erst, wenn Sie es bestätigen.",
        lost=reason.lost,
        known=reason.known,
    ),
    refusals.NothingHeld: fixed(N_("Hier wartet nichts mehr auf eine Bestätigung.")),
    refusals.CalendarKnown: lambda reason, zone: _("Einen Kalender „{name}“ gibt es schon.", name=visible(reason.name)),
    refusals.CalendarIncomplete: lambda reason, zone: _(_INCOMPLETE[reason.kind]),
    refusals.UnknownCalendar: fixed(N_("Diesen Kalender gibt es hier nicht mehr.")),
}
