"""Was ist los? The programme of the week, day by day."""

from dataclasses import dataclass
from datetime import date, datetime, timedelta

from booking.i18n import _
from booking.meetings import Occurrence
from kiosk.calendar_words import clock_time, long_day, short_weekday
from kiosk.components.meeting_words import Chip, state_chip
from kiosk.pages.scene import Page, Scene, page_of

ROWS = 5
DAYS = 7


@dataclass(frozen=True, kw_only=True, slots=True)
class DayTab:
    """One day of the week to choose."""

    value: str
    name: str
    date: str
    label: str  # for whoever hears it
    chosen: bool


@dataclass(frozen=True, kw_only=True, slots=True)
class Row:
    """One meeting of the day."""

    code: str  # empty: has no page of its own
    time: str
    until: str
    title: str
    room: str
    note: str
    chip: Chip


def day_tabs(today: date, chosen: date) -> list[DayTab]:
    """Return the seven days from *today* on."""
    return [
        DayTab(
            value=day.isoformat(),
            name=_("Heute") if day == today else short_weekday(day),
            date=f"{day.day}.{day.month}.",
            label=long_day(day),
            chosen=day == chosen,
        )
        for day in (today + timedelta(days=number) for number in range(DAYS))
    ]


def row(one: Occurrence, at: datetime) -> Row:
    """Return the line of one meeting."""
    return Row(
        code="" if one.hidden else one.code,
        time=clock_time(one.starts),
        until=clock_time(one.ends),
        title=one.title,
        room=one.room_name,
        note=one.note,
        chip=state_chip(one, at),
    )


def rows(dates: list[Occurrence], at: datetime, number: int) -> Page[Row]:
    """Return page *number* of the day's meetings."""
    return page_of([row(one, at) for one in dates], number, ROWS)


def draw(scene: Scene) -> str:
    """Draw the programme of the chosen day."""
    board, state = scene.board, scene.state
    day = max(state.day or board.today, board.today)  # a screen left open over midnight
    return scene.draw(
        "programme.html",
        tabs=day_tabs(board.today, day),
        day=long_day(day),
        rows=rows(board.on(day), board.at, state.page),
    )
