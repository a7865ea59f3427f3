"""How long, how early, how often, and how much time around: the rules of the house, changed at the desk.

What was promised stays as it is; the rules count for what is asked for, moved or made longer from then on.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlmodel import Session, select

from booking import journal, occupancy, refusals
from booking.facts import HouseFacts
from booking.i18n import _
from booking.refusals import Refusal, Refused
from models.rooms import House, Room

MOST_AROUND = 240  # minutes of set-up, or of tear-down


@dataclass(frozen=True, slots=True)
class Limit:
    """One rule that is a number: how it is called in `booking.facts.Rules`, where it stands, what it may be."""

    name: str
    keys: tuple[str, ...]  # in the section `booking_rules` of the house's file
    least: int
    most: int
    may_be_none: bool = False  # none: no limit


LIMITS = (
    Limit("slot_step_min", ("slot_step_min",), 5, 240),
    Limit("min_public_min", ("min_public_min",), 5, 1440),
    Limit("max_public_min", ("max_public_min",), 5, 1440),
    Limit("lead_hours_trusted", ("min_lead_hours", "trusted"), 0, 720),
    Limit("lead_hours_new", ("min_lead_hours", "new"), 0, 720),
    Limit("days_ahead_single", ("max_ahead_days", "single"), 1, 399, True),
    Limit("days_ahead_series", ("max_ahead_days", "series"), 1, 399, True),
    Limit("future_singles", ("quota", "future_single_per_group"), 1, 500, True),
    Limit("hours_a_week", ("quota", "hours_per_group_week"), 1, 168, True),
    Limit("waits_per_group", ("quota", "waits_per_group"), 1, 50, True),
    Limit("open_requests_of_newcomers", ("quota", "held_requests_per_new_contact"), 1, 50, True),
    Limit("requests_a_kiosk_day", ("quota", "requests_per_kiosk_day"), 1, 200, True),
    Limit("request_hold_hours", ("request_hold_hours",), 1, 720),
    Limit("offer_hours", ("offer_hours",), 1, 336),
    Limit("release_after_min", ("release_if_not_checked_in_min",), 0, 120),
)
Numbers = Mapping[str, int | None]  # by the name of a limit
Around = Mapping[str, tuple[int, int]]  # by slug of a room: minutes of set-up and tear-down


def change_rules(
    session: Session, house: HouseFacts, numbers: Numbers, around: Around, *, check_in: bool, who: str, now: datetime
) -> list[str]:
    """Let the house lend its rooms by these rules; return the names of those that are different now.

    What *numbers* and *around* do not name stays. Raises Refused, and stores nothing: Malformed with each number
    that cannot be, UnknownRoom.
    """
    if wrong := [*_of_numbers(house, numbers), *_of_rooms(house, around)]:
        raise Refused(*wrong)
    row = session.get_one(House, 1)
    rules, changed = _copied(row.rules), []
    for limit in LIMITS:
        if limit.name in numbers and numbers[limit.name] != getattr(house.rules, limit.name):
            _put(rules, limit.keys, numbers[limit.name])
            changed.append(limit.name)
    if check_in != house.rules.check_in:
        rules["check_in"] = check_in
        changed.append("check_in")
    changed += _put_around(session, house, around)
    if changed:
        row.rules = rules
        session.add(row)
        occupancy.house_changed(session)
        journal.record(session, "house.rules_changed", who=who, now=now, rules=changed)
    return changed


def _copied(rules: dict[str, Any]) -> dict[str, Any]:
    return {name: dict(value) if isinstance(value, dict) else value for name, value in rules.items()}


def _put(rules: dict[str, Any], keys: tuple[str, ...], value: int | None) -> None:
    inner = rules
    for key in keys[:-1]:
        inner = inner.setdefault(key, {})
    inner[keys[-1]] = value


def _put_around(session: Session, house: HouseFacts, around: Around) -> list[str]:
    """Give rooms, also with their extras, other time around; return the slugs of those that have."""
    changed: list[str] = []
    for row in session.exec(select(Room)):
        main = house.main_room(house.rooms_by_id[row.id]).slug
        wanted = around.get(main)
        if wanted is not None and wanted != (row.setup_min, row.teardown_min):
            row.setup_min, row.teardown_min = wanted
            session.add(row)
            changed.append(row.slug)
    return changed


def _of_numbers(house: HouseFacts, numbers: Numbers) -> Iterator[Refusal]:
    for limit in LIMITS:
        if limit.name not in numbers:
            continue
        value = numbers[limit.name]
        fits = limit.may_be_none if value is None else limit.least <= value <= limit.most
        if not fits:
            expected = _("eine Zahl von {least} bis {most}", least=limit.least, most=limit.most)
            yield refusals.Malformed(limit.name, expected)
    shortest = numbers.get("min_public_min", house.rules.min_public_min) or 0
    longest = numbers.get("max_public_min", house.rules.max_public_min) or 0
    if longest < shortest:
        yield refusals.Malformed("max_public_min", _("nicht kürzer als die kürzeste Buchung"))


def _of_rooms(house: HouseFacts, around: Around) -> Iterator[Refusal]:
    single = {room.slug for room in house.rooms if room.main_id is None}
    for slug, minutes in around.items():
        if slug not in single:
            yield refusals.UnknownRoom(slug, tuple(sorted(single)))
        elif not all(0 <= one <= MOST_AROUND for one in minutes):
            yield refusals.Malformed(slug, _("eine Zahl von {least} bis {most}", least=0, most=MOST_AROUND))
