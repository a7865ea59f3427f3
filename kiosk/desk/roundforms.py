"""Forms of half-year rounds: a new round, a wish, another result, another deadline."""

from datetime import date, datetime, timedelta
from typing import Any

from booking import access
from booking.facts import HouseFacts
from booking.fixedtimes import WEEK, Choice
from booking.i18n import N_, _
from booking.roundbook import RoundCard, WishCard
from booking.roundwishes import Asked
from booking.span import local
from booking.titles import LONGEST
from kiosk.calendar_words import weekday
from kiosk.desk.forms import Field, Filled
from kiosk.desk.reading import Reading
from kiosk.desk.wanted import boxes, named, usage_fields
from kiosk.roundwords import choice_words
from models.database import Session

CHOICES = 3  # that the form asks for
NOTHING, FOLLOW, OTHER = "nothing", "follow", "other"
_RHYTHMS = {
    "1": N_("jede Woche"),
    "2": N_("alle zwei Wochen"),
    "4": N_("alle vier Wochen"),
    "monthly:1": N_("am ersten im Monat"),
    "monthly:2": N_("am zweiten im Monat"),
    "monthly:3": N_("am dritten im Monat"),
    "monthly:4": N_("am vierten im Monat"),
    "monthly:-1": N_("am letzten im Monat"),
    "monthly:1,3": N_("am ersten und dritten im Monat"),
    "monthly:2,4": N_("am zweiten und vierten im Monat"),
}
_A_MONDAY = date(2024, 1, 1)


def round_fields() -> list[Field]:
    """Return the fields of a new round."""
    hint = _("Zum Beispiel: Winterhalbjahr 2027/28")
    return [
        Field(name="name", label=_("Name"), hint=hint, limits={"maxlength": str(LONGEST)}, wide=True),
        Field(name="first", label=_("Erster Tag"), kind="date"),
        Field(name="last", label=_("Letzter Tag"), kind="date"),
        Field(name="until", label=_("Anmeldeschluss"), kind="date"),
    ]


def round_from(filled: Filled) -> dict[str, Any]:
    """Return what a filled form says about a new round. Raises Refused(Malformed)."""
    form = Reading(filled)
    said = {
        "name": form.text("name"),
        "starts_on": form.day("first", _("Erster Tag")),
        "ends_on": form.day("last", _("Letzter Tag")),
        "apply_until": form.day("until", _("Anmeldeschluss")),
    }
    if form.wrong:
        raise form.refused
    return said


def deadline_fields(card: RoundCard, today: date) -> list[Field]:
    """Return the field of another deadline."""
    hint = _("Gestern schließt die Liste sofort.")
    least = (today - timedelta(days=1)).isoformat()
    return [
        Field(
            name="until",
            label=_("Anmeldeschluss"),
            kind="date",
            value=card.apply_until.isoformat(),
            hint=hint,
            limits={"min": least},
            wide=True,
        )
    ]


def deadline_from(filled: Filled) -> date:
    """Return the deadline of a filled form. Raises Refused(Malformed)."""
    form = Reading(filled)
    day = form.day("until", _("Anmeldeschluss"))
    if day is None:
        raise form.refused
    return day


def wish_fields(session: Session, house: HouseFacts, at: datetime) -> list[Field]:
    """Return the fields of a wish, with the groups, rooms and usages of the house."""
    groups = {group.slug: group.name for group in access.group_accesses(session, now=at)}
    step = {"min": str(house.rules.min_public_min), "step": str(house.rules.slot_step_min)}
    return [
        Field(name="group", label=_("Gruppe"), kind="select", options=groups),
        Field(name="title", label=_("Titel"), limits={"maxlength": str(LONGEST)}),
        Field(name="minutes", label=_("Dauer in Minuten"), kind="number", value="90", limits=step),
        Field(name="persons", label=_("Personen (freiwillig)"), kind="number", limits={"min": "1"}),
        *usage_fields(house),
        *(field for number in range(1, CHOICES + 1) for field in _time_fields(house, number)),
        *boxes(),
    ]


