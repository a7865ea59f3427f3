"""What the house knows about somebody, in words: which kind of row it is, and the whole answer as a file."""

import json
from collections.abc import Iterable, Mapping
from datetime import datetime
from typing import Any

from booking.i18n import N_, _
from booking.privacy.access import Told

# Name of a table: what a row of it is to people.
KINDS = {
    "booking": N_("Termin"),
    "booking_links": N_("Link vom Bildschirm auf ein Handy"),
    "closure": N_("Schließtag"),
    "contact": N_("Ansprechstelle"),
    "district": N_("Viertel"),
    "groups": N_("Gruppe"),
    "handover": N_("Übergabe"),
    "holiday": N_("Feiertag"),
    "house": N_("Angaben zum Haus"),
    "journal": N_("Journal"),
    "letter": N_("Brief"),
    "meeting": N_("Treffen"),
    "member_links": N_("Handy mit der Seite einer Gruppe"),
    "members": N_("Aufgabe in einer Gruppe"),
    "office_questions": N_("Frage an ein Amt"),
    "outside_copy": N_("Kalender anderer, zuletzt geholt"),
    "outside_date": N_("Termin eines fremden Kalenders"),
    "outside_source": N_("Fremder Kalender"),
    "pairing_codes": N_("Anmeldung eines Bildschirms"),
    "passkeys": N_("Passkey eines Zugangs"),
    "question": N_("Rückfrage"),
    "room": N_("Raum"),
    "round": N_("Belegungsrunde"),
    "roundwish": N_("Wunsch in einer Belegungsrunde"),
    "screens": N_("Bildschirm"),
    "seat": N_("Platz"),
    "seat_contact": N_("Adresse oder Name zu einem Platz"),
    "seat_link": N_("Link zu einem Platz"),
    "section": N_("Abschnitt der Datei des Hauses"),
    "series": N_("Reihe"),
    "sign_ins": N_("Link zum Anmelden"),
    "staff": N_("Zugang zum Büro"),
    "town_logins": N_("Verbindung eines Zugangs mit dem der Stadt"),
    "usagetype": N_("Art der Nutzung"),
    "wait": N_("Warteliste für eine Zeit"),
}
# What the clock lets go (booking.privacy.retained): its name, and how long it is kept.
RULES = {
    "seat_codes": (N_("Merkwörter und Links von Plätzen"), N_("bis einen Tag nach dem Treffen")),
    "seat_contacts": (N_("Adressen und Namen zu Plätzen"), N_("bis sieben Tage nach dem Treffen")),
    "wishes": (
        N_("Anfragen von Menschen ohne Gruppe"),
        N_("30 Tage nach einem Nein, ein Jahr nach dem Termin; die Zahl bleibt"),
    ),
    "functions": (N_("Adressen von Aufgaben in Gruppen"), N_("ein Jahr nach dem letzten Termin der Gruppe")),
    "contacts": (N_("Ansprechstellen von Gruppen"), N_("ein Jahr nach dem letzten Termin der Gruppe")),
    "letters": (N_("Briefe"), N_("eine Stunde nach der Ankunft, sonst 30 Tage")),
    "links": (N_("Links vom Bildschirm auf ein Handy"), N_("einen Tag nach ihrem Ende")),
    "decision_links": (N_("Links in Briefen an das Büro"), N_("14 Tage nach dem Brief")),
    "sign_ins": (N_("Anmelde-Links aus Briefen"), N_("einen Tag nach ihrem Ende")),
    "sessions": (N_("Anmeldungen im Büro"), N_("acht Stunden")),
    "office_questions": (N_("Fragen an Ämter, mit Adressen und Antworten"), N_("90 Tage nach dem Termin")),
    "notes": (N_("Was Gruppen beim Gehen geschrieben haben"), N_("ein Jahr")),
    "damages": (N_("Schäden"), N_("ein Jahr nach der Reparatur")),
    "polls": (N_("Zählungen der Kalenderprogramme, ohne Adressen"), N_("30 Tage")),
    "journal": (N_("Zeilen im Journal, ohne Namen"), N_("ein Jahr")),
    "erasures": (N_("Versiegelte Liste des Gelöschten, für Kopien des Hauses"), N_("60 Tage")),
}
# Columns that say something to people.
COLUMNS = {
    "about": N_("Angaben"),
    "address": N_("Adresse"),
    "answer": N_("Antwort"),
    "capacity": N_("Plätze"),
    "code_word": N_("Merkwort"),
    "created_at": N_("aufgeschrieben am (UTC)"),
    "duty": N_("Aufgabe"),
    "email": N_("E-Mail-Adresse"),
    "ends_at": N_("Ende (UTC)"),
    "facts": N_("Einzelheiten"),
    "function": N_("Funktion"),
    "kind": N_("Art"),
    "language": N_("Sprache"),
    "login": N_("Name der Anmeldung"),
    "name": N_("Name"),
    "note": N_("Bemerkung"),
    "persons": N_("Personen"),
    "phone": N_("Telefon"),
    "released_at": N_("zurückgegeben am (UTC)"),
    "sent_at": N_("verschickt am (UTC)"),
    "source": N_("Woher"),
    "standing": N_("Stand"),
    "starts_at": N_("Beginn (UTC)"),
    "state": N_("Stand"),
    "text": N_("Text"),
    "title": N_("Titel"),
    "told": N_("zuletzt mitgeteilt"),
    "updated_at": N_("geändert am (UTC)"),
}
_RETURNING = ("outside_copy", "outside_date", "outside_source")


def kind_words(table: str) -> str:
    """Return what a row of *table* is called."""
    return _(KINDS[table]) if table in KINDS else table


def counted(rows: Mapping[str, int]) -> list[str]:
    """Return a line for each kind: how many."""
    return [_("{kind}: {number}", kind=kind_words(table), number=number) for table, number in rows.items()]


def by_kind(told: Iterable[Told]) -> dict[str, int]:
    """Return how many rows of each table there are, most first."""
    counts: dict[str, int] = {}
    for one in told:
        counts[one.table] = counts.get(one.table, 0) + 1
    return dict(sorted(counts.items(), key=lambda entry: (-entry[1], entry[0])))


def staying(tables: Iterable[str]) -> list[str]:
    """Return what stays when somebody is erased, and why, as far as rows of *tables* were found."""
    some = set(tables)
    said = [
        _("Es bleiben Zahlen: wie viele Menschen wann kamen und wer welchen Raum hatte, ohne Bezug zu dieser Person.")
    ]
    if "seat" in some:
        said.append(_("Ein Platz bei einem kommenden Treffen bleibt vergeben, bis ihn jemand hier freigibt."))
    if some & set(_RETURNING):
        said.append(_("Was aus einem fremden Kalender kommt, kommt wieder: Bitte lassen Sie es dort löschen."))
    if some & {"staff", "passkeys", "town_logins"}:
        said.append(_("Ein Zugang zum Büro wird nicht hier gelöscht, sondern bei den Zugängen."))
    return said


def answer(told: Iterable[Told], *, now: datetime) -> str:
    """Return everything that is told as JSON (UTF-8), for somebody to take along (GDPR art. 15 and 20)."""
    found: list[dict[str, Any]] = [{"kind": one.table, "about": one.about, "data": one.row} for one in told]
    return json.dumps(
        {"format": "treffpunkt-person", "version": 1, "made_at": now.isoformat(), "found": found},
        ensure_ascii=False,
        indent=2,
    )
