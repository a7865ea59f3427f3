"""An empty house: a name, a time zone, the public holidays of its Land. Its rooms come with `treffpunkt load`."""

from datetime import datetime

import holidays
from sqlmodel import Session, select

from booking import journal
from booking.i18n import _
from booking.refusals import Malformed, Refused
from models.rooms import Holiday, House

LAND = "BW"  # Baden-Württemberg
_YEARS_AHEAD = 3


def create(session: Session, name: str, timezone: str, *, now: datetime) -> House:
    """Create the house *name* without rooms, with the public holidays of Baden-Württemberg.

    Raises Refused(Malformed) if there is a house already or *name* is empty. Holidays come from the
    package `holidays`, state BW, for this year and the next two.
    """
    if session.exec(select(House)).first() is not None:
        raise Refused(Malformed("init", _("eine leere Datenbank")))
    if not name.strip():
        raise Refused(Malformed("name", _("ein Name")))
    house = House(slug="haus", name=name.strip(), short=name.strip(), timezone=timezone, rules={})
    session.add(house)
    session.add_all(public_holidays(now.year, now.year + _YEARS_AHEAD - 1))
    journal.record(session, "house.created", who="operator", now=now)
    return house


def public_holidays(first_year: int, last_year: int) -> list[Holiday]:
    """Return the public holidays of Baden-Württemberg of whole years, as rows that are not stored yet."""
    land = holidays.country_holidays("DE", subdiv=LAND, years=range(first_year, last_year + 1), language="de")
    return [Holiday(name=name, starts_on=day, ends_on=day) for day, name in sorted(land.items())]
