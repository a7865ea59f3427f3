"""Letters on their way: who carries which, what came of it, which wait and which are dead.

A letter arrives at most once. A carrier claims it, and marks it right before a server gets its text; what is marked
and not noted as sent, because program or line broke in that moment, may have arrived. It is not carried again by
itself: the desk reads that it is uncertain, and may send it once more. The other way, at least once, would write
twice to people who then ask what of it is true; a letter that is missing stands on the desk's first page.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum
from typing import Any

from sqlalchemy import ColumnElement, and_, case, func, or_, select, update
from sqlalchemy.orm import aliased
from sqlmodel import Session, col

from booking import journal, refusals
from booking.refusals import Refused
from models.letters import Delivery, Letter

CLAIM = timedelta(minutes=10)  # longer than any carrier is under way with one letter
# Pauses after each try that failed for a while: five days in all, then it is given up.
PAUSES = tuple(timedelta(minutes=minutes) for minutes in (1, 5, 15, 60, 180, 360, 720, 1440, 1440, 1440, 1440))
LIFE = timedelta(days=5)  # nobody is told older news by the first try
FORGET_SENT = timedelta(hours=1)  # till then its address counts among the letters of an hour (booking.post)
FORGET_ALL = timedelta(days=30)  # UX §9
# News of no worth after the moment that stands in the letter as `until`.
_UNTIL = ("booking-reminder", "group-sign-in", "seat-offered", "seat-reminder")


class Trouble(StrEnum):
    """Why a letter did not arrive; stored as a word, and with the server's code where it gave one."""

    ADDRESS = "address_refused"
    TEXT = "text_refused"
    LATER = "asked_to_wait"
    AWAY = "not_reached"
    SILENT = "no_answer"
    BROKEN = "broken_off"
    LOGIN = "login_refused"
    SENDER = "sender_refused"
    CERTIFICATE = "certificate"
    PLAIN = "no_tls"
    UNCERTAIN = "uncertain"
    TOO_OLD = "too_old"
    UNWRITABLE = "unwritable"


@dataclass(frozen=True, slots=True)
class Claim:
    """A letter that one carrier has, and nobody else while it lasts: *tries* tells it from every other claim."""

    id: int
    tries: int
    kind: str
    address: str
    language: str
    facts: dict[str, Any]
    once: str
    created_at: datetime


@dataclass(frozen=True, slots=True)
class Shown:
    """A letter as the desk may see it: not to whom, not what."""

    id: int
    kind: str
    created_at: datetime
    due_at: datetime
    tries: int
    trouble: str  # a word of Trouble, and the server's code after a space
    dead: bool


# Carrying


def is_due(session: Session, *, now: datetime) -> bool:
    """Whether some letter can be carried now; asked before the writer's place is taken."""
    return session.execute(_due(now).limit(1)).first() is not None


def claim(session: Session, *, now: datetime) -> Claim | None:
    """Give the caller the first letter that is due, so that nobody else carries it; none if none is.

    Letters to one address are carried in order: none goes before one that was tried and failed.
    """
    letter: Letter | None = session.execute(_due(now).limit(1)).scalar_one_or_none()
    if letter is None or letter.address is None:
        return None
    taken = session.execute(
        update(Letter)
        .where(col(Letter.id) == letter.id, col(Letter.tries) == letter.tries, _free(Letter, now))
        .values(tries=letter.tries + 1, claimed_until=now + CLAIM)
        .execution_options(synchronize_session=False)
    )
    if taken.rowcount != 1:  # type: ignore[attr-defined]  # an update has it
        return None  # somebody else was first
    return Claim(
        id=letter.id,
        tries=letter.tries + 1,
        kind=letter.kind,
        address=letter.address,
        language=letter.language,
        facts=letter.facts,
        once=letter.once,
        created_at=letter.created_at,
    )


def hand_over(session: Session, mine: Claim, *, now: datetime) -> bool:
    """Mark that a server gets the text now. False: the claim is over, and nothing may be handed over."""
    return _note(session, mine, handed_at=now, claimed_until=now + CLAIM)


def sent(session: Session, mine: Claim, *, now: datetime) -> None:
    """Note that a server took the letter over."""
    _note(session, mine, delivery=Delivery.SENT, sent_at=now, claimed_until=None, trouble="")


