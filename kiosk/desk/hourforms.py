"""Weekly hours as a form of the desk, as people write them, and what is asked before they are saved."""

import re
from collections.abc import Iterator, Sequence
from datetime import date, datetime, timedelta

from booking import refusals, weekhours
from booking.facts import HouseFacts, RoomFacts
from booking.hours import Choice, Decision, Do
from booking.i18n import N_, _, ngettext
from booking.span import local
from booking.weekhours import Day, HoursChange, Period, Week
from kiosk.calendar_words import from_to, long_day_with_year, short_weekday, weekday
from kiosk.desk.closureforms import what
from kiosk.desk.forms import Field, Filled
from kiosk.desk.reading import Reading

_ROOM, _CASE = "room:", "case:"  # before the slug of a room and the key of a case, in the names of fields
_A_MONDAY = date(2024, 1, 1)
_DAYS = [_A_MONDAY + timedelta(days=number) for number in range(7)]
_CLOSED = ("", "-", "–", "zu", "geschlossen")
_WINDOW = re.compile(
    r"(?:von\s*)?(\d{1,2})(?:[:.](\d{2}))?\s*(?:uhr)?\s*(?:-|–|—|bis)\s*(\d{1,2})(?:[:.](\d{2}))?\s*(?:uhr)?"
)
_ACTS = {
    Do.LATER: N_("später entscheiden: es bleibt vorerst"),
    Do.KEEP: N_("bleibt als Ausnahme"),
    Do.CANCEL: N_("absagen"),
}
_ACTS_OF_SERIES = {
    Do.LATER: N_("später entscheiden: alles bleibt vorerst"),
    Do.KEEP: N_("bleibt als Ausnahme, auch künftige Termine"),
    Do.CANCEL: N_("fällt aus, bis die Zeiten wieder passen"),
}


def fields(house: HouseFacts, period: Period | None, at: datetime) -> list[Field]:
    """Return the fields of other hours; as *period* has them, if it is to be changed."""
    today = local(at, house.zone).date()
    rooms = weekhours.single_rooms(house)
    first = rooms[0] if rooms else None
    week = period.week if period else weekhours.week_on(house, first, today) if first else ((),) * 7
    begins = max(period.starts_on or today, today) if period else today
    until = period.ends_on if period and period.starts_on and period.ends_on else None
    return [
        Field(name="first", label=_("Gilt ab"), kind="date", value=begins.isoformat()),
        Field(
            name="last", label=_("Gilt bis (leer: auf Dauer)"), kind="date", value=until.isoformat() if until else ""
        ),
        *(_room_box(room, ticked=period is None or room.slug == period.room) for room in rooms),
        Field(
            name="",
            label=_("Wann geöffnet ist: zum Beispiel 08:00–12:00, 13:00–22:00. Leer oder „zu“: geschlossen."),
            kind="heading",
        ),
        *(
            Field(name=f"day{number}", label=weekday(_DAYS[number]), value=day_text(day), limits={"maxlength": "80"})
            for number, day in enumerate(week)
        ),
    ]


def _room_box(room: RoomFacts, *, ticked: bool) -> Field:
    value = "yes" if ticked else ""
    return Field(name=_ROOM + room.slug, label=_("gilt für: {room}", room=room.name), kind="checkbox", value=value)


def change_from(filled: Filled) -> HoursChange:
    """Return what a filled form wants. Raises Refused with every field that cannot be read."""
    form = Reading(filled)
    first = form.day("first", _("Gilt ab"))
    last = form.day("last", _("Gilt bis"), perhaps=True)
    days: list[Day] = []
    for number in range(7):
        read = read_day(form.text(f"day{number}"))
        if read is None:
            form.wrong.append(refusals.BadHours(number))
        days.append(read or ())
    if form.wrong or first is None:
        raise form.refused
    rooms = tuple(name.removeprefix(_ROOM) for name in filled if name.startswith(_ROOM))
    monday, tuesday, wednesday, thursday, friday, saturday, sunday = days
    week: Week = (monday, tuesday, wednesday, thursday, friday, saturday, sunday)
    return HoursChange(rooms=rooms, starts_on=first, ends_on=last, week=week)


