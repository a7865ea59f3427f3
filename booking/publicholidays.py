"""The public holidays of the house's Land, kept current: moving feasts come each year, new ones by law.

They come from the package `holidays`. School holidays do not: each Land orders them for a few years
at a time, so they stay what the house's file says.
"""

from collections.abc import Iterable
from datetime import date, datetime

import holidays
from sqlalchemy import select
from sqlmodel import Session, col

from booking import hits, journal, refusals
from booking.facts import HolidayFacts, HouseFacts
from booking.housefile.dates import HOLIDAY
from booking.occupancy import house_changed, house_facts
from booking.refusals import Refused
from booking.settling import come_back, settle
from booking.span import local
from booking.waits import pass_on
from models.bookings import Booking
from models.rooms import Holiday, House, Section

YEARS = 3  # this one and the next two: further ahead nobody books
_KEPT = "public_holidays"  # the section with when it was looked last and every day that the Land was known to have
_GERMAN_ZONES = ("Europe/Berlin", "Europe/Busingen")
_USUAL_LAND = "BW"


def land_of(house: House) -> str | None:
    """Return the Land whose holidays close *house*, as ISO 3166-2 has it without `DE-`; none: no Land's.

    That is `state` of the file's site; Baden-Württemberg where a house on German time says nothing.
    """
    told = house.about.get("state")
    if told:
        return str(told)
    is_german = house.timezone in _GERMAN_ZONES and house.locale.startswith("de")
    return _USUAL_LAND if is_german else None


def holidays_of(land: str, years: Iterable[int]) -> dict[date, str]:
    """Return the public holidays of *land* in *years*, with their names in German."""
    found = holidays.country_holidays("DE", subdiv=land, years=years, language="de")
    return {day: str(name) for day, name in sorted(found.items())}


def follow(session: Session, house: House, listed: Iterable[date], *, now: datetime) -> None:
    """Let *house* have the holidays of its Land from now on; the first look comes with `bring`.

    *listed* are days that the house has already: from the first to the last of them its own list counts.
    """
    land, own = land_of(house), sorted(listed)
    if land is None:
        return
    this_year = now.year
    by_law = holidays_of(land, range(min([this_year, *(day.year for day in own)]), this_year + YEARS))
    known = {day: name for day, name in by_law.items() if own and own[0] <= day <= own[-1]}
    session.add(Section(name=_KEPT, content={"looked": "", "known": _plain(known)}))


def is_due(session: Session, now: datetime) -> bool:
    """Whether nobody looked at the holidays today, in a house that has a Land's."""
    kept = session.get(Section, _KEPT)
    return kept is not None and kept.content["looked"] != _today(session, now).isoformat()


def bring(session: Session, house: HouseFacts, now: datetime, *, who: str = "clock") -> int:
    """Add the holidays ahead that the Land has and nobody took out; return how many there were.

    What is booked then is treated as by a closure of the whole house, and told.
    """
    kept, row = session.get(Section, _KEPT), session.get_one(House, 1)
    land = land_of(row)
    if kept is None or land is None:
        return 0
    today = local(now, house.zone).date()
    by_law = holidays_of(land, range(today.year, today.year + YEARS))
    known = kept.content["known"]
    new = {day: name for day, name in by_law.items() if day >= today and day.isoformat() not in known}
    kept.content = {"looked": today.isoformat(), "known": {**known, **_plain(new)}}
    session.add(kept)
    there = {day for day in new if any(free.starts_on <= day <= free.ends_on for free in house.public_holidays)}
    added = [HolidayFacts(name, day, day) for day, name in new.items() if day not in there]
    if added:
        _close(session, added, who=who, now=now)
    return len(added)


def open_on(session: Session, house: HouseFacts, day: date, *, who: str, now: datetime) -> list[Booking]:
    """Open the house on the public holiday *day*; it stays open. Return the dates of series that take place after all.

    Raises Refused(UnknownClosure) if it is none.
    """
    free = next((one for one in house.public_holidays if one.starts_on == day), None)
    if free is None:
        raise Refused(refusals.UnknownClosure())
    look = select(Holiday).where(col(Holiday.starts_on) == day, col(Holiday.school).is_(False))
    for row in session.execute(look).scalars():
        session.delete(row)
    _remember(session, free)
    house_changed(session)
    after = house_facts(session)
    journal.record(session, "house.holiday_opened", who=who, now=now, day=day.isoformat())
    return come_back(session, after, hits.as_closure(after, free), HOLIDAY, who=who, now=now)


def close_on(session: Session, house: HouseFacts, day: date, *, who: str, now: datetime) -> None:
    """Close the house on the public holiday *day* again. Raises Refused(UnknownClosure) if it is none or is closed."""
    free = next((one for one in opened(session, house, now=now) if one.starts_on == day), None)
    if free is None:
        raise Refused(refusals.UnknownClosure())
    _close(session, [free], who=who, now=now)


def opened(session: Session, house: HouseFacts, *, now: datetime) -> list[HolidayFacts]:
    """Return the public holidays ahead on which the house is open because somebody took them out."""
    kept = session.get(Section, _KEPT)
    closed = {free.starts_on for free in house.public_holidays}
    known = {date.fromisoformat(day): name for day, name in kept.content["known"].items()} if kept else {}
    today = local(now, house.zone).date()
    return [HolidayFacts(name, day, day) for day, name in sorted(known.items()) if day >= today and day not in closed]


def _close(session: Session, added: list[HolidayFacts], *, who: str, now: datetime) -> None:
    session.add_all(Holiday(name=free.name, starts_on=free.starts_on, ends_on=free.ends_on) for free in added)
    house_changed(session)
    after = house_facts(session)
    days = [free.starts_on.isoformat() for free in added]
    journal.record(session, "house.holidays", who=who, now=now, days=days)
    for free in added:
        settle(session, after, hits.as_closure(after, free), {}, who=who, now=now)
    pass_on(session, after, now=now)


def _remember(session: Session, free: HolidayFacts) -> None:
    kept = session.get(Section, _KEPT) or Section(name=_KEPT, content={"looked": "", "known": {}})
    kept.content = {**kept.content, "known": {**kept.content["known"], **_plain({free.starts_on: free.name})}}
    session.add(kept)


def _plain(days: dict[date, str]) -> dict[str, str]:
    return {day.isoformat(): name for day, name in days.items()}


def _today(session: Session, now: datetime) -> date:
    return local(now, house_facts(session).zone).date()
