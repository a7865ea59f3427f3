"""Raum buchen, second step: how long, and from when. The tap on a time holds it."""

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta

from booking.facts import HouseFacts
from booking.i18n import _
from booking.meetings import Occurrence
from kiosk.calendar_words import clock_time, duration, long_day
from kiosk.freewords import free_starts, lengths_of, part_of, part_tabs, prepare_words, shown_length
from kiosk.pages.choice import other_times
from kiosk.pages.scene import Page, Scene, page_of

TIMES = 6  # tiles on a page


def usual_length(house: HouseFacts, dates: Iterable[Occurrence]) -> int:
    """Return how long most of *dates* are, of the lengths that one can choose: chosen before anybody taps."""
    lengths = lengths_of(house)
    found = Counter(minutes for one in dates if (minutes := (one.ends - one.starts) // timedelta(minutes=1)) in lengths)
    return max(lengths, key=lambda minutes: (found[minutes], minutes == 90, -minutes))


@dataclass(frozen=True, kw_only=True, slots=True)
class LengthTab:
    """A length to choose."""

    minutes: int
    words: str
    chosen: bool
    possible: bool  # on this day


def length_tabs(starts: dict[int, list[datetime]], chosen: int) -> list[LengthTab]:
    """Return the lengths with the free *starts* of each; nobody can choose what is free nowhere."""
    return [
        LengthTab(minutes=minutes, words=duration(minutes), chosen=minutes == chosen, possible=bool(free))
        for minutes, free in starts.items()
    ]


@dataclass(frozen=True, kw_only=True, slots=True)
class TimeTile:
    """A free start, and when it would end."""

    value: str
    time: str
    until: str


def time_tiles(starts: list[datetime], minutes: int, part: str, number: int) -> Page[TimeTile]:
    """Return page *number* of the free starts in *part* of the day."""
    tiles = [
        TimeTile(
            value=start.isoformat(),
            time=clock_time(start),
            until=_("bis {time} Uhr", time=clock_time(start + timedelta(minutes=minutes))),
        )
        for start in starts
        if part_of(start) == part
    ]
    return page_of(tiles, number, TIMES)


def draw(scene: Scene) -> str:
    """Draw the lengths and the free times of the chosen day."""
    house, state = scene.board.house, scene.state
    day, room = state.chosen_day(), house.room(state.room)
    starts = free_starts(scene.session, house, room, day, scene.now)
    minutes = state.minutes or shown_length(starts, usual_length(house, scene.board.dates))
    tabs = part_tabs(starts.get(minutes, []), state.part)
    part = next((tab.value for tab in tabs if tab.chosen), "")
    return scene.draw(
        "book_time.html",
        lengths=length_tabs(starts, minutes),
        parts_of_day=tabs,
        times=time_tiles(starts.get(minutes, []), minutes, part, state.page),
        prepare=prepare_words(room),
        choice=f"{room.name} · {long_day(day)}",
        others=other_times(house, state.others),
        length=duration(minutes),
    )
