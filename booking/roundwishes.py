"""What groups wish for in a half-year round, until its list closes."""

from dataclasses import dataclass, replace
from datetime import datetime, timedelta

from sqlalchemy import select
from sqlmodel import Session, col

from booking import fixedtimes, journal, refusals, series, titles, wishes
from booking.facts import HouseFacts
from booking.fixedtimes import Choice
from booking.outcomes import Weights
from booking.refusals import Refusal, Refused
from booking.roundbook import touch, undecided, wish_by_uid, wishes_of
from booking.rules import Ask
from booking.span import local, minute_of
from booking.turns import Wished
from models.bookings import Booking, Series, State
from models.community import Group, Listing
from models.rounds import Round, RoundWish

MOST_CHOICES = 5
_LATELY = timedelta(days=200)  # what ended earlier is no fixed time of before


@dataclass(frozen=True, kw_only=True, slots=True)
class Asked:
    """A wish as it came in; nothing of it was checked yet."""

    group_slug: str
    title: str = ""  # empty: as in `like`
    minutes: int | None = None  # of the public time; none: as in `like`
    choices: tuple[Choice, ...] = ()  # best first; `like` goes before them
    like: str | None = None  # uid of a series of the group, "as before"
    usage: str | None = None  # none: as in `like`, or what such a group usually does
    persons: int | None = None
    layout: str | None = None
    open_to_all: bool = True
    rank: int | None = None  # among the wishes of the group; none: after those that it has


def wish_for(
    session: Session, house: HouseFacts, uid: str, asked: Asked, *, who: str, now: datetime, late: bool = False
) -> RoundWish:
    """Note a wish of a group in the round *uid*. The desk may do so *late*, as long as nothing was decided.

    Raises Refused with every reason found: UnknownRound, RoundDecided, RoundClosed, ManyWishes, RunsOn,
    NoFixedTime, NumberOfChoices, and whatever the rules of the house say to one of its times.
    """
    found = _open(session, house, uid, now, late)
    group = _group(session, asked.group_slug)
    filled, reasons = _filled(session, house, found, group, asked)
    others = wishes_of(session, found.id, group_id=group.id)
    most = Weights.from_facts(found.weights).wishes_per_group
    if len(others) >= most:
        reasons.append(refusals.ManyWishes(most))
    if reasons:
        raise Refused(*reasons)
    wish = RoundWish(round_id=found.id, group_id=group.id, title="", minutes=1, created_at=now, updated_at=now)
    _write(wish, filled, rank=len(others), now=now)
    session.add(wish)
    touch(session, found, now)
    journal.record(session, "round.wished", who=who, now=now, group_id=group.id, round=uid, wish=wish.uid)
    session.flush()
    return wish


def change_wish(
    session: Session,
    house: HouseFacts,
    uid: str,
    asked: Asked,
    *,
    who: str,
    now: datetime,
    group_id: int | None = None,
    late: bool = False,
) -> RoundWish:
    """Make the wish *uid* what *asked* says; what was proposed for it is gone.

    Raises Refused like `wish_for`, and UnknownWish, NotYours if *group_id* is another.
    """
    wish, found = wish_by_uid(session, uid, group_id)
    _open(session, house, found.uid, now, late)
    group = session.get_one(Group, wish.group_id)
    filled, reasons = _filled(session, house, found, group, replace(asked, group_slug=group.slug))
    if reasons:
        raise Refused(*reasons)
    _write(wish, filled, rank=wish.rank, now=now)
    session.add(wish)
    touch(session, found, now)
    journal.record(session, "round.wish_changed", who=who, now=now, group_id=group.id, round=found.uid, wish=uid)
    return wish


def withdraw_wish(
    session: Session,
    house: HouseFacts,
    uid: str,
    *,
    who: str,
    now: datetime,
    group_id: int | None = None,
    late: bool = False,
) -> None:
    """Take the wish *uid* back. Raises Refused: UnknownWish, NotYours, RoundDecided, RoundClosed."""
    wish, found = wish_by_uid(session, uid, group_id)
    _open(session, house, found.uid, now, late)
    session.delete(wish)
    touch(session, found, now)
    journal.record(session, "round.wish_withdrawn", who=who, now=now, group_id=wish.group_id, round=found.uid, wish=uid)


