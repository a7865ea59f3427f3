"""A closure as a form of the desk, and what is asked before it is saved."""

from collections.abc import Sequence
from datetime import datetime, time

from booking import settling
from booking.closures import LONGEST_SENTENCE
from booking.facts import ClosureFacts, HouseFacts
from booking.hits import Hit, Kind
from booking.i18n import N_, _
from booking.settling import Decision, Do
from booking.span import local
from booking.titles import LONGEST
from kiosk.calendar_words import from_to, short_day
from kiosk.desk.forms import Field, Filled
from kiosk.desk.reading import Reading

DECISIONS = {
    Do.LATER: N_("später entscheiden: der Termin bleibt vorerst"),
    Do.KEEP: N_("findet trotzdem statt"),
    Do.CANCEL: N_("absagen, mit dem Satz für alle"),
}
_ROOM = "room:"  # before the slug, in the name of a box to tick
_WHOLE_DAY = (0, 1440)


def fields(house: HouseFacts, closure: ClosureFacts | None, reason: str, at: datetime) -> list[Field]:
    """Return the fields of a new closure, or of the one that is changed."""
    today = local(at, house.zone).date().isoformat()
    first, last = (closure.starts_on.isoformat(), closure.ends_on.isoformat()) if closure else (today, today)
    whole = closure is None or (closure.from_min, closure.to_min) == _WHOLE_DAY
    hours = ("", "") if closure is None or whole else (_clock(closure.from_min), _clock(closure.to_min))
    return [
        Field(name="first", label=_("Erster Tag"), kind="date", value=first),
        Field(name="last", label=_("Letzter Tag"), kind="date", value=last),
        Field(name="from", label=_("Von (leer: ganzer Tag)"), kind="time", value=hours[0]),
        Field(name="to", label=_("Bis (leer: ganzer Tag)"), kind="time", value=hours[1]),
        *_room_boxes(house, closure),
        Field(
            name="text",
            label=_("Satz für alle"),
            value=closure.public_text if closure else "",
            hint=_(
                "Steht am Bildschirm und auf der Seite. Zum Beispiel: Am Montagvormittag wird die Heizung gewartet."
            ),
            limits={"maxlength": str(LONGEST_SENTENCE)},
            wide=True,
        ),
        Field(
            name="reason",
            label=_("Grund, nur für das Büro (freiwillig)"),
            value=reason,
            limits={"maxlength": str(LONGEST)},
            wide=True,
        ),
    ]


def _room_boxes(house: HouseFacts, closure: ClosureFacts | None) -> list[Field]:
    return [
        Field(
            name=_ROOM + room.slug,
            label=_("{room} ist geschlossen", room=room.name),
            kind="checkbox",
            value="yes" if closure is None or room.slug in closure.rooms else "",
        )
        for room in house.rooms
        if room.main_id is None
    ]


def closure_from(filled: Filled) -> tuple[ClosureFacts, str]:
    """Return what a filled form closes, and the desk's reason.

    Raises Refused(Malformed) with every field that cannot be read.
    """
    form = Reading(filled)
    first, last = form.day("first", _("Erster Tag")), form.day("last", _("Letzter Tag"))
    begin, end = form.clock("from", _("Von"), perhaps=True), form.clock("to", _("Bis"), perhaps=True)
    if form.wrong or first is None or last is None:
        raise form.refused
    rooms = tuple(name.removeprefix(_ROOM) for name in filled if name.startswith(_ROOM))
    hours = _minute(begin) if begin else 0, (_minute(end) if end else 0) or 1440
    return ClosureFacts("", first, last, *hours, rooms, form.text("text")), form.text("reason")


def decision_fields(house: HouseFacts, hits: Sequence[Hit]) -> list[Field]:
    """Return a choice for each single date that is met."""
    options = {str(do): _(words) for do, words in DECISIONS.items()}
    return [
        Field(
            name=hit.uid,
            label=what(hit),
            kind="select",
            options=options,
            value=str(settling.usual_decision(house, hit)),
            wide=True,
        )
        for hit in hits
        if hit.kind is Kind.SINGLE
    ]


def decisions_from(filled: Filled) -> dict[str, Decision]:
    """Return what was decided, by uid."""
    return {uid: Decision(Do(said)) for uid, said in filled.items() if said in set(Do)}


def what(hit: Hit) -> str:
    """Return `Mi 2.12., 14:00 – 15:30 Uhr: Basteln (Strickcafé), Quartierraum`."""
    times = from_to(hit.starts, hit.ends)
    named = _("{title} ({group})", title=hit.title, group=hit.group_name) if hit.group_name else hit.title
    told = {"day": short_day(hit.starts.date()), "times": times, "what": named, "room": hit.room_name}
    return _("{day}, {times}: {what}, {room}", **told)


def _minute(at: time) -> int:
    return at.hour * 60 + at.minute


def _clock(minute: int) -> str:
    return f"{minute % 1440 // 60:02}:{minute % 60:02}"
