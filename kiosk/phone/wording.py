"""What a phone page says about a date: its state, its seats, whether and how one can join."""

from dataclasses import dataclass
from datetime import date, datetime
from zoneinfo import ZoneInfo

from booking.i18n import _, ngettext
from booking.meetings import Occurrence
from booking.refusals import MeetingOver, SignupClosed
from booking.signups import MOST_PERSONS
from kiosk.calendar_words import long_day
from kiosk.components.meeting_words import Chip, state_chip
from kiosk.words import sentence
from models.meetings import Signup


@dataclass(frozen=True, slots=True)
class Joining:
    """How one joins: by a form for 1 to *most* persons, or (most = 0) only as *text* says; no text: not any more."""

    most: int
    waitlist: bool
    text: str
    waits: bool = False  # there is a waiting list, and somebody who sends the form now may come to stand on it


def list_chips(date: Occurrence, now: datetime) -> list[Chip]:
    """Return what the programme says beside a date, the same words as on the kiosk."""
    moved = [_moved()] if date.status == "moved" else []
    return [*moved, state_chip(date, now)]


def banner(date: Occurrence, now: datetime) -> Chip | None:
    """Return what is unusual about *date* on its own page, if anything is."""
    if date.status == "cancelled" or date.starts <= now:
        return state_chip(date, now)
    return _moved() if date.status == "moved" else None


def _moved() -> Chip:
    return Chip("warning", _("verlegt"), "wait")


def seats_sentence(date: Occurrence) -> str:
    """Return how many seats are left, for the page of the date; empty where nobody counts."""
    if date.free is None or date.capacity is None:
        return ""
    if date.free > 0:
        return ngettext(
            "Noch {number} von {capacity} Plätzen frei",
            "Noch {number} von {capacity} Plätzen frei",
            date.free,
            capacity=date.capacity,
        )
    if date.waiting:
        return (
            _("Alle Plätze sind vergeben.")
            + " "
            + ngettext("{number} Person wartet.", "{number} Personen warten.", date.waiting)
        )
    return _("Alle Plätze sind vergeben.")


def joining(date: Occurrence, zone: ZoneInfo, now: datetime) -> Joining:
    """Return how one joins *date* now, in the order in which a seat would be refused."""
    if date.status == "cancelled" or date.ends <= now:
        return Joining(0, False, "")
    if text := _why_nobody_signs_up(date, zone, now):
        return Joining(0, False, text)
    most = min(MOST_PERSONS, date.capacity or MOST_PERSONS)
    if date.signup is Signup.WAITLIST:
        waits = date.free is not None and date.free < most
        return Joining(most, date.free == 0, _waiting_hint(date.free, most), waits)
    if date.free == 0:
        return Joining(0, False, _("Leider sind alle Plätze vergeben. Manchmal wird wieder ein Platz frei."))
    return Joining(min(most, date.free or most), False, "")


def _why_nobody_signs_up(date: Occurrence, zone: ZoneInfo, now: datetime) -> str:
    if date.hidden:
        return _("Das ist ein Treffen einer geschlossenen Gruppe.")
    if date.signup is Signup.NONE:
        return _("Kommen Sie einfach vorbei. Sie müssen sich nicht anmelden.")
    if date.source:
        return _(
            "Dieses Treffen ist nicht hier im Haus. Fragen beantwortet der Veranstalter: {group}.",
            group=date.group_name,
        )
    if date.signup is Signup.EXTERNAL:
        return _("Die Anmeldung läuft über den Veranstalter: {group}.", group=date.group_name or _("siehe oben"))
    if date.starts <= now:
        return sentence(MeetingOver(), zone)
    return "" if date.is_open else sentence(SignupClosed(date.closes_at), zone)


def _waiting_hint(free: int | None, most: int) -> str:
    if free == 0:
        return _("Wird ein Platz frei, rücken Sie von selbst nach.")
    if free is not None and free < most:
        return ngettext(
            "Mehr als {number} Person kommt auf die Warteliste.",
            "Mehr als {number} Personen kommen auf die Warteliste.",
            free,
        )
    return ""


def party(persons: int) -> str:
    """Return `1 Person`, `3 Personen`."""
    return ngettext("{number} Person", "{number} Personen", persons)


def day_heading(day: date, today: date) -> str:
    """Return the day, with the word for it if it is near: `Heute, Montag, 23. November`."""
    names = {0: _("Heute"), 1: _("Morgen")}
    near = names.get((day - today).days)
    return _("{near}, {day}", near=near, day=long_day(day)) if near else long_day(day)
