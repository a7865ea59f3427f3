"""What was chosen so far, in words; and what is offered instead."""

from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from math import ceil

from booking.facts import HouseFacts, RoomFacts
from booking.i18n import _, ngettext
from booking.rules import block
from booking.span import Span, local
from kiosk.calendar_words import clock_time, from_to, short_day
from kiosk.pages.state import FreeTime, KioskState

_SECONDS = (50, 40, 30, 20, 10)  # shown when less than a minute is left


def chosen_span(house: HouseFacts, state: KioskState) -> Span:
    """Return the public time that was chosen, in the house's zone."""
    start = state.chosen_start().astimezone(UTC)  # minutes are added to instants, never to a clock on the wall
    return Span(local(start, house.zone), local(start + timedelta(minutes=state.minutes), house.zone))


def choice_words(house: HouseFacts, state: KioskState) -> str:
    """Return what was chosen: `Quartierraum · Fr 4.12. · 14:00 – 16:00 Uhr`."""
    span = chosen_span(house, state)
    return " · ".join([house.room(state.room).name, short_day(span.start.date()), from_to(span.start, span.end)])


def block_times(room: RoomFacts, span: Span) -> tuple[datetime, datetime]:
    """Return from when the room may be set up and until when it must be cleared, in the zone of *span*."""
    whole = block(room, span)
    return whole.start.astimezone(span.start.tzinfo), whole.end.astimezone(span.start.tzinfo)


@dataclass(frozen=True, slots=True)
class OtherTime:
    """A free time that is offered instead."""

    number: int
    day: str
    time: str


def other_times(house: HouseFacts, others: tuple[FreeTime, ...]) -> list[OtherTime]:
    """Return the free times that are offered instead, nearest first."""
    tiles = []
    for number, other in enumerate(others):
        start = local(other.start, house.zone)
        tiles.append(OtherTime(number, short_day(start.date()), _("{time} Uhr", time=clock_time(start))))
    return tiles


@dataclass(frozen=True, slots=True)
class Left:
    """What is said from a moment on: *seconds* before a held time is let go of."""

    seconds: int
    words: str


@dataclass(frozen=True, slots=True)
class Countdown:
    """How long a time is still held: the page says the words of the moment by itself."""

    until: str  # ISO
    steps: tuple[Left, ...]  # the longest first
    now: str  # the words at drawing time


def countdown(until: datetime, now: datetime) -> Countdown:
    """Return the words for every moment until a held time is let go of."""
    left = (until - now).total_seconds()
    minutes = max(1, ceil(left / 60))
    steps = [
        *(
            Left(60 * one, ngettext("noch {number} Minute", "noch {number} Minuten", one))
            for one in range(minutes, 0, -1)
        ),
        *(Left(one, ngettext("noch {number} Sekunde", "noch {number} Sekunden", one)) for one in _SECONDS),
        Left(0, _("gleich vorbei")),
    ]
    *_earlier, words = (step.words for step in steps if step.seconds >= left)
    return Countdown(until.isoformat(), tuple(steps), words)
