"""What shall be different in a series, as a form of the desk: which dates, and what about them."""

from collections.abc import Sequence
from datetime import date, time

from booking.changes import Change, Scope
from booking.facts import HouseFacts
from booking.i18n import N_, _
from booking.span import local
from booking.titles import LONGEST
from kiosk.calendar_words import long_day_with_year
from kiosk.desk.forms import Field, Filled
from kiosk.desk.reading import Reading
from kiosk.desk.wanted import named
from models.bookings import Booking

_SCOPES = {
    "all": N_("alle kommenden Termine"),
    "following": N_("ein Termin und alle danach"),
    "this": N_("nur ein Termin"),
    "between": N_("alle zwischen zwei Tagen"),
}


def change_fields(house: HouseFacts, ahead: Sequence[Booking]) -> list[Field]:
    """Return the fields of the form; what is left empty stays as it is.

    The styles show only those that mean something with what is chosen in the others; `change_from` reads no more.
    """
    step = {"step": str(house.rules.slot_step_min * 60)}
    dates = {one.uid: long_day_with_year(local(one.starts_at, house.zone).date()) for one in ahead}
    rooms = {"": _("wie bisher"), **{room.slug: room.name for room in house.bookable_rooms}}
    return [
        Field(name="", label=_("Um welche Termine geht es?"), kind="heading"),
        Field(name="scope", label=_("Welche Termine"), kind="select", options=named(_SCOPES)),
        Field(name="booking", label=_("Der Termin"), kind="select", options=dates),
        Field(name="first", label=_("Erster Tag"), kind="date"),
        Field(name="last", label=_("Letzter Tag"), kind="date"),
        Field(name="", label=_("Was soll anders werden?"), kind="heading"),
        Field(name="from", label=_("Neue Zeit: von"), kind="time", limits=step),
        Field(name="to", label=_("Neue Zeit: bis"), kind="time", limits=step),
        Field(
            name="days",
            label=_("Tage später (minus: früher)"),
            kind="number",
            limits={"min": "-6", "max": "6", "step": "1"},
        ),
        Field(name="room", label=_("Raum"), kind="select", options=rooms),
        Field(name="title", label=_("Neuer Titel"), limits={"maxlength": str(LONGEST)}),
        Field(name="until", label=_("Neues Ende der Reihe"), kind="date"),
        Field(name="cancel", label=_("Diese Termine absagen"), kind="checkbox"),
        Field(name="note", label=_("Mitteilung an alle (freiwillig)"), limits={"maxlength": str(LONGEST)}, wide=True),
    ]


def change_from(filled: Filled, ahead: Sequence[Booking]) -> tuple[Change, Scope]:
    """Return what a filled form wants changed, and of which dates; *ahead* are those that it was drawn for.

    Raises Refused(Malformed) with every field that cannot be read.
    """
    form = Reading(filled)
    first, last = form.day("first", _("Erster Tag"), perhaps=True), form.day("last", _("Letzter Tag"), perhaps=True)
    change = Change(cancel=True, note=form.text("note")) if form.says("cancel") else _other(form)
    if form.wrong:
        raise form.refused
    return change, _scope(filled, ahead, first, last)


def _other(form: Reading) -> Change:
    """Return what is to be different about dates that take place; the end of a series only for all that follow."""
    begins, ends = form.clock("from", _("von"), perhaps=True), form.clock("to", _("bis"), perhaps=True)
    days = form.number("days", _("Tage später"), perhaps=True)
    until = form.day("until", _("Neues Ende der Reihe"), perhaps=True)
    if ends is not None and begins is None:
        form.is_wrong(_("von"), _("eine Uhrzeit wie 14:30"))
    room, extras = form.room()
    return Change(
        start=begins,
        minutes=_minutes(begins, ends) if begins and ends else None,
        days=days or 0,
        room=room or None,
        extras=extras if room else None,
        title=form.text("title") or None,
        until=until if form.text("scope") not in ("this", "between") else None,
    )


def _scope(filled: Filled, ahead: Sequence[Booking], first: date | None, last: date | None) -> Scope:
    kind = filled.get("scope")
    uid = next((one.uid for one in ahead if one.uid == filled.get("booking")), None)
    if kind == "this":
        return Scope(kind="this", booking=uid)
    if kind == "following":
        return Scope(kind="following", booking=uid)
    return Scope(kind="between", first=first, last=last) if kind == "between" else Scope(kind="all")


def _minutes(begins: time, ends: time) -> int:
    """Return how long it lasts; not positive if it ends before it begins, which is refused later."""
    return (ends.hour - begins.hour) * 60 + ends.minute - begins.minute