def _time_fields(house: HouseFacts, number: int) -> list[Field]:
    days = {word: weekday(_A_MONDAY + timedelta(days=place)) for place, word in enumerate(WEEK)}
    none = {"": _("keine")} if number != 1 else {}
    rooms = {room.slug: room.name for room in house.bookable_rooms}
    rhythms = named(_RHYTHMS)
    step = {"step": str(house.rules.slot_step_min * 60)}
    told = {"number": number} if number else {}
    day, start = (_("{number}. Zeit: Tag", **told), _("{number}. Zeit: Beginn", **told)) if number else _plain()[:2]
    room, often = (_("{number}. Zeit: Raum", **told), _("{number}. Zeit: Wie oft", **told)) if number else _plain()[2:]
    return [
        Field(name=f"day{number}", label=day, kind="select", options={**none, **days}),
        Field(name=f"start{number}", label=start, kind="time", limits=step),
        Field(name=f"room{number}", label=room, kind="select", options=rooms),
        Field(name=f"often{number}", label=often, kind="select", options=rhythms),
    ]


def _plain() -> tuple[str, str, str, str]:
    return _("Andere Zeit: Tag"), _("Andere Zeit: Beginn"), _("Andere Zeit: Raum"), _("Andere Zeit: Wie oft")


def wish_from(filled: Filled) -> Asked:
    """Return what a filled form wishes for. Raises Refused(Malformed) with every field that cannot be read."""
    form = Reading(filled)
    minutes = form.number("minutes", _("Dauer in Minuten"))
    persons = form.number("persons", _("Personen"), perhaps=True)
    times = [_choice(form, number) for number in range(1, CHOICES + 1) if form.text(f"day{number}")]
    if minutes is not None and not 1 <= minutes <= 1440:
        form.is_wrong(_("Dauer in Minuten"), _("eine Zahl von 1 bis 1440"))
    if form.wrong or minutes is None:
        raise form.refused
    return Asked(
        group_slug=form.text("group"),
        title=form.text("title"),
        minutes=minutes,
        choices=tuple(choice for choice in times if choice),
        usage=form.text("usage") or None,
        persons=persons,
        layout=form.text("layout") or None,
        open_to_all=form.says("open"),
    )


def _choice(form: Reading, number: int) -> Choice | None:
    room, extras = form.room(f"room{number}")
    kind, _colon, places = (form.text(f"often{number}") or "1").rpartition(":")
    try:
        datetime.strptime(form.text(f"start{number}"), "%H:%M")  # noqa: DTZ007 - a clock has no zone
        facts = {
            "room": room,
            "extras": list(extras),
            "weekday": form.filled[f"day{number}"],
            "start": form.text(f"start{number}"),
            "pause_school": form.says("pause"),
            **({"monthly": [int(place) for place in places.split(",")]} if kind else {"every_weeks": int(places)}),
        }
        return Choice.from_facts(facts)
    except (ValueError, KeyError):
        form.is_wrong(_("{number}. Zeit", number=number or 1), _("Tag und Beginn wie 18:15"))
        return None


# Another result


def result_fields(wish: WishCard, house: HouseFacts) -> list[Field]:
    """Return the fields by which the desk gives a wish something else."""
    outcome = wish.outcome
    options = {
        **{f"choice{place}": _("Wunsch: {time}", time=_words(one, wish, house)) for place, one in _all(wish.choices)},
        **{
            f"near{place}": _("Frei: {time}", time=_words(one, wish, house))
            for place, one in _all(outcome.near if outcome else ())
        },
        OTHER: _("Eine andere Zeit (unten eintragen)"),
        NOTHING: _("Keine feste Zeit"),
        FOLLOW: _("Dem Vorschlag folgen"),
    }
    return [
        Field(name="result", label=_("Diese Gruppe bekommt"), kind="select", options=options, wide=True),
        *_time_fields(house, 0),
    ]


def _words(choice: Choice, wish: WishCard, house: HouseFacts) -> str:
    return choice_words(choice, wish.minutes, house)


def _all(choices: tuple[Choice, ...]) -> list[tuple[int, Choice]]:
    return list(enumerate(choices))


def result_from(filled: Filled, wish: WishCard) -> tuple[Choice | None, bool]:
    """Return the time that the desk gives, none for nothing, and whether that is fixed. Raises Refused(Malformed)."""
    form = Reading(filled)
    result = form.text("result")
    if result in (NOTHING, FOLLOW):
        return None, result == NOTHING
    near = wish.outcome.near if wish.outcome else ()
    known = {f"choice{place}": one for place, one in _all(wish.choices)} | {f"near{n}": one for n, one in _all(near)}
    choice = known.get(result) or _choice(form, 0)
    if choice is None:
        raise form.refused
    return choice, True


def today_of(house: HouseFacts, at: datetime) -> date:
    """Return the local day of *at*."""
    return local(at, house.zone).date()
