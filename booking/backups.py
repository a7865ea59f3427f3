"""Which copies of the house a folder keeps: a day's copy for a week, a week's copy for a month.

Nothing older than a month is kept, so that what the house has forgotten is forgotten in its copies, too
(30 days, table of the privacy notice).
"""

import re
from collections.abc import Iterable
from datetime import UTC, date, datetime, time, timedelta
from pathlib import Path

DAYS = 7  # of which every copy is kept
MONTH = 30  # days after which none is
_AT = time(3, 10)  # wall time of the house: nobody works, and series and lapses of the night are done
_LATE = timedelta(hours=26)  # after which somebody should look
_NAME = re.compile(r"treffpunkt-(\d{4}-\d\d-\d\d)\.backup")


def name_of(day: date) -> str:
    """Return how the copy of *day* is called in its folder."""
    return f"treffpunkt-{day.isoformat()}.backup"


def days_in(folder: Path) -> list[date]:
    """Return the days of which *folder* has a copy, oldest first; none if there is no such folder."""
    names = (_NAME.fullmatch(file.name) for file in folder.glob("treffpunkt-*.backup"))
    return sorted(day for name in names if name and (day := _day(name[1])))


def is_due(days: Iterable[date], now: datetime) -> bool:
    """Whether a copy is to be made; *now* in the house's zone. The first is made at once, then one each night."""
    newest = max(days, default=None)
    if newest is None:
        return True
    night = now.date() if now.timetz().replace(tzinfo=None) >= _AT else now.date() - timedelta(days=1)
    return newest < night


def is_late(newest: datetime | None, now: datetime) -> bool:
    """Whether the newest copy, made at *newest*, is older than it may be, or there is none; both aware."""
    return newest is None or now - newest > _LATE


def superfluous(days: Iterable[date], today: date) -> list[date]:
    """Return the days whose copies go: those older than a month, and of the older weeks all but one each."""
    weeks: set[tuple[int, int]] = set()
    gone = []
    for day in sorted(days, reverse=True):
        age = (today - day).days
        week = day.isocalendar()[:2]
        if age > MONTH or (age >= DAYS and week in weeks):
            gone.append(day)
        elif age >= DAYS:
            weeks.add(week)
    return gone


def made_at(file: Path) -> datetime:
    """Return when *file* was written, in UTC."""
    return datetime.fromtimestamp(file.stat().st_mtime, UTC)


def _day(text: str) -> date | None:
    try:
        return date.fromisoformat(text)
    except ValueError:
        return None
