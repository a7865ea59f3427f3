"""Sentences: what somebody names is not there."""

from zoneinfo import ZoneInfo

from booking import refusals
from booking.i18n import N_, _
from booking.titles import visible
from kiosk.words.base import Table, fixed


def _unknown_room(reason: refusals.UnknownRoom, zone: ZoneInfo) -> str:
    room = visible(reason.room)
    if not reason.rooms:
        return _("Den Raum „{room}“ gibt es hier nicht.", room=room)
    return _("Den Raum „{room}“ gibt es hier nicht. Es gibt: {rooms}.", room=room, rooms=", ".join(reason.rooms))


def _unknown_usage(reason: refusals.UnknownUsage, zone: ZoneInfo) -> str:
    if not reason.usages:
        return _("Diese Art der Nutzung gibt es hier nicht.")
    return _("Diese Art der Nutzung gibt es hier nicht. Es gibt: {usages}.", usages=", ".join(reason.usages))


SENTENCES: Table = {
    refusals.UnknownRoom: _unknown_room,
    refusals.UnknownGroup: fixed(N_("Diese Gruppe gibt es hier nicht.")),
    refusals.UnknownUsage: _unknown_usage,
    refusals.UnknownMeeting: fixed(N_("Dieses Treffen gibt es nicht.")),
    refusals.UnknownBooking: fixed(N_("Diesen Termin gibt es nicht.")),
    refusals.UnknownSeat: fixed(N_("Diesen Platz gibt es nicht. Vielleicht ist der Link nicht vollständig.")),
    refusals.UnknownLink: fixed(N_("Diese Adresse gilt nicht oder nicht mehr. Sie gilt nur ein paar Minuten.")),
    refusals.UnknownAccess: fixed(
        N_(
            "Diese Adresse gilt nicht oder nicht mehr. Vielleicht hat Ihre Gruppe eine neue. "
            "Das Quartiersbüro hilft Ihnen."
        )
    ),
    refusals.SignInOver: fixed(
        N_("Dieser Link gilt 15 Minuten und nur einmal. Bitte lassen Sie sich einen neuen schicken.")
    ),
    refusals.UnknownMember: fixed(N_("Diese Aufgabe hat in der Gruppe niemand mehr.")),
    refusals.UnknownClosure: fixed(N_("Diesen Schließtag gibt es nicht mehr.")),
    refusals.UnknownScreen: fixed(N_("Dieses Gerät ist nicht mehr angemeldet.")),
    refusals.UnknownDamage: fixed(N_("Diese Meldung gibt es nicht.")),
    refusals.UnknownLetter: fixed(N_("Der Brief ist gerade unterwegs oder schon erledigt.")),
    refusals.UnknownFeed: fixed(N_("Diesen Kalender gibt es nicht.")),
}
