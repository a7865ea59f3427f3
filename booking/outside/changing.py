"""What the desk says of a foreign calendar, said anew; its dates stay the rows they are, with their pages and UIDs."""

from datetime import datetime

from sqlmodel import Session

from booking import journal
from booking.facts import HouseFacts
from booking.outside import looks, plans, rooms, taking
from booking.outside.looks import Address
from booking.outside.plans import Plan
from booking.outside.reading import Reading
from booking.outside.taking import Preview
from models.outside import DateStanding, Means, OutsideCopy, OutsideSource, SourceKind

_NOT_TOLD = {"room_id", "paused_at", "address"}  # of what the public reads, nothing depends on these


def copy_of(session: Session, number: int) -> bytes:
    """Return what a calendar said last, as it is kept. Raises Refused(UnknownCalendar)."""
    taking.source(session, number)
    return session.get_one(OutsideCopy, number).good


def preview_change(
    session: Session, house: HouseFacts, number: int, plan: Plan, reading: Reading, *, now: datetime
) -> Preview:
    """Return what would become of the dates of a calendar as *plan* wants it. Raises Refused like `change_source`."""
    of = taking.source(session, number)
    room_id = plans.checked(session, house, plan, but=number)["room_id"]
    return taking.preview(session, house, reading, of=of, room_id=room_id, now=now)


def change_source(
    session: Session,
    house: HouseFacts,
    number: int,
    plan: Plan,
    reading: Reading,
    *,
    is_newer: bool = False,
    address: Address | None = None,
    paused: bool = False,
    who: str,
    now: datetime,
) -> None:
    """Let a calendar be what *plan* says. *reading* is of its own copy, or what a newer file or another *address* has.

    *paused*: its address is not looked at until somebody says so; what stands here stays. Whoever does it has seen
    what it changes. Raises Refused: UnknownCalendar, or all that is wrong with *plan*.
    """
    of = taking.source(session, number)
    values = plans.checked(session, house, plan, but=number)
    changed = {name for name, value in values.items() if getattr(of, name) != value}
    if of.means is Means.ROOM and values["means"] is not Means.ROOM:
        _let_go(session, house, of, who, now)
    for name, value in values.items():
        setattr(of, name, value)
    changed |= _lead_to(of, address, now) | _pause(of, paused=paused, now=now)
    of.updated_at = now
    session.add(of)
    session.flush()
    if is_newer or address is not None:
        taking.take_in(session, house, of.id, reading, trusted=True, who=who, now=now)
    else:
        looks.roll_on(session, house, of.id, reading, who=who, now=now)
    if of.room_id is not None:
        dates = taking.dates_of(session, of.id)
        rooms.settle(session, house, house.rooms_by_id[of.room_id], dates, who=who, now=now)
    if changed - _NOT_TOLD:
        _tell_anew(session, of, now)
    if changed:
        journal.record(session, "outside.changed", who=who, now=now, source=of.id, changed=sorted(changed))
    session.flush()


def _lead_to(of: OutsideSource, address: Address | None, now: datetime) -> set[str]:
    if address is None:
        return set()
    of.kind, of.host, of.address = SourceKind.ADDRESS, address.host, address.sealed
    of.etag, of.modified = address.etag, address.modified
    of.next_at, of.looked_at = now + looks.EVERY, now
    return {"address"}


def _pause(of: OutsideSource, *, paused: bool, now: datetime) -> set[str]:
    if of.kind is not SourceKind.ADDRESS or paused is (of.paused_at is not None):
        return set()
    of.paused_at = now if paused else None
    of.next_at = now if not paused else of.next_at
    return {"paused_at"}


def _let_go(session: Session, house: HouseFacts, of: OutsideSource, who: str, now: datetime) -> None:
    dates = taking.dates_of(session, of.id)
    rooms.let_go_of_all(session, house, dates, who=who, now=now)
    for row in dates:
        row.problem = ""
    session.add_all(dates)
    session.flush()


def _tell_anew(session: Session, of: OutsideSource, now: datetime) -> None:
    """Let programs see that what they know of each date is not what is told now."""
    for row in taking.dates_of(session, of.id):
        if row.standing is not DateStanding.GONE and row.updated_at != now:
            row.revision, row.updated_at = row.revision + 1, now
            session.add(row)
