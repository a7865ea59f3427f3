"""Raum buchen, first half: which room, which day, from when, how long."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta

from booking import occupancy, rules
from booking.facts import HouseFacts, RoomFacts
from booking.i18n import _, ngettext
from booking.span import local
from kiosk.calendar_words import clock_time, duration, long_day, short_weekday
from kiosk.pages.choice import choice_words
from kiosk.pages.scene import Page, Scene, page_of
from kiosk.pages.state import DAYS_A_PAGE
from models.database import Session

LENGTHS = (30, 60, 90, 120, 180)  # minutes
TIMES = 6  # tiles on a page
ROOMS = 4
_NOON, _EVENING = 12, 17

Starts = dict[datetime, tuple[int, ...]]  # local start → the lengths that are possible from it


@dataclass(frozen=True, kw_only=True, slots=True)
class RoomTile:
    """A room to choose."""

    slug: str
    name: str
    size: str


def room_tiles(house: HouseFacts) -> list[RoomTile]:
    """Return the rooms that one can ask for, each also with its extras; extras hold no more people."""
    return [
        RoomTile(
            slug=room.slug,
            name=room.name,
            size=ngettext("bis {number} Person", "bis {number} Personen", house.main_room(room).holds()),
        )
        for room in house.bookable_rooms
    ]


def draw_rooms(scene: Scene) -> str:
    """Draw the choice of the room."""
    rooms = page_of(room_tiles(scene.board.house), scene.state.page, ROOMS)
    return scene.draw("book_room.html", rooms=rooms)


# Which day?


@dataclass(frozen=True, kw_only=True, slots=True)
class DayTile:
    """A day of the strip."""

    value: str
    name: str
    date: str
    label: str
    state: str  # free, taken, closed
    words: str

    @property
    def pictogram(self) -> str:
        """The drawing beside the words."""
        return {"free": "check", "taken": "people", "closed": "lock"}[self.state]


def day_tiles(days: Sequence[date], free: set[date], open_days: set[date], today: date) -> list[DayTile]:
    """Return the strip of *days*, each with the word that says whether a time is left."""
    return [_day_tile(day, _day_state(day, free, open_days), today) for day in days]


def _day_state(day: date, free: set[date], open_days: set[date]) -> str:
    if day in free:
        return "free"
    return "taken" if day in open_days else "closed"


def _day_tile(day: date, state: str, today: date) -> DayTile:
    return DayTile(
        value=day.isoformat(),
        name=_("Heute") if day == today else short_weekday(day),
        date=f"{day.day}.{day.month}.",
        label=long_day(day),
        state=state,
        words={"free": _("frei"), "taken": _("voll"), "closed": _("zu")}[state],
    )


def strip(today: date, ahead: int | None, number: int) -> Page[date]:
    """Return page *number* of the days from *today* on, as far ahead as the house lends its rooms."""
    days = [today + timedelta(days=offset) for offset in range((ahead if ahead is not None else 364) + 1)]
    return page_of(days, number, DAYS_A_PAGE)


def draw_days(scene: Scene) -> str:
    """Draw the strip of days."""
    house, state, board = scene.board.house, scene.state, scene.board
    room = house.room(state.room)
    page = strip(board.today, house.rules.days_ahead_single, state.page)
    free = occupancy.free_between(
        scene.session, house, room, page.items[0], page.items[-1], minutes=house.rules.min_public_min, now=scene.now
    )
    tiles = day_tiles(
        page.items,
        {local(span.start, house.zone).date() for span in free},
        {day for day in page.items if any(span.end > scene.now for span in rules.open_windows(house, room, day))},
        board.today,
    )
    return scene.draw("book_day.html", days=tiles, page=page, choice=choice_words(house, state))


# From when, how long?


@dataclass(frozen=True, kw_only=True, slots=True)
class TimeTile:
    """A free start."""

    value: str
    time: str
    longest: str


@dataclass(frozen=True, kw_only=True, slots=True)
class PartTab:
    """A part of the day that has free times."""

    value: str
    name: str
    chosen: bool


def free_starts(session: Session, house: HouseFacts, room: RoomFacts, day: date, now: datetime) -> Starts:
    """Return every start on *day* with the lengths that are possible from it."""
    found: dict[datetime, list[int]] = {}
    for minutes in LENGTHS:
        for span in occupancy.free_slots(session, house, room, day, minutes, now=now):
            found.setdefault(local(span.start, house.zone), []).append(minutes)
    return {start: tuple(lengths) for start, lengths in sorted(found.items())}


def handy(starts: Starts, step_min: int) -> Starts:
    """Return the starts that people say: full and half hours, and the first after somebody else's time."""
    step = timedelta(minutes=step_min)
    return {
        start: lengths for start, lengths in starts.items() if start.minute in (0, 30) or start - step not in starts
    }


def part_of(start: datetime) -> str:
    """Return the part of the day in which *start* lies."""
    if start.hour < _NOON:
        return "morning"
    return "afternoon" if start.hour < _EVENING else "evening"


def part_tabs(starts: Starts, chosen: str) -> list[PartTab]:
    """Return the parts of the day that have free times; the first is chosen if *chosen* has none."""
    names = {"morning": _("Vormittag"), "afternoon": _("Nachmittag"), "evening": _("Abend")}
    there = [part for part in names if any(part_of(start) == part for start in starts)]
    current = chosen if chosen in there else next(iter(there), "")
    return [PartTab(value=part, name=names[part], chosen=part == current) for part in there]


def time_tiles(starts: Starts, part: str, number: int) -> Page[TimeTile]:
    """Return page *number* of the free starts in *part* of the day."""
    tiles = [
        TimeTile(
            value=start.isoformat(),
            time=clock_time(start),
            longest=_("bis zu {time} frei", time=duration(max(lengths))),
        )
        for start, lengths in starts.items()
        if part_of(start) == part
    ]
    return page_of(tiles, number, TIMES)


def draw_times(scene: Scene) -> str:
    """Draw the free times of the chosen day."""
    house, state = scene.board.house, scene.state
    day = state.chosen_day()
    starts = free_starts(scene.session, house, house.room(state.room), day, scene.now)
    starts = handy(starts, house.rules.slot_step_min)
    tabs = part_tabs(starts, state.part)
    part = next((tab.value for tab in tabs if tab.chosen), "")
    return scene.draw(
        "book_time.html",
        tabs=tabs,
        times=time_tiles(starts, part, state.page),
        choice=choice_words(house, state),
    )


@dataclass(frozen=True, kw_only=True, slots=True)
class LengthTile:
    """A length and when it would end."""

    minutes: int
    words: str
    until: str


def length_tiles(start: datetime, lengths: Sequence[int]) -> list[LengthTile]:
    """Return what is possible from *start*."""
    return [
        LengthTile(
            minutes=minutes,
            words=duration(minutes),
            until=_("bis {time} Uhr", time=clock_time(_later(start, minutes))),
        )
        for minutes in lengths
    ]


def _later(start: datetime, minutes: int) -> datetime:
    return (start.astimezone(UTC) + timedelta(minutes=minutes)).astimezone(start.tzinfo)


def draw_lengths(scene: Scene) -> str:
    """Draw the lengths that are possible from the chosen start."""
    house, state = scene.board.house, scene.state
    start = local(state.chosen_start(), house.zone)
    starts = free_starts(scene.session, house, house.room(state.room), start.date(), scene.now)
    tiles = length_tiles(start, starts.get(start, ()))
    return scene.draw("book_length.html", lengths=tiles, choice=choice_words(house, state))
