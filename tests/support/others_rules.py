"""The rules that stand in other people's calendars, whatever else these calendars get wrong."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from zoneinfo import ZoneInfo

import icalendar

from tests.support.plain_rule import BERLIN

_BLOCK = re.compile(r"BEGIN:(VEVENT|STANDARD|DAYLIGHT)\n(.*?)END:\1", re.DOTALL)
_RULE = re.compile(r"^RRULE[^:\n]*:(.*)$", re.MULTILINE)
_START = re.compile(r"^(DTSTART.*?)(\d{8}(?:T\d{6})?)(Z?)\"?$", re.MULTILINE)


@dataclass(frozen=True)
class Found:
    """A rule of somebody else's calendar with its first date, naive, and the zone of that date."""

    where: str
    kind: str  # VEVENT, or STANDARD and DAYLIGHT: the clock changes, which are rules too
    rule: str
    first: datetime
    zone: ZoneInfo


def rules_of_others(folder: Path) -> Iterator[Found]:
    """Yield every rule of the calendars in *folder*, before exceptions.

    The text is searched, not parsed: some of the calendars are broken elsewhere, and are to count.
    """
    for path in sorted(folder.glob("*.ics")):
        text = re.sub(r"\r?\n[ \t]", "", path.read_text(encoding="utf-8", errors="replace")).replace("\r\n", "\n")
        for kind, block in _BLOCK.findall(text):
            rule, start = _RULE.search(block), _START.search(block)
            if rule and start:
                yield Found(path.name, kind, rule[1], datetime.fromisoformat(start[2]), _zone(start[1], start[3]))


def _zone(parameters: str, utc: str) -> ZoneInfo:
    """Return the zone of a start; floating times, days and unknown zones count as the house's."""
    name = re.search(r"TZID=\"?([^\":;]+)", parameters)
    if utc or name is None:
        return ZoneInfo("UTC") if utc else BERLIN
    found = icalendar.vDDDTypes.from_ical("20260101T000000", timezone=name[1]).tzinfo  # knows Windows' names too
    return found if isinstance(found, ZoneInfo) else BERLIN
