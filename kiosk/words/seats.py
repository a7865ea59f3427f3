"""Sentences: about seats in a meeting."""

from zoneinfo import ZoneInfo

from booking import refusals
from booking.i18n import N_, _, ngettext
from booking.span import local
from kiosk.calendar_words import clock_time, long_day, waiting_time
from kiosk.words.base import Table, fixed


def _full(reason: refusals.Full, zone: ZoneInfo) -> str:
    if reason.free == 0:
        return _("Leider sind alle Plätze vergeben.")
    return ngettext("Es ist nur noch {number} Platz frei.", "Es sind nur noch {number} Plätze frei.", reason.free)


def _dates_full(reason: refusals.DatesFull, zone: ZoneInfo) -> str:
    return ngettext(
        "An {number} Termin dieser Reihe sind nicht genug Plätze frei.",
        "An {number} Terminen dieser Reihe sind nicht genug Plätze frei.",
        len(reason.full),
    )


SENTENCES: Table = {
    refusals.Full: _full,
    refusals.ManySeatsHere: lambda reason, zone: _(
        "Hier wurden gerade viele Plätze vergeben. Mit dem Handy geht es gleich, hier wieder in {wait}.",
        wait=waiting_time(reason.wait),
    ),
    refusals.ClosedGroup: fixed(N_("Das ist ein Treffen einer geschlossenen Gruppe.")),
    refusals.NoSignup: fixed(N_("Hier ist keine Anmeldung nötig. Kommen Sie einfach vorbei.")),
    refusals.SignupElsewhere: fixed(N_("Die Anmeldung läuft über den Veranstalter.")),
    refusals.SignupClosed: lambda reason, zone: _(
        "Die Anmeldung ist seit {day}, {time} Uhr geschlossen.",
        day=long_day(local(reason.since, zone).date()),
        time=clock_time(local(reason.since, zone)),
    ),
    refusals.MeetingOver: fixed(N_("Das Treffen hat schon begonnen oder ist vorbei.")),
    refusals.MeetingCancelled: fixed(N_("Dieses Treffen ist abgesagt.")),
    refusals.UnknownCodeWord: fixed(N_("Dieses Merkwort kennen wir nicht. Bitte prüfen Sie die Wörter und die Zahl.")),
    refusals.SeatOfferOver: fixed(N_("Dieser Platz ist leider nicht mehr für Sie frei.")),
    refusals.DatesFull: _dates_full,
    refusals.BadAddress: fixed(
        N_("Diese E-Mail-Adresse ist nicht richtig. Bitte prüfen Sie sie, oder lassen Sie das Feld leer.")
    ),
    refusals.BadName: lambda reason, zone: _(
        "Bitte schreiben Sie nur einen Namen in das Feld, mit höchstens {number} Zeichen.", number=reason.at_most
    ),
}
