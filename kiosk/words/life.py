"""Sentences: it stands differently with this booking."""

from zoneinfo import ZoneInfo

from booking import refusals
from booking.i18n import N_, _, ngettext
from booking.span import local
from booking.titles import visible
from kiosk.calendar_words import clock_time, long_day
from kiosk.words.base import Table, fixed

_TEXTS = {
    "empty": N_("Bitte schreiben Sie einen Text."),
    "too_long": N_("Der Text ist zu lang. Höchstens {number} Zeichen sind möglich."),
    "sign": N_("Im Text stehen unsichtbare Zeichen. Bitte schreiben Sie ihn neu."),
    "marks": N_("Im Text stehen zu viele Zeichen übereinander."),
}


def _not_yet(reason: refusals.NotYet, zone: ZoneInfo) -> str:
    when = local(reason.opens, zone)
    return _(
        "Dafür ist es noch zu früh. Möglich ist es ab {day}, {time} Uhr.", day=long_day(when), time=clock_time(when)
    )


def _seats_taken(reason: refusals.SeatsTaken, zone: ZoneInfo) -> str:
    return _(
        "Es sind schon {taken} Plätze vergeben. Dort passen nur {number} Personen hinein.",
        taken=reason.taken,
        number=reason.at_most,
    )


SENTENCES: Table = {
    refusals.HoldOver: fixed(N_("Die Zeit wurde nicht rechtzeitig gebucht. Sie wird nicht mehr für Sie freigehalten.")),
    refusals.ManyHolds: lambda reason, zone: ngettext(
        "Es wird schon {number} Zeit freigehalten. Bitte buchen Sie zuerst diese.",
        "Es werden schon {number} Zeiten freigehalten. Bitte buchen Sie zuerst diese.",
        reason.at_most,
    ),
    refusals.RunsNow: fixed(N_("Der Termin läuft gerade. Absagen geht nicht mehr. Sie können ihn früher beenden.")),
    refusals.QuestionOpen: fixed(N_("Es ist schon eine Frage offen. Bitte warten Sie auf die Antwort.")),
    refusals.NoQuestion: fixed(N_("Zu diesem Termin ist keine Frage offen.")),
    refusals.TextRefused: lambda reason, zone: _(_TEXTS[reason.kind], number=reason.at_most),
    refusals.SeatsTaken: _seats_taken,
    refusals.NotYet: _not_yet,
    refusals.NotLonger: lambda reason, zone: _(
        "Der Termin geht schon bis {time} Uhr.", time=clock_time(local(reason.ends, zone))
    ),
    refusals.UnknownItem: lambda reason, zone: _(
        "„{item}“ steht nicht auf der Liste des Hauses.", item=visible(reason.item)
    ),
    refusals.KeyNotNow: fixed(N_("Den Code sehen Sie nur kurz vor Ihrem Termin und bis zu seinem Ende.")),
    refusals.ManyDamages: fixed(
        N_("Heute wurde schon sehr viel gemeldet. Bitte sagen Sie es im Büro oder rufen Sie an.")
    ),
    refusals.UndoOver: fixed(N_("Das lässt sich nicht mehr zurücknehmen. Bitte sagen Sie es im Büro.")),
}
