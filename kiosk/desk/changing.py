"""What shall be different in a series, as a form of the desk: which dates, and what about them."""

from collections.abc import Sequence
from datetime import date, time

from booking import refusals
from booking.changes import Change, Scope
from booking.facts import HouseFacts
from booking.i18n import N_, _
from booking.refusals import Refusal, Refused
from booking.span import local
from booking.titles import LONGEST
from kiosk.calendar_words import long_day_with_year
from kiosk.desk.forms import Field, Filled
from kiosk.desk.wanted import perhaps
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
        Field(name="scope", label=_("Welche Termine"), kind="select", options=_words(_SCOPES)),
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


def _words(words: dict[str, str]) -> dict[str, str]:
    return {value: _(name) for value, name in words.items()}


def change_from(filled: Filled, ahead: Sequence[Booking]) -> tuple[Change, Scope]:
    """Return what a filled form wants changed, and of which dates; *ahead* are those that it was drawn for.

    Raises Refused(Malformed) with every field that cannot be read.
    """
    wrong: list[Refusal] = []
    kind = filled.get("scope", "")
    first = perhaps(filled, "first", date.fromisoformat, _("Erster Tag"), _("ein Datum"), wrong)
    last = perhaps(filled, "last", date.fromisoformat, _("Letzter Tag"), _("ein Datum"), wrong)
    change = Change(cancel=True, note=filled.get("note", "")) if "cancel" in filled else _other(filled, kind, wrong)
    if wrong:
        raise Refused(*wrong)
    return change, _scope(filled, ahead, first, last)


def _other(filled: Filled, kind: str, wrong: list[Refusal]) -> Change:
    """Return what is to be different about dates that take place; the end of a series only for all that follow."""
    begins = perhaps(filled, "from", time.fromisoformat, _("von"), _("eine Uhrzeit wie 14:30"), wrong)
    ends = perhaps(filled, "to", time.fromisoformat, _("bis"), _("eine Uhrzeit wie 14:30"), wrong)
    days = perhaps(filled, "days", int, _("Tage später"), _("eine Zahl"), wrong)
    until = perhaps(filled, "until", date.fromisoformat, _("Neues Ende der Reihe"), _("ein Datum"), wrong)
    if ends is not None and begins is None:
        wrong.append(refusals.Malformed(_("von"), _("eine Uhrzeit wie 14:30")))
    room, _plus, extras = filled.get("room", "").partition("+")
    return Change(
        start=begins,
        minutes=_minutes(begins, ends) if begins and ends else None,
        days=days or 0,
        room=room or None,
        extras=(tuple(extras.split("+")) if extras else ()) if room else None,
        title=filled.get("title") or None,
        until=until if kind not in ("this", "between") else None,
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
