"""One's own quarter: what is on there next, whom to ask, its calendar."""

from dataclasses import dataclass
from datetime import datetime

from fastapi import FastAPI
from starlette.requests import Request
from starlette.responses import Response

from booking import clock, community, contacts, meetings, occupancy, offices
from booking.community import Quarter
from booking.offices import Office
from booking.span import local
from kiosk.phone import addresses, feeds, wording
from kiosk.phone.answers import HouseSign, not_found_page, page
from kiosk.phone.declare import declare
from kiosk.phone.lines import Day, days_of
from kiosk.work import reading
from models.database import Database, Session

MOST = 12  # dates on the page; a quarter has a few in half a year


@dataclass(frozen=True, slots=True)
class QuarterLook:
    """Everything that the page of a quarter shows."""

    house: HouseSign
    quarter: Quarter
    days: list[Day]
    office: Office | None
    feed: str  # key of its calendar; empty: it has none
    others: list[Quarter]


def register(app: FastAPI, db: Database) -> None:
    """Declare `/q/{district}`."""

    async def show(request: Request) -> Response:
        slug = request.path_params["district"].lower()
        seen = await reading(db, lambda session: look(session, slug, now=clock.now()))
        if seen is None:
            return not_found_page()
        return page("quarter.html", shared=addresses.quarter(slug), house=seen.house, seen=seen)

    declare(app, "/q/{district}", get=show)


def look(session: Session, slug: str, *, now: datetime) -> QuarterLook | None:
    """Return what the page of the quarter *slug* shows; none if the town has no such quarter."""
    house = occupancy.house_facts(session)
    quarters = community.quarters(session)
    quarter = next((one for one in quarters if one.slug == slug), None)
    if quarter is None:
        return None
    helper, key = contacts.house_phone(session, house), f"district/{slug}"
    today = local(now, house.zone).date()
    return QuarterLook(
        house=HouseSign.of(house),
        quarter=quarter,
        days=days_of(
            meetings.coming_in(session, house, slug, now=now, number=MOST),
            lambda day: wording.day_heading(day, today),
            first=today,
            now=now,
        ),
        office=offices.offices(session).get(helper.office) if helper else None,
        feed=key if any(feed.key == key for feed in feeds.offer(session, house).every) else "",
        others=[one for one in quarters if one.slug != slug],
    )
