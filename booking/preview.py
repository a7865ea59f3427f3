"""A series before it is saved: every date, what is in its way, and what would be possible instead."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from functools import cached_property
from typing import Literal

from sqlmodel import Session

from booking import occupancy, pattern, refusals, rules, steps, wishes
from booking.facts import HouseFacts, RoomFacts
from booking.housefile.dates import SCHOOL_HOLIDAY
from booking.pattern import CLASH, LEFT_OUT, Pattern, Place
from booking.refusals import Alternative, Refusal, Refused
from booking.span import Span
from booking.steps import Act, Plan, Step
from booking.wishes import Order, Wish
from models.bookings import State

_MOST_HELPED = 20  # dates of one answer that each get something else beside them
_OFFERED = 3

DateState = Literal["free", "skipped", "clash", "refused", "kept", "cancelled"]
_KEPT: dict[State, DateState] = {State.SKIPPED: "skipped", State.CANCELLED: "cancelled", State.DECLINED: "cancelled"}


@dataclass(frozen=True, slots=True)
class Choice:
    """What is to become of one date: left out, at another time of the same length, or in another room."""

    rule_start: datetime  # names the date: its place in the rule, on the clock of the house
    do: Literal["skip", "time", "room"]
    start: datetime | None = None  # of "time"; without zone: on the clock of the house
    room: str | None = None  # of "room", by its slug


@dataclass(frozen=True, slots=True, kw_only=True)
class PlannedDate:
    """One date as it would become."""

    rule_start: datetime  # naive, on the clock of the house
    span: Span  # the public time
    room: str  # slug
    state: DateState
    why: str = ""  # of a date that is skipped or cancelled: a word of booking.pattern
    moved: bool = False  # not where the rule has it
    uid: str = ""  # of the booking that there is already
    reasons: tuple[Refusal, ...] = ()  # against it, or why it is skipped
    other_times: tuple[Alternative, ...] = ()
    other_rooms: tuple[Alternative, ...] = ()


@dataclass(frozen=True, kw_only=True)
class Preview:
    """Every date, and what speaks against all of them together; nothing is stored."""

    dates: tuple[PlannedDate, ...] = ()
    reasons: tuple[Refusal, ...] = ()

    @cached_property
    def possible(self) -> bool:
        """Whether it can be saved like this."""
        return not self.reasons and all(date.state not in ("clash", "refused") for date in self.dates)


def preview(
    session: Session, house: HouseFacts, wish: Wish, *, choices: Sequence[Choice] = (), now: datetime
) -> Preview:
    """Return what `booking.series.request_series` would make of *wish* with *choices*, without storing anything.

    A rule that cannot be kept is told as a reason against the whole. Raises Refused like `booking.wishes.read_wish`,
    and with UnknownDate for choices and left-out dates that the series does not have.
    """
    order = wishes.read_wish(session, house, wish)
    try:
        said = planned(session, house, order, choices, now)[1]
    except Refused as refused:
        if any(not isinstance(reason, refusals.RuleRefused) for reason in refused.reasons):
            raise
        return Preview(reasons=refused.reasons)
    return shown(session, house, order, said, now)


def planned(
    session: Session, house: HouseFacts, order: Order, choices: Sequence[Choice], now: datetime
) -> tuple[Pattern, Plan]:
    """Return what a new series says and what becomes of each of its dates.

    Raises Refused(RuleRefused), Refused(UnknownDate).
    """
    wish = order.wish
    made = pattern.new_pattern(
        house,
        order.room,
        wish.rrule or "",
        order.span,
        now,
        pause_school=wish.pause_school,
        extra=wish.extra,
        left_out=wish.left_out,
    )
    each = steps.asked(house, made, steps.rules_say(house, order, now))
    chosen = with_choices(session, house, order, each, choices, now)
    plan = steps.checked(session, house, order, chosen, shares_count=True, now=now)
    if not any(step.act is Act.HOLD for step in plan.steps):
        raise Refused(refusals.RuleRefused("no_dates"))
    return replace(made, left_out=made.left_out | plan.left_out), plan


# What the group chose


def with_choices(
    session: Session,
    house: HouseFacts,
    order: Order,
    plan: Iterable[Step],
    choices: Sequence[Choice],
    now: datetime,
) -> list[Step]:
    """Return the steps of *plan* with *choices* made. Raises Refused(UnknownDate), Refused(UnknownRoom)."""
    by_start = {step.start: step for step in plan}
    met = _met_where_skipped(session, house, by_start, choices)
    wrong: list[Refusal] = []
    for choice in choices:
        start = pattern.on_the_clock(house, choice.rule_start)
        step = by_start.get(start)
        if step is None or step.act is not Act.HOLD:
            wrong.append(refusals.UnknownDate(start))
            continue
        try:
            by_start[start] = _chosen(house, order, step, choice, met.get(start, []), now)
        except Refused as refused:
            wrong += refused.reasons
    if wrong:
        raise Refused(*wrong)
    return list(by_start.values())


def _met_where_skipped(
    session: Session, house: HouseFacts, by_start: dict[datetime, Step], choices: Sequence[Choice]
) -> dict[datetime, list[Refusal]]:
    """Return who is in the way of the dates that are left out: what is kept of the reason."""
    left = {pattern.on_the_clock(house, choice.rule_start) for choice in choices if choice.do == "skip"}
    making_way = Plan(steps=tuple(by_start.values())).making_way
    return steps.met_by(session, house, [by_start[start] for start in left if start in by_start], making_way)


def _chosen(house: HouseFacts, order: Order, step: Step, choice: Choice, met: list[Refusal], now: datetime) -> Step:
    if choice.do == "skip":
        return replace(step, act=Act.SKIP, why=CLASH if met else LEFT_OUT, reasons=tuple(met))
    room = house.room(choice.room) if choice.room else step.place.room
    start = pattern.on_the_clock(house, choice.start) if choice.start else step.place.start
    minutes = (step.place.end - step.place.start).total_seconds() // 60
    where = pattern.place(house, room, start, int(minutes))
    return replace(step, place=where, moved=True, reasons=tuple(steps.rules_say(house, order, now)(where)))


# What is told


def shown(session: Session, house: HouseFacts, order: Order, plan: Plan, now: datetime) -> Preview:
    """Return *plan* as people may see it, with other times and rooms for the first dates that cannot be."""
    helped = [step for step in plan.steps if step.reasons and step.act is Act.HOLD][:_MOST_HELPED]
    rooms = _other_rooms(session, house, order, plan, helped, now)
    times = _other_times(session, house, order, plan, helped, now)
    return Preview(
        dates=tuple(_shown(house, step, times.get(step.start, ()), rooms.get(step.start, ())) for step in plan.steps),
        reasons=plan.reasons,
    )


def _shown(
    house: HouseFacts, step: Step, times: tuple[Alternative, ...], rooms: tuple[Alternative, ...]
) -> PlannedDate:
    return PlannedDate(
        rule_start=step.start,
        span=step.place.span,
        room=house.main_room(step.place.room).slug,
        state=_state(step),
        why=step.why,
        moved=step.moved,
        uid=step.row.uid if step.row is not None else "",
        reasons=step.reasons or _why_skipped(house, step),
        other_times=times,
        other_rooms=rooms,
    )


def _state(step: Step) -> DateState:
    if step.act is Act.KEEP and step.row is not None:
        return _KEPT.get(step.row.state, "kept")
    if step.act is not Act.HOLD:
        return "skipped" if step.act is Act.SKIP else "cancelled"
    if not step.reasons:
        return "free"
    return "clash" if all(isinstance(reason, refusals.Taken) for reason in step.reasons) else "refused"


def _why_skipped(house: HouseFacts, step: Step) -> tuple[Refusal, ...]:
    if step.act is not Act.SKIP:
        return ()
    if step.why == SCHOOL_HOLIDAY:
        day = step.start.date()
        return (refusals.SchoolHolidays(day, pattern.school_holidays(house, day)),)
    return tuple(rules.hours_objections(house, step.place.room, step.place.span))


def _as_far_as_series(house: HouseFacts) -> HouseFacts:
    """Return the house as one that lends single dates as far ahead as series: for what is offered instead of one."""
    return replace(house, rules=replace(house.rules, days_ahead_single=house.rules.days_ahead_series))


def _other_times(
    session: Session, house: HouseFacts, order: Order, plan: Plan, helped: list[Step], now: datetime
) -> dict[datetime, tuple[Alternative, ...]]:
    own = [step for step in plan.steps if step.act is Act.HOLD]
    far, found = _as_far_as_series(house), {}
    for step in helped:
        if not _time_helps(step.reasons):
            continue
        near = occupancy.nearest_free(
            session,
            far,
            step.place.room,
            step.place.span,
            now=now,
            trusted=order.trusted,
            number=3 * _OFFERED,
            but=plan.making_way,
        )
        found[step.start] = tuple(one for one in near if not _meets_own(step, one.span, own))[:_OFFERED]
    return found


def _time_helps(reasons: Iterable[Refusal]) -> bool:
    return all(wishes.is_about_time(reason) for reason in reasons)


def _meets_own(step: Step, span: Span, own: Iterable[Step]) -> bool:
    needed = rules.block(step.place.room, span)
    return any(
        other is not step and other.place.room.shares_floor(step.place.room) and other.place.block.overlaps(needed)
        for other in own
    )


def _other_rooms(
    session: Session, house: HouseFacts, order: Order, plan: Plan, helped: list[Step], now: datetime
) -> dict[datetime, tuple[Alternative, ...]]:
    """Return the rooms that are free at the very time of each of *helped*, with one look for each room."""
    found: dict[datetime, tuple[Alternative, ...]] = {}
    for room in house.public_rooms:
        there = [
            replace(step, place=_in(room, step.place)) for step in helped if room.slug != _main(house, step.place.room)
        ]
        allowed = [step for step in there if not steps.rules_say(house, order, now)(step.place)]
        met = steps.met_by(session, house, allowed, plan.making_way)
        for step in allowed:
            if step.start not in met:
                offer = Alternative(room.slug, step.place.span)
                found[step.start] = (*found.get(step.start, ()), offer)[:_OFFERED]
    return found


def _in(room: RoomFacts, where: Place) -> Place:
    return replace(where, room=room)


def _main(house: HouseFacts, room: RoomFacts) -> str:
    return house.main_room(room).slug


def refused(session: Session, house: HouseFacts, order: Order, plan: Plan, now: datetime) -> Refused:
    """Return the refusal of *plan* with every reason, and free times near the dates that cannot be."""
    reasons = plan.objections
    bad = [step.place.span for step in plan.steps if step.reasons and step.act is Act.HOLD]
    near = [step.place.span for step in plan.steps if step.act is Act.HOLD]
    alternatives = wishes.alternatives_to(
        session,
        _as_far_as_series(house),
        order,
        bad[:_MOST_HELPED] or near[:1],
        reasons,
        now,
        but=plan.making_way,
    )
    return Refused(*reasons, alternatives=alternatives)
