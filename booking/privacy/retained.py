"""How long what is kept, and how much of it goes next: each rule asked as if it were later already."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import Select, func, select
from sqlmodel import Session, col

from booking import desknews, handover, journal, outbox, resting, retention, seatletters, signins, subscribers
from booking.privacy.erasing import is_old
from models.journal import JournalEntry
from models.letters import Letter
from models.links import BookingLink
from models.members import SignIn
from models.polls import FeedPolls
from models.privacy import Erasure
from models.staff import DecisionLink, DeskSession

WITHIN = (timedelta(days=1), timedelta(days=7), timedelta(days=30))


@dataclass(frozen=True, slots=True)
class Going:
    """One rule, by what it is about, with how much of it will have gone after each time of `WITHIN`."""

    about: str
    numbers: tuple[int, ...]


def going(session: Session, *, now: datetime) -> list[Going]:
    """Return every rule with how much of what is there now it lets go, if nothing happens meanwhile."""
    return [Going(about, tuple(_count(session, old, now + time) for time in WITHIN)) for about, old in _rules(session)]


def _count(session: Session, old: Any, at: datetime) -> int:
    rows: Select[Any] = old(at)
    return int(session.execute(select(func.count()).select_from(rows.order_by(None).subquery())).scalar_one())


def _rules(session: Session) -> list[tuple[str, Any]]:
    """Return what the clock forgets (`booking.jobs`), the most personal first: name → which rows are old at a time."""
    own = {name: rule.old for name, rule in retention.RULES.items()}
    return [
        ("seat_codes", seatletters.old_codes),
        ("seat_contacts", seatletters.old_contacts),
        ("wishes", lambda at: own["wishes"](session, at)),
        ("functions", resting.at_rest),
        ("contacts", lambda at: own["contacts"](session, at)),
        ("letters", lambda at: select(col(Letter.id)).where(outbox.forgettable(at))),
        ("links", lambda at: select(col(BookingLink.id)).where(handover.old(at))),
        ("decision_links", lambda at: select(col(DecisionLink.id)).where(desknews.old(at))),
        ("sign_ins", lambda at: select(col(SignIn.id)).where(signins.old(at))),
        ("sessions", lambda at: select(col(DeskSession.id)).where(col(DeskSession.ends_at) <= at)),
        ("office_questions", lambda at: own["office_questions"](session, at)),
        ("notes", lambda at: own["notes"](session, at)),
        ("damages", lambda at: own["damages"](session, at)),
        ("polls", lambda at: select(col(FeedPolls.feed)).where(col(FeedPolls.day) < subscribers.oldest_day(at))),
        ("journal", lambda at: select(col(JournalEntry.id)).where(journal.old(at))),
        ("erasures", lambda at: select(col(Erasure.id)).where(is_old(at))),
    ]
