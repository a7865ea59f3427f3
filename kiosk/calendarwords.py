"""How foreign calendars are, as the desk and `treffpunkt check` say it."""

from datetime import datetime
from zoneinfo import ZoneInfo

from booking.i18n import N_, _, ngettext
from booking.outside import SourceRow
from booking.span import local
from kiosk.calendar_words import clock_time, short_day
from kiosk.words import sentence
from models.outside import Means, SourceKind

MEANS = {
    Means.MEETINGS: N_("Treffen woanders"),
    Means.ROOM: N_("belegt einen Raum"),
    Means.HINTS: N_("Hinweise, zum Beispiel Ferien"),
}


def number(row: SourceRow) -> str:
    """Return `12 kommende Termine`, and how many of them keep no room."""
    said = ngettext("{number} kommender Termin", "{number} kommende Termine", row.ahead)
    if not row.unkept:
        return said
    return f"{said}, " + ngettext("{number} ohne Raum", "{number} ohne Raum", row.unkept)


def state(row: SourceRow, zone: ZoneInfo, *, fetches: bool) -> str:
    """Return in a sentence how the calendar is: fresh since when, waiting for a yes, or why the last look failed."""
    if row.paused_at is not None:
        return _("Pausiert: Hier steht der Stand von {when}.", when=moment(row.good_at, zone))
    if row.failure is not None:
        known = _("Hier steht der Stand von {when}.", when=moment(row.good_at, zone)) if row.good_at else ""
        return " ".join(filter(None, [sentence(row.failure, zone), known]))
    if row.kind is SourceKind.FILE:
        return _("Eine Datei vom {when}; sie ändert sich nicht von selbst.", when=moment(row.good_at, zone))
    if not fetches:
        return _("Wird nicht abgefragt: TREFFPUNKT_SUBSCRIBE ist aus. Stand {when}.", when=moment(row.good_at, zone))
    return _("Stand {when}.", when=moment(row.good_at, zone))


def for_desk(number: int) -> str:
    """Return what the desk must know of calendars of others; empty where all is well."""
    if not number:
        return ""
    return ngettext(
        "Mit {number} fremden Kalender stimmt etwas nicht: ansehen",
        "Mit {number} fremden Kalendern stimmt etwas nicht: ansehen",
        number,
    )


def heard(row: SourceRow, zone: ZoneInfo, *, fetches: bool) -> str:
    """Return one line about the calendar; of its address no more than the host."""
    whence = row.host or _("Datei")
    return f"{row.name} ({whence}): {number(row)}. {state(row, zone, fetches=fetches)}"


def troubles(row: SourceRow, zone: ZoneInfo, *, fetches: bool) -> list[str]:
    """Return what somebody should do something about."""
    if row.paused_at is not None or (row.failure is None and (fetches or row.kind is SourceKind.FILE)):
        return []
    return [f"{row.name}: {state(row, zone, fetches=fetches)}"]


def moment(when: datetime | None, zone: ZoneInfo) -> str:
    """Return `Fr 4.12., 14:05 Uhr`."""
    if when is None:
        return _("unbekannt")
    here = local(when, zone)
    return _("{day}, {time} Uhr", day=short_day(here.date()), time=clock_time(here))
