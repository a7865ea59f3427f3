"""Lines of the journal in words: what was done, and to which kind of thing."""

from booking.i18n import N_, _
from kiosk.desk import wording
from kiosk.desk.wording import ACTS as BOOKINGS
from kiosk.reasonwords import REASONS
from kiosk.screenwords import ACTS as SCREENS

KINDS = {
    "booking": N_("Termine"),
    "damage": N_("Schäden"),
    "desk": N_("Zugänge zum Büro"),
    "group": N_("Zugänge von Gruppen"),
    "house": N_("Haus, Schließtage und Daten"),
    "key": N_("Schlüsselkasten"),
    "letter": N_("Post"),
    "meeting": N_("Treffen"),
    "member": N_("Aufgaben in Gruppen"),
    "outside": N_("Fremde Kalender"),
    "person": N_("Auskunft und Löschung"),
    "room": N_("Räume"),
    "round": N_("Belegungsrunden"),
    "screen": N_("Bildschirme"),
    "seat": N_("Plätze"),
    "series": N_("Reihen"),
    "wait": N_("Warteliste"),
}
_ACTS = {
    "damage.done": N_("Schaden erledigt"),
    "damage.told": N_("Schaden gemeldet"),
    "desk.address_forgotten": N_("Adresse für Briefe gelöscht"),
    "desk.address_proven": N_("Adresse für Briefe bestätigt"),
    "desk.address_typed": N_("Adresse für Briefe eingetragen"),
    "desk.locked": N_("Anmeldung gesperrt: zu viele falsche Versuche"),
    "desk.logins_ended": N_("andere Anmeldungen beendet"),
    "desk.news_chosen": N_("Briefe ans Büro gewählt"),
    "desk.passkey_added": N_("Passkey hinzugefügt"),
    "desk.passkey_copied": N_("Passkey abgewiesen: jemand hat eine Kopie davon"),
    "desk.passkey_removed": N_("Passkey entfernt"),
    "desk.passphrase_changed": N_("Passwort geändert"),
    "desk.passphrase_chosen": N_("Passwort gewählt"),
    "desk.passphrase_taken": N_("Passwort weggenommen"),
    "desk.recovery_code_used": N_("mit einem Notfallcode angemeldet"),
    "desk.recovery_codes_renewed": N_("neue Notfallcodes"),
    "desk.role_given": N_("andere Rolle gegeben"),
    "desk.second_step_off": N_("zweiter Schritt ausgeschaltet"),
    "desk.second_step_on": N_("zweiter Schritt eingeschaltet"),
    "desk.second_step_taken": N_("zweiter Schritt weggenommen"),
    "desk.staff_added": N_("Zugang zum Büro angelegt"),
    "desk.staff_paused": N_("Zugang ruht"),
    "desk.staff_removed": N_("Zugang entfernt"),
    "desk.staff_resumed": N_("Zugang gilt wieder"),
    "desk.town_joined": N_("mit dem Zugang der Stadt verbunden"),
    "desk.town_loosened": N_("Verbindung mit dem Zugang der Stadt gelöst"),
    "group.card_given": N_("Karte ausgegeben"),
    "group.card_taken": N_("Karte gesperrt"),
    "group.contact_forgotten": N_("Ansprechstelle vergessen: ein Jahr ohne Termin"),
    "group.feed_given": N_("eigener Kalender ausgegeben"),
    "group.feed_taken": N_("eigener Kalender gesperrt"),
    "group.key_changed": N_("neuer Schlüssel für ein Programm"),
    "group.key_taken": N_("Schlüssel für ein Programm gesperrt"),
    "group.named": N_("Name geändert"),
    "group.pin_changed": N_("neue PIN"),
    "group.pin_locked": N_("PIN gesperrt: fünfmal falsch"),
    "group.pin_taken": N_("PIN weggenommen"),
    "house.closed": N_("geschlossen"),
    "house.closure_changed": N_("Schließtag geändert"),
    "house.closure_removed": N_("Schließtag entfernt"),
    "house.created": N_("Haus angelegt"),
    "house.checked": N_("täglich nachgesehen"),
    "house.exported": N_("Daten herausgegeben"),
    "house.holiday_opened": N_("am Feiertag geöffnet"),
    "house.holidays": N_("Feiertage eingetragen"),
    "house.hours_changed": N_("Öffnungszeiten geändert"),
    "house.help_changed": N_("Liste „Wer hilft mir?“ geändert"),
    "house.notice_put_up": N_("Hinweis am Bildschirm geschrieben"),
    "house.notice_taken_down": N_("Hinweis am Bildschirm abgenommen"),
    "house.rules_changed": N_("Regeln für Buchungen geändert"),
    "house.loaded": N_("Datei des Hauses geladen"),
    "house.named": N_("Name geändert"),
    "house.moved_in": N_("Buchungen aus MRBS übernommen"),
    "key.code_set": N_("Code des Schlüsselkastens gesetzt"),
    "key.shown": N_("Code des Schlüsselkastens gezeigt"),
    "letter.dead": N_("Brief aufgegeben"),
    "letter.put_away": N_("Brief weggelegt"),
    "letter.retried": N_("Brief noch einmal verschickt"),
    "meeting.names_asked": N_("Frage nach Namen geändert"),
    "meeting.seats_set": N_("Zahl der Plätze geändert"),
    "member.added": N_("Aufgabe vergeben"),
    "member.address_changed": N_("Adresse geändert"),
    "member.address_forgotten": N_("Adresse vergessen: ein Jahr ohne Termin"),
    "member.handed_over": N_("an jemand Neuen übergeben"),
    "member.link_given": N_("neuer Link"),
    "member.link_taken": N_("Links gesperrt"),
    "member.removed": N_("Aufgabe gestrichen"),
    "member.signed_in": N_("auf einem weiteren Handy angemeldet"),
    "member.way_in_sent": N_("Anmelde-Link verschickt"),
    "outside.added": N_("fremder Kalender aufgenommen"),
    "outside.changed": N_("fremder Kalender geändert"),
    "outside.dropped": N_("fremder Kalender entfernt"),
    "outside.failed": N_("fremder Kalender nicht erreichbar"),
    "outside.held": N_("fremder Kalender wartet auf ein Ja"),
    "outside.taken": N_("fremder Kalender übernommen"),
    "person.erased": N_("über jemanden alles gelöscht"),
    "person.told": N_("jemandem Auskunft gegeben"),
    "room.named": N_("Name geändert"),
    "round.adjusted": N_("Vorschlag angepasst"),
    "round.deadline_set": N_("Frist geändert"),
    "round.decided": N_("Runde entschieden"),
    "round.opened": N_("Runde eröffnet"),
    "round.proposed": N_("Vorschlag gemacht"),
    "round.told": N_("Gruppen benachrichtigt"),
    "round.wish_changed": N_("Wunsch geändert"),
    "round.wish_withdrawn": N_("Wunsch zurückgezogen"),
    "round.wished": N_("Wunsch abgegeben"),
    "series.cancelled": N_("Reihe abgesagt"),
    "series.changed": N_("Reihe geändert"),
    "series.dates_lost": N_("Termine einer Reihe verloren"),
    "series.followed": N_("Reihe geteilt"),
    "series.kept": N_("Termine einer Reihe finden statt, obwohl nicht geöffnet ist"),
    "series.left_out": N_("Termin einer Reihe ausgelassen"),
    "series.moved_back": N_("Reihe bleibt, wie sie war"),
    "series.question": N_("Rückfrage gestellt"),
    "series.reconciled": N_("Reihe an Haus und Uhr angepasst"),
    "series.revived": N_("Termin einer Reihe findet doch statt"),
    "series.skipped": N_("Termine einer Reihe fallen aus"),
    "wait.lapsed": N_("Warten beendet: die Zeit ist vorbei"),
    "wait.waiting": N_("wartet auf eine Zeit"),
    "wait.withdrawn": N_("wartet nicht mehr"),
}
_OTHERS = {"group": N_("eine Gruppe"), "letter": N_("wer einen Brief geöffnet hat"), "phone": N_("jemand am Handy")}


def kind_words(kind: str) -> str:
    """Return what lines of *kind* are about."""
    return _(KINDS[kind]) if kind in KINDS else kind


def act_words(what: str, reason: str) -> str:
    """Return what was done, with the reason that the desk gave."""
    words = _ACTS.get(what) or BOOKINGS.get(what) or SCREENS.get(what)
    done = _(words) if words else what
    return _("{done}: {reason}", done=done, reason=_(REASONS[reason])) if reason in REASONS else done


def who_words(who: str, group: str = "") -> str:
    """Return who did it: a function, a group, a part of the house."""
    kind = who.partition(":")[0]
    if kind in _OTHERS:
        return group if kind == "group" and group else _(_OTHERS[kind])
    return wording.actor(who, group)
