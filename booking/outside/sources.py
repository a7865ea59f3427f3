"""The foreign calendars of the house: added, dropped, shown to the desk."""

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import and_, delete, func, select
from sqlmodel import Session, col

from booking import journal
from booking.facts import HouseFacts
from booking.outside import plans, rooms, taking
from booking.outside.looks import EVERY, Address
from booking.outside.plans import Plan
from booking.outside.reading import Reading
from booking.refusals import Refusal
from models.community import District, Group
from models.outside import DateStanding, Means, OutsideCopy, OutsideDate, OutsideSource, SourceKind


@dataclass(frozen=True, slots=True)
class SourceRow:
    """One foreign calendar as the desk sees it; aware UTC times."""

    id: int
    name: str
    kind: SourceKind
    host: str
    means: Means
    place: str
    room: str  # slug; empty: keeps none
    ahead: int  # dates that are still to come
    unkept: int  # of those that keep no room because somebody has it
    looked_at: datetime | None
    good_at: datetime | None
    failure: Refusal | None
    failures: int
    held_at: datetime | None
    next_at: datetime | None
    left_out: tuple[str, ...]
    plan: Plan  # what the desk said of it
    paused_at: datetime | None


def add_source(
    session: Session,
    house: HouseFacts,
    plan: Plan,
    reading: Reading,
    *,
    address: Address | None = None,
    who: str,
    now: datetime,
) -> OutsideSource:
    """Take a calendar into the house, with all its dates. Without an *address* it is a file, and stays as it is.

    Raises Refused with all that is wrong with *plan*.
    """
    values = plans.checked(session, house, plan)
    of = OutsideSource(**values, kind=SourceKind.FILE, created_at=now, updated_at=now)
    if address is not None:
        of.kind, of.host, of.address = SourceKind.ADDRESS, address.host, address.sealed
        of.etag, of.modified, of.next_at, of.looked_at = address.etag, address.modified, now + EVERY, now
    session.add(of)
    session.flush()
    journal.record(session, "outside.added", who=who, now=now, source=of.id)
    taking.take_in(session, house, of.id, reading, who=who, now=now)
    return of


def bring_file(session: Session, house: HouseFacts, number: int, reading: Reading, *, who: str, now: datetime) -> None:
    """Take in a newer file of a calendar that came as one; whoever does it has seen what it changes.

    Raises Refused(UnknownCalendar).
    """
    taking.take_in(session, house, number, reading, trusted=True, who=who, now=now)


def drop_source(session: Session, house: HouseFacts, number: int, *, who: str, now: datetime) -> None:
    """Take a calendar out of the house with all its dates. Raises Refused(UnknownCalendar)."""
    of = taking.source(session, number)
    rooms.let_go_of_all(session, house, taking.dates_of(session, of.id), who=who, now=now)
    session.flush()
    session.execute(delete(OutsideDate).where(col(OutsideDate.source_id) == of.id))
    session.execute(delete(OutsideCopy).where(col(OutsideCopy.source_id) == of.id))
    session.delete(of)
    journal.record(session, "outside.dropped", who=who, now=now, source=number)
    session.flush()


def sources(session: Session, house: HouseFacts, *, now: datetime) -> list[SourceRow]:
    """Return every foreign calendar, by name."""
    ahead = and_(col(OutsideDate.ends_at) > now, col(OutsideDate.standing) == DateStanding.PLANNED)
    counted = (
        select(col(OutsideDate.source_id), func.count(), func.count().filter(col(OutsideDate.problem) != ""))
        .where(ahead)
        .group_by(col(OutsideDate.source_id))
    )
    numbers = {number: (several, unkept) for number, several, unkept in session.execute(counted)}
    found = session.execute(
        select(OutsideSource, col(Group.slug), col(District.slug))
        .outerjoin(Group, col(OutsideSource.group_id) == col(Group.id))
        .outerjoin(District, col(OutsideSource.district_id) == col(District.id))
        .order_by(func.lower(col(OutsideSource.name)))
    )
    return [_row(_plan(house, *named), named[0], *numbers.get(named[0].id, (0, 0))) for named in found]


def troubled(session: Session) -> int:
    """Return with how many foreign calendars something is wrong; nobody waits for one that is paused."""
    wrong = and_(col(OutsideSource.failure) != "", col(OutsideSource.paused_at).is_(None))
    look = select(func.count()).select_from(OutsideSource).where(wrong)
    number: int = session.execute(look).scalar_one()
    return number


def failure_of(of: OutsideSource) -> Refusal | None:
    """Return why the last look failed; none if it went well."""
    kinds = {kind.code: kind for kind in Refusal.__subclasses__()}
    kind = kinds.get(of.failure)
    return None if kind is None else kind(**of.failure_facts)


def _plan(house: HouseFacts, of: OutsideSource, group: str | None, district: str | None) -> Plan:
    room = house.rooms_by_id.get(of.room_id or 0)
    return Plan(
        name=of.name,
        means=of.means,
        place=of.place,
        own_places=of.own_places,
        topic=of.topic,
        group=group or "",
        district=district or "",
        room=room.slug if room else "",
    )


def _row(plan: Plan, of: OutsideSource, ahead: int, unkept: int) -> SourceRow:
    return SourceRow(
        id=of.id,
        name=of.name,
        kind=of.kind,
        host=of.host,
        means=of.means,
        place=of.place,
        room=plan.room,
        ahead=ahead,
        unkept=unkept if of.means is Means.ROOM else 0,
        looked_at=of.looked_at,
        good_at=of.good_at,
        failure=failure_of(of),
        failures=of.failures,
        held_at=of.held_at,
        next_at=of.next_at,
        left_out=tuple(of.left_out),
        plan=plan,
        paused_at=of.paused_at,
    )
