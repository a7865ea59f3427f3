"""Who may see and do what at the desk: one table, asked by every page, every act and every file below `/desk`.

A town reads this page and knows what it gives away with a login. What is not written here, only the manager may.
"""

from enum import IntEnum, StrEnum

from models.staff import Role


class Right(IntEnum):
    """How far somebody may go."""

    NONE = 0
    SEE = 1
    ACT = 2


class Area(StrEnum):
    """A part of the desk: its page is `/desk/` and this word, the first page is `/desk` itself."""

    HOME = "desk"  # which day it is and who has the rooms in a week
    ACCOUNT = "account"  # one's own passphrase and log-ins
    AUDIT = "audit"
    BOOK = "book"
    BOOKINGS = "bookings"
    CALENDARS = "calendars"
    CLOSURES = "closures"
    EXPORT = "export"
    GROUPS = "groups"
    HOURS = "hours"
    KIOSKS = "kiosks"
    LETTERS = "letters"
    MEETINGS = "meetings"
    NOTICES = "notices"
    PEOPLE = "people"
    PRINT = "print"
    PRIVACY = "privacy"
    REPORT = "report"
    ROUNDS = "rounds"
    RULES = "rules"
    SERIES = "series"
    SETTINGS = "settings"
    SUBSCRIBERS = "subscribers"
    WAITS = "waits"
    # Parts of the first page
    REQUESTS = "requests"  # what waits for a decision, with who asks
    CHECKS = "checks"  # what somebody looks at once a day
    DAMAGES = "damages"  # what is broken
    CLOSED_GROUPS = "closed groups"  # how neutral groups are called: being there tells of somebody's health


_NONE, _SEE, _ACT = Right.NONE, Right.SEE, Right.ACT
_COLUMNS = (Role.SENIORS_COUNCIL, Role.CARETAKER, Role.QUARTER_REP)
# The manager may everything. An office of the town hall has no login: its link opens one answer and nothing else
# (`booking.officequestions`); whoever may act in BOOKINGS asks it.
_TABLE: dict[Area, tuple[Right, Right, Right]] = {
    #                   council caretaker quarter
    Area.HOME: (_SEE, _SEE, _SEE),
    Area.ACCOUNT: (_ACT, _ACT, _ACT),
    Area.AUDIT: (_NONE, _NONE, _NONE),
    Area.BOOK: (_ACT, _NONE, _NONE),  # the council enters its own meetings; it changes them with the group's link
    Area.BOOKINGS: (_NONE, _NONE, _NONE),
    Area.CALENDARS: (_NONE, _NONE, _NONE),
    Area.CLOSURES: (_NONE, _NONE, _NONE),
    Area.EXPORT: (_NONE, _NONE, _NONE),
    Area.GROUPS: (_NONE, _NONE, _NONE),  # PINs, cards, the code of the key box
    Area.HOURS: (_NONE, _NONE, _NONE),
    Area.KIOSKS: (_NONE, _NONE, _NONE),
    Area.LETTERS: (_NONE, _NONE, _NONE),
    Area.MEETINGS: (_ACT, _NONE, _NONE),  # door lists
    Area.NOTICES: (_NONE, _NONE, _NONE),
    Area.PEOPLE: (_NONE, _NONE, _NONE),
    Area.PRINT: (_SEE, _SEE, _SEE),  # neutral groups are on no sheet
    Area.PRIVACY: (_NONE, _NONE, _NONE),
    Area.REPORT: (_SEE, _NONE, _SEE),  # figures without persons
    Area.ROUNDS: (_NONE, _NONE, _NONE),
    Area.RULES: (_NONE, _NONE, _NONE),
    Area.SERIES: (_NONE, _NONE, _NONE),
    Area.SETTINGS: (_NONE, _NONE, _NONE),
    Area.SUBSCRIBERS: (_SEE, _NONE, _NONE),
    Area.WAITS: (_NONE, _NONE, _NONE),
    Area.REQUESTS: (_SEE, _NONE, _NONE),
    Area.CHECKS: (_NONE, _ACT, _NONE),
    Area.DAMAGES: (_SEE, _ACT, _NONE),
    Area.CLOSED_GROUPS: (_SEE, _NONE, _NONE),
}


def right(role: Role, area: str) -> Right:
    """Return how far *role* may go in *area*; in one that the table does not name only the manager may anything."""
    if role is Role.MANAGER:
        return Right.ACT
    known = _TABLE.get(Area(area)) if area in set(Area) else None
    return known[_COLUMNS.index(role)] if known else Right.NONE


def may_see(role: Role, area: str) -> bool:
    """Whether *role* may look at *area*."""
    return right(role, area) >= Right.SEE


def may_act(role: Role, area: str) -> bool:
    """Whether *role* may change something in *area*."""
    return right(role, area) >= Right.ACT


def area_of(path: str) -> str:
    """Return which area the address *path* of the desk belongs to: `/desk/groups/strickcafe` → `groups`."""
    _desk, _slash, below = path.removeprefix("/").partition("/")
    return below.partition("/")[0] or Area.HOME.value
