"""The desk's words for what the house stores as words of its own."""

from dataclasses import replace
from datetime import datetime
from itertools import groupby
from zoneinfo import ZoneInfo

from booking.i18n import N_, _
from booking.refusals import Refusal, TitleRefused
from booking.span import local
from kiosk import wishwords
from kiosk.calendar_words import clock_time, short_day
from kiosk.reasonwords import REASONS
from kiosk.words import sentence
from models.bookings import Hold, State
from models.journal import JournalEntry
from models.staff import Role

STATES = {
    State.HELD: N_("vorgemerkt"),
    State.REQUESTED: N_("Anfrage"),
    State.CONFIRMED: N_("zugesagt"),
    State.CONFLICT: N_("Anfrage mit Hindernis"),
    State.DECLINED: N_("abgelehnt"),
    State.CANCELLED: N_("abgesagt"),
    State.SKIPPED: N_("fällt aus"),
    State.EXPIRED: N_("abgelaufen"),
}
_HELD = {Hold.TAP: N_("vorgemerkt: jemand wählt gerade"), Hold.OFFER: N_("vorgemerkt: der Gruppe angeboten")}
ROLES = {
    Role.MANAGER: N_("Quartiersmanagement"),
    Role.SENIORS_COUNCIL: N_("Stadtseniorenrat"),
    Role.CARETAKER: N_("Hausmeisterei"),
    Role.QUARTER_REP: N_("Quartiersvertretung"),
}
TRUST = wishwords.TRUST
_SOURCES = {
    "outside": N_("Kalender anderer"),
    "kiosk": N_("Bildschirm im Haus"),
    "kiosk_slip": N_("Zettel vom Bildschirm im Haus"),
    "card": N_("Gruppenkarte am Bildschirm"),
    "phone": N_("Handy"),
    "phone_qr": N_("Handy"),
    "api": N_("Programm der Gruppe"),
    "wait": N_("Warteliste"),
    "desk": N_("Büro"),
    "file": N_("Datei des Hauses"),
    "round": N_("Belegungsrunde"),
}
ACTS = {
    "booking.held": N_("vorgemerkt"),
    "booking.requested": N_("angefragt"),
    "booking.confirmed": N_("zugesagt"),
    "booking.conflict": N_("angefragt, mit Hindernis"),
    "booking.declined": N_("abgelehnt"),
    "booking.cancelled": N_("abgesagt"),
    "booking.expired": N_("abgelaufen: niemand hat rechtzeitig entschieden"),
    "booking.skipped": N_("fällt aus"),
    "booking.revived": N_("findet doch statt"),
    "booking.retitled": N_("umbenannt"),
    "booking.added": N_("zur Terminreihe dazugenommen"),
    "booking.kept": N_("findet statt, obwohl das Haus geschlossen ist"),
    "booking.let_go": N_("nicht mehr vorgemerkt"),
    "booking.taken_along": N_("wird auf dem Handy zu Ende gebucht"),
    "booking.question": N_("Rückfrage gestellt"),
    "booking.answer": N_("Rückfrage beantwortet"),
    "booking.office_asked": N_("ein Amt gefragt"),
    "booking.office_answered": N_("Amt hat geantwortet"),
    "booking.office_closed": N_("Frage an ein Amt abgeschlossen"),
    "booking.office_revoked": N_("Frage an ein Amt zurückgezogen"),
    "booking.moved": N_("verlegt"),
    "booking.moved_back": N_("nicht verlegt, bleibt beim alten Termin"),
    "booking.extended": N_("verlängert"),
    "booking.ended": N_("früher beendet"),
    "booking.displaced": N_("abgesagt: die Stadt braucht den Raum"),
    "booking.arrived": N_("ist da"),
    "booking.left": N_("ist gegangen"),
    "booking.not_arrived": N_("doch nicht da: zurückgenommen"),
    "booking.not_left": N_("doch noch da: zurückgenommen"),
    "booking.missed": N_("niemand ist da: nachgefragt"),
    "booking.no_show": N_("freigegeben: niemand ist gekommen"),
    "booking.offered": N_("angeboten"),
    "booking.offer_declined": N_("Angebot nicht angenommen"),
    "booking.offer_over": N_("Angebot abgelaufen: niemand hat rechtzeitig geantwortet"),
    "booking.title_hidden": N_("Titel verborgen"),
    "booking.title_shown": N_("Titel wieder gezeigt"),
    "desk.decided_by_letter": N_("mit dem Link aus einem Brief"),
    "seat.taken": N_("Platz genommen"),
    "seat.released": N_("Platz zurückgegeben"),
    "seat.offered": N_("Platz von der Warteliste angeboten"),
    "seat.in": N_("Platz von der Warteliste vergeben"),
    "seat.contacts_seen": N_("Kontakte angesehen"),
    "seat.lapsed": N_("Angebot eines Platzes nicht beantwortet"),
}
_ACTORS = {
    "visitor": N_("jemand ohne Anmeldung"),
    "kiosk": N_("jemand am Bildschirm im Haus"),
    "file": N_("Datei des Hauses"),
    "clock": N_("von selbst"),
    "office": N_("ein Amt, mit dem Link aus seinem Brief"),
    "operator": N_("Technik"),
}


def stands(state: State, held_for: Hold | None) -> str:
    """Return how a booking stands; of what is held, for whom."""
    return _(_HELD.get(held_for, STATES[state])) if held_for else _(STATES[state])


def source(word: str) -> str:
    """Return where a booking came from."""
    return _(_SOURCES.get(word, N_("anderswo")))


def note_sentence(reason: Refusal, zone: ZoneInfo) -> str:
    """Return *reason* as said beside a text that the desk wrote, which is no title."""
    if isinstance(reason, TitleRefused):
        return sentence(replace(reason, field="text"), zone)
    return sentence(reason, zone)


def story(entries: list[JournalEntry], zone: ZoneInfo, group_name: str) -> list[tuple[str, str, str]]:
    """Return when, who and what of each line of the journal; the same thing many times in a row is one line."""
    lines = []
    for (who, done), same in groupby(entries, key=lambda entry: (actor(entry.who, group_name), _acted(entry))):
        times = list(same)
        what = done if len(times) == 1 else _("{number} × {what}", number=len(times), what=done)
        lines.append((moment(times[-1].at, zone), who, what))
    return lines


def moment(at: datetime, zone: ZoneInfo) -> str:
    """Return `Fr 4.12., 14:05`."""
    when = local(at, zone)
    return _("{day}, {time}", day=short_day(when.date()), time=clock_time(when))


def actor(who: str, group_name: str) -> str:
    """Return who acted: a function or a group, never a person."""
    kind, _colon, name = who.partition(":")
    if kind == "desk":
        return _("Büro ({role})", role=_(ROLES[Role(name)]) if name in set(Role) else name)
    if kind == "group":
        return group_name or _("die Gruppe")
    return _(_ACTORS.get(kind, N_("unbekannt")))


def _acted(entry: JournalEntry) -> str:
    done = _(ACTS.get(entry.what, N_("geändert")))
    reason = entry.facts.get("reason")
    if reason in REASONS:
        done = _("{done}: {reason}", done=done, reason=_(REASONS[reason]))
    if entry.facts.get("lost"):
        return _("{done}. Zum alten Termin ging es nicht zurück: vergeben, geschlossen oder vorbei", done=done)
    return done
