"""The rules of the house as a form of the desk."""

from dataclasses import replace

from booking import refusals
from booking.facts import HouseFacts, RoomFacts
from booking.houserules import LIMITS, MOST_AROUND, Around, Limit, Numbers
from booking.i18n import N_, _
from booking.refusals import Refusal
from kiosk.desk.forms import Field, Filled
from kiosk.desk.reading import Reading

_LABELS = {
    "slot_step_min": N_("Anfang und Ende liegen auf Schritten von (Minuten)"),
    "min_public_min": N_("Kürzeste Buchung (Minuten)"),
    "max_public_min": N_("Längste Buchung (Minuten)"),
    "lead_hours_trusted": N_("Vertraute Gruppen fragen so viele Stunden vorher"),
    "lead_hours_new": N_("Neue Gruppen fragen so viele Stunden vorher"),
    "days_ahead_single": N_("Einzelne Termine: so viele Tage im Voraus"),
    "days_ahead_series": N_("Reihen: so viele Tage im Voraus"),
    "future_singles": N_("Einzelne Termine, die eine Gruppe zugleich haben darf"),
    "hours_a_week": N_("Stunden einer Gruppe in einer Woche"),
    "waits_per_group": N_("Zeiten, auf die eine Gruppe zugleich wartet"),
    "open_requests_of_newcomers": N_("Offene Anfragen von jemand Neuem"),
    "requests_a_kiosk_day": N_("Anfragen von Neuen an einem Bildschirm am Tag"),
    "request_hold_hours": N_("Eine Anfrage hält die Zeit frei (Stunden)"),
    "offer_hours": N_("Ein Angebot hält die Zeit frei (Stunden)"),
    "release_after_min": N_("Niemand ist da: nach so vielen Minuten fragen (0: nie)"),
}
_HEADINGS = {
    "slot_step_min": N_("Wie lange"),
    "lead_hours_trusted": N_("Wie früh"),
    "future_singles": N_("Wie viel (leer: ohne Grenze)"),
    "request_hold_hours": N_("Wie lange etwas vorgemerkt bleibt"),
    "release_after_min": N_("Ankommen"),
}
_SETUP, _TEARDOWN = "setup:", "teardown:"  # before the slug of a room, in the names of fields


def fields(house: HouseFacts) -> list[Field]:
    """Return the fields, as the rules are now."""
    found: list[Field] = []
    for limit in LIMITS:
        if limit.name in _HEADINGS:
            found.append(Field(name="", label=_(_HEADINGS[limit.name]), kind="heading"))
        found.append(_number(limit.name, _(_LABELS[limit.name]), getattr(house.rules, limit.name), limit))
    ticked = "yes" if house.rules.check_in else ""
    found.append(Field(name="check_in", label=_("Gruppen sagen „Wir sind da“"), kind="checkbox", value=ticked))
    found.append(Field(name="", label=_("Zeit für Auf- und Abbau, wenn nichts anderes gesagt wird"), kind="heading"))
    for room in _rooms(house):
        around = Limit("", (), 0, MOST_AROUND)
        found.append(_number(_SETUP + room.slug, _setup(room), room.setup_min, around))
        found.append(_number(_TEARDOWN + room.slug, _teardown(room), room.teardown_min, around))
    return found


def rules_from(house: HouseFacts, filled: Filled) -> tuple[Numbers, Around, bool]:
    """Return what a filled form wants. Raises Refused(Malformed) with every field that is no number."""
    form = Reading(filled)
    numbers = {
        limit.name: form.number(limit.name, _(_LABELS[limit.name]), perhaps=limit.may_be_none) for limit in LIMITS
    }
    around = {
        room.slug: (
            form.number(_SETUP + room.slug, _setup(room)) or 0,
            form.number(_TEARDOWN + room.slug, _teardown(room)) or 0,
        )
        for room in _rooms(house)
    }
    if form.wrong:
        raise form.refused
    return numbers, around, form.says("check_in")


def in_words(house: HouseFacts, reason: Refusal) -> Refusal:
    """Return *reason* with the words that stand beside the field."""
    if not isinstance(reason, refusals.Malformed):
        return reason
    rooms = {room.slug: room.name for room in _rooms(house)}
    label = _(_LABELS[reason.field]) if reason.field in _LABELS else rooms.get(reason.field, reason.field)
    return replace(reason, field=label)


def _rooms(house: HouseFacts) -> list[RoomFacts]:
    return [room for room in house.rooms if room.main_id is None]


def _setup(room: RoomFacts) -> str:
    return _("{room}: Aufbau (Minuten)", room=room.name)


def _teardown(room: RoomFacts) -> str:
    return _("{room}: Abbau (Minuten)", room=room.name)


def _number(name: str, label: str, value: int | None, limit: Limit) -> Field:
    limits = {"min": str(limit.least), "max": str(limit.most), "step": "1", "inputmode": "numeric"}
    return Field(name=name, label=label, kind="number", value="" if value is None else str(value), limits=limits)