def could_go_on(session: Session, house: HouseFacts, found: Round, group_id: int) -> list[tuple[Series, Choice]]:
    """Return the group's series of before that have a fixed time and end before the round begins, newest last."""
    since = datetime.combine(found.starts_on, datetime.min.time()) - _LATELY
    look = select(Series).where(
        col(Series.group_id) == group_id, col(Series.state) == State.CONFIRMED, col(Series.last) >= since
    )
    rows = session.execute(look.order_by(col(Series.id))).scalars()
    return [
        (one, choice)
        for one in rows
        if not _runs_on(session, house, one, found) and (choice := _fixed_time(house, one)) is not None
    ]


def _fixed_time(house: HouseFacts, before: Series) -> Choice | None:
    try:
        return _choice_like(house, before)
    except Refused:
        return None


def _write(wish: RoundWish, asked: Asked, *, rank: int, now: datetime) -> None:
    wish.title = titles.clean(asked.title)
    wish.usage = asked.usage or ""
    wish.persons, wish.layout, wish.open_to_all = asked.persons, asked.layout, asked.open_to_all
    wish.minutes = asked.minutes or 0
    wish.rank = rank if asked.rank is None else asked.rank
    wish.choices = [choice.as_facts() for choice in asked.choices]
    wish.outcome, wish.fixed, wish.updated_at = {}, False, now


def _filled(
    session: Session, house: HouseFacts, found: Round, group: Group, asked: Asked
) -> tuple[Asked, list[Refusal]]:
    """Return *asked* with what `like` and the house say about the rest, and what speaks against it."""
    reasons: list[Refusal] = []
    try:
        asked = _like_before(session, house, found, group, asked)
    except Refused as refused:
        reasons += refused.reasons
    listing = group.listing if asked.open_to_all else Listing.INTERNAL
    asked = replace(
        asked, usage=asked.usage or wishes.usual(house, listing), choices=tuple(dict.fromkeys(asked.choices))
    )
    if not 1 <= len(asked.choices) <= MOST_CHOICES:
        reasons.append(refusals.NumberOfChoices(1, MOST_CHOICES))
    ask = _ask(house, group, asked)
    for choice in asked.choices:
        reasons += fixedtimes.objections(house, choice, ask, found.starts_on, found.ends_on)
    return asked, list(dict.fromkeys(reasons))


def _ask(house: HouseFacts, group: Group, asked: Asked) -> Ask:
    nothing = Wished(
        uid="",
        group=group.slug,
        title=asked.title,
        usage=asked.usage or "",
        minutes=asked.minutes or house.rules.min_public_min,
        persons=asked.persons,
        layout=asked.layout,
        noise=group.facts.get("noise"),
        choices=(),
    )
    return nothing.ask(house)


def _like_before(session: Session, house: HouseFacts, found: Round, group: Group, asked: Asked) -> Asked:
    """Return *asked* with the fixed time of the series that it names as the first choice.

    Raises Refused: UnknownBooking, NotYours, NoFixedTime, RunsOn.
    """
    if asked.like is None:
        return asked
    before = series.series_by_uid(session, asked.like, group_id=group.id)
    if before is None:
        raise Refused(refusals.UnknownBooking())
    if _runs_on(session, house, before, found):
        raise Refused(refusals.RunsOn(before.last.date() if before.last else None))
    again = _choice_like(house, before)
    return replace(
        asked,
        title=asked.title or before.title,
        minutes=asked.minutes or before.minutes,
        choices=(again, *asked.choices),
        usage=asked.usage or before.usage,
        persons=before.persons if asked.persons is None else asked.persons,
        layout=asked.layout or before.layout,
    )


def _choice_like(house: HouseFacts, before: Series) -> Choice:
    """Return the fixed time of *before*. Raises Refused(NoFixedTime)."""
    room = house.rooms_by_id[before.room_id]
    return fixedtimes.choice_like(
        before.rrule,
        before.first,
        room=house.main_room(room).slug,
        extras=room.extras,
        pause_school=before.pause_school,
    )


def _runs_on(session: Session, house: HouseFacts, before: Series, found: Round) -> bool:
    begins = minute_of(found.starts_on, 0, house.zone)
    look = select(col(Booking.id)).where(
        col(Booking.series_id) == before.id, col(Booking.released_at).is_(None), col(Booking.starts_at) >= begins
    )
    return session.execute(look.limit(1)).first() is not None


def _open(session: Session, house: HouseFacts, uid: str, now: datetime, late: bool) -> Round:
    found = undecided(session, uid)
    if not late and local(now, house.zone).date() > found.apply_until:
        raise Refused(refusals.RoundClosed(found.apply_until))
    return found


def _group(session: Session, slug: str) -> Group:
    group: Group | None = session.execute(select(Group).where(col(Group.slug) == slug)).scalar_one_or_none()
    if group is None:
        raise Refused(refusals.UnknownGroup(slug))
    return group
