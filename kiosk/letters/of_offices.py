"""The letter to an office of the town with a question of the desk. In German, as the desk is."""

from booking import halftokens
from booking.correspondence import Told
from booking.i18n import N_, _
from booking.settings import Settings
from kiosk import officewords
from kiosk.letters.words import Button, Sentences, Text, opened

ANSWER = "/o/"  # what stands before the token of an answer

TEXTS: Sentences = {
    "office-question": (N_("Eine Frage an Ihr Amt"), N_("Bitte antworten Sie auf der Seite hinter dem Link.")),
}


def text(told: Told, settings: Settings) -> Text:
    """Return the text of the letter."""
    heading, first = opened(told, TEXTS)
    asked = told.to_office
    if asked is None:
        raise ValueError(told.kind)
    token = halftokens.whole(str(told.facts["token"]), settings.secret)
    return Text(
        heading=heading,
        subject=(asked.question.office, officewords.short_when(asked)),
        sentences=(
            _("Das Büro von {house} fragt: {office}.", house=told.house.name, office=asked.question.office),
            first,
        ),
        quote=asked.question.text,
        rows=tuple(officewords.facts(asked)),
        closing=(
            _("Der Link gilt ohne Anmeldung bis {day}. Er öffnet nur diese Frage.", day=officewords.last_day(asked)),
            _("Bitte geben Sie ihn nur in Ihrem Amt weiter."),
        ),
        button=Button(name=_("Frage ansehen und antworten"), address=f"{settings.public_url}{ANSWER}{token}"),
        because=_("Sie bekommen diesen Brief, weil das Büro des Hauses diese Adresse als die Ihres Amts kennt."),
    )
