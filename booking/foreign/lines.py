"""The lines of a foreign calendar: mended where programs are known to write them wrong, taken apart into components."""

import re
from collections.abc import Iterator
from dataclasses import dataclass

_FOLD = re.compile(r"\r?\n[ \t]")
_LINE_ENDS = re.compile(r"\r\n|[\r\n]")
# A day with a zone: a day has none, and who reads the zone takes it for a time (some servers write so).
_ZONED_DAY = re.compile(
    r"^(DTSTART|DTEND|RECURRENCE-ID|EXDATE|RDATE)((?:;[^:]*)?;VALUE=DATE(?:;[^:]*)?):", re.IGNORECASE
)
_ZONE = re.compile(r";TZID=(?:\"[^\"]*\"|[^;:]*)", re.IGNORECASE)
# RRULE:RRULE:FREQ=… : the name twice.
_NAME_TWICE = re.compile(r"^(RRULE|EXRULE)([^:]*):\1:", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Component:
    """One component inside a calendar with its unfolded lines, BEGIN and END included."""

    kind: str  # VEVENT, VTIMEZONE, …
    lines: tuple[str, ...]

    def value(self, name: str) -> str:
        """Return the first value of the property *name* as it is written; empty if it has none."""
        found = (line.partition(":") for line in self.lines if re.match(rf"{name}[;:]", line, re.IGNORECASE))
        return next((value.strip() for _name, _colon, value in found), "")


@dataclass(frozen=True, slots=True)
class Sheet:
    """One VCALENDAR: its own lines and its components."""

    lines: tuple[str, ...]
    components: tuple[Component, ...]

    def text(self, components: tuple[Component, ...]) -> str:
        """Return a calendar of these *components*."""
        parts = ["BEGIN:VCALENDAR", *self.lines, *(line for one in components for line in one.lines), "END:VCALENDAR"]
        return "\r\n".join(parts) + "\r\n"


def sheets(text: str) -> list[Sheet]:
    """Return every calendar that stands in *text*; what stands outside of one is no calendar and left out."""
    found: list[Sheet] = []
    inside: list[str] | None = None
    for line in _mended(text):
        if _is(line, "BEGIN:VCALENDAR"):
            inside = []
        elif _is(line, "END:VCALENDAR") and inside is not None:
            found.append(_taken_apart(inside))
            inside = None
        elif inside is not None:
            inside.append(line)
    return found


def is_cut_off(text: str) -> bool:
    """Whether *text* begins more calendars than it ends: a download that broke off would lose dates in silence."""
    return sum(_is(line, "BEGIN:VCALENDAR") - _is(line, "END:VCALENDAR") for line in _mended(text)) != 0


def _taken_apart(lines: list[str]) -> Sheet:
    own: list[str] = []
    current: list[str] = []
    components: list[Component] = []
    depth = 0
    for line in lines:
        depth += line.upper().startswith("BEGIN:")
        (current if depth else own).append(line)
        depth = max(0, depth - line.upper().startswith("END:"))
        if depth == 0 and current:
            components.append(Component(current[0][len("BEGIN:") :].strip().upper(), tuple(current)))
            current = []
    return Sheet(tuple(own), tuple(components))


def _is(line: str, word: str) -> bool:
    return line.strip().upper() == word


def _mended(text: str) -> Iterator[str]:
    for raw in _LINE_ENDS.split(_FOLD.sub("", text)):
        line = _NAME_TWICE.sub(r"\1\2:", raw)
        if day := _ZONED_DAY.match(line):
            line = _ZONE.sub("", day.group(0)) + line[day.end() :]
        if line.strip():
            yield line
