"""Why letters do not arrive, as the desk and whoever looks after the machine read it."""

from booking.i18n import N_, _
from booking.outbox import Trouble

_TROUBLES = {
    Trouble.ADDRESS: N_("Die Adresse nimmt keine Post an"),
    Trouble.TEXT: N_("Der Mailserver nimmt den Brief nicht an"),
    Trouble.LATER: N_("Der Mailserver bittet um Geduld"),
    Trouble.AWAY: N_("Der Mailserver ist nicht zu erreichen"),
    Trouble.SILENT: N_("Der Mailserver antwortet nicht"),
    Trouble.BROKEN: N_("Die Verbindung zum Mailserver brach ab"),
    Trouble.LOGIN: N_("Der Mailserver nimmt die Anmeldung nicht an"),
    Trouble.SENDER: N_("Der Mailserver nimmt den Absender nicht an"),
    Trouble.CERTIFICATE: N_("Das Zertifikat des Mailservers ist nicht zu prüfen"),
    Trouble.PLAIN: N_("Der Mailserver bietet keine Verschlüsselung an"),
    Trouble.UNCERTAIN: N_("Vielleicht angekommen: Die Verbindung brach ab, als der Brief übergeben war"),
    Trouble.TOO_OLD: N_("Zu alt, um noch etwas Neues zu sein"),
    Trouble.UNWRITABLE: N_("Der Text ließ sich nicht schreiben: bitte der Technik sagen"),
}


def trouble_words(trouble: str) -> str:
    """Return why a letter did not arrive, with the server's code where it gave one; empty: nothing is known."""
    word, _space, code = trouble.partition(" ")
    if word not in set(Trouble):
        return ""
    said = _(_TROUBLES[Trouble(word)])
    return _("{trouble} ({code}).", trouble=said, code=code) if code else f"{said}."
