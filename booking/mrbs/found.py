"""What was found in an MRBS: dates as they stand there, and which of them belong together."""

from dataclasses import dataclass
from datetime import datetime


class MrbsRefused(Exception):
    """Nothing can be taken from this file; the text says why, in German."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Date:
    """One booking of MRBS: nobody's name but its creator's login, which only says whose group it is."""

    where: str  # in the file, for people: "Zeile 12"
    mark: str  # the same for ever, so that the same booking is taken once
    room: str
    area: str
    starts: datetime  # UTC
    ends: datetime
    title: str
    creator: str = ""
    private: bool = False  # its title is nobody's business
    open: bool = False  # not approved or not confirmed yet
    changed: bool = False  # a date of a series that somebody changed by hand


@dataclass(frozen=True, slots=True, kw_only=True)
class Run:
    """Dates that MRBS keeps as one series; *rules* are how its rule may be meant, likeliest first."""

    where: str
    mark: str
    rules: tuple[str, ...]  # RRULE without UNTIL; none: MRBS says it in a way that nobody else knows
    dates: tuple[Date, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Found:
    """Everything of one file; *problems* are sentences about what could not be read."""

    singles: tuple[Date, ...]
    runs: tuple[Run, ...]
    rooms: frozenset[tuple[str, str]]  # (area, room) of everything found
    problems: tuple[str, ...] = ()
