"""What somebody wants, as a form of the desk: the fields, and the wish that a filled form is."""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import datetime
from zoneinfo import ZoneInfo

from booking import access
from booking.facts import HouseFacts
from booking.i18n import N_, _
from booking.repeats import Repeat, rule_for
from booking.span import instant, local
from booking.titles import LONGEST
from booking.wishes import Wish
from kiosk.desk.forms import Field, Filled
from kiosk.desk.reading import Reading
from models.database import Session

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
    rooms = {room.slug: room.name for room in house.bookable_rooms}
    return [
        Field(name="group", label=_("Gruppe"), kind="select", options=groups),
        Field(name="title", label=_("Titel"), limits={"maxlength": str(LONGEST)}),
        Field(name="room", label=_("Raum"), kind="select", options=rooms),
        Field(name="day", label=_("Tag"), kind="date", value=local(at, house.zone).date().isoformat()),
        Field(name="from", label=_("Von"), kind="time", limits=step),
        Field(name="to", label=_("Bis"), kind="time", limits=step),
        Field(name="repeat", label=_("Wie oft"), kind="select", options=named(_REPEATS)),
        Field(name="until", label=_("Bis zum Tag (freiwillig)"), kind="date", hint=_("Leer: ohne Ende.")),
        Field(name="persons", label=_("Personen (freiwillig)"), kind="number", limits={"min": "1"}),
        *usage_fields(house),
        *boxes(),
    ]


def can_be_filled(fields: Sequence[Field]) -> bool:
    """Whether there is a group to book for and a room to book."""
    options = {field.name: [value for value in field.options if value] for field in fields}
    return bool(options["group"] and options["room"])


def usage_fields(house: HouseFacts) -> list[Field]:
    """Return the fields of what a room is used for, and how it is set up."""
    usages = {"": _("wie üblich"), **{usage.slug: usage.name for usage in house.usages if usage.allowed}}
    return [
        Field(name="usage", label=_("Nutzung"), kind="select", options=usages),
        Field(name="layout", label=_("Bestuhlung"), kind="select", options=named(_LAYOUTS)),
    ]


def boxes() -> list[Field]:
    """Return the boxes to tick: a pause in school holidays, and whether everybody may come."""
    return [
        Field(name="pause", label=_("Nicht in den Schulferien"), kind="checkbox"),
        Field(name="open", label=_("Offen für alle, mit Titel im Programm"), kind="checkbox", value="yes"),
    ]


def named(words: Mapping[str, str]) -> dict[str, str]:
    """Return the options of a select in the language of the page."""
    return {str(value): _(name) for value, name in words.items()}


def wish_from(filled: Filled, zone: ZoneInfo) -> Wish:
    """Return what a filled form asks for; times are those of the house.

    Raises Refused(Malformed) with every field that cannot be read.
    """
    form = Reading(filled)
    if filled.get("group") == "":
        form.is_wrong(_("Gruppe"), _("eine Gruppe aus der Liste"))
    day, begins, ends = form.day("day", _("Tag")), form.clock("from", _("Von")), form.clock("to", _("Bis"))
    persons = form.number("persons", _("Personen"), perhaps=True)
    until = form.day("until", _("Bis zum Tag"), perhaps=True)
    if form.wrong or day is None or begins is None or ends is None:
        raise form.refused
    room, extras = form.room()
    wish = Wish(
        room=room,
        extras=extras,
        start=instant(datetime.combine(day, begins), zone),
        end=instant(datetime.combine(day, ends), zone),
        title=form.text("title"),
        group_slug=form.text("group"),
        persons=persons,
        usage=form.text("usage") or None,
        layout=form.text("layout") or None,
        open_to_all=form.says("open"),
        by_desk=True,
        source="desk",
    )
    if form.text("repeat") not in [*Repeat]:
        return wish
    rule = rule_for(Repeat(form.text("repeat")), day, until)
    return replace(wish, rrule=rule, pause_school=form.says("pause"))
