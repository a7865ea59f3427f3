"""A foreign calendar as the dates that the house would know from it. Nothing here asks a database."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta
from hashlib import blake2b
from typing import TYPE_CHECKING
from zoneinfo import ZoneInfo

from booking import titles
from booking.refusals import CalendarUnread, ManyDates, Refused
from booking.span import minute_of

if TYPE_CHECKING:
    from booking.foreign import Occurrence

PAST = timedelta(days=31)  # what began that long ago may still run
AHEAD = timedelta(days=400)  # UX §10, 14
MOST = 2_000  # dates of one calendar
_NO_END = timedelta(hours=1)  # programs show an end, and some calendars name none
_LONGEST_NAME = 200


@dataclass(frozen=True, slots=True)
class Told:
    """One date as its calendar tells it; instants are UTC, the end does not count."""

    uid: str
    recurrence: str  # its place in what repeats; empty: it does not repeat
    starts: datetime
    ends: datetime
    all_day: bool
    title: str  # fit for a public screen
    place: str  # the same; empty: none, or none that may be told
    cancelled: bool


@dataclass(frozen=True, slots=True)
class Reading:
    """What stands in a calendar from a month before the day *on* to 400 days after it."""

    dates: tuple[Told, ...]
    left_out: tuple[str, ...]  # sentences: what could not be read
    on: date
    copy: bytes  # of the calendar, with nothing but its dates


def read(content: bytes, *, name: str, zone: ZoneInfo, on: date) -> Reading:
    """Return what the calendar *content* says, seen from the local day *on*; dates without a title are called *name*.

    Raises Refused: CalendarUnread, ManyDates.
    """
    from booking import foreign  # half a second and some megabytes that most houses never need

    try:
        calendar = foreign.read_calendar(content)
        found = foreign.occurrences(calendar, on - PAST, on + AHEAD, zone)
    except foreign.CalendarRefused as error:
        raise Refused(CalendarUnread(str(error))) from error
    dates = tuple(_each_once(_told(one, titles.clean(name), zone) for one in found))
    if len(dates) > MOST:
        raise Refused(ManyDates(MOST))
    return Reading(dates, calendar.refusals, on, foreign.kept(content))


def _told(one: "Occurrence", name: str, zone: ZoneInfo) -> Told:
    starts, ends = _instants(one, zone)
    return Told(
        uid=_named(one),
        recurrence=one.recurrence,
        starts=starts,
        ends=ends,
        all_day=not isinstance(one.starts, datetime),
        title=titles.tamed(one.summary) or name,
        place=titles.tamed(one.location),
        cancelled=one.cancelled,
    )


def _instants(one: "Occurrence", zone: ZoneInfo) -> tuple[datetime, datetime]:
    if isinstance(one.starts, datetime) and isinstance(one.ends, datetime):
        return one.starts, one.ends if one.ends > one.starts else one.starts + _NO_END
    first, after = one.starts, one.ends if one.ends > one.starts else one.starts + timedelta(days=1)
    return minute_of(first, 0, zone), minute_of(after, 0, zone)


def _named(one: "Occurrence") -> str:
    """Return by what name the date is known again; who gives none is known by title and time."""
    if one.uid and len(one.uid) <= _LONGEST_NAME:
        return one.uid
    told = one.uid or f"{one.summary}\n{one.starts}"
    return blake2b(told.encode(errors="replace"), digest_size=16).hexdigest()


def _each_once(dates: Iterable[Told]) -> Iterator[Told]:
    """Yield each date once; two that bear one name and are not the same get a number."""
    seen: dict[tuple[str, str], list[Told]] = {}
    for one in dates:
        before = seen.setdefault((one.uid, one.recurrence), [])
        if one in before:
            continue
        before.append(one)
        yield one if len(before) == 1 else replace(one, recurrence=f"{one.recurrence}~{len(before)}")
