"""The house itself, its rules and who uses it, as sections of a house's file."""

import re
from collections.abc import Iterable
from datetime import date, datetime
from typing import Any

from sqlmodel import Session, SQLModel, col, select

from booking.export.rows import Plain
from booking.facts import HouseFacts
from booking.housefile.house import WEEK, Site
from booking.housefile.reading import KEPT
from models.community import Contact, District, Group
from models.rooms import Closure, Holiday, House, Opening, Room, Section, UsageType

_DAY = re.compile(r"\d{4}-\d{2}-\d{2}")
_ROOM_FACTS = ("area_m2", "step_free", "accessible_toilet", "induction_loop", "equipment")
_SITE = {*Site.__dataclass_fields__} - {"line", "key_lines"}
_NO_DOMAIN = "treffpunkt.example.org"  # the file wants one; a house made by `init` has none


def clock(minute: int) -> str:
    """Return *minute* after midnight as the file writes it: "09:30", "24:00"."""
    return f"{minute // 60:02d}:{minute % 60:02d}"


def clock_of(moment: datetime) -> str:
    """Return the time of day of *moment* as the file writes it."""
    return clock(moment.hour * 60 + moment.minute)


def without_nothing(entry: Plain) -> Plain:
    """Return *entry* without what says nothing: the file leaves that out."""
    return {key: value for key, value in entry.items() if value not in (None, "", [], {}, ())}


def with_days(value: Any) -> Any:
    """Return what was kept as JSON with its days as days again."""
    if isinstance(value, dict):
        return {key: with_days(one) for key, one in value.items()}
    if isinstance(value, list):
        return [with_days(one) for one in value]
    return date.fromisoformat(value) if isinstance(value, str) and _DAY.fullmatch(value) else value


def house_sections(session: Session, house: HouseFacts, *, contacts: bool, on: date) -> Plain:
    """Return every section about the house, in the order in which people write them; hours as on the day *on*."""
    row = session.get_one(House, 1)
    kept = {section.name: with_days(section.content) for section in _all(session, Section) if section.name in KEPT}
    season = with_days(row.about.get("season"))
    about = {key: value for key, value in row.about.items() if key in _SITE}
    names = {"slug": row.slug, "name": row.name, "short": row.short, "city": row.city}
    return without_nothing(
        {
            "meta": without_nothing({"version": 1, "timezone": row.timezone, "locale": row.locale, "season": season}),
            "site": {**names, "public_domain": row.public_domain or _NO_DOMAIN, **without_nothing(about)},
            "districts": [_named(one, "slug name note") for one in _all(session, District)],
            "rooms": [_room(house, one) for one in _all(session, Room) if one.main_id is None],
            "opening_hours": _hours(session, house, on),
            "public_holidays_bw": [
                {"date": one.starts_on, "name": one.name} for one in _holidays(session, school=False)
            ],
            "school_holidays_bw": [
                {"name": one.name, "start": one.starts_on, "end": one.ends_on}
                for one in _holidays(session, school=True)
            ],
            "closures": [_closure(house, one) for one in _all(session, Closure)],
            "usage_types": [_usage(one) for one in _all(session, UsageType)],
            "booking_rules": with_days(row.rules),
            "contacts": [_contact(one, contacts=contacts) for one in _all(session, Contact)],
            "groups": _groups(session),
            **kept,
        }
    )


def _all(session: Session, table: type[SQLModel]) -> Iterable[Any]:
    places = [table.position] if "position" in table.model_fields else []  # type: ignore[attr-defined]
    keys = list(table.__table__.primary_key)  # type: ignore[attr-defined]
    return session.exec(select(table).order_by(*places, *keys)).all()


def _holidays(session: Session, *, school: bool) -> Iterable[Holiday]:
    return session.exec(select(Holiday).where(col(Holiday.school) == school).order_by(col(Holiday.starts_on))).all()


def _named(row: Any, names: str) -> Plain:
    return without_nothing({name: getattr(row, name) for name in names.split()})


def _room(house: HouseFacts, row: Room) -> Plain:
    lent_with = [house.rooms_by_id[one.main_id].slug for one in house.rooms if one.main_id and row.slug in one.extras]
    facts = {name: row.facts.get(name) for name in _ROOM_FACTS}
    return {
        **_named(row, "slug name name_simple"),
        "capacity": _named(row, "standing rows tables"),
        "default_layout": row.default_layout,
        "default_setup_min": row.setup_min,
        "default_teardown_min": row.teardown_min,
        "public": row.public,
        **without_nothing({**facts, "bookable_as_extra_of": list(dict.fromkeys(lent_with))}),
    }


def _hours(session: Session, house: HouseFacts, on: date) -> Plain:
    hours: dict[str, dict[str, list[list[str]]]] = {room.slug: {} for room in house.rooms if room.main_id is None}
    look = select(Opening).order_by(col(Opening.room_id), col(Opening.weekday), col(Opening.opens_min))
    for row in session.exec(look):
        if (row.valid_from and on < row.valid_from) or (row.valid_until and row.valid_until < on):
            continue
        room = house.rooms_by_id[row.room_id].slug
        day = hours[room].setdefault(WEEK[row.weekday], [])
        day.append([clock(row.opens_min), clock(row.closes_min)])
    return hours


def _closure(house: HouseFacts, row: Closure) -> Plain:
    part = {} if (row.from_min, row.to_min) == (0, 1440) else {"from": clock(row.from_min), "to": clock(row.to_min)}
    rooms = row.rooms or [room.slug for room in house.rooms if room.main_id is None]
    days = {"slug": row.slug, "start": row.starts_on, "end": row.ends_on}
    return {**days, **part, "rooms": rooms, "reason": row.reason, "public_text": row.public_text}


def _usage(row: UsageType) -> Plain:
    approval = ("manual" if row.needs_approval else "auto_if_trusted") if row.allowed else None
    entry = {"slug": row.slug, "name": row.name, "allowed": row.allowed, "priority": row.priority}
    return entry | without_nothing({"approval": approval, "fee": row.fee_cents // 100 or None, "why": row.why})


def _contact(row: Contact, *, contacts: bool) -> Plain:
    reached = _named(row, "phone email") if contacts else {}
    return _named(row, "slug function unit hours text_simple") | reached | {"card": row.card}


def _groups(session: Session) -> list[Plain]:
    functions = {row.id: row.slug for row in session.exec(select(Contact))}
    return [
        {
            "slug": row.slug,
            "name": row.name,
            "kind": row.kind,
            "trust": row.trust.value,
            "listing": row.listing.value,
            **without_nothing(
                {
                    "contact": functions.get(row.contact_id or 0),
                    **{name: row.facts.get(name) for name in ("audience", "languages", "key", "noise")},
                    "check_in": row.facts.get("check_in"),
                }
            ),
        }
        for row in session.exec(select(Group).order_by(col(Group.id)))
    ]
