"""Programs that read a calendar, as people are told of them: when they came, which state they show, how many."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

from booking.i18n import N_, _, ngettext
from booking.programs import Program
from booking.span import local
from booking.subscribers import FEW, Reader, roughly
from kiosk.calendar_words import clock_time, short_day

_HOUR = timedelta(hours=1)
# Names of products are the same in every language.
_NAMES = {
    Program.GOOGLE: "Google",
    Program.APPLE: "Apple (iPhone, iPad, Mac)",
    Program.OUTLOOK_ONLINE: "Outlook (Microsoft 365)",
    Program.OUTLOOK: "Outlook (PC)",
    Program.THUNDERBIRD: "Thunderbird",
    Program.NEXTCLOUD: "Nextcloud",
    Program.ANDROID: "ICSx⁵, DAVx⁵ (Android)",
    Program.HOME_ASSISTANT: "Home Assistant",
    Program.GNOME: "GNOME, Evolution",
    Program.KDE: "KDE",
    Program.BROWSER: N_("Browser"),
    Program.OTHER: N_("Andere Programme"),
}


@dataclass(frozen=True, slots=True)
class ReaderWords:
    """One kind of program in words."""

    name: str
    came: str  # "vor 7 Stunden"
    is_fresh: bool | None  # whether it has the state of now; none: it is not known
    shows: str  # which state it has; empty: it is not known
    number: str  # empty: it is not known


def program_name(program: Program) -> str:
    """Return how people call *program*."""
    return _(_NAMES[program])


def reader_words(reader: Reader, state: str, zone: ZoneInfo, now: datetime) -> ReaderWords:
    """Return *reader* in words; *state* is what the feed tells now, empty if there is none in common."""
    is_fresh = reader.state == state if state and reader.state else None
    shows = ""
    if is_fresh is not None:
        shows = _("hat den neuesten Stand") if is_fresh else old_state(reader, zone, now)
    return ReaderWords(program_name(reader.program), ago(now - reader.last_at), is_fresh, shows, number(reader))


def ago(passed: timedelta) -> str:
    """Return how long ago something was, in whole hours or days."""
    if passed < _HOUR:
        return _("in der letzten Stunde")
    if passed < 48 * _HOUR:
        return ngettext("vor {number} Stunde", "vor {number} Stunden", passed // _HOUR)
    return ngettext("vor {number} Tag", "vor {number} Tagen", passed.days)


def old_state(reader: Reader, zone: ZoneInfo, now: datetime) -> str:
    """Return since when the house had told what *reader* shows: `zeigt den Stand von gestern, 18:05 Uhr`."""
    at, today = local(reader.state_at, zone), local(now, zone).date()
    if at.date() == today:
        return _("zeigt den Stand von heute, {time} Uhr", time=clock_time(at))
    if at.date() == today - timedelta(days=1):
        return _("zeigt den Stand von gestern, {time} Uhr", time=clock_time(at))
    return _("zeigt den Stand von {day}, {time} Uhr", day=short_day(at.date()), time=clock_time(at))


def number(reader: Reader) -> str:
    """Return how many they are, roughly; few are never counted out."""
    if reader.number is None:
        return ""
    if reader.number < FEW:
        return _("weniger als {number}", number=FEW)
    return _("etwa {number}", number=roughly(reader.number))
