"""What a round is shared out in: the house in its period, and what each group has of it and had before."""

from collections import Counter, defaultdict
from collections.abc import Iterable
from datetime import date, timedelta

from sqlalchemy import select
from sqlmodel import Session, col

from booking.facts import HouseFacts
from booking.fixedtimes import Standing
from booking.outcomes import Weights
from booking.roundbook import choices_of, outcome_of
from booking.span import Span, day_span, local
from booking.turns import Share, Time, Wished, World
from models.bookings import LONGEST, Booking, State
from models.community import Group, Listing, Trust
from models.rounds import Round, RoundWish

_HALF_A_YEAR = timedelta(days=183)
_A_HABIT = 2  # so many dates at the same time make it a fixed one


def wished(wish: RoundWish, group: Group) -> Wished:
    """Return *wish* as the sharing sees it."""
    outcome = outcome_of(wish) if wish.fixed else None
    return Wished(
        uid=wish.uid,
        group=group.slug,
        title=wish.title,
        usage=wish.usage,
        minutes=wish.minutes,
        persons=wish.persons,
        layout=wish.layout,
        noise=group.facts.get("noise"),
        rank=wish.rank,
        choices=choices_of(wish),
        fixed=wish.fixed,
        given=outcome.choice if outcome else None,
    )


def world_of(session: Session, house: HouseFacts, found: Round, groups: Iterable[Group]) -> World:
    """Return the house in the period of the round *found*, with what *groups* have of it and had before."""
    weights, everybody = Weights.from_facts(found.weights), {group.id: group for group in groups}
    weeks, had = _weeks(session, house, found, everybody), _habits(session, house, found, everybody)
    limit = house.rules.hours_a_week
    return World(
        house=house,
        first=found.starts_on,
        last=found.ends_on,
        standing=_standing(session, house, found),
        shares={
            group.slug: Share(
                weeks=weeks[number],
                limit=None if limit is None or group.trust is Trust.PARTNER else limit * 60,
                quiet=is_quiet(group, weights),
                had=frozenset(had[number]),
            )
            for number, group in everybody.items()
        },
        seed=found.uid,
    )


def is_quiet(group: Group, weights: Weights) -> bool:
    """Whether *group* is one of the quiet ones."""
    return weights.calls_quiet(
        kind=group.kind, audience=group.facts.get("audience", ()), listing=group.listing, trust=group.trust
    )


def _period(house: HouseFacts, found: Round) -> Span:
    return day_span(found.starts_on, house.zone, (found.ends_on - found.starts_on).days + 1)


def _standing(session: Session, house: HouseFacts, found: Round) -> tuple[Standing, ...]:
    period = _period(house, found)
    columns = (Booking.lo, Booking.hi, Booking.busy_from, Booking.busy_until, Booking.title)
    shown = (Booking.listing, Booking.title_hidden, Booking.state)
    rows = session.execute(
        select(*(col(column) for column in (*columns, *shown))).where(
            col(Booking.released_at).is_(None),
            col(Booking.busy_from) >= period.start - LONGEST,
            col(Booking.busy_from) < period.end,
            col(Booking.busy_until) > period.start,
        )
    )
    return tuple(
        Standing(lo, hi, Span(begin, until), title if _is_told(listing, hidden, state) else None)
        for lo, hi, begin, until, title, listing, hidden, state in rows
    )


def _is_told(listing: Listing, hidden: bool, state: State) -> bool:
    return listing is Listing.PUBLIC and not hidden and state is State.CONFIRMED


def _weeks(session: Session, house: HouseFacts, found: Round, groups: Iterable[int]) -> dict[int, Counter[date]]:
    """Return the minutes that each group has in the book in the period, by the Monday of their week."""
    period = _period(house, found)
    look = select(col(Booking.group_id), col(Booking.starts_at), col(Booking.ends_at)).where(
        col(Booking.group_id).in_([*groups]),
        col(Booking.released_at).is_(None),
        col(Booking.starts_at) >= period.start,
        col(Booking.starts_at) < period.end,
    )
    weeks: dict[int, Counter[date]] = defaultdict(Counter)
    for group, begin, until in session.execute(look):
        day = local(begin, house.zone).date()
        weeks[group][day - timedelta(days=day.weekday())] += (until - begin) // timedelta(minutes=1)
    return weeks


def _habits(session: Session, house: HouseFacts, found: Round, groups: Iterable[int]) -> dict[int, set[Time]]:
    """Return the fixed times that each group had in the half-year before the period."""
    before = day_span(found.starts_on - _HALF_A_YEAR, house.zone, _HALF_A_YEAR.days)
    look = select(col(Booking.group_id), col(Booking.room_id), col(Booking.wall_from)).where(
        col(Booking.group_id).in_([*groups]),
        col(Booking.series_id).is_not(None),
        col(Booking.state) == State.CONFIRMED,
        col(Booking.moved).is_(False),
        col(Booking.starts_at) >= before.start,
        col(Booking.starts_at) < before.end,
    )
    met: Counter[tuple[int, Time]] = Counter()
    for group, room, starts in session.execute(look):
        name = house.main_room(house.rooms_by_id[room]).slug
        met[group, (name, starts.weekday(), starts.hour * 60 + starts.minute)] += 1
    had: dict[int, set[Time]] = defaultdict(set)
    for (group, time), number in met.items():
        if number >= _A_HABIT:
            had[group].add(time)
    return had
