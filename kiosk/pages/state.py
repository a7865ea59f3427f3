"""Where a visitor stands at the panel: plain values. What each tap makes of them: kiosk.pages.journeys."""

from dataclasses import dataclass, field, replace
from datetime import date, datetime
from enum import StrEnum
from typing import Any

from booking.i18n import FIRST_LANGUAGE
from kiosk.pages.mine_state import AtDoor, Mine

DAYS_A_PAGE = 14  # of the strip of days


class Pace(StrEnum):
    """How quickly this machine's voice reads aloud."""

    SLOW = "slow"
    USUAL = "usual"
    QUICK = "quick"


class Screen(StrEnum):
    """What the panel shows."""

    HOME = "home"
    PROGRAMME = "programme"
    MEETING = "meeting"
    CALENDAR = "calendar"
    DAY = "day"
    TIME = "time"
    SIGN = "sign"  # how a group shows who it is
    GROUP = "group"
    PIN = "pin"
    REASON = "reason"
    PERSONS = "head-count"
    CHECK = "check"
    HANDED = "handed"  # somebody goes on with it on a phone
    DONE = "done"
    LANGUAGE = "language"
    MINE = "mine"
    MINE_GROUP = "mine-group"
    MINE_PIN = "mine-pin"
    MINE_DATES = "mine-dates"
    MINE_DATE = "mine-date"
    MINE_LONGER = "mine-longer"
    MINE_DAY = "mine-day"
    MINE_TIME = "mine-time"
    MINE_SURE = "mine-sure"
    DOOR = "at-door"
    ARRIVED = "arrived"
    LEAVING = "leaving"
    HEADS = "heads"
    LEFT = "left"
    BROKEN = "broken"
    BROKEN_WHERE = "broken-where"
    BROKEN_TOLD = "broken-told"
    WHO = "who"
    SEATS = "seats"
    SEAT = "seat"
    SEAT_FIRST = "seat-first-word"  # of a code word
    SEAT_SECOND = "seat-second-word"
    SEAT_NUMBER = "seat-number"
    MY_SEATS = "my-seats"
    MY_SEAT = "my-seat"
    SEAT_SURE = "seat-sure"
    SEAT_GONE = "seat-gone"
    QUARTERS = "quarters"
    QUARTER = "quarter"
    HELP = "help"
    OFFICE = "office"
    ABOUT = "about-us"
    SORRY = "sorry"  # a tap that we could not follow, or something held up that means nothing
    STAFF = "staff"
    STAFF_REACH = "staff-reach"


@dataclass(frozen=True, kw_only=True, slots=True)
class Done:
    """A booking that was made."""

    code: str  # of its page
    asked: bool  # true: the desk decides
    public: bool  # has a page of its own
    code_word: str = ""  # what somebody new says at the counter; empty: a group
    by_phone: bool = False  # it was finished there, so this screen closes by itself


@dataclass(frozen=True, kw_only=True, slots=True)
class Held:
    """A time that is held for this visit. What a visit does not know any more is let go of (kiosk.pages.visit)."""

    uid: str
    until: datetime  # aware
    token: str = field(repr=False)  # of the address where it is finished on a phone


@dataclass(frozen=True, kw_only=True, slots=True)
class Asking:
    """What somebody new asks the room for."""

    new: bool = False
    usage: str = ""
    persons: int = 0


@dataclass(frozen=True, kw_only=True, slots=True)
class FreeTime:
    """A time that is free instead of the wished one."""

    room: str
    start: datetime
    minutes: int


@dataclass(frozen=True, kw_only=True, slots=True)
class Look:
    """What somebody looks at, beside the meeting."""

    choice: str = ""  # which meetings of the programme: see kiosk.pages.programme; empty: all
    origin: Screen = Screen.PROGRAMME  # where the way back from a meeting leads
    district: str = ""  # slug of a quarter
    office: str = ""  # slug of a function
    before_help: Screen = Screen.HOME  # where the way back from "Wer hilft mir?" leads
    page_before_help: int = 0
    before_broken: Screen = Screen.HOME  # where the way back from "Etwas ist kaputt" leads
    still: bool = False  # the pages of the shop window stand still


