"""What becomes of each date when a series is asked for, changed, or brought into line with the house."""

from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from enum import StrEnum

from sqlmodel import Session

from booking import occupancy, refusals, rules, shares, wishes
from booking.facts import HouseFacts
from booking.pattern import CLASH, HOURS, LEFT_OUT, OF_THE_HOUSE, RULE, Pattern, Place, why_skipped
from booking.refusals import Refusal
from booking.span import Span, wall
from booking.wishes import Order
from models.bookings import LIVE, Booking, State

REVIVED = "revived"  # among the facts of a date: why it would not take place, had nobody brought it back
_BY_ITSELF = (*OF_THE_HOUSE, LEFT_OUT, RULE, CLASH)  # nobody decided it for this one date
_OF_ONE_DATE = (refusals.QuietHours, refusals.TwiceOnTheClock)


class Act(StrEnum):
    """What is done with one date."""

    KEEP = "keep"  # it is as it should be, or nobody's to change
    HOLD = "hold"  # it is to have its place: new, moved there, or back again
    SKIP = "skip"
    CANCEL = "cancel"


@dataclass(frozen=True, slots=True, kw_only=True)
class Step:
    """What becomes of one date."""

    start: datetime  # its place in the rule
    place: Place
    act: Act
    why: str = ""  # of a date that is skipped or cancelled
    row: Booking | None = None  # none: there is none yet
    moved: bool = False  # not where the rule has it
    reasons: tuple[Refusal, ...] = ()  # against holding it

    @property
    def makes_way(self) -> bool:
        """Whether it lets go of a place that it has."""
        return self.row is not None and self.row.state in LIVE and self.act is not Act.KEEP


@dataclass(frozen=True, slots=True, kw_only=True)
class Plan:
    """Every step, and what speaks against all of them together."""

    steps: tuple[Step, ...]
    reasons: tuple[Refusal, ...] = ()

    @property
    def making_way(self) -> frozenset[int]:
        """The bookings, by id, that let go of a place."""
        return frozenset(step.row.id for step in self.steps if step.row is not None and step.makes_way)

    @property
    def left_out(self) -> frozenset[datetime]:
        """The places in the rule that are not wanted."""
        return frozenset(step.start for step in self.steps if step.act is Act.SKIP and step.why == LEFT_OUT)

    @property
    def objections(self) -> list[Refusal]:
        """Everything that speaks against it, once."""
        of_dates = (reason for step in self.steps if step.act is Act.HOLD for reason in step.reasons)
        return list(dict.fromkeys([*self.reasons, *of_dates]))


Says = Callable[[Place], list[Refusal]]


def rules_say(house: HouseFacts, order: Order, now: datetime) -> Says:
    """Return the question what the rules say about *order* at a place.

    A closure that the desk lifts is lifted where it is in the way, not on every other closed day of a series too.
    """

    def say(where: Place) -> list[Refusal]:
        needed = lifted(house, where, order.wish.override)
        return rules.objections(house, where.room, replace(order.ask(where.span), override=needed), now)

    return say


def lifted(house: HouseFacts, where: Place, override: Iterable[str]) -> tuple[str, ...]:
    """Return which of the closures *override* are in the way of *where*."""
    wanted = tuple(override)
    if not wanted:
        return ()
    shut = {rules.word_that_lifts(reason) for reason in rules.hours_objections(house, where.room, where.span)}
    return tuple(slug for slug in wanted if slug in shut)


def asked(house: HouseFacts, pattern: Pattern, says: Says) -> list[Step]:
    """Return what is to be held and what is skipped of a *pattern* that has no rows yet."""
    return [_new(house, pattern, start, says) for start in pattern.starts()]


def agreed(
    house: HouseFacts, pattern: Pattern, rows: Mapping[datetime, Booking], says: Says, *, now: datetime
) -> list[Step]:
    """Return what makes *rows*, by their place in the rule, agree with *pattern*.

    *says* tells what the rules say about a place. Left alone are dates that have begun, that were moved apart,
    that somebody cancelled or declined, or that gave way to something else.
    """
    ahead = [start for start, row in rows.items() if row.starts_at > now]
    starts = pattern.starts(min([wall(now, house.zone), *ahead]))
    new = [_new(house, pattern, start, says) for start in starts if start not in rows]
    in_rule = {*starts}
    found = [step for step in new if step.place.span.start > now]
    for start, row in rows.items():
        if not _follows(row, now):
            found.append(kept(house, start, row))
        elif start in in_rule:
            found.append(_agreed(house, pattern, start, row, says))
        else:
            found.append(_no_longer(house, start, row))
    return found


def kept(house: HouseFacts, start: datetime, row: Booking) -> Step:
    """Return the step that leaves *row* where it is."""
    return Step(start=start, place=place_of(house, row), act=Act.KEEP, why=row.reason, row=row, moved=row.moved)


def place_of(house: HouseFacts, row: Booking) -> Place:
    """Return where *row* is."""
    room, minute = house.rooms_by_id[row.room_id], timedelta(minutes=1)
    setup, teardown = (row.starts_at - row.busy_from) // minute, (row.busy_until - row.ends_at) // minute
    own = replace(room, setup_min=setup, teardown_min=teardown)
    return Place(own, row.wall_from, row.wall_to, Span(row.starts_at, row.ends_at))


def _follows(row: Booking, now: datetime) -> bool:
    """Whether the date is where its rule has it, and still ahead."""
    if row.moved or row.starts_at <= now:
        return False
    by_itself = row.state in (State.SKIPPED, State.CANCELLED) and row.reason in _BY_ITSELF
    return row.state in LIVE or by_itself


