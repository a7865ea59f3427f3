"""How often something takes place, as people say it: each way becomes an RRULE (RFC 5545) for a first day."""

from datetime import date
from enum import StrEnum

_DAYS = ("MO", "TU", "WE", "TH", "FR", "SA", "SU")


class Repeat(StrEnum):
    """The ways that forms offer; what else the RFC knows comes by the API and by files."""

    WEEKLY = "weekly"
    TWO_WEEKS = "two_weeks"
    FOUR_WEEKS = "four_weeks"
    SAME_WEEKDAY = "same_weekday"  # the first Tuesday of each month
    LAST_WEEKDAY = "last_weekday"  # the last Tuesday of each month
    SAME_DAY = "same_day"  # the 14th of each month
    YEARLY = "yearly"


def rule_for(repeat: Repeat, first: date, until: date | None = None) -> str:
    """Return the rule that begins on *first* and ends with *until*, that day included; none: without an end.

    Whether *first* is a date of the rule (the last Tuesday of its month) is for `recurrence.expand` to say.
    """
    weekday = _DAYS[first.weekday()]
    rule = {
        Repeat.WEEKLY: f"FREQ=WEEKLY;BYDAY={weekday}",
        Repeat.TWO_WEEKS: f"FREQ=WEEKLY;INTERVAL=2;BYDAY={weekday}",
        Repeat.FOUR_WEEKS: f"FREQ=WEEKLY;INTERVAL=4;BYDAY={weekday}",
        Repeat.SAME_WEEKDAY: f"FREQ=MONTHLY;BYDAY={place_of(first)}{weekday}",
        Repeat.LAST_WEEKDAY: f"FREQ=MONTHLY;BYDAY=-1{weekday}",
        Repeat.SAME_DAY: f"FREQ=MONTHLY;BYMONTHDAY={first.day}",
        Repeat.YEARLY: "FREQ=YEARLY",
    }[repeat]
    return f"{rule};UNTIL={until:%Y%m%d}" if until is not None else rule


def place_of(day: date) -> int:
    """Return which of its weekdays *day* is in its month: 1 to 5."""
    return (day.day - 1) // 7 + 1
