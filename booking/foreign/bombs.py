"""Rules that would never end: refused before anything counts them (UX §10, 14)."""

from datetime import date
from math import prod
from typing import Any

from icalendar import Component

from booking.i18n import _

_TOO_SHORT = ("SECONDLY", "MINUTELY", "HOURLY")  # no meeting of people repeats so
_MOST_A_DAY = 24
_OFTEN = ("DAILY", "WEEKLY")
_FIRST_YEAR = 1970  # who counts all days since then has done so in an instant; since the year 1, many times over not


def why_too_often(event: Component) -> str:
    """Return why *event* repeats more often than people meet, as a sentence; empty if it does not."""
    for rule in _rules(event):
        frequency = "".join(map(str, rule.get("FREQ", ())))
        times = prod(max(1, len(rule.get(part, ()))) for part in ("BYHOUR", "BYMINUTE", "BYSECOND"))
        if frequency.upper() in _TOO_SHORT or times > _MOST_A_DAY:
            return _("Es wiederholt sich zu oft.")
        # Without a step nothing ever moves on: who counts it never comes back.
        if any(not isinstance(step, int) or step < 1 for step in _words(rule.get("INTERVAL", ()))):
            return _("Es wiederholt sich ohne Abstand.")
        if frequency.upper() in _OFTEN and _first(event).year < _FIRST_YEAR:
            return _("Es wiederholt sich seit zu langer Zeit.")
    return ""


def _first(event: Component) -> date:
    told: Any = event["DTSTART"]
    day: date = (told[0] if isinstance(told, list) else told).dt
    return day


def _words(value: object) -> list[object]:
    return list(value) if isinstance(value, list | tuple) else [value]


def _rules(event: Component) -> list[dict[str, list[object]]]:
    found = event.get("RRULE", [])
    return found if isinstance(found, list) else [found]
