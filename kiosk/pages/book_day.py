"""Raum buchen, first step: which room, and on which day; how full each day is stands in its tile."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from booking import occupancy, rules
from booking.facts import HouseFacts, RoomFacts
from booking.i18n import _
from booking.span import Span, day_span, local, minute_of
from kiosk.calendar_words import long_day, short_date, short_weekday
from kiosk.freewords import lengths_of
from kiosk.pages.scene import Page, Scene, page_of
from kiosk.pages.state import DAYS_A_PAGE

_HOUR = 60


@dataclass(frozen=True, kw_only=True, slots=True)
class RoomTab:
    """A room to choose, or something that is had with it."""

    slug: str  # of the room that a tap chooses
    name: str
    chosen: bool


def room_tabs(house: HouseFacts, chosen: RoomFacts) -> list[RoomTab]:
    """Return the rooms that one can ask for; whoever wants the kitchen too is shown each with the kitchen."""
    return [
        RoomTab(slug=_with(house, main, chosen.extras), name=main.name, chosen=main == house.main_room(chosen))
        for main in house.public_rooms
    ]


def extra_tabs(house: HouseFacts, chosen: RoomFacts) -> list[RoomTab]:
    """Return what can be had with the chosen room; a tap takes it or leaves it."""
    main = house.main_room(chosen)
    extras = dict.fromkeys(slug for room in house.bookable_rooms if room.main_id == main.id for slug in room.extras)
    tabs = []
    for extra in extras:
        other = tuple(slug for slug in extras if (slug in chosen.extras) != (slug == extra))
        wanted = _with(house, main, other)
        if set(house.rooms_by_slug[wanted].extras) == set(other):
            name = _("mit {room}", room=house.rooms_by_slug[extra].name)
            tabs.append(RoomTab(slug=wanted, name=name, chosen=extra in chosen.extras))
    return tabs


def _with(house: HouseFacts, main: RoomFacts, extras: tuple[str, ...]) -> str:
    """Return the slug of *main* with *extras*; of *main* alone where it cannot be had with them."""
    joined = [room.slug for room in house.bookable_rooms if room.main_id == main.id and set(room.extras) == set(extras)]
    return joined[0] if joined else main.slug


@dataclass(frozen=True, slots=True)
class Piece:
    """A part of a day's bar, in hundredths of its width."""

    kind: str  # free, taken, yours
    start: float
    width: float


@dataclass(frozen=True, kw_only=True, slots=True)
class DayTile:
    """A day of the strip."""

    value: str
    name: str
    date: str
    label: str
    state: str  # free, taken, closed
    words: str
    bar: tuple[Piece, ...]

    @property
    def pictogram(self) -> str:
        """The drawing beside the words."""
        return {"free": "check", "taken": "people", "closed": "lock"}[self.state]


def day_bar(whole: Span, windows: Sequence[Span], blocks: Sequence[Span]) -> tuple[Piece, ...]:
    """Return what of *whole*, the hours that the bar shows, is taken and what is left of the *windows*."""
    taken = [Piece("taken", *part_of_bar(whole, block)) for block in blocks if block.overlaps(whole)]
    left = [free for window in windows for free in window.without(blocks) if free.overlaps(whole)]
    return tuple(
        sorted([*taken, *(Piece("free", *part_of_bar(whole, free)) for free in left)], key=lambda one: one.start)
    )


def part_of_bar(whole: Span, span: Span) -> tuple[float, float]:
    """Return where *span* begins in the bar of *whole*, and how long it is there."""
    start, end = max(whole.start, span.start), min(whole.end, span.end)
    return round(100 * ((start - whole.start) / whole.length), 2), round(100 * ((end - start) / whole.length), 2)


def shown_hours(house: HouseFacts, room: RoomFacts, day: date) -> Span:
    """Return the hours of *day* that a bar shows: from when the room opens to when it closes on any day of the week."""
    main = house.main_room(room).id
    week = [one for one in house.openings if one.room_id == main and one.overlaps(day, day + timedelta(days=6))]
    minutes = [(one.opens_min, one.closes_min) for one in week]
    opens, closes = (
        min((one for one, _end in minutes), default=8 * _HOUR),
        max((one for _, one in minutes), default=1320),
    )
    return Span(minute_of(day, opens, house.zone), minute_of(day, closes, house.zone))


def day_tile(day: date, today: date, state: str, bar: tuple[Piece, ...] = ()) -> DayTile:
    """Return a day with the word that says whether a time is left."""
    return DayTile(
        value=day.isoformat(),
        name=_("Heute") if day == today else short_weekday(day),
        date=short_date(day),
        label=long_day(day),
        state=state,
        words={"free": _("frei"), "taken": _("voll"), "closed": _("zu")}[state],
        bar=bar,
    )


def strip(today: date, ahead: int | None, number: int) -> Page[date]:
    """Return page *number* of the days from *today* on, as far ahead as the house lends its rooms."""
    days = [today + timedelta(days=offset) for offset in range((ahead if ahead is not None else 364) + 1)]
    return page_of(days, number, DAYS_A_PAGE)


def draw(scene: Scene) -> str:
    """Draw the rooms and the strip of days."""
    house, state, board = scene.board.house, scene.state, scene.board
    room = house.room(state.room)
    page = strip(board.today, house.rules.days_ahead_single, state.page)
    return scene.draw(
        "book_day.html",
        rooms=room_tabs(house, room) if len(house.public_rooms) > 1 else [],
        extras=extra_tabs(house, room),
        days=tiles(scene, room, page.items),
        page=page,
        room=room.name,
    )


def tiles(scene: Scene, room: RoomFacts, days: Sequence[date]) -> list[DayTile]:
    """Return *days* with how full each is for *room*; looked up once for both regions of the screen."""
    return scene.once(("days", room.slug, *days), lambda: _look_up(scene, room, days))


def _look_up(scene: Scene, room: RoomFacts, days: Sequence[date]) -> list[DayTile]:
    house, now = scene.board.house, scene.now
    shortest = lengths_of(house)[0]
    free = occupancy.free_between(scene.session, house, room, days[0], days[-1], minutes=shortest, now=now)
    free_days = {local(span.start, house.zone).date() for span in free}
    whole = Span(day_span(days[0], house.zone).start, day_span(days[-1], house.zone).end)
    blocks = [taking.span for taking in occupancy.taken(scene.session, house, room, whole, now=now)]
    return [_tile(scene, room, day, free_days, blocks) for day in days]


def _tile(scene: Scene, room: RoomFacts, day: date, free: set[date], blocks: Sequence[Span]) -> DayTile:
    house = scene.board.house
    windows = [left for span in rules.open_windows(house, room, day) for left in _ahead(span, scene.now)]
    state = "free" if day in free else "taken" if windows else "closed"
    bar = day_bar(shown_hours(house, room, day), windows, blocks) if windows else ()
    return day_tile(day, scene.board.today, state, bar)


def _ahead(span: Span, now: datetime) -> list[Span]:
    return [Span(max(span.start, now), span.end)] if span.end > now else []
