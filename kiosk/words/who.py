"""Sentences: not you, not now, or not readable."""

from zoneinfo import ZoneInfo

from booking import refusals
from booking.i18n import N_, _, ngettext
from booking.titles import visible
from kiosk.calendar_words import waiting_time
from kiosk.words.base import Table, fixed


def _wrong_pin(reason: refusals.WrongPin, zone: ZoneInfo) -> str:
    return (
        _("Die PIN stimmt nicht.")
        + " "
        + ngettext("Sie haben noch {number} Versuch.", "Sie haben noch {number} Versuche.", reason.tries_left)
    )


def _decided(reason: refusals.AlreadyDecided, zone: ZoneInfo) -> str:
    states = {
        "held": _("vorgemerkt"),
        "requested": _("angefragt"),
        "conflict": _("angefragt, mit Hindernis"),
        "confirmed": _("zugesagt"),
        "declined": _("abgelehnt"),
        "cancelled": _("abgesagt"),
        "expired": _("abgelaufen"),
        "skipped": _("ausgefallen"),
        "taken": _("angenommen"),
        "lapsed": _("abgelaufen"),
        "withdrawn": _("zurückgezogen"),
    }
    return _("Das wurde schon entschieden: {state}.", state=states.get(reason.state, reason.state))


SENTENCES: Table = {
    refusals.WrongPin: _wrong_pin,
    refusals.Locked: lambda reason, zone: _(
        "Zu viele falsche Versuche. Bitte warten Sie {wait}.", wait=waiting_time(reason.wait)
    ),
    refusals.WrongLogin: fixed(N_("Name oder Passwort stimmt nicht.")),
    refusals.WrongCode: fixed(N_("Dieser Code gilt nicht oder nicht mehr.")),
    refusals.UnreadableCard: fixed(N_("Das war nicht zu lesen. Bitte halten Sie die Karte noch einmal hin.")),
    refusals.UnknownCard: fixed(N_("Diese Karte gilt hier nicht oder nicht mehr. Das Quartiersbüro hilft Ihnen.")),
    refusals.WeakPassphrase: lambda reason, zone: _(
        "Das Passwort braucht {least} bis {most} Zeichen.", least=reason.at_least, most=reason.at_most
    ),
    refusals.LoginTaken: lambda reason, zone: _("Den Namen „{login}“ gibt es im Büro schon.", login=reason.login),
    refusals.NoKey: fixed(N_("Der Schlüssel der Gruppe fehlt oder gilt nicht mehr.")),
    refusals.NotYours: fixed(N_("Dieser Termin gehört einer anderen Gruppe.")),
    refusals.OnlyResponsible: fixed(N_("Das kann nur, wer für die Gruppe verantwortlich ist.")),
    refusals.NobodyResponsible: fixed(
        N_("Jemand muss für die Gruppe verantwortlich bleiben. Bitte übergeben Sie sie an jemand anderen.")
    ),
    refusals.ManyMembers: lambda reason, zone: _(
        "Für die Gruppe handeln schon so viele wie möglich ({number}).", number=reason.at_most
    ),
    refusals.TitleOff: fixed(N_("Das Quartiersbüro hat den Titel ausgeschaltet. Bitte fragen Sie dort nach.")),
    refusals.NoMailAddress: fixed(N_("Das ist keine ganze E-Mail-Adresse. Bitte sehen Sie noch einmal nach.")),
    refusals.AlreadyDecided: _decided,
    refusals.ChangedMeanwhile: fixed(
        N_("Jemand anderes hat das inzwischen geändert. Bitte sehen Sie noch einmal nach. Nichts wurde gespeichert.")
    ),
    refusals.ReasonMissing: fixed(N_("Bitte nennen Sie einen Grund.")),
    refusals.TooManyTries: lambda reason, zone: _(
        "Das waren zu viele Versuche auf einmal. Bitte warten Sie {wait}.", wait=waiting_time(reason.wait)
    ),
    refusals.Malformed: lambda reason, zone: _(
        "Die Angabe „{field}“ ist nicht lesbar. Erwartet wird {expected}.",
        field=visible(reason.field),
        expected=reason.expected,
    ),
    refusals.NoHouse: fixed(N_("Das Haus ist noch nicht eingerichtet.")),
    refusals.BookAway: fixed(
        N_("Das Raumbuch ist gerade nicht erreichbar. Bitte versuchen Sie es in einer Minute noch einmal.")
    ),
    refusals.BookBusy: fixed(
        N_("Im Raumbuch wird gerade viel geschrieben. Es wurde nichts geändert. Bitte versuchen Sie es noch einmal.")
    ),
    refusals.BookFull: fixed(
        N_("Der Speicher des Raumbuchs ist voll. Es wurde nichts geändert. Bitte sagen Sie im Büro Bescheid.")
    ),
}