@dataclass(frozen=True, kw_only=True, slots=True)
class SeatTaken:
    """A seat that was taken: all that its holder must remember, and nothing about them."""

    id: int  # so that its holder can say "Doch nicht"; never shown
    code_word: str
    persons: int
    waiting: int  # 0: has a seat; n: the n-th on the waiting list


@dataclass(frozen=True, kw_only=True, slots=True)
class SeatSought:
    """A code word, said by tiles and digits; what it opened counts on these screens and ends with them."""

    words: tuple[str, ...] = ()
    code_word: str = ""  # of a seat; empty: not found yet
    seat: int = 0  # id of the one that is looked at
    several: bool = False  # it opens more dates of a series than this one
    from_meeting: bool = False  # where the way back leads
    page: int = 0  # of the list from which the meeting was opened


@dataclass(frozen=True, kw_only=True, slots=True)
class SeatChoice:
    """A seat without a phone."""

    once: str = ""  # mark of this choice, so that two taps take one seat
    taken: SeatTaken | None = None
    sought: SeatSought | None = None
    erased: bool = False  # not only given back: nothing is stored of its holder any more


@dataclass(frozen=True, kw_only=True, slots=True)
class Staff:
    """Somebody of the staff stands here, let in by a code of the desk."""

    until: datetime  # aware; then it closes by itself
    touched: tuple[str, ...] = ()  # places of the panel that felt the finger


@dataclass(frozen=True, kw_only=True, slots=True)
class Aids:
    """How this visitor reads. Chosen on every screen, kept on all of them, gone with the visitor."""

    language: str = FIRST_LANGUAGE
    large: bool = False
    contrast: bool = False
    pace: Pace = Pace.USUAL
    loud: bool = False  # the voice; how loud the machine is at most says the machine
    more_time: bool = False  # asked for; see IdleTimes.of

    @property
    def needs_time(self) -> bool:
        """Whether somebody reads otherwise than most: then every time-out is longer (UX §6.3)."""
        return replace(self, more_time=False) != Aids()


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
    feed: str = ""  # of the calendar: "", "groups", "here/groups" (the list to choose from), "group/SLUG", and so on
    look: Look = Look()
    seat: SeatChoice = SeatChoice()
    room: str = ""
    part: str = ""  # of the day: morning, afternoon, evening; empty: the first with a free time
    start: datetime | None = None
    minutes: int = 0
    group: str = ""
    open_to_all: bool = True
    held: Held | None = None
    handed: Held | None = None  # what was held and goes on on a phone, which has it now
    asking: Asking = Asking()
    proved: str = ""  # the group whose card was read or whose PIN was right a moment ago
    by_card: bool = False  # how it was proved
    reasons: tuple[str, ...] = ()  # why the last try did not work
    others: tuple[FreeTime, ...] = ()
    locked: bool = False  # no PIN of the group is taken now
    done: Done | None = None
    mine: Mine = field(default_factory=Mine)
    door: AtDoor = field(default_factory=AtDoor)
    slip: int = 0  # the one that is printed for this visit (kiosk.slips); 0: none was asked for
    staff: Staff | None = None

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
    return replace(state, screen=Screen.PIN, proved="", reasons=(reason,), others=(), locked=locked)


def failed(state: KioskState, *why: str) -> KioskState:
    """Step aside to say *why* we could not follow: no screen has to find room for it, and every choice stays."""
    if state.aside is not None:
        return to(state, Screen.SORRY, reasons=why)
    return to(state, Screen.SORRY, reasons=why, aside=state.screen, aside_page=state.page)


def booked(state: KioskState, done: Done) -> KioskState:
    """Return the last screen of a booking; it keeps the facts that it repeats and nothing else."""
    return replace(state, screen=Screen.DONE, held=None, handed=None, proved="", reasons=(), others=(), done=done)
