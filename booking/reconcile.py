"""Series brought into line with the house, the clock and the calendar, as often as anybody likes."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta
from weakref import WeakKeyDictionary

from sqlalchemy import ColumnElement, Pool, select
from sqlmodel import Session, col

from booking import book, carry, journal, occupancy, pattern, rules, steps
from booking.carry import Doing
from booking.facts import HouseFacts
from booking.offers import pass_on
from booking.pattern import CLASH, HOURS, Pattern, Place
from booking.refusals import Refusal, Refused
from booking.span import instant, wall
from booking.steps import Act, Step
from models.bookings import LIVE, Booking, Series, State
from models.community import Group, Listing
from models.meetings import Signup

_CLOCK = "clock"
_AT_ONCE = 20  # series of one transaction: others want to write too
_OPENNESS = (Listing.PUBLIC, Listing.NEUTRAL, Listing.INTERNAL)  # from most to least told
# Of each database of the program: on which day its series are walked through, and up to which one that was done.
_walked: WeakKeyDictionary[Pool, tuple[date, int]] = WeakKeyDictionary()


@dataclass(frozen=True, slots=True)
class Reconciled:
    """What came of it, by place in the rule; nothing changes a second time."""

    made: tuple[datetime, ...] = ()  # dates that are new, or take place after all
    moved: tuple[datetime, ...] = ()
    skipped: tuple[datetime, ...] = ()  # dates that do not take place, or not any more
    clashes: tuple[datetime, ...] = ()  # those of them that somebody else is in the way of

    def __bool__(self) -> bool:
        return bool(self.made or self.moved or self.skipped)


def reconcile(session: Session, house: HouseFacts, series: Series, *, who: str, now: datetime) -> Reconciled:
    """Make the rows of *series* agree with its rule, its pauses, the closures and holidays of the house, and the clock.

    Missing dates ahead are made up to its horizon; what the house closes is skipped, what it opens after all comes
    back; where the rules of the time zone changed, what the clock on the wall shows wins. Left alone are dates that
    have begun, that were moved apart (but for the zone), that somebody cancelled, declined or left out. Where
    somebody else is in the way a date is skipped, with the reason, and can be brought back later. The group is told
    in one letter of what it loses. Doing it twice changes nothing.
    """
    if series.state not in pattern.STANDING:
        return Reconciled()
    group = session.get_one(Group, series.group_id)
    if _OPENNESS.index(series.listing) < _OPENNESS.index(group.listing):
        # What comes shows no more than its group does by now, and only what is public has seats.
        series.listing, series.signup, series.capacity = group.listing, Signup.NONE, None
    rows = _ahead(session, series, now)
    plan = _planned(session, house, pattern.pattern_of(house, series), rows, now)
    lost = [step for step in plan if _is_lost(step)]
    doing = Doing(
        who=who,
        now=now,
        state=series.state,
        held_until=_held_like_the_others(rows.values(), series),
        override=_exception(rows.values()),
    )
    before = {step.start: step.row.state if step.row is not None else None for step in plan}
    done = carry.carry_out(session, house, series, plan, doing, facts=_noise(group))
    told = _summed(done, before)
    if told:
        _tell(session, series, lost, told, who=who, now=now)
        pass_on(session, house, now=now)
    return told


def _ahead(session: Session, series: Series, now: datetime) -> dict[datetime, Booking]:
    """Return the rows of *series* by their place in the rule; those that are over only where they may still count."""
    # A date that was moved, or over before its rule moved, has its place in the rule some days from where it was.
    since = now - timedelta(days=400)
    look = select(Booking).where(
        col(Booking.series_id) == series.id, col(Booking.rule_start).is_not(None), col(Booking.starts_at) > since
    )
    rows = session.execute(look.order_by(col(Booking.rule_start))).scalars()
    return {row.rule_start: row for row in rows if row.rule_start is not None}


def _planned(
    session: Session, house: HouseFacts, made: Pattern, rows: dict[datetime, Booking], now: datetime
) -> list[Step]:
    exception = _exception(rows.values())

    def says(where: Place) -> list[Refusal]:
        return list(rules.hours_objections(house, where.room, where.span, exception))

    found = steps.agreed(house, made, rows, says, now=now)
    wanted = [_outside(_where_it_was(house, made, step, says, now)) for step in found]
    wanted += _of_the_zone(house, [step for step in found if step.act is Act.KEEP], now)
    by_start = {step.start: step for step in wanted}
    making_way = steps.Plan(steps=tuple(by_start.values())).making_way
    met = steps.met_by(session, house, by_start.values(), making_way)
    return [_unless_met(step, met.get(step.start, [])) for step in by_start.values()]


def _where_it_was(house: HouseFacts, made: Pattern, step: Step, says: steps.Says, now: datetime) -> Step:
    """Let a date that was moved apart, and then left out because of the house, come back to where it was moved."""
    row = step.row
    if row is None or not row.moved or row.starts_at <= now:
        return step
    if row.state is not State.SKIPPED or row.reason not in pattern.OF_THE_HOUSE:
        return step
    said = says(step.place)
    why = pattern.why_skipped(house, made, step.start, said) or (HOURS if said else "")
    return steps.skipped(step, why) if why else replace(step, act=Act.HOLD, why="")


def _exception(rows: Iterable[Booking]) -> tuple[str, ...]:
    """Return the word that lifts the hours for what comes, if the desk made an exception of the newest date."""
    newest = max((row for row in rows if row.state in LIVE), key=lambda row: row.starts_at, default=None)
    goes_on = newest is not None and rules.OPENING_HOURS in newest.override
    return (rules.OPENING_HOURS,) if goes_on else ()


def _outside(step: Step) -> Step:
    """Skip what would be outside of the hours: a new date, not one that has its place already."""
    new = step.row is None or step.row.state not in LIVE
    return steps.skipped(step, HOURS) if step.act is Act.HOLD and new and step.reasons else step


def _unless_met(step: Step, met: Sequence[Refusal]) -> Step:
    return steps.skipped(step, CLASH, met) if met else replace(step, reasons=())


def _of_the_zone(house: HouseFacts, kept: list[Step], now: datetime) -> list[Step]:
    """Return the dates moved apart for whose clock time the zone means another instant now."""
    found = []
    for step in kept:
        row = step.row
        if row is None or not row.moved or row.state not in LIVE or row.starts_at <= now:
            continue
        where = pattern.place(house, step.place.room, row.wall_from, _minutes(row))
        if instant(row.wall_from, house.zone) != row.starts_at:
            found.append(replace(step, place=where, act=Act.HOLD, moved=True))
    return found


def _held_like_the_others(rows: Iterable[Booking], series: Series) -> datetime | None:
    """Return when a date that comes to a series which still waits lapses, if nobody decides."""
    if series.state is State.CONFIRMED:
        return None
    return next((row.held_until for row in rows if row.state is series.state), None)


def _minutes(row: Booking) -> int:
    return max(1, int((row.wall_to - row.wall_from).total_seconds() // 60))


def _is_lost(step: Step) -> bool:
    """Whether the group must hear of it: a date that it had, or that somebody else is in the way of."""
    had = step.row is not None and step.row.state in LIVE
    return step.act is Act.SKIP and (had or step.why == CLASH)


def _noise(group: Group) -> dict[str, str]:
    noise = group.facts.get("noise")
    return {"noise": noise} if noise else {}


def _summed(done: list[Step], before: dict[datetime, State | None]) -> Reconciled:
    held = [step.start for step in done if step.act is Act.HOLD and before[step.start] not in LIVE]
    moved = [step.start for step in done if step.act is Act.HOLD and before[step.start] in LIVE]
    skipped = [step.start for step in done if step.act is not Act.HOLD]
    clashes = [step.start for step in done if step.act is Act.SKIP and step.why == CLASH]
    return Reconciled(tuple(held), tuple(moved), tuple(skipped), tuple(clashes))


def _tell(session: Session, series: Series, lost: list[Step], told: Reconciled, *, who: str, now: datetime) -> None:
    """Note what changed; one letter if the group loses dates to somebody else, or dates that it had."""
    numbers = {"made": len(told.made), "moved": len(told.moved), "skipped": len(told.skipped)}
    if lost:
        days = [step.start.isoformat(timespec="minutes") for step in lost]
        book.tell_series(session, "series.dates_lost", series, who=who, now=now, dates=days, **numbers)
    else:
        what = "series.reconciled"
        journal.record(session, what, who=who, now=now, series_id=series.id, group_id=series.group_id, **numbers)


# By the clock


def horizons_due(session: Session, now: datetime) -> bool:
    """Whether some series without end has no dates yet for the last day that can be booked."""
    house = _house(session)
    if house is None:
        return False
    return session.execute(select(col(Series.id)).where(_short(house, now)).limit(1)).first() is not None


def grow_horizons(session: Session, house: HouseFacts, now: datetime) -> int:
    """Give series without end the dates that can be booked since today, some series at a time; return how many."""
    look = select(Series).where(_short(house, now)).order_by(col(Series.horizon), col(Series.id)).limit(_AT_ONCE)
    short = list(session.execute(look).scalars())
    for series in short:
        series.horizon = pattern.horizon_at(house, now)
        session.add(series)
        reconcile(session, house, series, who=_CLOCK, now=now)
        _end(session, series)
    return len(short)


def _house(session: Session) -> HouseFacts | None:
    try:
        return occupancy.house_facts(session)
    except Refused:  # nothing was loaded yet
        return None


def _short(house: HouseFacts, now: datetime) -> ColumnElement[bool]:
    return (col(Series.horizon) < pattern.horizon_at(house, now)) & (col(Series.state) == State.CONFIRMED)


def _end(session: Session, series: Series) -> None:
    # All dates of a series that has an end are there some day.
    if series.last is not None and series.horizon is not None and series.horizon >= series.last:
        series.horizon = None
        session.add(series)


def walk_due(session: Session, now: datetime) -> bool:
    """Whether some series was not looked at yet today by this process."""
    house = _house(session)
    return house is not None and bool(_next(session, _walk(session, house, now)[1], now, 1))


def walk(session: Session, house: HouseFacts, now: datetime) -> int:
    """Bring the next series into line: once a day each, as holidays and the rules of time zones change unseen."""
    day, done = _walk(session, house, now)
    found = _next(session, done, now, _AT_ONCE)
    changed = sum(bool(reconcile(session, house, series, who=_CLOCK, now=now)) for series in found)
    _walked[session.get_bind().engine.pool] = (day, found[-1].id if found else done)
    return changed


def _walk(session: Session, house: HouseFacts, now: datetime) -> tuple[date, int]:
    today = wall(now, house.zone).date()
    day, done = _walked.get(session.get_bind().engine.pool, (today, 0))
    return (day, done) if day == today else (today, 0)


def _next(session: Session, done: int, now: datetime, number: int) -> list[Series]:
    wanted = (col(Series.id) > done) & col(Series.state).in_(pattern.STANDING)
    # What is over needs nobody any more.
    ahead = col(Series.last).is_(None) | (col(Series.last) > now.replace(tzinfo=None) - timedelta(days=2))
    look = select(Series).where(wanted, ahead).order_by(col(Series.id)).limit(number)
    return list(session.execute(look).scalars())
