"""Refusals: it stands differently with this booking."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from booking.refusals.base import Refusal


@dataclass(frozen=True)
class HoldOver(Refusal):
    """What was held for somebody was not finished in time."""

    code = "hold_over"


@dataclass(frozen=True)
class RunsNow(Refusal):
    """What runs now is not cancelled any more: it did take place; yet it may end early."""

    code = "runs_now"


@dataclass(frozen=True)
class ManyHolds(Refusal):
    """As many times are held for this group, or at this place, as may be at once."""

    code = "many_holds"
    at_most: int
    wait: timedelta  # until the first of them is over


@dataclass(frozen=True)
class QuestionOpen(Refusal):
    """The group was asked something already and has not answered yet."""

    code = "question_open"


@dataclass(frozen=True)
class NoQuestion(Refusal):
    """There is no question to answer, or somebody answered it."""

    code = "no_question"


@dataclass(frozen=True)
class TextRefused(Refusal):
    """A text to the group or to the desk cannot be sent; *kind* says what is wrong with it."""

    code = "text_refused"
    kind: str  # empty, too_long, sign, marks
    at_most: int


@dataclass(frozen=True)
class SeatsTaken(Refusal):
    """More people have a seat than the other room holds."""

    code = "seats_taken"
    taken: int
    at_most: int


@dataclass(frozen=True)
class NotYet(Refusal):
    """It is too early for that: possible from *opens* on."""

    code = "not_yet"
    opens: datetime


@dataclass(frozen=True)
class NotLonger(Refusal):
    """It lasts until *ends* already."""

    code = "not_longer"
    ends: datetime


@dataclass(frozen=True)
class UnknownItem(Refusal):
    """The house's list of what is to be done, or of what can be broken, knows no such thing."""

    code = "unknown_item"
    item: str


@dataclass(frozen=True)
class ManyDamages(Refusal):
    """More things were told to be broken within an hour than break."""

    code = "many_damages"


@dataclass(frozen=True)
class UndoOver(Refusal):
    """What was said by a tap can be taken back for a minute only."""

    code = "undo_over"


@dataclass(frozen=True)
class KeyNotNow(Refusal):
    """The code of the key box is shown shortly before a group's own time only."""

    code = "key_not_now"
