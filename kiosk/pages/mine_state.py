"""What was chosen at a group's own dates, and at the door: plain values, gone with the visit."""

from dataclasses import dataclass
from datetime import date, datetime


@dataclass(frozen=True, kw_only=True, slots=True)
class Mine:
    """A group at its own dates. No title and no code is kept, only which date it looks at."""

    group: str = ""  # slug of whose card or PIN was right; it counts on these screens and ends with them
    asked: str = ""  # slug of the group whose PIN is typed
    booking: str = ""  # uid of the chosen date; before somebody is known: where the way leads then
    ask: str = ""  # what is about to be done with it: cancel, end, decline, move
    day: date | None = None
    part: str = ""
    start: datetime | None = None
    said: str = ""  # what was just done
    code_until: datetime | None = None  # that long the code of the key box is shown


@dataclass(frozen=True, kw_only=True, slots=True)
class AtDoor:
    """Somebody comes or goes, or says that something is broken; anybody may."""

    booking: str = ""  # uid
    undone: tuple[str, ...] = ()  # of the house's list
    heads: int = 0  # how many came
    what: str = ""  # that is broken
    tapped_at: datetime | None = None  # until a minute later it can be taken back
