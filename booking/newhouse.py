"""An empty house: a name, a time zone, the public holidays of its Land. Its rooms come with `treffpunkt load`."""

from datetime import datetime

from sqlmodel import Session, select

from booking import journal, occupancy, publicholidays
from booking.i18n import _
from booking.refusals import Malformed, Refused
from models.rooms import House


def create(session: Session, name: str, timezone: str, *, now: datetime) -> House:
    """Create the house *name* without rooms, with the public holidays of its Land for this year and the next two.

    Raises Refused(Malformed) if there is a house already or *name* is empty.
    """
    if session.exec(select(House)).first() is not None:
        raise Refused(Malformed("init", _("eine leere Datenbank")))
    if not name.strip():
        raise Refused(Malformed("name", _("ein Name")))
    house = House(slug="haus", name=name.strip(), short=name.strip(), timezone=timezone, rules={})
    session.add(house)
    session.flush()
    journal.record(session, "house.created", who="operator", now=now)
    occupancy.house_unsettled(session)
    publicholidays.follow(session, house, [], now=now)
    publicholidays.bring(session, occupancy.house_facts(session), now, who="operator")
    return house
