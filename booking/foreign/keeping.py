"""What the house keeps of a foreign calendar: dates and titles, nothing about people (UX §10, 13)."""

from booking.foreign.lines import Component, sheets
from booking.foreign.reading import decoded

# Who was invited, what was attached, which alarm rings and what was noted is nobody's business here.
_ALLOWED = frozenset(
    (
        *("BEGIN", "END", "UID", "RECURRENCE-ID", "SEQUENCE", "STATUS", "SUMMARY", "LOCATION"),
        *("DTSTART", "DTEND", "DURATION", "RRULE", "RDATE", "EXDATE", "EXRULE"),
    )
)


def kept(told: bytes) -> bytes:
    """Return the calendar *told* with nothing but its dates: the same dates are read from it, and no more."""
    found = (
        sheet.text(tuple(_plain(one) for one in sheet.components if _counts(one))) for sheet in sheets(decoded(told))
    )
    return "".join(found).encode()


def _counts(one: Component) -> bool:
    return one.kind in ("VEVENT", "VTIMEZONE")


def _plain(one: Component) -> Component:
    if one.kind != "VEVENT":
        return one
    depth, lines = 0, []
    for line in one.lines:
        name = line.partition(":")[0].partition(";")[0].strip().upper()
        depth += name == "BEGIN"
        if depth == 1 and name in _ALLOWED:
            lines.append(line)
        depth -= name == "END"
    return Component(one.kind, tuple(lines))
