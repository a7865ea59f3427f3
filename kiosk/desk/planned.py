"""A series before it is saved, in the desk's words: how many dates are free, and what to do with the others."""

from collections import Counter
from collections.abc import Sequence
from datetime import datetime
from zoneinfo import ZoneInfo

from nicegui import ui

from booking.facts import HouseFacts
from booking.housefile.dates import CLOSURE, HOLIDAY, SCHOOL_HOLIDAY
from booking.i18n import N_, _, ngettext
from booking.pattern import CLASH, HOURS, LEFT_OUT
from booking.preview import Choice, PlannedDate, Preview
from booking.span import local
from kiosk.calendar_words import from_to, short_day
from kiosk.desk.forms import Field, Filled
from kiosk.desk.frame import Words
from kiosk.words import sentences

_DECIDE = ("clash", "refused")  # somebody has to say what becomes of these
_WHY = {
    HOLIDAY: N_("Feiertag"),
    CLOSURE: N_("Haus geschlossen"),
    SCHOOL_HOLIDAY: N_("Schulferien"),
    HOURS: N_("außerhalb der Öffnungszeiten"),
    LEFT_OUT: N_("ausgelassen"),
    CLASH: N_("Raum belegt"),
}


def summary(preview: Preview) -> str:
    """Return `38 Termine: 33 möglich, 4 gehen so nicht, 1 fällt aus.`"""
    number = Counter(date.state for date in preview.dates)
    fine, stuck = number["free"] + number["kept"], number["clash"] + number["refused"]
    off = number["skipped"] + number["cancelled"]
    parts = [
        _("{number} möglich", number=fine) if fine else "",
        ngettext("{number} geht so nicht", "{number} gehen so nicht", stuck) if stuck else "",
        ngettext("{number} fällt aus", "{number} fallen aus", off) if off else "",
    ]
    said = ", ".join(part for part in parts if part)
    return _("{dates}: {said}.", dates=ngettext("{number} Termin", "{number} Termine", len(preview.dates)), said=said)


def why_words(why: str) -> str:
    """Return why a date of a series does not take place, in a word or two."""
    return _(_WHY[why]) if why in _WHY else why


def build_dates(preview: Preview, zone: ZoneInfo) -> None:
    """Put the dates that take place and those that do not on the page, folded, the latter with their reason."""
    fine = [when(date, zone) for date in preview.dates if date.state in ("free", "kept")]
    skipped = [
        _("{when}: {why}", when=when(date, zone), why=_reason(date, zone))
        for date in preview.dates
        if date.state in ("skipped", "cancelled")
    ]
    _fold(ngettext("{number} Termin findet statt", "{number} Termine finden statt", len(fine)), fine)
    _fold(ngettext("{number} Termin fällt aus", "{number} Termine fallen aus", len(skipped)), skipped)


def _fold(summary: str, lines: Sequence[str]) -> None:
    if not lines:
        return
    with ui.element("details"):
        Words("summary", summary)
        with ui.element("ul").classes("dates"):
            for line in lines:
                Words("li", line)


def _reason(date: PlannedDate, zone: ZoneInfo) -> str:
    return " ".join(sentences(date.reasons, zone)) or why_words(date.why)


def when(date: PlannedDate, zone: ZoneInfo) -> str:
    """Return `Di 1.12., 14:00 – 16:00 Uhr`."""
    starts, ends = local(date.span.start, zone), local(date.span.end, zone)
    return _("{day}, {times}", day=short_day(starts.date()), times=from_to(starts, ends))


def choice_fields(preview: Preview, house: HouseFacts) -> list[Field]:
    """Return one field for each date that cannot be as wished: leave it out, another time, another room."""
    return [
        Field(
            name=date.rule_start.isoformat(),
            label=when(date, house.zone),
            kind="select",
            value="skip",
            options=_options(date, house),
            hint=" ".join(sentences(date.reasons, house.zone)),
            wide=True,
        )
        for date in preview.dates
        if date.state in _DECIDE
    ]


def _options(date: PlannedDate, house: HouseFacts) -> dict[str, str]:
    options = {"skip": _("auslassen")}
    for other in date.other_times:
        starts, ends = local(other.span.start, house.zone), local(other.span.end, house.zone)
        options[f"time {starts.isoformat()}"] = _(
            "stattdessen {day}, {times}", day=short_day(starts.date()), times=from_to(starts, ends)
        )
    for other in date.other_rooms:
        options[f"room {other.room}"] = _("stattdessen im Raum {room}", room=house.rooms_by_slug[other.room].name)
    return options


def choices_from(filled: Filled) -> Sequence[Choice]:
    """Return what was chosen for each date; what a browser makes up is left out."""
    return [choice for name, value in filled.items() if (choice := _choice(name, value))]


def _choice(name: str, value: str) -> Choice | None:
    do, _space, what = value.partition(" ")
    try:
        date = datetime.fromisoformat(name)
        start = datetime.fromisoformat(what) if do == "time" else None
    except ValueError:
        return None
    if do == "time":
        return Choice(date, "time", start=start)
    if do == "room":
        return Choice(date, "room", room=what)
    return Choice(date, "skip") if do == "skip" else None
