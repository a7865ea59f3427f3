"""The programme: what is on this week, and the weeks after."""

import re
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from urllib.parse import urlencode

from fastapi import FastAPI
from starlette.requests import Request
from starlette.responses import Response

from booking import clock, community, elsewhere, meetings, occupancy
from booking.community import Quarter
from booking.facts import HouseFacts
from booking.i18n import _
from booking.refusals import Refused
from booking.span import Span, day_span, local
from kiosk.calendar_words import hint_words, long_day
from kiosk.components.choices import CHOICES, chosen
from kiosk.phone import wording
from kiosk.phone.answers import HouseSign, page, trouble_page
from kiosk.phone.declare import declare
from kiosk.phone.lines import Day, days_of
from kiosk.work import reading
from models.database import Database, Session

FRIDAY = 4
FOR = "for"  # names in an address what somebody looks for
WEEKS_AHEAD = 78  # as far as the feeds tell
_WEEK = re.compile(r"(\d{4})-W(\d{2})")


@dataclass(frozen=True, slots=True)
class Look:
    """Something that one may look for, as a link."""

    path: str
    pictogram: str
    words: str
    chosen: bool


@dataclass(frozen=True, slots=True)
class Week:
    """The programme of one week as the page shows it."""

    house: HouseSign
    choices: list[Look]
    looked_for: str  # the choice that counts; empty: everything is shown
    quarters: list[Quarter]
    heading: str
    earlier: str  # the week before, as in the address; empty: none is offered
    later: str
    days: list[Day]
    closed: list[str]  # what the house says of its closures in that week
    hints: list[str]  # what is good to know of it, such as school holidays
    unknown: bool  # the address named a week that there is not


def register(app: FastAPI, db: Database) -> None:
    """Declare `/`."""

    async def show(request: Request) -> Response:
        wanted, choice = (request.query_params.get(name, "") for name in ("week", FOR))
        try:
            week = await reading(db, lambda session: look(session, wanted, choice, now=clock.now()))
        except Refused as refused:
            return trouble_page(refused.reasons)
        return page("programme.html", status=404 if week.unknown else 200, shared="/", house=week.house, week=week)

    declare(app, "/", get=show)


def look(session: Session, wanted: str, choice: str = "", *, now: datetime) -> Week:
    """Return the programme of the week *wanted* ("2026-W48"); of this week, from now on, if it names none.

    Only what fits *choice* (kiosk.components.choices) is shown, if it is one.
    """
    house = occupancy.house_facts(session)
    today = local(now, house.zone).date()
    this_monday = today - timedelta(days=today.weekday())
    asked = monday_of(wanted, this_monday)
    monday = max(asked or this_monday, this_monday)
    # At the week's end people ask for the next one.
    days = 14 if not wanted and today.weekday() >= FRIDAY else 7
    whole = day_span(monday, house.zone, days)
    dates = chosen(meetings.programme(session, house, Span(max(whole.start, now), whole.end), now=now), choice)
    first = max(monday, today)
    return Week(
        house=HouseSign.of(house),
        choices=_choices(choice, wanted if asked else ""),
        looked_for=choice if choice in CHOICES else "",
        quarters=community.quarters(session),
        heading=_heading(monday, this_monday, days),
        earlier=week_name(monday - timedelta(7)) if monday > this_monday else "",
        later=week_name(monday + timedelta(days)) if monday < this_monday + timedelta(7 * WEEKS_AHEAD) else "",
        days=days_of(dates, lambda day: wording.day_heading(day, today), first=first, now=now),
        closed=_closed(house, first, monday + timedelta(days - 1)),
        hints=[hint_words(one) for one in elsewhere.hints(session, house, Span(max(whole.start, now), whole.end))],
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


def _choices(choice: str, week: str) -> list[Look]:
    """Return what one may look for; the one that counts leads back to everything."""
    return [
        Look(_address(week, "" if value == choice else value), one.pictogram, _(one.name), value == choice)
        for value, one in CHOICES.items()
    ]


def _address(week: str, choice: str) -> str:
    query = urlencode([(name, value) for name, value in (("week", week), (FOR, choice)) if value])
    return f"/?{query}" if query else "/"


def _closed(house: HouseFacts, first: date, last: date) -> list[str]:
    return [
        closure.public_text
        for closure in house.closures
        if closure.public_text and closure.starts_on <= last and first <= closure.ends_on
    ]
