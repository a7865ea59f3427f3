"""Where a visitor stands at the panel: plain values, and what each tap makes of them."""

from collections.abc import Callable
from dataclasses import dataclass, field, replace
from datetime import date, datetime
from enum import StrEnum

DAYS_A_PAGE = 14  # of the strip of days


class Screen(StrEnum):
    """What the panel shows."""

    HOME = "home"
    PROGRAMME = "programme"
    MEETING = "meeting"
    CALENDAR = "calendar"
    ROOM = "room"
    DAY = "day"
    TIME = "time"
    LENGTH = "length"
    GROUP = "group"
    PIN = "pin"
    CHECK = "check"
    DONE = "done"


@dataclass(frozen=True, kw_only=True, slots=True)
class Done:
    """A booking that was made."""

    code: str  # of its page
    asked: bool  # true: the desk decides
    public: bool  # has a page of its own


@dataclass(frozen=True, kw_only=True, slots=True)
class FreeTime:
    """A time that is free instead of the wished one."""

    room: str
    start: datetime
    minutes: int


@dataclass(frozen=True, kw_only=True, slots=True)
class KioskState:
    """The screen and what was chosen so far. Nothing in it is about a person."""

    screen: Screen = Screen.HOME
    page: int = 0  # of the list on the screen
    day: date | None = None
    code: str = ""  # of the meeting
    feed: str = ""  # of the calendar: "", "rooms", "groups", "room/SLUG", "group/SLUG"
    room: str = ""
    part: str = ""  # of the day: morning, afternoon, evening; empty: the first with a free time
    start: datetime | None = None
    minutes: int = 0
    group: str = ""
    open_to_all: bool = True
    pin: str = field(default="", repr=False)  # only between the keypad and the check, never shown
    proved: str = ""  # the group whose PIN was right a moment ago
    once: str = ""  # mark of this booking, so that it is made once
    reasons: tuple[str, ...] = ()  # why the last try did not work
    others: tuple[FreeTime, ...] = ()
    locked: bool = False  # no PIN of the group is taken now
    done: Done | None = None

    def chosen_day(self) -> date:
        """Return the day that was chosen. Raises LookupError before that: its screen cannot be reached."""
        if self.day is None:
            raise LookupError("no day was chosen yet")
        return self.day

    def chosen_start(self) -> datetime:
        """Return the start that was chosen. Raises LookupError before that."""
        if self.start is None:
            raise LookupError("no time was chosen yet")
        return self.start

    def made(self) -> Done:
        """Return the booking that was made. Raises LookupError before that."""
        if self.done is None:
            raise LookupError("nothing was booked yet")
        return self.done


@dataclass(frozen=True, slots=True)
class Facts:
    """What a step needs to know of the world."""

    today: date
    rooms: tuple[str, ...]  # slugs of the rooms that can be asked for
    mark: str  # fresh and random


Change = Callable[[KioskState, str, Facts], KioskState]


def step(state: KioskState, action: str, value: str, facts: Facts) -> KioskState:
    """Return where the tap *action* with *value* leads; an unknown one leads nowhere.

    Values come from the server's own drawing (components.region.offers), so they can be read.
    """
    change = _CHANGES.get(action)
    return change(state, value, facts) if change else state


def refused(state: KioskState, *reasons: str, others: tuple[FreeTime, ...] = ()) -> KioskState:
    """Return *state* with *reasons* said on the same screen; no choice is lost."""
    return replace(state, reasons=reasons, others=others)


def wrong_pin(state: KioskState, reason: str, *, locked: bool = False) -> KioskState:
    """Return to the keypad and say why."""
    return replace(state, screen=Screen.PIN, pin="", proved="", reasons=(reason,), others=(), locked=locked)


def failed(state: KioskState, reason: str) -> KioskState:
    """Return *state* after a tap that we could not follow: choices stay, a PIN that was not compared is typed again."""
    if state.screen is Screen.CHECK and state.proved != state.group:
        return wrong_pin(state, reason)
    return replace(state, pin="", reasons=(reason,), others=())


def booked(state: KioskState, done: Done) -> KioskState:
    """Return the last screen of a booking; it keeps the facts that it repeats and nothing else."""
    return replace(state, screen=Screen.DONE, pin="", proved="", once="", reasons=(), others=(), done=done)


def _to(state: KioskState, screen: Screen, **changes: object) -> KioskState:
    plain = {"page": 0, "reasons": (), "others": (), "locked": False}
    return replace(state, screen=screen, **{**plain, **changes})  # type: ignore[arg-type]  # fields by name


