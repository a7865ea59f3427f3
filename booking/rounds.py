"""The half-year round: the house opens it, proposes who gets what, and the desk adjusts that."""

from collections.abc import Iterable
from datetime import date, datetime, timedelta

from sqlalchemy import select
from sqlmodel import Session

from booking import allocation, fixedtimes, journal, refusals, titles
from booking.facts import HouseFacts
from booking.fixedtimes import Choice
from booking.outcomes import Outcome, Weights
from booking.refusals import Refusal, Refused
from booking.roundbook import groups_of, outcome_of, touch, undecided, wish_by_uid, wishes_of
from booking.roundworld import wished, world_of
from booking.span import local
from models.rooms import House
from models.rounds import Round, RoundWish, Stage

_LONGEST_DAYS = 366


# A round begins


def open_round(
    session: Session,
    house: HouseFacts,
    *,
    name: str,
    starts_on: date,
    ends_on: date,
    apply_until: date,
    who: str,
    now: datetime,
) -> Round:
    """Let groups wish for fixed times from *starts_on* to *ends_on*, until the day *apply_until* ends.

    What it weighs is read from `booking_rules.round_weights` of the house and stays with the round.
    Raises Refused with TitleRefused and PeriodRefused.
    """
    today = local(now, house.zone).date()
    reasons = [*titles.objections(name), *_period_objections(session, starts_on, ends_on, apply_until, today)]
    if reasons:
        raise Refused(*reasons)
    found = Round(
        name=titles.clean(name),
        starts_on=starts_on,
        ends_on=ends_on,
        apply_until=apply_until,
        weights=Weights.from_rules(session.get_one(House, 1).rules).as_facts(),
        created_at=now,
        updated_at=now,
    )
    session.add(found)
    journal.record(session, "round.opened", who=who, now=now, round=found.uid, until=apply_until.isoformat())
    session.flush()
    return found


def _period_objections(
    session: Session, starts_on: date, ends_on: date, apply_until: date, today: date
) -> Iterable[Refusal]:
    if ends_on < starts_on:
        yield refusals.PeriodRefused("order")
    if (ends_on - starts_on).days >= _LONGEST_DAYS:
        yield refusals.PeriodRefused("too_long")
    yield from _deadline_objections(apply_until, ends_on, today)
    for other in session.execute(select(Round)).scalars():
        if other.starts_on <= ends_on and starts_on <= other.ends_on:
            yield refusals.PeriodRefused("overlap", other.name)


def _deadline_objections(apply_until: date, ends_on: date, today: date) -> Iterable[Refusal]:
    if apply_until >= ends_on:
        yield refusals.PeriodRefused("too_late")
    if apply_until < today:
        yield refusals.PeriodRefused("begun")


def set_deadline(
    session: Session, house: HouseFacts, uid: str, apply_until: date, *, who: str, now: datetime, revision: int
) -> Round:
    """Let wishes come until the day *apply_until* ends; yesterday closes the list at once.

    Raises Refused: UnknownRound, ChangedMeanwhile, RoundDecided, PeriodRefused.
    """
    found, today = undecided(session, uid, revision), local(now, house.zone).date()
    if reasons := [*_deadline_objections(apply_until, found.ends_on, today - timedelta(days=1))]:
        raise Refused(*reasons)
    found.apply_until = apply_until
    touch(session, found, now)
    journal.record(session, "round.deadline_set", who=who, now=now, round=uid, until=apply_until.isoformat())
    return found


# The proposal


def propose(session: Session, house: HouseFacts, uid: str, *, who: str, now: datetime) -> list[RoundWish]:
    """Share the fixed times out and keep what came of every wish; what the desk fixed stays.

    May be done again, also while wishes still come. Raises Refused: UnknownRound, RoundDecided.
    """
    found = undecided(session, uid)
    wishes = _propose(session, house, found, now)
    journal.record(session, "round.proposed", who=who, now=now, round=uid, wishes=len(wishes))
    return wishes


def _propose(session: Session, house: HouseFacts, found: Round, now: datetime) -> list[RoundWish]:
    wishes = wishes_of(session, found.id)
    groups = groups_of(session, wishes)
    world = world_of(session, house, found, groups.values())
    asked = [wished(wish, groups[wish.group_id]) for wish in wishes]
    outcomes = {one.wish: one for one in allocation.propose(asked, world, Weights.from_facts(found.weights))}
    for wish in wishes:
        wish.outcome = outcomes[wish.uid].as_facts()
        session.add(wish)
    found.stage = Stage.PROPOSED
    touch(session, found, now)
    return wishes


def adjust(
    session: Session,
    house: HouseFacts,
    uid: str,
    choice: Choice | None,
    *,
    fixed: bool = True,
    who: str,
    now: datetime,
    revision: int,
) -> list[RoundWish]:
    """Give the wish *uid* the fixed time *choice*, or nothing; what others get is proposed anew around it.

    Not *fixed* lets it follow the proposal again. The desk may give any time that the house lends and that is
    free on at least one date, also one that was not wished for. Raises Refused: UnknownWish, RoundDecided,
    ChangedMeanwhile if the round is not at *revision* any more, TimeGiven if the desk gave that time to
    another wish, NoFreeDate, and whatever the rules of the house say.
    """
    wish, found = wish_by_uid(session, uid)
    undecided(session, found.uid, revision)
    if fixed and choice is not None:
        _check(session, house, found, wish, choice)
    wish.fixed, wish.outcome = fixed, Outcome(wish=uid, choice=choice if fixed else None).as_facts()
    session.add(wish)
    session.flush()
    journal.record(session, "round.adjusted", who=who, now=now, group_id=wish.group_id, round=found.uid, wish=uid)
    return _propose(session, house, found, now)


def _check(session: Session, house: HouseFacts, found: Round, wish: RoundWish, choice: Choice) -> None:
    others = [other for other in wishes_of(session, found.id) if other.fixed and other.uid != wish.uid]
    groups = groups_of(session, [wish, *others])
    mine = wished(wish, groups[wish.group_id])
    reasons = fixedtimes.objections(house, choice, mine.ask(house), found.starts_on, found.ends_on)
    if reasons:
        raise Refused(*reasons)
    world = world_of(session, house, found, groups.values())
    for other in others:
        theirs = outcome_of(other)
        if theirs and allocation.in_the_way(world, mine, choice, theirs, other.minutes):
            raise Refused(refusals.TimeGiven(other.title))
    if not allocation.free_dates(world, mine, choice):
        raise Refused(refusals.RuleRefused("no_dates"))
