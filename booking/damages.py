"""What is broken in the house: told by whoever sees it, seen to by the house."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import func, select
from sqlmodel import Session, col

from booking import journal, refusals
from booking.facts import HouseFacts
from booking.refusals import Refused
from booking.span import local
from models.handovers import Damage

KINDS = ("furniture", "kitchen", "light", "heating", "window", "other")  # as pictograms
_ANYBODY = ("visitor", "kiosk")  # whoever stands at a kiosk without a name, "kiosk:3" where it is known at which
MOST_AN_HOUR = 6  # new ones at the same kiosk; a child taps more
_SAME = timedelta(minutes=10)  # told again sooner, it is the same finger


@dataclass(frozen=True, kw_only=True, slots=True)
class DamageFacts:
    """One thing that is broken; times are aware, in the house's zone."""

    id: int
    what: str  # of KINDS
    room_name: str  # empty: somewhere else in the house
    first_at: datetime
    last_at: datetime
    times: int


def report(
    session: Session,
    house: HouseFacts,
    what: str,
    *,
    room: str = "",
    booking_id: int | None = None,
    who: str,
    now: datetime,
) -> Damage:
    """Note that *what* (a word of KINDS) is broken in *room* (slug; empty: elsewhere in the house).

    What is open already is only counted. Raises Refused: UnknownItem, UnknownRoom, and ManyDamages if *who* is
    anybody at a kiosk where too many new ones were told within an hour.
    """
    if what not in KINDS:
        raise Refused(refusals.UnknownItem(what))
    room_id = house.main_room(house.room(room)).id if room else None
    known = _open_one(session, what, room_id)
    if known is not None:
        if now - known.last_at >= _SAME:
            known.times, known.last_at = known.times + 1, now
            session.add(known)
        return known
    if who.partition(":")[0] in _ANYBODY and _told_lately(session, who, now) >= MOST_AN_HOUR:
        raise Refused(refusals.ManyDamages())
    damage = Damage(what=what, room_id=room_id, booking_id=booking_id, told_by=who, first_at=now, last_at=now)
    session.add(damage)
    session.flush()
    journal.record(session, "damage.told", who=who, now=now, booking_id=booking_id, damage=damage.id, kind=what)
    return damage


def open_damages(session: Session, house: HouseFacts) -> list[DamageFacts]:
    """Return what is broken and nobody has seen to yet, what was told first at the top."""
    look = select(Damage).where(col(Damage.done_at).is_(None)).order_by(col(Damage.first_at), col(Damage.id))
    return [_facts(house, damage) for damage in session.execute(look).scalars()]


def see_to(session: Session, number: int, *, who: str, now: datetime) -> Damage:
    """Note that the house has seen to the damage with this id. Doing it twice changes nothing.

    Raises Refused(UnknownDamage).
    """
    damage = session.get(Damage, number)
    if damage is None:
        raise Refused(refusals.UnknownDamage())
    if damage.done_at is None:
        damage.done_at = now
        session.add(damage)
        journal.record(session, "damage.done", who=who, now=now, damage=damage.id, kind=damage.what)
    return damage


def _facts(house: HouseFacts, damage: Damage) -> DamageFacts:
    room = house.rooms_by_id.get(damage.room_id) if damage.room_id is not None else None
    return DamageFacts(
        id=damage.id,
        what=damage.what,
        room_name=room.name if room else "",
        first_at=local(damage.first_at, house.zone),
        last_at=local(damage.last_at, house.zone),
        times=damage.times,
    )


def _open_one(session: Session, what: str, room_id: int | None) -> Damage | None:
    same_room = col(Damage.room_id).is_(None) if room_id is None else col(Damage.room_id) == room_id
    look = select(Damage).where(col(Damage.what) == what, same_room, col(Damage.done_at).is_(None))
    found: Damage | None = session.execute(look.limit(1)).scalar_one_or_none()
    return found


def _told_lately(session: Session, who: str, now: datetime) -> int:
    look = select(func.count()).where(col(Damage.told_by) == who, col(Damage.first_at) > now - timedelta(hours=1))
    told: int = session.execute(look).scalar_one()
    return told
