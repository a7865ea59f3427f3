"""What somebody wants to be different in a series, and what the rules want to know about it."""

from dataclasses import dataclass, replace
from datetime import date, time, timedelta
from typing import Literal

from sqlmodel import Session

from booking import meetings, places, refusals, titles
from booking.facts import HouseFacts
from booking.meetings import Crowd
from booking.refusals import Refusal, Refused
from booking.span import YEARS, Span
from booking.steps import Act, Step
from booking.wishes import Order, Wish
from models.bookings import LONGEST, Series
from models.community import Group

_MOST_DAYS = 366  # that dates move at once
_LONGEST = LONGEST // timedelta(minutes=1)


@dataclass(frozen=True, slots=True, kw_only=True)
class Change:
    """What is to be different; what is not named stays."""

    start: time | None = None  # on the clock
    minutes: int | None = None  # of the public time
    days: int = 0  # so many later, or earlier
    room: str | None = None  # slug
    extras: tuple[str, ...] | None = None  # slugs; none: as they are, without any in another room
    title: str | None = None
    rrule: str | None = None  # another rule; without COUNT and UNTIL it ends as before
    until: date | None = None  # the last possible day
    cancel: bool = False
    note: str = ""  # told to the public of what is cancelled

    @property
    def moves(self) -> bool:
        """Whether dates get another time or room."""
        return bool(self.days) or any(one is not None for one in (self.start, self.minutes, self.room, self.extras))

    @property
    def changes_rule(self) -> bool:
        """Whether it is about which dates there are."""
        return self.rrule is not None or self.until is not None


@dataclass(frozen=True, slots=True, kw_only=True)
class Scope:
    """Which dates: one, that one and all after it, all that are ahead, or those between two days inclusive."""

    kind: Literal["this", "following", "all", "between"]
    booking: str | None = None  # uid of the date
    first: date | None = None
    last: date | None = None


def make_sense(change: Change, scope: Scope) -> None:
    """Raise Refused for what cannot be meant."""
    if change == Change(note=change.note):
        raise Refused(refusals.RuleRefused("nothing"))
    if change.cancel and change != Change(cancel=True, note=change.note):
        raise Refused(refusals.RuleRefused("cancel_only"))
    if change.until is not None and change.until.year not in YEARS:
        raise Refused(refusals.RuleRefused("endless"))
    if scope.kind in ("this", "between") and change.changes_rule:
        raise Refused(refusals.RuleRefused("scope"))
    if abs(change.days) > _MOST_DAYS:
        raise Refused(refusals.RuleRefused("shift"))
    if scope.kind == "between" and (scope.first is None or scope.last is None or scope.last < scope.first):
        raise Refused(refusals.EndBeforeStart())
    _sensible_length(change.minutes)


def _sensible_length(minutes: int | None) -> None:
    if minutes is not None and minutes <= 0:
        raise Refused(refusals.EndBeforeStart())
    if minutes is not None and minutes > _LONGEST:
        raise Refused(refusals.TooLong(_LONGEST))


def of_words(change: Change) -> list[Refusal]:
    """Return what is wrong with the texts of *change*."""
    title = titles.objections(change.title) if change.title is not None else []
    return [*title, *(titles.objections(change.note, field="note") if change.note else ())]


def order_for(
    session: Session, house: HouseFacts, series: Series, change: Change, override: tuple[str, ...], *, by_desk: bool
) -> Order:
    """Return what is asked for beside the times, as the rules want to know it."""
    group = session.get_one(Group, series.group_id)
    joined = house.rooms_by_id[series.room_id]
    main = house.main_room(joined).slug
    kept = joined.extras if change.room in (None, main) else ()
    room = house.room(change.room or main, kept if change.extras is None else change.extras)
    elsewhere = house.main_room(room).slug != main
    wish = Wish(
        room=house.main_room(room).slug,
        start=series.created_at,
        end=series.created_at + timedelta(minutes=max(series.minutes, 1)),
        title=series.title if change.title is None else change.title,
        group_slug=group.slug,
        # How many come was settled for the room that they have.
        persons=series.persons if elsewhere else None,
        extras=room.extras,
        usage=series.usage,
        layout=series.layout if house.main_room(room).holds(series.layout) else None,
        override=override if by_desk else (),
        by_desk=by_desk,
        rrule=series.rrule,
    )
    return Order(wish, room, group, Span(wish.start, wish.end), series.usage, series.listing)


def seated(session: Session, house: HouseFacts, found: list[Step]) -> list[Step]:
    """Return the steps with an objection where more people have a seat than the other room holds."""
    rows = {step.row.id: step.row for step in found if step.row is not None and step.act is Act.HOLD}
    elsewhere = [row.id for row in rows.values() if row.capacity is not None]
    crowds = meetings.crowds(session, elsewhere)
    return [
        _with_seats(house, step, crowds) if step.row is not None and step.row.id in rows else step for step in found
    ]


def _with_seats(house: HouseFacts, step: Step, crowds: dict[int, Crowd]) -> Step:
    if step.row is None:
        return step
    most, seated = (
        places.fitted_to(house, step.row, step.place.room)["capacity"],
        crowds.get(step.row.id, Crowd()).taken,
    )
    if most is None or seated <= most:
        return step
    return replace(step, reasons=(*step.reasons, refusals.SeatsTaken(seated, most)))
