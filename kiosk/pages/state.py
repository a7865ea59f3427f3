"""Where a visitor stands at the panel: plain values. What each tap makes of them: kiosk.pages.journeys."""

from dataclasses import dataclass, field, replace
from datetime import date, datetime
from enum import StrEnum
from typing import Any

from booking.i18n import FIRST_LANGUAGE

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
    LANGUAGE = "language"


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
class Aids:
    """How this visitor reads. Chosen on every screen, kept on all of them, gone with the visitor."""

    language: str = FIRST_LANGUAGE
    large: bool = False
    contrast: bool = False

    @property
    def needs_time(self) -> bool:
        """Whether somebody reads otherwise than most: then every time-out is longer (UX §6.3)."""
        return self != Aids()


@dataclass(frozen=True, kw_only=True, slots=True)
class KioskState:
    """The screen and what was chosen so far. Nothing in it is about a person."""

    screen: Screen = Screen.HOME
    page: int = 0  # of the list on the screen
    aids: Aids = Aids()
    aside: Screen | None = None  # where the way back from language, help, … leads
    aside_page: int = 0
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


def to(state: KioskState, screen: Screen, **changes: Any) -> KioskState:
    """Return *state* on *screen* with *changes*; what was said on the screen before is not said again."""
    plain = {"page": 0, "reasons": (), "others": (), "locked": False}
    return replace(state, screen=screen, **{**plain, **changes})


def start(state: KioskState) -> KioskState:
    """Return the first screen: everything is forgotten but how the visitor reads."""
    return KioskState(aids=state.aids)


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
