"""A wish as a letter to the desk and the page of its link show it, and the decision by that link: once."""

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime

from sqlalchemy import select
from sqlmodel import Session, col

from booking import access, book, decisions, desknews, grouppast, journal, ledger, post, questions, seals
from booking.facts import HouseFacts
from booking.grouppast import Past
from booking.ledger import DeskRow
from booking.refusals import ChangedMeanwhile, DecisionLinkOver, NotYourDuty, Refusal, Refused
from booking.span import local
from booking.told import is_closed
from models.bookings import Booking, Series
from models.community import Group
from models.journal import JournalEntry
from models.requests import Question
from models.staff import DecisionLink, Staff

ACTS = ("yes", "no", "ask")


@dataclass(frozen=True, kw_only=True, slots=True)
class Wish:
    """A wish as it stands; times are aware, in the house's zone."""

    uid: str  # of the booking, or of its series when all its dates that wait are meant
    row: DeskRow  # its first date, with what speaks against all
    dates: tuple[tuple[datetime, datetime], ...]  # that wait, by start; none: it is decided
    is_quiet: bool  # neither title nor group may stand in a letter or on a page without a log-in
    asked: tuple[Question, ...]
    past: Past | None  # none: somebody without a group
    is_written_to: bool  # whoever asks learns of the decision by letter
    last: JournalEntry | None  # what became of it
    stamp: str  # of everything that whoever decides reads

    @property
    def waits(self) -> bool:
        """Whether it is still to be decided."""
        return bool(self.dates)


@dataclass(frozen=True, slots=True)
class Opened:
    """What a link opens, and to whom."""

    staff: Staff
    booking: Booking
    whole: bool


def opened(session: Session, chance: str, *, now: datetime) -> Opened:
    """Return what the link with *chance* opens; nothing changes.

    Raises Refused(DecisionLinkOver) if it is over, or whoever got it is paused, gone, or may decide no more.
    """
    look = select(DecisionLink, Staff).join(Staff, col(DecisionLink.staff_id) == col(Staff.id))
    found = session.execute(look.where(col(DecisionLink.token_hash) == seals.token_seal(chance))).one_or_none()
    if found is None:
        raise Refused(DecisionLinkOver())
    link, staff = found
    if link.ends_at <= now or not desknews.is_in_office(staff) or not desknews.may_decide(staff.role):
        raise Refused(DecisionLinkOver())
    return Opened(staff, session.get_one(Booking, link.booking_id), link.whole)


def decide(
    session: Session,
    house: HouseFacts,
    chance: str,
    act: str,
    *,
    stamp: str,
    reason: str = "",
    text: str = "",
    now: datetime,
) -> list[Booking]:
    """Say "yes" or "no" to what the link with *chance* opens, or "ask" its group, as the function that got it.

    Returns the bookings that were decided, none after a question. *stamp* is that of what was read.
    Raises Refused: DecisionLinkOver, AlreadyDecided, ChangedMeanwhile, and whatever `booking.decisions` or
    `booking.questions` object; then nothing is stored.
    """
    link = opened(session, chance, now=now)
    wish = read(session, house, link.booking, whole=link.whole, now=now)
    decisions.waiting_under(session, wish.uid)  # what is decided says so, rather than that it changed
    if stamp != wish.stamp:
        raise Refused(ChangedMeanwhile())
    who = access.desk_name(link.staff)
    journal.record(session, "desk.decided_by_letter", who=who, now=now, booking_id=link.booking.id, act=act)
    if act == "yes":
        return decisions.approve_booking(session, house, wish.uid, who=who, now=now)
    if act == "no":
        about = {"reason": reason, "text": text}
        return decisions.decline_booking(session, house, wish.uid, **about, who=who, now=now)
    if act == "ask":
        questions.ask(session, house, wish.uid, text, who=who, now=now)
        return []
    raise Refused(NotYourDuty())


def read(session: Session, house: HouseFacts, booking: Booking, *, whole: bool, now: datetime) -> Wish:
    """Return the wish that *booking* is, or with *whole* all dates of its series that wait."""
    mine = _mine(session, booking, whole=whole)
    waiting = [one for one in mine if book.is_waiting(one)]
    row = ledger.desk_row(session, house, (waiting or [booking])[0].uid)[1]
    each = decisions.objections_each(session, house, waiting) if waiting else []
    against = tuple(dict.fromkeys(reason for reasons in each for reason in reasons))
    asked = tuple(questions.questions_of(session, [one.id for one in mine]))
    group = session.get(Group, booking.group_id) if booking.group_id is not None else None
    story = journal.story(session, (waiting or [booking])[0].id)
    uid = row.series_uid if whole else row.uid
    return Wish(
        uid=uid,
        row=replace(row, objections=against, dates=len(waiting) or 1),
        dates=tuple((local(one.starts_at, house.zone), local(one.ends_at, house.zone)) for one in waiting),
        is_quiet=is_quiet(row, group),
        asked=asked,
        past=grouppast.past(session, group.id, now=now) if group else None,
        is_written_to=group is not None and post.reaches(session, group.id),
        last=story[-1] if story else None,
        stamp=_stamp(uid, waiting, against, asked),
    )


def is_quiet(row: DeskRow, group: Group | None) -> bool:
    """Whether the title of *row* and the name of its *group* stay out of letters: whoever comes there tells of its
    health by that, or the desk took the title off every screen."""
    return is_closed(row.listing, group) or row.title_hidden


def _mine(session: Session, booking: Booking, *, whole: bool) -> list[Booking]:
    if not whole or booking.series_id is None:
        return [booking]
    series = session.get_one(Series, booking.series_id)
    look = select(Booking).where(col(Booking.series_id) == series.id).order_by(col(Booking.starts_at), col(Booking.id))
    return list(session.execute(look).scalars())


def _stamp(uid: str, waiting: Sequence[Booking], against: Sequence[Refusal], asked: Sequence[Question]) -> str:
    """Return a word that is another one as soon as something else is to be read."""
    dates = [(one.uid, one.revision, one.starts_at.isoformat()) for one in waiting]
    said = [(one.id, one.answered_at is not None) for one in asked]
    return hashlib.sha256(repr((uid, dates, [*map(repr, against)], said)).encode()).hexdigest()[:32]