def _programme(state: KioskState, value: str, facts: Facts) -> KioskState:
    return _to(state, Screen.PROGRAMME, day=facts.today)


def _see_day(state: KioskState, value: str, facts: Facts) -> KioskState:
    return _to(state, Screen.PROGRAMME, day=date.fromisoformat(value))


def _meeting(state: KioskState, value: str, facts: Facts) -> KioskState:
    # The page of the list stays, so that the way back leads to the same place.
    return _to(state, Screen.MEETING, code=value, page=state.page)


def _calendar(state: KioskState, value: str, facts: Facts) -> KioskState:
    return _to(state, Screen.CALENDAR, feed=value)


def _page(state: KioskState, value: str, facts: Facts) -> KioskState:
    return replace(state, page=max(0, int(value)))


def _book(state: KioskState, value: str, facts: Facts) -> KioskState:
    if len(facts.rooms) == 1:
        return _to(state, Screen.DAY, room=facts.rooms[0])
    return _to(state, Screen.ROOM)


def _room(state: KioskState, value: str, facts: Facts) -> KioskState:
    return _to(state, Screen.DAY, room=value)


def _day(state: KioskState, value: str, facts: Facts) -> KioskState:
    return _to(state, Screen.TIME, day=date.fromisoformat(value), part="")


def _part(state: KioskState, value: str, facts: Facts) -> KioskState:
    return _to(state, Screen.TIME, part=value)


def _time(state: KioskState, value: str, facts: Facts) -> KioskState:
    return _to(state, Screen.LENGTH, start=datetime.fromisoformat(value))


def _length(state: KioskState, value: str, facts: Facts) -> KioskState:
    chosen = replace(state, minutes=int(value))
    if state.group and state.proved == state.group:
        return _check(chosen, facts)
    return _to(chosen, Screen.GROUP)


def _group(state: KioskState, value: str, facts: Facts) -> KioskState:
    if state.proved == value:
        return _check(state, facts)
    return _to(state, Screen.PIN, group=value, pin="", proved="", page=state.page)


def _pin(state: KioskState, value: str, facts: Facts) -> KioskState:
    return _check(replace(state, pin=value), facts)


def _check(state: KioskState, facts: Facts) -> KioskState:
    return _to(state, Screen.CHECK, once=state.once or facts.mark, page=state.page)


def _audience(state: KioskState, value: str, facts: Facts) -> KioskState:
    return replace(state, open_to_all=value == "all")


def _other_time(state: KioskState, value: str, facts: Facts) -> KioskState:
    chosen = state.others[int(value)] if int(value) < len(state.others) else None
    if chosen is None:
        return state
    moved = replace(state, room=chosen.room, start=chosen.start, minutes=chosen.minutes)
    return _check(moved, facts)


def _back(state: KioskState, value: str, facts: Facts) -> KioskState:
    if state.screen is Screen.MEETING:
        return _to(state, Screen.PROGRAMME, page=state.page)
    if state.screen is Screen.CALENDAR and state.feed:
        kind, _, chosen = state.feed.partition("/")
        return _to(state, Screen.CALENDAR, feed=f"{kind}s" if chosen else "")
    if state.screen is Screen.DAY and len(facts.rooms) == 1:
        return KioskState()
    before = _BEFORE.get(state.screen)
    if before is None:
        return KioskState()
    # Whoever goes back types the PIN again: it is not kept while somebody looks around.
    return _to(state, before, pin="", page=_page_of(state, before, facts))


def _page_of(state: KioskState, screen: Screen, facts: Facts) -> int:
    if screen is Screen.DAY and state.day is not None:
        return (state.day - facts.today).days // DAYS_A_PAGE
    return state.page if screen is Screen.GROUP else 0


_BEFORE = {
    Screen.DAY: Screen.ROOM,
    Screen.TIME: Screen.DAY,
    Screen.LENGTH: Screen.TIME,
    Screen.GROUP: Screen.LENGTH,
    Screen.PIN: Screen.GROUP,
    Screen.CHECK: Screen.GROUP,
}

_CHANGES: dict[str, Change] = {
    "home": lambda state, value, facts: KioskState(),
    "back": _back,
    "page": _page,
    "programme": _programme,
    "see-day": _see_day,
    "meeting": _meeting,
    "calendar": _calendar,
    "book": _book,
    "take-room": _room,
    "take-day": _day,
    "take-part": _part,
    "take-time": _time,
    "take-length": _length,
    "take-group": _group,
    "pin": _pin,
    "audience": _audience,
    "other-time": _other_time,
}
