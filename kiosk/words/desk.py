"""Sentences: not with this login of the desk."""

from datetime import date, timedelta
from zoneinfo import ZoneInfo

from booking import refusals
from booking.i18n import N_, _
from kiosk.calendar_words import weekday
from kiosk.words.base import Table, fixed

_A_MONDAY = date(2024, 1, 1)
_HOW = N_(
    "{day}: Diese Zeiten sind nicht zu lesen. Schreiben Sie sie nacheinander auf, zum Beispiel "
    "08:00–12:00, 13:00–22:00, oder „zu“."
)


def _bad_hours(reason: refusals.BadHours, zone: ZoneInfo) -> str:
    return _(_HOW, day=weekday(_A_MONDAY + timedelta(days=reason.weekday)))


SENTENCES: Table = {
    refusals.BadHours: _bad_hours,
    refusals.SameHours: fixed(N_("Das sind die Zeiten, die dann schon gelten. Es ändert sich nichts.")),
    refusals.NotYourDuty: fixed(
        N_("Das gehört nicht zu den Aufgaben Ihres Zugangs. Das Quartiersmanagement hilft Ihnen.")
    ),
    refusals.CommonPassphrase: fixed(
        N_(
            "Dieses Passwort ist leicht zu erraten. Nehmen Sie zum Beispiel vier Wörter, "
            "die nichts miteinander zu tun haben."
        )
    ),
    refusals.LastManager: fixed(
        N_("Das ist der letzte Zugang, der andere hereinlassen kann. Geben Sie zuerst jemand anderem diese Rolle.")
    ),
    refusals.UnknownLogin: fixed(N_("Diesen Zugang gibt es nicht mehr.")),
    refusals.InvitationOver: fixed(
        N_("Dieser Link gilt sieben Tage und nur einmal. Bitte lassen Sie sich einen neuen geben.")
    ),
    refusals.AddressLinkOver: fixed(
        N_("Dieser Link gilt zwei Tage und nur einmal. Unter „Mein Zugang“ bekommen Sie einen neuen.")
    ),
    refusals.OfficeLinkOver: fixed(
        N_("Dieser Link gilt nicht mehr. Das Haus braucht hier keine Antwort von Ihnen, oder er ist zu alt.")
    ),
    refusals.UnknownOfficeQuestion: fixed(N_("Diese Frage ist schon abgeschlossen.")),
    refusals.NothingToAsk: fixed(N_("Der Termin ist vorbei oder findet nicht statt: Dazu wird kein Amt mehr gefragt.")),
    refusals.DecisionLinkOver: fixed(N_("Dieser Link gilt nicht mehr. Im Büro sehen Sie alles, was wartet.")),
    refusals.NotTwice: fixed(N_("Die beiden Passwörter sind nicht gleich.")),
    refusals.WrongPassphrase: fixed(N_("Das bisherige Passwort stimmt nicht.")),
    refusals.WrongOneTimeCode: fixed(N_("Der Code stimmt nicht. Jeder gilt nur einmal und eine halbe Minute lang.")),
    refusals.PasskeyRefused: fixed(
        N_("Dieser Passkey passt hier nicht. Melden Sie sich mit Ihrem Passwort an oder versuchen Sie es noch einmal.")
    ),
    refusals.UnknownPasskey: fixed(N_("Diesen Passkey gibt es nicht mehr.")),
    refusals.ManyPasskeys: lambda reason, _zone: _(
        "Mehr als {number} Passkeys hat ein Zugang nicht. Entfernen Sie zuerst einen, den Sie nicht mehr brauchen.",
        number=reason.at_most,
    ),
    refusals.LastWayIn: fixed(
        N_("Das ist der letzte Weg, auf dem Sie hereinkommen. Richten Sie zuerst einen anderen ein.")
    ),
    refusals.SignInAgain: fixed(
        N_("Dafür müssen Sie sich gerade erst angemeldet haben. Bitte melden Sie sich ab und noch einmal an.")
    ),
    refusals.TownAway: fixed(
        N_("Die Anmeldung der Stadt ist gerade nicht zu erreichen. Mit Ihrem Passwort kommen Sie wie immer herein.")
    ),
    refusals.TownWrong: fixed(
        N_("Die Anmeldung bei der Stadt passt nicht zu dieser Seite oder ist zu alt. Bitte beginnen Sie von vorn.")
    ),
    refusals.TownDenied: fixed(N_("Die Anmeldung bei der Stadt wurde abgebrochen.")),
    refusals.TownTaken: fixed(N_("Dieser Zugang der Stadt gehört hier schon zu einer anderen Anmeldung.")),
    refusals.NotJoined: fixed(
        N_(
            "Ihr Zugang der Stadt ist hier noch nicht verbunden. Melden Sie sich mit Ihrem Passwort an und verbinden "
            "Sie ihn unter „Mein Zugang“, oder lassen Sie sich vom Quartiersmanagement einladen."
        )
    ),
    refusals.StepDemanded: fixed(
        N_("Dieses Haus verlangt einen zweiten Schritt bei der Anmeldung. Richten Sie ihn unter „Mein Zugang“ ein.")
    ),
    refusals.StepOver: fixed(N_("Das hat zu lange gedauert. Bitte melden Sie sich noch einmal an.")),
    refusals.SamePassphrase: fixed(N_("Das neue Passwort ist das bisherige.")),
}