def failed(session: Session, mine: Claim, trouble: str, *, now: datetime) -> None:
    """Note a *trouble* that passes: it is tried again after a pause, and given up after the last."""
    if mine.tries > len(PAUSES):
        dead(session, mine, trouble, now=now)
        return
    due = now + PAUSES[mine.tries - 1]
    _note(session, mine, due_at=due, claimed_until=None, handed_at=None, trouble=trouble)


def given_back(session: Session, mine: Claim, *, now: datetime) -> None:
    """Note that the carrier did not go after all: the program ends. The letter is due as before."""
    _note(session, mine, due_at=now, claimed_until=None, handed_at=None, tries=mine.tries - 1)


def dead(session: Session, mine: Claim, trouble: str, *, now: datetime) -> None:
    """Note that the letter will not arrive, and why; the desk sees it."""
    if _note(session, mine, delivery=Delivery.DEAD, claimed_until=None, trouble=trouble):
        journal.record(session, "letter.dead", who="clock", now=now, trouble=trouble)


def needless(session: Session, mine: Claim) -> None:
    """Forget a letter whose news is over before it went: nobody is told, and the desk sees nothing of it."""
    _note(session, mine, delivery=Delivery.DEAD, address=None, facts={}, claimed_until=None)


def _note(session: Session, mine: Claim, **values: Any) -> bool:
    mark = (
        update(Letter)
        .where(col(Letter.id) == mine.id, col(Letter.tries) == mine.tries, col(Letter.delivery) == Delivery.WAITING)
        .values(**values)
        .execution_options(synchronize_session=False)
    )
    done: int = session.execute(mark).rowcount  # type: ignore[attr-defined]  # an update has it
    return done == 1


def _due(now: datetime) -> Any:
    earlier = aliased(Letter)
    before = select(col(earlier.id)).where(
        col(earlier.address) == col(Letter.address),
        col(earlier.id) < col(Letter.id),
        col(earlier.delivery) == Delivery.WAITING,
        or_(col(earlier.tries) > 0, col(earlier.due_at) <= now),
    )
    ready = select(Letter).where(_free(Letter, now), col(Letter.due_at) <= now, ~before.exists())
    return ready.order_by(col(Letter.due_at), col(Letter.id))


def _free(letter: type[Letter], now: datetime) -> ColumnElement[bool]:
    unclaimed = or_(col(letter.claimed_until).is_(None), col(letter.claimed_until) <= now)
    return and_(col(letter.delivery) == Delivery.WAITING, col(letter.handed_at).is_(None), unclaimed)


# What nobody carries any more


def something_stale(session: Session, now: datetime) -> bool:
    """Whether a letter is out of date, uncertain, or kept for too long."""
    looks = (_uncertain(now), _too_old(now), forgettable(now))
    return any(session.execute(select(col(Letter.id)).where(look).limit(1)).first() is not None for look in looks)


def settle(session: Session, now: datetime) -> int:
    """Give up what is uncertain or out of date, and forget addresses and facts that were kept long enough."""
    count = _change(session, _uncertain(now), delivery=Delivery.DEAD, claimed_until=None, trouble=Trouble.UNCERTAIN)
    count += _change(session, _too_old(now), delivery=Delivery.DEAD, claimed_until=None, trouble=Trouble.TOO_OLD)
    if count:
        journal.record(session, "letter.dead", who="clock", now=now, letters=count)
    count += _change(session, forgettable(now) & _waits(), delivery=Delivery.DEAD, trouble=Trouble.TOO_OLD)
    return count + _change(session, forgettable(now), address=None, facts={})


def forget_about(session: Session, marks: Iterable[str]) -> int:
    """Give up and forget every letter in whose `once` one of *marks* stands; return how many there were."""
    about = and_(col(Letter.address).is_not(None), or_(*(col(Letter.once).contains(mark) for mark in marks)))
    _change(session, about & _waits(), delivery=Delivery.DEAD, trouble=Trouble.TOO_OLD)
    return _change(session, about, address=None, facts={})


def forget_to(session: Session, addresses: Iterable[str]) -> int:
    """Take back and forget every letter to one of *addresses*, in small letters; return how many there were."""
    to_them = func.lower(col(Letter.address)).in_(list(addresses))
    _change(session, to_them & _waits(), delivery=Delivery.DEAD, trouble=Trouble.TOO_OLD)
    return _change(session, to_them, address=None, facts={})


