"""Rows of the house and of its neighbours, made from a house's file."""

from collections.abc import Iterator, Mapping
from dataclasses import asdict
from datetime import datetime
from typing import Any

from booking.facts import HouseFacts
from booking.housefile.house import WEEK
from booking.housefile.reading import KEPT, HouseFile
from models.community import Contact, District, Group
from models.rooms import Closure, Holiday, House, Opening, Room, Section, UsageType

# What the site says that has a column of its own.
_SITE_COLUMNS = ("slug", "name", "short", "city", "public_domain")


def house(file: HouseFile, sections: Mapping[str, Any]) -> House:
    """Return what *file* says about the house itself; *sections* are plain values."""
    about = {key: value for key, value in _facts(file.site).items() if key not in _SITE_COLUMNS}
    about["geo"] = _facts(file.site.geo) if file.site.geo else None
    if file.meta.season is not None:
        season = file.meta.season
        dates = {"start": season.start.isoformat(), "end": season.end.isoformat()}
        about["season"] = {**dates, "label": season.label}
    return House(
        slug=file.site.slug,
        name=file.site.name,
        short=file.site.short,
        city=file.site.city,
        timezone=file.meta.timezone,
        locale=file.meta.locale,
        public_domain=file.site.public_domain,
        about=about,
        rules=sections["booking_rules"],
    )


def kept_sections(sections: Mapping[str, Any]) -> Iterator[Section]:
    """Yield what later screens will read."""
    for name in KEPT:
        if name in sections:
            yield Section(name=name, content=sections[name])


def rooms(file: HouseFile, facts: HouseFacts, ids: Mapping[int, int]) -> Iterator[Room]:
    """Yield rooms without extras first; *ids* turns their numbers in *facts*, once stored, into the table's."""
    by_slug = {room.slug: room for room in file.rooms}
    for position, room in enumerate(facts.rooms):
        entry = by_slug[room.slug.split("+", 1)[0]]
        about = _facts(entry)
        yield Room(
            **{
                **asdict(room),
                "id": None,
                "main_id": None if room.main_id is None else ids[room.main_id],
                "extras": list(room.extras),
            },
            position=position,
            facts={
                key: about[key] for key in ("area_m2", "step_free", "accessible_toilet", "induction_loop", "equipment")
            },
        )


def openings(file: HouseFile, room_ids: Mapping[str, int]) -> Iterator[Opening]:
    """Yield the hours of every room without extras."""
    for room, hours in file.opening_hours.items():
        for weekday, day in enumerate(WEEK):
            for opens, closes in hours.of(day):
                yield Opening(room_id=room_ids[room], weekday=weekday, opens_min=opens, closes_min=closes)


def closings(file: HouseFile) -> Iterator[Closure | Holiday]:
    """Yield closures and holidays."""
    for closure in file.closures:
        yield Closure(
            slug=closure.slug,
            starts_on=closure.start,
            ends_on=closure.end,
            from_min=closure.from_,
            to_min=closure.to,
            rooms=list(closure.rooms),
            reason=closure.reason,
            public_text=closure.public_text,
        )
    for day in file.public_holidays_bw:
        yield Holiday(school=False, name=day.name, starts_on=day.date, ends_on=day.date)
    for free in file.school_holidays_bw:
        yield Holiday(school=True, name=free.name, starts_on=free.start, ends_on=free.end)


def usages(file: HouseFile) -> Iterator[UsageType]:
    """Yield what rooms may be used for."""
    for position, usage in enumerate(file.usage_types):
        yield UsageType(
            slug=usage.slug,
            name=usage.name,
            allowed=usage.allowed,
            needs_approval=usage.approval == "manual",
            fee_cents=usage.fee * 100,
            priority=usage.priority,
            why=usage.why,
            position=position,
        )


def neighbours(file: HouseFile) -> Iterator[District | Contact]:
    """Yield quarters and contacts."""
    for position, district in enumerate(file.districts):
        yield District(slug=district.slug, name=district.name, note=district.note, position=position)
    for position, contact in enumerate(file.contacts):
        yield Contact(**_facts(contact), position=position)


def groups(file: HouseFile, contact_ids: Mapping[str, int], now: datetime) -> Iterator[Group]:
    """Yield the groups; none has a key or a PIN yet."""
    for group in file.groups:
        yield Group(
            slug=group.slug,
            name=group.name,
            kind=group.kind,
            trust=group.trust,
            listing=group.listing,
            contact_id=contact_ids[group.contact] if group.contact else None,
            facts={
                "audience": list(group.audience),
                "languages": list(group.languages),
                "key": group.key,
                **({"noise": group.noise} if group.noise else {}),
                **({} if group.check_in else {"check_in": False}),
            },
            created_at=now,
        )


def _facts(entry: Any) -> dict[str, Any]:
    """Return what an entry of plain values says, without its lines."""
    values = {key: value for key, value in asdict(entry).items() if key not in ("line", "key_lines")}
    return {key: list(value) if isinstance(value, tuple) else value for key, value in values.items()}
