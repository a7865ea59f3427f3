"""The code of the house's key box: set at the desk, shown to a group shortly before its time and to nobody else."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlmodel import Session

from booking import journal, refusals
from booking.door import promised
from booking.facts import HouseFacts
from booking.i18n import _
from booking.refusals import Refused
from booking.span import local
from models.bookings import Booking
from models.community import Group
from models.rooms import Section

FROM = timedelta(hours=1)  # before the room may be set up
SHOWN = timedelta(seconds=20)  # that long it stands on a screen
KIND = "tresorcode"  # the group's fact `key`: which key it was given
_NAME = "key_box"
_LENGTHS = range(3, 13)


@dataclass(frozen=True, slots=True)
class BoxCode:
    """What opens the key box, and since when."""

    code: str
    set_at: datetime


def set_code(session: Session, code: str, *, who: str, now: datetime) -> None:
    """Note the code that opens the key box; an empty one: there is no box any more. Raises Refused(Malformed)."""
    tidy = "".join(code.split())
    if tidy and not (len(tidy) in _LENGTHS and tidy.isascii() and tidy.isalnum()):
        raise Refused(refusals.Malformed("code", _("3 bis 12 Ziffern oder Buchstaben")))
    session.merge(Section(name=_NAME, content={"code": tidy, "set_at": now.isoformat()}))
    journal.record(session, "key.code_set", who=who, now=now)  # never the code itself


def box_code(session: Session) -> BoxCode | None:
    """Return what opens the key box now; none if the house has none."""
    kept = session.get(Section, _NAME)
    if kept is None or not kept.content["code"]:
        return None
    return BoxCode(kept.content["code"], datetime.fromisoformat(kept.content["set_at"]))


def is_time(house: HouseFacts, booking: Booking, group: Group, now: datetime) -> bool:
    """Whether *group*, whose promised *booking* it is, may read the code: on its day, shortly before, until the end."""
    same_day = local(booking.starts_at, house.zone).date() == local(now, house.zone).date()
    opens = booking.busy_from - FROM
    return group.facts.get("key") == KIND and same_day and opens <= now < booking.ends_at


def show_code(session: Session, house: HouseFacts, uid: str, *, group: Group, who: str, now: datetime) -> BoxCode:
    """Return the code for the group's promised booking *uid*, and note that it was shown.

    Raises Refused: UnknownBooking, NotYours, AlreadyDecided, KeyNotNow.
    """
    booking = promised(session, uid, group_id=group.id)
    found = box_code(session)
    if found is None or not is_time(house, booking, group, now):
        raise Refused(refusals.KeyNotNow())
    journal.record(session, "key.shown", who=who, now=now, booking_id=booking.id, group_id=group.id)
    return found
