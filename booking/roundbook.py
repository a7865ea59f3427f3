"""Rounds as they stand: what was wished for, and what came of it."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy import func, select
from sqlmodel import Session, col

from booking import refusals
from booking.fixedtimes import Choice
from booking.outcomes import Outcome
from booking.refusals import Refused
from models.bookings import Series
from models.community import Group, Listing
from models.rounds import Round, RoundWish, Stage


@dataclass(frozen=True, kw_only=True, slots=True)
class RoundCard:
    """A round in a list; days are inclusive."""

    uid: str
    name: str
    starts_on: date
    ends_on: date
    apply_until: date
    stage: Stage
    revision: int
    wishes: int
    groups: int

    def takes_wishes(self, today: date) -> bool:
        """Whether groups may still wish on the local day *today*."""
        return self.stage is not Stage.DECIDED and today <= self.apply_until


@dataclass(frozen=True, kw_only=True, slots=True)
class WishCard:
    """A wish with what came of it so far."""

    uid: str
    group_slug: str
    group_name: str
    group_listing: Listing
    title: str
    usage: str
    persons: int | None
    layout: str | None
    open_to_all: bool
    minutes: int
    rank: int
    choices: tuple[Choice, ...]
    outcome: Outcome | None  # none: there was no proposal since it came in
    series_uid: str | None = None


def round_by_uid(session: Session, uid: str, *, revision: int | None = None) -> Round:
    """Return the round *uid*.

    Raises Refused(UnknownRound), and Refused(ChangedMeanwhile) if it is not at *revision* any more.
    """
    found: Round | None = session.execute(select(Round).where(col(Round.uid) == uid)).scalar_one_or_none()
    if found is None:
        raise Refused(refusals.UnknownRound())
    if revision is not None and found.revision != revision:
        raise Refused(refusals.ChangedMeanwhile())
    return found


def undecided(session: Session, uid: str, revision: int | None = None) -> Round:
    """Return the round *uid*. Raises Refused like `round_by_uid`, or with RoundDecided if it is over."""
    if round_by_uid(session, uid).stage is Stage.DECIDED:
        raise Refused(refusals.RoundDecided())
    return round_by_uid(session, uid, revision=revision)


def touch(session: Session, found: Round, now: datetime) -> None:
    """Note that something about the round *found* changed, so that nobody decides what they did not see."""
    found.revision += 1
    found.updated_at = now
    session.add(found)


def rounds(session: Session) -> list[RoundCard]:
    """Return every round, the latest period first."""
    counted = (
        select(Round, func.count(col(RoundWish.id)), func.count(col(RoundWish.group_id).distinct()))
        .outerjoin(RoundWish, col(RoundWish.round_id) == col(Round.id))
        .group_by(col(Round.id))
        .order_by(col(Round.starts_on).desc(), col(Round.id))
    )
    return [_card(found, wishes, groups) for found, wishes, groups in session.execute(counted)]


def _card(found: Round, wishes: int, groups: int) -> RoundCard:
    return RoundCard(
        uid=found.uid,
        name=found.name,
        starts_on=found.starts_on,
        ends_on=found.ends_on,
        apply_until=found.apply_until,
        stage=found.stage,
        revision=found.revision,
        wishes=wishes,
        groups=groups,
    )


def wishes_of(session: Session, round_id: int, *, group_id: int | None = None) -> list[RoundWish]:
    """Return the wishes of a round, of one group or of all, the dearest of each group first."""
    look = select(RoundWish).where(col(RoundWish.round_id) == round_id)
    if group_id is not None:
        look = look.where(col(RoundWish.group_id) == group_id)
    order = (col(RoundWish.group_id), col(RoundWish.rank), col(RoundWish.id))
    return list(session.execute(look.order_by(*order)).scalars())


def wish_by_uid(session: Session, uid: str, group_id: int | None = None) -> tuple[RoundWish, Round]:
    """Return the wish *uid* and its round. Raises Refused: UnknownWish, NotYours if *group_id* is another."""
    wish: RoundWish | None = session.execute(select(RoundWish).where(col(RoundWish.uid) == uid)).scalar_one_or_none()
    if wish is None:
        raise Refused(refusals.UnknownWish())
    if group_id is not None and wish.group_id != group_id:
        raise Refused(refusals.NotYours("wish"))
    return wish, session.get_one(Round, wish.round_id)


def wish_cards(session: Session, round_id: int, *, group_id: int | None = None) -> list[WishCard]:
    """Return the wishes of a round with what came of them, by the name of the group."""
    wishes = wishes_of(session, round_id, group_id=group_id)
    groups = groups_of(session, wishes)
    numbers = [wish.series_id for wish in wishes if wish.series_id is not None]
    look = select(col(Series.id), col(Series.uid)).where(col(Series.id).in_(numbers))
    series = {row.id: row.uid for row in session.execute(look)}
    cards = [_wish_card(wish, groups[wish.group_id], series.get(wish.series_id or 0)) for wish in wishes]
    return sorted(cards, key=lambda card: (card.group_name.casefold(), card.group_slug, card.rank))


def _wish_card(wish: RoundWish, group: Group, series_uid: str | None) -> WishCard:
    return WishCard(
        uid=wish.uid,
        group_slug=group.slug,
        group_name=group.name,
        group_listing=group.listing,
        title=wish.title,
        usage=wish.usage,
        persons=wish.persons,
        layout=wish.layout,
        open_to_all=wish.open_to_all,
        minutes=wish.minutes,
        rank=wish.rank,
        choices=choices_of(wish),
        outcome=outcome_of(wish),
        series_uid=series_uid,
    )


def choices_of(wish: RoundWish) -> tuple[Choice, ...]:
    """Return what would do, best first."""
    return tuple(Choice.from_facts(facts) for facts in wish.choices)


def outcome_of(wish: RoundWish) -> Outcome | None:
    """Return what came of *wish*; none if there was no proposal since it came in."""
    return Outcome.from_facts(wish.outcome) if wish.outcome else None


def groups_of(session: Session, wishes: Iterable[RoundWish]) -> dict[int, Group]:
    """Return the groups of *wishes* by their number."""
    numbers = {wish.group_id for wish in wishes}
    found = session.execute(select(Group).where(col(Group.id).in_(numbers))).scalars()
    return {group.id: group for group in found}
