"""Rules as people and calendar programs write them, drawn by a seed: every part, alone and together."""

from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from random import Random

from tests.support.plain_rule import BERLIN, DAYS, PlainRule

_CLOCKS = ((19, 0), (9, 30), (2, 30), (2, 0), (3, 0), (1, 59), (0, 0), (23, 45))
_TURNS = (date(2026, 3, 29), date(2026, 10, 25), date(2027, 3, 28), date(2027, 10, 31))
_EDGES = (date(2028, 2, 29), date(2024, 2, 29), date(2026, 1, 31), date(2026, 12, 31), date(2027, 1, 1))
_PLACES = ("1", "2", "3", "4", "5", "-1", "-2", "-5", "+1")
# How far to look: long enough for each part to matter, short enough for thousands of rules.
_REACH = {"DAILY": 60, "WEEKLY": 250, "MONTHLY": 1000, "YEARLY": 3300}


@dataclass(frozen=True)
class Drawn:
    """A rule, its first date (naive, local) and how far to look."""

    rule: str
    first: datetime
    last: datetime

    @property
    def ends(self) -> bool:
        """Whether the rule says itself when it ends."""
        return "COUNT=" in self.rule or "UNTIL=" in self.rule


def draw(random: Random) -> Drawn:
    """Return a rule that mostly names its first date, and how far to look at it."""
    freq = random.choice(("DAILY", "WEEKLY", "WEEKLY", "MONTHLY", "MONTHLY", "YEARLY"))
    parts = [f"FREQ={freq}", *_maybe(random, 0.5, f"INTERVAL={random.choice((1, 2, 2, 3, 4, 6, 13))}")]
    parts += _maybe(random, 0.4, f"WKST={random.choice(('MO', 'SU', 'SA', 'WE'))}")
    parts += _which_days(random, freq)
    rule = ";".join(parts)
    first = _first(random, rule)
    last = first + timedelta(days=_REACH[freq])
    return Drawn(rule + _end(random, first, last), first, last)


def _maybe(random: Random, chance: float, part: str) -> list[str]:
    return [part] if random.random() < chance else []


def _which_days(random: Random, freq: str) -> list[str]:
    parts = _maybe(random, 0.55, "BYDAY=" + ",".join(_weekdays(random, freq)))
    days = random.sample((1, 2, 13, 28, 29, 30, 31, -1, -2, -29, -31), random.randint(1, 4))
    parts += _maybe(random, 0.02 if freq == "WEEKLY" else 0.3, "BYMONTHDAY=" + ",".join(map(str, days)))
    months = random.sample(range(1, 13), random.randint(1, 5))
    parts += _maybe(random, 0.25, "BYMONTH=" + ",".join(map(str, months)))
    places = random.sample((1, 2, 3, 5, -1, -2, -3), random.randint(1, 2))
    return parts + _maybe(random, 0.25 if parts and freq != "DAILY" else 0.02, "BYSETPOS=" + ",".join(map(str, places)))


def _weekdays(random: Random, freq: str) -> list[str]:
    days = random.sample(DAYS, random.choice((1, 1, 2, 3, 5)))
    if freq not in ("MONTHLY", "YEARLY") or random.random() < 0.4:
        return days
    plain = random.random() < 0.1  # "MO,1TU": each of the one, the first of the other
    return [f"{'' if plain and day == days[0] else random.choice(_PLACES)}{day}" for day in days]


def _first(random: Random, rule: str) -> datetime:
    """Return a start near an edge of the calendar or anywhere; nine of ten are dates of *rule*."""
    near = random.choice((*_TURNS, *_EDGES, date(2025, 1, 1) + timedelta(random.randrange(1400))))
    day = near - timedelta(random.randrange(9))
    hour, minute = random.choice(_CLOCKS)
    start = datetime(day.year, day.month, day.day, hour, minute)
    if random.random() < 0.1:
        return start
    for number in range(800):
        later = start + timedelta(number)
        if PlainRule(rule, later).names_its_start():
            return later
    return start


def _end(random: Random, first: datetime, last: datetime) -> str:
    """Return how the rule ends: nothing, COUNT, or UNTIL in one of its three ways of writing."""
    until = first + (last - first) * random.random()
    if random.random() < 0.5:  # exactly on a start's time of day, or just before it
        until = datetime.combine(until.date(), first.time()) - timedelta(minutes=random.choice((0, 0, 1, 45)))
    in_utc = until.replace(tzinfo=BERLIN, fold=random.randrange(2)).astimezone(UTC)
    return random.choice(
        (
            "",
            "",
            f";COUNT={random.choice((1, 2, 3, 7, 10, 30, 400, 401))}",
            f";UNTIL={until:%Y%m%d}",
            f";UNTIL={until:%Y%m%dT%H%M%S}",
            f";UNTIL={in_utc:%Y%m%dT%H%M%SZ}",
        )
    )
