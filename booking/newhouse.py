"""An empty house: a name, a time zone, the public holidays of its Land. Its rooms come with `treffpunkt load`."""

from datetime import datetime
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from sqlmodel import Session, select

from booking import journal, occupancy, publicholidays
from booking.i18n import _
from booking.refusals import Malformed, Refused
from models.rooms import House


def create(session: Session, name: str, timezone: str, *, now: datetime) -> House:
    """Create the house *name* without rooms, with the public holidays of its Land for this year and the next two.

    Raises Refused(Malformed) if there is a house already, *name* is empty or nobody knows *timezone*.
    """
    if session.exec(select(House)).first() is not None:
        raise Refused(Malformed("init", _("eine leere Datenbank")))
    if not name.strip():
        raise Refused(Malformed("name", _("ein Name")))
    if not _is_known(timezone):
        raise Refused(Malformed("timezone", _("eine Zeitzone wie Europe/Berlin")))
    house = House(slug="haus", name=name.strip(), short=name.strip(), timezone=timezone, rules={})
    session.add(house)
    session.flush()
    journal.record(session, "house.created", who="operator", now=now)
    occupancy.house_unsettled(session)
    publicholidays.follow(session, house, [], now=now)
    publicholidays.bring(session, occupancy.house_facts(session), now, who="operator")
    return house


def _is_known(timezone: str) -> bool:
    try:
        ZoneInfo(timezone)
    except (ZoneInfoNotFoundError, ValueError, OSError):
        return False
    return True