def _new(house: HouseFacts, pattern: Pattern, start: datetime, says: Says) -> Step:
    where = pattern.place(house, start)
    said = says(where)
    why = why_skipped(house, pattern, start, said)
    return Step(
        start=start, place=where, act=Act.SKIP if why else Act.HOLD, why=why, reasons=() if why else tuple(said)
    )


def _agreed(house: HouseFacts, pattern: Pattern, start: datetime, row: Booking, says: Says) -> Step:
    where = pattern.place(house, start)
    stays = _is_at(row, where)
    known = stays and (row.state in LIVE or row.override)
    said = _said_of_hours(house, where, row) if known else says(where)
    step = Step(start=start, place=where, act=Act.HOLD, row=row, reasons=tuple(said))
    why = CLASH if row.reason == CLASH else why_skipped(house, pattern, start, said)
    if not why and row.reason == HOURS and any(isinstance(reason, refusals.OutsideHours) for reason in said):
        why = HOURS
    if why and why != row.facts.get(REVIVED):
        return skipped(step, why)
    if stays and row.state in LIVE:
        return kept(house, start, row)
    return step


def skipped(step: Step, why: str, reasons: Sequence[Refusal] = ()) -> Step:
    """Return *step* as one that does not take place; nothing is to be done where that is so already."""
    row = step.row
    same = row is not None and row.state is State.SKIPPED and row.reason == why and _is_at(row, step.place)
    return replace(step, act=Act.KEEP if same else Act.SKIP, why=why, reasons=tuple(reasons))


def _no_longer(house: HouseFacts, start: datetime, row: Booking) -> Step:
    """Return what becomes of a date that its rule does not have any more."""
    step = kept(house, start, row)
    return replace(step, act=Act.CANCEL, why=RULE) if row.state in LIVE else step


def _said_of_hours(house: HouseFacts, where: Place, row: Booking) -> list[Refusal]:
    # It has its place already, or had it: only what closes the house, and was not lifted for it, speaks against it.
    return list(rules.hours_objections(house, where.room, where.span, row.override))


def _is_at(row: Booking, where: Place) -> bool:
    block = where.block
    mine = (row.room_id, row.starts_at, row.ends_at, row.busy_from, row.busy_until, row.wall_from)
    return mine == (where.room.id, where.span.start, where.span.end, block.start, block.end, where.start)


# May they have their places?


def checked(
    session: Session, house: HouseFacts, order: Order, steps: Sequence[Step], *, shares_count: bool, now: datetime
) -> Plan:
    """Return *steps* with who is in the way of each, and what speaks against all of them together.

    What the rules say to every date alike is said once. *shares_count* asks what the group has of the house.
    """
    plan = Plan(steps=tuple(sorted(steps, key=lambda step: step.start)))
    met = met_by(session, house, plan.steps, plan.making_way)
    found = [replace(step, reasons=(*step.reasons, *met.get(step.start, ()))) for step in plan.steps]
    whole = [reason for step in found for reason in step.reasons if not _of_one_date(reason, step)]
    if shares_count and not order.wish.by_desk:
        whole += _share_objections(session, house, order, plan, now)
    return Plan(
        steps=tuple(
            replace(step, reasons=tuple(reason for reason in step.reasons if _of_one_date(reason, step)))
            for step in found
        ),
        reasons=tuple(dict.fromkeys(whole)),
    )


def _of_one_date(reason: Refusal, step: Step) -> bool:
    # In the nights in which clocks change a date may be shorter or longer than the others.
    odd = step.place.span.length != step.place.end - step.place.start
    return odd or wishes.is_about_time(reason) or isinstance(reason, _OF_ONE_DATE)


def _share_objections(session: Session, house: HouseFacts, order: Order, plan: Plan, now: datetime) -> list[Refusal]:
    spans = [step.place.span for step in plan.steps if step.act is Act.HOLD]
    making_way = plan.making_way
    said = shares.objections(session, house, order.group, spans, series=True, now=now, but=making_way)
    # Whoever changes what it has asked for already asks for nothing more.
    return [reason for reason in said if not (making_way and isinstance(reason, refusals.ManyRequests))]


def met_by(
    session: Session, house: HouseFacts, steps: Iterable[Step], but: Iterable[int]
) -> dict[datetime, list[Refusal]]:
    """Return who is in the way of the steps that want a place, with few looks.

    *but* names bookings that make way. Dates of one series may be in each other's way too.
    """
    wanting = sorted((step for step in steps if step.act is Act.HOLD), key=lambda step: step.place.block.start)
    making_way = frozenset(but)
    found: dict[datetime, list[Refusal]] = defaultdict(list)
    each = occupancy.taken_each(session, house, [(step.place.room, step.place.block) for step in wanting])
    for step, takings in zip(wanting, each, strict=True):
        for taking in takings:
            if taking.booking_id not in making_way:
                found[step.start].append(refusals.Taken(taking.span, taking.uid, taking.title))
    _meet_each_other(wanting, found)
    return found


def _meet_each_other(steps: list[Step], found: dict[datetime, list[Refusal]]) -> None:
    running: list[Step] = []
    for step in steps:
        begin = step.place.block.start
        running = [other for other in running if other.place.block.end > begin]
        for other in running:
            if other.place.room.shares_floor(step.place.room):
                found[step.start].append(refusals.Taken(other.place.block, other.row.uid if other.row else ""))
        running.append(step)
