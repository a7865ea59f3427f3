"""What a group is told about the neighbours' quiet hours."""

from zoneinfo import ZoneInfo

from booking.i18n import _
from booking.quiet import QuietTimes
from booking.span import Span, local
from kiosk.calendar_words import clock_time


def quiet_sentence(told: QuietTimes | None, zone: ZoneInfo) -> str:
    """Return what is to be thought of during that time, in short sentences; empty if nothing is."""
    if told is None:
        return ""
    said = []
    if told.windows_from is not None:
        said.append(
            _("Ab {time} Uhr bleiben bei Musik die Fenster zu.", time=clock_time(local(told.windows_from, zone)))
        )
    if told.midday is not None:
        said.append(_("Von {start} bis {end} Uhr ist Mittagsruhe: bitte leise.", **_times(told.midday, zone)))
    if told.night is not None:
        said.append(_("Von {start} bis {end} Uhr ist Nachtruhe: bitte leise.", **_times(told.night, zone)))
    return " ".join(said)


def _times(span: Span, zone: ZoneInfo) -> dict[str, str]:
    return {"start": clock_time(local(span.start, zone)), "end": clock_time(local(span.end, zone))}
