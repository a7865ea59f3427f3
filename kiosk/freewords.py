"""Free times as people choose them: how long, from when, in which part of the day."""

from dataclasses import dataclass
from datetime import date, datetime, timedelta

from booking import occupancy
from booking.facts import HouseFacts, RoomFacts
from booking.i18n import _, ngettext
from booking.span import local
from models.database import Session

LENGTHS = (60, 90, 120, 180)  # minutes
_NOON, _EVENING = 12, 17


def lengths_of(house: HouseFacts) -> tuple[int, ...]:
    """Return the lengths that one can choose here, shortest first; at least one."""
    least, most = house.rules.min_public_min, house.rules.max_public_min
    return tuple(minutes for minutes in LENGTHS if least <= minutes <= most) or (least,)


def shown_length(starts: dict[int, list[datetime]], usual: int) -> int:
    """Return the length that is chosen until a visitor chooses one: *usual*, or what of the day is next to it."""
    possible = [minutes for minutes, free in starts.items() if free]
    return min(possible, key=lambda minutes: (abs(minutes - usual), minutes), default=usual)


def free_starts(
    session: Session, house: HouseFacts, room: RoomFacts, day: date, now: datetime
) -> dict[int, list[datetime]]:
    """Return the free local starts on *day* that people say, by length."""
    return {
        minutes: handy(
            [
                local(span.start, house.zone)
                for span in occupancy.free_slots(session, house, room, day, minutes, now=now)
            ],
            house.rules.slot_step_min,
        )
        for minutes in lengths_of(house)
    }


def handy(starts: list[datetime], step_min: int) -> list[datetime]:
    """Return the starts that people say: full and half hours, and the first after somebody else's time."""
    step, there = timedelta(minutes=step_min), set(starts)
    return [start for start in starts if start.minute in (0, 30) or start - step not in there]


@dataclass(frozen=True, kw_only=True, slots=True)
class PartTab:
    """A part of the day that has free times."""

    value: str
    name: str
    chosen: bool


def part_of(start: datetime) -> str:
    """Return the part of the day in which *start* lies."""
    if start.hour < _NOON:
        return "morning"
    return "afternoon" if start.hour < _EVENING else "evening"


def part_tabs(starts: list[datetime], chosen: str) -> list[PartTab]:
    """Return the parts of the day that have free times; the first is chosen if *chosen* has none."""
    names = {"morning": _("Vormittag"), "afternoon": _("Nachmittag"), "evening": _("Abend")}
    there = [part for part in names if any(part_of(start) == part for start in starts)]
    current = chosen if chosen in there else next(iter(there), "")
    return [PartTab(value=part, name=names[part], chosen=part == current) for part in there]


def prepare_words(room: RoomFacts) -> str:
    """Return how long the room is held before and after for setting up and clearing; empty if it is not."""
    if not (room.setup_min or room.teardown_min):
        return ""
    if room.setup_min == room.teardown_min:
        return ngettext(
            "Davor und danach ist {number} Minute für Aufbau und Abbau dabei.",
            "Davor und danach sind {number} Minuten für Aufbau und Abbau dabei.",
            room.setup_min,
        )
    return _(
        "Davor {before} Minuten Aufbau und danach {after} Minuten Abbau sind dabei.",
        before=room.setup_min,
        after=room.teardown_min,
    )
