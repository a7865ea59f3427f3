"""Sentences: about the half-year round."""

from zoneinfo import ZoneInfo

from booking import refusals
from booking.i18n import N_, _, ngettext
from kiosk.calendar_words import long_day, long_day_with_year
from kiosk.words.base import Table, fixed

_PERIODS = {
    "order": N_("Der Zeitraum endet vor seinem Anfang."),
    "too_long": N_("Ein Zeitraum dauert höchstens ein Jahr."),
    "too_late": N_("Der Anmeldeschluss muss vor dem Ende des Zeitraums liegen."),
    "begun": N_("Dieser Tag ist schon vorbei."),
    "overlap": N_("Der Zeitraum überschneidet sich mit „{other}“."),
}


def _period(reason: refusals.PeriodRefused, zone: ZoneInfo) -> str:
    return _(_PERIODS[reason.kind], other=reason.other)


def _runs_on(reason: refusals.RunsOn, zone: ZoneInfo) -> str:
    if reason.until is None:
        return _("Diese Terminreihe läuft ohne Ende weiter. Dafür ist kein Wunsch nötig.")
    day = long_day_with_year(reason.until)
    return _("Diese Terminreihe läuft weiter bis {day}. Dafür ist kein Wunsch nötig.", day=day)


SENTENCES: Table = {
    refusals.UnknownRound: fixed(N_("Diese Belegungsrunde gibt es nicht.")),
    refusals.UnknownWish: fixed(N_("Diesen Wunsch gibt es nicht.")),
    refusals.RoundClosed: lambda reason, zone: _(
        "Feste Zeiten konnten bis {day} angemeldet werden.", day=long_day(reason.until)
    ),
    refusals.RoundDecided: fixed(N_("Diese Belegungsrunde ist schon beschlossen.")),
    refusals.RoundStillOpen: lambda reason, zone: _(
        "Bis {day} können Gruppen sich noch anmelden. Beschlossen wird danach.", day=long_day(reason.until)
    ),
    refusals.PeriodRefused: _period,
    refusals.ManyWishes: lambda reason, zone: ngettext(
        "Eine Gruppe kann nur einen Wunsch anmelden.",
        "Eine Gruppe kann höchstens {number} Wünsche anmelden.",
        reason.at_most,
    ),
    refusals.NumberOfChoices: lambda reason, zone: _(
        "Bitte nennen Sie {least} bis {most} Zeiten, die passen würden.", least=reason.at_least, most=reason.at_most
    ),
    refusals.NoFixedTime: fixed(N_("Diese Terminreihe hat keine feste Zeit an einem Wochentag.")),
    refusals.RunsOn: _runs_on,
    refusals.NoProposal: fixed(N_("Noch nicht für alle Wünsche gibt es einen Vorschlag.")),
    refusals.ProposalOutdated: lambda reason, zone: _(
        "Inzwischen haben andere dort gebucht: {titles}. Bitte machen Sie einen neuen Vorschlag.",
        titles=", ".join(reason.titles),
    ),
    refusals.TimeGiven: lambda reason, zone: _("Diese Zeit haben Sie schon vergeben: {title}.", title=reason.title),
}
