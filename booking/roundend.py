"""The end of a half-year round: its fixed times go into the book, and each group is told in one letter."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, time
from typing import Any

from sqlmodel import Session

from booking import allocation, fixedtimes, journal, refusals, series
from booking.book import tell_group
from booking.facts import HouseFacts
from booking.fixedtimes import Choice, Date
from booking.outcomes import Outcome, Weights, skipped_of
from booking.preview import Choice as Skip
from booking.refusals import Refused
from booking.roundbook import groups_of, outcome_of, touch, undecided, wishes_of
from booking.roundworld import world_of
from booking.span import local
from booking.wishes import Wish
from models.bookings import Series
from models.community import Group, Listing
from models.rounds import Round, RoundWish, Stage

SOURCE = "round"  # of the series that a round makes


@dataclass(frozen=True, slots=True)
class Settled:
    """A fixed time as it would stand in the book now: every date, with those that cannot be had."""

    wish: RoundWish
    outcome: Outcome
    choice: Choice
    dates: tuple[Date, ...]


def settled(session: Session, house: HouseFacts, found: Round) -> list[Settled]:
    """Return what deciding the round *found* would put into the book now, in order of the turns."""
    wishes = wishes_of(session, found.id)
    groups = groups_of(session, wishes)
    world = world_of(session, house, found, groups.values())
    given = {wish.uid: outcome for wish in wishes if (outcome := outcome_of(wish)) and outcome.choice}
    dates = allocation.settled(given.values(), {wish.uid: wish.minutes for wish in wishes}, world)
    by_uid = {wish.uid: wish for wish in wishes}
    return [
        Settled(by_uid[one.wish], one, one.choice, tuple(dates[one.wish]))
        for one in sorted(given.values(), key=lambda one: one.turn)
        if one.choice
    ]


def decide(session: Session, house: HouseFacts, uid: str, *, who: str, now: datetime, revision: int) -> list[Series]:
    """Put every fixed time of the proposal into the book and tell each group in one letter what it got and why.

    Dates on which somebody else has the room are skipped. All of it is stored or nothing. Raises Refused:
    UnknownRound, RoundDecided, ChangedMeanwhile if the round is not at *revision* any more, RoundStillOpen,
    NoProposal, ProposalOutdated if others have booked too much of it meanwhile.
    """
    found = undecided(session, uid, revision)
    if local(now, house.zone).date() <= found.apply_until:
        raise Refused(refusals.RoundStillOpen(found.apply_until))
    wishes = wishes_of(session, found.id)
    if not wishes or not all(wish.outcome for wish in wishes):
        raise Refused(refusals.NoProposal())
    plan = settled(session, house, found)
    least = Weights.from_facts(found.weights).free_percent
    if gone := tuple(one.wish.title for one in plan if not _still_stands(one, least)):
        raise Refused(refusals.ProposalOutdated(gone))
    groups = groups_of(session, wishes)
    made = [_book(session, house, found, one, groups, who=who, now=now) for one in plan]
    found.stage = Stage.DECIDED
    touch(session, found, now)
    journal.record(session, "round.decided", who=who, now=now, round=uid, series=len(made))
    for group in groups.values():
        theirs = [wish for wish in wishes if wish.group_id == group.id]
        _tell(session, found, group, theirs, groups.values(), made, who=who, now=now)
    return made


def _still_stands(one: Settled, least_percent: int) -> bool:
    return fixedtimes.enough(one.dates, 1 if one.wish.fixed else least_percent)


def _book(
    session: Session,
    house: HouseFacts,
    found: Round,
    one: Settled,
    groups: dict[int, Group],
    *,
    who: str,
    now: datetime,
) -> Series:
    wish, choice, first = one.wish, one.choice, one.dates[0]
    span = fixedtimes.public_span(house, first.starts, wish.minutes)
    last = datetime.combine(found.ends_on, time(23, 59, 59))
    asked = Wish(
        room=choice.room,
        start=span.start,
        end=span.end,
        title=wish.title,
        group_slug=groups[wish.group_id].slug,
        persons=wish.persons,
        extras=choice.extras,
        usage=wish.usage,
        open_to_all=wish.open_to_all,
        layout=wish.layout,
        by_desk=True,
        source=SOURCE,
        rrule=f"{choice.rule};UNTIL={last:%Y%m%dT%H%M%S}",
        pause_school=choice.pause_school,
    )
    lost = (fixedtimes.CLASH, fixedtimes.OUTSIDE)
    skips = [Skip(date.starts, "skip") for date in one.dates if date.why in lost]
    made = series.request_series(session, house, asked, choices=skips, told=False, who=who, now=now)
    taking_place = sum(date.is_free for date in one.dates)
    wish.outcome = replace(one.outcome, dates=taking_place, skipped=skipped_of(one.dates)).as_facts()
    wish.series_id = made.id
    session.add(wish)
    return made


def _tell(
    session: Session,
    found: Round,
    group: Group,
    wishes: Sequence[RoundWish],
    groups: Iterable[Group],
    made: Sequence[Series],
    *,
    who: str,
    now: datetime,
) -> None:
    known = {one.slug: one.name for one in groups if one.listing is Listing.PUBLIC or one.id == group.id}
    uids = {one.id: one.uid for one in made}
    results = [
        {
            "title": wish.title,
            "minutes": wish.minutes,
            "choices": wish.choices,
            "outcome": told_to_others(wish.outcome, known),
            "series": uids.get(wish.series_id or 0),
        }
        for wish in wishes
    ]
    facts = {"round": found.uid, "name": found.name, "group": group.slug, "results": results}
    tell_group(session, "round.told", group.id, f"{found.uid}:{group.slug}", who=who, now=now, **facts)


def told_to_others(outcome: dict[str, Any], known: dict[str, str]) -> dict[str, Any]:
    """Return the facts of an outcome as its group may read them: other groups by the names that are *known*."""
    passed = []
    for one in outcome["passed"]:
        told = {name: value for name, value in one.items() if name not in ("wish", "group")}
        passed.append({**told, "group": known[one["group"]]} if one.get("group") in known else told)
    return {**outcome, "passed": passed, "swap": None}
