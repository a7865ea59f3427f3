"""A foreign calendar (RFC 5545) becomes events that can be expanded, with every refusal by name.

What one program wrote wrong must not cost the dates that it wrote right: a component that cannot be read is left
out and named, a zone that is described wrong is taken by its name.
"""

from dataclasses import dataclass

import recurring_ical_events
from icalendar import Calendar

from booking.foreign.bombs import why_too_often
from booking.foreign.lines import Component, Sheet, is_cut_off, sheets
from booking.i18n import _

LARGEST = 2_000_000  # bytes; UX §10, 14
MOST_EVENTS = 2_000
# The libraries answer with whatever a broken line made fail.
NOT_READABLE = (ValueError, KeyError, IndexError, TypeError, OverflowError, AttributeError, ArithmeticError)


class CalendarRefused(Exception):
    """No dates can be taken from this; the text says why, in German."""


@dataclass(frozen=True, slots=True)
class Foreign:
    """A calendar that was read: what could be, and a sentence for everything that could not."""

    calendars: tuple[Calendar, ...]
    refusals: tuple[str, ...]


def read_calendar(told: bytes) -> Foreign:
    """Read *told*, UTF-8 or what older Windows programs write. Raises CalendarRefused if it is no calendar at all."""
    if len(told) > LARGEST:
        raise CalendarRefused(_("Der Kalender ist größer als {most} MB.", most=LARGEST // 1_000_000))
    text = decoded(told)
    if is_cut_off(text):
        raise CalendarRefused(_("Der Kalender ist abgeschnitten: Sein Ende fehlt."))
    found = sheets(text)
    if not found:
        raise CalendarRefused(_("Das ist kein Kalender (iCalendar, RFC 5545)."))
    if sum(one.kind == "VEVENT" for sheet in found for one in sheet.components) > MOST_EVENTS:
        raise CalendarRefused(_("Der Kalender hat mehr als {most} Einträge.", most=MOST_EVENTS))
    refusals: list[str] = []
    return Foreign(tuple(_calendar(sheet, refusals) for sheet in found), tuple(refusals))


def decoded(told: bytes) -> str:
    """Return *told* as text: UTF-8, or what older Windows programs write."""
    try:
        return told.decode("utf-8-sig")
    except UnicodeDecodeError:
        return told.decode("cp1252", errors="replace")


def _calendar(sheet: Sheet, refusals: list[str]) -> Calendar:
    zones = tuple(one for one in sheet.components if one.kind == "VTIMEZONE" and _parsed(sheet, (one,)) is not None)
    events = []
    for one in sheet.components:
        if one.kind != "VEVENT":
            continue
        if why := _why_not(sheet, zones, one):
            refusals.append(_("„{name}“ wird nicht gelesen: {why}", name=_name(one), why=why))
        else:
            events.append(one)
    calendar = _parsed(sheet, (*zones, *events))
    if calendar is None:  # each could be read, all together not: nothing known does this
        raise CalendarRefused(_("Das ist kein Kalender (iCalendar, RFC 5545)."))
    return calendar


def _why_not(sheet: Sheet, zones: tuple[Component, ...], one: Component) -> str:
    read = _parsed(sheet, (*_zones_of(one, zones), one))
    event = next(iter(read.walk("VEVENT")), None) if read is not None else None
    if read is None or event is None:
        return _("Es ist nicht lesbar.")
    if event.errors and any(name in ("DTSTART", "DTEND", "DURATION", "RRULE") for name, _error in event.errors):
        return _("Tag oder Uhrzeit sind nicht lesbar.")
    if "DTSTART" not in event:
        return _("Es hat keinen Tag.")
    return why_too_often(event) or ("" if _expands(read) else _("Es ist nicht lesbar."))


def _expands(read: Calendar) -> bool:
    """Whether its rule can be followed at all: some are written so that nothing can make a date of them."""
    try:
        next(recurring_ical_events.of(read, skip_bad_series=True).all(), None)
    except NOT_READABLE:
        return False
    return True


def _zones_of(one: Component, zones: tuple[Component, ...]) -> tuple[Component, ...]:
    return tuple(zone for zone in zones if any(zone.value("TZID") in line for line in one.lines))


def _parsed(sheet: Sheet, components: tuple[Component, ...]) -> Calendar | None:
    try:
        return Calendar.from_ical(sheet.text(components))
    except NOT_READABLE:  # read one by one, only that component is lost
        return None


def _name(one: Component) -> str:
    return " ".join((one.value("SUMMARY") or one.value("UID") or _("ohne Titel")).split())[:80]
