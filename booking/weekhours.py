"""When rooms are open in a week, from some day on: plain values, cut and joined."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta

from booking import refusals
from booking.facts import HouseFacts, OpeningFacts, RoomFacts
from booking.i18n import _
from booking.refusals import Refusal
from booking.span import wall

Day = tuple[tuple[int, int], ...]  # minutes after local midnight: from when to when; none: closed
Week = tuple[Day, Day, Day, Day, Day, Day, Day]  # Monday first

WHOLE_DAY = 1440
MOST_WINDOWS = 4  # of one day
MOST_DAYS = 731  # that hours are known ahead, or count
_NEXT = timedelta(days=1)


@dataclass(frozen=True, kw_only=True, slots=True)
class HoursChange:
    """Other hours of *rooms* (slugs of single rooms) from a day on."""

    rooms: tuple[str, ...]
    starts_on: date
    ends_on: date | None  # inclusive; none: for ever
    week: Week


@dataclass(frozen=True, kw_only=True, slots=True)
class Period:
    """A week that counts in one room from one day to another."""

    room: str  # slug
    starts_on: date | None  # none: since ever
    ends_on: date | None  # inclusive; none: for ever
    week: Week


def single_rooms(house: HouseFacts) -> list[RoomFacts]:
    """Return the rooms that have hours of their own, in the house's order."""
    return [room for room in house.rooms if room.main_id is None]


def week_on(house: HouseFacts, room: RoomFacts, day: date) -> Week:
    """Return the hours of *room* in the week that the state of *day* would make: each weekday as it counts then."""
    rows = [one for one in house.openings if one.room_id == room.id and one.overlaps(day, day)]
    monday, *others = (tuple(_windows(rows, weekday)) for weekday in range(7))
    tuesday, wednesday, thursday, friday, saturday, sunday = others
    return monday, tuesday, wednesday, thursday, friday, saturday, sunday


def _windows(rows: Iterable[OpeningFacts], weekday: int) -> Iterator[tuple[int, int]]:
    yield from sorted((one.opens_min, one.closes_min) for one in rows if one.weekday == weekday)


def periods(house: HouseFacts, room: RoomFacts, since: date) -> list[Period]:
    """Return the hours of *room* that count on *since* or later, in order; the first may have begun long before."""
    rows = [one for one in house.openings if one.room_id == room.id]
    turns = {one.valid_from for one in rows if one.valid_from is not None and one.valid_from > since}
    turns |= {one.valid_until + _NEXT for one in rows if one.valid_until is not None and one.valid_until >= since}
    found: list[Period] = []
    for start in [since, *sorted(turns)]:
        week = week_on(house, room, start)
        if found and found[-1].week == week:
            continue
        if found:
            found[-1] = replace(found[-1], ends_on=start - _NEXT)
        found.append(Period(room=room.slug, starts_on=start if found else None, ends_on=None, week=week))
    return found


def changed(house: HouseFacts, change: HoursChange) -> HouseFacts:
    """Return *house* as it is with *change*."""
    ids = {room.id for room in single_rooms(house) if room.slug in change.rooms}
    kept = [piece for one in house.openings for piece in (_outside(one, change) if one.room_id in ids else [one])]
    new = [
        OpeningFacts(number, weekday, opens, closes, change.starts_on, change.ends_on)
        for number in sorted(ids)
        for weekday, day in enumerate(change.week)
        for opens, closes in day
    ]
    return replace(house, openings=tuple(_joined([*kept, *new])))


def _outside(one: OpeningFacts, change: HoursChange) -> Iterator[OpeningFacts]:
    """Yield what is left of *one* before and after *change*."""
    if not one.overlaps(change.starts_on, change.ends_on):
        yield one
        return
    if one.valid_from is None or one.valid_from < change.starts_on:
        yield replace(one, valid_until=change.starts_on - _NEXT)
    if change.ends_on is not None and (one.valid_until is None or one.valid_until > change.ends_on):
        yield replace(one, valid_from=change.ends_on + _NEXT)


def _joined(rows: Sequence[OpeningFacts]) -> Iterator[OpeningFacts]:
    """Yield *rows* with those that say the same one after the other made one."""
    before: OpeningFacts | None = None
    for one in sorted(rows, key=lambda row: (_says(row), row.valid_from or date.min)):
        if before is not None and _says(before) == _says(one) and _touches(before, one):
            before = replace(before, valid_until=one.valid_until)
            continue
        if before is not None:
            yield before
        before = one
    if before is not None:
        yield before


def _says(row: OpeningFacts) -> tuple[int, int, int, int]:
    return row.room_id, row.weekday, row.opens_min, row.closes_min


def _touches(before: OpeningFacts, after: OpeningFacts) -> bool:
    return before.valid_until is not None and after.valid_from == before.valid_until + _NEXT


def objections(house: HouseFacts, change: HoursChange, now: datetime) -> list[Refusal]:
    """Return everything that is wrong with *change*: its rooms, its days, its hours, or that nothing is different."""
    single = {room.slug for room in single_rooms(house)}
    known = tuple(sorted(single))
    wrong: list[Refusal] = [refusals.UnknownRoom(slug, known) for slug in change.rooms if slug not in single]
    if not change.rooms:
        wrong.append(refusals.Malformed(_("Räume"), _("mindestens ein Raum")))
    wrong += _of_days(change, wall(now, house.zone).date())
    wrong += [reason for weekday, day in enumerate(change.week) for reason in _of_day(weekday, day)]
    if not wrong and set(changed(house, change).openings) == set(_joined(house.openings)):
        wrong.append(refusals.SameHours())
    return wrong


def _of_days(change: HoursChange, today: date) -> Iterator[Refusal]:
    if change.starts_on < today:
        yield refusals.InThePast()
    elif change.starts_on > today + timedelta(days=MOST_DAYS):
        yield refusals.Malformed(_("Gilt ab"), _("höchstens zwei Jahre voraus"))
    elif change.ends_on is not None and change.ends_on < change.starts_on:
        yield refusals.EndBeforeStart()
    elif change.ends_on is not None and change.ends_on > change.starts_on + timedelta(days=MOST_DAYS):
        yield refusals.Malformed(_("Gilt bis"), _("höchstens zwei Jahre nach dem ersten Tag"))


def _of_day(weekday: int, day: Day) -> Iterator[Refusal]:
    ends = [minute for window in day for minute in window]
    sound = ends == sorted(set(ends)) and all(0 <= minute <= WHOLE_DAY for minute in ends)
    if not sound or len(day) > MOST_WINDOWS:
        yield refusals.BadHours(weekday)
