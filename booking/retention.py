"""What people told the house is forgotten when its time is over (UX §9): looked at once a day, each rule by itself.

Seats, sign-in letters, links and functions of groups have rules of their own, beside what they store.
"""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any
from weakref import WeakKeyDictionary

from sqlalchemy import ColumnElement, Pool, Select, and_, delete, exists, or_, select
from sqlmodel import Session, col

from booking import journal, newcomers, officequestions, post
from booking.facts import HouseFacts
from models.bookings import LIVE, Booking
from models.community import Contact, Group
from models.handovers import Damage, Handover
from models.members import Member, MemberLink
from models.requests import OfficeQuestion, Question
from models.rooms import Section

REFUSED_KEPT = timedelta(days=30)  # a wish of somebody without a group that came to nothing, after that was decided
# One that was granted, after its date; how a group is reached, after its last; what was broken, after it was mended.
RESTING_KEPT = timedelta(days=365)
_CLOCK = "clock"
_HOUSE = ("help_directory", "staffed_hours")  # sections that name functions of the house itself

# On which day each database was last seen to hold nothing that is too old, by this process.
_looked: WeakKeyDictionary[Pool, date] = WeakKeyDictionary()


@dataclass(frozen=True, slots=True)
class Rule:
    """What is kept too long, and how it is forgotten."""

    old: Callable[[Session, datetime], Select[Any]]
    forget: Callable[[Session, Any, datetime], None]


def something_old(session: Session, now: datetime) -> bool:
    """Whether something is kept longer than it may be; asked once a day, because it looks at everything."""
    pool = session.get_bind().engine.pool
    if _looked.get(pool) == now.date():
        return False
    if any(session.execute(rule.old(session, now).limit(1)).first() is not None for rule in RULES.values()):
        return True
    _looked[pool] = now.date()
    return False


def forget_old(session: Session, _house: HouseFacts, now: datetime) -> int:
    """Forget everything that is due; return how much there was."""
    count = 0
    for rule in RULES.values():
        found = list(session.execute(rule.old(session, now)).scalars())
        for row in found:
            rule.forget(session, row, now)
        count += len(found)
    session.flush()
    return count


# Wishes of somebody whom the house does not know


def _old_wishes(_session: Session, now: datetime) -> Select[Any]:
    nothing = col(Booking.state).not_in(LIVE) & (col(Booking.released_at) <= now - REFUSED_KEPT)
    over = col(Booking.ends_at) <= now - RESTING_KEPT
    return select(Booking).where(newcomers.told(), or_(nothing, over)).order_by(col(Booking.id))


def _forget_wish(session: Session, booking: Booking, _now: datetime) -> None:
    newcomers.forget(booking)
    session.execute(delete(Question).where(col(Question.booking_id) == booking.id))
    officequestions.forget_about(session, [booking.id])


# How groups are reached that nobody heard of for a year


def _resting_contacts(session: Session, now: datetime) -> Select[Any]:
    since = now - RESTING_KEPT
    own = col(Group.contact_id) == col(Contact.id)
    return (
        select(Contact)
        .where(is_private(session), exists().where(own), ~exists().where(own, _is_active(since)))
        .order_by(col(Contact.id))
    )


def is_private(session: Session) -> ColumnElement[bool]:
    """Return which contacts say how somebody is reached and belong to no office that is there for all."""
    kept = or_(col(Contact.email) != "", col(Contact.phone) != "") & ~col(Contact.card)
    return and_(kept, col(Contact.slug).not_in(_of_the_house(session)))


def _is_active(since: datetime) -> Any:
    dates = exists().where(col(Booking.group_id) == col(Group.id), col(Booking.ends_at) > since)
    used = or_(col(MemberLink.created_at) > since, col(MemberLink.used_at) > since)
    phones = exists().where(col(Member.group_id) == col(Group.id), col(MemberLink.member_id) == col(Member.id), used)
    return or_(col(Group.created_at) > since, dates, phones)


def _of_the_house(session: Session) -> list[str]:
    found = session.execute(select(col(Section.content)).where(col(Section.name).in_(_HOUSE))).scalars()
    return [str(entry["contact"]) for entries in found for entry in entries if entry.get("contact")]


def forget_contact(session: Session, contact: Contact, now: datetime, who: str = _CLOCK) -> None:
    """Forget how the groups of *contact* are reached, with what waits to be sent there about them."""
    for group in session.execute(select(Group).where(col(Group.contact_id) == contact.id)).scalars():
        post.withdraw(session, contact.email, group.id)
        journal.record(session, "group.contact_forgotten", who=who, now=now, group_id=group.id)
    contact.email, contact.phone = "", ""


# What was broken, and what a group wrote when it left


def _old_damages(_session: Session, now: datetime) -> Select[Any]:
    return select(Damage).where(col(Damage.done_at) <= now - RESTING_KEPT)


def _forget_damage(session: Session, damage: Damage, _now: datetime) -> None:
    session.delete(damage)


def _old_notes(_session: Session, now: datetime) -> Select[Any]:
    return select(Handover).where(col(Handover.note) != "", col(Handover.at) <= now - RESTING_KEPT)


def _forget_note(_session: Session, left: Handover, _now: datetime) -> None:
    left.note = ""


# What offices were asked and answered


def _old_office_questions(_session: Session, now: datetime) -> Select[Any]:
    return officequestions.old(now)


def _forget_office_question(session: Session, row: OfficeQuestion, _now: datetime) -> None:
    officequestions.forget(session, row)


# By what they are about.
RULES = {
    "wishes": Rule(_old_wishes, _forget_wish),
    "contacts": Rule(_resting_contacts, forget_contact),
    "damages": Rule(_old_damages, _forget_damage),
    "notes": Rule(_old_notes, _forget_note),
    "office_questions": Rule(_old_office_questions, _forget_office_question),
}
