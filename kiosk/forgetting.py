"""The command that says what the house knows about somebody, and erases it."""

import sys
from argparse import Namespace

from booking import clock, privacy
from booking.i18n import _
from booking.settings import Settings
from kiosk import privacywords, secret
from kiosk.commands import opened_database
from kiosk.refusing import CommandRefused


def forget(settings: Settings, asked: Namespace) -> None:
    """Say what is known about somebody and erase it; with --show only tell it, as JSON."""
    typed = asked.who if asked.who not in (None, "-") else _typed()
    house_secret, now = secret.of(settings), clock.now()
    with opened_database(settings) as db:
        with db.reading() as session:
            told = privacy.told(session, _meant(privacy.recognise(session, typed)))
        if asked.show:
            print(privacywords.answer(told, now=now))
            return
        if not told:
            print(_("Darüber steht nichts im Haus."))
            return
        kinds = privacywords.by_kind(told)
        print("\n".join([*privacywords.counted(kinds), *privacywords.staying(kinds)]))
        if not asked.yes and not _agreed():
            raise CommandRefused(_("Nichts ist gelöscht."))
        with db.writing() as session:
            person = _meant(privacy.recognise(session, typed))
            privacy.erase(session, person, secret=house_secret, who="operator", now=now)
    print(_("Gelöscht. Kopien des Hauses vergessen es nach 30 Tagen; eine, die zurückgespielt wird, sofort."))


def _meant(person: privacy.Person) -> privacy.Person:
    if not privacy.is_somebody(person):
        raise CommandRefused(_("Bitte nennen Sie eine E-Mail-Adresse, einen Namen, ein Merkwort oder einen Link."))
    if person.several:
        shown = ", ".join(person.several)
        raise CommandRefused(_("Mehrere Menschen heißen so. Bitte nennen Sie, wer gemeint ist: {shown}", shown=shown))
    return person


def _typed() -> str:
    if sys.stdin.isatty():
        return input(_("E-Mail-Adresse, Name, Merkwort oder Link: "))
    return sys.stdin.readline().strip()


def _agreed() -> bool:
    if not sys.stdin.isatty():
        raise CommandRefused(_("Es fehlt --yes: Hier kann niemand gefragt werden."))
    return input(_("Endgültig löschen? (ja/nein) ")).strip().lower() in ("ja", "j")
