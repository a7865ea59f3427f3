"""What somebody wants, as a form of the desk: the fields, and the wish that a filled form is."""

from collections.abc import Callable
from dataclasses import replace
from datetime import date, datetime, time
from typing import TypeVar
from zoneinfo import ZoneInfo

from booking import access, refusals
from booking.facts import HouseFacts
from booking.i18n import N_, _
from booking.refusals import Refusal, Refused
from booking.repeats import Repeat, rule_for
from booking.span import instant, local
from booking.titles import LONGEST
from booking.wishes import Wish
from kiosk.desk.forms import Field, Filled
from models.database import Session

Value = TypeVar("Value")

_LAYOUTS = {"": N_("wie üblich"), "tables": N_("Tische"), "rows": N_("Reihen"), "standing": N_("stehend")}
_REPEATS = {
    "": N_("einmal"),
    Repeat.WEEKLY: N_("jede Woche"),
    Repeat.TWO_WEEKS: N_("alle zwei Wochen"),
    Repeat.FOUR_WEEKS: N_("alle vier Wochen"),
    Repeat.SAME_WEEKDAY: N_("jeden Monat am gleichen Wochentag (z. B. am zweiten Dienstag)"),
    Repeat.LAST_WEEKDAY: N_("jeden Monat am letzten (z. B. am letzten Dienstag)"),
    Repeat.SAME_DAY: N_("jeden Monat am gleichen Datum (z. B. am 14.)"),
    Repeat.YEARLY: N_("jedes Jahr"),
}


def fields(session: Session, house: HouseFacts, at: datetime) -> list[Field]:
    """Return the fields of the form, with the groups, rooms and usages of the house."""
    # Nobody is booked for by accident: the list begins with nobody.
    groups = {"": _("bitte wählen"), **{group.slug: group.name for group in access.group_accesses(session, now=at)}}
    step = {"step": str(house.rules.slot_step_min * 60)}
    usages = {"": _("wie üblich"), **{usage.slug: usage.name for usage in house.usages if usage.allowed}}
    rooms = {room.slug: room.name for room in house.bookable_rooms}
    return [
        Field(name="group", label=_("Gruppe"), kind="select", options=groups),
        Field(name="title", label=_("Titel"), limits={"maxlength": str(LONGEST)}),
        Field(name="room", label=_("Raum"), kind="select", options=rooms),
        Field(name="day", label=_("Tag"), kind="date", value=local(at, house.zone).date().isoformat()),
        Field(name="from", label=_("Von"), kind="time", limits=step),
        Field(name="to", label=_("Bis"), kind="time", limits=step),
        Field(name="repeat", label=_("Wie oft"), kind="select", options=_named(_REPEATS)),
        Field(name="until", label=_("Bis zum Tag (freiwillig)"), kind="date", hint=_("Leer: ohne Ende.")),
        Field(name="persons", label=_("Personen (freiwillig)"), kind="number", limits={"min": "1"}),
        Field(name="usage", label=_("Nutzung"), kind="select", options=usages),
        Field(name="layout", label=_("Bestuhlung"), kind="select", options=_named(_LAYOUTS)),
        Field(name="pause", label=_("Nicht in den Schulferien"), kind="checkbox"),
        Field(name="open", label=_("Offen für alle, mit Titel im Programm"), kind="checkbox", value="yes"),
    ]


def _named(words: dict[str, str]) -> dict[str, str]:
    return {str(value): _(name) for value, name in words.items()}


def wish_from(filled: Filled, zone: ZoneInfo) -> Wish:
    """Return what a filled form asks for; times are those of the house.

    Raises Refused(Malformed) with every field that cannot be read.
    """
    wrong: list[Refusal] = []
    if filled.get("group") == "":
        wrong.append(refusals.Malformed(_("Gruppe"), _("eine Gruppe aus der Liste")))
    day = read_field(filled, "day", date.fromisoformat, _("Tag"), _("ein Datum"), wrong)
    begins = read_field(filled, "from", time.fromisoformat, _("Von"), _("eine Uhrzeit wie 14:30"), wrong)
    ends = read_field(filled, "to", time.fromisoformat, _("Bis"), _("eine Uhrzeit wie 14:30"), wrong)
    persons = perhaps(filled, "persons", int, _("Personen"), _("eine Zahl"), wrong)
    until = perhaps(filled, "until", date.fromisoformat, _("Bis zum Tag"), _("ein Datum"), wrong)
    if wrong or day is None or begins is None or ends is None:
        raise Refused(*wrong)
    room, _plus, extras = filled.get("room", "").partition("+")
    wish = Wish(
        room=room,
        extras=tuple(extras.split("+")) if extras else (),
        start=instant(datetime.combine(day, begins), zone),
        end=instant(datetime.combine(day, ends), zone),
        title=filled.get("title", ""),
        group_slug=filled.get("group", ""),
        persons=persons,
        usage=filled.get("usage") or None,
        layout=filled.get("layout") or None,
        open_to_all="open" in filled,
        by_desk=True,
        source="desk",
    )
    return _repeated(wish, filled, day, until)


def _repeated(wish: Wish, filled: Filled, day: date, until: date | None) -> Wish:
    if filled.get("repeat") not in [*Repeat]:
        return wish
    rule = rule_for(Repeat(filled["repeat"]), day, until)
    return replace(wish, rrule=rule, pause_school="pause" in filled)


def perhaps(
    filled: Filled, name: str, read: Callable[[str], Value], label: str, expected: str, wrong: list[Refusal]
) -> Value | None:
    """Return the field *name* like `read_field`; nothing if it was left empty."""
    return read_field(filled, name, read, label, expected, wrong) if filled.get(name) else None


def read_field(
    filled: Filled, name: str, read: Callable[[str], Value], label: str, expected: str, wrong: list[Refusal]
) -> Value | None:
    """Return the field *name* of a form as *read* takes it; if it cannot, say so in *wrong* and return nothing."""
    try:
        return read(filled.get(name, ""))
    except ValueError:
        wrong.append(refusals.Malformed(label, expected))
        return None
