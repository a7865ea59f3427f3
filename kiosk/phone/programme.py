"""The programme: what is on this week, and the weeks after."""

import re
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from itertools import groupby

from fastapi import FastAPI
from starlette.requests import Request
from starlette.responses import Response

from booking import clock, meetings, occupancy
from booking.facts import HouseFacts
from booking.i18n import _
from booking.meetings import Occurrence
from booking.refusals import Refused
from booking.span import Span, day_span, local
from kiosk.calendar_words import clock_time, long_day, short_day
from kiosk.components.meeting_words import Chip
from kiosk.phone import addresses, wording
from kiosk.phone.answers import HouseSign, page, trouble_page
from kiosk.phone.declare import declare
from kiosk.work import reading
from models.database import Database, Session

FRIDAY = 4
WEEKS_AHEAD = 78  # as far as the feeds tell
_WEEK = re.compile(r"(\d{4})-W(\d{2})")


@dataclass(frozen=True, slots=True)
class Line:
    """One date in the list; without *path* it is told but leads nowhere."""

    path: str
    starts: str
    ends: str
    title: str
    room: str
    note: str
    cancelled: bool
    chips: list[Chip]


@dataclass(frozen=True, slots=True)
class Day:
    """A day and what is on."""

    heading: str
    lines: list[Line]


@dataclass(frozen=True, slots=True)
class Week:
    """The programme of one week as the page shows it."""

    house: HouseSign
    heading: str
    earlier: str  # the week before, as in the address; empty: none is offered
    later: str
    days: list[Day]
    closed: list[str]  # what the house says of its closures in that week
    unknown: bool  # the address named a week that there is not


def register(app: FastAPI, db: Database) -> None:
    """Declare `/`."""

    async def show(request: Request) -> Response:
        wanted = request.query_params.get("week", "")
        try:
            week = await reading(db, lambda session: look(session, wanted, now=clock.now()))
        except Refused as refused:
            return trouble_page(refused.reasons)
        return page("programme.html", status=404 if week.unknown else 200, house=week.house, week=week)

    declare(app, "/", get=show)


def look(session: Session, wanted: str, *, now: datetime) -> Week:
    """Return the programme of the week *wanted* ("2026-W48"); of this week, from now on, if it names none."""
    house = occupancy.house_facts(session)
    today = local(now, house.zone).date()
    this_monday = today - timedelta(days=today.weekday())
    asked = monday_of(wanted, this_monday)
    monday = max(asked or this_monday, this_monday)
    # At the week's end people ask for the next one.
    days = 14 if not wanted and today.weekday() >= FRIDAY else 7
    whole = day_span(monday, house.zone, days)
    dates = meetings.programme(session, house, Span(max(whole.start, now), whole.end), now=now)
    first = max(monday, today)
    return Week(
        house=HouseSign.of(house),
        heading=_heading(monday, this_monday, days),
        earlier=week_name(monday - timedelta(7)) if monday > this_monday else "",
        later=week_name(monday + timedelta(days)) if monday < this_monday + timedelta(7 * WEEKS_AHEAD) else "",
        days=[
            Day(wording.day_heading(day, today), [_line(date, first, now) for date in on_it])
            for day, on_it in groupby(dates, key=lambda date: max(date.starts.date(), first))
        ],
        closed=_closed(house, first, monday + timedelta(days - 1)),
        unknown=bool(wanted) and asked is None,
    )


def monday_of(week: str, this_monday: date) -> date | None:
    """Return the Monday of *week* ("2026-W48"); none if it is no week or further ahead than is told."""
    found = _WEEK.fullmatch(week)
    if found is None:
        return None
    try:
        monday = date.fromisocalendar(int(found[1]), int(found[2]), 1)
    except ValueError:
        return None
    return monday if monday <= this_monday + timedelta(7 * WEEKS_AHEAD) else None


def week_name(monday: date) -> str:
    """Return the week of *monday* as in addresses: `2026-W48`."""
    year, week, _day = monday.isocalendar()
    return f"{year}-W{week:02}"


def _heading(monday: date, this_monday: date, days: int) -> str:
    if days > 7:
        return _("Diese und nächste Woche")
    if monday == this_monday:
        return _("Diese Woche")
    if monday == this_monday + timedelta(7):
        return _("Nächste Woche")
    return _("Woche ab {day}", day=long_day(monday))


def _line(date: Occurrence, first: date, now: datetime) -> Line:
    return Line(
        path="" if date.hidden else addresses.meeting(date.code),
        starts=clock_time(date.starts) if date.starts.date() >= first else "",
        ends=_until(date),
        title=date.title,
        room=date.room_name,
        note=date.note,
        cancelled=date.status == "cancelled",
        chips=wording.list_chips(date, now),
    )


def _until(date: Occurrence) -> str:
    """Return when it ends, with the day if that is another."""
    one_day = date.ends - date.starts < timedelta(days=1)
    return (
        clock_time(date.ends)
        if one_day
        else _("{day}, {time}", day=short_day(date.ends.date()), time=clock_time(date.ends))
    )


def _closed(house: HouseFacts, first: date, last: date) -> list[str]:
    return [
        closure.public_text
        for closure in house.closures
        if closure.public_text and closure.starts_on <= last and first <= closure.ends_on
    ]
