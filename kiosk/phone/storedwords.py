"""What is stored about somebody as they say it: line by line, and when each of it goes (booking.retention)."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from booking.i18n import LANGUAGES, _
from booking.privacy import Told
from booking.signups import SeatView
from booking.span import local
from kiosk.calendar_words import clock_time, long_day
from kiosk.components.meeting_words import title_of
from models.bookings import Booking


@dataclass(frozen=True, slots=True)
class Line:
    """One thing that is stored, and for how long."""

    what: str
    value: str
    kept: str
    lang: str = ""  # of the value; empty: that of the page


def rows_of(told: Iterable[Told], table: str) -> list[dict[str, Any]]:
    """Return what of *told* stands in *table*."""
    return [one.row for one in told if one.table == table]


def of_seat(told: Sequence[Told], views: Sequence[SeatView]) -> list[Line]:
    """Return the lines of a seat, or of several that were taken as one."""
    title = title_of(views[0].occurrence)
    (contact,) = rows_of(told, "seat_contact") or [{}]
    days = ", ".join(long_day(view.occurrence.starts.date()) for view in views)
    week = _("Wir löschen das eine Woche nach dem Treffen.")
    found = [
        Line(_("Treffen"), title.words, "", title.lang),
        Line(_("Wann"), days, ""),
        Line(_("Personen"), str(views[0].persons), _("Das bleibt als Zahl, ohne Bezug zu Ihnen.")),
        Line(_("Ihr Merkwort"), views[0].code_word, _("Wir löschen das einen Tag nach dem Treffen."), "de"),
        maybe(_("E-Mail-Adresse"), contact.get("email"), week),
        maybe(_("Name"), contact.get("name"), week),
    ]
    if contact:
        found.append(Line(_("Sprache der Briefe"), LANGUAGES[contact["language"]].name, week))
    if links := rows_of(told, "seat_link"):
        found.append(Line(_("Links in Briefen"), str(len(links)), _("Wir löschen das einen Tag nach dem Treffen.")))
    return [
        *found,
        *letters(told),
        written_down(_("Ein Platz wurde genommen. Ohne Namen.")),
    ]


def of_wish(told: Sequence[Told], booking: Booking, starts: datetime, word: str) -> list[Line]:
    """Return the lines of what somebody new asked for; *starts* is on the clock of the house."""
    kept = _("Wir löschen das 30 Tage nach einem Nein, sonst ein Jahr nach dem Termin.")
    when = _("{day}, {time} Uhr", day=long_day(starts.date()), time=clock_time(starts))
    links, a_day = str(len(rows_of(told, "booking_links"))), _("Wir löschen das nach einem Tag.")
    return [
        Line(_("Wann"), when, ""),
        maybe(_("Personen"), str(booking.persons or ""), _("Das bleibt als Zahl, ohne Bezug zu Ihnen.")),
        Line(_("Ihr Merkwort"), word, kept, "de"),
        Line(_("Links zu dieser Seite"), links, a_day),
        written_down(_("Jemand hat einen Raum angefragt. Ohne Namen.")),
    ]


def letters(told: Sequence[Told]) -> list[Line]:
    """Return how many letters are on their way, or have just arrived; no line if there are none."""
    number = len(rows_of(told, "letter"))
    return [Line(_("Briefe an Sie"), str(number), _("Wir löschen das eine Stunde nach der Ankunft."))] if number else []


def maybe(what: str, value: str | None, kept: str) -> Line:
    """Return *value* with how long it is *kept*; where there is none, that nothing is stored."""
    return Line(what, value, kept) if value else Line(what, _("nicht gespeichert"), "")


def written_down(what: str) -> Line:
    """Return *what* stands in the journal, which goes back a year."""
    return Line(_("Protokoll des Hauses"), what, _("Wir löschen das nach einem Jahr."))


def moment(at: datetime, zone: Any) -> str:
    """Return *at* on the clock of the house."""
    there = local(at, zone)
    return _("{day}, {time} Uhr", day=long_day(there.date()), time=clock_time(there))
