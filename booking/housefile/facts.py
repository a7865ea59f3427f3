"""The house of a file as its rules see it, before anything of it is stored."""

from typing import Any
from zoneinfo import ZoneInfo

from booking import facts
from booking.facts import HouseFacts, RoomFacts
from booking.floors import floor_plan
from booking.housefile.agreement import extras_of
from booking.housefile.house import WEEK, Room
from booking.housefile.reading import HouseFile
from booking.i18n import _


def house_facts_of(file: HouseFile, booking_rules: dict[str, Any]) -> HouseFacts:
    """Return the house of *file*; *booking_rules* is that section as plain values.

    Its rooms are numbered from 1 in their order; the database gives them other numbers.
    Raises NoSuchFloor.
    """
    rooms = _rooms(file)
    numbers = {room.slug: room.id for room in rooms}
    return HouseFacts(
        revision=0,
        slug=file.site.slug,
        name=file.site.name,
        short=file.site.short,
        city=file.site.city,
        public_domain=file.site.public_domain,
        zone=ZoneInfo(file.meta.timezone),
        about={},
        rules=facts.Rules.from_facts(booking_rules),
        rooms=rooms,
        openings=tuple(
            facts.OpeningFacts(numbers[room], weekday, opens, closes, None, None)
            for room, hours in file.opening_hours.items()
            if room in numbers
            for weekday, day in enumerate(WEEK)
            for opens, closes in hours.of(day)
        ),
        closures=tuple(
            facts.ClosureFacts(
                closure.slug,
                closure.start,
                closure.end,
                closure.from_,
                closure.to,
                closure.rooms,
                closure.public_text,
            )
            for closure in file.closures
        ),
        public_holidays=tuple(facts.HolidayFacts(day.name, day.date, day.date) for day in file.public_holidays_bw),
        school_holidays=tuple(facts.HolidayFacts(free.name, free.start, free.end) for free in file.school_holidays_bw),
        usages=tuple(
            facts.UsageFacts(
                usage.slug, usage.name, usage.allowed, usage.approval == "manual", usage.why, usage.priority
            )
            for usage in file.usage_types
        ),
    )


def _rooms(file: HouseFile) -> tuple[RoomFacts, ...]:
    """Return every room, then every room with its extras, named "Quartierraum mit Teeküche"."""
    plan = floor_plan(extras_of(file))
    single = {room.slug: room for room in file.rooms}
    numbers = {slug: number for number, slug in enumerate(single, start=1)}
    found = []
    for number, (slug, (lo, hi)) in enumerate(plan.items(), start=1):
        main, *extras = slug.split("+")
        room, joined = single[main], [single[extra] for extra in extras]
        found.append(
            RoomFacts(
                id=number,
                slug=slug,
                name=with_extras(room.name, [extra.name for extra in joined]),
                name_simple=with_extras(
                    room.name_simple or room.name, [extra.name_simple or extra.name for extra in joined]
                ),
                lo=lo,
                hi=hi,
                main_id=numbers[main] if extras else None,
                extras=tuple(extras),
                **_like(room),
            )
        )
    return tuple(found)


def _like(room: Room) -> dict[str, Any]:
    """Return what a room with extras has of its main room."""
    return {
        "public": room.public,
        "standing": room.capacity.standing,
        "rows": room.capacity.rows,
        "tables": room.capacity.tables,
        "default_layout": room.default_layout,
        "setup_min": room.default_setup_min,
        "teardown_min": room.default_teardown_min,
    }


def with_extras(name: str, extras: list[str]) -> str:
    """Return what a room is called that is had together with *extras*, named so."""
    return _("{room} mit {extras}", room=name, extras=_(" und ").join(extras)) if extras else name
