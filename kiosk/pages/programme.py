"""Was ist los? The programme of the week: day by day, or what fits whoever asks."""

from dataclasses import dataclass
from datetime import date, datetime, timedelta

from booking.i18n import _
from booking.meetings import Occurrence
from kiosk.calendar_words import clock_time, long_day, near_day, short_day, short_weekday
from kiosk.components.choices import CHOICES, chosen
from kiosk.components.meeting_words import Chip, access_chips, state_chip, title_of, where
from kiosk.pages.scene import Page, Scene, page_of

ROWS = 4
LARGE_ROWS = 3  # for whoever reads large
DAYS = 7
_HINTS = 2  # beside the day
_PICTOGRAMS = 4  # beside one meeting


@dataclass(frozen=True, kw_only=True, slots=True)
class DayTab:
    """One day of the week to choose."""

    value: str
    name: str
    date: str
    label: str  # for whoever hears it
    chosen: bool


@dataclass(frozen=True, kw_only=True, slots=True)
class ChoiceTab:
    """A choice as a control."""

    value: str
    pictogram: str
    name: str
    chosen: bool


@dataclass(frozen=True, kw_only=True, slots=True)
class Row:
    """One meeting of the day."""

    code: str  # empty: has no page of its own
    time: str
    until: str
    title: str
    lang: str
    room: str
    note: str
    chip: Chip
    access: tuple[Chip, ...]  # pictograms beside the title; their words are for whoever hears them


def day_tabs(today: date, chosen: date | None) -> list[DayTab]:
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


def choice_tabs(chosen: str) -> list[ChoiceTab]:
    """Return what one may look for."""
    return [
        ChoiceTab(value=value, pictogram=choice.pictogram, name=_(choice.name), chosen=value == chosen)
        for value, choice in CHOICES.items()
    ]


def row(one: Occurrence, at: datetime, *, of_week: bool = False) -> Row:
    """Return the line of one meeting; *of_week* says its day beside the time, else when it ends."""
    title, chip = title_of(one), state_chip(one, at)
    others = [word for word in access_chips(one.access) if word.words != chip.words]
    return Row(
        code="" if one.hidden else one.code,
        time=_("Tag") if one.all_day else clock_time(one.starts),
        until=_until(one, of_week=of_week),
        title=title.words,
        lang=title.lang,
        room=where(one),
        note=one.note,
        chip=chip,
        access=tuple(others[:_PICTOGRAMS]),
    )


def _until(one: Occurrence, *, of_week: bool) -> str:
    if of_week:
        return short_day(one.starts.date())
    return _("ganztägig") if one.all_day else _("bis {time}", time=clock_time(one.ends))


def rows(dates: list[Occurrence], at: datetime, number: int, *, of_week: bool = False, size: int = ROWS) -> Page[Row]:
    """Return page *number* of the meetings, *size* on each."""
    return page_of([row(one, at, of_week=of_week) for one in dates], number, size)


def draw(scene: Scene) -> str:
    """Draw the programme of the chosen day, or of the week where somebody looks for something."""
    board, state = scene.board, scene.state
    day = None if state.day is None else max(state.day, board.today)  # a screen left open over midnight
    fitting = chosen(board.dates, state.look.choice)
    week_ends = board.today + timedelta(days=DAYS)
    shown = (
        chosen(board.on(day), state.look.choice)
        if day
        else [one for one in fitting if one.ends > board.at and one.starts.date() < week_ends]
    )
    hints = board.good_to_know(day) if day else board.good_to_know(board.today, DAYS)
    return scene.draw(
        "programme.html",
        tabs=day_tabs(board.today, day),
        choices=choice_tabs(state.look.choice),
        of_week=day is None,
        day=long_day(day) if day else _("In den nächsten sieben Tagen"),
        hints=hints[:_HINTS],
        rows=rows(
            shown,
            board.at,
            state.page,
            of_week=day is None,
            size=LARGE_ROWS if state.aids.large else ROWS,
        ),
        next=_next(fitting, board.at, day or week_ends) if not shown else None,
    )


def _next(fitting: list[Occurrence], at: datetime, after: date) -> dict[str, str] | None:
    """Return what comes first after a day on which nothing is."""
    ahead = [one for one in fitting if one.starts.date() > after and one.status != "cancelled" and not one.hidden]
    if not ahead:
        return None
    first, title = ahead[0], title_of(ahead[0])
    return {
        "code": first.code,
        "day": near_day(first.starts.date(), at.date()),
        "time": _("{time} Uhr", time=clock_time(first.starts)),
        "title": title.words,
        "lang": title.lang,
    }
