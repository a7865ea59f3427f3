"""What somebody looks at once a day in the house, among it that no false code is stuck on a screen (UX §10, 8)."""

from dataclasses import dataclass
from datetime import datetime

from sqlmodel import Session

from booking import journal, refusals
from booking.facts import HouseFacts
from booking.refusals import Refused
from booking.span import local
from models.rooms import Section

QR, SCREENS, KEY_BOX, PAPER = "qr", "screens", "key_box", "paper"
CHECKS = (QR, SCREENS, KEY_BOX, PAPER)
_KEPT = "daily_checks"  # the section with the day and what was looked at


@dataclass(frozen=True, slots=True)
class Check:
    """One of CHECKS, and when it was looked at today; aware, in the house's zone; none: not yet."""

    name: str
    at: datetime | None


def checks_of_today(session: Session, house: HouseFacts, *, now: datetime) -> list[Check]:
    """Return every check, with when somebody looked at it on the local day of *now*."""
    kept = _kept(session, house, now)
    return [Check(name, _moment(house, kept.get(name))) for name in CHECKS]


def note_check(session: Session, house: HouseFacts, name: str, *, who: str, now: datetime) -> None:
    """Note that somebody looked at *name*; twice on one day changes nothing. Raises Refused(UnknownItem)."""
    if name not in CHECKS:
        raise Refused(refusals.UnknownItem(name))
    kept = _kept(session, house, now)
    if name in kept:
        return
    row = session.get(Section, _KEPT) or Section(name=_KEPT)
    row.content = {"day": _day(house, now), "looked": {**kept, name: now.isoformat()}}
    session.add(row)
    journal.record(session, "house.checked", who=who, now=now, reason=name)


def _kept(session: Session, house: HouseFacts, now: datetime) -> dict[str, str]:
    row = session.get(Section, _KEPT)
    return dict(row.content["looked"]) if row is not None and row.content["day"] == _day(house, now) else {}


def _day(house: HouseFacts, now: datetime) -> str:
    return local(now, house.zone).date().isoformat()


def _moment(house: HouseFacts, text: str | None) -> datetime | None:
    return local(datetime.fromisoformat(text), house.zone) if text else None