def read_day(text: str) -> Day | None:
    """Return the hours that *text* tells, in minutes, as it tells them; none if it cannot be read."""
    plain = text.strip().lower().removesuffix(".")
    if plain in _CLOSED:
        return ()
    found: list[tuple[int, int]] = []
    for part in re.split(r"[,;+/]|\bund\b", plain):
        match = _WINDOW.fullmatch(part.strip())
        minutes = [_minute(match[1], match[2]), _minute(match[3], match[4])] if match else [None]
        if None in minutes:
            return None
        found.append((minutes[0] or 0, minutes[1] or 0))
    return tuple(found)


def _minute(hour: str, minute: str | None) -> int | None:
    hours, minutes = int(hour), int(minute or 0)
    in_a_day = hours * 60 + minutes <= weekhours.WHOLE_DAY and minutes < 60
    return hours * 60 + minutes if in_a_day else None


def day_text(day: Day) -> str:
    """Return `08:00–12:00, 13:00–22:00`, or `zu`."""
    return ", ".join(f"{_clock(opens)}–{_clock(closes)}" for opens, closes in day) or _("zu")


def _clock(minute: int) -> str:
    return f"{minute // 60:02}:{minute % 60:02}"


def week_lines(week: Week) -> list[tuple[str, str]]:
    """Return `("Mo – Sa", "08:00–22:00")` for days in a row that are alike."""
    return list(_week_lines(week))


def _week_lines(week: Week) -> Iterator[tuple[str, str]]:
    first = 0
    for number in range(1, 8):
        if number < 7 and week[number] == week[first]:
            continue
        begin, end = short_weekday(_DAYS[first]), short_weekday(_DAYS[number - 1])
        yield begin if begin == end else _("{first} – {last}", first=begin, last=end), day_text(week[first])
        first = number


def valid(period: Period) -> str:
    """Return from when to when *period* counts."""
    begins = long_day_with_year(period.starts_on) if period.starts_on else ""
    ends = long_day_with_year(period.ends_on) if period.ends_on else ""
    if begins and ends:
        return _("{first} bis {last}", first=begins, last=ends)
    if begins:
        return _("ab {day}", day=begins)
    return _("bis {day}", day=ends) if ends else _("auf Dauer")


# What is asked


def named(choice: Choice) -> str:
    """Return what lies outside: a single date, or a series with the number of its dates."""
    hits = choice.case.hits
    if not choice.case.is_series:
        return what(hits[0])
    dates = ngettext("{number} Termin einer Reihe", "{number} Termine einer Reihe", len(hits))
    return _("{dates}, zuerst {what}", dates=dates, what=what(hits[0]))


def move_words(choice: Choice) -> str:
    """Return where it can go; empty if it cannot by itself."""
    return _("verlegen auf {times}", times=from_to(*choice.moved_to)) if choice.moved_to else ""


def decision_fields(choices: Sequence[Choice]) -> list[Field]:
    """Return what to decide about each case."""
    return [
        Field(
            name=_CASE + choice.case.key,
            label=named(choice),
            kind="select",
            options=_options(choice),
            value=str(choice.usual),
            wide=True,
        )
        for choice in choices
    ]


def _options(choice: Choice) -> dict[str, str]:
    words = _ACTS_OF_SERIES if choice.case.is_series else _ACTS
    options = {str(do): _(said) for do, said in words.items()}
    return options | ({str(Do.MOVE): move_words(choice)} if choice.moved_to else {})


def decisions_from(filled: Filled) -> dict[str, Decision]:
    """Return what was decided, by key of the case."""
    note = filled.get("note", "")
    return {
        name.removeprefix(_CASE): Decision(Do(said), note)
        for name, said in filled.items()
        if name.startswith(_CASE) and said in set(Do)
    }
