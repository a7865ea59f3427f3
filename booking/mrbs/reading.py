"""Which of its forms a file of MRBS has: a dump of its MySQL database, or the calendar of its report."""

from datetime import datetime
from zoneinfo import ZoneInfo

from booking.foreign import CalendarRefused
from booking.i18n import _
from booking.mrbs.calendar import from_calendar
from booking.mrbs.found import Found, MrbsRefused
from booking.mrbs.tables import from_dump

LARGEST = 100_000_000  # bytes; ten years of a busy town are a tenth of it


def read_mrbs(told: bytes, *, zone: ZoneInfo, now: datetime) -> Found:
    """Return every booking in *told*, of a calendar those from *now* on; *zone* is that of MRBS. Raises MrbsRefused."""
    if len(told) > LARGEST:
        raise MrbsRefused(_("Die Datei ist größer als {most} MB.", most=LARGEST // 1_000_000))
    text = _decoded(told)
    if "BEGIN:VCALENDAR" in text[:2_000]:
        try:
            return from_calendar(told, now=now)
        except CalendarRefused as error:
            raise MrbsRefused(str(error)) from error
    if "PostgreSQL database dump" in text[:2_000]:
        raise MrbsRefused(_("Das ist ein PostgreSQL-Dump. Bitte den Bericht von MRBS als iCalendar ausgeben lassen."))
    return from_dump(text, zone)


def _decoded(told: bytes) -> str:
    try:
        return told.decode("utf-8-sig")
    except UnicodeDecodeError:
        return told.decode("cp1252", errors="replace")