def next_moment(session: Session, now: datetime) -> datetime | None:
    """Return when the next letter is due, none if none waits."""
    moment: datetime | None = session.execute(select(func.min(col(Letter.due_at))).where(_free(Letter, now))).scalar()
    return moment


def _waits() -> ColumnElement[bool]:
    return col(Letter.delivery) == Delivery.WAITING


def _uncertain(now: datetime) -> ColumnElement[bool]:
    return and_(_waits(), col(Letter.handed_at).is_not(None), col(Letter.claimed_until) <= now)


def _too_old(now: datetime) -> ColumnElement[bool]:
    until = col(Letter.facts)["until"].as_string()
    over = and_(col(Letter.kind).in_(_UNTIL), until <= now.isoformat())
    return and_(_free(Letter, now), or_(over, and_(col(Letter.tries) == 0, col(Letter.due_at) <= now - LIFE)))


def forgettable(now: datetime) -> ColumnElement[bool]:
    """Return which letters lose address and content: an hour after they arrived, or after thirty days."""
    arrived = and_(col(Letter.delivery) == Delivery.SENT, col(Letter.sent_at) <= now - FORGET_SENT)
    return and_(col(Letter.address).is_not(None), or_(arrived, col(Letter.created_at) <= now - FORGET_ALL))


def _change(session: Session, which: ColumnElement[bool], **values: Any) -> int:
    done = session.execute(update(Letter).where(which).values(**values).execution_options(synchronize_session=False))
    count: int = done.rowcount  # type: ignore[attr-defined]  # an update has it
    return count


# The desk


def shown(session: Session, *, most: int) -> list[Shown]:
    """Return the letters that are dead and those that wait, newest first, at most so many of each."""
    found: list[Letter] = []
    for delivery in (Delivery.DEAD, Delivery.WAITING):
        look = select(Letter).where(col(Letter.delivery) == delivery, col(Letter.address).is_not(None))
        found += session.execute(look.order_by(col(Letter.id).desc()).limit(most)).scalars()
    return [_shown(letter) for letter in found]


def counts(session: Session) -> tuple[int, int]:
    """Return how many letters are dead and how many wait."""
    look = select(col(Letter.delivery), func.count()).where(
        col(Letter.delivery).in_((Delivery.DEAD, Delivery.WAITING)), col(Letter.address).is_not(None)
    )
    found = {row[0]: row[1] for row in session.execute(look.group_by(col(Letter.delivery)))}
    return found.get(Delivery.DEAD, 0), found.get(Delivery.WAITING, 0)


def retry(session: Session, ids: Sequence[int], *, who: str, now: datetime) -> None:
    """Let carriers go again with letters that are dead or wait. Raises Refused(UnknownLetter) if one cannot."""
    again = {"delivery": Delivery.WAITING, "due_at": now, "claimed_until": None, "handed_at": None}
    # What was tried is never too old.
    tried = case((col(Letter.tries) == 0, 1), else_=col(Letter.tries))
    _by_desk(session, ids, "letter.retried", who, now, tries=tried, **again)


def put_away(session: Session, ids: Sequence[int], *, who: str, now: datetime) -> None:
    """Forget letters that are dead or wait: nobody is written to. Raises Refused(UnknownLetter)."""
    away: dict[str, Any] = {"delivery": Delivery.DEAD, "address": None, "facts": {}, "claimed_until": None}
    _by_desk(session, ids, "letter.put_away", who, now, **away)


def _by_desk(session: Session, ids: Sequence[int], what: str, who: str, now: datetime, **values: Any) -> None:
    standing = and_(
        col(Letter.id).in_(ids),
        col(Letter.address).is_not(None),
        or_(col(Letter.delivery) == Delivery.DEAD, _free(Letter, now)),
    )
    if _change(session, standing, **values) != len(set(ids)):
        raise Refused(refusals.UnknownLetter())
    journal.record(session, what, who=who, now=now, letters=len(set(ids)))


def _shown(letter: Letter) -> Shown:
    return Shown(
        id=letter.id,
        kind=letter.kind,
        created_at=letter.created_at,
        due_at=letter.due_at,
        tries=letter.tries,
        trouble=letter.trouble,
        dead=letter.delivery is Delivery.DEAD,
    )
