"""Sentences: about times that a group waits for, and offers."""

from booking import refusals
from booking.i18n import N_, _
from kiosk.words.base import Table, fixed

SENTENCES: Table = {
    refusals.UnknownWait: fixed(N_("Diesen Eintrag auf der Warteliste gibt es nicht.")),
    refusals.NotTaken: fixed(N_("Diese Zeit ist frei. Sie können sie gleich buchen.")),
    refusals.YoursAlready: fixed(N_("Diese Zeit hat Ihre Gruppe schon selbst.")),
    refusals.AlreadyWaiting: fixed(N_("Ihre Gruppe wartet schon auf diese Zeit.")),
    refusals.ManyWaits: lambda reason, zone: _(
        "Ihre Gruppe wartet schon auf {number} Termine. Mehr sind nicht möglich.", number=reason.at_most
    ),
    refusals.OfferOver: fixed(N_("Die Frist für dieses Angebot ist vorbei.")),
}
