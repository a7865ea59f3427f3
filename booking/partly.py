"""A wish of which not all can be read: what speaks against the rest, so that nobody has to ask twice."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime

from sqlmodel import Session

from booking import occupancy, pattern, rules, wishes
from booking.facts import HouseFacts, RoomFacts
from booking.refusals import Refusal, Refused
from booking.rules import Ask
from booking.span import Span
from booking.wishes import Wish
from models.community import Group, Trust

_ANY_TITLE = "Treffen"  # stands for one that could not be read: nothing speaks against it


@dataclass(frozen=True, kw_only=True, slots=True)
class Parts:
    """What can be read of a wish; none: it cannot, or was not said."""

    room: str | None = None  # slug
    extras: tuple[str, ...] = ()
    start: datetime | None = None  # aware; the public time
    end: datetime | None = None
    title: str | None = None
    usage: str | None = None
    persons: int | None = None
    layout: str | None = None
    noise: str | None = None
    rrule: str | None = None


def objections(session: Session, house: HouseFacts, group: Group, parts: Parts, *, now: datetime) -> list[Refusal]:
    """Return what speaks against *parts* of a wish of *group*, as far as they say enough to be asked about.

    What the group has of the house already is asked of a whole wish only.
    """
    room, reasons = _room(house, parts)
    usage = parts.usage or wishes.usual(house, group.listing)
    reasons += rules.word_objections(house, _ANY_TITLE if parts.title is None else parts.title, usage)
    if room is not None:
        reasons += rules.room_objections(house, room, parts.layout, parts.persons)
    if parts.start is not None and parts.end is not None:
        wish = Wish(room="", start=parts.start, end=parts.end, title="", group_slug="")
        impossible = list(wishes.impossible_times(house, wish))
        span = Span(parts.start, parts.end) if not impossible else None
        reasons += impossible if span is None else _of_time(session, house, group, parts, room, span, now=now)
    return list(dict.fromkeys(reasons))


def _room(house: HouseFacts, parts: Parts) -> tuple[RoomFacts | None, list[Refusal]]:
    if parts.room is None:
        return None, []
    try:
        return house.room(parts.room, parts.extras), []
    except Refused as refused:
        return None, [*refused.reasons]


def _of_time(
    session: Session,
    house: HouseFacts,
    group: Group,
    parts: Parts,
    room: RoomFacts | None,
    span: Span,
    *,
    now: datetime,
) -> Iterator[Refusal]:
    trusted, noise = group.trust is not Trust.NEW, parts.noise or group.facts.get("noise")
    series = parts.rrule is not None
    ask = Ask(span=span, title=_ANY_TITLE, usage="", trusted=trusted, noise=noise, series=series)
    yield from rules.time_objections(house, ask, now)
    if room is None:
        return
    if parts.rrule is not None:  # what its single dates meet is for its preview
        try:
            pattern.new_pattern(house, room, parts.rrule, span, now)
        except Refused as refused:
            yield from refused.reasons
        return
    yield from rules.hours_objections(house, room, span)
    yield from occupancy.clashes(session, house, room, span)
